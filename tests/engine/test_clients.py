from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.engine.clients import CLIENTS
from configlint.engine.values import RefusedError
from tests.engine.test_url_reading import REST
from tests.formats.format_checks import CASES

BROWSERLIKE = ("fetch", "bun", "reqwest", "hyper")
ALL = (*BROWSERLIKE, "undici", "httpx", "go")

REFUSED = "(refused)"
DROPPED = "(dropped)"


def test_the_tables_below_cover_every_client() -> None:
    assert set(ALL) == CLIENTS.keys()


@pytest.mark.parametrize("client", ALL)
@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("https://h.example/v1/chat", "https://h.example/v1/chat"),
        ("https://h.example", "https://h.example/"),
        ("https://h.example?k=1", "https://h.example/?k=1"),
        ("https://H.Example/V1", "https://h.example/V1"),
        ("https://h.example/v1#/chat", "https://h.example/v1"),
        ("https://u:p@h.example/v1", "https://h.example/v1"),
        ("https://h.example/v1//chat", "https://h.example/v1//chat"),
        ("https://h.example/a b/é", "https://h.example/a%20b/%C3%A9"),
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
    ],
)
def test_what_every_client_makes_of_a_url(client: str, text: str, sent: str) -> None:
    if client == "undici" and "@" in text:
        with pytest.raises(RefusedError, match="includes credentials"):
            CLIENTS[client].url(text)
    else:
        assert CLIENTS[client].url(text) == sent


@pytest.mark.parametrize("client", ALL)
def test_only_bun_sends_one_slash_where_a_path_starts_with_several(client: str) -> None:
    sent = CLIENTS[client].url("https://h.example///v1//chat")
    assert sent == f"https://h.example{'/' if client == 'bun' else '///'}v1//chat"


@pytest.mark.parametrize(
    ("text", "browserlike", "httpx"),
    [
        (" https://h.example/v1 ", "https://h.example/v1", "without a protocol"),
        ("https://h.example/v1 ", "https://h.example/v1", "https://h.example/v1%20"),
        ("https://h.example/v1\n/chat", "https://h.example/v1/chat", "a character that cannot be printed"),
        ("https://h.example/\x7f", "https://h.example/%7F", "a character that cannot be printed"),
    ],
)
def test_blanks_and_line_breaks_in_a_url(text: str, browserlike: str, httpx: str) -> None:
    for client in BROWSERLIKE:
        assert CLIENTS[client].url(text) == browserlike
    if httpx.startswith("https"):
        assert CLIENTS["httpx"].url(text) == httpx
    else:
        with pytest.raises(RefusedError, match="protocol" if "protocol" in httpx else "non-printable"):
            CLIENTS["httpx"].url(text)


@pytest.mark.parametrize("client", ALL)
@pytest.mark.parametrize(
    "text", ["", "h.example/v1", "/v1/chat", "ftp://h.example/", "https://", "https://h:99999/", "https://a b.example/"]
)
def test_a_url_that_every_client_refuses(client: str, text: str) -> None:
    with pytest.raises(RefusedError):
        CLIENTS[client].url(text)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("https://h.example/v1 ", "https://h.example/v1%20"),
        ("https://h.example/{x}", "https://h.example/%7Bx%7D"),
        (" https://h.example/v1", REFUSED),
        ("https://h.example/v1\n", REFUSED),
        ("127.0.0.1:8080/v1", REFUSED),
    ],
)
def test_what_go_makes_of_a_url(text: str, sent: str) -> None:
    if sent != REFUSED:
        assert CLIENTS["go"].url(text) == sent
        return
    with pytest.raises(RefusedError):
        CLIENTS["go"].url(text)


def test_httpx_reads_a_port_with_blanks_around_it() -> None:
    assert CLIENTS["httpx"].url("http://h.example:8080 /v1") == "http://h.example:8080/v1"
    for client in BROWSERLIKE:
        with pytest.raises(RefusedError):
            CLIENTS[client].url("http://h.example:8080 /v1")


def test_httpx_refuses_a_host_longer_than_a_name_can_be() -> None:
    assert CLIENTS["httpx"].url(f"https://{'a' * 253}/") == f"https://{'a' * 253}/"
    with pytest.raises(RefusedError, match="host"):
        CLIENTS["httpx"].url(f"https://{'a' * 254}/")


@pytest.mark.parametrize(
    ("value", "fetch", "reqwest", "hyper", "httpx", "go"),
    [
        ("sk-test-1", "sk-test-1", "sk-test-1", "sk-test-1", "sk-test-1", "sk-test-1"),
        ("two words", "two words", "two words", "two words", "two words", "two words"),
        ("sk-test-1 ", "sk-test-1", "sk-test-1 ", "sk-test-1 ", REFUSED, "sk-test-1"),
        (" sk-test-1", "sk-test-1", " sk-test-1", " sk-test-1", " sk-test-1", "sk-test-1"),
        ("sk-test-1\t", "sk-test-1", "sk-test-1\t", "sk-test-1\t", REFUSED, "sk-test-1"),
        ("sk-test-1\n", "sk-test-1", DROPPED, REFUSED, REFUSED, REFUSED),
        ("sk-test-1\r\n", "sk-test-1", DROPPED, REFUSED, REFUSED, REFUSED),
        ("sk-test\n-1", REFUSED, DROPPED, REFUSED, REFUSED, REFUSED),
        ("sk-test-1\x7f", "sk-test-1\x7f", DROPPED, REFUSED, "sk-test-1\x7f", REFUSED),
        ("schlüssel", "schlüssel", "schlüssel", "schlüssel", REFUSED, "schlüssel"),
        ("ÿ", "ÿ", "ÿ", "ÿ", REFUSED, "ÿ"),
        ("Ā", REFUSED, "Ā", "Ā", REFUSED, "Ā"),
        ("ключ", REFUSED, "ключ", "ключ", REFUSED, "ключ"),
        ("“sk-test-1”", REFUSED, "“sk-test-1”", "“sk-test-1”", REFUSED, "“sk-test-1”"),
    ],
)
def test_what_each_client_makes_of_a_header(
    value: str, fetch: str, reqwest: str, hyper: str, httpx: str, go: str
) -> None:
    sent_by = {"fetch": fetch, "reqwest": reqwest, "hyper": hyper, "httpx": httpx, "go": go}
    for client, expected in sent_by.items():
        try:
            sent = CLIENTS[client].header(value)
        except RefusedError:
            sent = REFUSED
        assert (DROPPED if sent is None else sent) == expected, client


@pytest.mark.parametrize("client", ALL)
@CASES
@given(REST)
def test_any_text_is_sent_or_refused(client: str, rest: str) -> None:
    for text in (rest, f"https://h{rest}", f"https://h/{rest}"):
        try:
            sent = CLIENTS[client].url(text)
        except RefusedError:
            continue
        assert sent.startswith(("http://", "https://"))
        assert "#" not in sent
        if text.startswith("https://h/"):
            assert not any(ch.isspace() for ch in sent.partition("?")[0])


@pytest.mark.parametrize("client", ALL)
@CASES
@given(st.text(max_size=20))
def test_no_line_break_ever_gets_into_a_header(client: str, value: str) -> None:
    try:
        sent = CLIENTS[client].header(value)
    except RefusedError:
        return
    assert sent is None or not set(sent) & set("\r\n\0")

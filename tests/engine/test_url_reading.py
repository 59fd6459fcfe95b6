from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from configlint.engine import urls
from tests.formats.format_checks import CASES


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("https://h.example", ("https", "", "h.example", "", "", None, None)),
        ("HTTPS://H.Example/V1/", ("https", "", "h.example", "", "/V1/", None, None)),
        ("http://h:8080/a?b=c#d", ("http", "", "h", "8080", "/a", "b=c", "d")),
        ("http://h?a#b", ("http", "", "h", "", "", "a", "b")),
        ("http://h?#", ("http", "", "h", "", "", "", "")),
        ("http://h#a?b", ("http", "", "h", "", "", None, "a?b")),
        ("http://h/a?b?c", ("http", "", "h", "", "/a", "b?c", None)),
        ("http://u:p@h/", ("http", "u:p", "h", "", "/", None, None)),
        ("http://u@e.example:p@h/", ("http", "u@e.example:p", "h", "", "/", None, None)),
        ("http://h/@x", ("http", "", "h", "", "/@x", None, None)),
        ("http://h?x=a@b", ("http", "", "h", "", "", "x=a@b", None)),
        ("http://[::1]:11434/v1", ("http", "", "[::1]", "11434", "/v1", None, None)),
        ("http://[::1]/v1", ("http", "", "[::1]", "", "/v1", None, None)),
        ("http://h:/x", ("http", "", "h", "", "/x", None, None)),
        ("ws+unix://h/x", ("ws+unix", "", "h", "", "/x", None, None)),
    ],
)
def test_parts_of_a_url(text: str, parts: tuple[str | None, ...]) -> None:
    url = urls.split(text)
    assert url is not None
    assert (url.scheme, url.userinfo, url.host, url.port, url.path, url.query, url.fragment) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "h.example/v1",
        "localhost:8080",
        "//h/x",
        "https:/h",
        "://h",
        "https://",
        "https:///x",
        " https://h",
        "$X://h",
    ],
)
def test_a_text_without_scheme_or_host_is_not_a_url(text: str) -> None:
    assert urls.split(text) is None


@CASES
@given(st.sampled_from(["", "/", "?", "#"]), st.text(max_size=20))
def test_parts_make_up_the_text_again(mark: str, tail: str) -> None:
    text = f"http://u:p@h.example:8080{mark}{tail if mark else ''}"
    assert str(urls.split(text)) == text


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("https://h.example", None),
        ("http://h:65535", None),
        ("http://h:0", None),
        ("ftp://h", "the scheme is ftp://, not http:// or https://"),
        ("http://h:65536", "65536 is not a port (the highest is 65535)"),
        ("http://h:80a", "80a is not a port (the highest is 65535)"),
        ("http://h:-1", "-1 is not a port (the highest is 65535)"),
        ("http://a b/", "the host contains characters that are not allowed in host names"),
        ("http://{host}/", "the host contains characters that are not allowed in host names"),
        ("http://<host>/", "the host contains characters that are not allowed in host names"),
        ("http://h%20/", "the host contains characters that are not allowed in host names"),
        ("http://h\x07/", "the host contains characters that are not allowed in host names"),
        ("http://[::1]/", None),
        ("http://bücher.example/", None),
        ("http://a!b/", None),
        ("http://h:8²", "8² is not a port (the highest is 65535)"),
        ("http://h:٣", "٣ is not a port (the highest is 65535)"),
        ("http://h:" + "9" * 5000, "9999999999 is not a port (the highest is 65535)"),
    ],
)
def test_a_url_that_every_client_refuses(text: str, complaint: str | None) -> None:
    url = urls.split(text)
    assert url is not None
    assert urls.problem(url) == complaint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://H.Example", "https://h.example/"),
        (" \x00https://h/a\t b\n\x1f ", "https://h/a%20b"),
        ("htt\nps://h/v\r\n1", "https://h/v1"),
        ("http://h:80/x", "http://h/x"),
        ("https://h:443", "https://h/"),
        ("https://h:80/", "https://h:80/"),
        ("http://h:00/", "http://h:0/"),
        ("http://h:08080/", "http://h:8080/"),
        ("http://h/a/./b/../c", "http://h/a/c"),
        ("http://h/a/..", "http://h/"),
        ("http://h/../..", "http://h/"),
        ("http://h/a/.", "http://h/a/"),
        ("http://h/a/.b/c..", "http://h/a/.b/c.."),
        ("http://h//a//", "http://h//a//"),
        ("http://h/a\\b", "http://h/a/b"),
        ('http://h/é{x}`"<>?é{x}`"<>', "http://h/%C3%A9%7Bx%7D%60%22%3C%3E?%C3%A9{x}`%22%3C%3E"),
        ("http://h/%zz%20?%zz%20", "http://h/%zz%20?%zz%20"),
        ("http://h?x", "http://h/?x"),
        ("http://h/a?b c#d", "http://h/a?b%20c#d"),
        ("http://u:p@h/", "http://u:p@h/"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("http://h/é~!", "http://h/%C3%A9~!"),
        ("h.example/v1", None),
        ("ftp://h/", None),
        ("http://h:65536/", None),
        ("http://a b/", None),
        ("", None),
        ("http://h:080/", "http://h/"),
        ("http://h:8²/", None),
        ("http://h/?a='b'", "http://h/?a=%27b%27"),
        ("http://h/a/%2e%2E/b", "http://h/b"),
        ("https://h.example\u00a0/", None),
        ("http://h\\a", "http://h/a"),
    ],
)
def test_a_url_as_browsers_read_it(text: str, expected: str | None) -> None:
    """The expected URLs are what Node's `new URL()` gives."""
    url = urls.whatwg(text)
    assert (str(url) if url is not None else None) == expected


REST = st.text(
    st.one_of(st.sampled_from("/\\.:@?#%[]' \t02e²٣\xa0"), st.characters(exclude_categories=["Cs"])), max_size=25
)


@CASES
@given(st.sampled_from(["http://", "https://", "HTTP://h", "https://h:8", "http://h/", ""]), REST)
@example("http://", "h/a?\x00b")
def test_reading_a_url_again_changes_nothing(head: str, rest: str) -> None:
    once = urls.whatwg(head + rest)
    if once is not None:
        again = urls.whatwg(str(once))
        assert again is not None
        assert str(again.replace(fragment=None)) == str(once.replace(fragment=None))


@CASES
@given(REST)
def test_a_url_that_can_be_read_fits_into_a_request_line(rest: str) -> None:
    url = urls.whatwg(f"https://h/{rest}")
    if url is not None:
        line = str(url.replace(fragment=None, userinfo=""))
        assert line.isascii()
        assert not any(ch.isspace() or ord(ch) < 33 for ch in line)


@pytest.mark.parametrize(
    ("path", "segments"),
    [("", []), ("/", []), ("//", []), ("/v1", ["v1"]), ("/api//v1/", ["api", "", "v1"])],
)
def test_segments_of_a_path(path: str, segments: list[str]) -> None:
    url = urls.split(f"https://h{path}")
    assert url is not None
    assert url.segments == segments


@pytest.mark.parametrize("origin", ["https://h.example", "http://h.example:8080", "http://[::1]:1"])
def test_the_origin_is_scheme_host_and_port(origin: str) -> None:
    url = urls.split(f"{origin}/v1?k#f")
    assert url is not None
    assert url.origin == origin


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("gateway", True),
        ("api.localhost", True),
        ("nas.local", True),
        ("host.docker.internal", True),
        ("router.home.arpa", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("0.0.0.0", True),  # noqa: S104
        ("10.1.2.3", True),
        ("192.168.0.1", True),
        ("192.169.0.1", False),
        ("169.254.1.1", True),
        ("172.16.0.1", True),
        ("172.31.255.1", True),
        ("172.32.0.1", False),
        ("172.15.0.1", False),
        ("100.64.0.1", True),
        ("100.63.0.1", False),
        ("100.128.0.1", False),
        ("[::1]", True),
        ("[fe80::1]", True),
        ("[fd12::1]", True),
        ("[2001:db8::1]", False),
        ("8.8.8.8", False),
        ("api.example.com", False),
        ("api.example.com.", False),
        ("localhost.", True),
        ("localhost.example.com", False),
        ("10.example.com", False),
        ("10.0.0.1.example.com", False),
        ("internal.example.com", False),
        ("a.b.c.d", False),
        ("10.0.0", False),
        ("10.0.0.1.1", False),
        ("²0.0.0.1", False),
    ],
)
def test_whether_a_host_is_local(host: str, expected: bool) -> None:
    assert urls.is_local(host) is expected


@CASES
@given(st.text(max_size=20))
def test_decoding_gives_back_what_was_encoded(text: str) -> None:
    encoded = urls.form_encode(text)
    assert encoded.isascii()
    assert not set(encoded) & set(" &=?#/")
    assert urls.unquote(encoded) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a+b", "a b"), ("%41%zz%", "A%zz%"), ("%c3%a9", "é"), ("é", "é"), ("%ff", "\ufffd"), ("%2", "%2")],
)
def test_decoding_what_is_not_an_escape(text: str, expected: str) -> None:
    assert urls.unquote(text) == expected

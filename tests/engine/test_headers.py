"""The keys and headers that a request carries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.made_up import BEARER, REQUEST, headers
from tests.engine.one_request import SETUP, X_API_KEY, refusal_of, request_in_unknown_environment, request_of


def test_all_headers_that_get_a_value_are_sent() -> None:
    auth = [BEARER, X_API_KEY]
    assert headers(request_of({**SETUP, "x": "sk-test-2"}, auth=auth)) == {
        "authorization": "Bearer sk-test-1",
        "x-api-key": "sk-test-2",
    }
    assert headers(request_of(auth=auth)) == {"authorization": "Bearer sk-test-1"}


def test_of_two_entries_for_a_header_the_first_that_holds_counts() -> None:
    auth = [
        {**BEARER, "from": ["key:login"], "when": {"key:login": True}},
        {**BEARER, "scheme": "Token", "from": ["key:key"]},
    ]
    assert headers(request_of({**SETUP, "login": "sk-test-2"}, auth=auth)) == {"authorization": "Bearer sk-test-2"}
    assert headers(request_of(auth=auth)) == {"authorization": "Token sk-test-1"}


def test_an_entry_without_a_value_leaves_its_header_to_the_next() -> None:
    auth = [{**BEARER, "from": ["key:nowhere"]}, {**BEARER, "from": ["key:key"]}]
    assert headers(request_of(auth=auth)) == {"authorization": "Bearer sk-test-1"}


def test_a_request_may_have_headers_of_its_own() -> None:
    requests = [{**REQUEST, "auth": [X_API_KEY]}]
    assert headers(request_of({**SETUP, "x": "sk-test-2"}, requests=requests)) == {"x-api-key": "sk-test-2"}
    assert headers(request_of(requests=[{**REQUEST, "auth": []}])) == {}


def test_no_key() -> None:
    content = {"url": SETUP["url"]}
    assert request_of(content).url == "https://h.example/v1/chat"
    assert refusal_of(content, no_key="log in first, {model}") == "log in first, {model}"
    assert refusal_of(content, no_key="log in first", requests=[{**REQUEST, "no_key": ""}]) is None
    assert refusal_of(content, requests=[{**REQUEST, "no_key": "this one needs a key"}]) == "this one needs a key"
    assert refusal_of(no_key="log in first") is None


def test_a_tool_may_want_a_key_of_its_own_beside_a_header_that_the_user_wrote() -> None:
    content = {"url": SETUP["url"], "headers": {"Authorization": "Bearer mine"}}
    more: dict[str, Any] = {"no_key": "log in first", "headers": [{"from": "key:headers"}]}
    assert refusal_of(content, **more) is None
    assert refusal_of(content, **more, requests=[{**REQUEST, "own_key": True}]) == "log in first"
    assert refusal_of({**SETUP, **content, "key": "sk-test"}, **more, requests=[{**REQUEST, "own_key": True}]) is None


def test_a_key_that_is_not_known_is_not_missing() -> None:
    auth = [{**BEARER, "from": ["var:KEY"]}]
    request = request_in_unknown_environment(auth=auth, no_key="log in first")
    assert request.refused is None
    assert request.unknowns["key"] == {"KEY"}
    assert refusal_of(auth=auth, no_key="log in first") == "log in first"


def test_a_key_of_a_helper_is_sent_unseen() -> None:
    request = request_of(
        {**SETUP, "helper": "pass show key"}, auth=[{**BEARER, "from": ["command:key:helper"]}], no_key="none"
    )
    (header,) = request.headers
    assert (header.text, header.value.kind) == (None, "command")
    assert request.refused is None


def test_a_key_that_the_client_does_not_send() -> None:
    content = {**SETUP, "key": "sk-test\n-1"}
    refused = request_of(content, client="fetch").refused
    assert refused is not None
    assert refused.place is not None
    assert refused.place.route == ("key",)
    assert "sk-test" not in refused.message
    dropped = request_of(content, client="reqwest")
    assert (headers(dropped), dropped.refused, dropped.url) == ({}, None, "https://h.example/v1/chat")


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        ({}, {"authorization": "Bearer sk-test-9", "x-api-key": "sk-test-8"}),
        ({"fill": ["authorization"]}, {"authorization": "Bearer sk-test-1", "x-api-key": "sk-test-8"}),
        ({"fill": True}, {"authorization": "Bearer sk-test-1", "x-api-key": "sk-test-2"}),
    ],
)
def test_a_header_of_a_person_next_to_the_tools_own(fill: dict[str, Any], expected: dict[str, str]) -> None:
    content = {**SETUP, "x": "sk-test-2", "headers": {"Authorization": "Bearer sk-test-9", "X-Api-Key": "sk-test-8"}}
    data: dict[str, Any] = {"auth": [BEARER, X_API_KEY], "headers": [{"from": "key:headers", **fill}]}
    assert headers(request_of(content, **data)) == expected
    del content["key"], content["x"]
    assert headers(request_of(content, **data)) == {"authorization": "Bearer sk-test-9", "x-api-key": "sk-test-8"}


def test_references_in_headers_of_a_person() -> None:
    content = {**SETUP, "headers": {"Authorization": "Bearer $LAB"}}
    specs = [{"from": "key:headers", "interpolate": [{"syntax": "$NAME"}]}]
    request = request_of(content, headers=specs, environment={"LAB": "sk-test-9"})
    assert headers(request) == {"authorization": "Bearer sk-test-9"}


def test_only_headers_that_carry_keys_are_shown_in_full() -> None:
    content = {**SETUP, "headers": {"X-Team": "blue", "api-key": "sk-test-7"}}
    request = request_of(content, headers=[{"from": "key:headers"}])
    assert headers(request) == {"authorization": "Bearer sk-test-1", "api-key": "sk-test-7"}
    assert request.free_header_names == ("x-team", "api-key")
    assert [header.is_own for header in request.headers] == [True, False]


@pytest.mark.parametrize(
    ("written", "scheme", "text"),
    [
        ("Bearer sk-test-9", "Bearer", "sk-test-9"),
        ("bearer sk-test-9", "bearer", "sk-test-9"),
        ("Basic dTpw", "Basic", "dTpw"),
        ("sk-test-9", None, "sk-test-9"),
        ("Token sk-test-9", None, "Token sk-test-9"),
    ],
)
def test_the_scheme_of_a_header_that_a_person_wrote(written: str, scheme: str | None, text: str) -> None:
    request = request_of({**SETUP, "headers": {"authorization": written}}, headers=[{"from": "key:headers"}])
    (header,) = request.headers
    assert (header.scheme, header.text) == (scheme, text)


@pytest.mark.parametrize(
    ("written", "spec"),
    [
        ("X-Team: red\nX-Org: a=b", {}),
        ("X-Team: red, X-Org: a=b", {"split": ", *"}),
        ("X-Team=red,X-Org = a=b,nonsense", {"split": ",", "between": "="}),
    ],
)
def test_headers_in_one_string(written: str, spec: dict[str, Any]) -> None:
    request = request_of(SETUP, {"MORE": written}, headers=[{"from": "var:MORE", **spec}])
    assert [(name, value.text) for name, value in request.free_headers] == [("X-Team", "red"), ("X-Org", "a=b")]


def test_headers_whose_values_are_names_of_variables() -> None:
    content = {**SETUP, "headers": {"api-key": "MY_KEY", "x-none": "UNSET"}}
    request = request_of(content, {"MY_KEY": "sk-test-5"}, headers=[{"from": "named:headers"}])
    assert headers(request)["api-key"] == "sk-test-5"
    assert request.free_header_names == ("api-key",)
    value = request.headers[-1].value
    assert (value.kind, value.name) == ("env", "MY_KEY")
    assert value.via is not None
    assert value.via.route == ("headers", "api-key")


def test_a_header_of_a_variable_that_is_not_known() -> None:
    request = request_in_unknown_environment(
        {**SETUP, "headers": {"api-key": "MY_KEY"}}, headers=[{"from": "named:headers"}]
    )
    value = request.headers[-1].value
    assert (value.text, value.kind, value.name) == (None, "env", "MY_KEY")
    assert value.via is not None
    assert value.via.route == ("headers", "api-key")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("x-api-key: sk-test-5", {"x-api-key": "sk-test-5"}),
        ("X-Api-Key:sk-test-5\r\nX-Team : a:b", {"x-api-key": "sk-test-5"}),
        ("nonsense\n\nx-api-key: sk-test-5\nbad name: x", {"x-api-key": "sk-test-5"}),
        ("", {}),
    ],
)
def test_headers_in_a_variable(written: str, expected: dict[str, str]) -> None:
    request = request_of({"url": SETUP["url"]}, {"HEADERS": written}, headers=[{"from": "var:HEADERS"}])
    assert headers(request) == expected


def test_a_name_that_is_not_one_of_a_header_may_be_refused() -> None:
    spec = {"from": "var:HEADERS", "malformed": "bad HEADERS"}
    assert refusal_of(environment={"HEADERS": "a: b\nc d: e"}, headers=[spec]) == "bad HEADERS"
    assert refusal_of(environment={"HEADERS": "a: b\n\nnonsense"}, headers=[spec]) is None


def test_lines_may_be_split_elsewhere() -> None:
    request = request_of(
        {"url": SETUP["url"]}, {"HEADERS": "a: b, api-key: k"}, headers=[{"from": "var:HEADERS", "split": ", *"}]
    )
    assert headers(request) == {"api-key": "k"}


# ---- user and password in the URL


@pytest.mark.parametrize(
    ("client", "auth", "expected"),
    [
        ("fetch", [X_API_KEY], {"x-api-key": "sk-test-2", "authorization": "Basic u:p"}),
        ("fetch", [BEARER], {"authorization": "Bearer sk-test-1"}),
        ("httpx", [BEARER], {"authorization": "Basic u:p"}),
        ("httpx", [X_API_KEY], {"x-api-key": "sk-test-2", "authorization": "Basic u:p"}),
        ("reqwest", [BEARER], {"authorization": "Bearer sk-test-1"}),
        ("reqwest", [X_API_KEY], {"x-api-key": "sk-test-2", "authorization": "Basic u:p"}),
        ("hyper", [BEARER], {"authorization": "Bearer sk-test-1"}),
    ],
)
def test_user_and_password_in_the_base_url(client: str, auth: list[Any], expected: dict[str, str]) -> None:
    content = {**SETUP, "url": "https://u:p@h.example/v1", "x": "sk-test-2"}
    request = request_of(content, client=client, auth=auth)
    assert headers(request) == expected
    assert request.url == "https://h.example/v1/chat"
    assert [header.is_own for header in request.headers] == [header.scheme != "Basic" for header in request.headers]


@pytest.mark.parametrize(
    "url",
    [
        "https://h.example/@v1",
        "https://h.example?to=me@x.example",
    ],
)
def test_an_at_sign_elsewhere_is_not_a_user(url: str) -> None:
    request = request_of({**SETUP, "url": url}, client="httpx", requests=[{**REQUEST, "join": []}])
    assert headers(request) == {"authorization": "Bearer sk-test-1"}

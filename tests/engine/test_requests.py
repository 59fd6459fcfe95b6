from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from configlint.engine.requests import Request, explain
from tests.engine.made_up import BEARER, ENVIRONMENT, FILE, REQUEST, File, headers, key_sent, profile, read, send

SETUP = {"url": "https://h.example/v1", "key": "sk-test-1", "model": "m"}
X_API_KEY = {"header": "x-api-key", "from": ["key:x"]}


def one(content: File = None, environment: Mapping[str, str] | None = None, **data: Any) -> Request:
    """Return the only request of a made-up tool."""
    (request,) = send(profile(**data), SETUP if content is None else content, environment=environment)
    return request


def refusal(content: File = None, environment: Mapping[str, str] | None = None, **data: Any) -> str | None:
    refused = one(content, environment, **data).refused
    return refused.message if refused is not None else None


# ---- which request is sent


def test_a_request_with_everything() -> None:
    request = one()
    assert (request.url, request.wire_api) == ("https://h.example/v1/chat", "chat")
    assert headers(request) == {"authorization": "Bearer sk-test-1"}
    assert request.model is not None
    assert request.model.text == "m"
    assert request.refused is None
    assert request.active


KINDS = [
    {"when": {"key:kind": "anthropic"}, "wire_api": "messages", "join": ["append:/messages"]},
    {"when": {"key:kind": ["openai", "azure"]}, "wire_api": "responses", "join": ["append:/responses"]},
]


@pytest.mark.parametrize(
    ("kind", "wire_api", "url"),
    [
        ("anthropic", "messages", "https://h.example/v1/messages"),
        ("azure", "responses", "https://h.example/v1/responses"),
    ],
)
def test_the_first_request_whose_condition_holds(kind: str, wire_api: str, url: str) -> None:
    request = one({**SETUP, "kind": kind}, requests=[*KINDS, REQUEST])
    assert (request.wire_api, request.url) == (wire_api, url)
    assert one(requests=[*KINDS, REQUEST]).wire_api == "chat"
    assert one({**SETUP, "kind": kind}, requests=[REQUEST, *KINDS]).wire_api == "chat"


def test_no_request_fits() -> None:
    assert refusal({**SETUP, "kind": "odd"}, requests=KINDS, unknown="what is {model}?") == "what is m?"
    assert refusal({**SETUP, "kind": "odd"}, requests=KINDS) == "unknown kind of provider"


def test_a_request_may_have_meanings_of_its_own() -> None:
    requests = [
        {
            **REQUEST,
            "when": {"key:kind": "local"},
            "meanings": {"base_url": ["is:http://localhost:{port}"], "port": ["is:1"]},
        },
        REQUEST,
    ]
    assert one({**SETUP, "kind": "local"}, requests=requests).url == "http://localhost:1/chat"
    assert one(requests=requests).url == "https://h.example/v1/chat"


def test_a_request_may_have_another_client() -> None:
    content = {**SETUP, "key": "sk-test-1 "}
    assert key_sent(one(content, client="reqwest")) == "sk-test-1 "
    assert key_sent(one(content, client="reqwest", requests=[{**REQUEST, "client": "fetch"}])) == "sk-test-1"
    assert key_sent(one(content)) == "sk-test-1", "fetch is what most tools use"


# ---- the URL


def test_the_join_sees_names_and_tables_of_the_configuration() -> None:
    join = ["strip-slash", "append:/{model}:go", "append-queries:query"]
    request = one({**SETUP, "url": "https://h.example/", "query": {"a": "1 2"}}, requests=[{**REQUEST, "join": join}])
    assert request.url == "https://h.example/m:go?a=1%202"
    assert request.join("https://other.example") == "https://other.example/m:go?a=1%202"


def test_a_join_that_comes_to_nothing_gives_no_url() -> None:
    request = one(requests=[{**REQUEST, "join": ["append:/{UNSET}"]}])
    assert (request.url, request.refused) == (None, None)
    assert request.join("https://h.example") is None


def test_a_model_that_only_the_command_line_knows_stays_a_name_in_the_url() -> None:
    request = one({"url": "https://h.example"}, requests=[{**REQUEST, "join": ["append:/models/{model}:go"]}])
    assert request.url == "https://h.example/models/{model}:go"


def test_a_base_url_that_is_no_url_is_refused_where_it_stands() -> None:
    refused = one({**SETUP, "url": "h.example/v1"}).refused
    assert refused is not None
    assert refused.place is not None
    assert refused.place.route == ("url",)


def test_no_base_url() -> None:
    meanings = {"base_url": ["key:url"]}
    assert refusal({"key": "k"}, meanings=meanings) == "no base URL is set"
    assert refusal({"key": "k"}, meanings=meanings, no_base_url="where to, {HOME}?") == "where to, /nowhere/home?"
    requests = [{**REQUEST, "no_base_url": "this one needs a URL"}]
    assert refusal({"key": "k"}, meanings=meanings, no_base_url="other", requests=requests) == "this one needs a URL"


def test_an_unknown_join_gives_a_base_url_and_no_url() -> None:
    request = one(requests=[{**REQUEST, "join_unknown": "not recorded for {model}"}])
    assert (request.url, request.unknown) == (None, f"not recorded for {SETUP['model']}")
    assert request.base_url is not None
    assert request.base_url.text == SETUP["url"]


# ---- keys and headers


def test_all_headers_that_get_a_value_are_sent() -> None:
    auth = [BEARER, X_API_KEY]
    assert headers(one({**SETUP, "x": "sk-test-2"}, auth=auth)) == {
        "authorization": "Bearer sk-test-1",
        "x-api-key": "sk-test-2",
    }
    assert headers(one(auth=auth)) == {"authorization": "Bearer sk-test-1"}


def test_of_two_entries_for_a_header_the_first_that_holds_counts() -> None:
    auth = [
        {**BEARER, "from": ["key:login"], "when": {"key:login": True}},
        {**BEARER, "scheme": "Token", "from": ["key:key"]},
    ]
    assert headers(one({**SETUP, "login": "sk-test-2"}, auth=auth)) == {"authorization": "Bearer sk-test-2"}
    assert headers(one(auth=auth)) == {"authorization": "Token sk-test-1"}


def test_an_entry_without_a_value_leaves_its_header_to_the_next() -> None:
    auth = [{**BEARER, "from": ["key:nowhere"]}, {**BEARER, "from": ["key:key"]}]
    assert headers(one(auth=auth)) == {"authorization": "Bearer sk-test-1"}


def test_a_request_may_have_headers_of_its_own() -> None:
    requests = [{**REQUEST, "auth": [X_API_KEY]}]
    assert headers(one({**SETUP, "x": "sk-test-2"}, requests=requests)) == {"x-api-key": "sk-test-2"}
    assert headers(one(requests=[{**REQUEST, "auth": []}])) == {}


def test_no_key() -> None:
    content = {"url": SETUP["url"]}
    assert one(content).url == "https://h.example/v1/chat"
    assert refusal(content, no_key="log in first, {model}") == "log in first, {model}"
    assert refusal(content, no_key="log in first", requests=[{**REQUEST, "no_key": ""}]) is None
    assert refusal(content, requests=[{**REQUEST, "no_key": "this one needs a key"}]) == "this one needs a key"
    assert refusal(no_key="log in first") is None


def test_no_key_is_not_said_of_what_is_not_known() -> None:
    auth = [{**BEARER, "from": ["var:KEY"]}]
    (request,) = send_unknown(auth=auth, no_key="log in first")
    assert request.refused is None
    assert request.needs["key"] == {"KEY"}
    assert refusal(auth=auth, no_key="log in first") == "log in first"


def send_unknown(content: File = None, **data: Any) -> list[Request]:
    """Return what a made-up tool would send where the environment is not known."""
    return explain(read(profile(**data), SETUP if content is None else content, environment=None))


def test_a_key_of_a_helper_is_sent_unseen() -> None:
    request = one(
        {**SETUP, "helper": "pass show key"}, auth=[{**BEARER, "from": ["command:key:helper"]}], no_key="none"
    )
    (header,) = request.headers
    assert (header.text, header.value.kind) == (None, "command")
    assert request.refused is None


def test_a_key_that_the_client_does_not_take() -> None:
    content = {**SETUP, "key": "sk-test\n-1"}
    refused = one(content, client="fetch").refused
    assert refused is not None
    assert refused.place is not None
    assert refused.place.route == ("key",)
    assert "sk-test" not in refused.message
    dropped = one(content, client="reqwest")
    assert (headers(dropped), dropped.refused, dropped.url) == ({}, None, "https://h.example/v1/chat")


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        ({}, {"authorization": "Bearer sk-test-9", "x-api-key": "sk-test-8"}),
        ({"fill": ["authorization"]}, {"authorization": "Bearer sk-test-1", "x-api-key": "sk-test-8"}),
        ({"fill": True}, {"authorization": "Bearer sk-test-1", "x-api-key": "sk-test-2"}),
    ],
)
def test_a_header_of_a_person_beside_the_tools_own(fill: dict[str, Any], expected: dict[str, str]) -> None:
    content = {**SETUP, "x": "sk-test-2", "headers": {"Authorization": "Bearer sk-test-9", "X-Api-Key": "sk-test-8"}}
    data: dict[str, Any] = {"auth": [BEARER, X_API_KEY], "headers": [{"from": "key:headers", **fill}]}
    assert headers(one(content, **data)) == expected
    del content["key"], content["x"]
    assert headers(one(content, **data)) == {"authorization": "Bearer sk-test-9", "x-api-key": "sk-test-8"}


def test_references_in_headers_of_a_person() -> None:
    content = {**SETUP, "headers": {"Authorization": "Bearer $LAB"}}
    specs = [{"from": "key:headers", "interpolate": [{"syntax": "$NAME"}]}]
    request = one(content, headers=specs, environment={"LAB": "sk-test-9"})
    assert headers(request) == {"authorization": "Bearer sk-test-9"}


def test_only_headers_that_carry_keys_are_shown_in_full() -> None:
    content = {**SETUP, "headers": {"X-Team": "blue", "api-key": "sk-test-7"}}
    request = one(content, headers=[{"from": "key:headers"}])
    assert headers(request) == {"authorization": "Bearer sk-test-1", "api-key": "sk-test-7"}
    assert request.free_headers == ("x-team", "api-key")
    assert [header.own for header in request.headers] == [True, False]


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
    request = one({**SETUP, "headers": {"authorization": written}}, headers=[{"from": "key:headers"}])
    (header,) = request.headers
    assert (header.scheme, header.text) == (scheme, text)


def test_headers_whose_values_are_names_of_variables() -> None:
    content = {**SETUP, "headers": {"api-key": "MY_KEY", "x-none": "UNSET"}}
    request = one(content, {"MY_KEY": "sk-test-5"}, headers=[{"from": "named:headers"}])
    assert headers(request)["api-key"] == "sk-test-5"
    assert request.free_headers == ("api-key",)
    value = request.headers[-1].value
    assert (value.kind, value.name) == ("env", "MY_KEY")
    assert value.via is not None
    assert value.via.route == ("headers", "api-key")


def test_a_header_of_a_variable_that_is_not_known() -> None:
    (request,) = send_unknown({**SETUP, "headers": {"api-key": "MY_KEY"}}, headers=[{"from": "named:headers"}])
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
    request = one({"url": SETUP["url"]}, {"HEADERS": written}, headers=[{"from": "var:HEADERS"}])
    assert headers(request) == expected


def test_a_line_that_is_no_header_may_be_refused() -> None:
    spec = {"from": "var:HEADERS", "malformed": "bad HEADERS"}
    assert refusal(environment={"HEADERS": "a: b\nnonsense"}, headers=[spec]) == "bad HEADERS"
    assert refusal(environment={"HEADERS": "a: b\n\n"}, headers=[spec]) is None


def test_lines_may_be_split_elsewhere() -> None:
    request = one(
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
        ("reqwest", [X_API_KEY], {"x-api-key": "sk-test-2"}),
        ("hyper", [BEARER], {"authorization": "Bearer sk-test-1"}),
    ],
)
def test_user_and_password_in_the_base_url(client: str, auth: list[Any], expected: dict[str, str]) -> None:
    content = {**SETUP, "url": "https://u:p@h.example/v1", "x": "sk-test-2"}
    request = one(content, client=client, auth=auth)
    assert headers(request) == expected
    assert request.url == "https://h.example/v1/chat"
    assert [header.own for header in request.headers] == [header.scheme != "Basic" for header in request.headers]


@pytest.mark.parametrize(
    "url",
    [
        "https://h.example/@v1",
        "https://h.example?to=me@x.example",
    ],
)
def test_an_at_elsewhere_is_no_user(url: str) -> None:
    request = one({**SETUP, "url": url}, client="httpx", requests=[{**REQUEST, "join": []}])
    assert headers(request) == {"authorization": "Bearer sk-test-1"}


# ---- refusals


def test_a_request_may_be_refused_and_the_others_not() -> None:
    content = {"p": {"a": {"bad": True}, "b": {}}}
    requests = [
        {**REQUEST, "refuse": [{"when": {"key:p.{p}.bad": "true"}, "message": "{p} is bad", "at": "p.{p}.bad"}]}
    ]
    bad, good = send(profile(connections={"each": "p.{p}"}, requests=requests), content)
    assert bad.refused is not None
    assert bad.refused.message == "a is bad"
    assert bad.refused.place is not None
    assert bad.refused.place.route == ("p", "a", "bad")
    assert good.url == "https://api.example.com/chat"


def test_a_missing_source_refuses_its_request() -> None:
    auth = [{**BEARER, "from": [{"from": "var:KEY", "missing": "set KEY"}]}]
    assert refusal(auth=auth) == "set KEY"
    assert refusal(environment={"KEY": "sk-test-1"}, auth=auth) is None


REFERENCES = {**FILE, "interpolate": [{"syntax": "${NAME}", "unset": "no variable NAME"}]}


def test_a_reference_that_a_tool_refuses_is_refused() -> None:
    assert refusal({**SETUP, "key": "${GONE}"}, layers=[ENVIRONMENT, REFERENCES]) == "no variable GONE"


@pytest.mark.parametrize(
    "data",
    [
        {"connections": {"each": "", "active": {"of": "x", "is": ["key:use"]}}},
        {"connections": {"each": "", "when": {"key:use": True}}},
        {
            "connections": {"each": "", "name": "{used}"},
            "meanings": {"base_url": ["is:https://h"], "used": ["key:use"]},
        },
        {"refuse": [{"when": {"key:use": "x"}, "message": "x"}]},
        {"exports": [{"from": ["key:use"], "to": "X"}]},
    ],
    ids=["active", "when", "name", "refuse", "exports"],
)
def test_a_reference_that_a_tool_refuses_is_refused_wherever_it_is_read(data: dict[str, Any]) -> None:
    requests = send(profile(layers=[ENVIRONMENT, REFERENCES], **data), {"use": "${GONE}"})
    assert [one.refused.message for one in requests if one.refused is not None] == ["no variable GONE"]


# ---- names


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"each": "p.{p}.{m}"}, ["a/x", "a/y"]),
        ({"each": "p.{p}.{m}", "name": "{m} of {p}"}, ["x of a", "y of a"]),
        ({"each": "p.{p}.{m}", "name": "{nobody}"}, ["a/x", "a/y"]),
        ({"each": ""}, ["default"]),
    ],
)
def test_what_a_connection_is_called(settings: dict[str, Any], names: list[str]) -> None:
    requests = send(profile(connections=settings), {"p": {"a": {"x": 1, "y": 2}}})
    assert [request.connection for request in requests] == names


@pytest.mark.parametrize(
    ("content", "base_url", "model", "key"),
    [
        ({}, True, True, True),
        ({"url": "https://h.example"}, False, True, True),
        ({"model": "m"}, True, False, True),
        ({"key": "sk-test-1"}, True, True, False),
    ],
)
def test_what_no_file_says_and_a_variable_could_is_assumed(
    content: dict[str, str], base_url: bool, model: bool, key: bool
) -> None:
    data: dict[str, Any] = {
        "meanings": {"base_url": ["key:url", "var:URL", "is:https://h"], "model": ["key:model", "var:MODEL"]},
        "auth": [{**BEARER, "from": ["key:key", "var:KEY"]}],
    }
    (request,) = send_unknown(content, **data)
    assert (request.assumed("base_url"), request.assumed("model"), request.assumed("key")) == (base_url, model, key)
    known = one(content, **data)
    assert not any(known.assumed(meaning) for meaning in ("base_url", "model", "key"))


def test_a_key_of_the_tools_own_is_assumed_too() -> None:
    (request,) = send_unknown({}, auth=[{**BEARER, "from": ["var:KEY", "is:none"]}])
    assert request.assumed("key")
    assert request.needs["key"] == {"KEY"}
    (request,) = send_unknown({}, auth=[{**BEARER, "from": ["is:none"]}])
    assert not request.assumed("key")

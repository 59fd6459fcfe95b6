from __future__ import annotations

from typing import Any

import pytest

from tests.engine.made_up import BEARER, ENVIRONMENT, FILE, REQUEST, headers, profile, send
from tests.engine.one_request import SETUP, refusal_of, request_in_unknown_environment, request_of

# ---- which request is sent


def test_a_request_with_everything() -> None:
    request = request_of()
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
    request = request_of({**SETUP, "kind": kind}, requests=[*KINDS, REQUEST])
    assert (request.wire_api, request.url) == (wire_api, url)
    assert request_of(requests=[*KINDS, REQUEST]).wire_api == "chat"
    assert request_of({**SETUP, "kind": kind}, requests=[REQUEST, *KINDS]).wire_api == "chat"


def test_no_request_fits() -> None:
    assert refusal_of({**SETUP, "kind": "odd"}, requests=KINDS, unknown="what is {model}?") == "what is m?"
    assert refusal_of({**SETUP, "kind": "odd"}, requests=KINDS) == "unknown kind of provider"


def test_a_request_may_have_meanings_of_its_own() -> None:
    requests = [
        {
            **REQUEST,
            "when": {"key:kind": "local"},
            "meanings": {"base_url": ["is:http://localhost:{port}"], "port": ["is:1"]},
        },
        REQUEST,
    ]
    assert request_of({**SETUP, "kind": "local"}, requests=requests).url == "http://localhost:1/chat"
    assert request_of(requests=requests).url == "https://h.example/v1/chat"


def test_a_request_may_have_another_client() -> None:
    content = {**SETUP, "key": "sk-test-1 "}
    with_client = [{**REQUEST, "client": "fetch"}]
    assert headers(request_of(content, client="reqwest")) == {"authorization": "Bearer sk-test-1 "}
    assert headers(request_of(content, client="reqwest", requests=with_client)) == {"authorization": "Bearer sk-test-1"}
    assert headers(request_of(content)) == {"authorization": "Bearer sk-test-1"}, "fetch is what most tools use"


# ---- the URL


def test_the_join_sees_names_and_tables_of_the_configuration() -> None:
    join = ["strip-slash", "append:/{model}:go", "append-queries:query"]
    request = request_of(
        {**SETUP, "url": "https://h.example/", "query": {"a": "1 2"}}, requests=[{**REQUEST, "join": join}]
    )
    assert request.url == "https://h.example/m:go?a=1%202"
    assert request.join("https://other.example") == "https://other.example/m:go?a=1%202"


def test_a_join_without_a_result_gives_no_url() -> None:
    request = request_of(requests=[{**REQUEST, "join": ["append:/{UNSET}"]}])
    assert (request.url, request.refused) == (None, None)
    assert request.join("https://h.example") is None


def test_a_model_that_only_the_command_line_knows_stays_a_name_in_the_url() -> None:
    request = request_of({"url": "https://h.example"}, requests=[{**REQUEST, "join": ["append:/models/{model}:go"]}])
    assert request.url == "https://h.example/models/{model}:go"


def test_a_base_url_that_is_not_a_url_is_refused_where_it_is_written() -> None:
    refused = request_of({**SETUP, "url": "h.example/v1"}).refused
    assert refused is not None
    assert refused.place is not None
    assert refused.place.route == ("url",)


def test_no_base_url() -> None:
    meanings = {"base_url": ["key:url"]}
    assert refusal_of({"key": "k"}, meanings=meanings) == "no base URL is set"
    assert refusal_of({"key": "k"}, meanings=meanings, no_base_url="where to, {HOME}?") == "where to, /nowhere/home?"
    requests = [{**REQUEST, "no_base_url": "this one needs a URL"}]
    assert refusal_of({"key": "k"}, meanings=meanings, no_base_url="other", requests=requests) == "this one needs a URL"


def test_an_unknown_join_gives_a_base_url_and_no_url() -> None:
    request = request_of(requests=[{**REQUEST, "join_unknown": "not recorded for {model}"}])
    assert (request.url, request.unknown) == (None, f"not recorded for {SETUP['model']}")
    assert request.base_url is not None
    assert request.base_url.text == SETUP["url"]


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
    assert refusal_of(auth=auth) == "set KEY"
    assert refusal_of(environment={"KEY": "sk-test-1"}, auth=auth) is None


REFERENCES = {**FILE, "interpolate": [{"syntax": "${NAME}", "unset": "no variable NAME"}]}


def test_a_reference_that_a_tool_refuses_is_refused() -> None:
    assert refusal_of({**SETUP, "key": "${GONE}"}, layers=[ENVIRONMENT, REFERENCES]) == "no variable GONE"


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
    assert [request.refused.message for request in requests if request.refused is not None] == ["no variable GONE"]


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
    request = request_in_unknown_environment(content, **data)
    assert (request.is_assumed("base_url"), request.is_assumed("model"), request.is_assumed("key")) == (
        base_url,
        model,
        key,
    )
    known = request_of(content, **data)
    assert not any(known.is_assumed(meaning) for meaning in ("base_url", "model", "key"))


def test_a_key_of_the_tools_own_is_assumed_too() -> None:
    request = request_in_unknown_environment({}, auth=[{**BEARER, "from": ["var:KEY", "is:none"]}])
    assert request.is_assumed("key")
    assert request.unknowns["key"] == {"KEY"}
    request = request_in_unknown_environment({}, auth=[{**BEARER, "from": ["is:none"]}])
    assert not request.is_assumed("key")

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.catalog import parse_language
from configlint.engine import operations
from tests.engine.made_up import resolver
from tests.formats.format_checks import CASES

URL = "https://h.example/v1"
RESOLVER = resolver(
    {"query": {"api-version": "2025 01", "a": "b&c=d/é"}, "none": {}},
    environment={},
    bound={"model": "m-1", "version": "2025", "empty": ""},
)


def run(text: str, *written: str) -> str | None:
    steps = RESOLVER.steps(parse_language.operations(written)).steps
    return operations.run(steps, text) if steps is not None else None


CASES_OF_STEPS = [
    ("trim", f" \t{URL}\r\n", URL),
    ("trim", "a  b", "a  b"),
    ("trim", f"\u00a0{URL}\x0b", f"\u00a0{URL}\x0b"),
    ("strip-slash", f"{URL}/", URL),
    ("strip-slash", f"{URL}//", f"{URL}/"),
    ("strip-slash", f"{URL}?k=1/", f"{URL}?k=1"),
    ("strip-slashes", f"{URL}///", URL),
    ("strip-slashes", f"{URL}/?k", f"{URL}/?k"),
    ("ensure-slash", URL, f"{URL}/"),
    ("ensure-slash", f"{URL}/", f"{URL}/"),
    ("ensure-slash", f"{URL}?k=1", f"{URL}?k=1/"),
    ("ensure-slash", "", "/"),
    ("append:/chat", f"{URL}/", f"{URL}//chat"),
    ("append:/chat", f"{URL}?k=1", f"{URL}?k=1/chat"),
    ("append:a:b", URL, f"{URL}a:b"),
    ("prepend:https://", "h.example", "https://h.example"),
    ("ensure-suffix:/v1", URL, URL),
    ("ensure-suffix:/v1", f"{URL}/", f"{URL}//v1"),
    ("strip-suffix:[1m]", "opus[1m]", "opus"),
    ("strip-suffix:[1m]", "opus[1m]!", "opus[1m]!"),
    ("strip-prefix:models/", "models/models/x", "models/x"),
    ("strip-prefix:models/", "x/models/", "x/models/"),
    ("before:/", "vendor/model/x", "vendor"),
    ("before:/", "model", None),
    ("after:/", "vendor/model/x", "model/x"),
    ("after:/", "model", None),
    ("after:/", "vendor/", ""),
    ("cut:?", f"{URL}?a?b", URL),
    ("cut:?", URL, URL),
    ("cut-version", "https://h.example/v1/x/v2beta/chat?k=/1", "https://h.example/v1/x"),
    ("cut-version", "https://h.example/version/v1", "https://h.example/version"),
    ("cut-version", "https://v1.example/vx", "https://v1.example/vx"),
    ("cut-version", "https://h.example/x", "https://h.example/x"),
    ("replace:https://h.example|https://h.example/v1", "https://h.example", "https://h.example/v1"),
    ("replace:https://h.example|https://h.example/v1", "https://h.example/", "https://h.example/"),
    ("ensure-version:/v1", "https://h.example", "https://h.example/v1"),
    ("ensure-version:/v1", "https://h.example/api/v4", "https://h.example/api/v4"),
    ("ensure-version:/v1", "https://h.example/v1beta", "https://h.example/v1beta/v1"),
    ("upper", "open-router_ß", "OPEN-ROUTER_SS"),
    ("escape:/", "a:b/c/d", "a:b%2Fc%2Fd"),
    ("variable-name", "Together AI", "TOGETHER_AI"),
    ("variable-name", "CustomGateway", "CUSTOM_GATEWAY"),
    ("variable-name", "my-GPT4-box", "MY_GPT_4_BOX"),
    ("resolve:messages", f"{URL}/", f"{URL}/messages"),
    ("resolve:messages", URL, "https://h.example/messages"),
    ("resolve:./messages", f"{URL}/?k=1#f", f"{URL}/messages"),
    ("resolve:/v2/x", f"{URL}/deep/", "https://h.example/v2/x"),
    ("resolve:x", "https://H.example:8443", "https://h.example:8443/x"),
    ("resolve:x", "no url", "no url"),
    ("path:ensure-slash", f"{URL}?k=1#f", f"{URL}/?k=1#f"),
    ("path:ensure-slash", f"{URL}#f?k", f"{URL}/#f?k"),
    ("path:strip-slashes|append:/chat", f"{URL}//?k=1", f"{URL}/chat?k=1"),
    ("path:append:/{model}", f"{URL}?k=1", f"{URL}/m-1?k=1"),
    ("path:before:/nope", f"{URL}?k=/nope", None),
    ("add-query:a=1", URL, f"{URL}?a=1"),
    ("add-query:a=1", f"{URL}?a=0#f", f"{URL}?a=0&a=1#f"),
    ("add-query:a={version}", f"{URL}#f", f"{URL}?a=2025#f"),
    ("set-query:alt=sse", URL, f"{URL}?alt=sse"),
    ("set-query:alt=sse", f"{URL}?alt=json&k=1&alt=x", f"{URL}?k=1&alt=sse"),
    ("set-query:alt=sse", f"{URL}?altx=1", f"{URL}?altx=1&alt=sse"),
    ("set-queries:query", f"{URL}?k=1", f"{URL}?api-version=2025+01&a=b%26c%3Dd%2F%C3%A9"),
    ("set-queries:none", f"{URL}?k=1", f"{URL}?k=1"),
    ("append-queries:query", f"{URL}?k=1", f"{URL}?k=1?api-version=2025 01&a=b&c=d/é"),
    ("append-queries:none", f"{URL}?k=1", f"{URL}?k=1"),
    ("requery", f"{URL}?k=1/chat", f"{URL}?k=1%2Fchat"),
    ("requery", f"{URL}?a=%20+b&&c#f/x", f"{URL}?a=++b&c=#f/x"),
    ("requery", f"{URL}?", f"{URL}?"),
    ("requery", f"{URL}?k=/{{model}}:x", f"{URL}?k=%2F{{model}}%3Ax"),
    ("requery", f"{URL}#?a=/", f"{URL}#?a=/"),
    ("one-slash", "https://h.example///v1//x", "https://h.example/v1//x"),
    ("one-slash", "https://h.example?k=//1", "https://h.example?k=//1"),
    ("drop-query", f"{URL}?k=1#f", URL),
    ("drop-query", f"{URL}#f?k=1", URL),
    ("drop-fragment", f"{URL}?k=1#f#g", f"{URL}?k=1"),
    ("set-query:alt=sse", f"{URL}#f", f"{URL}?alt=sse#f"),
    ("set-queries:query", f"{URL}#f", f"{URL}?api-version=2025+01&a=b%26c%3Dd%2F%C3%A9#f"),
    ("resolve:../x", f"{URL}/deep/", f"{URL}/x"),
]


@pytest.mark.parametrize(("step", "text", "expected"), CASES_OF_STEPS)
def test_operation(step: str, text: str, expected: str | None) -> None:
    assert run(text, step) == expected


def test_every_operation_has_a_case_above() -> None:
    tried = {str(getattr(case, "values", case)[0]).partition(":")[0] for case in CASES_OF_STEPS}
    assert tried == operations.NAMES


def test_steps_run_in_order() -> None:
    assert run(f" {URL}/ ", "trim", "strip-slash", "append:/chat") == f"{URL}/chat"
    assert run(f" {URL}/ ", "strip-slash", "append:/chat", "trim") == f"{URL}/ /chat"


def test_nothing_is_left_after_a_step_that_finds_nothing() -> None:
    assert run("model", "before:/", "append:x") is None


def test_a_double_slash_is_kept() -> None:
    assert run("https://h.example//", "strip-slash", "append://x") == "https://h.example///x"


def test_a_name_without_a_value_makes_the_text_absent() -> None:
    assert run(URL, "append:/{model}") == f"{URL}/m-1"
    assert run(URL, "append:/{unheard_of}") is None
    assert run(URL, "path:append:/{unheard_of}") is None


def test_an_empty_mark_is_found_nowhere() -> None:
    assert run("vendor/model", "before:{empty}") is None


def test_an_unknown_operation_is_a_mistake_in_the_profile() -> None:
    with pytest.raises(KeyError):
        run(URL, "strip-lash")


STEPS = [
    "trim",
    "strip-slash",
    "strip-slashes",
    "ensure-slash",
    "append:/x",
    "prepend:x",
    "ensure-suffix:/v1",
    "strip-suffix:/v1",
    "strip-prefix:h",
    "before:/",
    "after:/",
    "cut:?",
    "upper",
    "escape",
    "variable-name",
    "resolve:x/y",
    "add-query:a=1",
    "replace:/|x",
    "cut-version",
    "ensure-version:/v1",
    "set-query:a=1",
    "set-queries:query",
    "append-queries:query",
    "requery",
    "one-slash",
    "drop-query",
    "drop-fragment",
    "path:ensure-slash",
    "path:before:/|upper",
]
TEXTS = st.text(st.one_of(st.sampled_from("/?#&=%:@.[]\\ \nhtps{}"), st.characters()), max_size=30)


@CASES
@given(st.lists(st.sampled_from(STEPS), max_size=4), TEXTS)
def test_any_text_can_be_joined(steps: list[str], text: str) -> None:
    assert isinstance(run(text, *steps), str | None)


@CASES
@given(st.sampled_from(STEPS), TEXTS)
def test_running_such_a_step_again_changes_nothing(step: str, text: str) -> None:
    once = run(text, step)
    if once is not None and step.startswith(("ensure", "strip-slashes", "trim", "drop", "cut:", "requery", "set-")):
        assert run(once, step) == once


@CASES
@given(TEXTS, TEXTS, TEXTS)
def test_steps_on_the_path_leave_the_rest_alone(path: str, query: str, fragment: str) -> None:
    path = "".join(ch for ch in path if ch not in "?#")
    query = query.replace("#", "")
    rest = f"?{query}#{fragment}"
    assert run(path + rest, "path:strip-slashes|append:/x") == f"{run(path, 'strip-slashes', 'append:/x')}{rest}"

"""Variables that a tool itself sets from its options."""

from __future__ import annotations

from typing import Any

import pytest

from configlint.engine.reading import Reading
from tests.engine.made_up import ENVIRONMENT, FILE, profile, read, value


def exported(content: dict[str, Any], *exports: dict[str, Any], environment: dict[str, str] | None = None) -> Reading:
    return read(profile(exports=list(exports)), content, environment=environment or {})


KEYS = {"list": "key:api-key", "to": "{name}_API_KEY", "upper": True, "malformed": "api-key: provider=key"}


def test_an_option_becomes_a_variable() -> None:
    reading = exported({"base": "b"}, {"from": ["var:T_BASE", "key:base"], "to": "BASE"}, environment={"BASE": "shell"})
    assert value(reading, "var:BASE") == "b"
    assert (
        value(exported({}, {"from": ["key:base"], "to": "BASE"}, environment={"BASE": "shell"}), "var:BASE") == "shell"
    )


def test_a_list_of_options_becomes_variables() -> None:
    reading = exported({"api-key": ["open-ai=sk-test-1", " x = a=b "]}, KEYS)
    assert value(reading, "var:OPEN-AI_API_KEY") == "sk-test-1"
    assert value(reading, "var:X_API_KEY") == "a=b"
    assert value(exported({"api-key": "x=sk-test-1"}, KEYS), "var:X_API_KEY") == "sk-test-1"


def test_a_list_may_name_the_variables_themselves() -> None:
    spec = {"list": "key:set-env", "to": "{name}", "malformed": "!"}
    assert value(exported({"set-env": ["my_Var=1"]}, spec), "var:my_Var") == "1"


def test_later_exports_win() -> None:
    first = {"list": "key:set-env", "to": "{name}", "malformed": "!"}
    content = {"set-env": ["X_API_KEY=first"], "api-key": ["x=second"]}
    assert value(exported(content, first, KEYS), "var:X_API_KEY") == "second"
    assert value(exported(content, KEYS, first), "var:X_API_KEY") == "first"


@pytest.mark.parametrize("written", [["no mark"], ["x=1", "no mark"], {"x": "1"}, "no mark"])
def test_an_option_that_is_malformed_stops_the_tool(written: Any) -> None:
    refused = exported({"api-key": written}, KEYS).refused
    assert refused is not None
    assert (refused.message, refused.rule) == ("api-key: provider=key", "invalid-value")
    assert refused.place is not None
    assert refused.place.route[0] == "api-key"


def test_an_option_that_is_not_known_is_not_malformed() -> None:
    spec = {**FILE, "interpolate": [{"syntax": "${NAME}"}]}
    reading = read(profile(layers=[ENVIRONMENT, spec], exports=[KEYS]), {"api-key": ["${PAIR}"]}, environment=None)
    assert reading.refused is None

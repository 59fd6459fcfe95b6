"""What single sources give with one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from configlint.catalog.parse_language import source
from configlint.engine.values import Resolved
from tests.engine.made_up import File, resolver

CONTENT = {
    "text": "x",
    "empty": "",
    "number": 4,
    "flag": True,
    "nothing": None,
    "table": {"k": "in"},
    "list": ["a", "b"],
    "models": [{"id": "m-1", "url": "one"}, {"id": "m-2", "url": "two"}],
    "trust": {"/nowhere": "above all", "/nowhere/work": "the nearest", "/nowhere/work/sub": "below"},
    "dotted.key": {"k": "quoted"},
    "name": "ACME_KEY",
    "names": ["UNSET", "EMPTY", "ACME_KEY", "OTHER"],
    "helper": "pass show key",
}
ENV = {"ACME_KEY": "sk-test-1", "EMPTY": "", "OTHER": "sk-test-2", "P_KEY": "sk-test-3"}


def found(
    written: str | Mapping[str, Any], content: File = None, environment: Mapping[str, str] | None = None, **more: Any
) -> Resolved:
    """Return what one source gives, with one file and a known environment."""
    made = resolver({} if content is None else content, environment=environment or {}, **more)
    return made.read(source(written))

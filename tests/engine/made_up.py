"""Made-up tools of a few lines, and readings of files that need no disk.

The tests speak the language of profiles, not the habits of a real tool, so a new version of one breaks none of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from configlint.document.document import Document
from configlint.engine import layers
from configlint.engine.layers import DIALECTS
from configlint.engine.profile import Profile
from configlint.engine.reading import Machine, Reading
from configlint.engine.requests import Request, explain
from configlint.engine.resolver import Bound, Resolver
from configlint.engine.values import Value

HOME = "/nowhere/home"
WORK = "/nowhere/work"
ENVIRONMENT = {"environment": True}
FILE = {"path": "config.json", "format": "json"}
USER_FILE = {"path": "~/config.json", "format": "json", "scope": "user"}
BEARER = {"header": "authorization", "scheme": "Bearer", "from": ["key:key"]}
REQUEST = {"wire_api": "chat", "join": ["append:/chat"]}

#: A file's content: as data, or as the text itself. None is a file that is not looked at.
File = Mapping[str, Any] | str | None


def profile(**data: Any) -> Profile:
    """Return a tool that reads `url`, `key` and `model` from one JSON file; `data` is what a test is about."""
    usual = {
        "tool": "made-up",
        "layers": [ENVIRONMENT, FILE],
        "meanings": {"base_url": ["key:url", "is:https://api.example.com"], "model": ["key:model"]},
        "auth": [BEARER],
        "requests": [REQUEST],
        "name_fields": [],
        "variables": [],
    }
    return Profile({**usual, **data})


def machine(environment: Mapping[str, str] | None = None, **more: Any) -> Machine:
    """Return a machine with these variables; None: which ones it has is not known."""
    return Machine(HOME, WORK, environment, **more)


def read(tool: Profile, *files: File, environment: Mapping[str, str] | None = None) -> Reading:
    """Read `files`, one for each layer with a path, as `tool` does."""
    numbers = [number for number, spec in enumerate(tool.layers) if "path" in spec]
    given: dict[int, list[Document]] = {}
    for number, file in zip(numbers, files, strict=False):
        if file is not None:
            spec = tool.layers[number]
            path = spec["path"] if isinstance(spec["path"], str) else spec["path"][0]
            given[number] = [document(file, DIALECTS[spec["format"]][0], f"{WORK}/{path.rpartition('/')[2]}")]
    return layers.read(tool, machine(environment), given)


def document(content: Mapping[str, Any] | str, format_name: str = "json", path: str = "config.json") -> Document:
    """Return a document of a text, or of data written as JSON."""
    return Document.of(content if isinstance(content, str) else json.dumps(content), format_name, path)


def send(tool: Profile, *files: File, environment: Mapping[str, str] | None = None) -> list[Request]:
    """Return what `tool` would send with these files. Without an environment there are no variables."""
    return explain(read(tool, *files, environment={} if environment is None else environment))


def resolver(
    *files: File,
    environment: Mapping[str, str] | None = None,
    bound: Mapping[str, str] | None = None,
    **data: Any,
) -> Resolver:
    """Return what reads values of the usual tool (changed by `data`) with these files."""
    reading = read(profile(**data), *files, environment=environment)
    return Resolver(reading, Bound(bound or {}, {}))


def text(value: Value | None) -> str | None:
    """Return the text of a value that has to be known."""
    assert value is None or value.text is not None, "the value is not known"
    return value.text if value is not None else None


def key_sent(request: Request) -> str | None:
    """Return what the first header with a key carries."""
    return request.headers[0].text if request.headers else None


def headers(request: Request) -> dict[str, str]:
    """Return the headers with keys as they are sent."""
    return {
        one.name: f"{one.scheme} {one.text}" if one.scheme else one.text or ""
        for one in request.headers
        if one.text is not None
    }

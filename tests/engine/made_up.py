"""Made-up tools of a few lines, and readings of files that need no disk.

The tests speak the language of profiles instead of copying a real tool, so that its next version breaks none of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from configlint.catalog.parse_language import source
from configlint.catalog.parse_profile import parse_profile
from configlint.document.document import Document
from configlint.engine import layers, templates
from configlint.engine.host import Host
from configlint.engine.layers import DIALECTS
from configlint.engine.model import Layer, Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Request, explain
from configlint.engine.resolver import Resolver
from configlint.engine.tree_reader import Bound
from configlint.engine.values import Resolved

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
    }
    return parse_profile({**usual, **data})


def layer(**data: Any) -> Layer:
    """Return one layer of a made-up tool."""
    return profile(layers=[data]).layers[0]


def host(environment: Mapping[str, str] | None = None, **more: Any) -> Host:
    """Return a machine with these variables; None means that its variables are unknown."""
    return Host(HOME, WORK, environment, **more)


def read(tool: Profile, *files: File, environment: Mapping[str, str] | None = None) -> Reading:
    """Read `files`, one for each layer with a path, as `tool` does."""
    with_path = [layer for layer in tool.layers if layer.paths]
    given: dict[int, list[Document]] = {}
    for each, file in zip(with_path, files, strict=False):
        if file is not None:
            name = templates.source(each.paths[0]).rpartition("/")[2]
            given[each.number] = [document(file, DIALECTS[each.format][0], f"{WORK}/{name}")]
    return layers.read(tool, host(environment), given)


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
    return Resolver(reading, Bound(bound or {}))


def text(found: Resolved) -> str | None:
    """Return the text of a value that has to be known, or None where there is none."""
    assert found.value is None or found.value.text is not None, "the value is not known"
    return found.text


def value(reading: Reading, written: str) -> str | None:
    """Return the text that a source, as a profile writes it, gives with what was read."""
    return text(Resolver(reading).read(source(written)))


def headers(request: Request) -> dict[str, str]:
    """Return the headers with keys as they are sent."""
    return {
        header.name: f"{header.scheme} {header.text}" if header.scheme else header.text or ""
        for header in request.headers
        if header.text is not None
    }

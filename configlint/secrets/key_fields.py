"""What the profiles know about a file: whose it is, where it takes keys, and how it refers to a variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from configlint.document.document import Document
from configlint.engine.profile import Profile
from configlint.files import text
from configlint.profiles import load, recognition
from configlint.secrets.text_source import Source


@lru_cache(maxsize=4)  # each key of a file asks
def profile_of(source: Source) -> Profile | None:
    """Return the profile of the tool that reads this file, judged by path and content, or None."""
    path = os.path.abspath(source.path)
    matches = recognition.by_path(path, os.path.expanduser("~"), named=False)
    format_name = recognition.format_of(path, matches)
    if not matches or format_name is None or len(source.data) > text.MAX_BYTES:
        return None
    found = recognition.confirmed(matches, Document.of(source.decoded(), format_name, source.path))
    return next((load(one.tool) for one in found if not one.instead and not load(one.tool).data.get("fallback")), None)


def taking_key(source: Source, field: str) -> str:
    """Return the name of the tool that takes a key in `field` of this file, or an empty text."""
    profile = profile_of(source)
    if profile is None:
        return ""
    return profile.name if any(field in profile.key_fields(request) for request in profile.requests or [{}]) else ""


def reference(profile: Profile, variable: str) -> str:
    """Say how a file of this tool refers to a variable instead of holding its value."""
    syntaxes: list[Mapping[str, Any]] = [
        one
        for layer in profile.layers
        for one in layer.get("interpolate", ())
        if one.get("from", "variable") == "variable"
    ]
    if syntaxes:
        shown = str(syntaxes[-1]["syntax"]).replace("NAME", variable).replace("TEXT", variable)
        return f"write {shown.replace(':-DEFAULT', '')} here, which {profile.name} replaces by the variable"
    named = [path.rpartition(".")[2] for path in profile.name_fields]
    if named:
        return f"write the NAME of the variable ({variable}) into {' or '.join(dict.fromkeys(named))}"
    return f"{profile.name} takes it from its environment: export {variable} in the shell, and leave it out here"

"""What the profiles know about a file: whose it is, where it takes keys, and how it refers to a variable."""

from __future__ import annotations

import os

from configlint.catalog.knowledge import Knowledge
from configlint.document.document import Document
from configlint.engine.model import Profile
from configlint.files import text
from configlint.profiles import recognition
from configlint.secrets.text_source import Source


class KeyFields:
    """Tells, for the files of known tools, which fields take keys."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._last: tuple[Source, Profile | None] | None = None  # each key of a file asks

    def profile_of(self, source: Source) -> Profile | None:
        """Return the profile of the tool that reads this file, judged by path and content, or None."""
        if self._last is None or self._last[0] is not source:
            self._last = source, self._find_profile(source)
        return self._last[1]

    def _find_profile(self, source: Source) -> Profile | None:
        path = os.path.abspath(source.path)
        matches = recognition.by_path(self._knowledge, path, os.path.expanduser("~"), named=False)
        format_name = recognition.format_of(self._knowledge, path, matches)
        if not matches or format_name is None or len(source.data) > text.MAX_BYTES:
            return None
        document = Document.of(source.decoded(), format_name, source.path)
        found = recognition.confirmed(self._knowledge, matches, document)
        profiles = [self._knowledge.profile(one.tool) for one in found if one.is_read]
        return next((profile for profile in profiles if profile.requests and not profile.is_fallback), None)

    def tool_taking_key(self, source: Source, field: str) -> str:
        """Return the name of the tool that takes a key in `field` of this file, or an empty text."""
        profile = self.profile_of(source)
        if profile is None:
            return ""
        return profile.name if any(field in request.key_fields for request in profile.requests) else ""


def reference(profile: Profile, variable: str) -> str:
    """Say how a file of this tool refers to a variable instead of holding its value."""
    syntaxes = [one for layer in profile.layers for one in layer.syntaxes if one.kind == "variable"]
    if syntaxes:
        return f"write {syntaxes[-1].written(variable)} here, which {profile.name} replaces by the variable"
    named = dict.fromkeys(str(path.steps[-1]) for path in profile.name_fields)
    if named:
        return f"write the NAME of the variable ({variable}) into {' or '.join(named)}"
    return f"{profile.name} takes it from its environment: export {variable} in the shell, and leave it out here"

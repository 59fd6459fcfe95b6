"""One tool's setup -> the files of another tool, which are read back to make sure that they do the same."""

from __future__ import annotations

from collections.abc import Mapping

from configlint.convert.attempt import Attempt, BeatenError
from configlint.convert.files import Conversion, Drafts, Options, Target, target_file
from configlint.convert.plan import Note
from configlint.convert.source import ConversionError, Source
from configlint.diagnostics.diagnostic import WARNING
from configlint.document.document import Document
from configlint.engine.model import Profile
from configlint.rules.context import Context

#: How many files of a tool can override each other before configlint gives up.
_MOST_FILES = 4


def convert(
    source: Source,
    profile: Profile,
    context: Context,
    options: Options,
    *,
    earlier: Conversion | None = None,
    drafts: Mapping[str, Document] | None = None,
) -> Conversion:
    """Convert a setup for the tool of `profile`, merged into the file of the requested scope (or path).

    Where another file of the tool would override that one, the other file is written, and a note says so. With
    `earlier`, the result of another setup for the same tool, this setup is added to the same files. `drafts` are the
    files, by path, that conversions for other tools are going to write. Raises ConversionError if the target cannot
    express the setup.
    """
    place = target_file(profile, context.host, options)
    start = Drafts(drafts or {}, earlier)
    notes: list[Note] = []
    seen: list[Target] = []
    while True:
        try:
            return Attempt(source, profile, context, options, place, start).result(notes)
        except BeatenError as beaten:
            seen.append(place)
            other = beaten.by
            if other is None or other in seen or len(seen) == _MOST_FILES or options.is_bound:
                raise ConversionError(str(beaten)) from None
            notes.append(Note(WARNING, other.shown(context.host), f"written here: {beaten}"))
            place = other

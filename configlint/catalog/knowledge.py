"""All that is known: the profiles of tools and the catalog of providers. A configuration extends it into a new one."""

from __future__ import annotations

from configlint.catalog import codecs, store
from configlint.catalog.index import FilePattern, Footprint, Index
from configlint.catalog.words import Beginnings, Owners
from configlint.files import globs
from configlint.records import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from configlint.catalog.catalog import Catalog
    from configlint.catalog.codec import Stored
    from configlint.engine.model import Profile
    from configlint.engine.url_kinds import UrlKind


class Knowledge:
    """Profiles and catalog. `added` are parts that replace those of their name in `base`, or in what is built in.

    Parts are loaded when they are first asked for; that is not seen from outside.
    """

    def __init__(self, added: Mapping[str, Stored] | None = None, base: Knowledge | None = None) -> None:
        self._added = added or {}
        self._base = base
        self._profiles: dict[str, Profile] = {}
        self._file_patterns: dict[tuple[str, str | None], tuple[FilePattern, ...]] = {}

    def extended_by(self, parts: Mapping[str, Stored]) -> Knowledge:
        """Return what is known here with further parts."""
        return Knowledge(parts, self)

    def part(self, name: str) -> Stored:
        """Return a compiled part. Raises KeyError when there is none of that name."""
        if name in self._added:
            return self._added[name]
        return self._base.part(name) if self._base is not None else store.built_in(name)

    # ---- tools

    @cached_property
    def index(self) -> Index:
        """Whose files and variables there are."""
        return codecs.profiles().decode(self.part("index"))  # type: ignore[return-value]

    @property
    def tools(self) -> tuple[str, ...]:
        """The ids of all tools."""
        return self.index.tools

    def name_of(self, tool: str) -> str:
        """Return what people call a tool, whatever its version."""
        return self.index.summaries[tool.partition("@")[0]].name

    def file_patterns(self, name: str, folder: str | None = None) -> tuple[FilePattern, ...]:
        """Return the paths whose last steps fit the name of a file, and that of its folder if it is given.

        Those that name a folder come first, as they say more, and those that count for a named file alone come last.
        """
        if (name, folder) not in self._file_patterns:
            found: Iterable[FilePattern]
            if folder is None:
                fitting = (one for one in self.index.globs if globs.matches(one.steps[-1], name))
                found = (*self.index.files.get(name, ()), *fitting)
            else:
                known = self.file_patterns(name)
                fitting = (one for one in known if len(one.steps) == 1 or globs.matches(one.steps[-2], folder))
                found = sorted(fitting, key=lambda one: (one.is_explicit, len(one.steps) == 1))
            self._file_patterns[name, folder] = tuple(found)
        return self._file_patterns[name, folder]

    def profile(self, tool: str) -> Profile:
        """Return the profile of a tool: in its newest version, or of `codex@0.94` in that one.

        Raises KeyError when there is none.
        """
        name, _, version = tool.partition("@")
        part = self._part_for(name, version)
        if self._base is not None and part not in self._added:
            return self._base.profile(tool)
        if part not in self._profiles:
            self._profiles[part] = codecs.profiles().decode(self.part(part))  # type: ignore[assignment]
        return self._profiles[part]

    def url_kinds(self, tool: str) -> tuple[UrlKind, ...]:
        """Return the kinds of request of a tool, in a version or in its newest, that a base URL can lead to."""
        from configlint.engine import url_kinds

        if "@" in tool:
            return tuple(url_kinds.url_kinds(self.profile(tool)))
        return self._urls[tool]

    @cached_property
    def _urls(self) -> Mapping[str, tuple[UrlKind, ...]]:
        own: Mapping[str, tuple[UrlKind, ...]] = codecs.profiles().decode(self.part("urls"))  # type: ignore[assignment]
        return {**self._base._urls, **own} if self._base is not None else own

    @cached_property
    def footprints(self) -> Mapping[str, Footprint]:
        """What each tool that sends requests leaves on a machine that has it, by tool."""
        own: Mapping[str, Footprint] = codecs.profiles().decode(self.part("footprints"))  # type: ignore[assignment]
        return {**self._base.footprints, **own} if self._base is not None else own

    def _part_for(self, tool: str, version: str) -> str:
        """Return the part with a tool in a version: that of the latest change in its profile until then."""
        changes = self.index.versions.get(tool, ()) if version else ()
        if not changes:
            return tool
        from configlint.catalog.versions import number

        since = next((one for one in reversed(changes) if number(one) <= number(version)), "0")
        return tool if since == self.index.summaries[tool].version else f"{tool}@{since}"

    # ---- providers and keys

    @cached_property
    def catalog(self) -> Catalog:
        """What is known about providers."""
        from configlint.catalog.catalog import Catalog  # imports re, which commits do not wait for

        if self._base is not None and self._added.keys() <= {"index", "urls", "footprints", *self._tool_parts}:
            return self._base.catalog
        return Catalog(self.part)

    @property
    def _tool_parts(self) -> list[str]:
        return [name for name in self._added if name.partition("@")[0] in self.index.tools]

    @cached_property
    def beginnings(self) -> Beginnings:
        """How keys begin."""
        return codecs.providers().decode(self.part("beginnings"))  # type: ignore[return-value]

    @cached_property
    def owners(self) -> Owners:
        """Whose keys words and hosts speak for."""
        return codecs.providers().decode(self.part("owners"))  # type: ignore[return-value]

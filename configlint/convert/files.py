"""A target tool and the user's options -> the file to write, and what is written."""

from __future__ import annotations

import os
from collections.abc import Mapping

from configlint.convert.plan import Note, Variable
from configlint.convert.source import ConversionError
from configlint.document.document import Document
from configlint.engine import layers, locate
from configlint.engine.host import Host
from configlint.engine.layers import DIALECTS, VARIABLES
from configlint.engine.model import Layer, Profile
from configlint.engine.values import Place
from configlint.files import text
from configlint.records import Record


def parsed(document: Document) -> Document:
    """Return a document. Raises ConversionError if it cannot be parsed."""
    if document.root is None:
        path = document.path
        raise ConversionError(f"{path} cannot be parsed: fix it first (configlint check {path})")
    return document


class Options(Record):
    """The user's options for a conversion: which scope or path to write, and whether to copy a key into the file.

    With `force`, the conversion is done even if the provider is known not to serve the target's wire API. `mcp` is
    "too" to take MCP servers along, "only" for nothing else, or "". `shell` is for what commands are written, and
    `model` one to take in place of the setup's own.
    """

    scope: str | None = None
    path: str | None = None
    copy_key: bool = False
    force: bool = False
    mcp: str = ""
    shell: str = ""
    model: str = ""

    @property
    def is_bound(self) -> bool:
        """Whether the user said which file is to be written."""
        return self.scope is not None or self.path is not None


class Rewritten(Record):
    """A file: what it was (None: it did not exist), what it becomes, and its path as shown to the user."""

    shown: str
    before: Document | None
    after: Document

    @property
    def action(self) -> str:
        """What writing the file amounts to: "create", "update" or "unchanged"."""
        if self.before is None:
            return "create"
        return "unchanged" if self.before.text == self.after.text else "update"


class Carried(Record):
    """What became of an MCP server: whether the target has it now, and what is to be said about that."""

    name: str
    transport: str
    is_carried: bool
    notes: tuple[str, ...]


class Conversion(Record):
    """The files of the target, its own config file first.

    `environment` has the variables that must be set. `copied` are keys that were written out in a file: they must never
    be shown. `mcp` are the MCP servers, if they were to be taken along. `shared` has, by the id of each connection that
    was written, what its models have in common: how it is asked, where, and with which key. `findings` are the problems
    that `check` finds in the result.
    """

    source: str
    target: str
    files: tuple[Rewritten, ...]
    environment: tuple[Variable, ...]
    notes: tuple[Note, ...]
    copied: tuple[str, ...] = ()
    mcp: tuple[Carried, ...] = ()
    shared: Mapping[str, object] = {}
    findings: tuple[Note, ...] = ()

    @property
    def is_printed(self) -> bool:
        """Whether it is text to be printed, and no file."""
        return self.files[0].shown == "-"

    @property
    def after(self) -> Document:
        """The target's own config file as it becomes."""
        return self.files[0].after


class Named(Record):
    """A setup in place of a file: a provider of the catalog, and the variable with the key."""

    provider: str
    variable: str | None = None


class Failed(Record):
    """A target for which the setup could not be converted, and why."""

    target: str
    message: str


class Target(Record):
    """A file that a tool reads as a layer of its profile; VARIABLES for a .env that programs load."""

    path: str
    layer: int

    def shown(self, host: Host) -> str:
        """Return the path as people write it."""
        return shown(self.path, host)


class Drafts:
    """The files that are being written, by path; others are read from the machine."""

    def __init__(self, drafts: Mapping[str, Document], earlier: Conversion | None) -> None:
        self._drafts = drafts
        self.earlier = earlier
        self._rewritten = {one.after.path: one for one in earlier.files} if earlier is not None else {}

    def load(self, path: str, format_name: str) -> tuple[Document | None, Document | None]:
        """Return a file as it is, and as it already is to be; each None if it does not exist.

        Raises ConversionError if it cannot be read.
        """
        if path in self._rewritten:
            return self._rewritten[path].before, self._rewritten[path].after
        before = self._drafts.get(path) or _load(path, format_name)
        return before, before


def scopes(profile: Profile) -> list[str]:
    """Return the scopes in which configlint can write a file of this tool (none if it cannot write its files)."""
    return list(profile.target.files) if profile.target is not None else []


def target_file(profile: Profile, host: Host, options: Options) -> Target:
    """Return the file to write, as far as the options say. Raises ConversionError if the tool has no such file."""
    known = scopes(profile)
    if profile.target is None or not known:
        why = f": {profile.not_written}" if profile.not_written else "; --to env and --to curl show the same setup"
        raise ConversionError(f"configlint cannot write files for {profile.name}{why}")
    if options.scope is not None and options.scope not in known:
        raise ConversionError(f"{profile.name} has no {options.scope} file for this; use --scope {' or '.join(known)}")
    scope = options.scope or known[0]
    template = profile.target.files[scope]
    located = options.path or locate.to_write(template, profile.layers, host)
    if located is None:
        raise ConversionError(f"cannot determine where {profile.name} keeps its {scope} file")
    numbers = [layer.number for layer in profile.layers if template in layer.paths]
    # VARIABLES: a .env is loaded by programs, but not by the tool itself.
    return Target(located, numbers[0] if numbers else VARIABLES)


def instead_of(target: Target, beating: Place, profile: Profile, host: Host) -> Target | None:
    """Return the file to write instead of `target`, as `beating` is in a file that overrides it.

    That is the overriding file, or one that is the user's own and overrides that, too. None if configlint cannot write
    such a file.
    """
    own = profile.layers[target.layer] if target.layer != VARIABLES else None
    path = beating.document.path
    layer = next((one for one in profile.layers if own is not None and path in list(locate.find(one, host))), None)
    if own is None or layer is None or not _is_alike(layer, own):
        return None
    private = profile.target.files.get("local") if profile.target is not None else None
    if layer.scope == "project" and own.scope == "user" and private is not None:
        located = locate.to_write(private, profile.layers, host)
        numbers = [one.number for one in profile.layers if private in one.paths]
        return Target(located, numbers[0]) if located is not None and numbers else None
    return Target(path, layer.number)


def _is_alike(layer: Layer, other: Layer) -> bool:
    """Return True if the files of two layers have the same content."""
    return (layer.mount, layer.variables, layer.tables) == (other.mount, other.variables, other.tables)


def format_of(profile: Profile, layer: int) -> str:
    """Return the format of the files of a layer."""
    return DIALECTS[layers.layer_of(profile, layer).format][0]


def shown(path: str, host: Host) -> str:
    """Return a path as people write it."""
    home = host.home.rstrip(os.sep) + os.sep
    return f"~{os.sep}{path[len(home) :]}" if path.startswith(home) else os.path.relpath(path, host.directory)


def _load(path: str, format_name: str) -> Document | None:
    try:
        return Document.load(path, format_name)
    except FileNotFoundError:
        return None
    except (OSError, text.TextError) as error:
        raise ConversionError(f"{path} cannot be read: {error}") from None

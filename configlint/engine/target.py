"""The part of a profile that says how a setup is written for the tool, as typed records."""

from __future__ import annotations

from collections.abc import Mapping

from configlint.engine.language import Pattern, Text
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain


class Entry(Record):
    """A setting to write at `path` of the target's file (or of the one `beside` it), or a `variable` to set.

    `content` says what is written: "value" (then `value`), "headers", "query", "timeout" (in `unit`), "retries", or the
    key: "key" (a reference, with NAME for the variable; "name" and "literal" are its name and the key itself), "file"
    (a reference to a file, with PATH), "command" (a shell command that prints it, with LINE), "argv" (the same as a
    table of command and args), or "ask" (nothing is written: `form` says where a person enters it). `without_key` is
    what to write where there is no key. Nothing is written unless there is a value for each of the names in `needs`.
    """

    content: str
    path: Text | None = None
    beside: str = ""
    variable: Text | None = None
    value: Text | bool | int | None = None
    form: str = ""
    reference: str = ""
    unit: str = ""
    type: str = ""
    prefix: Text | None = None
    without_key: bool = False
    needs: tuple[str, ...] = ()


class TargetKind(Record):
    """A kind of request that can be written: what to set, what to take out, and a note on what else is needed.

    `names` are further names for the templates of the entries. `native` has the tool's own id for each provider (by
    the catalog's id) that it knows by itself: only such a provider is written as this kind. `models` is a regular
    expression for the models that this kind can ask, or "" for all.
    """

    entries: tuple[Entry, ...]
    names: Mapping[str, str] = {}
    native: Mapping[str, str] = {}
    models: str = ""
    unset: tuple[Text, ...] = ()
    note: str = ""


class Target(Record):
    """How a setup is written for this tool: the file of each scope, the usual one first, and the kinds of request.

    `of_provider` are settings for one provider's models: they go when requests are sent to another host. `is_named` is
    True if the tool reads the file that its command line names, and no other.
    """

    files: Mapping[str, Text]
    kinds: tuple[TargetKind, ...] = ()
    new: Mapping[str, Plain] = {}
    reserved: tuple[str, ...] = ()
    carried: tuple[Pattern, ...] = ()
    allow_lists: tuple[Pattern, ...] = ()
    deny_lists: tuple[Pattern, ...] = ()
    of_provider: tuple[str, ...] = ()
    is_named: bool = False

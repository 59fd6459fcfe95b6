"""What a profile says may be in the tables of a file, as typed records."""

from __future__ import annotations

from collections.abc import Mapping

from configlint.engine.language import Pattern
from configlint.records import Record


class Kind(Record):
    """What a key may hold: one of `types` ("string", "int", "table" …), or one of `values`."""

    types: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


class TableRule(Record):
    """What may be in the tables at `pattern`.

    `keys` are the known ones (`*` in a name is any text). `replace_with` has the key or path that counts for one that
    people write by mistake, `advice` a sentence where that is not certain. `is_closed` says that no other key is
    known. `on_unknown` is "ignore", "refuse" (the file is broken), "refuse-word" (the same, unless the value has a
    blank in it) or "drop-table"; `on_wrong` is "refuse", "drop-table" or "ignore". `where` limits it to tables beside
    which these keys have a string that matches.
    """

    pattern: Pattern
    keys: Mapping[str, Kind] = {}
    replace_with: Mapping[str, str] = {}
    advice: Mapping[str, str] = {}
    is_closed: bool = False
    on_unknown: str = "ignore"
    on_wrong: str = "refuse"
    require: tuple[str, ...] = ()
    where: Mapping[str, str] = {}

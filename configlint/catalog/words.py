"""What tells, around a value, whether it is a key and whose; made of `secrets/secret_words.toml` and the providers."""

from __future__ import annotations

from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Words(Record):
    """Lists of words: in `names` of fields, in `prose`, of `placeholders`, and the names of files.

    `lock_files` are written by programs, `made_files` too (they end so); `configuration_named` begin the names of
    configuration files, `configuration` has the format for their extensions.
    """

    names: Mapping[str, frozenset[str]]
    prose: Mapping[str, frozenset[str]]
    placeholders: Mapping[str, tuple[str, ...]]
    lock_files: frozenset[str]
    made_files: tuple[str, ...]
    configuration_named: tuple[str, ...]
    configuration: Mapping[str, str]


class Owners(Record):
    """Whose keys words and hosts speak for: vendor groups by word (lower case, nothing between the parts) and by host.

    `names` has what people call a group.
    """

    by_word: Mapping[str, str]
    names: Mapping[str, str]
    hosts: Mapping[str, str]
    host_globs: tuple[tuple[str, str], ...]


class Beginnings(Record):
    """How keys begin: `runs` with letters, digits, `-` and `_` alone, `marks` with other characters among the first."""

    runs: tuple[str, ...]
    marks: tuple[str, ...]

"""What tells, around a value, whether it is a key and whose; made of `secrets/secret_words.toml` and the providers."""

from __future__ import annotations

from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Words(Record):
    """Lists of words: in `names` of fields, in `prose`, of `placeholders`, and the names of files.

    `code_names` are how names begin after which a value in quotes is a secret, `variable_endings` how variables end
    that hold one, `password_urls` how addresses begin that people write a password into; `configuration_named` begin
    the names of configuration files, `configuration` has the format for their extensions.
    """

    names: Mapping[str, frozenset[str]]
    prose: Mapping[str, frozenset[str]]
    placeholders: Mapping[str, tuple[str, ...]]
    code_names: tuple[str, ...]
    variable_endings: tuple[str, ...]
    password_urls: tuple[str, ...]
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
    """How keys begin: `runs` with letters, digits, `-` and `_` alone, `marks` with other characters among the first.

    `followed` says how many letters, digits, `-` and `_` come after a mark at least. After each of the `names` a key
    may follow, and after a name that ends with one of the `endings`. With one of the `escapes` any character of a key
    may be written.
    `only_models` says that keys of other services do not matter.
    """

    runs: tuple[str, ...]
    marks: tuple[str, ...]
    followed: Mapping[str, int] = {}
    names: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    escapes: tuple[str, ...] = ()
    only_models: bool = False

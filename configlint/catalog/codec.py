"""Records as plain data that `marshal` can store, and back.

A record becomes a tuple of the number of its class and its fields, without those at the end that have their defaults;
a tuple becomes a list. Equal parts become one object, which is loaded once.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping

from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    #: What `marshal` stores: exact plain types only.
    Stored = (
        None | bool | int | float | str | tuple["Stored", ...] | list["Stored"] | dict[str, "Stored"] | frozenset[str]
    )


#: A table with at least this many entries is decoded entry by entry, when they are asked for: of the hundreds of files,
#: variables and hosts that are known, a run asks for a few.
_MANY = 40

#: The format of marshal in which equal parts are written alike.
_WITHOUT_REFERENCES = 2
#: What is stored as it is.
_PLAIN = frozenset({type(None), bool, int, float, str, frozenset})


class Codec:
    """Stores the records of some modules; their order, and that of the classes in them, numbers the classes."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self._classes: tuple[type[Record], ...] = tuple(
            one
            for module in modules
            for one in vars(module).values()
            if isinstance(one, type) and issubclass(one, Record) and one.__module__ == module.__name__
        )
        self._numbers = {one: number for number, one in enumerate(self._classes)}

    def encode(self, value: object) -> Stored:
        """Return a record, or data that holds some, as plain data. Raises TypeError for what cannot be stored."""
        return self._encode(value, {})

    def _encode(self, value: object, done: dict[bytes, Stored]) -> Stored:
        if type(value) in _PLAIN:
            return value  # type: ignore[return-value]
        stored = self._encode_parts(value, done)
        return done.setdefault(marshal.dumps(stored, _WITHOUT_REFERENCES), stored)

    def _encode_parts(self, value: object, done: dict[bytes, Stored]) -> Stored:
        if isinstance(value, Record):
            fields = [getattr(value, name) for name in value._fields]
            while fields and _is_default(type(value), len(fields) - 1, fields[-1]):
                fields.pop()
            return (self._numbers[type(value)], *(self._encode(one, done) for one in fields))
        if isinstance(value, tuple | list):
            return [self._encode(one, done) for one in value]
        if isinstance(value, Mapping):
            return {str(name): self._encode(one, done) for name, one in value.items()}
        raise TypeError(f"{type(value).__name__} cannot be stored")

    def decode(self, stored: Stored) -> object:
        """Return what `encode` was given. Of records each field is decoded when it is first asked for."""
        return _Decoder(self._classes).decode(stored)


class _Decoder:
    """Decodes what was stored together."""

    def __init__(self, classes: tuple[type[Record], ...]) -> None:
        self._classes = classes
        self._done: dict[int, tuple[Stored, object]] = {}

    def decode(self, stored: Stored) -> object:
        """Return what was stored: a record whose fields are decoded when it is first asked for one, or the like."""
        if isinstance(stored, dict):
            if len(stored) >= _MANY:
                return _Table(stored, self.decode)
            return dict(zip(stored, self._all(stored.values()), strict=True))
        if not isinstance(stored, list | tuple):
            return stored
        known = self._done.get(id(stored))
        if known is None:  # `stored` is kept with it, so that no other object gets its id
            known = self._done[id(stored)] = stored, self._decoded(stored)
        return known[1]

    def _decoded(self, stored: list[Stored] | tuple[Stored, ...]) -> object:
        if isinstance(stored, list):
            return self._all(stored)
        return self._classes[stored[0]].loaded(self._fields, stored)  # type: ignore[index]

    def _all(self, stored: Iterable[Stored]) -> tuple[object, ...]:
        decode, plain = self.decode, _PLAIN
        return tuple([one if type(one) in plain else decode(one) for one in stored])

    def _fields(self, stored: tuple[Stored, ...]) -> tuple[object, ...]:
        return self._all(stored[1:])


class _Table(Mapping[str, object]):
    """A table whose entries are decoded when they are asked for."""

    def __init__(self, stored: dict[str, Stored], decode: Callable[[Stored], object]) -> None:
        self._stored = stored
        self._decode = decode
        self._decoded: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name not in self._decoded:
            self._decoded[name] = self._decode(self._stored[name])
        return self._decoded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._stored

    def get(self, name: str, default: object = None) -> object:
        """Return an entry, or `default`; Mapping's own raises and catches an error for each that is not there."""
        return self[name] if name in self._stored else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def _is_default(kind: type[Record], place: int, value: object) -> bool:
    defaults, name = kind._defaults, kind._fields[place]
    return name in defaults and type(value) is type(defaults[name]) and value == defaults[name]

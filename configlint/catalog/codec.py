"""Records as plain data that `marshal` can store, and back.

A record becomes a tuple of the number of its class and its fields, without those at the end that have their defaults;
a tuple becomes a list. Records that are one object stay one object.
"""

from __future__ import annotations

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

    def _encode(self, value: object, done: dict[int, tuple[object, Stored]]) -> Stored:
        if type(value) in _PLAIN:
            return value  # type: ignore[return-value]
        known = done.get(id(value))
        if known is None:
            known = value, self._encode_parts(value, done)
            done[id(value)] = known
        return known[1]

    def _encode_parts(self, value: object, done: dict[int, tuple[object, Stored]]) -> Stored:
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
        """Return what `encode` was given."""
        return stored if type(stored) in _PLAIN else self._decode(stored, {})

    def _decode(self, stored: Stored, done: dict[int, object]) -> object:
        decode, plain = self._decode, _PLAIN
        if type(stored) is dict:
            if len(stored) >= _MANY:
                return _Table(stored, lambda one: one if type(one) in plain else decode(one, done))
            return {name: one if type(one) in plain else decode(one, done) for name, one in stored.items()}
        known = done.get(id(stored))
        if known is None:
            parts = [one if type(one) in plain else decode(one, done) for one in stored]  # type: ignore[union-attr]
            if type(stored) is list:
                known = tuple(parts)
            else:
                record_class = self._classes[parts[0]]  # type: ignore[index]
                known = object.__new__(record_class)
                known.__dict__.update(zip(record_class._fields, parts[1:], strict=False))
            done[id(stored)] = known
        return known


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

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def _is_default(kind: type[Record], place: int, value: object) -> bool:
    name = kind._fields[place]
    return name not in kind._required and type(value) is type(getattr(kind, name)) and value == getattr(kind, name)

"""Immutable values with named fields.

Not NamedTuple or dataclass: both generate and compile code for every class, and for our sixty that costs more start-up
time than reading and checking a file does.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs a quarter of a bare interpreter's start, and commits wait for that
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_):
        """Return a decorator that does nothing: type checkers read the name alone."""
        return lambda base: base


@dataclass_transform(frozen_default=True)
class Record:
    """Base of classes whose annotations are their fields, in order; class attributes are the defaults.

    The constructor and `replace` raise TypeError for a name that is not a field.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _names: ClassVar[frozenset[str]] = frozenset()
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)
        cls._names = frozenset(cls._fields)
        cls._required = frozenset(name for name in cls._fields if not hasattr(cls, name))

    def __init__(self, *values: object, **named: object) -> None:
        content = self.__dict__
        content.update(zip(self._fields, values, strict=False))
        if named:
            if not self._names.issuperset(named):
                raise self._unknown(named)
            if not content.keys().isdisjoint(named):
                raise TypeError(f"{type(self).__name__} got {', '.join(content.keys() & named.keys())} twice")
            content.update(named)
        if len(values) > len(self._fields) or not self._required <= content.keys():
            missing = [name for name in self._fields if name in self._required and name not in content]
            raise TypeError(f"{type(self).__name__} needs {', '.join(self._fields)}; missing: {', '.join(missing)}")

    def replace(self, **changes: object) -> Self:
        """Return a copy in which some fields have other values."""
        if not self._names.issuperset(changes):
            raise self._unknown(changes)
        copy = object.__new__(type(self))
        content = self.__dict__
        copy.__dict__.update({name: content[name] for name in self._fields if name in content})  # no cached properties
        copy.__dict__.update(changes)
        return copy

    def _unknown(self, names: Iterable[str]) -> TypeError:
        unknown = ", ".join(name for name in names if name not in self._names)
        return TypeError(f"{type(self).__name__} has no field {unknown}; its fields are {', '.join(self._fields)}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed; use replace()")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({shown})"

    def _key(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self._fields)

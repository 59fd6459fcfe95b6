"""Values with named fields.

Not NamedTuple or dataclass: both write and compile code for every class, and for our thirty that costs more start-up
than reading and checking a file does.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """Base of classes whose annotations are their fields, in order; class attributes are the defaults."""

    _fields: ClassVar[tuple[str, ...]] = ()
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)
        cls._required = frozenset(name for name in cls._fields if not hasattr(cls, name))

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self._fields
        content = self.__dict__
        content.update(zip(fields, values, strict=False))
        if named:
            content.update(named)
        if len(values) > len(fields) or not self._required <= content.keys():
            missing = [name for name in fields if name in self._required and name not in content]
            raise TypeError(f"{type(self).__name__} needs {', '.join(fields)}; missing: {', '.join(missing)}")

    def replace(self, **changes: Any) -> Self:
        """Return a copy in which some fields have other values."""
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(changes)
        return copy

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed; use replace()")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({shown})"

    def _key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

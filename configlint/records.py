"""Immutable values with named fields.

Not NamedTuple or dataclass: both generate and compile code for every class, and for our sixty that costs more start-up
time than reading and checking a file does.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs a quarter of a bare interpreter's start, and commits wait for that
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from functools import cached_property as cached_property
    from typing import ClassVar, Self, TypeVar, dataclass_transform

    Stored = TypeVar("Stored")
else:

    def dataclass_transform(**_):
        """Return a decorator that does nothing: type checkers read the name alone."""
        return lambda base: base

    class cached_property:  # noqa: N801
        """A property that is worked out once, as in functools, whose own takes a lock each time before Python 3.12."""

        def __init__(self, compute):
            self._compute = compute
            self.__doc__ = compute.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, instance, owner=None):
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._compute(instance)
            return value


#: Under this name a record keeps what it is yet to be loaded from.
_LATER = "(later)"


@dataclass_transform(frozen_default=True)
class Record:
    """Base of classes whose annotations are their fields, in order; class attributes are the defaults.

    The constructor and `replace` raise TypeError for a name that is not a field.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _names: ClassVar[frozenset[str]] = frozenset()
    _defaults: ClassVar[dict[str, object]] = {}

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)
        cls._names = frozenset(cls._fields)
        cls._defaults = {name: vars(cls)[name] for name in cls._fields if name in vars(cls)}
        for name in cls._defaults:
            delattr(cls, name)  # what the class has, too, takes longer to look up

    def __init__(self, *values: object, **named: object) -> None:
        fields, content = self._fields, self.__dict__
        if len(values) == len(fields) and not named:
            content.update(zip(fields, values, strict=True))
            return
        content.update(self._defaults)
        if values:
            content.update(zip(fields, values, strict=False))
        if named:
            if not named.keys() <= self._names:
                raise self._unknown(named)
            if values and not named.keys().isdisjoint(fields[: len(values)]):
                twice = ", ".join(name for name in fields[: len(values)] if name in named)
                raise TypeError(f"{type(self).__name__} got {twice} twice")
            content.update(named)
        if len(content) < len(fields) or len(values) > len(fields):
            missing = [name for name in fields if name not in content]
            raise TypeError(f"{type(self).__name__} needs {', '.join(fields)}; missing: {', '.join(missing)}")

    @classmethod
    def loaded(cls, load: Callable[[Stored], Iterable[object]], stored: Stored) -> Self:
        """Return a record that gets its fields from `load(stored)` when it is first asked for one.

        Fields beyond those loaded have their defaults.
        """
        record = object.__new__(_Later)
        record.__dict__[_LATER] = cls, load, stored
        return record  # type: ignore[return-value]  # it will be one

    def replace(self, **changes: object) -> Self:
        """Return a copy in which some fields have other values."""
        if not changes.keys() <= self._names:
            raise self._unknown(changes)
        content = self.__dict__
        copy = object.__new__(type(self))
        copy.__dict__.update({name: content[name] for name in self._fields})  # no cached properties
        copy.__dict__.update(changes)
        return copy

    def _unknown(self, names: Iterable[str]) -> TypeError:
        unknown = ", ".join(name for name in names if name not in self._names)
        return TypeError(f"{type(self).__name__} has no field {unknown}; its fields are {', '.join(self._fields)}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed; use replace()")

    def __eq__(self, other: object) -> bool:
        return self is other or (self.__class__ is other.__class__ and self._key() == other._key())

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({shown})"

    def _key(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self._fields)


class _Later:
    """A record that is yet to be loaded: the first question for a field makes it one of its class.

    With `__getattr__` in Record itself, each access to any field of any record would be dearer.
    """

    if not TYPE_CHECKING:  # type checkers would take every name for a field

        def __getattr__(self, name):
            return getattr(_load(self), name)

        @property
        def __class__(self):
            return self.__dict__[_LATER][0]

        def __eq__(self, other):
            return _load(self) == other

        def __hash__(self):
            return hash(_load(self))

        def __repr__(self):
            return repr(_load(self))


def _load(later: _Later) -> _Later:
    """Give a record its fields and its class."""
    content = later.__dict__
    cls, load, stored = content.pop(_LATER)
    content.update(cls._defaults)
    content.update(zip(cls._fields, load(stored), strict=False))
    _set_class(later, cls)
    return later


#: Assigns the class of an object, also of one whose class says something else about that.
_set_class = vars(object)["__class__"].__set__

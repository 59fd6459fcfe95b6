"""Whose key a value is, among the owners that are spoken of near it."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from configlint.catalog.providers import KeyShape
    from configlint.catalog.words import Owners


class Naming:
    """Names owners of keys, by the shapes that their keys have."""

    def __init__(self, owners: Owners, shapes: list[KeyShape]) -> None:
        self._names = owners.names
        self._shapes: dict[str, list[KeyShape]] = {}
        for shape in shapes:
            for owner in shape.owners:
                self._shapes.setdefault(owner, []).append(shape)

    def first_fitting(self, owners: Iterable[str], value: str) -> str:
        """Return the first owner whose keys may look like a value, or an empty string."""
        return next((one for one in owners if not self.has_own_shape(one) or self._fitting(one, value)), "")

    def has_own_shape(self, owner: str) -> bool:
        """Return True if all keys of `owner` look like nobody else's, so that its name near other keys means little."""
        own = [shape for shape in self._shapes.get(owner, ()) if shape.owner == owner]
        return bool(own) and all(shape.is_strong for shape in own)

    def named(self, owner: str, value: str) -> tuple[str, str, tuple[str, ...]]:
        """Return the name of an owner, what kind of its keys a value is, and the variables that hold such keys."""
        fitting = self._fitting(owner, value)
        own = next((shape for shape in self._shapes.get(owner, ()) if shape.owner == owner), None)
        kind = fitting[0].name if fitting else "API key"
        return self._names.get(owner, owner), kind, own.variables if own is not None else ()

    def _fitting(self, owner: str, value: str) -> list[KeyShape]:
        return [
            shape
            for shape in self._shapes.get(owner, ())
            if value.startswith(shape.prefix) and re.fullmatch(shape.expression, value)
        ]

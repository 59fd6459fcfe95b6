"""The form of a key that may be shown."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.catalog.catalog import Catalog

#: How long a key must be for its end to be shown, and how much of it.
LONG = 20
_TAIL = 4


def mask(value: str, catalog: Catalog) -> str:
    """Return a form of a key that may be printed: the prefix its provider gives all keys, and the end of a long one."""
    value = value.strip()
    shape = catalog.key_shape(value)
    prefix = shape.prefix if shape is not None and len(shape.prefix) * 2 <= len(value) else ""
    tail = value[-_TAIL:] if len(value) >= LONG and value[-_TAIL:].isalnum() else ""
    return f"{prefix}…{tail}"

"""The text of a file that contains a single value, such as a key -> that value."""

from __future__ import annotations

from typing import NoReturn

from configlint.document.change import ChangeRefusedError, Edit
from configlint.document.document import Document
from configlint.document.nodes import Parsed, Route, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain


def parse(text: str, dialect: str = "") -> Parsed:
    """Read the whole text as one value, without the whitespace around it."""
    value = text.strip()
    start = len(text) - len(text.lstrip()) if value else 0
    return Parsed(Scalar(start, start + len(value), value), [])


def replace(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Replace the value with `value`, which must be a string. Raises ChangeRefusedError for anything else."""
    node = document.expect(route, Scalar)
    if not isinstance(value, str):
        raise ChangeRefusedError("a plain text file contains one string and nothing else")
    return [Edit(node.start, node.end, value)]


def insert(document: Document, route: Route, value: Plain) -> NoReturn:
    """Raise ChangeRefusedError: there are no keys."""
    raise ChangeRefusedError("a plain text file has no keys")


def append(document: Document, route: Route, value: Plain) -> NoReturn:
    """Raise ChangeRefusedError: there are no lists."""
    raise ChangeRefusedError("a plain text file has no lists")


def remove(document: Document, route: Route, value: Plain = None) -> NoReturn:
    """Raise ChangeRefusedError: there is nothing but the value itself."""
    raise ChangeRefusedError("a plain text file contains nothing that can be removed")


def rename(document: Document, route: Route, value: str) -> NoReturn:
    """Raise ChangeRefusedError: there are no keys."""
    raise ChangeRefusedError("a plain text file has no keys")


def drop_repeat(document: Document, route: Route) -> NoReturn:
    """Raise ChangeRefusedError: there are no keys."""
    raise ChangeRefusedError("a plain text file has no keys")

"""What fixes a finding: changes to its file, and whether somebody should review them first."""

from __future__ import annotations

from configlint.document.document import Document
from configlint.document.nodes import Route, Scalar, TooLargeError, dotted, plain
from configlint.engine.values import Place
from configlint.files.text import line_end
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SAFE = "safe"  # can only be what the author intended; the tool has no use for the present text
UNSAFE = "unsafe"  # the most likely fix, or one that loses something: somebody should review it


class Step(Record):
    """One change: the name of the Document method that makes it, the route, and its other arguments."""

    verb: str
    arguments: tuple[object, ...] = ()


class Fix(Record):
    """The fix for a finding. `description` says in the imperative what `steps` do, in order; it never contains a key.

    `keeps_backup` is True if something is lost that the user may want back: then the original file is always backed
    up.
    """

    safety: str
    description: str
    steps: tuple[Step, ...]
    keeps_backup: bool = False


def replacement(
    place: Place, new: str, *, old: str = "", safety: str = SAFE, description: str = "", keeps_backup: bool = False
) -> Fix | None:
    """Return the fix that writes `new` at `place`, or replaces only the part `old` of the value.

    Returns None if the value does not contain that part verbatim, because it comes from a reference or a default.
    """
    node = place.node
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    old = old or node.value
    if node.value.count(old) != 1:
        return None
    step = Step("replace", (place.route, node.value.replace(old, new)))
    return Fix(safety, description or f"Write {new}", (step,), keeps_backup)


def moving(document: Document, route: Route, target: Route, *, safety: str = SAFE) -> Fix | None:
    """Return the fix that moves the value at `route` to the key `target`, or None if that key already exists."""
    if document.at(target) is not None:
        return None
    if target[:-1] == route[:-1]:
        return Fix(safety, f"Rename it to {target[-1]}", (Step("rename", (route, target[-1])),))
    try:
        value = plain(document.at(route))
    except TooLargeError:
        return None
    loses_comment = _has_comment(document, route)
    return Fix(
        UNSAFE if loses_comment else safety,
        f"Move it to {dotted(target if len(target) > 1 else ())}" + (", without its comment" if loses_comment else ""),
        (insertion(document, target, value), Step("remove", (route,))),
        keeps_backup=loses_comment,
    )


def insertion(document: Document, target: Route, value: Any) -> Step:
    """Return the step that writes `value` at `target`, creating any tables on the way that do not exist yet."""
    *holder, key = target
    while holder and document.at(tuple(holder)) is None:
        value = {str(key): value}
        key = holder.pop()
    return Step("insert", (tuple(holder), str(key), value))


def _has_comment(document: Document, route: Route) -> bool:
    """Return True if there is, or might be, a comment in the value at `route` or after it."""
    node, text = document.raw(route), document.text
    if node is None:
        return False
    behind = text[node.end : line_end(text, node.end)].lstrip(" \t,")
    if behind.startswith(("#", "//", "/*")):
        return True
    return not isinstance(node, Scalar) and any(mark in text[node.start : node.end] for mark in ("#", "//", "/*"))

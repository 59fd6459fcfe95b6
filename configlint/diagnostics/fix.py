"""What puts a finding right: changes of the file it stands in, and whether a person should look at them first."""

from __future__ import annotations

from configlint.document.document import Document
from configlint.document.nodes import Route, Scalar, TooLargeError, dotted, plain
from configlint.engine.values import Place
from configlint.files.text import line_end
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SAFE = "safe"  # what was meant is plain, and the tool can have no use for what is written
UNSAFE = "unsafe"  # the likeliest remedy, or one that something is lost with: a person should look at it


class Step(Record):
    """One change: the method of Document that makes it, where, and what else that takes."""

    verb: str
    arguments: tuple[Any, ...] = ()


class Fix(Record):
    """What puts a finding right. `description` says in the imperative what `steps`, taken in turn, do; it holds no key.

    `keeps_backup` is True where something is lost that a person may want back: the file as it was is then kept in any
    case.
    """

    safety: str
    description: str
    steps: tuple[Step, ...]
    keeps_backup: bool = False


def replacement(
    place: Place, new: str, *, old: str = "", safety: str = SAFE, description: str = "", keeps_backup: bool = False
) -> Fix | None:
    """Return the fix that writes `new` at `place`, or there only in the place of the part `old`.

    There is none where that part does not stand there as it is, because it comes from a reference or a default.
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
    """Return the fix that puts the value at `route` under the key `target`, or None when something stands there."""
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
    """Return the step that puts `value` at `target`, with the tables on the way to it that are not there yet."""
    *holder, key = target
    while holder and document.at(tuple(holder)) is None:
        value = {str(key): value}
        key = holder.pop()
    return Step("insert", (tuple(holder), str(key), value))


def _has_comment(document: Document, route: Route) -> bool:
    """Tell whether a comment stands in the value at `route` or behind it, or might do so."""
    node, text = document.raw(route), document.text
    if node is None:
        return False
    behind = text[node.end : line_end(text, node.end)].lstrip(" \t,")
    if behind.startswith(("#", "//", "/*")):
        return True
    return not isinstance(node, Scalar) and any(mark in text[node.start : node.end] for mark in ("#", "//", "/*"))

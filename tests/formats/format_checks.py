"""What the tests of all formats need: odd texts, and what has to hold for every document and change."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.document.nodes import Alias, List, Node, Route, Scalar, Table, same, walk

CASES = settings(
    max_examples=int(os.environ.get("FORMAT_CASES", "60")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

LINE_BREAKS = st.sampled_from(["\n", "\r\n"])
KEYS = st.sampled_from(["a", "b", "c", "key", "api_key", "x-y", "n1", "Z"])
#: Texts that some format needs quotes, escapes or a second thought for, one a line; `␠` is a blank.
ODD_TEXTS = (
    """
plain
two words
␠lead
trail␠
it's
say "hi"
back\\slash
ends with\\
# no comment
a # b
a: b
- x
-
:
?
[1]
{}
yes
null
12
1e3
0x1f
2024-01-02
~
${HOME}
=
a=b
https://api.example.com/v1?x=1&y=2#f
\\n
é 😀
'''
""".replace("␠", " ")
    .strip("\n")
    .split("\n")
)
ODD_TEXTS += ["", "line\nbreak", "end\n", "\nstart", "tab\t", '"""', "\u2028", "\x85", "\xa0", "\x7f"]
TEXTS = st.one_of(st.sampled_from(ODD_TEXTS), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
NUMBERS = st.one_of(st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False))
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans())

_NASTY = "\0\x01\x07\x0c\x7f\x85\xa0\u2028\ufeff\ud800\udfff\r\n\t\\\"'`#{}[],:=&*!|>-?%@<~/$+.01eE_x é😀"
NASTY_TEXTS = st.one_of(st.text(max_size=40), st.text(st.sampled_from(_NASTY), max_size=40))


@st.composite
def mutations(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """Draw a valid text with some pieces cut out, doubled, or replaced by odd characters."""
    text = draw(texts)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 8)))
        piece = draw(st.one_of(st.just(""), st.just(text[start:end] * 2), st.text(st.sampled_from(_NASTY), max_size=3)))
        text = text[:start] + piece + text[end:]
    return text


def check_places(text: str, format_name: str) -> None:
    """Read any text: nothing may be raised, and everything has to stand inside the text and its parents."""
    document = Document.of(text, format_name)
    text = document.text
    for problem in document.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.message
    kinds = {problem.kind for problem in document.problems}
    assert document.root is not None or kinds & {"syntax", "duplicate-key"}
    for _, entry, node in walk(document.root):
        assert 0 <= node.start <= node.end <= len(text)
        if entry:
            assert 0 <= entry.key_start <= entry.key_end <= len(text)


def scalars(document: Document) -> list[Route]:
    """Return the routes of all values without parts."""
    routes = [route for route, _, node in walk(document.root) if isinstance(node, Scalar)]
    return [(), *routes] if isinstance(document.root, Scalar) else routes


def containers(document: Document, kind: type[Table] | type[List]) -> list[Route]:
    """Return the routes of all tables (or lists) that stand where their routes lead."""
    routes = [route for route, _, node in walk(document.root) if isinstance(node, kind)]
    return [(), *routes] if isinstance(document.root, kind) else routes


def value_at(data: Any, route: Route) -> Any:
    for step in route:
        data = data[step]
    return data


def check_replace(document: Document, route: Route, value: Any) -> Document:
    """Replace a scalar: the value is there, all around it is as before, byte by byte."""
    node: Node | None = document.raw(route)
    assert isinstance(node, Scalar | Alias)
    changed = document.apply(document.replace(route, value))
    assert same(value_at(changed.data(), route), value)
    assert changed.text.startswith(document.text[: node.start])
    assert changed.text.endswith(document.text[node.end :])
    return changed


def check_insert(document: Document, route: Route, key: str, value: Any) -> Document:
    """Insert a key: it is there, and nothing but blanks was replaced."""
    change = document.insert(route, key, value)
    assert not "".join(document.text[edit.start : edit.end] for edit in change.edits).strip()
    changed = document.apply(change)
    assert same(value_at(changed.data(), (*route, key)), value)
    check_line_breaks(document, changed)
    return changed


def check_append(document: Document, route: Route, value: Any) -> Document:
    """Append an item: it is there, and nothing but blanks was replaced."""
    change = document.append(route, value)
    assert not "".join(document.text[edit.start : edit.end] for edit in change.edits).strip()
    changed = document.apply(change)
    assert same(value_at(changed.data(), route)[-1], value)
    check_line_breaks(document, changed)
    return changed


def check_prepend(document: Document, route: Route, value: Any) -> Document:
    """Prepend an item: it is there, before all others, and nothing but blanks was replaced."""
    change = document.prepend(route, value)
    assert not "".join(document.text[edit.start : edit.end] for edit in change.edits).strip()
    changed = document.apply(change)
    assert same(value_at(changed.data(), route), [value, *value_at(document.data(), route)])
    check_line_breaks(document, changed)
    return changed


#: What has to hold where an item is added, at each end of a list.
Addition = Callable[[Document, Route, Any], Document]
ADDITIONS: tuple[Addition, ...] = (check_append, check_prepend)


def check_moves(document: Document) -> None:
    """Move every item to the front: the others keep their order, and no character is lost but a comma."""
    for route in containers(document, List):
        items = value_at(document.data(), route)
        for index in range(1, len(items)):
            try:
                moved = document.apply(document.move_first((*route, index)))
            except ChangeRefusedError:
                assert document.format == "yaml"  # an alias would be before its anchor
                continue
            assert same(value_at(moved.data(), route), [items[index], *items[:index], *items[index + 1 :]])
            assert written_in(moved) == written_in(document)


def written_in(document: Document) -> list[str]:
    """Return the characters of a text but blanks and commas, sorted."""
    return sorted(char for char in document.text if not char.isspace() and char != ",")


def check_renames(document: Document, key: str) -> None:
    """Rename every key there and back: its value moves along, and all else is as before."""
    for route, entry, _ in walk(document.root):
        if entry is not None:
            renamed = document.apply(document.rename(route, key))
            moved = (*route[:-1], key)
            assert same(value_at(renamed.data(), moved), value_at(document.data(), route))
            again = renamed.apply(renamed.rename(moved, str(route[-1])))
            assert same(again.data(), document.data())


def check_line_breaks(before: Document, after: Document) -> None:
    """The text ends with a line break if it did, and all of them stay of one kind if they were."""
    if before.text.strip():
        assert after.text.endswith("\n") == before.text.endswith("\n")
    for line_break in "\n", "\r\n":
        if line_break in before.text and not set("\r\n") & set(before.text.replace(line_break, "")):
            assert not set("\r\n") & set(after.text.replace(line_break, ""))

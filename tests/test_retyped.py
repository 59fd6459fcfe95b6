"""A document after an edit is read as if there had been none before."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.document.document import Document
from configlint.document.nodes import Alias, List, Node, Scalar, Table

EXAMPLES = Path(__file__).parents[1] / "examples"
FORMATS = {".toml": "toml", ".yaml": "yaml", ".yml": "yaml", ".env": "dotenv"}
#: Values as people write them, and what means something else where it is than on a line of its own.
LINES = {
    "toml": ['a = "x"', "n = 10", "[t]", "d = 2026-01-02", 'm = """', 'l = [', '  "x",', "]", "o = {a = 'x', b = 1}", '"""'],
    "yaml": ["a: x", "- x", "  b: 10", "  - c: 'x'", "d: |", "  e: f", "g: [x,", "  h: i", "]", "j: &k x", "l: *k", "m: x", "   n", "---", "%YAML 1.1", "o: # x"],
    "dotenv": ["A=x", "export B='x'", 'C="x', 'y"', "D = x # y", "E=`x", "F=10"],
}  # fmt: skip


def facts(node: Node | None) -> object:
    """Return all that a tree says."""
    if isinstance(node, Scalar):
        return node.start, node.end, repr(node.value)
    if isinstance(node, List):
        return node.start, node.end, [facts(item) for item in node.items]
    if isinstance(node, Alias):
        return node.start, node.end
    if not isinstance(node, Table):
        return None
    entries = [(key, one.key, one.key_start, one.key_end, facts(one.value)) for key, one in node.entries.items()]
    return node.start, node.end, entries, len(node.repeats), len(node.merges), node.merged


@cache
def texts(format_name: str) -> list[str]:
    paths = sorted(path for path in EXAMPLES.rglob("*") if FORMATS.get(path.suffix or path.name) == format_name)
    return [path.read_text(encoding="utf-8") for path in paths]


@pytest.mark.parametrize("dialect", ["toml", "yaml", "yaml-1.1", "dotenv", "dotenv-node"])
@given(data=st.data())
def test_an_edit_gives_the_tree_of_the_whole_text(dialect: str, data: st.DataObject) -> None:
    name = dialect.partition("-")[0]
    composed = st.lists(st.sampled_from(LINES[name]), min_size=1, max_size=7).map("\n".join)
    document = Document.of(data.draw(composed | st.sampled_from(texts(name))), dialect)
    for _ in range(3):
        start = data.draw(st.integers(0, len(document.text)))
        typed = data.draw(st.text("x1/:-.e", max_size=3) | st.sampled_from(["#", '"', "\n", "]", " "]))
        text = document.text[:start] + typed + document.text[start + data.draw(st.integers(0, 2)) :]
        whole = Document.of(text, dialect)
        document = Document("-", whole.decoded, dialect, document)
        assert facts(document.root) == facts(whole.root)
        assert document.problems == whole.problems

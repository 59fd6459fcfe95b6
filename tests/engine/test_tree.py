from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.document.document import Document
from configlint.document.nodes import Route, Scalar, node_of, plain
from configlint.engine import routes, tree
from configlint.engine.model import Layer
from configlint.engine.tree import Loaded, Tree
from tests.engine.made_up import FILE, File, document, layer
from tests.formats.format_checks import CASES


def loaded(content: File, name: str = "config.json", masked: frozenset[Route] = frozenset(), **more: Any) -> Loaded:
    """Return a file as it was read for a layer, which has `more` than a path and a format."""
    assert content is not None
    made = document(content, path=name)
    return Loaded(layer(**FILE, **more) if more else Layer(), made.root, made, masked)


def merged(*files: Loaded) -> Tree:
    return Tree(list(files))


def at(tree: Tree, path: str) -> Any:
    """Return what the tool sees at `path`: a table as the list of its keys, nothing as "absent"."""
    route = routes.parse(path)
    found = tree.find(route)
    if not found:
        return "absent"
    return found[0].node.value if isinstance(found[0].node, Scalar) else tree.keys(route)


LOW = {"a": 1, "table": {"x": "low", "y": {"z": 1}, "list": [1, 2]}, "both": "text"}
HIGH = {"a": 2, "table": {"y": {"w": 2}, "x": "high", "list": [3]}, "both": {"k": 1}}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", 2),
        ("table", ["x", "y", "list"]),
        ("table.x", "high"),
        ("table.y", ["z", "w"]),
        ("table.y.z", 1),
        ("table.y.w", 2),
        ("table.list", ["0"]),
        ("table.list.0", 3),
        ("table.list.1", "absent"),
        ("both", ["k"]),
        ("both.k", 1),
        ("nowhere", "absent"),
        ("a.b", "absent"),
        ("table.list.first", "absent"),
        ("", ["a", "table", "both"]),
    ],
)
def test_tables_merge_and_anything_else_hides_the_layers_below(path: str, expected: Any) -> None:
    assert at(merged(loaded(LOW), loaded(HIGH)), path) == expected


def test_a_text_hides_the_table_below_it() -> None:
    read = merged(loaded({"t": {"k": 1}}), loaded({"t": "off"}))
    assert at(read, "t") == "off"
    assert at(read, "t.k") == "absent"


def test_a_text_between_two_tables_hides_the_lower_one() -> None:
    read = merged(loaded({"t": {"low": 1}}), loaded({"t": "off"}), loaded({"t": {"high": 2}}))
    assert at(read, "t") == ["high"]
    assert at(read, "t.low") == "absent"


def test_null_hides_too() -> None:
    read = merged(loaded({"k": "low"}), loaded({"k": None}))
    assert at(read, "k") is None


def test_what_is_found_says_where_it_is() -> None:
    low, high = loaded(LOW, "low.json"), loaded(HIGH, "high.json")
    (found,) = merged(low, high).find(("table", "y", "z"))
    assert found.loaded is low
    assert found.route == ("table", "y", "z")
    assert [found.loaded for found in merged(low, high).find(("table",))] == [high, low]


# ---- mounts


def test_a_mount_is_a_tree_of_its_own() -> None:
    read = merged(loaded({"key": "a"}), loaded({"key": "b", "t": {"k": 1}}, mount="login"))
    assert at(read, "key") == "a"
    assert at(read, "login.key") == "b"
    assert at(read, "login") == ["key", "t"]
    assert at(read, "") == ["key"]


def test_layers_on_one_mount_merge() -> None:
    read = merged(loaded({"a": 1, "b": 1}, mount="m"), loaded({"b": 2}, mount="m"))
    assert (at(read, "m.a"), at(read, "m.b")) == (1, 2)


def test_a_mount_hides_a_table_of_the_same_name() -> None:
    read = merged(loaded({"login": {"key": "in the file"}}), loaded({"other": 1}, mount="login"))
    assert at(read, "login.key") == "absent"


def test_built_in_data_has_no_document() -> None:
    data = {"openai": {"env": ["OPENAI_KEY"], "n": 1}}
    built_in = layer(data=data, mount="builtin")
    assert plain(built_in.built_in_tree) == data
    (found,) = merged(Loaded(built_in, built_in.built_in_tree, None)).find(("builtin", "openai", "env", "0"))
    assert isinstance(found.node, Scalar)
    assert found.node.value == "OPENAI_KEY"
    assert found.loaded.document is None
    assert found.place is None


# ---- what a tool ignores


@pytest.mark.parametrize(
    ("drop", "path", "expected"),
    [
        (["url"], "url", "low"),
        (["url"], "providers.p.url", "high"),
        (["providers"], "providers.p.url", "low"),
        (["providers.*.url"], "providers.p.url", "low"),
        (["providers.*.url"], "providers.p.name", "high"),
        (["providers.q"], "providers.p.url", "high"),
        (["providers"], "providers", ["p"]),
    ],
)
def test_a_dropped_key_lets_the_layer_below_through(drop: list[str], path: str, expected: Any) -> None:
    low = {"url": "low", "providers": {"p": {"url": "low", "name": "low"}}}
    high = {"url": "high", "providers": {"p": {"url": "high", "name": "high"}, "q": {}}}
    assert at(merged(loaded(low), loaded(high, drop=drop)), path) == expected


def test_dropped_keys_are_not_counted() -> None:
    read = merged(loaded({"p": {"a": 1, "b": 2}}, drop=["p.a"]))
    assert read.keys(("p",)) == ["b"]


def test_a_masked_table_counts_as_absent() -> None:
    content = {"p": {"good": {"k": 1}, "bad": {"k": 2}}}
    read = merged(loaded({"p": {"bad": {"k": 0}}}), loaded(content, masked=frozenset({("p", "bad")})))
    assert read.keys(("p",)) == ["bad", "good"]
    assert at(read, "p.bad.k") == 0
    assert at(read, "p.good.k") == 1


@pytest.mark.parametrize(
    ("pattern", "route", "expected"),
    [
        ("a", ("a",), True),
        ("a", ("a", "b", 3), True),
        ("a.b", ("a",), False),
        ("a.*.c", ("a", "x", "c", "d"), True),
        ("a.*.c", ("a", "x", "d"), False),
    ],
)
def test_everything_below_a_dropped_path_is_dropped(pattern: str, route: tuple[Any, ...], expected: bool) -> None:
    assert tree.drops([routes.parse(pattern)], route) is expected


# ---- single values


def test_the_values_of_one_key_in_every_file() -> None:
    read = merged(
        Loaded(Layer(), node_of({"model": "built in"}), None),
        loaded({"model": "low"}, "low.json"),
        loaded({"model": {"name": "a table"}}, "table.json"),
        loaded({"model": "high"}, "high.json"),
        loaded({"model": "elsewhere"}, mount="login"),
    )
    documents = [found.loaded.document for found in read.scalars(("model",))]
    assert [made.name for made in documents if isinstance(made, Document)] == ["high.json", "low.json"]
    assert len(documents) == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *[("x", "x"), ("", ""), (True, "true"), (False, "false"), (8080, "8080"), (0.5, "0.5")],
        *[(date(2024, 10, 21), "2024-10-21"), (None, None), ([], None)],
    ],
)
def test_values_as_texts(value: Any, text: str | None) -> None:
    assert tree.text_of(value) == text


@pytest.mark.parametrize("key", ["²", "9" * 5000])
def test_a_key_of_digits_in_a_table_over_a_list(key: str) -> None:
    read = merged(loaded({"p": ["x"]}), loaded({"p": {key: {"k": 1}}}))
    assert at(read, f"p.{key}.k") == 1


# ---- always

KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.recursive(
    st.one_of(st.integers(0, 9), st.just("text"), st.none()),
    lambda inner: st.one_of(st.dictionaries(KEYS, inner, max_size=3), st.lists(inner, max_size=2)),
    max_leaves=8,
)
CONTENTS = st.dictionaries(KEYS, VALUES, max_size=3)


def over(low: Any, high: Any) -> Any:
    """Return what two values come to: the merge rule in one line, to compare the tree with."""
    if isinstance(low, dict) and isinstance(high, dict):
        return {
            key: over(low[key], high[key]) if key in low and key in high else {**low, **high}[key]
            for key in {**low, **high}
        }
    return high


def unfold(read: Tree, path: tuple[str, ...] = ()) -> Any:
    found = read.find(path)
    node = found[0].node
    if isinstance(node, Scalar):
        return node.value
    keys = read.keys(path)
    inner = {key: unfold(read, (*path, key)) for key in keys}
    return inner if hasattr(node, "entries") else list(inner.values())


@CASES
@given(st.lists(CONTENTS, min_size=1, max_size=3))
def test_the_tree_is_the_merge_of_its_files(contents: list[dict[str, Any]]) -> None:
    expected: Any = contents[0]
    for content in contents[1:]:
        expected = over(expected, content)
    assert unfold(merged(*map(loaded, contents))) == expected

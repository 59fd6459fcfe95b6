from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.document.document import Document
from configlint.document.nodes import Scalar, plain
from configlint.engine import routes, tree
from configlint.engine.tree import Layer, Tree
from tests.engine.made_up import File, document
from tests.formats.format_checks import CASES


def layer(content: File, name: str = "config.json", masked: frozenset[Any] = frozenset(), **spec: Any) -> Layer:
    assert content is not None
    made = document(content, path=name)
    return Layer(spec, made.root, made, masked)


def merged(*layers: Layer) -> Tree:
    return Tree(list(layers))


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
def test_tables_merge_and_all_else_hides_what_is_below(path: str, expected: Any) -> None:
    assert at(merged(layer(LOW), layer(HIGH)), path) == expected


def test_a_text_hides_the_table_below_it() -> None:
    read = merged(layer({"t": {"k": 1}}), layer({"t": "off"}))
    assert at(read, "t") == "off"
    assert at(read, "t.k") == "absent"


def test_a_table_above_a_text_above_a_table_does_not_bring_the_lowest_back() -> None:
    read = merged(layer({"t": {"low": 1}}), layer({"t": "off"}), layer({"t": {"high": 2}}))
    assert at(read, "t") == ["high"]
    assert at(read, "t.low") == "absent"


def test_null_hides_too() -> None:
    read = merged(layer({"k": "low"}), layer({"k": None}))
    assert at(read, "k") is None


def test_what_is_found_says_where_it_stands() -> None:
    low, high = layer(LOW, "low.json"), layer(HIGH, "high.json")
    (found,) = merged(low, high).find(("table", "y", "z"))
    assert found.layer is low
    assert found.route == ("table", "y", "z")
    assert [one.layer for one in merged(low, high).find(("table",))] == [high, low]


# ---- mounts


def test_a_mount_hangs_apart() -> None:
    read = merged(layer({"key": "a"}), layer({"key": "b", "t": {"k": 1}}, mount="login"))
    assert at(read, "key") == "a"
    assert at(read, "login.key") == "b"
    assert at(read, "login") == ["key", "t"]
    assert at(read, "") == ["key"]


def test_layers_on_one_mount_merge() -> None:
    read = merged(layer({"a": 1, "b": 1}, mount="m"), layer({"b": 2}, mount="m"))
    assert (at(read, "m.a"), at(read, "m.b")) == (1, 2)


def test_a_mount_covers_a_table_of_that_name() -> None:
    read = merged(layer({"login": {"key": "in the file"}}), layer({"other": 1}, mount="login"))
    assert at(read, "login.key") == "absent"


def test_built_in_data_has_no_document() -> None:
    data = {"openai": {"env": ["OPENAI_KEY"], "n": 1}}
    assert plain(tree.built_in(data)) == data
    (found,) = merged(Layer({"mount": "builtin"}, tree.built_in(data), None)).find(("builtin", "openai", "env", "0"))
    assert isinstance(found.node, Scalar)
    assert found.node.value == "OPENAI_KEY"
    assert found.layer.document is None


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
    assert at(merged(layer(low), layer(high, drop=drop)), path) == expected


def test_dropped_keys_are_not_counted() -> None:
    read = merged(layer({"p": {"a": 1, "b": 2}}, drop=["p.a"]))
    assert read.keys(("p",)) == ["b"]


def test_a_masked_table_is_as_good_as_not_there() -> None:
    content = {"p": {"good": {"k": 1}, "bad": {"k": 2}}}
    read = merged(layer({"p": {"bad": {"k": 0}}}), layer(content, masked=frozenset({("p", "bad")})))
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
def test_what_lies_below_a_dropped_path_is_dropped(pattern: str, route: tuple[Any, ...], expected: bool) -> None:
    assert tree.drops([pattern], route) is expected


# ---- single values


def test_the_values_of_one_key_in_every_file() -> None:
    read = merged(
        Layer({}, tree.built_in({"model": "built in"}), None),
        layer({"model": "low"}, "low.json"),
        layer({"model": {"name": "a table"}}, "table.json"),
        layer({"model": "high"}, "high.json"),
        layer({"model": "elsewhere"}, mount="login"),
    )
    shadowed = [(one.layer.document, one.node) for one in read.scalars(("model",))]
    assert [made.name for made, _ in shadowed if isinstance(made, Document)] == ["high.json", "low.json"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("x", "x"), ("", ""), (True, "true"), (False, "false"), (8080, "8080"), (0.5, "0.5"), (None, None), ([], None)],
)
def test_values_as_texts(value: Any, text: str | None) -> None:
    assert tree.text_of(value) == text


@pytest.mark.parametrize("key", ["²", "9" * 5000])
def test_a_key_of_digits_beside_a_list(key: str) -> None:
    read = merged(layer({"p": ["x"]}), layer({"p": {key: {"k": 1}}}))
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
    """Return what two values come to: the rule in one line, to hold the tree against."""
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
def test_the_tree_is_the_files_laid_over_each_other(contents: list[dict[str, Any]]) -> None:
    expected: Any = contents[0]
    for content in contents[1:]:
        expected = over(expected, content)
    assert unfold(merged(*map(layer, contents))) == expected

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.document.nodes import MAX_DEPTH, Scalar, Table, TooLargeError, walk

DEEP = 10_000
KNOWLEDGE = Knowledge()
IN_YAML = [
    tool
    for tool in KNOWLEDGE.tools
    if any(layer.format.startswith("yaml") and layer.paths for layer in KNOWLEDGE.profile(tool).layers)
]


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("json", "[" * DEEP),
        ("json", '{"a":' * DEEP + "1" + "}" * DEEP),
        ("toml", "a = " + "[" * DEEP + "]" * DEEP),
        ("toml", "a = " + "{b = " * DEEP + "1" + "}" * DEEP),
        ("toml", "a." * DEEP + "b = 1"),
        ("toml", "[" + "a." * DEEP + "b]"),
        ("toml", "".join(f"[{'.'.join('ab' * depth)}]\n" for depth in range(1, 60))),
        ("yaml", "[" * DEEP + "]" * DEEP),
        ("yaml", "{a: " * DEEP + "1" + "}" * DEEP),
        ("yaml", "- " * DEEP + "1"),
        ("yaml", "".join(" " * depth + "a:\n" for depth in range(200))),
    ],
)
def test_deep_nesting_is_a_problem_and_no_crash(format_name: str, text: str) -> None:
    document = Document.of(text, format_name)
    assert document.root is None
    assert [problem.message for problem in document.problems] == ["nested deeper than 100 levels"]
    assert 0 < document.problems[0].start < len(text)


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("json", "[" * MAX_DEPTH + "]" * MAX_DEPTH),
        ("toml", "a = " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)),
        ("toml", ".".join("a" * MAX_DEPTH) + " = 1"),
        ("yaml", "[" * MAX_DEPTH + "]" * MAX_DEPTH),
    ],
)
def test_nesting_up_to_the_limit_is_read(format_name: str, text: str) -> None:
    document = Document.of(text, format_name)
    assert document.problems == []
    assert sum(1 for _ in walk(document.root)) in (MAX_DEPTH - 1, MAX_DEPTH)
    document.data()


def test_an_alias_bomb_is_read_but_not_unfolded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12)]
    document = Document.of("\n".join(lines), "yaml")
    assert document.problems == []
    assert sum(1 for _ in walk(document.root)) == 12 * 10
    with pytest.raises(TooLargeError):
        document.data()
    with pytest.raises(ChangeRefusedError, match="too many values"):
        document.apply(document.insert((), "b", 1))


@pytest.mark.parametrize("tool", IN_YAML)
def test_no_tool_is_described_by_unfolding_aliases(tool: str, tmp_path: Path) -> None:
    layers = [layer for layer in KNOWLEDGE.profile(tool).layers if layer.format.startswith("yaml")]
    known = {
        key for layer in layers for one in layer.tables if not one.pattern for key in one.keys if key.isidentifier()
    }
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12)]
    (tmp_path / "a.yaml").write_text("\n".join([*bomb, *(f"{key}: *a11" for key in sorted(known)), ""]))
    command = [sys.executable, "-m", "configlint", "check", "--tool", tool, "a.yaml"]
    assert subprocess.run(command, cwd=tmp_path, timeout=30, check=False, capture_output=True).returncode in (0, 1, 2)


def test_a_bomb_of_merge_keys_is_read_but_not_unfolded() -> None:
    lines = ["- &a0 {x: 1}"]
    lines += [f"- &a{level} {{x: {{<<: *a{level - 1}}}, y: {{<<: *a{level - 1}}}}}" for level in range(1, 40)]
    document = Document.of("\n".join(lines), "yaml")
    assert document.problems == []
    assert sum(1 for _ in walk(document.root)) < 1000
    with pytest.raises(TooLargeError):
        document.data()


def test_merge_keys_that_add_up_to_too_much_are_a_problem() -> None:
    lines = [
        "- &a0 {k0: 1}",
        *(f"- &a{number} {{<<: *a{number - 1}, k{number}: 1}}" for number in range(1, 1100)),
    ]
    document = Document.of("\n".join(lines), "yaml")
    assert [problem.message for problem in document.problems] == ["merge keys expand to too many values"]


def test_aliases_that_nest_too_deeply_are_a_problem() -> None:
    text = "- &a0 x\n" + "".join(f"- &a{level} [*a{level - 1}]\n" for level in range(1, 2 * MAX_DEPTH))
    document = Document.of(text, "yaml")
    assert [problem.message for problem in document.problems] == ["nested deeper than 100 levels"]


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: *a}", "a: &a\n  <<: *a\n", "- &a - *a"])
def test_an_alias_of_what_it_is_inside_of_is_a_problem(text: str) -> None:
    document = Document.of(text, "yaml")
    assert document.root is None
    assert [problem.kind for problem in document.problems] == ["syntax"]
    assert document.text[document.problems[0].start : document.problems[0].end] == "*a" or "- &a -" in text


@pytest.mark.parametrize(
    ("format_name", "text", "values"),
    [
        ("json", "[" + '"\\u0041",' * 20_000 + "1]", 20_001),
        ("json", "// comment\n" * 20_000 + "1", 1),
        ("toml", "".join(f"[t{number}]\nk = 'v'\n" for number in range(3_000)), 3_000),
        ("dotenv", "".join(f"KEY_{number}=value # comment\n" for number in range(10_000)), 10_000),
        ("dotenv", "= bad\n" * 10_000 + "A=1", 1),
        ("yaml", "".join(f"k{number}: value\n" for number in range(3_000)), 3_000),
        ("yaml", "? a\n" * 3_000, 1),
    ],
)
def test_large_files_are_read_to_their_end(format_name: str, text: str, values: int) -> None:
    document = Document.of(text, format_name)
    nodes = [document.root, *(node for _, _, node in walk(document.root))]
    assert sum(isinstance(node, Scalar) for node in nodes) == values


def test_a_run_of_blanks_that_would_take_python_dotenv_hours_is_a_problem() -> None:
    document = Document.of("A=x" + " " * 1_000_000 + "y\n", "dotenv")
    assert document.root is None
    assert document.problems[0].message == "more than 1000 spaces in a row"


@pytest.mark.parametrize("format_name", ["json", "toml", "yaml", "yaml-1.1"])
def test_a_number_too_long_to_be_read_is_a_problem(format_name: str) -> None:
    number = "9" * 10_000
    text = {"json": number, "toml": f"a = {number}"}.get(format_name, f"a: {number}")
    document = Document.of(text, format_name)
    assert document.root is None
    assert all(number not in problem.message for problem in document.problems)


@pytest.mark.parametrize("format_name", ["toml", "yaml", "dotenv"])
def test_an_empty_file_is_an_empty_table(format_name: str) -> None:
    document = Document.of("", format_name)
    assert isinstance(document.root, Table)
    assert (document.root.start, document.root.end, document.root.entries) == (0, 0, {})


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff"])
def test_an_empty_json_file_is_a_problem(text: str) -> None:
    assert [problem.kind for problem in Document.of(text, "json").problems] == ["syntax"]

"""Changes as people see them: a text, what is asked for, and the text afterwards."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.files.text import decode


class Case(NamedTuple):
    format_name: str
    before: str
    verb: str
    arguments: tuple[Any, ...]
    after: str


DOTENV = "# keys\nexport A='one'  # first\nB=two\r\n\nC=\"three\"\nD"
JSON = '{\n    "a": 1, // one\n    "list": [\n        "x",\n        "y",\n    ],\n    "empty": {}\n}\n'
TOML = '# about the file\n\n# about a\n[a]\nx = 1 # one\n\n[a.sub]\ny = "two"\n\n[[l]]\nn = 1\n\n[[l]]\nn = 2\n'
YAML = "a:\n  x: 1  # one\n  # end of a\nl:\n- k: v\n  n: 2\n- only: 1\nnothing:\ntext: |\n  line\nend: no\n"

CASES = [
    # dotenv
    Case("dotenv", DOTENV, "replace", (("A",), "1"), DOTENV.replace("'one'", "'1'")),
    Case("dotenv", DOTENV, "replace", (("A",), "it's"), DOTENV.replace("'one'", '"it\'s"')),
    Case("dotenv", DOTENV, "replace", (("B",), "2 3"), DOTENV.replace("B=two", 'B="2 3"')),
    Case("dotenv", DOTENV, "replace", (("C",), 'a"b'), DOTENV.replace('"three"', "'a\"b'")),
    Case("dotenv", DOTENV, "replace", (("D",), "4"), DOTENV + "=4"),
    Case("dotenv", "A=  # none yet\n", "replace", (("A",), "x"), "A=x  # none yet\n"),
    Case("dotenv", "A=x # c\n", "replace", (("A",), ""), 'A="" # c\n'),
    Case("dotenv", "A=x\n", "replace", (("A",), ""), "A=\n"),
    Case("dotenv-plain", "A='x' # c\n", "replace", (("A",), "y z"), "A=y z\n"),
    Case("dotenv-plain", "A='x'\n", "insert", ((), "B", "y z"), "A='x'\nB=y z\n"),
    Case("dotenv", DOTENV, "insert", ((), "E", "5"), DOTENV + "\nE=5"),
    Case("dotenv", 'A="1"\r\n', "insert", ((), "E", "5"), 'A="1"\r\nE="5"\r\n'),
    Case("dotenv", "", "insert", ((), "E", "5"), "E=5\n"),
    Case("dotenv", DOTENV, "remove", (("A",),), DOTENV.replace("export A='one'  # first\n", "")),
    Case("dotenv", DOTENV, "remove", (("D",),), DOTENV.removesuffix("\nD")),
    Case("dotenv", 'A="x\ny" # c\nB=1\n', "remove", (("A",),), "B=1\n"),
    Case("dotenv", DOTENV, "rename", (("A",), "Z"), DOTENV.replace("A=", "Z=")),
    Case("dotenv", 'A="x\ny" # c\nB=1\nA=2', "drop_repeat", (("A",),), "B=1\nA=2"),
    # JSON
    Case("json", JSON, "replace", (("list", 0), "é"), JSON.replace('"x"', '"é"')),
    Case("json", "{'a': 'b'}", "replace", (("a",), 'it\'s "x"'), "{'a': 'it\\'s \"x\"'}"),
    Case("json", JSON, "insert", ((), "b", True), JSON.replace("{}", '{},\n    "b": true')),
    Case("json", JSON, "insert", (("empty",), "b", 1), JSON.replace("{}", '{\n        "b": 1\n    }')),
    Case("json", JSON, "append", (("list",), "z"), JSON.replace('"y",', '"y",\n        "z",')),
    Case("json", '{"a":1,"b":2}', "insert", ((), "c", {"d": []}), '{"a":1,"b":2,"c":{"d": []}}'),
    Case("json", "{a: 'x', }", "insert", ((), "b", "y"), "{a: 'x', b: 'y', }"),
    Case("json", "{}", "insert", ((), "a", {"b": [1]}), '{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}'),
    Case("json", "[ ]", "append", ((), 1), "[1]"),
    Case("json", "{\n  // none yet\n}", "insert", ((), "a", 1), '{\n  // none yet\n  "a": 1\n}'),
    Case("json", '{\r\n\t"a": 1\r\n}', "insert", ((), "b", 2), '{\r\n\t"a": 1,\r\n\t"b": 2\r\n}'),
    Case(
        "json",
        '{\n  "a": 1 // one\n  // more\n}',
        "insert",
        ((), "b", 2),
        '{\n  "a": 1, // one\n  "b": 2\n  // more\n}',
    ),
    Case("json", JSON, "prepend", (("list",), "z"), JSON.replace('"x"', '"z",\n        "x"')),
    Case("json", "[]\n", "append", ((), {"a": 1}), '[\n  {\n    "a": 1\n  }\n]\n'),
    Case("json", '["a","b"]', "prepend", ((), 1), '[1,"a","b"]'),
    Case("json", "[ ]", "prepend", ((), 1), "[1]"),
    Case(
        "json",
        '[\n  // one\n  {"a": 1}, // 1\n\n  // two\n  {"a": 2} // 2\n]',
        "move_first",
        ((1,),),
        '[\n  // two\n  {"a": 2}, // 2\n  // one\n  {"a": 1} // 1\n\n]',
    ),
    Case("json", "[1, 2, 3]", "move_first", ((1,),), "[2, 1, 3]"),
    Case("json", JSON, "remove", (("a",),), JSON.replace('    "a": 1, // one\n', "")),
    Case("json", JSON, "remove", (("list", 1),), JSON.replace('        "y",\n', "")),
    Case("json", JSON, "remove", (("empty",),), JSON.replace('],\n    "empty": {}\n', "]\n")),
    Case("json", '{"a": 1, "b": 2, "c": 3}', "remove", (("b",),), '{"a": 1, "c": 3}'),
    Case("json", '{"a": 1, "b": 2, "c": 3}', "remove", (("c",),), '{"a": 1, "b": 2}'),
    Case("json", '{\n  "a": 1,\n}', "remove", (("a",),), "{}"),
    Case("json", "{'a': 1, b: 2}", "rename", (("a",), "it's"), "{'it\\'s': 1, b: 2}"),
    Case("json", "{'a': 1, b: 2}", "rename", (("b",), "c"), "{'a': 1, c: 2}"),
    Case("json", '{"a": 1, "b": 2, "a": 3}', "drop_repeat", (("a",),), '{"b": 2, "a": 3}'),
    Case("json", '{\n  "a": 1, // one\n  "a": 3\n}', "drop_repeat", (("a",),), '{\n  "a": 3\n}'),
    Case(
        "json",
        '// top\r\n{\r\n  // c\r\n  "a": 1, /* x */ // y\r\n  /* m\r\n n */\r\n  /*q*/ "b": [1,2,],\r\n}\r\n// end\r\n// last',
        "without",
        (frozenset({"comment", "block-comment", "trailing-comma"}),),
        '{\r\n  "a": 1,\r\n  "b": [1,2]\r\n}\r\n',
    ),
    Case("json", '{"a": [1,] // c\n}', "without", (frozenset({"trailing-comma"}),), '{"a": [1] // c\n}'),
    Case(
        "json",
        "{a: 'it\\'s \"q\"', b: +1, c: .5, d: 0x1f, e:\xa01}",
        "without",
        (frozenset({"json5"}),),
        '{"a": "it\'s \\"q\\"", "b": 1, "c": 0.5, "d": 31, "e": 1}',
    ),
    # TOML
    Case("toml", "[p.a]\nx = 1\n[p.b]\n", "rename", (("p",), "q"), "[q.a]\nx = 1\n[q.b]\n"),
    Case(
        "toml",
        "p.a.x = 1\np.b = 2\n[c]\np = 3\n",
        "rename",
        (("p",), "q q"),
        '"q q".a.x = 1\n"q q".b = 2\n[c]\np = 3\n',
    ),
    Case("toml", "[[p]]\n'k' = {z = 1}\n", "rename", (("p", 0, "k"), "it"), "[[p]]\n'it' = {z = 1}\n"),
    Case("toml", "[[p]]\n'k' = {z = 1}\n", "rename", (("p", 0, "k", "z"), "y"), "[[p]]\n'k' = {y = 1}\n"),
    Case("toml", "a = 1\r\nb = 2\r\na = 3 # c\r\n", "drop_repeat", ((),), "b = 2\r\na = 3 # c\r\n"),
    Case("toml", TOML, "replace", (("a", "sub", "y"), 'x"y'), TOML.replace('"two"', '"x\\"y"')),
    Case("toml", "a = 'b'\n", "replace", (("a",), "c\\d"), "a = 'c\\d'\n"),
    Case("toml", "a = 'b'\n", "replace", (("a",), "it's"), 'a = "it\'s"\n'),
    Case("toml", 'a = """\nb"""\n', "replace", (("a",), "c\nd"), 'a = """\nc\nd"""\n'),
    Case("toml", TOML, "insert", ((), "k", "v"), TOML.replace("# about a\n", 'k = "v"\n\n# about a\n')),
    Case("toml", "\r\n# a\r\n[a]\r\n", "insert", ((), "k", 1), "\r\nk = 1\r\n\r\n# a\r\n[a]\r\n"),
    Case("toml", "# top\n[a]\n", "insert", ((), "k", 1), "# top\nk = 1\n\n[a]\n"),
    Case("toml", "k = 1 # one\n\n[a]\n", "insert", ((), "l", 2), "k = 1 # one\nl = 2\n\n[a]\n"),
    Case("toml", TOML, "insert", (("a",), "z", 2), TOML.replace("# one\n", "# one\nz = 2\n")),
    Case("toml", TOML, "insert", (("a",), "t", {"u": 1}), TOML.replace('"two"\n', '"two"\n\n[a.t]\nu = 1\n')),
    Case("toml", TOML, "insert", (("l", 0), "m", [1]), TOML.replace("n = 1\n", "n = 1\nm = [1]\n")),
    Case("toml", TOML, "append", (("l",), {"n": 3}), TOML + "\n[[l]]\nn = 3\n"),
    Case("toml", "a.b = 1\n", "insert", (("a",), "c", 2), "a.b = 1\na.c = 2\n"),
    Case("toml", "a = {b = 1}\n", "insert", (("a",), "c", {"d": 2}), "a = {b = 1, c = { d = 2 }}\n"),
    Case("toml", "[a.b]\n", "insert", (("a",), "c", 2), "[a]\nc = 2\n\n[a.b]\n"),
    Case(
        "toml",
        "x = 1\n\n# one\n[[l]]\nn = 1\n",
        "prepend",
        (("l",), {"n": 0}),
        "x = 1\n\n[[l]]\nn = 0\n\n# one\n[[l]]\nn = 1\n",
    ),
    Case(
        "toml",
        "[[l]]\nn = 1\n\n# two\n[[l]]\nn = 2\n[l.m]\no = 3\n\n[x]\n",
        "move_first",
        (("l", 1),),
        "# two\n[[l]]\nn = 2\n[l.m]\no = 3\n\n[[l]]\nn = 1\n\n[x]\n",
    ),
    Case("toml", "a = [\r\n  1, # one\r\n]\r\n", "append", (("a",), 2), "a = [\r\n  1, # one\r\n  2,\r\n]\r\n"),
    Case("toml", "[a]", "insert", (("a",), "b", 1), "[a]\nb = 1"),
    Case("toml", "", "insert", ((), "a", {"b": {"c": 1}}), "[a.b]\nc = 1\n"),
    Case("toml", TOML, "remove", (("a", "x"),), TOML.replace("x = 1 # one\n", "")),
    Case("toml", TOML, "remove", (("a", "sub"),), TOML.replace('[a.sub]\ny = "two"\n\n', "")),
    Case("toml", TOML, "remove", (("l", 1),), TOML.removesuffix("\n[[l]]\nn = 2\n")),
    Case("toml", "[a.b]\nc = 1\n", "remove", (("a", "b"),), "[a]\n"),
    Case("toml", "a.b = 1\n", "remove", (("a", "b"),), "a = {}\n"),
    # YAML
    Case("yaml", 'a: 1 # c\n"b": 2\n', "rename", (("a",), "yes"), '"yes": 1 # c\n"b": 2\n'),
    Case("yaml", "a: {b: 1, 'c': 2}\n", "rename", (("a", "c"), "d"), "a: {b: 1, 'd': 2}\n"),
    Case("yaml", "- a: 1\n  a: 2\n", "drop_repeat", ((0, "a"),), "- a: 2\n"),
    Case("yaml", "a: {b: 1, b: 2}\n", "drop_repeat", (("a", "b"),), "a: {b: 2}\n"),
    Case("yaml", YAML, "replace", (("end",), "yes"), YAML.replace("end: no", 'end: "yes"')),
    Case("yaml", YAML, "replace", (("end",), "x: y"), YAML.replace("end: no", 'end: "x: y"')),
    Case("yaml", YAML, "replace", (("nothing",), 1), YAML.replace("nothing:", "nothing: 1")),
    Case("yaml", YAML, "replace", (("text",), "a\nb\n"), YAML.replace("  line\n", "  a\n  b\n")),
    Case("yaml", "a: 'b' # c\n", "replace", (("a",), "it's"), "a: 'it''s' # c\n"),
    Case("yaml", "a: &x 1\n", "replace", (("a",), 2), "a: &x 2\n"),
    Case("yaml", "a: &x 1\nb: *x\n", "replace", (("b",), 2), "a: &x 1\nb: 2\n"),
    Case("yaml", "a: {b, c: }\n", "replace", (("a", "b"), "[x]"), 'a: {b: "[x]", c: }\n'),
    Case(
        "yaml",
        YAML,
        "insert",
        (("a",), "y", [1, {"z": 2}]),
        YAML.replace("# one\n", "# one\n  y:\n  - 1\n  - z: 2\n"),
    ),
    Case("yaml", YAML, "insert", (("nothing",), "k", "v"), YAML.replace("nothing:\n", "nothing:\n  k: v\n")),
    Case("yaml", "a:\n  # x\n  - n: 1\n", "prepend", (("a",), {"n": 0}), "a:\n  - n: 0\n  # x\n  - n: 1\n"),
    Case("yaml", "- - 1\n  - 2\n", "prepend", ((0,), 0), "- - 0\n  - 1\n  - 2\n"),
    Case("yaml", "a: [1, 2]", "move_first", (("a", 1),), "a: [2, 1]"),
    Case(
        "yaml",
        "a:\r\n- n: 1 # one\r\n# two\r\n- n: 2\r\n  m: x",
        "move_first",
        (("a", 1),),
        "a:\r\n# two\r\n- n: 2\r\n  m: x\r\n- n: 1 # one",
    ),
    Case("yaml", YAML, "append", (("nothing",), "v"), YAML.replace("nothing:\n", "nothing:\n- v\n")),
    Case(
        "yaml",
        YAML,
        "append",
        (("l",), {"k": "w", "n": 3}),
        YAML.replace("only: 1\n", "only: 1\n- k: w\n  n: 3\n"),
    ),
    Case("yaml", YAML, "insert", (("l", 0), "m", 3), YAML.replace("n: 2\n", "n: 2\n  m: 3\n")),
    Case("yaml", "a: {b: 1}\n", "insert", (("a",), "c", {"d": [2]}), "a: {b: 1, c: {d: [2]}}\n"),
    Case("yaml", "a: null # c\n", "insert", (("a",), "b", 1), "a: # c\n  b: 1\n"),
    Case("yaml", "a:\r\n    b: 1", "insert", ((), "c", {"d": 2}), "a:\r\n    b: 1\r\nc:\r\n    d: 2"),
    Case("yaml", "a: 1\n...\n", "insert", ((), "b", 2), "a: 1\nb: 2\n...\n"),
    Case("yaml", "---\n", "insert", ((), "b", 2), "---\nb: 2\n"),
    Case("yaml", "a: |\n  x\n\n", "insert", ((), "b", 2), "a: |\n  x\nb: 2\n\n"),
    Case(
        "yaml",
        "m: &m {x: 1}\na:\n  <<: *m\n",
        "replace",
        (("a", "x"), 2),
        "m: &m {x: 1}\na:\n  <<: *m\n  x: 2\n",
    ),
    Case("yaml", YAML, "remove", (("a", "x"),), YAML.replace("a:\n  x: 1  # one\n", "a: {}\n")),
    Case("yaml", YAML, "remove", (("l", 0, "k"),), YAML.replace("k: v\n  n", "n")),
    Case("yaml", YAML, "remove", (("l", 1, "only"),), YAML.replace("only: 1", "{}")),
    Case("yaml", YAML, "remove", (("l", 0),), YAML.replace("- k: v\n  n: 2\n", "")),
    Case("yaml", "a: |\n  x\nb: 1", "remove", (("b",),), "a: |\n  x\n"),
    # plain text
    Case("text", "\n sk-1 \r\n", "replace", ((), "sk-2"), "\n sk-2 \r\n"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.format_name} {case.verb}")
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "with BOM"])
def test_a_change_fits_in(case: Case, bom: str) -> None:
    document = Document.of(bom + case.before, case.format_name)
    changed = document.apply(getattr(document, case.verb)(*case.arguments))
    assert changed.encode().decode() == bom + case.after


@pytest.mark.parametrize(
    ("format_name", "text", "verb", "arguments", "reason"),
    [
        ("json", '{"a": 1}', "insert", ((), "a", 2), "there is already something at a"),
        ("json", '{"a": 1, "a": 2}', "remove", (("a",),), "a is defined more than once"),
        ("json", '{"a": 1, "b": 2}', "rename", (("a",), "b"), "there is already something at b"),
        ("json", '{"a": 1, "a": 2}', "rename", (("a",), "b"), "a is defined more than once"),
        ("json", '{"a": [1]}', "rename", (("a", 0), "b"), r"there is no key at a\[0\]"),
        ("json", '{"a": 1}', "drop_repeat", (("a",),), "a is defined only once"),
        ("json", "{a: Infinity}", "without", (frozenset({"json5"}),), "would alter something else"),
        ("toml", "a = {b = 1, b = 2}", "drop_repeat", ((),), "no key that is defined twice has its own line"),
        ("toml", "a = 1", "without", (frozenset({"comment"}),), "this cannot be written in another way"),
        (
            "yaml",
            "b: &b {c: 1}\na:\n  <<: *b\n",
            "rename",
            (("a", "c"), "d"),
            "this key is defined elsewhere and brought in by a merge key",
        ),
        ("dotenv", "A=1\n", "rename", (("A",), "B C"), "this is not a valid variable name"),
        ("json", '{"a": [1]}', "replace", (("a",), 1), "there is no scalar at a"),
        ("json", '{"a": 1}', "replace", (("a",), {}), "a scalar cannot become a table or a list"),
        ("json", '{"a": [1]}', "move_first", (("a", 0),), r"there is nothing to move at a\[0\]"),
        ("json", '{"a": 1}', "remove", (("b", 0),), r"there is nothing to remove at b\[0\]"),
        ("json", '{"a": 1}', "remove", ((),), "there is nothing to remove at the top of the file"),
        ("json", '{"a": 1}', "replace", (("a",), float("inf")), "JSON has no infinite numbers"),
        ("json", '{"a": null}', "insert", (("a",), "b", 1), "there is no table at a"),
        ("json", '{"a": 1', "insert", ((), "b", 1), "a file that cannot be read cannot be changed"),
        ("toml", "a = 1\n", "replace", (("a",), None), "TOML has no null"),
        ("toml", "[[a]]\n", "remove", (("a", 0),), "a list of tables cannot become empty"),
        ("toml", "[[a]]\n", "append", (("a",), 1), "only tables can be added to a list of tables"),
        ("dotenv", "A=1\n", "replace", (("A",), 1), "a dotenv file can contain only strings"),
        ("dotenv", "A=1\n", "insert", ((), "B", {}), "a dotenv file can contain only strings"),
        ("dotenv", "A=1\n", "insert", ((), "B C", "1"), "this is not a valid variable name"),
        ("dotenv", "A=1\n", "append", ((), "1"), "a dotenv file cannot contain lists"),
        ("dotenv", "A=1\n", "replace", (("A",), "\0"), "characters that cannot be stored"),
        ("yaml", "a: 1\n", "replace", (("a",), "\ud800"), "characters that cannot be stored"),
        ("yaml", "a: &x 1\nb: *x\n", "replace", (("a",), 2), "the change would alter something else"),
        ("yaml", "a: &x 1\nb: *x\n", "remove", (("a",),), "the change would alter something else"),
        (
            "yaml",
            "b: &b {c: 1}\na:\n  <<: *b\n",
            "remove",
            (("a", "c"),),
            "this key is defined elsewhere and brought in by a merge key",
        ),
        ("yaml", "? a\n: 1\n", "remove", (("a",),), "shares its line with something else"),
        ("yaml", "a: |\n  x", "insert", ((), "b", 1), "the change would alter something else"),
        ("text", "x", "insert", ((), "a", "b"), "a plain text file has no keys"),
        ("text", "x", "append", ((), "b"), "a plain text file has no lists"),
        ("text", "x", "replace", ((), 1), "a plain text file contains one string and nothing else"),
        ("text", "x", "replace", ((), " y"), "the change would alter something else"),
    ],
)
def test_what_cannot_be_done_is_refused(
    format_name: str, text: str, verb: str, arguments: tuple[Any, ...], reason: str
) -> None:
    document = Document.of(text, format_name)
    with pytest.raises(ChangeRefusedError, match=reason):
        document.apply(getattr(document, verb)(*arguments))


def test_a_byte_order_mark_goes_and_utf_16_becomes_utf_8() -> None:
    for data in b"\xef\xbb\xbfA=\xc3\xa9\r\n", "A=é\r\n".encode("utf-16"):
        document = Document("-", decode(data), "dotenv")
        assert document.apply(document.to_utf8()).encode() == b"A=\xc3\xa9\r\n"


def test_edits_that_overlap_are_refused() -> None:
    document = Document.of('{"a": 1}', "json")
    change = document.replace(("a",), 2)
    with pytest.raises(ChangeRefusedError, match="overlap"):
        document.apply(change.replace(edits=change.edits * 2))


def test_a_change_that_needs_another_dialect_is_refused() -> None:
    document = Document.of('{"a": 1}', "json")
    change = document.replace(("a",), 2)
    edits = tuple(edit.replace(text="+2") for edit in change.edits)
    with pytest.raises(ChangeRefusedError, match="the change would need a different dialect of this file's format"):
        document.apply(change.replace(edits=edits))

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.document.document import Document
from configlint.engine import interpolation, layers
from configlint.engine.resolver import Resolver
from configlint.engine.values import RefusedError, Value
from tests.engine.made_up import FILE, machine, profile, resolver, text
from tests.formats.format_checks import CASES

SYNTAXES = [
    *("${NAME}", "${NAME:-DEFAULT}", "$NAME", "{env:TEXT}", "{file:TEXT}", "${{ secrets.NAME }}", "{{ env.NAME }}"),
    *("os.environ/NAME", "!TEXT", "%NAME%"),
]


def found(syntax: str, text: str, *, whole: bool = False) -> list[tuple[str, str | None]]:
    """Return what is found as (reference, default), checking the offsets on the way."""
    result = []
    for one in interpolation.find(syntax, text, whole=whole):
        assert one.name in text[one.start : one.end]
        result.append((one.name, one.default))
    return result


@pytest.mark.parametrize(
    ("syntax", "text", "expected"),
    [
        ("${NAME}", "${KEY}", [("KEY", None)]),
        ("${NAME}", "a ${A_1}/${_b} c", [("A_1", None), ("_b", None)]),
        ("${NAME}", "${1A} ${} ${A B} $A {A}", []),
        ("${NAME}", "${A:-x}", []),
        ("${NAME:-DEFAULT}", "${A:-x y}${B:-}", [("A", "x y"), ("B", "")]),
        ("${NAME:-DEFAULT}", "${A}", []),
        ("$NAME", "$A/$B", [("A", None), ("B", None)]),
        ("$NAME", "$1 $", []),
        ("{env:TEXT}", "{env:A}{env:B-C}", [("A", None), ("B-C", None)]),
        ("{env:TEXT}", "{env:A", []),
        ("{file:TEXT}", "{file:~/.keys/a b.txt}", [("~/.keys/a b.txt", None)]),
        ("${{ secrets.NAME }}", "${{secrets.A}} ${{  secrets.B  }}", [("A", None), ("B", None)]),
        ("{{ env.NAME }}", "{{ env.A }}", [("A", None)]),
        ("os.environ/NAME", "os.environ/A", [("A", None)]),
        ("os.environ/NAME", "osXenviron/A", []),
        ("%NAME%", "%A%B%", [("A", None)]),
    ],
)
def test_references_in_a_text(syntax: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert found(syntax, text) == expected


@pytest.mark.parametrize(
    ("syntax", "text", "expected"),
    [
        ("os.environ/NAME", "os.environ/KEY", [("KEY", None)]),
        ("os.environ/NAME", "see os.environ/KEY", []),
        ("os.environ/NAME", "os.environ/KEY ", []),
        ("!TEXT", "!pass show key", [("pass show key", None)]),
        ("!TEXT", "hey!", []),
        ("{env:TEXT}", "{env:A}{env:B}", []),
        ("${NAME:-DEFAULT}", "${A:-${B}}", []),
    ],
)
def test_a_whole_reference_is_the_entire_text(syntax: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert found(syntax, text, whole=True) == expected


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_reference_begins_with_its_head(syntax: str) -> None:
    """The head is a shortcut: where it is missing, no reference may be."""
    written = syntax.replace("NAME", "A").replace("TEXT", "A").replace("DEFAULT", "x").replace(" ", "")
    assert interpolation.head(syntax).strip() in written
    assert found(syntax, written)[0][0] == "A"


@CASES
@given(st.lists(st.sampled_from(SYNTAXES), max_size=3), st.text(max_size=30))
def test_a_text_without_references_stays_the_same(syntaxes: list[str], text: str) -> None:
    def never(syntax: dict[str, Any], reference: interpolation.Reference) -> str:
        raise AssertionError(f"{reference} in {text!r}")

    plain = "".join(ch for ch in text if ch not in "${%!")
    assert interpolation.replace(plain, [{"syntax": one} for one in syntaxes if one[0] in "${%!"], never) == plain


@CASES
@given(st.text(st.sampled_from("${}:-AB_ env.files!%"), max_size=30))
def test_what_stays_as_it_stands_changes_nothing(written: str) -> None:
    syntaxes = [{"syntax": one} for one in SYNTAXES]
    same = interpolation.replace(written, syntaxes, lambda _, reference: written[reference.start : reference.end])
    assert same == written


def test_syntaxes_are_replaced_one_after_another() -> None:
    values = {"A": "${B}", "B": "b"}
    syntaxes = [{"syntax": "{env:TEXT}"}, {"syntax": "${NAME}"}]

    def value_of(_: dict[str, Any], reference: interpolation.Reference) -> str | None:
        return values.get(reference.name)

    assert interpolation.replace("{env:A}-{env:B}", syntaxes, value_of) == "b-b"
    assert interpolation.replace("{env:A}-{env:C}", syntaxes, value_of) is None


@pytest.mark.parametrize(
    ("written", "reference", "name"),
    [
        ("$OPENAI_KEY", "$OPENAI_KEY", "OPENAI_KEY"),
        ("%OPENAI_KEY%", "%OPENAI_KEY%", "OPENAI_KEY"),
        ("os.environ/KEY", "os.environ/KEY", "KEY"),
        ("os.environ['KEY']", "os.environ['KEY']", "KEY"),
        ("process.env.KEY", "process.env.KEY", "KEY"),
        ("$env:KEY", "$env:KEY", "KEY"),
        ("Bearer ${KEY}", "${KEY}", "KEY"),
        ("x-${KEY:-none}-y", "${KEY:-none}", "KEY"),
        ("${env:KEY}", "${env:KEY}", "KEY"),
        ("{env:KEY}", "{env:KEY}", "KEY"),
        ("{file:~/key}", "{file:~/key}", "~/key"),
        ("{{ env.KEY }}", "{{ env.KEY }}", "KEY"),
        ("${{ secrets.KEY }}", "${{ secrets.KEY }}", "KEY"),
    ],
)
def test_references_of_other_tools_are_noticed(written: str, reference: str, name: str) -> None:
    assert interpolation.foreign(written) == reference
    assert interpolation.name_in(reference) == name


@pytest.mark.parametrize(
    "written",
    [
        "sk-test-1",
        "$5",
        "pa$$word",
        "$word",
        "a$KEY",
        "%20",
        "100%",
        "{model}",
        "{}",
        "${}",
        "$ KEY",
        "os.environ/key",
        "",
    ],
)
def test_ordinary_values_are_no_references(written: str) -> None:
    assert interpolation.foreign(written) is None


# ---- what a tool makes of references in its files

VARIABLES = {"KEY": "sk-test-1", "EMPTY": "", "HOST": "h.example"}


def read(
    written: str, *syntaxes: dict[str, Any], environment: dict[str, str] | None = VARIABLES, **layer: Any
) -> Value | None:
    """Return `key` of a file in which these syntaxes are resolved."""
    spec = {**FILE, "interpolate": list(syntaxes), **layer}
    made = resolver({"key": written}, environment=environment, layers=[{"environment": True}, spec])
    return made.read({"from": "key:key", "empty": "value"})


BRACES = {"syntax": "${NAME}"}
FALLBACK = {"syntax": "${NAME:-DEFAULT}"}


@pytest.mark.parametrize(
    ("written", "unset", "expected"),
    [
        ("${KEY}", "keep", "sk-test-1"),
        ("Bearer ${KEY}", "keep", "Bearer sk-test-1"),
        ("${HOST}:${KEY}", "keep", "h.example:sk-test-1"),
        ("${EMPTY}", "keep", ""),
        ("a${EMPTY}b", "keep", "ab"),
        ("${NOBODY}", "keep", "${NOBODY}"),
        ("a${NOBODY}b", "keep", "a${NOBODY}b"),
        ("${KEY}${NOBODY}", "keep", "sk-test-1${NOBODY}"),
        ("${NOBODY}", "empty", ""),
        ("a${NOBODY}b", "empty", "ab"),
        ("${NOBODY}", "text:undefined", "undefined"),
        ("a${NOBODY}b", "text:<NAME?>", "a<NOBODY?>b"),
    ],
)
def test_a_variable_that_is_not_set(written: str, unset: str, expected: str) -> None:
    assert text(read(written, {**BRACES, "unset": unset})) == expected


@pytest.mark.parametrize("written", ["${NOBODY}", "https://${NOBODY}/v1"])
def test_a_tool_may_refuse_an_unset_variable(written: str) -> None:
    with pytest.raises(RefusedError, match=r"^Missing NOBODY$") as refused:
        read(written, {**BRACES, "unset": "Missing NAME"})
    assert refused.value.place is not None
    assert refused.value.place.route == ("key",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("${KEY:-x}", "sk-test-1"),
        ("${NOBODY:-x}", "x"),
        ("${EMPTY:-x}", "x"),
        ("${NOBODY:-}", ""),
        ("a${NOBODY:-x}b${KEY:-y}", "axbsk-test-1"),
    ],
)
def test_a_default_stands_in_for_what_is_unset_or_empty(written: str, expected: str) -> None:
    assert text(read(written, FALLBACK)) == expected


def test_a_reference_may_hold_the_message_of_a_refusal() -> None:
    syntax = {"syntax": "${NAME:?DEFAULT}", "unset": "NAME: DEFAULT"}
    assert text(read("${KEY:?give a key}", syntax)) == "sk-test-1"
    with pytest.raises(RefusedError, match="NOBODY: give a key"):
        read("${NOBODY:?give a key}", syntax)


def test_a_text_that_is_one_reference_takes_on_its_origin() -> None:
    whole, part = read("${KEY}", BRACES), read("x${KEY}", BRACES)
    assert whole is not None
    assert (whole.kind, whole.name) == ("env", "KEY")
    assert whole.written is not None
    assert whole.written.route == ("key",)
    assert part is not None
    assert (part.kind, part.name) == ("literal", "")


def test_whole_means_nothing_around_it() -> None:
    syntax = {"syntax": "os.environ/NAME", "whole": True, "unset": "empty"}
    assert text(read("os.environ/KEY", syntax)) == "sk-test-1"
    assert text(read("os.environ/NOBODY", syntax)) == ""
    assert text(read("an os.environ/KEY", syntax)) == "an os.environ/KEY"


def test_a_command_is_not_run() -> None:
    value = read("!touch /nowhere/x", {"syntax": "!TEXT", "whole": True, "from": "command"})
    assert value is not None
    assert (value.text, value.kind) == (None, "command")


@pytest.mark.parametrize("written", ["${KEY}", "Bearer ${KEY}"])
def test_where_the_environment_is_unknown_so_is_the_text(written: str) -> None:
    made = resolver(
        {"key": written}, layers=[{"environment": True}, {**FILE, "interpolate": [BRACES]}], environment=None
    )
    value = made.read("key:key")
    assert value is not None
    assert value.text is None
    assert made.needs == {"KEY"}


def test_where_the_environment_is_unknown_a_file_may_still_set_the_variable() -> None:
    layers = [{"environment": True}, {**FILE, "variables": "env", "interpolate": [BRACES, FALLBACK]}]
    content = {"env": {"KEY": "sk-test-1", "EMPTY": ""}, "key": "${KEY}", "part": "x${KEY}", "default": "${EMPTY:-d}"}
    made = resolver(content, layers=layers, environment=None)
    assert [text(made.read(f"key:{key}")) for key in ("key", "part", "default")] == ["sk-test-1", "xsk-test-1", "d"]
    assert made.needs == set()


def test_a_default_says_nothing_of_an_unknown_variable() -> None:
    made = resolver(
        {"key": "${KEY:-d}"}, layers=[{"environment": True}, {**FILE, "interpolate": [FALLBACK]}], environment=None
    )
    value = made.read("key:key")
    assert value is not None
    assert (value.text, value.kind, value.name) == (None, "env", "KEY")


def test_a_second_syntax_sees_what_the_first_left() -> None:
    env = {"syntax": "{env:TEXT}", "unset": "empty"}
    assert text(read("{env:NOBODY}${KEY}", env, BRACES)) == "sk-test-1"


def test_what_a_second_syntax_keeps_stays_whole() -> None:
    env = {"syntax": "{env:TEXT}", "unset": "empty"}
    assert text(read("{env:HOST}/${NOBODY}", env, BRACES)) == "h.example/${NOBODY}"


def test_the_profiles_own_syntaxes_come_after_the_layers() -> None:
    made = resolver(
        {"key": "{env:KEY} $HOST"},
        environment=VARIABLES,
        layers=[{"environment": True}, {**FILE, "interpolate": [{"syntax": "{env:TEXT}"}]}],
        reading={"interpolate": [{"syntax": "$NAME"}]},
    )
    assert text(made.read("key:key")) == "sk-test-1 h.example"


# ---- files that a text refers to

CONTENT = {"syntax": "{file:TEXT}", "from": "file"}


def read_in(folder: Path, written: str, **syntax: Any) -> Value | None:
    """Return `key` of a file in `folder` that may refer to others."""
    tool = profile(layers=[{**FILE, "interpolate": [{**CONTENT, **syntax}]}])
    (folder / "config.json").write_text(f'{{"key": "{written}"}}', encoding="utf-8")
    here = machine({}).replace(home=str(folder / "home"), directory=str(folder))
    return Resolver(layers.read(tool, here)).read({"from": "key:key", "empty": "value"})


def test_of_a_file_that_was_named_no_other_is_read(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("sk-test-1", encoding="utf-8")
    tool = profile(layers=[{**FILE, "interpolate": [CONTENT]}])
    file = Document.of('{"key": "{file:key.txt}"}', "json", str(tmp_path / "config.json"))
    made = Resolver(layers.read(tool, machine({}), {0: [file]}))
    value = made.read("key:key")
    assert value is not None
    assert (value.text, value.kind) == (None, "file")
    assert made.needs == {"key.txt"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{file:key.txt}", "sk-test-1"),
        ("{file:./key.txt}", "sk-test-1"),
        ("{file:~/key.txt}", "sk-test-2"),
        ("Bearer {file:key.txt}", "Bearer sk-test-1"),
        ("{file:nope.txt}", "{file:nope.txt}"),
        ("{file:home}", "{file:home}"),
    ],
)
def test_a_file_is_found_from_the_file_that_names_it(tmp_path: Path, written: str, expected: str) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "key.txt").write_text("sk-test-1\n", encoding="utf-8")
    (tmp_path / "home" / "key.txt").write_text(" sk-test-2 ", encoding="utf-8")
    assert text(read_in(tmp_path, written)) == expected


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert text(read_in(tmp_path, "{file:nope}", unset="empty")) == ""
    with pytest.raises(RefusedError, match=r"^bad reference nope$"):
        read_in(tmp_path, "{file:nope}", unset="bad reference NAME")


def test_a_key_from_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("sk-test-1", encoding="utf-8")
    value = read_in(tmp_path, "{file:key.txt}")
    assert value is not None
    assert (value.kind, value.name) == ("file", "key.txt")


def test_a_reference_to_a_missing_file_stands_where_it_is_written(tmp_path: Path) -> None:
    value = read_in(tmp_path, "{file:nope.txt}")
    assert value is not None
    assert value.kind == "literal"

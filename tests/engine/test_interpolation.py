from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.catalog.parse_language import syntaxes
from configlint.engine import interpolation
from configlint.engine.references import resolve_references
from configlint.engine.values import Resolved, Value
from tests.engine.made_up import ENVIRONMENT, FILE, profile, read
from tests.formats.format_checks import CASES

SYNTAXES = [
    *("${NAME}", "${NAME:-DEFAULT}", "$NAME", "{env:TEXT}", "{file:TEXT}", "${{ secrets.NAME }}", "{{ env.NAME }}"),
    *("os.environ/NAME", "!TEXT", "%NAME%"),
]


def found(syntax: str, text: str, *, whole: bool = False) -> list[tuple[str, str | None]]:
    """Return what is found as (name, default), and check the offsets on the way."""
    result = []
    for reference in interpolation.find(interpolation.syntax(syntax), text, whole=whole):
        assert text[reference.start : reference.end] == reference.text
        assert reference.name in reference.text
        result.append((reference.name, reference.default))
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
def test_a_reference_starts_with_its_head(syntax: str) -> None:
    """The head is a shortcut: a text without it must not contain a reference."""
    written = syntax.replace("NAME", "A").replace("TEXT", "A").replace("DEFAULT", "x").replace(" ", "")
    assert interpolation.syntax(syntax).head.strip() in written
    assert found(syntax, written)[0][0] == "A"


def resolved(written: str, *shown: str, content: dict[str, str] | None = None) -> Resolved:
    """Resolve references where only `content` sets variables; without it there are none, and that is known."""
    tool = profile(layers=[ENVIRONMENT, {**FILE, "variables": ""}])
    reading = read(tool, content or {}, environment={} if content is None else None)
    return resolve_references(reading, Value(written), syntaxes({"syntax": syntax} for syntax in shown))


@CASES
@given(st.lists(st.sampled_from(SYNTAXES), max_size=3), st.text(max_size=30))
def test_a_text_without_references_stays_the_same(shown: list[str], text: str) -> None:
    plain = "".join(ch for ch in text if ch not in "${%!")
    assert resolved(plain, *(syntax for syntax in shown if syntax[0] in "${%!")) == Resolved(Value(plain))


@CASES
@given(st.text(st.sampled_from("${}:-AB_ env.files!%"), max_size=30))
def test_references_that_are_kept_change_nothing(written: str) -> None:
    shown = [syntax for syntax in SYNTAXES if "DEFAULT" not in syntax and "file" not in syntax]
    assert resolved(written, *shown) == Resolved(Value(written))


def test_syntaxes_are_replaced_one_after_another() -> None:
    content = {"A": "${B}", "B": "b"}
    assert resolved("{env:A}-{env:B}", "{env:TEXT}", "${NAME}", content=content).text == "b-b"
    unknown = resolved("{env:A}-{env:C}", "{env:TEXT}", "${NAME}", content=content)
    assert unknown.text is None
    assert unknown.unknowns == {"C"}


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
def test_ordinary_values_are_not_references(written: str) -> None:
    assert interpolation.foreign(written) is None

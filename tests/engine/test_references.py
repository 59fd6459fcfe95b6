"""What a tool makes of references such as `${NAME}` in its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from configlint.catalog.parse_language import source
from configlint.document.document import Document
from configlint.engine import layers
from configlint.engine.resolver import Resolver
from configlint.engine.values import RefusedError, Resolved, Value
from configlint.files.access import LocalFiles
from tests.engine.made_up import ENVIRONMENT, FILE, host, profile, resolver, text

VARIABLES = {"KEY": "sk-test-1", "EMPTY": "", "HOST": "h.example"}


def read(
    written: str, *syntaxes: dict[str, Any], environment: dict[str, str] | None = VARIABLES, **layer: Any
) -> Resolved:
    """Return `key` of a file in which these syntaxes are resolved."""
    spec = {**FILE, "interpolate": list(syntaxes), **layer}
    made = resolver({"key": written}, environment=environment, layers=[ENVIRONMENT, spec])
    return made.read(source({"from": "key:key", "empty": "value"}))


def present(found: Resolved) -> Value:
    assert found.value is not None
    return found.value


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
def test_a_default_replaces_what_is_unset_or_empty(written: str, expected: str) -> None:
    assert text(read(written, FALLBACK)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("$$KEY", "$KEY"), ("a$$b", "a$b"), ("$$$KEY", "$sk-test-1"), ("$KEY$$", "sk-test-1$"), ("!", "!"), ("$!", "!")],
)
def test_an_escaped_character_is_not_a_reference(written: str, expected: str) -> None:
    escapes = [{"syntax": "$$", "from": "escape"}, {"syntax": "$!", "from": "escape"}]
    assert text(read(written, *escapes, {"syntax": "$NAME"})) == expected


def test_a_reference_may_contain_the_message_of_a_refusal() -> None:
    syntax = {"syntax": "${NAME:?DEFAULT}", "unset": "NAME: DEFAULT"}
    assert text(read("${KEY:?give a key}", syntax)) == "sk-test-1"
    with pytest.raises(RefusedError, match="NOBODY: give a key"):
        read("${NOBODY:?give a key}", syntax)


def test_a_text_that_is_one_reference_has_the_origin_of_the_variable() -> None:
    whole, part = present(read("${KEY}", BRACES)), present(read("x${KEY}", BRACES))
    assert (whole.kind, whole.name) == ("env", "KEY")
    assert whole.written is not None
    assert whole.written.route == ("key",)
    assert (part.kind, part.name) == ("literal", "")


def test_a_whole_reference_has_nothing_around_it() -> None:
    syntax = {"syntax": "os.environ/NAME", "whole": True, "unset": "empty"}
    assert text(read("os.environ/KEY", syntax)) == "sk-test-1"
    assert text(read("os.environ/NOBODY", syntax)) == ""
    assert text(read("an os.environ/KEY", syntax)) == "an os.environ/KEY"


def test_a_variable_that_the_same_file_sets_may_not_count() -> None:
    content = {"key": "${OWN}", "shown": "${KEY}", "env": {"OWN": "own", "KEY": "own"}}

    def read_keys(**more: bool) -> list[str | None]:
        spec = {**FILE, "variables": "env", "interpolate": [{**BRACES, "unset": "empty", **more}]}
        made = resolver(content, environment=VARIABLES, layers=[ENVIRONMENT, spec])
        return [text(made.read(source(f"key:{name}"))) for name in ("key", "shown")]

    assert read_keys() == ["own", "own"]
    assert read_keys(from_others=True) == [None, VARIABLES["KEY"]]


def test_a_command_is_not_run() -> None:
    value = present(read("!touch /nowhere/x", {"syntax": "!TEXT", "whole": True, "from": "command"}))
    assert (value.text, value.kind) == (None, "command")


@pytest.mark.parametrize("written", ["${KEY}", "Bearer ${KEY}"])
def test_where_the_environment_is_unknown_so_is_the_text(written: str) -> None:
    found = read(written, BRACES, environment=None)
    assert present(found).text is None
    assert found.unknowns == {"KEY"}


def test_where_the_environment_is_unknown_a_file_may_still_set_the_variable() -> None:
    spec = {**FILE, "variables": "env", "interpolate": [BRACES, FALLBACK]}
    content = {"env": {"KEY": "sk-test-1", "EMPTY": ""}, "key": "${KEY}", "part": "x${KEY}", "default": "${EMPTY:-d}"}
    made = resolver(content, layers=[ENVIRONMENT, spec], environment=None)
    found = [made.read(source(f"key:{key}")) for key in ("key", "part", "default")]
    assert [text(value) for value in found] == ["sk-test-1", "xsk-test-1", "d"]
    assert not any(value.unknowns for value in found)


def test_a_default_says_nothing_about_an_unknown_variable() -> None:
    value = present(read("${KEY:-d}", FALLBACK, environment=None))
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
        layers=[ENVIRONMENT, {**FILE, "interpolate": [{"syntax": "{env:TEXT}"}]}],
        reading={"interpolate": [{"syntax": "$NAME"}]},
    )
    assert text(made.read(source("key:key"))) == "sk-test-1 h.example"


# ---- files that a text refers to

CONTENT = {"syntax": "{file:TEXT}", "from": "file"}


def read_in(folder: Path, written: str, **syntax: Any) -> Resolved:
    """Return `key` of a file in `folder` that may refer to others."""
    tool = profile(layers=[{**FILE, "interpolate": [{**CONTENT, **syntax}]}])
    (folder / "config.json").write_text(f'{{"key": "{written}"}}', encoding="utf-8")
    here = host({}, files=LocalFiles()).replace(home=str(folder / "home"), directory=str(folder))
    return Resolver(layers.read(tool, here)).read(source({"from": "key:key", "empty": "value"}))


def test_for_a_file_that_was_named_no_other_is_read(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("sk-test-1", encoding="utf-8")
    tool = profile(layers=[{**FILE, "interpolate": [CONTENT]}])
    file = Document.of('{"key": "{file:key.txt}"}', "json", str(tmp_path / "config.json"))
    found = Resolver(layers.read(tool, host({}, files=LocalFiles()), {0: [file]})).read(source("key:key"))
    assert (present(found).text, present(found).kind) == (None, "file")
    assert found.unknowns == {"key.txt"}


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
    value = present(read_in(tmp_path, "{file:key.txt}"))
    assert (value.kind, value.name) == ("file", "key.txt")


def test_a_reference_to_a_missing_file_is_an_ordinary_text(tmp_path: Path) -> None:
    assert present(read_in(tmp_path, "{file:nope.txt}")).kind == "literal"

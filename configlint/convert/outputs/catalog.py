"""The data of outputs: what a setup can be written as besides tools' files, by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from configlint.records import Record


class Lines(Record):
    """How a variable is set: to a value, to another variable, to what a command prints, or to what a person enters."""

    line: str
    reference: str
    command: str = ""
    ask: str = ""


class Output(Record):
    """One output. `sdks` are the tools whose variables are meant, by wire API. `elsewhere` says what localhost is where
    the variables count, if that is not this machine.

    `lines` has a line for each variable, by the shell that it is for ("" for any); `head` comes before them. `texts`
    are programs, by wire API, and `syntax` the pieces of them that a setup may need. With `is_file` it is written like
    the file of an SDK, and otherwise printed.
    """

    name: str
    about: str
    synonyms: tuple[str, ...] = ()
    sdks: Mapping[str, str] = {}
    head: str = ""
    lines: Mapping[str, Lines] = {}
    is_file: bool = False
    texts: Mapping[str, str] = {}
    syntax: Mapping[str, str] = {}
    elsewhere: str = ""


#: The shells that there are lines for, the usual one first.
SHELLS = ("posix", "fish", "powershell")


@cache
def outputs() -> Mapping[str, Output]:
    """Return all outputs by name."""
    data = tomllib.loads((Path(__file__).parent / "outputs.toml").read_text(encoding="utf-8"))
    return {name: _output(name, one) for name, one in data.items()}


def output_named(name: str) -> str | None:
    """Return the name of the output that people call `name`, or None."""
    wanted = name.lower()
    return next((one.name for one in outputs().values() if wanted in (one.name, *one.synonyms)), None)


def _output(name: str, data: Mapping[str, object]) -> Output:
    lines = {shell: Lines(**data[shell]) for shell in SHELLS if shell in data}  # type: ignore[arg-type]
    if "line" in data:
        lines[""] = Lines(str(data["line"]), str(data["reference"]))
    more = {
        field: data[field] for field in ("sdks", "head", "texts", "syntax", "is_file", "elsewhere") if field in data
    }
    synonyms = data.get("synonyms", ())
    return Output(name, str(data["about"]), tuple(synonyms), lines=lines, **more)  # type: ignore[arg-type]

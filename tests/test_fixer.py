"""Fixes that do not fit together, or that another tool suffers from."""

from __future__ import annotations

import pytest

from configlint.catalog import build
from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import ERROR, Diagnostic
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix, Step, replacement
from configlint.document.document import Document
from configlint.document.nodes import Scalar
from configlint.engine.host import Host
from configlint.engine.values import Place
from configlint.lint import fixer
from configlint.lint.inputs import Input
from configlint.profiles.recognition import Match


class Tools:
    """Made-up tools that read `.env` and want its one value to be this or that."""

    def __init__(self, wanted: dict[str, dict[str, str]]) -> None:
        self._wanted = wanted
        data = {tool: {"tool": tool, "layers": [{"path": "x.env", "format": "dotenv"}]} for tool in wanted}
        self._knowledge = Knowledge().extended_by(build.build_tools(data, data, {}))

    def check(self, inputs: list[Input]) -> list[Diagnostic]:
        """Report the value wherever a tool wants another, or (where it wants "") does not want it."""
        found = []
        for item in inputs:
            node = item.document.at(("X",))
            value = str(node.value) if isinstance(node, Scalar) else ""
            for tool, wishes in self._wanted.items():
                if value in wishes:
                    fix = replacement(Place(item.document, ("X",)), wishes[value]) if wishes[value] else None
                    found.append(Diagnostic("T001", "test", ERROR, "no", item.document, 0, 0, tool, fix=fix))
        return found

    def fix(self, text: str) -> fixer.State:
        """Return what all fixes make of a file."""
        path = "/home/nobody/x.env"
        document = Document.of(text, "dotenv", path)
        matches = [Match(tool, 0, "/home/nobody") for tool in self._wanted]
        inputs = [Input(document, self._knowledge, matches, [], path)]
        host = Host("/home/nobody", "/home/nobody")
        return fixer.Fixer(self.check, host, [SAFE, UNSAFE]).fix(fixer.State(inputs, self.check(inputs), []))


def _texts(state: fixer.State) -> list[str]:
    return [item.document.text for item in state.inputs]


@pytest.mark.parametrize(
    ("wanted", "result"),
    [
        pytest.param({"one": {"a": "b", "b": "c"}}, "c", id="one after the other"),
        pytest.param({"one": {"a": "b", "b": "a"}}, "a", id="to and fro"),
        pytest.param({"one": {"a": "b"}, "other": {"b": ""}}, "a", id="another tool would suffer"),
        pytest.param({"one": {"a": "b"}, "other": {"a": "", "b": ""}}, "b", id="another tool suffers anyway"),
        pytest.param({"one": {"a": "b", "c": "b"}, "other": {"a": "c", "b": "c"}}, "b", id="two tools disagree"),
    ],
)
def test_fixes_of_several_tools(wanted: dict[str, dict[str, str]], result: str) -> None:
    state = Tools(wanted).fix("X=a\n")
    assert _texts(state) == [f"X={result}\n"]
    assert not any(one.fix for one in state.diagnostics)
    assert _texts(Tools(wanted).fix(f"X={result}\n")) == [f"X={result}\n"]


class _Growing(Tools):
    """A tool that has more to say the further a value is in the alphabet."""

    def check(self, inputs: list[Input]) -> list[Diagnostic]:
        found = super().check(inputs)
        number = "abc".find(inputs[0].document.text[2]) if found else 0
        return [*found, *(one.replace(code=f"T00{2 + more}") for one in found for more in range(number))]


def test_no_fix_leaves_more_errors_than_there_were() -> None:
    # What the first fix brings to light has fixes, but they only make it worse.
    assert _texts(_Growing({"one": {"a": "b", "b": "c", "c": ""}}).fix("X=a\n")) == ["X=a\n"]


def test_fixes_that_do_not_fit_are_applied_as_far_as_they_do() -> None:
    document = Document.of('{"a": 1, "b": 2, "c": 3}', "json")
    fixes = [
        Fix(SAFE, "", (Step("rename", (("a",), "x")),)),
        Fix(SAFE, "", (Step("rename", (("b",), "x")),)),
        Fix(SAFE, "", (Step("remove", (("nothing",),)),)),
        Fix(SAFE, "", (Step("replace", (("c",), 4)), Step("rename", (("c",), "y")))),
    ]
    after, done = fixer.apply(document, fixes)
    assert (after.text, sorted(done)) == ('{"x": 1, "b": 2, "y": 4}', [0, 3])

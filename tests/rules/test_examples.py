"""The examples in the documentation of rules are reported, or not, as they should be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.engine.host import Host
from configlint.files.access import LocalFiles
from configlint.lint.discovery import Discovery
from configlint.lint.linter import Linter
from configlint.ruledocs import docstring
from configlint.ruledocs.docstring import Example
from configlint.rules.registry import Rule, all_rules
from configlint.settings.finder import Finder
from tests.keys import filled

RULES = all_rules()
KNOWLEDGE = Knowledge()


def check(example: Example, folder: Path) -> list[Diagnostic]:
    """Write an example to disk, where its paths say, and check it as a user would."""
    home, work = folder / "home", folder / "work"
    host = Host(str(home), str(work), files=LocalFiles())
    discovery = Discovery(host, Finder(KNOWLEDGE, ""), example.asked)
    for name, text in example.files.items():
        path = home / name[2:] if name.startswith("~/") else work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(text).replace("{bom}", "\ufeff"), encoding="utf-8")
        path.chmod(example.mode)
    if example.is_tracked:
        for command in (("init", "-q"), ("add", ".")):
            subprocess.run(["git", *command], cwd=work, check=True)
    for name in example.files:
        path = home / name[2:] if name.startswith("~/") else work / name
        discovery.add(str(path))
    assert discovery.files.failures == []
    return Linter(host).check(discovery.files.inputs)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_documentation_is_complete(rule: Rule) -> None:
    text = docstring.read(rule)
    assert text.summary.endswith(".")
    assert text.bad is not None
    assert text.good is not None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_bad_example_is_reported_and_good_one_is_silent(rule: Rule, tmp_path: Path) -> None:
    text = docstring.read(rule)
    if text.bad is not None:
        assert rule.code in {one.code for one in check(text.bad, tmp_path / "bad")}
    if text.good is not None:
        assert [
            f"{one.code} {one.message}" for one in check(text.good, tmp_path / "good") if one.severity != NOTE
        ] == []

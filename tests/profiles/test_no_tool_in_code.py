"""What is true of one tool belongs in its profile, where it can be changed without touching code."""

from __future__ import annotations

import ast
import keyword
import re
from pathlib import Path

import pytest

from tests.profiles.profile_files import FILES, ROOT

CODE = sorted((ROOT / "configlint").rglob("*.py"))
IDS = sorted((tool for tool in FILES if tool != "generic" and not keyword.iskeyword(tool)), key=len, reverse=True)
NAMED = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, IDS))})(?![\w-])")


def without_docstrings(path: Path) -> str:
    """Return the text of a module without its docstrings, whose examples may name tools."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.Module) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            for number in range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1):
                lines[number - 1] = ""
    return "\n".join(lines)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT / "configlint").as_posix())
def test_no_code_names_a_tool(path: Path) -> None:
    text = without_docstrings(path)
    assert [f"line {text.count(chr(10), 0, match.start()) + 1}: {match[0]}" for match in NAMED.finditer(text)] == []

"""What a short run imports: start-up is part of the product, because the program runs in a hook at every commit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FILES = {
    "json": (".claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}}'),
    "toml": (".codex/config.toml", 'model = "gpt-5.4"\n'),
    "dotenv": (".env", "OPENAI_BASE_URL=https://api.openai.com\n"),
    "yaml": (".aider.conf.yml", "openai-api-base: https://api.openai.com\nmodel: openai/gpt-4o\n"),
}
#: What no check needs: each costs as much as reading and checking a file.
HEAVY = {
    "asyncio",
    "dataclasses",
    "email",
    "http",
    "importlib.metadata",
    "jsonschema",
    "pathlib",
    "rich",
    "tomlkit",
    "urllib.request",
}
OWN = {"toml": {"tomllib"}, "yaml": {"ruamel.yaml"}, "dotenv": set(), "json": set()}


@pytest.mark.parametrize("name", FILES)
def test_a_check_imports_only_what_its_file_needs(name: str, tmp_path: Path) -> None:
    path, text = FILES[name]
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    modules = _imported("check", path, folder=tmp_path)
    heavy = HEAVY - ({"pathlib"} if name == "yaml" else set())
    unwanted = heavy | {"tomllib", "ruamel.yaml", "dotenv", "json"} - OWN[name]
    unwanted -= {"json"} if name == "json" else set()
    assert modules & unwanted == set()


def test_version_imports_no_engine(tmp_path: Path) -> None:
    modules = _imported("--version", folder=tmp_path)
    assert {one for one in modules if one.startswith("configlint.")} == {
        "configlint.cli",
        "configlint.cli.main",
    }


def _imported(*arguments: str, folder: Path) -> set[str]:
    """Return every module that a run of the command line imports beyond a bare interpreter."""
    code = (
        "import os, sys\n"
        "before = set(sys.modules)\n"
        "from configlint.cli import main\n"
        f"sys.argv = ['configlint', *{list(arguments)!r}]\n"
        "os._exit = lambda status: None\n"
        "main()\n"
        "print('\\n'.join(sorted(set(sys.modules) - before)), file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return set(run.stderr.split())

"""What a short run imports, and how much work a further file is.

Start-up time matters, because the program runs in a hook at every commit.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.engine.host import Host
from configlint.lint.discovery import Discovery
from configlint.lint.linter import Linter
from configlint.settings.finder import Finder
from tests.cli import write

FILES = {
    "json": (".claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}}'),
    "toml": (".codex/config.toml", 'model = "gpt-5.4"\n'),
    "dotenv": (".env", "OPENAI_BASE_URL=https://api.openai.com\n"),
    "yaml": (".aider.conf.yml", "openai-api-base: https://api.openai.com\nmodel: openai/gpt-4o\n"),
}
#: Modules that no check needs: each costs as much as reading and checking a file.
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


def test_a_check_that_finds_nothing_imports_no_click_and_prints_the_same(tmp_path: Path) -> None:
    write(tmp_path, ".aider.conf.yml", "model: openai/gpt-4o\nopenai-api-base: https://relay.example.com/v1\n")
    assert "click" not in _imported("check", ".aider.conf.yml", folder=tmp_path)
    quick, whole = _run(tmp_path, ".aider.conf.yml"), _run(tmp_path, "--exit-zero", ".aider.conf.yml")
    assert quick.stdout == whole.stdout == "No problems found (1 file checked).\n"
    assert (quick.stderr, quick.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("paths", "settings"),
    [
        (["wrong.env"], ""),
        (["missing.env"], ""),
        (["notes.txt"], ""),
        (["."], ""),
        ([".env", "wrong.env"], ""),
        ([".env"], "not TOML"),
        (["wrong.env"], 'ignore = ["URL"]'),
    ],
)
def test_a_run_with_something_to_report_prints_what_the_whole_verb_does(
    paths: list[str], settings: str, tmp_path: Path
) -> None:
    write(tmp_path, ".env", "OPENAI_BASE_URL=https://relay.example.com/v1\n")
    write(tmp_path, "wrong.env", "OPENAI_BASE_URL=relay.example.com/v1\n")
    write(tmp_path, "notes.txt", "nothing to do with it\n")
    if settings:
        write(tmp_path, ".configlint.toml", settings)
    quick, whole = _run(tmp_path, *paths), _run(tmp_path, "--color", "auto", *paths)
    assert (quick.stdout, quick.stderr, quick.returncode) == (whole.stdout, whole.stderr, whole.returncode)


def test_version_imports_no_engine(tmp_path: Path) -> None:
    modules = _imported("--version", folder=tmp_path)
    assert {one for one in modules if one.startswith("configlint.")} == {
        "configlint.cli",
        "configlint.cli.main",
        "configlint.cli.fast_path",
    }


def test_doctor_imports_nothing_that_only_asking_fixing_or_writing_needs(tmp_path: Path) -> None:
    write(tmp_path, ".claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}}')
    modules = _imported("doctor", folder=tmp_path)
    assert modules & {"click", "httpx", "ssl", "asyncio", "http", "jsonschema", "tomlkit", "configlint.api"} == set()
    assert not any(one.startswith("configlint.convert") for one in modules)


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [((), ""), (("claude-code",), ""), (("claude",), ""), (("no-such-tool",), ""), ((), 'ignore = ["URL"]'), ((), "=")],
)
def test_doctor_without_options_prints_what_the_whole_verb_does(
    arguments: tuple[str, ...], settings: str, tmp_path: Path
) -> None:
    write(tmp_path, ".claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "https://relay.example.com/v1"}}')
    write(tmp_path, ".aider.conf.yml", "model: openai/gpt-4o\nopenai-api-base: https://relay.example.com\n")
    if settings:
        write(tmp_path, ".configlint.toml", settings)
    quick = _run(tmp_path, *arguments, verb="doctor")
    whole = _run(tmp_path, *arguments, "--color", "auto", verb="doctor")
    assert (quick.stdout, quick.stderr, quick.returncode) == (whole.stdout, whole.stderr, whole.returncode)


def _run(folder: Path, *arguments: str, verb: str = "check") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "configlint", verb, *arguments]
    return subprocess.run(command, cwd=folder, env={"HOME": str(folder)}, capture_output=True, text=True, check=False)


def _imported(*arguments: str, folder: Path) -> set[str]:
    """Return every module that a run of the command line imports beyond a bare interpreter."""
    code = (
        "import os, sys\n"
        "before = set(sys.modules)\n"
        "from configlint.cli import main\n"
        f"sys.argv = ['configlint', *{list(arguments)!r}]\n"
        "os._exit = sys.exit\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        "print('\\n'.join(sorted(set(sys.modules) - before)), file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return set(run.stderr.split())


@pytest.mark.parametrize(("name", "limit"), [("json", 10_000), ("toml", 9_000), ("dotenv", 8_000), ("yaml", 9_000)])
def test_a_further_file_takes_few_calls(name: str, limit: int, tmp_path: Path) -> None:
    host = Host.local(with_environment=False)
    discovery, linter = Discovery(host, Finder(Knowledge(), ""), None), Linter(host)
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    path, text = FILES[name]
    for number in range(3):
        file = write(tmp_path, f"{number}/{path}", text.replace("api.openai.com", f"relay{number}.example.com/v1"))
        sys.setprofile(count if number == 2 else None)
        discovery.add(str(file))
        linter.check(discovery.files.inputs[-1:])
        sys.setprofile(None)
    assert calls < limit

"""Which rules a configuration selects, for which files and values, and which configuration applies to a file."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.selectors import exactness
from configlint.settings.configuration import Settings
from tests.settings.projects import RELAY, SETTINGS, Project, exception

# ---- which rules count


@pytest.mark.parametrize("word", ["insecure-http", "URL010", "URL"])
def test_ignore(word: str, project: Project) -> None:
    project.write(".env", f"OPENAI_BASE_URL={RELAY}\n")
    assert project.rules() == [".env:insecure-http"]
    project.write(".configlint.toml", f'ignore = ["{word}"]\n')
    assert project.rules() == []
    assert project.rules("--no-config") == [".env:insecure-http"]


def test_select(project: Project) -> None:
    project.write(".env", f"OPENAI_BASE_URL={RELAY}/chat/completions\n")
    assert project.rules() == [".env:endpoint-in-base", ".env:insecure-http"]
    project.write(".configlint.toml", 'select = ["URL004"]\n')
    assert project.rules() == [".env:endpoint-in-base"]
    assert project.rules("--select", "insecure-http") == [".env:insecure-http"]


def test_the_command_line_replaces_the_configuration(project: Project) -> None:
    project.write(".env", f"OPENAI_BASE_URL={RELAY}/chat/completions\n")
    project.write(".configlint.toml", 'ignore = ["insecure-http"]\n')
    assert project.rules() == [".env:endpoint-in-base"]
    assert project.rules("--ignore", "URL004") == [".env:insecure-http"]
    assert project.rules("--ignore", "") == [".env:endpoint-in-base", ".env:insecure-http"]
    assert project.rules("--select", "URL") == [".env:endpoint-in-base"], "the configuration is more exact"
    assert project.rules("--select", "URL010") == [".env:insecure-http"], "just as exact"


def test_severity_changes_the_exit_status(project: Project) -> None:
    project.write(".env", f"OPENAI_BASE_URL={RELAY}\n")
    project.write(".configlint.toml", '[severity]\nURL = "error"\ninsecure-http = "note"\n')
    result = project.run("check", "--format", "json")
    assert (result.status, json.loads(result.stdout)["summary"]["notes"]) == (0, 1)
    project.write(".configlint.toml", '[severity]\nURL0 = "error"\n')
    assert json.loads(project.run("check", "--format", "json").stdout)["summary"]["errors"] == 1


@pytest.mark.parametrize("glob", ["*.local", "sub/*", "sub/", "**/.env.local", "./sub/.env.local", ".env.local"])
def test_rules_that_are_ignored_in_some_files(glob: str, project: Project) -> None:
    for path in (".env", "sub/.env.local"):
        project.write(path, f"OPENAI_BASE_URL={RELAY}\n")
    project.write(".configlint.toml", f'[per-file-ignores]\n"{glob}" = ["insecure-http"]\n')
    assert project.rules() == [".env:insecure-http"]


# ---- single values in files that take no comment


@pytest.mark.parametrize("key", ["env.ANTHROPIC_BASE_URL", "env", "env.*_URL"])
def test_an_exception_excuses_a_value_and_what_is_below_it(key: str, project: Project) -> None:
    project.write(".claude/settings.json", SETTINGS)
    assert project.rules() == [".claude/settings.json:insecure-http"]
    project.write(".configlint.toml", exception(key))
    assert project.rules() == []


def test_an_unused_exception_is_reported_at_its_place(project: Project) -> None:
    project.write(".claude/settings.json", SETTINGS)
    project.write(".configlint.toml", "\n" + exception("env.ANTHROPIC_MODEL"))
    assert project.rules() == [".claude/settings.json:insecure-http", ".configlint.toml:unused-ignore"]
    found = json.loads(project.run("check", "--format", "json").stdout)["diagnostics"]
    assert found[1]["range"]["start"] == {"line": 4, "column": 6}
    assert "env.ANTHROPIC_MODEL" in project.run("check").stdout
    assert project.rules("--env") == [".claude/settings.json:insecure-http"]


def test_an_exception_for_a_file_that_was_not_checked_is_not_called_unused(project: Project) -> None:
    project.write(".env", "OPENAI_BASE_URL=https://relay.example.com/v1\n")
    project.write(".configlint.toml", exception("env.ANTHROPIC_MODEL"))
    assert project.rules() == []


def test_an_exception_needs_a_reason(project: Project) -> None:
    project.write(".configlint.toml", exception("env").replace("reason", "#"))
    result = project.run("check")
    assert result.status == 2
    assert ".configlint.toml:1:1: exception[0] has no reason" in result.stderr


# ---- which configuration applies


def test_the_nearest_configuration_applies_to_a_file(project: Project) -> None:
    for folder in (".", "a", "a/b"):
        project.write(f"{folder}/.env", f"OPENAI_BASE_URL={RELAY}\n")
    project.write(".configlint.toml", 'ignore = ["URL010"]\n')
    project.write("a/pyproject.toml", "[tool.configlint]\n[tool.configlint.severity]\nURL010 = 'error'\n")
    project.write("a/b/pyproject.toml", "[project]\nname = 'configlint-user'\n")
    assert project.rules() == ["a/.env:insecure-http", "a/b/.env:insecure-http"]
    assert project.rules(cwd="a/b") == [".env:insecure-http"]
    assert project.rules("../.env", cwd="a") == []


def test_our_own_file_overrides_pyproject_toml(project: Project) -> None:
    project.write(".env", f"OPENAI_BASE_URL={RELAY}\n")
    project.write("pyproject.toml", '[tool.configlint]\nselect = ["KEY"]\n')
    assert project.rules() == []
    project.write(".configlint.toml", "")
    assert project.rules() == [".env:insecure-http"]


def test_a_configuration_can_be_named(project: Project) -> None:
    project.write(".env", f"OPENAI_BASE_URL={RELAY}\n")
    project.write(".configlint.toml", "select = 3\n")
    project.write("company/lint.toml", 'ignore = ["URL010"]\n')
    assert project.rules("--config", "company/lint.toml") == []
    assert (
        project.run("check", "--config", "nowhere.toml").stderr
        == "configlint: nowhere.toml: No such file or directory\n"
    )
    assert project.run("check", "--config", "company/lint.toml", "--no-config").status == 2


def test_standard_input_is_in_the_folder_of_its_name(project: Project) -> None:
    project.write("a/.configlint.toml", 'ignore = ["URL010"]\n')
    text = f"OPENAI_BASE_URL={RELAY}\n".encode()
    for name, status in (("a/.env", 0), (".env", 1)):
        assert project.run("check", "-", "--stdin-filename", name, stdin=text).status == status


def test_without_a_configuration_nothing_is_loaded_for_one(project: Project) -> None:
    project.write(".claude/settings.json", SETTINGS)
    project.write("pyproject.toml", "[project]\nname = 'other'\n")
    code = (
        "import sys, os; from configlint.cli import main; sys.argv = ['configlint', 'check', '-q']\n"
        "os._exit = lambda status: print('configlint.settings.reading' in sys.modules, 'jsonschema' in sys.modules)\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=project.folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False False"


WORDS = st.sampled_from(["URL", "URL0", "URL001", "duplicate-version", "KEY", "KEY001", ""])


@given(st.lists(WORDS), WORDS)
def test_a_further_word_never_makes_a_choice_less_exact(words: list[str], more: str) -> None:
    rank = exactness("URL001", "duplicate-version", words)
    assert rank <= exactness("URL001", "duplicate-version", [*words, more]) <= len("URL001")
    assert (rank == len("URL001")) == ({"URL001", "duplicate-version"} & {*words} != set())


NAMES = st.text("ab.-", min_size=1).filter(lambda name: name.strip(".") != "")


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_a_path_matches_its_own_globs(steps: list[str]) -> None:
    settings = Settings(Knowledge(), folder="/work")
    relative = "/".join(steps)
    path = f"/work/{relative}"
    assert settings.means(f"./{relative}", path)
    assert settings.means(steps[-1], path)
    assert settings.means("*", path)
    assert settings.means(f"**/{steps[-1]}", path) or "/" in steps[-1]
    assert len(steps) == 1 or settings.means(f"{steps[0]}/", path)
    assert not settings.means(f"{relative}x", path)

"""The configuration of a project, on the command line: what counts, what it brings, and what is said when it is wrong."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from configlint.catalog import store
from configlint.document.document import Document
from configlint.rules.selectors import exactness
from configlint.settings import validation
from configlint.settings.accepting import Accepter
from configlint.settings.configuration import Settings
from tests.cli import Result, run
from tests.keys import key as openai_key

RELAY = "http://relay.example.com/v1"
ACME = """
[[provider]]
id = "acme"
name = "Acme LLM"
hosts = ["llm.acme.com", "*.llm.acme.com"]
variables = ["ACME_LLM_KEY"]
[provider.apis.chat]
base_url = "https://llm.acme.com/openai/v1"
[provider.apis.messages]
base_url = "https://llm.acme.com/anthropic"
[provider.apis.responses]
served = false

[[key]]
provider = "acme"
prefix = "acme-"
shape = "acme-[0-9a-f]{32}"
strength = "strong"
"""
ACME_KEY = "acme-" + "0123456789abcdef" * 2
AGENT = """
tool = "acme-agent"
name = "Acme Agent"
version = "1.0"
evidence = { date = "2026-11-24", how = "docs" }
meanings = { base_url = ["key:url"], model = ["key:model"] }
[[layers]]
path = ".acme.toml"
scope = "project"
format = "toml"
[[requests]]
wire_api = "chat"
join = ["strip-slash", "append:/chat/completions"]
auth = [{ header = "authorization", scheme = "Bearer", from = ["key:api_key", "var:ACME_LLM_KEY"] }]
"""


quick = Accepter(lambda file: validation.schema(file.removesuffix(".schema.json")))


class Project:
    """A folder with files, and the command line in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.home = folder / "home"
        self.folder.mkdir()
        self.home.mkdir()

    def write(self, path: str, text: str) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        target.chmod(0o600)
        return target

    def run(self, *arguments: str, cwd: str = ".") -> Result:
        return run(*arguments, cwd=self.folder / cwd, home=self.home)

    def rules(self, *arguments: str, cwd: str = ".") -> list[str]:
        """Return PATH:RULE of what `check` reports, notes included."""
        result = self.run("check", "--format", "json", *arguments, cwd=cwd)
        assert result.stderr == ""
        return [f"{one['path']}:{one['rule']}" for one in json.loads(result.stdout)["diagnostics"]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


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


def test_the_command_line_stands_in_the_place_of_the_configuration(project: Project) -> None:
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
def test_rules_that_do_not_count_in_some_files(glob: str, project: Project) -> None:
    for path in (".env", "sub/.env.local"):
        project.write(path, f"OPENAI_BASE_URL={RELAY}\n")
    project.write(".configlint.toml", f'[per-file-ignores]\n"{glob}" = ["insecure-http"]\n')
    assert project.rules() == [".env:insecure-http"]


# ---- single values in files that take no comment


SETTINGS = '{"env": {"ANTHROPIC_BASE_URL": "http://relay.example.com", "ANTHROPIC_AUTH_TOKEN": "local"}}\n'


def exception(key: str, rules: str = '"insecure-http"', path: str = ".claude/settings.json") -> str:
    return f'[[exception]]\npath = "{path}"\nat = "{key}"\nrules = [{rules}]\nreason = "The lab has no certificate"\n'


@pytest.mark.parametrize("key", ["env.ANTHROPIC_BASE_URL", "env", "env.*_URL"])
def test_an_exception_excuses_a_value_and_what_is_below_it(key: str, project: Project) -> None:
    project.write(".claude/settings.json", SETTINGS)
    assert project.rules() == [".claude/settings.json:insecure-http"]
    project.write(".configlint.toml", exception(key))
    assert project.rules() == []


def test_an_exception_without_use_is_reported_where_it_stands(project: Project) -> None:
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
    assert ".configlint.toml:1:1: exception[0] lacks reason" in result.stderr


# ---- which file counts


def test_the_nearest_configuration_counts_for_a_file(project: Project) -> None:
    for folder in (".", "a", "a/b"):
        project.write(f"{folder}/.env", f"OPENAI_BASE_URL={RELAY}\n")
    project.write(".configlint.toml", 'ignore = ["URL010"]\n')
    project.write("a/pyproject.toml", "[tool.configlint]\n[tool.configlint.severity]\nURL010 = 'error'\n")
    project.write("a/b/pyproject.toml", "[project]\nname = 'configlint-user'\n")
    assert project.rules() == ["a/.env:insecure-http", "a/b/.env:insecure-http"]
    assert project.rules(cwd="a/b") == [".env:insecure-http"]
    assert project.rules("../.env", cwd="a") == []


def test_a_file_of_ones_own_beats_the_shared_one(project: Project) -> None:
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


def test_standard_input_is_where_its_name_says(project: Project) -> None:
    project.write("a/.configlint.toml", 'ignore = ["URL010"]\n')
    text = f"OPENAI_BASE_URL={RELAY}\n".encode()
    for name, status in (("a/.env", 0), (".env", 1)):
        arguments = ("check", "-", "--stdin-filename", name)
        assert run(*arguments, cwd=project.folder, home=project.home, stdin=text).status == status


def test_without_a_configuration_nothing_is_loaded_for_one(project: Project) -> None:
    project.write(".claude/settings.json", SETTINGS)
    project.write("pyproject.toml", "[project]\nname = 'other'\n")
    code = (
        "import sys, os; from configlint.cli import main; sys.argv = ['configlint', 'check', '-q']\n"
        "os._exit = lambda status: print('configlint.settings.reading' in sys.modules, 'jsonschema' in sys.modules)\nmain()"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=project.folder, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "False False"


# ---- what is wrong with it


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("selct = []", "1:1: unknown key selct; did you mean select?"),
        ("\nignore = 'URL'", "2:10: ignore must be a list"),
        ("ignore = ['insecure-htp']", "1:11: no rule is called insecure-htp; did you mean insecure-http"),
        ("[severity]\nURL010 = 'warn'", "2:10: severity.URL010 must be error or warning or note; did you mean warning?"),
        ("[severity]\nURL999 = 'note'", "2:1: no rule is called URL999"),
        ("[[provider]]\nid = 'acme'", "1:1: provider[0] lacks hosts"),
        ("[[provider]]\nid = 'openai'\nhosts = []", "2:6: there is a provider called openai already"),
        ("[[provider]]\nid='a'\nhosts=['x.y']\n[provider.apis.chta]\nbase_url='https://x.y'", "4:16: unknown key chta; did you mean chat?"),
        ("[[provider]]\nid='a'\nhosts=['x.y']\napis.chat.base_url='x.y/v1'", "4:20: provider[0].apis.chat.base_url must be of the form"),
        ("[[provider]]\nid='a'\nhosts=['x.y']\napis.chat.note='n'", "4:6: provider[0].apis.chat lacks base_url"),
        ("[[key]]\nprovider='opnai'\nprefix='a'\nshape='a'\nstrength='weak'", "2:10: no provider is called opnai; did you mean openai"),
        ("[[key]]\nservice='X'\nprefix='a'\nshape='(a'\nstrength='weak'", "4:7: this is no regular expression"),
        ("[[key]]\nservice='X'\nprefix='a'\nshape='(?=a)a'\nstrength='weak'", "4:7: this is no regular expression"),
        ("tools = ['nowhere.toml']", "nowhere.toml: No such file or directory"),
        ("select = [", "1:11: "),
    ],
)  # fmt: skip
def test_an_error_has_its_place(text: str, complaint: str, project: Project) -> None:
    project.write(".configlint.toml", text)
    project.write(".env", "OPENAI_API_KEY=\n")
    for verb in (
        ["check", "--format", "json"],
        ["explain", ".env"],
        ["tools"],
        ["url", "https://a.b/v1"],
        ["providers"],
    ):
        result = project.run(*verb)
        assert (result.status, result.stdout) == (2, "")
        assert complaint in result.stderr


def test_a_place_in_a_shared_file(project: Project) -> None:
    project.write("pyproject.toml", "[tool.configlint]\nselect = []\nper-file-ignore = {}\n")
    stderr = project.run("check").stderr
    assert stderr == "configlint: pyproject.toml:3:1: unknown key per-file-ignore; did you mean per-file-ignores?\n"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("name =", "nmae ="), "agents/acme.toml:3:1: unknown key nmae; did you mean name?"),
        (('format = "toml"', 'format = "tml"'), "agents/acme.toml:10:10: layers[0].format must be "),
        (('tool = "acme-agent"', 'tool = "codex"'), "agents/acme.toml:2:8: there is a tool called codex already"),
        (('tool = "acme-agent"', 'tool = "a"\nextends = "codx"'), "agents/acme.toml:3:11: no tool is called codx; did you mean codex"),
        (('tool = "acme-agent"', 'tool = "a"\nextends = "a"'), "agents/acme.toml:3:11: a is built on itself"),
        (('join =', 'when = { model = "~(" }\njoin ='), "agents/acme.toml:13:18: this is no regular expression: ("),
        (('wire_api = "chat"', 'sdk = "opnai"'), "agents/acme.toml:12:7: no SDK is called opnai"),
    ],
)  # fmt: skip
def test_an_error_in_a_profile_has_its_place(change: tuple[str, str], complaint: str, project: Project) -> None:
    project.write(".configlint.toml", 'tools = ["agents/acme.toml"]\n')
    project.write("agents/acme.toml", AGENT.replace(*change))
    result = project.run("tools")
    assert result.status == 2
    assert complaint in result.stderr


# ---- providers of one's own


def test_own_provider_in_check(project: Project) -> None:
    project.write(".configlint.toml", ACME)
    project.write(
        ".claude/settings.json", SETTINGS.replace("http://relay.example.com", "https://llm.acme.com/openai/v1")
    )
    (one,) = json.loads(project.run("check", "--format", "json").stdout)["diagnostics"]
    assert (one["rule"], one["write"]) == ("duplicate-version", "https://llm.acme.com/anthropic")
    codex = 'model_provider = "a"\n[model_providers.a]\nname = "A"\nenv_key = "K"\nbase_url = "https://eu.llm.acme.com/openai/v1"\n'
    (project.home / ".codex").mkdir()
    (project.home / ".codex/config.toml").write_text(codex)
    assert [one.rpartition(":")[2] for one in project.rules("../home/.codex/config.toml")] == []
    found = project.rules("../home/.codex/config.toml", "--config", ".configlint.toml")
    assert [one.rpartition(":")[2] for one in found] == ["unserved-wire-api"]


def test_own_keys_in_check(project: Project) -> None:
    project.write(".configlint.toml", ACME)
    project.write(".env", f"OPENAI_BASE_URL=https://api.openai.com/v1\nOPENAI_API_KEY={ACME_KEY}\n")
    result = project.run("check")
    assert "This is a key of Acme LLM, and it is sent to OpenAI" in result.stdout
    assert ACME_KEY not in result.stdout
    assert project.rules() == [".env:key-host-mismatch"]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("acme-large", []),
        ("acme-small-3", []),
        ("acme-lage", ["unknown-model"]),
        ("acme/acme-large", ["wrong-model-form"]),
    ],
)
def test_own_models_in_check(model: str, expected: list[str], project: Project) -> None:
    own = 'models = "bare"\nmodel_ids = ["acme-large", "acme-small-*"]\n[provider.apis.chat]'
    project.write(".configlint.toml", ACME.replace("[provider.apis.chat]", own))
    text = SETTINGS.replace("http://relay.example.com", "https://llm.acme.com/anthropic")
    project.write(".claude/settings.json", text.replace('"env": {', f'"env": {{"ANTHROPIC_MODEL": "{model}", '))
    assert [one.rpartition(":")[2] for one in project.rules()] == expected


def test_own_provider_elsewhere(project: Project) -> None:
    project.write(".configlint.toml", ACME)
    (row,) = [
        one
        for one in json.loads(
            project.run("url", "https://llm.acme.com/v1", "--tool", "claude-code", "--format", "json").stdout
        )["urls"]
        if one["url"].endswith("/v1/v1/messages?beta=true")
    ]
    assert row["write"] == "https://llm.acme.com/anthropic"
    assert "https://llm.acme.com/openai/v1" in project.run("providers", "llm.acme.com").stdout
    (shown,) = json.loads(project.run("providers", "acme", "--format", "json").stdout)["providers"]
    assert (shown["id"], shown["keys"][0]["prefix"]) == ("acme", "acme-")
    project.write(
        "c.toml",
        'model_provider = "a"\nmodel = "m"\n[model_providers.a]\nname = "A"\nenv_key = "ACME_LLM_KEY"\nbase_url = "https://llm.acme.com/openai/v1"\n',
    )
    converted = project.run("convert", "c.toml", "--from", "codex", "--to", "claude-code", "--format", "json")
    assert (
        '"ANTHROPIC_BASE_URL": "https://llm.acme.com/anthropic"' in json.loads(converted.stdout)["files"][0]["content"]
    )


def test_what_one_run_added_is_gone_in_the_next(project: Project) -> None:
    project.write(".configlint.toml", ACME)
    assert project.run("providers", "acme").status == 0
    assert project.run("providers", "acme", "--no-config").status == 2


# ---- tools of one's own


def test_own_tool(project: Project) -> None:
    project.write(".configlint.toml", 'tools = ["agents/acme.toml"]\n')
    project.write("agents/acme.toml", AGENT)
    project.write(".acme.toml", f'url = "{RELAY}/chat/completions"\nmodel = "m"\n')
    assert project.rules() == [".acme.toml:endpoint-in-base", ".acme.toml:insecure-http"]
    explained = json.loads(project.run("explain", ".acme.toml", "--format", "json").stdout)["requests"]
    assert explained[0]["url"] == f"{RELAY}/chat/completions/chat/completions"
    assert json.loads(project.run("explain", "--format", "json").stdout)["requests"][0]["tool"] == "acme-agent"
    assert "Acme Agent" in project.run("tools", "acme-agent").stdout
    assert f"POST {RELAY}/chat/completions" in project.run("url", RELAY, "--tool", "acme-agent").stdout
    project.write(".acme.toml", 'url = "https://openrouter.ai/api/v1"\nmodel = "openai/gpt-5"\n')
    converted = project.run("convert", ".acme.toml", "--to", "claude-code", "--format", "json")
    assert "https://openrouter.ai/api" in json.loads(converted.stdout)["files"][0]["content"]
    project.write("renamed.toml", f'url = "{RELAY}"\n')
    assert project.rules("--tool", "acme-agent", "renamed.toml") == ["renamed.toml:insecure-http"]


def test_own_tool_that_is_a_built_in_one_elsewhere(project: Project) -> None:
    project.write("pyproject.toml", '[tool.configlint]\ntools = ["fork.toml"]\n')
    layer = '[[layers]]\npath = ".fork/config.toml"\nscope = "project"\nformat = "toml"\n'
    evidence = 'evidence = { date = "2026-11-24", how = "docs" }\n'
    project.write("fork.toml", f'tool = "fork"\nversion = "1"\nextends = "codex"\n{evidence}{layer}')
    project.write(".fork/config.toml", 'model_provider = "lost"\n')
    assert project.rules() == [".fork/config.toml:undefined-provider"]


def test_own_tool_on_an_sdk(project: Project) -> None:
    project.write(".configlint.toml", 'tools = ["app.toml"]\n')
    requests = AGENT[AGENT.index("[[requests]]") :]
    project.write("app.toml", AGENT.replace(requests, '[[requests]]\nsdk = "openai-python-3"\n'))
    shown = project.run("url", "https://relay.example.com/v1", "--tool", "acme-agent")
    assert shown.status == 0, shown.stderr
    assert "POST https://relay.example.com/v1/chat/completions" in shown.stdout


# ---- the schemas


@pytest.mark.parametrize("name", validation.SCHEMAS)
def test_a_schema_can_be_had(name: str, project: Project) -> None:
    result = project.run("schema", name)
    schema = json.loads(result.stdout)
    Draft202012Validator.check_schema(schema)
    assert Path(project.run("schema", name, "--path").stdout.strip()).is_file()


def test_the_schema_of_a_configuration_stands_alone(project: Project) -> None:
    """An editor has only this file: what it refers to is in it."""
    validator = Draft202012Validator(json.loads(project.run("schema", "config").stdout))
    assert [error.message for error in validator.iter_errors(tomllib.loads(ACME))] == []
    wrong = tomllib.loads(ACME.replace('base_url = "https', 'base_url = "ftp'))
    assert {error.json_path for error in validator.iter_errors(wrong)} == {
        "$.provider[0].apis.chat.base_url",
        "$.provider[0].apis.messages.base_url",
    }


def test_every_field_of_the_configuration_is_described() -> None:
    properties = validation.schema("config")["properties"]
    assert [name for name, field in properties.items() if "description" not in field] == []


def test_an_unknown_schema_names_the_others(project: Project) -> None:
    assert project.run("schema", "profiel").status == 2


# ---- always


WORDS = st.sampled_from(["URL", "URL0", "URL001", "duplicate-version", "KEY", "KEY001", ""])


@given(st.lists(WORDS), WORDS)
def test_a_further_word_never_makes_a_choice_less_exact(words: list[str], more: str) -> None:
    rank = exactness("URL001", "duplicate-version", words)
    assert rank <= exactness("URL001", "duplicate-version", [*words, more]) <= len("URL001")
    assert (rank == len("URL001")) == ({"URL001", "duplicate-version"} & {*words} != set())


NAMES = st.text("ab.-", min_size=1).filter(lambda name: name.strip(".") != "")


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_a_path_is_what_its_own_globs_mean(steps: list[str]) -> None:
    settings = Settings(folder="/work")
    relative = "/".join(steps)
    path = f"/work/{relative}"
    assert settings.means(f"./{relative}", path)
    assert settings.means(steps[-1], path)
    assert settings.means("*", path)
    assert settings.means(f"**/{steps[-1]}", path) or "/" in steps[-1]
    assert len(steps) == 1 or settings.means(f"{steps[0]}/", path)
    assert not settings.means(f"{relative}x", path)


def _anything() -> st.SearchStrategy[Any]:
    names = st.sampled_from(
        [
            "select",
            "ignore",
            "severity",
            "provider",
            "key",
            "tools",
            "exception",
            "per-file-ignores",
            "id",
            "hosts",
            "apis",
            "chat",
            "path",
        ]
    )
    scalars = st.one_of(st.text("aURL01-*/", max_size=6), st.integers(), st.booleans())
    return st.recursive(
        scalars,
        lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(names, inner, max_size=3)),
        max_leaves=8,
    )


@given(
    st.dictionaries(
        st.sampled_from(["select", "ignore", "severity", "provider", "key", "exception", "per-file-ignores", "x"]),
        _anything(),
        max_size=4,
    )
)
def test_what_is_accepted_quickly_keeps_to_the_schema(data: dict[str, Any]) -> None:
    document = Document.of("", "toml")
    if quick.accepts("config.schema.json", data):
        assert validation.refusals(document, "config", data) == []


PROVIDERS = sorted((Path(store.PROVIDERS) / "data").glob("*.toml"))
PROFILES = sorted(Path(store.PROFILES).glob("*.toml"))


def test_nothing_right_needs_the_library() -> None:
    for name, paths in (("provider", PROVIDERS), ("profile", PROFILES)):
        for path in paths:
            assert quick.accepts(f"{name}.schema.json", tomllib.loads(path.read_text(encoding="utf-8"))), path


@pytest.mark.parametrize("path", [*PROVIDERS[::20], *PROFILES[::3]], ids=lambda path: path.stem)
def test_nothing_wrong_is_accepted_quickly(path: Path) -> None:
    """Each value is replaced by one of another kind, and each table gets an unknown key; the library is the judge."""
    name = "provider" if path in PROVIDERS else "profile"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for wrong in itertools.islice(_changed(data), 0, None, 41):
        if quick.accepts(f"{name}.schema.json", wrong):
            assert validation.refusals(Document.of("", "toml"), name, wrong) == []


def _changed(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        yield {**node, "unknown": 1}
        for name, value in node.items():
            yield from ({**node, name: other} for other in _changed(value))
            yield {key: one for key, one in node.items() if key != name}
    elif isinstance(node, list):
        yield []
        for index, value in enumerate(node):
            yield from ([*node[:index], other, *node[index + 1 :]] for other in _changed(value))
    else:
        yield from (3, "~ ", [node])


@given(
    st.dictionaries(
        st.sampled_from(["select", "ignore", "severity", "provider", "key", "exception", "per-file-ignores", "x"]),
        _anything(),
        max_size=4,
    )
)
def test_no_configuration_makes_the_reading_fail(data: dict[str, Any]) -> None:
    """Whatever stands in it: it counts, or each complaint has its place."""
    import tempfile

    from configlint.settings.configuration import Finder, SettingsError

    def toml(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{json.dumps(name)} = {toml(one)}" for name, one in value.items()) + "}"
        return "[" + ", ".join(map(toml, value)) + "]" if isinstance(value, list) else json.dumps(value)

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, ".configlint.toml").write_text(
            "\n".join(f"{name} = {toml(value)}" for name, value in data.items())
        )
        try:
            Finder().of(folder)
        except SettingsError as error:
            placeless = [one for one in error.complaints if not re.match(r".*\.configlint\.toml:\d+:\d+: ", one)]
            if placeless:
                pytest.fail(f"without a place: {placeless}")
        finally:
            Finder()


# ---- keys in files of any kind


def _key(seed: int) -> str:
    import random

    return "acme-" + "".join(random.Random(seed).choices("0123456789abcdef", k=32))


def secrets(project: Project, *arguments: str) -> tuple[int, list[str]]:
    """Run `secrets` in a process of its own, as what the scan knows of keys is made once for a run."""
    environment = {**os.environ, "HOME": str(project.home)}
    command = [sys.executable, "-m", "configlint", "secrets", "--format", "json", *arguments]
    done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, [one["path"] for one in json.loads(done.stdout)["diagnostics"]]


def test_own_keys_are_found_anywhere(project: Project) -> None:
    project.write("a.py", f'x = "{_key(1)}"\n')
    assert secrets(project) == (0, [])
    project.write(
        "pyproject.toml", ACME.replace("[[", "[[tool.configlint.").replace("[provider", "[tool.configlint.provider")
    )
    assert secrets(project) == (1, ["a.py"])
    assert secrets(project, "--no-config") == (0, [])
    project.write("sub/b.py", f'x = "{_key(2)}"\n')
    assert secrets(project, "sub/b.py") == (1, ["sub/b.py"])


def test_own_keys_are_found_in_what_is_staged(project: Project) -> None:
    project.write("a.py", f'x = "{_key(1)}"\n')
    project.write(".configlint.toml", ACME)
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=project.folder, check=True)
    command = [sys.executable, "-m", "configlint", "secrets", "--staged"]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True, check=False)
    assert (done.returncode, "a.py:1:6" in done.stdout) == (1, True)


def test_the_configuration_can_leave_keys_out(project: Project) -> None:
    project.write("tests/a.py", f'x = "{_key(1)}"\n')
    project.write("c.json", f'{{"servers": [{{"key": "{_key(2)}"}}, {{"key": "{_key(3)}"}}]}}\n')
    project.write(".configlint.toml", ACME)
    assert secrets(project) == (1, ["c.json", "c.json", "tests/a.py"])
    first = exception("servers[0].key", rules='"SEC"', path="c.json")
    project.write(".configlint.toml", f'{ACME}[per-file-ignores]\n"tests/*" = ["SEC001"]\n{first}')
    assert secrets(project) == (1, ["c.json"])


def test_a_wrong_configuration_stops_the_search_for_keys(project: Project) -> None:
    project.write("c.toml", "x = 1\n")
    result = project.run("secrets", "--config", "c.toml")
    assert (result.status, result.stderr) == (2, "configlint: c.toml:1:1: unknown key x\n")
    project.write("a/.configlint.toml", "x = 1\n")
    project.write("a/b.env", f"OPENAI_API_KEY={openai_key('openai')}\n")
    project.write(".configlint.toml", "")
    result = project.run("secrets")
    assert (result.status, "a/.configlint.toml:1:1: unknown key x" in result.stderr) == (2, True)


# ---- the documentation

README = (Path(validation.path_of("config")).parent / "README.md").read_text(encoding="utf-8")
BLOCKS = {match[1]: match[2] for match in re.finditer(r"^```toml (\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)}


@pytest.mark.parametrize("name", [name for name in BLOCKS if name not in ("comment", "tool")])
def test_an_example_of_the_documentation_is_right(name: str, project: Project) -> None:
    project.write(".configlint.toml", BLOCKS[name])
    assert project.run("tools").stderr == ""


def test_the_documented_comment_silences(project: Project) -> None:
    head = 'model_provider = "a"\n[model_providers.a]\nname = "A"\nenv_key = "K"\n'
    (project.home / ".codex").mkdir()
    (project.home / ".codex/config.toml").write_text(head + BLOCKS["comment"])
    assert project.rules("../home/.codex/config.toml") == []


def test_the_documentation_names_every_key_and_schema() -> None:
    assert [
        name for name in validation.schema("config")["properties"] if name not in README and name != "$schema"
    ] == []
    assert [name for name in validation.SCHEMAS if f"`{name}`" not in README and f"schema {name}" not in README] == []


@pytest.mark.parametrize(
    "template",
    [
        "select = ['{}']",
        "{} = 1",
        "[severity]\n'{}' = 'x'",
        "tools = ['{}']",
        "[[provider]]\nid = '{}'\nhosts = ['{}']",
        "x = '{}",
    ],
)
def test_no_complaint_shows_a_key(template: str, project: Project) -> None:
    secret = openai_key("openai")
    project.write(".configlint.toml", template.replace("{}", secret))
    project.write(".env", f"# configlint: ignore[{secret}] x\nOPENAI_BASE_URL={RELAY}\n")
    result = project.run("check")
    assert result.status == 2
    assert secret[8:-6] not in result.stderr
    shown = project.run("check", "--no-config")
    assert "unused-ignore" in shown.stdout
    assert secret[8:-6] not in shown.stdout

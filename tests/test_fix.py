"""`check --fix`, `--fix=all` and `--diff`: what they change, what they leave alone, and what survives when they fail."""

from __future__ import annotations

import difflib
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configlint.diagnostics.diagnostic import ERROR, Diagnostic
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix, Step, replacement
from configlint.document.document import Document
from configlint.document.nodes import Scalar
from configlint.engine.reading import Machine
from configlint.engine.values import Place
from configlint.lint import fixer
from configlint.lint.inputs import Subject
from configlint.profiles.recognition import Match
from configlint.ruledocs import docstring
from configlint.rules.registry import Rule, all_rules
from tests.cli import Result, run, write
from tests.keys import filled, key
from tests.test_cases import _cases

BAD = '{\n  "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}  \n}\n'
GOOD = BAD.replace("/v1", "")
#: Only --fix=all mends this: a host that nobody knows may serve without a version.
UNSURE = (
    'model_provider = "r"\n[model_providers.r]\nname = "R"\nbase_url = "https://relay.example.com"\nenv_key = "R_KEY"\n'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("project", "home"):
        (tmp_path / name).mkdir()
    return tmp_path / "project"


def cl(project: Path, *arguments: str, stdin: bytes | None = None) -> Result:
    return run(*arguments, cwd=project, home=project.parent / "home", stdin=stdin)


# ---- what the options do


def test_fix_mends_the_file_and_says_so(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    result = cl(project, "check", "--fix", ".claude/settings.json")
    assert (result.status, result.stderr) == (0, "")
    assert file.read_text() == GOOD
    assert result.stdout.splitlines() == [
        ".claude/settings.json:2:33: fixed: Write http://127.0.0.1:4000 [URL001 duplicate-version]",
        ".claude/settings.json: the file as it was is in .claude/settings.json.configlint.bak",
        "Fixed 1 finding in 1 file.",
        "",
        "Nothing wrong in 1 file.",
    ]
    assert (project / ".claude/settings.json.configlint.bak").read_text() == BAD


def test_a_second_run_changes_nothing(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    cl(project, "check", "--fix", ".claude/settings.json")
    before = os.stat(file)
    result = cl(project, "check", "--fix", ".claude/settings.json")
    assert result.stdout == "Nothing wrong in 1 file.\n"
    assert os.stat(file) == before
    assert sorted(path.name for path in file.parent.iterdir()) == ["settings.json", "settings.json.configlint.bak"]


def test_fix_leaves_alone_what_a_person_should_look_at(project: Path) -> None:
    file = write(project, ".codex/config.toml", UNSURE)
    result = cl(project, "check", "--fix", "--tool", "codex", ".codex/config.toml")
    assert result.status == 1
    assert "write  https://relay.example.com/v1 (--fix=all)" in result.stdout
    assert "1 fixable with --fix=all." in result.stdout
    assert file.read_text() == UNSURE
    assert cl(project, "check", "--fix=all", "--tool", "codex", ".codex/config.toml").status == 0
    assert file.read_text() == UNSURE.replace(".com", ".com/v1")


@pytest.mark.parametrize("arguments", [("--diff",), ("--diff", "--fix"), ("--fix=all", "--diff")])
def test_diff_shows_the_change_and_writes_nothing(project: Path, arguments: tuple[str, ...]) -> None:
    file = write(project, ".claude/settings.json", BAD)
    result = cl(project, "check", *arguments, ".claude/settings.json")
    assert result.status == 1
    assert result.stdout == (
        "--- .claude/settings.json\n+++ .claude/settings.json\n@@ -1,3 +1,3 @@\n {\n"
        '-  "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}  \n'
        '+  "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}  \n }\n'
    )
    assert result.stderr == "Would fix 1 finding in 1 file.\n"
    assert file.read_text() == BAD
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_diff_is_one_that_patch_understands(project: Path) -> None:
    lines = [f"# {number}\n" for number in range(40)]
    lines[3] = "OPENAI_BASE_URL=https://api.openai.com\n"
    lines[30] = "OPENAI_API_BASE=x\n"
    lines[39] = "OPENAI_MODEL=\n"
    file = write(project, ".env", "".join(lines).rstrip("\n"))
    diff = cl(project, "check", "--diff", "--tool", "openai-python", ".env").stdout
    subprocess.run(["patch", "-p0", "-s"], cwd=project, input=diff.encode(), check=True)
    patched = file.read_text()
    file.write_text("".join(lines).rstrip("\n"))
    cl(project, "check", "--fix", "--tool", "openai-python", ".env")
    assert file.read_text() == patched
    assert patched != "".join(lines).rstrip("\n")


def test_diff_takes_standard_input_and_fix_does_not(project: Path) -> None:
    name = ("--stdin-filename", ".claude/settings.json", "-")
    assert "+  " in cl(project, "check", "--diff", *name, stdin=BAD.encode()).stdout
    refused = cl(project, "check", "--fix", *name, stdin=BAD.encode())
    assert (refused.status, refused.stdout) == (2, "")
    assert "--diff" in refused.stderr


def test_json_tells_what_was_fixed_and_what_is_left(project: Path) -> None:
    write(project, ".claude/settings.json", BAD.replace("{\n", '{\n  "ANTHROPIC_MODEL": 1,\n'))
    report = json.loads(cl(project, "check", "--fix", "--format", "json", ".claude/settings.json").stdout)
    assert {one["code"] for one in report["fixed"]} == {"URL001", "FILE003"}
    assert report["summary"]["fixable"] == 0
    assert cl(project, "check", "--diff", "--format", "json", ".claude/settings.json").status == 2


def test_only_selected_rules_are_fixed(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    cl(project, "check", "--fix", "--ignore", "URL001", ".claude/settings.json")
    assert file.read_text() == BAD


def test_a_directory_is_mended_file_by_file(project: Path) -> None:
    one = write(project, "a/.claude/settings.json", BAD)
    other = write(project, "b/.env", "OPENAI_BASE_URL=https://api.openai.com\n")
    result = cl(project, "check", "--fix", ".")
    assert "Fixed 2 findings in 2 files." in result.stdout
    assert (one.read_text(), other.read_text()) == (GOOD, "OPENAI_BASE_URL=https://api.openai.com/v1\n")
    assert cl(project, "check", "--fix", ".").stdout == "Nothing wrong in 2 files.\n", "backups are not looked at"


def test_a_file_that_is_meant_twice_is_mended_once(project: Path) -> None:
    file = write(project, "sub/.env", "OPENAI_BASE_URL=https://api.openai.com\n")
    result = cl(project, "check", "--fix", "--tool", "openai-python", ".", "sub/.env", "sub/../sub/.env")
    assert result.stdout.endswith("Fixed 1 finding in 1 file.\n\nNothing wrong in 1 file.\n")
    assert (result.status, file.read_text()) == (0, "OPENAI_BASE_URL=https://api.openai.com/v1\n")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_two_names_of_one_file_are_no_obstacle(project: Path) -> None:
    file = write(project, ".env", "OPENAI_BASE_URL=https://api.openai.com\n")
    (project / ".env.local").symlink_to(".env")
    assert cl(project, "check", "--fix", ".").status == 0
    assert file.read_text() == "OPENAI_BASE_URL=https://api.openai.com/v1\n"


def test_fixes_bring_to_light_what_further_fixes_are_for(project: Path) -> None:
    text = "\ufeffOPENAI_API_BASE=https://api.openai.com\nOPENAI_API_KEY='\"K7Q2M9X4P1Z8\" '\n"
    file = write(project, ".env", text)
    cl(project, "check", "--fix", "--tool", "openai-python", ".env")
    assert file.read_text() == "OPENAI_BASE_URL=https://api.openai.com/v1\nOPENAI_API_KEY='K7Q2M9X4P1Z8'\n"


def test_a_value_that_comes_through_a_reference_is_left_alone(project: Path) -> None:
    text = "HOST=api.openai.com\nOPENAI_BASE_URL=https://${HOST}\n"
    file = write(project, ".env", text)
    report = json.loads(cl(project, "check", "--format", "json", "--tool", "openai-python", ".env").stdout)
    assert [(one["code"], one["fix"]) for one in report["diagnostics"]] == [("URL002", None)]
    cl(project, "check", "--fix=all", "--tool", "openai-python", ".env")
    assert file.read_text() == text


def test_a_part_of_a_value_is_mended_where_it_stands(project: Path) -> None:
    file = write(project, ".aider.conf.yml", "set-env:\n  - OPENAI_API_BASE=https://api.openai.com # mine\n")
    cl(project, "check", "--fix=all", ".aider.conf.yml")
    assert file.read_text() == "set-env:\n  - OPENAI_API_BASE=https://api.openai.com/v1 # mine\n"


def test_utf16_and_line_breaks_of_windows_survive(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD.replace("\n", "\r\n").encode("utf-16"))
    result = cl(project, "check", "--fix", ".claude/settings.json")
    assert "FILE009" in result.stdout
    assert file.read_bytes() == GOOD.replace("\n", "\r\n").encode()


def test_no_key_is_shown(project: Path) -> None:
    secret = key("relay")
    text = f'model_provider = "r"\n[model_providers.r]\nname = "R"\nbase_url = "https://r.example.com/v1"\nenv_key = "{secret}"\n'
    file = write(project, ".codex/config.toml", text)
    for arguments in (("--diff", "--fix=all"), ("--format", "json"), ("--fix=all",)):
        result = cl(project, "check", "--tool", "codex", *arguments, ".codex/config.toml")
        assert secret not in result.stdout + result.stderr
        assert secret[6:] not in result.stdout + result.stderr
    assert 'env_key = "R_API_KEY"' in file.read_text()
    assert secret in (project / ".codex/config.toml.configlint.bak").read_text()


# ---- every rule


def _example_files(rule: Rule, project: Path) -> tuple[str, list[str]]:
    example = docstring.read(rule).bad
    assert example is not None
    paths = []
    for name, text in example.files.items():
        folder = project.parent / "home" if name.startswith("~/") else project
        path = write(folder, name.removeprefix("~/"), filled(text).replace("{bom}", "\ufeff"))
        path.chmod(example.mode)
        paths.append(str(path))
    return example.tool, paths


#: What the documentation of a rule shows is not always what can be mended.
EXAMPLES = {
    "deprecated-host": ("openai-python", ".env", "OPENAI_BASE_URL=https://api.together.xyz/v1\n"),
}


@pytest.mark.parametrize("rule", [one for one in all_rules() if one.fix], ids=lambda rule: rule.name)
def test_every_rule_that_has_fixes_mends_its_example(rule: Rule, project: Path) -> None:
    if rule.name in EXAMPLES:
        tool, name, text = EXAMPLES[rule.name]
        paths = [str(write(project, name, text))]
    else:
        tool, paths = _example_files(rule, project)
    found = json.loads(cl(project, "check", "--tool", tool, "--format", "json", *paths).stdout)
    fixes = [one["fix"] for one in found["diagnostics"] if one["rule"] == rule.name]
    assert fixes
    assert all(fixes)
    result = cl(project, "check", "--fix=all", "--tool", tool, "--format", "json", *paths)
    report = json.loads(result.stdout)
    assert rule.name in {one["rule"] for one in report["fixed"]}
    assert rule.name not in {one["rule"] for one in report["diagnostics"] if one["severity"] != "note"}


def test_the_promised_rules_have_fixes() -> None:
    promised = {f"URL00{number}" for number in range(1, 10)} | {"URL011", "HOST001", "HOST002", "HOST004", "WIRE002"}
    promised |= {"KEY003", "KEY005", "KEY007", "MODEL001", "ENV001"}
    promised |= {"FILE002", "FILE003", "FILE005", "FILE008", "FILE009", "FILE011"}
    assert promised <= {rule.code for rule in all_rules() if rule.fix}


WIRE = (
    'model_provider = "p"\n[model_providers.p]\nname = "P"\nbase_url = "{url}"\nenv_key = "P_KEY"\nwire_api = "chat"\n'
)


@pytest.mark.parametrize(
    ("url", "safety"),
    [
        ("https://api.openai.com/v1", "safe"),
        ("https://relay.example.com/v1", "unsafe"),
        ("https://api.anthropic.com/v1", None),
    ],
)
def test_a_wire_api_is_only_replaced_where_the_host_serves_the_new_one(
    project: Path, url: str, safety: str | None
) -> None:
    write(project, "config.toml", WIRE.format(url=url))
    report = json.loads(cl(project, "check", "--tool", "codex", "--format", "json", "config.toml").stdout)
    (fix,) = [one["fix"] for one in report["diagnostics"] if one["code"] == "WIRE002"]
    assert (fix["safety"] if fix else None) == safety


#: More ways in which rules mend: the tool, the file, the text before and after.
MENDED = {
    "query into its table": (
        "codex",
        "config.toml",
        'model_provider = "a"\n[model_providers.a]\nname = "A"\n'
        'base_url = "https://c.openai.azure.com/openai?api-version=2025-04-01-preview"\nenv_key = "A_KEY"\n',
        'model_provider = "a"\n[model_providers.a]\nname = "A"\n'
        'base_url = "https://c.openai.azure.com/openai"\nenv_key = "A_KEY"\n'
        '\n[model_providers.a.query_params]\napi-version = "2025-04-01-preview"\n',
    ),
    "variable into its table": (
        "claude-code",
        ".claude/settings.json",
        '{"ANTHROPIC_MODEL": "opus"}',
        '{"env": {"ANTHROPIC_MODEL": "opus"}}',
    ),
    "out of a table to the top": (
        "claude-code",
        ".claude/settings.json",
        '{"env": {"apiKeyHelper": "pass show k", "A": "b"}}',
        '{"env": {"A": "b"}, "apiKeyHelper": "pass show k"}',
    ),
    "into a table with another key": (
        "opencode",
        "opencode.json",
        '{"provider": {"p": {"npm": "@ai-sdk/openai-compatible", "baseUrl": "https://r.example.com/v1",'
        ' "options": {"apiKey": "{env:K}"}, "models": {"m": {}}}}}',
        '{"provider": {"p": {"npm": "@ai-sdk/openai-compatible",'
        ' "options": {"apiKey": "{env:K}", "baseURL": "https://r.example.com/v1"}, "models": {"m": {}}}}}',
    ),
    "option without effect": (
        "codex",
        "config.toml",
        'disable_response_storage = true\nmodel = "gpt-5.4"\n',
        'model = "gpt-5.4"\n',
    ),
    "hyphens in a bare model id": (
        "claude-code",
        ".claude/settings.json",
        '{"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com", "ANTHROPIC_MODEL": "anthropic/claude-sonnet-4.5"}}',
        '{"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com", "ANTHROPIC_MODEL": "claude-sonnet-4-5"}}',
    ),
    "comments and commas": (
        "claude-code",
        ".claude/settings.json",
        '{\n  // mine\n  "env": {"A": "b",}, /* x */\n}\n',
        '{\n  "env": {"A": "b"}\n}\n',
    ),
    "the first of two keys": (
        "openai-python",
        ".env",
        "OPENAI_MODEL=a\n# between\nOPENAI_MODEL=b\nOPENAI_MODEL=c\n",
        "# between\nOPENAI_MODEL=c\n",
    ),
    "a key with its scheme": (
        "openai-python",
        ".env",
        'OPENAI_API_KEY="Bearer K7Q2M9X4P1Z8W3RT"\n',
        'OPENAI_API_KEY="K7Q2M9X4P1Z8W3RT"\n',
    ),
}


@pytest.mark.parametrize("name", MENDED)
def test_mended_as_a_person_would(name: str, project: Path) -> None:
    tool, path, before, after = MENDED[name]
    file = write(project, path, before)
    cl(project, "check", "--fix", "--tool", tool, path)
    assert file.read_text() == after


def test_a_repeated_key_in_a_file_that_is_broken_elsewhere_has_no_fix(project: Path) -> None:
    text = 'model = "a"\nmodel = "b"\n// c\n'
    file = write(project, "config.toml", text)
    report = json.loads(cl(project, "check", "--tool", "codex", "--format", "json", "config.toml").stdout)
    assert [(one["code"], one["fix"]) for one in report["diagnostics"]] == [("FILE011", None)]
    assert cl(project, "check", "--fix=all", "--tool", "codex", "config.toml").status == 1
    assert file.read_text() == text


def test_what_a_fix_loses_is_kept_even_where_git_tracks_the_file(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD.replace("{\n", "{ // mine\n"))
    _track(project)
    cl(project, "check", "--fix", ".claude/settings.json")
    assert file.read_text() == GOOD
    assert "// mine" in (file.parent / "settings.json.configlint.bak").read_text()


# ---- every case


def _files(folder: Path, case: dict[str, Any]) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in case["files"]}


def _run(case: dict[str, Any], folder: Path, *arguments: str) -> dict[str, Any]:
    result = run(
        "check",
        "--format",
        "json",
        *arguments,
        *case.get("args", ()),
        *case["check"],
        cwd=folder,
        home=folder.parent / "home",
    )
    assert result.status in (0, 1), result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def _serious(report: dict[str, Any]) -> Counter[tuple[str, str]]:
    return Counter((one["path"], one["code"]) for one in report["diagnostics"] if one["severity"] != "note")


#: Cases whose fixed text has more, or something else, than the fix: the file, and why.
OTHERWISE = {
    "claude-code-wrong-plan-endpoint-kimi": "with a slash at the end",
    "codex-azure-incomplete-root": "with a deployment",
    "codex-query-in-base-azure": "with the table on one line",
    "codex-removed-wire-api": "with another model",
    "copilot-foreign-version-ark": "with another provider type",
    "opencode-misplaced-key-baseurl": "with the keys in another order",
    "promptfoo-key-in-name-field": "with another variable",
    "qwen-code-key-in-name-field": "with another variable",
}


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["id"])
def test_every_fix_of_every_case(case: dict[str, Any], project: Path) -> None:
    for path, text in case["files"].items():
        write(project, path, filled(text)).chmod(int(case.get("modes", {}).get(path, "0600"), 8))
    if case.get("git"):
        _track(project)
    before, found = _files(project, case), _run(case, project)
    fixable = Counter((one["path"], one["code"]) for one in found["diagnostics"] if one["fix"])

    mended = _run(case, project, "--fix=all")
    after = _files(project, case)
    assert not any(one["fix"] for one in mended["diagnostics"])
    assert _serious(mended) <= _serious(found) - fixable, "a finding stayed or is new"
    assert Counter((one["path"], one["code"]) for one in mended["fixed"]) == fixable
    for path in case["files"]:
        touched = sum(one["path"] == path for one in mended["fixed"])
        assert (before[path] == after[path]) == (touched == 0)
        assert _changed_lines(before[path], after[path]) <= 5 * touched

    again = _run(case, project, "--fix=all")
    assert (again["fixed"], _files(project, case)) == ([], after)
    if fixable and not _serious(mended) and case["id"] not in OTHERWISE:
        for path, text in case.get("fixed", {}).items():
            assert after[path].decode() == filled(text)


def _changed_lines(before: bytes, after: bytes) -> int:
    lines = difflib.ndiff(before.decode("utf-8-sig").splitlines(), after.decode("utf-8-sig").splitlines())
    return sum(line[:2] in ("- ", "+ ") for line in lines)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_fixing_damaged_cases_is_idempotent(tmp_path: Path, data: st.DataObject) -> None:
    """Cut and doubled lines make files that nobody thought of."""
    case = data.draw(st.sampled_from(_cases()))
    folder = tmp_path / "project"
    (tmp_path / "home").mkdir(exist_ok=True)
    for path, text in case["files"].items():
        lines = filled(text).splitlines(keepends=True)
        number = data.draw(st.integers(0, len(lines) - 1))
        lines[number : number + 1] = lines[number : number + 1] * data.draw(st.sampled_from((0, 2)))
        write(folder, path, "".join(lines))
    mended = _run(case, folder, "--fix=all")
    after = _files(folder, case)
    assert not any(one["fix"] for one in mended["diagnostics"])
    assert _run(case, folder, "--fix=all")["fixed"] == []
    assert _files(folder, case) == after


# ---- what does not fit together


class Tools:
    """Made-up tools that read `.env` and want its one value to be this or that."""

    def __init__(self, wanted: dict[str, dict[str, str]]) -> None:
        self._wanted = wanted

    def look(self, subjects: list[Subject]) -> list[Diagnostic]:
        found = []
        for subject in subjects:
            node = subject.document.at(("X",))
            value = str(node.value) if isinstance(node, Scalar) else ""
            for tool, wishes in self._wanted.items():
                if value in wishes:
                    fix = replacement(Place(subject.document, ("X",)), wishes[value]) if wishes[value] else None
                    found.append(Diagnostic("T001", "test", ERROR, "no", subject.document, 0, 0, tool, fix=fix))
        return found

    def mend(self, text: str) -> fixer.State:
        machine = Machine("/home/nobody", "/home/nobody")
        document = Document.of(text, "dotenv", "/home/nobody/x.env")
        subjects = [Subject(document, [Match(tool, 0, "/home/nobody") for tool in self._wanted], [])]
        return fixer.Mender(self.look, machine, [SAFE, UNSAFE]).mend(fixer.State(subjects, self.look(subjects), []))


def _texts(state: fixer.State) -> list[str]:
    return [subject.document.text for subject in state.subjects]


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
    state = Tools(wanted).mend("X=a\n")
    assert _texts(state) == [f"X={result}\n"]
    assert not any(one.fix for one in state.diagnostics)
    assert _texts(Tools(wanted).mend(f"X={result}\n")) == [f"X={result}\n"]


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


# ---- writing


def _track(project: Path) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    for command in (("init", "-q"), ("add", "-f", ".")):
        subprocess.run(["git", *command], cwd=project, env=environment, check=True)


def test_no_backup_of_what_git_tracks(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    _track(project)
    result = cl(project, "check", "--fix", ".claude/settings.json")
    assert file.read_text() == GOOD
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]
    assert "configlint.bak" not in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_mode_and_symbolic_link_stay(project: Path) -> None:
    target = write(project, "dotfiles/claude.json", BAD)
    target.chmod(0o640)
    link = project / ".claude/settings.json"
    link.parent.mkdir()
    link.symlink_to("../dotfiles/claude.json")
    cl(project, "check", "--fix", ".claude/settings.json")
    assert link.is_symlink()
    assert target.read_text() == GOOD
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_file_that_changed_meanwhile_is_left_alone(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    other = write(project, "sub/.claude/settings.json", BAD)
    real = fixer.Mender.mend

    def mend_late(self: fixer.Mender, start: fixer.State) -> fixer.State:
        file.write_text("{}")
        return real(self, start)

    with mock.patch.object(fixer.Mender, "mend", mend_late):
        result = cl(project, "check", "--fix", ".claude/settings.json", "sub/.claude/settings.json")
    assert result.status == 2
    assert result.stderr == "configlint: .claude/settings.json: changed since it was read; nothing was written\n"
    assert (file.read_text(), other.read_text()) == ("{}", GOOD)
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]
    assert ".claude/settings.json:2:33: error" in result.stdout, "it still stands in what was read"


@pytest.mark.parametrize("failing", ["tempfile.mkstemp", "os.replace", "os.fsync"])
def test_a_failure_while_writing_leaves_the_old_file(project: Path, failing: str) -> None:
    file = write(project, ".claude/settings.json", BAD)
    _track(project)
    with mock.patch(failing, side_effect=OSError(28, "No space left on device")):
        result = cl(project, "check", "--fix", ".claude/settings.json")
    assert (result.status, file.read_text()) == (2, BAD)
    assert result.stderr == "configlint: .claude/settings.json: No space left on device\n"
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]
    assert "1 error in 1 file." in result.stdout


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="modes stop nobody here")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_read_only_stays_as_it_is(project: Path, what: str) -> None:
    file = write(project, ".claude/settings.json", BAD)
    (file if what == "file" else file.parent).chmod(0o500)
    result = cl(project, "check", "--fix", ".claude/settings.json")
    names = [path.name for path in file.parent.iterdir()]
    file.parent.chmod(0o700)
    assert (result.status, file.read_text(), names) == (2, BAD, ["settings.json"])
    assert result.stderr == "configlint: .claude/settings.json: Permission denied\n"


def test_a_read_only_file_leaves_no_backup_behind(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    with mock.patch("os.access", return_value=False):
        result = cl(project, "check", "--fix", ".claude/settings.json")
    assert (result.status, file.read_text()) == (2, BAD)
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_killed_at_any_moment_the_old_or_the_new_file_is_there(project: Path) -> None:
    padding = "".join(f"# {number}\n" for number in range(20_000))
    old = f"{padding}OPENAI_BASE_URL=https://api.openai.com\n"
    new = old.replace(".com\n", ".com/v1\n")
    file = write(project, ".env", old)
    _track(project)
    command = (
        "import sys\nfrom configlint import writing\n"
        "path, old, new = sys.argv[1], open(sys.argv[2], 'rb').read(), open(sys.argv[3], 'rb').read()\n"
        "print('ready', flush=True)\n"
        "while True:\n    writing.write(path, new, old)\n    writing.write(path, old, new)\n"
    )
    sources = [write(project, name, text) for name, text in (("old", old), ("new", new))]
    rng = random.Random(1)
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", command, str(file), *map(str, sources)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert file.read_text() in (old, new)
        file.write_text(old)

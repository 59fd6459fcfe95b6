"""What is reported when a configuration, or a profile that it names, is wrong."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from configlint.catalog.knowledge import Knowledge
from configlint.settings.configuration import SettingsError
from configlint.settings.finder import Finder
from tests.keys import key
from tests.settings.projects import AGENT, RELAY, Project, configurations


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("selct = []", "1:1: unknown key selct; did you mean select"),
        ("\nignore = 'URL'", "2:10: ignore must be a list"),
        ("ignore = ['insecure-htp']", "1:11: no rule is called insecure-htp; did you mean insecure-http"),
        ("[severity]\nURL010 = 'warn'", "2:10: severity.URL010 must be error or warning or note; did you mean warning?"),
        ("[severity]\nURL999 = 'note'", "2:1: no rule is called URL999"),
        ("[[provider]]\nid = 'acme'", "1:1: provider[0] has no hosts"),
        ("[[provider]]\nid = 'openai'\nhosts = []", "2:6: there is a provider called openai already"),
        ("[[provider]]\nid='a'\nhosts=['x.y']\n[provider.apis.chta]\nbase_url='https://x.y'", "4:16: unknown key chta; did you mean chat?"),
        ("[[provider]]\nid='a'\nhosts=['x.y']\napis.chat.base_url='x.y/v1'", "4:20: provider[0].apis.chat.base_url must be of the form"),
        ("[[provider]]\nid='a'\nhosts=['x.y']\napis.chat.note='n'", "4:6: provider[0].apis.chat has no base_url"),
        ("[[key]]\nprovider='opnai'\nprefix='a'\nshape='a'\nstrength='weak'", "2:10: no provider is called opnai; did you mean openai"),
        ("[[key]]\nservice='X'\nprefix='a'\nshape='(a'\nstrength='weak'", "4:7: this is not a regular expression"),
        ("[[key]]\nservice='X'\nprefix='a'\nshape='(?=a)a'\nstrength='weak'", "4:7: this is not a regular expression"),
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
        (('join =', 'when = { model = "~(" }\njoin ='), "agents/acme.toml:13:18: this is not a regular expression: ("),
        (('wire_api = "chat"', 'sdk = "opnai"'), "agents/acme.toml:12:7: no SDK is called opnai"),
    ],
)  # fmt: skip
def test_an_error_in_a_profile_has_its_place(change: tuple[str, str], complaint: str, project: Project) -> None:
    project.write(".configlint.toml", 'tools = ["agents/acme.toml"]\n')
    project.write("agents/acme.toml", AGENT.replace(*change))
    result = project.run("tools")
    assert result.status == 2
    assert complaint in result.stderr


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
    secret = key("openai")
    project.write(".configlint.toml", template.replace("{}", secret))
    project.write(".env", f"# configlint: ignore[{secret}] x\nOPENAI_BASE_URL={RELAY}\n")
    result = project.run("check")
    assert result.status == 2
    assert secret[8:-6] not in result.stderr
    shown = project.run("check", "--no-config")
    assert "unused-ignore" in shown.stdout
    assert secret[8:-6] not in shown.stdout


@given(configurations())
def test_no_configuration_makes_the_reading_fail(data: dict[str, Any]) -> None:
    """Whatever is in it: it is used, or each complaint has its place."""

    def toml(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{json.dumps(name)} = {toml(one)}" for name, one in value.items()) + "}"
        return "[" + ", ".join(map(toml, value)) + "]" if isinstance(value, list) else json.dumps(value)

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, ".configlint.toml").write_text(
            "\n".join(f"{name} = {toml(value)}" for name, value in data.items())
        )
        try:
            Finder(Knowledge()).of(folder)
        except SettingsError as error:
            placeless = [one for one in error.complaints if not re.match(r".*\.configlint\.toml:\d+:\d+: ", one)]
            if placeless:
                pytest.fail(f"without a place: {placeless}")

"""What the page in the browser asks configlint (docs/try/bridge.py), outside of a browser."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.keys import key

BRIDGE = Path(__file__).parents[1] / "docs/try/bridge.py"


@pytest.fixture
def bridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bridge", BRIDGE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "_HOME", tmp_path / "home")
    monkeypatch.setattr(module, "_FOLDER", tmp_path / "home/project")
    monkeypatch.chdir(tmp_path)  # and back again at the end
    monkeypatch.setattr(os, "environ", dict(os.environ))
    return module


def asked(base: str, **more: str) -> str:
    relay = f'name = "Relay"\nbase_url = "{base}"\nexperimental_bearer_token = "{key("relay")}"\n'
    text = f'model = "gpt-5.4"\nmodel_provider = "relay"\n[model_providers.relay]\n{relay}'
    return json.dumps({"files": [{"path": "config.toml", "text": text}], "tool": "codex", **more})


def test_the_request_comes_as_a_line_for_a_shell_without_the_key(bridge: ModuleType) -> None:
    said: dict[str, Any] = json.loads(bridge.look(asked("https://relay.example.com/v1")))
    assert said["curl"].startswith("curl 'https://relay.example.com/v1/responses'")
    assert key("relay") not in json.dumps(said)


def test_what_cannot_be_sent_has_no_line(bridge: ModuleType) -> None:
    said = json.loads(bridge.look(json.dumps({"files": [{"path": "config.toml", "text": "x ="}], "tool": "codex"})))
    assert (said["curl"], len(said["findings"])) == ("", 1)


def test_fix_convert_and_share(bridge: ModuleType) -> None:
    wrong = asked("https://relay.example.com/v1/responses", code="", to="opencode")
    (fixed,) = json.loads(bridge.fix(wrong))["files"]
    assert 'base_url = "https://relay.example.com/v1"\n' in fixed["text"]
    assert "https://relay.example.com/v1" in json.loads(bridge.convert(wrong))["text"]
    assert key("relay") not in bridge.share(wrong)


def test_tools_and_targets_are_listed(bridge: ModuleType) -> None:
    known = json.loads(bridge.names())
    assert known["tools"]["codex"] == "Codex CLI"
    assert "opencode" in known["targets"]

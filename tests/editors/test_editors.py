from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CODEX = """\
model_provider = "relay"

[model_providers.relay]
name = "Relay"
base_url = "https://relay.example.com/v1/responses"
env_key = "RELAY_KEY"
"""


@pytest.mark.parametrize(
    "command",
    [
        ("nvim", "--headless", "-u", "NONE", "-S", str(HERE / "neovim.lua")),
        ("emacs", "--batch", "-l", str(HERE / "emacs.el")),
    ],
    ids=["neovim", "emacs"],
)
def test_an_editor_shows_a_finding_and_the_request_and_applies_the_fix(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    file = tmp_path / "config.toml"
    file.write_text(CODEX)
    program = Path(sys.executable).with_name("configlint")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "CONFIGLINT": str(program)}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**environment, "CONFIGLINT_FILE": str(file)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shown: dict[str, Any] = json.loads(done.stdout)
    assert "another one" in json.dumps(shown)
    assert "POST https://relay.example.com/v1/responses/responses" in shown["hover"]
    assert shown["fixed"] == CODEX.replace("/responses", "")

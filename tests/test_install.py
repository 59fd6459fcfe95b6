"""The wheel works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_wheel_checks_files_in_an_empty_environment(tmp_path: Path) -> None:
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), cwd=ROOT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "configlint/tool_profiles/codex.toml" in names
    assert "configlint/_compiled/codex.bin" in names
    assert not any(name.startswith("tests/") for name in names)

    venv.create(tmp_path / "env", with_pip=True, symlinks=os.name != "nt")
    programs = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    _run(str(programs / "python"), "-m", "pip", "install", "--quiet", str(wheel), cwd=tmp_path)

    settings = tmp_path / "project" / ".claude" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}}')
    check = subprocess.run(
        [programs / "configlint", "check"], cwd=tmp_path / "project", capture_output=True, text=True, check=False
    )
    assert check.returncode == 1, check.stderr
    assert "URL001" in check.stdout
    assert "POST http://127.0.0.1:4000/v1/v1/messages" in check.stdout

    (tmp_path / "project" / ".configlint.toml").write_text('tools = ["fork.toml"]\n')
    (tmp_path / "project" / "fork.toml").write_text(
        'tool = "fork"\nversion = "1"\nextends = "codex"\nevidence = { date = "2026-11-24", how = "docs" }\n'
    )
    for arguments in (["tools", "fork"], ["schema", "config"], ["rule", "duplicate-version"]):
        _run(str(programs / "configlint"), *arguments, cwd=tmp_path / "project")


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

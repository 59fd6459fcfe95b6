"""A server of Ollama is written as the target's own provider for it, and stays the same server."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli import run, write
from tests.convert.conversions import TARGETS, target_of

ORIGIN = "http://gpu-box:11434"
MODEL = "qwen3:14b"
_CRUSH = {"type": "openai-compat", "base_url": f"{ORIGIN}/v1", "api_key": "ollama", "models": [{"id": MODEL}]}
_OPENCODE = {
    "npm": "@ai-sdk/openai-compatible",
    "options": {"baseURL": f"{ORIGIN}/v1"},
    "models": {MODEL: {}},
}
#: Files of tools that ask such a server, over its own API or that of OpenAI.
SOURCES = {
    "crush.json": json.dumps({"providers": {"ollama": _CRUSH}}),
    "opencode.json": json.dumps({"model": f"gpu/{MODEL}", "provider": {"gpu": _OPENCODE}}),
    ".aider.conf.yml": f"model: ollama_chat/{MODEL}\nset-env:\n  - OLLAMA_API_BASE={ORIGIN}\n",
    ".config/goose/config.yaml": f"GOOSE_PROVIDER: ollama\nGOOSE_MODEL: {MODEL}\nOLLAMA_HOST: {ORIGIN}\n",
    ".env": f"OPENAI_BASE_URL={ORIGIN}/v1\nOPENAI_API_KEY=ollama\nOPENAI_MODEL={MODEL}\n",
}
#: The tools that know Ollama by themselves.
NATIVE = [tool for tool in TARGETS if any("ollama" in kind.native for kind in target_of(tool).kinds)]


def test_several_tools_know_ollama() -> None:
    assert {"aider", "continue", "goose", "litellm"} <= set(NATIVE)


@pytest.mark.parametrize("path", SOURCES)
@pytest.mark.parametrize("target", NATIVE)
def test_ollama_is_the_tools_own_provider(target: str, path: str, tmp_path: Path) -> None:
    write(tmp_path, f"source/{path}", SOURCES[path])
    home = tmp_path / "home"
    result = run("convert", f"source/{path}", "--to", target, "--write", cwd=tmp_path, home=home)
    assert result.status == 0, result.stderr
    written = next(one for folder in (home, tmp_path) for one in folder.rglob("*") if _is_config(one, tmp_path))
    text = written.read_text()
    assert re.search(rf"ollama.*{MODEL}|{MODEL}.*ollama", text, re.DOTALL)
    assert f"{ORIGIN}/v1" not in text
    assert not re.search("(?i)api-?_?key", text.replace("master_key", "")), text
    back = run("convert", str(written), "--from", target, "--to", "curl", cwd=tmp_path, home=home)
    assert f"'{ORIGIN}/v1/chat/completions'" in back.stdout
    assert f'"model":"{MODEL}"' in back.stdout


def _is_config(path: Path, tmp_path: Path) -> bool:
    inside = path.relative_to(tmp_path).parts
    return path.is_file() and inside[0] != "source" and ".local" not in inside


@pytest.mark.parametrize("target", NATIVE)
def test_a_key_for_it_is_not_lost(target: str, tmp_path: Path) -> None:
    write(tmp_path, "crush.json", json.dumps({"providers": {"ollama": {**_CRUSH, "api_key": "$LAB_KEY"}}}))
    result = run("convert", "crush.json", "--to", target, cwd=tmp_path, home=tmp_path / "home")
    assert "LAB_KEY" in result.stdout
    assert "gpu-box:11434" in result.stdout


def test_two_servers_stay_two(tmp_path: Path) -> None:
    providers = {"laptop": {**_CRUSH, "base_url": "http://127.0.0.1:11434/v1"}, "gpu": _CRUSH}
    write(tmp_path, "crush.json", json.dumps({"providers": providers}))
    for target in ("litellm", "continue"):
        result = run("convert", "crush.json", "--to", target, "--all", cwd=tmp_path, home=tmp_path / "home")
        assert result.stdout.count("11434") == 2, target

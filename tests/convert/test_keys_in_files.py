"""convert --write puts a key into a file only with --keys copy, and then into one for its owner alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli import run, write
from tests.keys import key

#: Places in a Codex configuration where a key may be though none belongs there, or in the open.
PLACES = {
    "model": ('model = "{}"', ""),
    "query": ("", 'query_params = {{ "api-key" = "{}" }}'),
    "query of the base URL": ("", 'base_url = "https://llm.acme.example/v1?api_key={}"'),
    "password": ("", 'base_url = "https://user:{}@llm.acme.example/v1"'),
    "path": ("", 'base_url = "https://llm.acme.example/{}/v1"'),
    "header": ("", 'http_headers = {{ "X-Acme" = "{}" }}'),
    "name": ("", 'name = "{}"'),
    "key": ("", 'experimental_bearer_token = "{}"'),
}
TARGETS = ("aider", "claude-code", "codex", "continue", "crush", "litellm", "opencode")


def setup(place: str, secret: str) -> str:
    top, provider = (part.format(secret) for part in PLACES[place])
    fields = {line.partition(" = ")[0]: line for line in ('name = "g"', 'base_url = "https://llm.acme.example/v1"')}
    fields |= {line.partition(" = ")[0]: line for line in ('env_key = "X"', provider) if line}
    if place == "key":
        del fields["env_key"]
    lines = [top or 'model = "m"', 'model_provider = "g"', "[model_providers.g]", *fields.values()]
    return "\n".join(lines) + "\n"


@pytest.mark.skipif(os.name == "nt", reason="modes")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("owner", ["openai", "relay"])
def test_no_key_is_written_unless_it_is_to_be_copied(tmp_path: Path, place: str, owner: str) -> None:
    secret = key(owner)
    source = write(tmp_path, "config.toml", setup(place, secret))
    for target in TARGETS:
        for options in ((), ("--keys", "copy")):
            home = tmp_path / "-".join((target, *options))
            home.mkdir()
            arguments = ("config.toml", "--from", "codex", "--to", target, "--force", "--write", *options)
            result = run("convert", *arguments, cwd=tmp_path, home=home)
            assert secret not in result.stdout + result.stderr
            for path in home.rglob("*"):
                if path.is_file() and secret.encode() in path.read_bytes():
                    assert options, f"{target}: {path.name}"
                    assert path.stat().st_mode & 0o077 == 0
    assert source.read_text() == setup(place, secret)


@pytest.mark.parametrize(
    "form", ["{{env:{}}}", "{{file:{}}}", "{{file:~/.keys/{}}}", "${{{}}}", "${}", "os.environ/{}"]
)
@pytest.mark.parametrize(
    "secret",
    [key("openai"), key("relay"), "9f86d081884c7d65" + "9a2feaa0c55ad015", "af86d081884c7d65" + "9a2feaa0c55ad015" * 3],
)
@pytest.mark.parametrize("place", ["apiKey", "baseURL", "headers"])
def test_a_key_in_place_of_what_a_reference_names_is_not_written(
    tmp_path: Path, place: str, form: str, secret: str
) -> None:
    written: object = {"X-Acme": form.format(secret)} if place == "headers" else form.format(secret)
    options = {"baseURL": "https://llm.acme.example/v1", "apiKey": "{env:X}", place: written}
    lab = {"npm": "@ai-sdk/openai-compatible", "options": options, "models": {"m": {}}}
    write(tmp_path, "opencode.json", json.dumps({"model": "lab/m", "provider": {"lab": lab}}))
    for target in ("claude-code", "crush", "codex"):
        result = run("convert", "opencode.json", "--to", target, "--write", cwd=tmp_path, home=tmp_path / target)
        assert secret not in result.stdout + result.stderr
        for path in (tmp_path / target).rglob("*"):
            assert not path.is_file() or secret not in path.read_text(), f"{target}: {path.name}"

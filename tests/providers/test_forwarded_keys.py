"""A gateway that passes on the key of the provider behind it takes that key."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.catalog.providers import Provider
from tests.cli import run, write
from tests.keys import key

_CATALOG = Knowledge().catalog
FORWARDING = [one for one in map(_CATALOG.provider, _CATALOG.provider_ids()) if one.forwards_keys]


@pytest.mark.parametrize("owner", ["anthropic", "openai", "openrouter"])
@pytest.mark.parametrize("provider", FORWARDING, ids=lambda one: one.id)
def test_its_key_is_no_mismatch(project: Path, provider: Provider, owner: str) -> None:
    base = re.sub(r"\{\w+\}", "x", provider.apis["chat"].base_urls[0])
    write(project, ".env", f"OPENAI_BASE_URL={base}\nOPENAI_API_KEY={key(owner)}\n")
    result = run("check", "--tool", "openai-python", "--format", "json", ".env", cwd=project, home=project)
    assert "key-host-mismatch" not in [one["rule"] for one in json.loads(result.stdout)["diagnostics"]]

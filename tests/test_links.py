"""Which outside links `docs/links.py` looks at, and which it calls dead. Nothing but this machine is asked."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from tests.doctor.server import Reply, serving

SCRIPT = Path(__file__).parents[1] / "docs/links.py"


@pytest.fixture
def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("links", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_links_in_prose_count_and_code_and_examples_do_not(checker: ModuleType) -> None:
    text = (
        "[a](https://pre-commit.com/#usage) <https://pypi.org/> [b](https://relay.example.com/v1) [c](page.md)\n"
        "`[d](https://code.invalid.dev)`\n\n```toml\n[e](https://block.dev)\n```\n"
    )
    assert list(checker.links(text)) == ["https://pre-commit.com/", "https://pypi.org/"]


def test_what_is_gone_is_dead_and_what_refuses_programs_is_not(checker: ModuleType) -> None:
    replies = {"HEAD /guarded": Reply(403), "GET /guarded": Reply(403), "HEAD /get": Reply(405), "GET /get": Reply()}
    with serving(replies) as server, httpx.Client(trust_env=False) as client:
        found = {path: checker.fault(f"http://{server.address}/{path}", client) for path in ("guarded", "get", "gone")}
    assert found == {"guarded": "", "get": "", "gone": "404"}
    with httpx.Client(trust_env=False) as client:
        assert checker.fault("http://127.0.0.1:1/", client) == "ConnectError"

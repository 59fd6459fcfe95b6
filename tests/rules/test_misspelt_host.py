"""Hosts that are one letter away from a known one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.engine import urls
from tests.cli import run, write
from tests.replay import KNOWLEDGE

CATALOG = KNOWLEDGE.catalog
HOSTS = sorted(CATALOG.hosts)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """Return a known host, and the same with one letter wrong in a long name of it."""
    host = draw(st.sampled_from([one for one in HOSTS if any(len(name) >= 6 for name in one.split("."))]))
    name = draw(st.sampled_from([name for name in host.split(".") if len(name) >= 6]))
    at = draw(st.integers(host.index(name), host.index(name) + len(name) - 2))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slip = draw(st.sampled_from([letter, letter + host[at], "", host[at + 1] + host[at]]))
    skipped = 2 if len(slip) == 2 and slip[1] == host[at] and slip[0] == host[at + 1] else 1
    return host, host[:at] + slip + host[at + skipped :]


@given(slips())
def test_one_slip_in_a_long_name_is_found(pair: tuple[str, str]) -> None:
    host, written = pair
    assert written == host or urls.is_misspelt(written, host)


def test_no_known_host_is_a_slip() -> None:
    assert [host for host in HOSTS if not CATALOG.is_known(host)] == []


@pytest.mark.parametrize(
    ("host", "meant"),
    [
        ("api.hypberbolic.xyz", "api.hyperbolic.xyz"),
        ("api.opnai.com", "api.openai.com"),
        ("openruoter.ai", "openrouter.ai"),
        ("api.openai2.com", ""),  # a name that a relay may well have
        ("api.x.ai", ""),
        ("api.q.ai", ""),
        ("llm.example.com", ""),
    ],
)
def test_the_host_that_was_meant(host: str, meant: str, project: Path) -> None:
    write(project, "opencode.json", json.dumps(_opencode(f"https://{host}/v1")))
    result = run("check", "--format", "json", "opencode.json", cwd=project, home=project.parent / "home")
    found = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "misspelt-host"]
    assert [f"Did you mean {meant}," in one["message"] for one in found] == [True] * bool(meant)


def _opencode(base: str) -> dict[str, object]:
    lab = {
        "npm": "@ai-sdk/openai-compatible",
        "options": {"baseURL": base, "apiKey": "{env:LAB_KEY}"},
        "models": {"m": {}},
    }
    return {"model": "lab/m", "provider": {"lab": lab}}

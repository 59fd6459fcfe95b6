"""What to write instead of a base URL with a fault: the same provider's base, for every provider, tool and fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from configlint.catalog.providers import CALLS, PATHS, Provider
from configlint.engine import urls
from configlint.engine.host import Host
from configlint.engine.url_kinds import UrlKind
from configlint.lint.url_table import UrlRow, url_rows
from configlint.rules.context import Context
from configlint.secrets.redaction import Redactor
from tests import replay
from tests.cli import run, write

CONTEXT = Context(replay.KNOWLEDGE, Redactor(replay.KNOWLEDGE), Host("/", "/"))
PROVIDERS = [replay.KNOWLEDGE.catalog.provider(one) for one in replay.KNOWLEDGE.catalog.provider_ids()]
_PROBE = "https://relay.example.com/team"


def _ways() -> Iterator[UrlKind]:
    """Yield one kind of request for each way to make a URL that appends an endpoint as providers serve it."""
    kinds = {id(kind.way): kind for tool in replay.KNOWLEDGE.tools for kind in replay.KNOWLEDGE.url_kinds(tool)}
    for kind in kinds.values():
        for row in url_rows(CONTEXT, [kind], _PROBE):
            url = urls.split(row.url or "")
            call = CALLS[kind.way.wire_api].partition("{")[0]
            before, appended, _ = url.path.removeprefix("/team").partition(call) if url is not None else ("", "", "")
            if kind.way.verbatim[:1] == (call,) or (appended and (not before or urls.is_version(before[1:]))):
                yield kind


WAYS = list(_ways())


def _served(provider: Provider) -> Iterator[tuple[str, str]]:
    """Yield the wire APIs of a provider on the internet, with a base URL in which nothing has to be filled in."""
    for wire_api, api in provider.apis.items():
        for base in api.base_urls if api.served in ("yes", "partly") else ():
            url = urls.split(base)
            if url is not None and "{" not in base and not urls.is_local(url.host):
                yield wire_api, base.rstrip("/")


def _faults(wire_api: str, base: str) -> Iterator[str]:
    """Yield a base URL with what people get wrong about it."""
    before, _, last = base.rpartition("/")
    yield base + PATHS[wire_api]
    yield base + PATHS["chat"]
    yield f"{base}/{last}" if urls.is_version(last) else f"{base}/v1"
    if urls.is_version(last):
        yield before


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda one: one.id)
def test_a_safe_suggestion_stays_with_the_provider(provider: Provider) -> None:
    """`write` leads to an endpoint of the provider that was meant, or at least below the base URL that was."""
    own = [*(endpoint for api in provider.apis.values() for endpoint in (*api.endpoints, *api.tolerated))]
    for wire_api, base in _served(provider):
        for faulty in _faults(wire_api, base):
            for row in _rows(faulty, wire_api):
                if row.rule is None:
                    continue
                reached = urls.split(row.reaches or "")
                is_own = reached is None or any(urls.leads_to(one, reached) for one in own)
                assert is_own or (row.reaches or "").startswith(base), (base, faulty, row.write)


def _rows(base: str, wire_api: str) -> Iterator[UrlRow]:
    return url_rows(CONTEXT, [kind for kind in WAYS if kind.way.wire_api == wire_api], base)


@pytest.mark.parametrize(
    ("tool", "written", "meant"),
    [
        (
            "claude-code",
            "https://ark.cn-beijing.volces.com/api/coding/v1",
            "https://ark.cn-beijing.volces.com/api/coding",
        ),
        ("aider", "https://api.z.ai/api/coding/paas/v4/v1", "https://api.z.ai/api/coding/paas/v4"),
        ("codex", "https://opencode.ai/zen/go/v1/responses", "https://opencode.ai/zen/go/v1"),
        ("claude-code", "https://open.bigmodel.cn/api/paas/v4", "https://open.bigmodel.cn/api/anthropic"),
        (
            "aider",
            "https://api.cloudflare.com/client/v4/accounts/0a1b2c/ai",
            "https://api.cloudflare.com/client/v4/accounts/0a1b2c/ai/v1",
        ),
    ],
)
def test_what_to_write(tool: str, written: str, meant: str, tmp_path: Path) -> None:
    result = run("url", written, "--tool", tool, "--format", "json", cwd=tmp_path, home=tmp_path)
    assert meant in {row["write"] for row in json.loads(result.stdout)["urls"]}


def test_a_path_of_an_account_is_never_cut_off(tmp_path: Path) -> None:
    path = write(tmp_path, ".aider.conf.yml", "model: openai/m\nopenai-api-base: https://api.openai.com/acct-7f3a/v1\n")
    run("check", "--fix", str(path), cwd=tmp_path, home=tmp_path)
    assert "/acct-7f3a/v1" in path.read_text()


def test_one_of_several_plans_is_chosen_by_a_person(tmp_path: Path) -> None:
    path = write(tmp_path, ".aider.conf.yml", "model: openai/m\nopenai-api-base: https://api.z.ai/v1\n")
    result = run("check", "--fix", "--format", "json", str(path), cwd=tmp_path, home=tmp_path)
    (diagnostic,) = json.loads(result.stdout)["diagnostics"]
    assert diagnostic["fix"]["safety"] == "unsafe"
    assert "https://api.z.ai/api/coding/paas/v4" in diagnostic["help"]

"""Servers on this machine or network that their port tells: the same laws as for providers, but as warnings."""

from __future__ import annotations

from pathlib import Path

import pytest

from configlint.catalog.providers import CALLS, Provider
from configlint.engine import urls
from configlint.engine.host import Host
from configlint.lint.url_table import url_rows
from configlint.rules.context import Context
from configlint.secrets.redaction import Redactor
from tests import replay
from tests.cli import run, write

CATALOG = replay.KNOWLEDGE.catalog
CONTEXT = Context(replay.KNOWLEDGE, Redactor(replay.KNOWLEDGE), Host("/", "/"))
KINDS = [kind for tool in replay.KNOWLEDGE.tools for kind in replay.KNOWLEDGE.url_kinds(tool)]
SERVERS = [
    server
    for port, identifier in CATALOG.addresses["ports"].items()
    if (server := CATALOG.local_server(port, f"http://{identifier}:{port}")) is not None
]
_CONFIG = "clients:\n- {{type: openai-compatible, name: lab, api_base: '{}'}}\nmodel: lab:m\n"
_WEBUI = "services:\n  web:\n    image: ghcr.io/open-webui/open-webui\n    environment: {{OLLAMA_BASE_URL: '{}'}}\n"
_CONTINUE = "name: a\nversion: 1.0.0\nschema: v1\nmodels:\n- {{name: q, provider: ollama, model: qwen3:8b, apiBase: '{}', apiKey: k}}\n"


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.id)
def test_a_call_without_version_is_sent_to_the_server_s_own_one(server: Provider) -> None:
    origin = "/".join(server.apis["chat"].base_urls[0].split("/")[:3])
    for row in url_rows(CONTEXT, KINDS, origin):
        url, api = urls.split(row.url or ""), server.api(row.wire_api)
        if url is None or api is None or api.is_refused or url.path != CALLS[row.wire_api].partition("{")[0]:
            continue
        assert (row.rule and row.rule.name, row.write) == ("missing-version", f"{origin}/v1"), row


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.id)
def test_what_the_server_serves_is_never_wrong(server: Provider) -> None:
    for wire_api, api in server.apis.items():
        for address in (*api.endpoints, *api.tolerated):
            for base in (one for one in urls.bases_of(address) if not one.endswith("/")):
                rows = [row for row in url_rows(CONTEXT, KINDS, base) if row.url not in (None, base)]
                served = [row for row in rows if row.wire_api == wire_api and _leads_to(address, row.url or "")]
                assert [row.rule.name for row in served if row.rule is not None] == [], (address, base)


@pytest.mark.parametrize(
    ("base", "rule", "better"),
    [
        ("http://ollama:11434", "URL002 missing-version", "http://ollama:11434/v1"),
        ("http://192.168.1.7:1234/", "URL002 missing-version", "http://192.168.1.7:1234/v1"),
        ("http://ollama:11434/api", "URL007 wrong-path", "http://ollama:11434/v1"),
        ("http://localhost:11434/proxy", "", ""),  # what is behind a proxy is not known
        ("https://192.168.1.7:11434/v1", "URL008 malformed-url", "http://192.168.1.7:11434/v1"),
        ("https://ollama.example.com/v1", "", ""),
        ("http://localhost:4000", "", ""),
    ],
)
def test_a_local_server_is_a_warning(base: str, rule: str, better: str, tmp_path: Path) -> None:
    write(tmp_path, ".config/aichat/config.yaml", _CONFIG.format(base))
    result = run("check", ".config/aichat/config.yaml", cwd=tmp_path, home=tmp_path)
    assert result.stdout.count(" warning: ") == bool(rule)
    assert " error: " not in result.stdout
    assert rule in result.stdout
    assert better in result.stdout


@pytest.mark.parametrize("base", ["https://models.example.com", "https://ollama.com", "http://gpu-box:11434"])
def test_a_call_that_ollama_serves_without_version_misses_none(base: str, tmp_path: Path) -> None:
    rows = [row for row in url_rows(CONTEXT, KINDS, base) if row.url in (f"{base}/api/chat", f"{base}/api/generate")]
    assert rows
    assert [row for row in rows if row.rule is not None] == []
    write(tmp_path, "compose.yaml", _WEBUI.format(base))
    write(tmp_path, ".continue/config.yaml", _CONTINUE.format(base))
    result = run("check", ".", cwd=tmp_path, home=tmp_path)
    assert result.stdout == "No problems found (2 files checked).\n"


def _leads_to(address: str, url: str) -> bool:
    found = urls.split(url)
    return found is not None and urls.leads_to(address, found)

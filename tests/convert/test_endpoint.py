"""The address of a conversion: the source's host, region and plan, with no placeholder in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from configlint.convert.addresses import bindings, providers_at
from configlint.convert.conversion import convert
from configlint.convert.endpoint import destinations
from configlint.convert.files import Options
from configlint.convert.reference import NONE
from configlint.convert.source import ConversionError, Source
from configlint.engine import routes, urls
from tests.convert.conversions import KNOWLEDGE, context, made_up, sent
from tests.convert.test_safety import PROVIDERS

WIRE_APIS = ("chat", "responses", "messages", "gemini")


def at(url: str, wire_api: str, **more: object) -> Source:
    providers = tuple(providers_at(KNOWLEDGE.catalog, url, wire_api))
    return made_up("https://x.example", wire_api).replace(url=url, providers=providers, **more)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_host_stays_and_no_placeholder_is_left(provider: str) -> None:
    for source_api in WIRE_APIS:
        api = KNOWLEDGE.catalog.provider(provider).api(source_api)
        for endpoint in (*api.endpoints, *api.tolerated) if api is not None and not api.is_refused else ():
            if "{" in endpoint.replace("{model}", ""):
                continue
            source = at(endpoint.replace("{model}", "gpt-example"), source_api)
            for wire_api in WIRE_APIS:
                try:
                    found = destinations(source, wire_api, KNOWLEDGE, force=False)
                except ConversionError:
                    continue
                for one in found:
                    url = urls.split(one.endpoint)
                    assert url is not None
                    assert url.host == source.host
                    assert set(routes.names(one.endpoint)) <= {"model", "call"}


@pytest.mark.parametrize(
    ("url", "wire_api", "wanted", "leads_to"),
    [
        (
            "https://us.openrouter.ai/api/v1/responses",
            "responses",
            "chat",
            "https://us.openrouter.ai/api/v1/chat/completions",
        ),
        (
            "https://open.bigmodel.cn/api/coding/paas/v4/chat/completions",
            "chat",
            "messages",
            "https://open.bigmodel.cn/api/anthropic/v1/messages",
        ),
        (
            "https://api.z.ai/api/anthropic/v1/messages",
            "messages",
            "chat",
            "https://api.z.ai/api/coding/paas/v4/chat/completions",
        ),
        (
            "https://acme.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
            "chat",
            "responses",
            "https://acme.openai.azure.com/openai/v1/responses",
        ),
    ],
)
def test_region_and_plan_stay(url: str, wire_api: str, wanted: str, leads_to: str) -> None:
    assert destinations(at(url, wire_api), wanted, KNOWLEDGE, force=False)[0].endpoint == leads_to


def test_a_provider_that_serves_it_at_another_host_only_is_refused() -> None:
    source = at("https://acme.openai.azure.com/openai/v1/responses", "responses")
    with pytest.raises(ConversionError, match=r"serves the messages API at https://acme\.services\.ai\.azure\.com"):
        destinations(source, "messages", KNOWLEDGE, force=False)
    assert destinations(source, "messages", KNOWLEDGE, force=True)[0].is_assumed


def test_a_plan_that_lacks_an_api_is_not_left_for_another_one() -> None:
    source = at("https://coding.dashscope.aliyuncs.com/apps/anthropic/v1/messages", "messages")
    with pytest.raises(ConversionError, match="does not serve the responses API"):
        destinations(source, "responses", KNOWLEDGE, force=False)


def test_the_region_of_a_cloud_is_read_from_the_host() -> None:
    url = "https://bedrock-runtime.eu-central-1.amazonaws.com/model/eu.anthropic.claude/invoke"
    assert bindings(url, at(url, "messages").providers)["region"] == "eu-central-1"


def test_azure_needs_no_version_where_the_target_cannot_send_one(tmp_path: Path) -> None:
    here = context(tmp_path)
    url = "https://acme.openai.azure.com/openai/responses?api-version=2025-04-01-preview"
    source = at(url, "responses", query=(("api-version", "2025-04-01-preview"),))
    codex = sent(convert(source, KNOWLEDGE.profile("codex"), here, Options()), here)
    assert codex[0].url == url
    crush = sent(convert(source, KNOWLEDGE.profile("crush"), here, Options()), here)
    assert crush[0].url is not None
    assert crush[0].url.startswith("https://acme.openai.azure.com/openai/v1/")


def test_the_old_version_is_not_sent_to_an_address_that_takes_none(tmp_path: Path) -> None:
    here = context(tmp_path)
    url = "https://acme.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
    result = convert(
        at(url, "chat", query=(("api-version", "2024-10-21"),)), KNOWLEDGE.profile("codex"), here, Options()
    )
    assert sent(result, here)[0].url == "https://acme.openai.azure.com/openai/v1/responses"


@pytest.mark.parametrize("target", ["codex", "crush", "qwen-code"])
def test_a_cloud_with_its_own_login_is_refused_where_the_target_has_none(target: str, tmp_path: Path) -> None:
    url = "https://europe-west1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/m:streamRawPredict"
    source = at(url, "messages", key=NONE)
    with pytest.raises(ConversionError, match="an API or a login of its own"):
        convert(source, KNOWLEDGE.profile(target), context(tmp_path), Options())
    proxy = convert(source, KNOWLEDGE.profile("litellm"), context(tmp_path), Options())
    assert "vertex_project: p" in proxy.after.text
    assert "vertex_location: l" in proxy.after.text

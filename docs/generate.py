"""A Sphinx extension that writes the pages about rules, tools and providers from configlint's own data."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

from configlint.catalog.catalog import Catalog
from configlint.catalog.knowledge import Knowledge
from configlint.catalog.providers import PATHS, Provider
from configlint.engine.host import Host
from configlint.lint.url_table import UrlRow
from configlint.report import providers as provider_facts
from configlint.report import tool_facts
from configlint.report.tool_facts import Choice, Tool
from configlint.ruledocs import guide, reference
from configlint.ruledocs.page import Page, page
from configlint.rules.context import Context
from configlint.rules.registry import all_rules
from configlint.secrets.redaction import Redactor

KNOWLEDGE = Knowledge()
SERVED = {"yes": "yes", "no": "no", "partly": "partly", "retired": "no longer"}


HERE = Path(__file__).parent


def setup(app: Sphinx) -> dict[str, bool]:
    """Write all pages before Sphinx looks for them."""
    for folder in ("rules", "tools", "providers"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
        (HERE / folder).mkdir()
    rules = [page(rule, KNOWLEDGE) for rule in sorted(all_rules(), key=lambda rule: rule.code)]
    context = Context(KNOWLEDGE, Redactor(KNOWLEDGE), Host("/home/user", "/home/user"))
    tools = [tool_facts.of_tool(KNOWLEDGE.profile(name), context) for name in KNOWLEDGE.tools]
    catalog = KNOWLEDGE.catalog
    providers = [catalog.provider(name) for name in catalog.provider_ids()]
    for one in rules:
        write(f"rules/{one.rule.name}.md", one.summary, rule_page(one))
    for tool in tools:
        about = (
            f"Which files {tool.name} reads, which fields hold base URL, key and model, and what it appends to the URL."
        )
        write(f"tools/{tool.id}.md", about, tool_page(tool))
    for provider in providers:
        about = f"The base URL of {provider.name} for chat completions, responses, Anthropic messages and Gemini."
        write(f"providers/{provider.id}.md", about, provider_page(provider, catalog))
    write(
        "symptoms.md", "What 401, 404, 429 and others mean for the setup of an AI tool, and what to do.", guide.lines()
    )
    write("rules/index.md", "All that configlint finds, with examples.", rule_index(rules))
    write("tools/index.md", "The AI tools that configlint knows.", tool_index(tools))
    write("providers/index.md", "Base URLs of LLM providers by wire API.", provider_index(providers))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write(path: str, description: str, lines: Iterator[str]) -> None:
    """Write a page with the description that search engines show."""
    about = json.dumps(" ".join(description.split()), ensure_ascii=False)
    # An orphan is reached from the table of its kind: hundreds of pages would fill the navigation.
    head = ["---", *(["orphan: true"] if "/" in path and not path.endswith("index.md") else [])]
    head += ["myst:", "  html_meta:", f"    description: {about}", "---", ""]
    (HERE / path).write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


def table(*rows: tuple[str, ...]) -> Iterator[str]:
    """Yield a table whose first row is its head."""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(row)} |"
        if number == 0:
            yield "|" + " --- |" * len(row)


def rule_page(one: Page) -> Iterator[str]:
    """Yield what the reference says about a rule, and the tools it can concern."""
    yield from (
        f"# {one.rule.code}: {line[3:]}" if line.startswith("## ") else line for line in reference.lines_of(one)
    )
    if one.tools:
        yield from ("", "## Tools", "")
        yield ", ".join(
            f"[{KNOWLEDGE.name_of(tool)}](../tools/{tool}.md)" for tool in one.tools if tool in KNOWLEDGE.tools
        )


def rule_index(pages: list[Page]) -> Iterator[str]:
    """Yield a line for each rule."""
    yield from ("# Rules", "")
    rows = ((one.rule.code, f"[{one.rule.name}]({one.rule.name}.md)", one.rule.severity, one.summary) for one in pages)
    yield from table(("Code", "Rule", "Severity", "What it finds"), *rows)


def tool_page(one: Tool) -> Iterator[str]:
    """Yield what is known about a tool: files, fields, keys, requests, evidence."""
    yield from (f"# {one.name}: base URL, key and model", "")
    if one.requests:
        yield from (f"For a provider that serves its API at `{tool_facts.EXAMPLE}`, write:", "")
        rows = [("Provider type", "Wire API", "Base URL", "Sends"), *map(_request, one.requests)]
        yield from table(*(rows if any(row[0] for row in rows[1:]) else (row[1:] for row in rows)))
    if one.files:
        yield from ("", "## Files", "", "In this order; later ones override earlier ones.", "")
        for file in one.files:
            path = "environment variables" if file.path == "environment" else f"`{file.path}`"
            yield f"1. {path}{f' ({file.scope})' if file.scope else ''}"
    for name, heading in (("base_url", "Base URL"), ("model", "Model")):
        if one.fields[name]:
            yield from ("", f"## {heading}", "")
            yield from choices("The first of these that is set", one.fields[name])
    if one.keys:
        yield from ("", "## Key", "")
        for header, found in one.keys.items():
            yield from choices(f"Sent as `{header}`, the first of these that is set", found)
    evidence = one.evidence
    yield from ("", "## How we know", "")
    package = f" of {evidence.package}" if evidence.package else ""
    count = f", {evidence.recordings} recordings" if evidence.recordings else ""
    yield f"Version {one.version}; {evidence.how} {evidence.date}{package}{count}."
    yield from ("", *(f"- {source}" for source in evidence.sources))


def choices(what: str, found: list[Choice]) -> Iterator[str]:
    """Yield the sources of a value, a list for each of the requests that take it from others."""
    for one in found:
        types = ", ".join(f"`{name}`" for name in one.types)
        kinds = f"For {types}: {what[0].lower()}{what[1:]}" if types else what
        kinds += f" ({plain(one.when)})" if one.when else ""
        yield from (f"{kinds}:", "", *map(source_line, one.sources), "")


def source_line(source: str) -> str:
    """Return a source as an item of a list: what people type is code, what is said about it is not."""
    default, before, rest = source.rpartition("default ")
    name, bracket, condition = rest.partition(" (")
    return f"1. {default}{before}`{name}`{bracket}{plain(condition)}"


def plain(text: str) -> str:
    """Return a text so that Markdown shows it as it is: `<provider>` is not a tag."""
    return re.sub(r"[<*_\[\]]", r"\\\g<0>", text)


def _request(row: UrlRow) -> tuple[str, str, str, str]:
    """Return the row of a kind of request: who it is for, its wire API, the base URL to write, what is then sent."""
    write, sends = (f"`{cell}`" if cell else "" for cell in (row.write, row.reaches or row.url))
    return ", ".join(f"`{one}`" for one in row.types[:3]), row.wire_api, write, sends or "nothing"


def tool_index(tools: list[Tool]) -> Iterator[str]:
    """Yield a line for each tool."""
    yield from ("# Tools", "")
    rows = (
        (f"[{one.name}]({one.id}.md)", f"`{one.id}`", one.version, one.evidence.how, one.evidence.date) for one in tools
    )
    yield from table(("Tool", "Id", "Version", "Evidence", "Date"), *rows)


def provider_page(one: Provider, catalog: Catalog) -> Iterator[str]:
    """Yield what is known about a provider: base URL and endpoint by wire API, keys, dates, sources."""
    yield from (f"# {one.name}: base URL", "")
    rows = []
    sources: dict[str, None] = {}
    (data,) = provider_facts.in_full([one], catalog)
    for wire_api in PATHS:
        api = one.api(wire_api)
        if api is None:
            continue
        found = data["apis"][wire_api].get("source", ())
        sources.update(dict.fromkeys([found] if isinstance(found, str) else found))
        bases = "<br>".join(f"`{base}`" for base in api.base_urls)
        endpoints = "<br>".join(f"`{endpoint}`" for endpoint in api.endpoints)
        rows.append((wire_api, SERVED.get(api.served, api.served), bases, endpoints, api.as_of))
    yield from table(("Wire API", "Served", "Base URL", "Request URL", "As of"), *rows)
    for label, values in (("Hosts", one.hosts), ("Variables for the key", one.variables)):
        if values:
            yield from ("", f"**{label}:** {', '.join(f'`{value}`' for value in values)}")
    for label, note in (("Model ids", one.model_note), ("Note", one.note)):
        if note:
            yield from ("", f"**{label}:** {note}")
    for twin in one.twins:
        yield from ("", f"The same provider elsewhere: [{catalog.provider(twin).name}]({twin}.md)")
    if sources:
        yield from ("", "## Sources", "", *(f"- {source}" for source in sources))


def provider_index(providers: list[Provider]) -> Iterator[str]:
    """Yield a line for each provider."""
    yield from ("# Providers", "")
    rows = []
    for one in providers:
        served = [wire_api for wire_api in PATHS if (api := one.api(wire_api)) is not None and api.is_served]
        rows.append((f"[{one.name}]({one.id}.md)", ", ".join(served), ", ".join(f"`{host}`" for host in one.hosts[:2])))
    yield from table(("Provider", "Serves", "Hosts"), *rows)

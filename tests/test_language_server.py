"""The language server, as an editor talks to it."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from configlint.ruledocs import address
from tests.keys import key

CODEX = """\
model = "gpt-5.1"
model_provider = "relay"

[model_providers.relay]
name = "Relay"
base_url = "https://relay.example.com/v1/responses"
env_key = "RELAY_KEY"
"""
LIBRECHAT = """\
version: 1.2.1
endpoints:
  custom:
    - name: Relay
      apiKey: "${RELAY_KEY}"
      baseURL: https://relay.example.com/v1
      models:
        default: [m]
"""
SETTINGS = '{"note": "é😀", "env": {"ANTHROPIC_BASE_URL": "https://relay.example.com/v1"}}\n'


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[sys.executable, "-m", "configlint", "lsp"]))  # type: ignore[untyped-decorator]
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await lsp_client.initialize_session(
        types.InitializeParams(capabilities=types.ClientCapabilities(), workspace_folders=[])
    )
    yield
    await lsp_client.shutdown_session()


class Editor:
    """One open file in an editor."""

    def __init__(self, client: LanguageClient, path: Path) -> None:
        self.client, self.uri, self.version = client, path.as_uri(), 1
        self.document = types.TextDocumentIdentifier(self.uri)

    async def open(self, text: str, language: str = "toml") -> list[types.Diagnostic]:
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri, language, self.version, text))
        )
        return await self._published()

    async def change(self, text: str) -> list[types.Diagnostic]:
        self.version += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, self.uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return await self._published()

    async def _published(self) -> list[types.Diagnostic]:
        self.client.diagnostics.pop(self.uri, None)
        while self.uri not in self.client.diagnostics:
            await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self.client.diagnostics[self.uri])


def applied(text: str, action: types.CodeAction) -> str:
    """Return a text of ASCII lines after the edits of an action."""
    assert action.edit is not None
    assert action.edit.changes is not None
    (edits,) = action.edit.changes.values()
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        start = starts[edit.range.start.line] + edit.range.start.character
        end = starts[edit.range.end.line] + edit.range.end.character
        text = text[:start] + edit.new_text + text[end:]
    return text


def where(text: str, word: str) -> types.Position:
    line = next(number for number, one in enumerate(text.splitlines()) if word in one)
    return types.Position(line, text.splitlines()[line].index(word) + 1)


@pytest.mark.asyncio
async def test_findings_follow_the_unsaved_text(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "config.toml")
    (found,) = await editor.open(CODEX)
    assert (found.code, found.source, found.severity) == ("URL004", "configlint", types.DiagnosticSeverity.Error)
    assert found.range.start == types.Position(5, 11)
    assert "Write https://relay.example.com/v1" in found.message
    assert await editor.change(CODEX.replace("/responses", "")) == []


@pytest.mark.asyncio
async def test_places_count_utf_16_units(client: LanguageClient, tmp_path: Path) -> None:
    (found,) = await Editor(client, tmp_path / ".claude/settings.json").open(SETTINGS, "json")
    before = SETTINGS[: SETTINGS.index('"https')]
    assert found.range.start == types.Position(0, len(before.encode("utf-16-le")) // 2)


@pytest.mark.asyncio
async def test_a_fix_and_an_ignore_are_offered(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "config.toml")
    (found,) = await editor.open(CODEX)
    offered = await client.text_document_code_action_async(
        types.CodeActionParams(editor.document, found.range, types.CodeActionContext([found]))
    )
    fix, ignore = (one for one in offered or [] if isinstance(one, types.CodeAction))
    assert applied(CODEX, fix) == CODEX.replace("/responses", "")
    ignored = applied(CODEX, ignore)
    assert '\n# configlint: ignore[endpoint-in-base] reason\nbase_url = "https' in ignored
    assert await editor.change(ignored) == []


@pytest.mark.asyncio
async def test_hover_shows_the_request_and_the_rule(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "config.toml")
    await editor.open(CODEX)
    shown = await client.text_document_hover_async(types.HoverParams(editor.document, where(CODEX, "https://")))
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert "POST https://relay.example.com/v1/responses/responses" in shown.contents.value
    assert "endpoint-in-base" in shown.contents.value
    assert "RELAY_KEY" in shown.contents.value


@pytest.mark.asyncio
async def test_a_provider_is_shown_with_the_date_of_what_is_known(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "config.toml")
    text = CODEX.replace("https://relay.example.com/v1/responses", "https://openrouter.ai/api/v1")
    await editor.open(text)
    shown = await client.text_document_hover_async(types.HoverParams(editor.document, where(text, "https://")))
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert re.search(r"OpenRouter .*serves? the responses API \(as of \d{4}-\d\d", shown.contents.value)


@pytest.mark.asyncio
async def test_rules_in_comments_are_links_to_their_pages(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "config.toml")
    text = f"# configlint: ignore[endpoint-in-base, url001, no-such-rule] the relay wants it\n{CODEX}"
    await editor.open(text)
    found = await client.text_document_document_link_async(types.DocumentLinkParams(editor.document))
    lines = text.splitlines()
    assert [(lines[0][one.range.start.character : one.range.end.character], one.target) for one in found or []] == [
        ("endpoint-in-base", address.of_rule("endpoint-in-base")),
        ("url001", address.of_rule("duplicate-version")),
    ]


@pytest.mark.asyncio
async def test_the_request_is_shown_at_the_base_url(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "config.toml")
    await editor.open(CODEX.replace("/responses", ""))
    everything = types.Range(types.Position(0, 0), types.Position(99, 0))
    (hint,) = await client.text_document_inlay_hint_async(types.InlayHintParams(editor.document, everything)) or []
    assert hint.label == " → POST https://relay.example.com/v1/responses"
    assert hint.position.line == 5


@pytest.mark.asyncio
async def test_base_urls_and_options_are_completed(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "config.toml")
    text = CODEX + "\n"
    await editor.open(text)

    async def offered(at: types.Position) -> list[types.CompletionItem]:
        found = await client.text_document_completion_async(types.CompletionParams(editor.document, at))
        assert isinstance(found, list)
        return found

    bases = {one.label: one for one in await offered(where(text, "https://"))}
    edit = bases["https://api.openai.com/v1"].text_edit
    assert isinstance(edit, types.TextEdit)
    assert (edit.range.start.character, edit.range.end.character) == (12, 50)
    names = {one.label for one in await offered(types.Position(7, 0))}
    assert {"wire_api", "query_params"} <= names
    assert "base_url" not in names


@pytest.mark.asyncio
async def test_a_variable_leads_to_where_it_is_set(client: LanguageClient, tmp_path: Path) -> None:
    variables = Editor(client, tmp_path / ".env")
    await variables.open("PORT=3080\nRELAY_KEY=made-up\n", "dotenv")
    settings = Editor(client, tmp_path / "librechat.yaml")
    await settings.open(LIBRECHAT, "yaml")
    found = await client.text_document_definition_async(
        types.DefinitionParams(settings.document, where(LIBRECHAT, "${RELAY_KEY}"))
    )
    assert isinstance(found, list)
    assert [(one.uri, one.range.start.line) for one in found] == [(variables.uri, 1)]


@pytest.mark.asyncio
async def test_an_unsaved_manifest_says_who_reads_the_variables(client: LanguageClient, tmp_path: Path) -> None:
    await Editor(client, tmp_path / "requirements.txt").open("openai>=1\n", "pip-requirements")
    found = await Editor(client, tmp_path / ".env").open("OPENAI_API_BASE=https://relay.example.com/v1\n", "dotenv")
    assert [one.message.splitlines()[0] for one in found] == ["OpenAI SDK for Python does not read OPENAI_API_BASE"]


@pytest.mark.asyncio
async def test_no_key_leaves_the_editor(client: LanguageClient, tmp_path: Path) -> None:
    secret = key("anthropic")
    text = f'{{"env": {{"ANTHROPIC_BASE_URL": "https://{secret}@h/v1", "ANTHROPIC_AUTH_TOKEN": "{secret}"}}}}\n'
    editor = Editor(client, tmp_path / ".claude/settings.json")
    found = await editor.open(text, "json")
    said = [repr(found)]
    everything = types.Range(types.Position(0, 0), types.Position(1, 0))
    said.append(repr(await client.text_document_inlay_hint_async(types.InlayHintParams(editor.document, everything))))
    for column in range(0, len(text), 7):
        at = types.Position(0, column)
        said.append(repr(await client.text_document_hover_async(types.HoverParams(editor.document, at))))
        said.append(repr(await client.text_document_completion_async(types.CompletionParams(editor.document, at))))
    assert secret not in "".join(said)
    assert found

"""The protocol: what an editor tells and asks, handed to the project. Needs pygls, the extra `configlint[lsp]`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from configlint import __version__
from configlint.document.document import Document
from configlint.lsp import actions, answers, completion
from configlint.lsp.project import Project, Snapshot
from configlint.settings.configuration import SettingsError

Answer = TypeVar("Answer")


def serve() -> None:
    """Talk to an editor over standard input and output until it leaves."""
    server().start_io()


def server() -> LanguageServer:
    """Return the server with everything it answers."""
    served, project = LanguageServer("configlint", __version__), Project()

    def publish() -> None:
        """Send what is wrong with all open files: one may be about a value that another overrides."""
        for uri in served.workspace.text_documents:
            try:
                found = actions.diagnostics(project.now, _path(uri))
            except SettingsError as error:
                served.window_show_message(
                    types.ShowMessageParams(types.MessageType.Error, "\n".join(error.complaints))
                )
                return
            served.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found))

    def about(uri: str, ask: Callable[[Snapshot, Document], Answer]) -> Answer | None:
        """Return what a question about a file is answered, None where no tool reads it."""
        try:
            document = project.now.document(_path(uri))
            return ask(project.now, document) if document is not None else None
        except SettingsError:
            return None

    @served.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        project.open(_path(params.text_document.uri), params.text_document.text)
        publish()

    @served.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        project.open(_path(uri), served.workspace.get_text_document(uri).source)
        publish()

    @served.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        project.saved()
        publish()

    @served.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        project.close(_path(uri))
        served.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        publish()

    @served.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        return about(params.text_document.uri, lambda now, document: answers.hover(now, document, params.position))

    @served.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def inlay_hint(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        return about(params.text_document.uri, answers.hints)

    @served.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def document_link(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        return about(params.text_document.uri, lambda _, document: answers.links(document))

    @served.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> list[types.Location] | None:
        return about(params.text_document.uri, lambda now, document: answers.definition(now, document, params.position))

    @served.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=['"', "=", " ", "/"]))
    def complete(params: types.CompletionParams) -> list[types.CompletionItem] | None:
        return about(
            params.text_document.uri, lambda now, document: completion.complete(now, document, params.position)
        )

    @served.feature(types.TEXT_DOCUMENT_CODE_ACTION)
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        uri = params.text_document.uri
        return about(uri, lambda now, _: actions.actions(now, _path(uri), uri, params.range))

    return served


def _path(uri: str) -> str:
    return to_fs_path(uri) or uri

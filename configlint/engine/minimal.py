"""The smallest request that shows whether a connection works, and the same as a command for a shell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain

#: The version of the messages API that every client of it names in a header.
ANTHROPIC_VERSION = "2023-06-01"

_QUESTION: list[Plain] = [{"role": "user", "content": "hi"}]


def body(wire_api: str, model: str) -> dict[str, Plain]:
    """Return the body of the smallest generation that a wire API accepts. It costs a few tokens."""
    if wire_api == "responses":
        return {"model": model, "input": "hi"}
    if wire_api == "messages":
        return {"model": model, "max_tokens": 9, "messages": _QUESTION}
    if wire_api == "gemini":
        return {"contents": [{"parts": [{"text": "hi"}]}]}
    return {"model": model, "messages": _QUESTION}


def limited(wire_api: str, model: str, *, parameter: str = "max_tokens") -> dict[str, Plain]:
    """Return the same body with a limit of a few tokens; `parameter` is what the chat API calls it."""
    own = body(wire_api, model)
    if wire_api == "responses":
        return {**own, "max_output_tokens": 16}  # the least that OpenAI accepts
    if wire_api == "gemini":
        return {**own, "generationConfig": {"maxOutputTokens": 9}}
    return {**own, parameter: 9} if wire_api == "chat" else own


def own_headers(wire_api: str) -> dict[str, str]:
    """Return the headers without a key that a wire API asks for."""
    version = {"anthropic-version": ANTHROPIC_VERSION} if wire_api == "messages" else {}
    return {**version, "content-type": "application/json"}


def curl(url: str, headers: Iterable[tuple[str, str]], data: Mapping[str, Plain] | None) -> str:
    """Return a request as one line for a shell: a POST of `data`, or a GET without it.

    In the values of `headers` a variable is written `$NAME`, so that the line has no key in it.
    """
    import json

    shown = [f"-H {_quoted(f'{name}: {value}')}" for name, value in headers]
    sent = [f"-d {_quoted(json.dumps(data, separators=(',', ':')))}"] if data is not None else []
    return " ".join(["curl", _quoted(url), *shown, *sent])


def _quoted(text: str) -> str:
    """Return a word of a command line, in which only `$NAME` keeps a meaning."""
    head, mark, name = text.partition("$")
    variable = "".join(ch for ch in name if ch.isalnum() or ch == "_") if mark else ""
    if not variable or variable != name:
        return "'" + text.replace("'", "'\\''") + "'"
    return f"'{head}'\"${name}\""

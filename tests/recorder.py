"""A server on 127.0.0.1 that records what a tool sends, and answers in each wire API as a provider would.

The recordings are made with it, and converted setups are tried out with it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

#: Headers in which a key may be sent.
CREDENTIALS = ("authorization", "x-api-key", "api-key", "x-goog-api-key")
#: Headers of the transport, whose names also occur in files as words.
TRANSPORT = ("host", "connection", "accept", "accept-encoding", "content-length", "transfer-encoding")
#: What the path of a request that generates something ends in.
_GENERATING = ("/chat", "/generate", "completions", "responses", "messages", "enerateContent")
#: What a body has that asks for a text, in each wire API.
_PROMPTS = ("messages", "message", "input", "contents", "prompt")
#: What a body has that offers tools; the second is Bedrock's.
_TOOLS = ("tools", "toolConfig")


class Seen(NamedTuple):
    """One request: its path as it came over the wire, its credentials by header, and the model in its body.

    `others` are the other headers, but for those of the transport. `generates` says that the body asks for a text, `has_tools` that it leaves a choice of tools, as the main call of an
    agent does and its small calls (a title, a router) do not.
    """

    method: str
    path: str
    credentials: dict[str, str]
    model: str | None
    generates: bool = False
    has_tools: bool = False
    others: Mapping[str, str] = {}


def endpoint(path: str) -> str | None:
    """Return which ending a generating endpoint has, or None for any other path.

    A tool may append it to the query of a base URL: `/v1?k=1/chat/completions`.
    """
    ends = path.replace("&", "?").split("?")
    return next((name for end in ends for name in _GENERATING if end.endswith(name)), None)


def _forces_a_tool(choice: Any) -> bool:
    """Return True if a body has one certain tool called, as small calls do that want their answer in a form."""
    return isinstance(choice, dict) and choice.get("type") in ("function", "tool")


class Recorder(ThreadingHTTPServer):
    """Listens on a free port; `seen` are the requests so far."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[Seen] = []

    @property
    def origin(self) -> str:
        """Where it listens, as a URL without a path."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running() -> Iterator[Recorder]:
    """Run a recorder until the block ends."""
    recorder = Recorder()
    thread = threading.Thread(target=recorder.serve_forever, daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        recorder.shutdown()
        recorder.server_close()
        thread.join()


#: What `ask` returns of a tool that had to be ended.
NO_ANSWER = "no answer in time"


def ask(command: list[str], environment: dict[str, str], folder: Path, patience: float) -> str:
    """Run a tool in a folder, with an empty standard input, until it ends; return what it printed.

    After `patience` seconds it is ended, with all that it started.
    """
    started = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        printed, complained = started.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        return NO_ANSWER
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.communicate()
    return printed + complained


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep the terminal quiet."""

    def do_GET(self) -> None:
        self._record({})
        self._answer([json.dumps({"object": "list", "data": [{"id": "gpt-example", "object": "model"}]})], "json")

    def do_CONNECT(self) -> None:
        """Refuse to be a proxy, but record where the tool wanted to go."""
        self._record({})
        self.send_error(502)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            body = json.loads(raw)
        except ValueError:
            body = {}
        body = body if isinstance(body, dict) else {}
        path = self._record(body)
        streams = bool(body.get("stream")) or "alt=sse" in path
        self._answer(list(answers(path, body, streams=streams)), "stream" if streams else "json")

    def _record(self, body: dict[str, Any]) -> str:
        path = self.requestline.split(" ")[1]  # self.path has lost the second of two slashes at its beginning
        credentials = {name: self.headers[name] for name in CREDENTIALS if name in self.headers}
        assert isinstance(self.server, Recorder)
        path = path.removeprefix(self.server.origin)  # as a client asks a proxy
        generates = any(name in body for name in _PROMPTS)
        has_tools = any(body.get(name) for name in _TOOLS) and not _forces_a_tool(body.get("tool_choice"))
        others = {name.lower(): value for name, value in self.headers.items()}
        others = {name: value for name, value in others.items() if name not in CREDENTIALS + TRANSPORT}
        seen = Seen(self.command, path, credentials, body.get("model"), generates, has_tools, others)
        self.server.seen.append(seen)
        return path

    def _answer(self, parts: list[str], kind: str) -> None:
        content = ("".join(parts) if kind == "stream" else parts[0]).encode()
        self.send_response(200)
        self.send_header("content-type", "text/event-stream" if kind == "stream" else "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def answers(path: str, body: dict[str, Any], *, streams: bool) -> Iterator[str]:
    """Yield the answer "pong" to a request, or its events, in the wire API that the path belongs to."""
    model = body.get("model", "gpt-example")
    match endpoint(path):
        case "responses":
            yield from _responses(model, streams=streams)
        case "messages":
            yield from _messages(model, streams=streams)
        case "enerateContent":
            yield from _gemini(streams=streams)
        case _:
            yield from _chat(model, streams=streams)


def _event(data: dict[str, Any], name: str = "") -> str:
    return (f"event: {name}\n" if name else "") + f"data: {json.dumps(data)}\n\n"


def _chat(model: str, *, streams: bool) -> Iterator[str]:
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    head = {"id": "chatcmpl-1", "created": 1, "model": model}
    if not streams:
        message = {"role": "assistant", "content": "pong"}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        yield json.dumps({**head, "object": "chat.completion", "choices": choices, "usage": usage})
        return
    for delta, reason in (({"role": "assistant", "content": "pong"}, None), ({}, "stop")):
        choices = [{"index": 0, "delta": delta, "finish_reason": reason}]
        yield _event({**head, "object": "chat.completion.chunk", "choices": choices})
    yield _event({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
    yield "data: [DONE]\n\n"


def _responses(model: str, *, streams: bool) -> Iterator[str]:
    text = {"type": "output_text", "text": "pong", "annotations": []}
    item = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]}
    usage = {
        "input_tokens": 1,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 1,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 2,
    }
    head = {"id": "resp_1", "object": "response", "created_at": 1, "model": model, "parallel_tool_calls": True}
    head |= {"tools": [], "tool_choice": "auto", "error": None, "incomplete_details": None, "instructions": None}
    done = {**head, "status": "completed", "output": [item], "usage": usage, "metadata": {}}
    if not streams:
        yield json.dumps(done)
        return
    empty = {**item, "status": "in_progress", "content": []}
    place = {"output_index": 0, "item_id": "msg_1", "content_index": 0}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": {**head, "status": "in_progress", "output": [], "usage": None}},
        {"type": "response.output_item.added", "output_index": 0, "item": empty},
        {"type": "response.content_part.added", **place, "part": {**text, "text": ""}},
        {"type": "response.output_text.delta", **place, "delta": "pong", "logprobs": []},
        {"type": "response.output_text.done", **place, "text": "pong", "logprobs": []},
        {"type": "response.content_part.done", **place, "part": text},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": done},
    ]
    for number, event in enumerate(events):
        yield _event({**event, "sequence_number": number}, event["type"])


def _messages(model: str, *, streams: bool) -> Iterator[str]:
    usage = {"input_tokens": 1, "output_tokens": 1}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": model, "stop_sequence": None}
    if not streams:
        content = [{"type": "text", "text": "pong"}]
        yield json.dumps({**head, "content": content, "stop_reason": "end_turn", "usage": usage})
        return
    ends = {"stop_reason": "end_turn", "stop_sequence": None}
    for event in (
        {"type": "message_start", "message": {**head, "content": [], "stop_reason": None, "usage": usage}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "pong"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": ends, "usage": usage},
        {"type": "message_stop"},
    ):
        yield _event(event, str(event["type"]))


def _gemini(*, streams: bool) -> Iterator[str]:
    content = {"role": "model", "parts": [{"text": "pong"}]}
    usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
    answer = {"candidates": [{"content": content, "finishReason": "STOP", "index": 0}], "usageMetadata": usage}
    yield _event(answer) if streams else json.dumps(answer)

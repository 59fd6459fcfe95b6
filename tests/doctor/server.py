"""A server on this machine that answers as a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Reply(NamedTuple):
    """What to answer. A body that is not a string is sent as JSON; `stalls` keeps it from ending."""

    status: int = 200
    body: object = ""
    headers: Mapping[str, str] = {}
    stalls: bool = False


class Asked(NamedTuple):
    """A request that arrived. The names of its headers are in lower case."""

    line: str
    headers: Mapping[str, str]
    body: str


#: What a generation looks like, by wire API.
CHAT = {"object": "chat.completion", "choices": [{"message": {"role": "assistant", "content": "hi"}}]}
RESPONSES = {"object": "response", "output": []}
MESSAGES = {"type": "message", "content": [{"type": "text", "text": "hi"}]}
GEMINI: dict[str, object] = {"candidates": []}


class Server:
    """A running server. `replies` are by "METHOD /path"; anything else is 404 as many frameworks answer it."""

    def __init__(self, replies: Mapping[str, Reply], certificate: tuple[str, str] | None = None) -> None:
        self.asked: list[Asked] = []
        self.stopping = threading.Event()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, replies))
        self.http.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.http.server_address[1]}"

    @property
    def lines(self) -> list[str]:
        """The request lines that arrived, in order."""
        return [one.line for one in self.asked]


@contextmanager
def serving(replies: Mapping[str, Reply], certificate: tuple[str, str] | None = None) -> Iterator[Server]:
    """Run a server."""
    server = Server(replies, certificate)
    thread = threading.Thread(target=server.http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.http.shutdown()
        server.http.server_close()
        thread.join()


def _handler(server: Server, replies: Mapping[str, Reply]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            """Print nothing."""

        def _answer(self) -> None:
            size = int(self.headers.get("content-length", 0))
            line = f"{self.command} {self.path}"
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append(Asked(line, headers, self.rfile.read(size).decode()))
            reply = replies.get(line, replies.get("*", Reply(404, {"detail": "Not Found"})))
            is_text = isinstance(reply.body, str)
            data = (str(reply.body) if is_text else json.dumps(reply.body)).encode()
            self.send_response(reply.status)
            kind = "text/html" if is_text else "application/json"
            for name, value in {"content-type": kind, **reply.headers}.items():
                self.send_header(name, value)
            if not reply.stalls:
                self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            self.wfile.flush()
            while reply.stalls and not server.stopping.is_set():
                time.sleep(0.05)

        do_GET = do_HEAD = do_POST = do_CONNECT = _answer  # noqa: N815  (names that the base class looks for)

    return Handler

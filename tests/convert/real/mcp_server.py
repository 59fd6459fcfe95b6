"""A server of the Model Context Protocol that has nothing to offer, and notes who starts or asks it.

As a program it talks over standard input and output: python mcp_server.py RECORD [ARGUMENT …] adds a line with its
arguments and variables to the file RECORD. `running` gives one that talks over HTTP.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def answer(message: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a request."""
    results = {
        "initialize": {
            "protocolVersion": message.get("params", {}).get("protocolVersion", "2025-06-18"),
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "nothing", "version": "1"},
        },
        "tools/list": {"tools": []},
    }
    return {"jsonrpc": "2.0", "id": message["id"], "result": results.get(str(message.get("method")), {})}


@contextlib.contextmanager
def running() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Give the address of a server over HTTP, and the list of the requests that arrive."""
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            seen.append({"path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()}})
            message = json.loads(body) if body else {}
            is_request = isinstance(message, dict) and "id" in message
            content = json.dumps(answer(message)).encode() if is_request else b""
            self.send_response(200 if is_request else 202 if self.command == "POST" else 405)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        server.server_close()


def main(record: str, *arguments: str) -> None:
    """Note the start, and answer what comes in until there is no more."""
    with open(record, "a", encoding="utf-8") as file:
        variables = {name: value for name, value in os.environ.items() if name.startswith("LAB_")}
        file.write(json.dumps({"arguments": arguments, "variables": variables}) + "\n")
    for line in sys.stdin:
        with contextlib.suppress(ValueError):
            message = json.loads(line)
            if "id" in message:
                print(json.dumps(answer(message)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

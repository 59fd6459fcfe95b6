"""Sends one request as the tool's HTTP client would, with limits on time and size."""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import Mapping

import httpx

from configlint.doctor.answer import Answer
from configlint.engine.clients import Client
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain

#: Seconds to wait for a connection, for an answer to begin, and for all of it.
CONNECT, READ, WHOLE = 5.0, 20.0, 30.0
#: More bytes of an answer are not read.
MOST = 512 * 1024


class Way(Record):
    """How a tool's requests travel: its HTTP client, the proxy it uses ("" for none), and the file with further
    certificates that it trusts ("" for none).
    """

    client: Client
    proxy: str = ""
    certificates: str = ""


def send(way: Way, method: str, url: str, headers: Mapping[str, str], body: Mapping[str, Plain] | None) -> Answer:
    """Send a request and return what came back. Redirects are not followed, and no variable of this shell counts."""
    started = time.monotonic()
    answer = Answer(method, url)
    try:
        with (
            httpx.Client(
                verify=_certificates(way),
                proxy=way.proxy or None,
                trust_env=False,
                timeout=httpx.Timeout(READ, connect=CONNECT),
            ) as client,
            client.stream(method, url, headers=dict(headers), json=body) as response,
        ):
            text, is_whole = _text(response, started)
            answer = answer.replace(
                status=response.status_code, headers=dict(response.headers), text=text, is_whole=is_whole
            )
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, UnicodeError) as error:
        answer = answer.replace(kind=_kind(error, way), failure=str(error))
    return answer.replace(milliseconds=round((time.monotonic() - started) * 1000))


def _text(response: httpx.Response, started: float) -> tuple[str, bool]:
    """Return what was read of a body in time, and whether that was all."""
    parts: list[bytes] = []
    size, is_whole = 0, True
    try:
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > MOST or time.monotonic() - started > WHOLE:
                is_whole = False
                break
    except httpx.TimeoutException:
        is_whole = False
    return b"".join(parts)[:MOST].decode("utf-8", "replace"), is_whole


def _certificates(way: Way) -> ssl.SSLContext:
    """Return what the client trusts."""
    extra = way.certificates if os.path.isfile(way.certificates) else ""
    if extra and way.client.ca_replaces:
        return ssl.create_default_context(cafile=extra)
    bundled = None
    if way.client.trusts == "bundled":
        import certifi

        bundled = certifi.where()
    context = ssl.create_default_context(cafile=bundled)
    if extra:
        context.load_verify_locations(cafile=extra)
    return context


def _kind(error: Exception, way: Way) -> str:
    """Return what kind of failure an exception stands for."""
    words = str(error).lower()
    if isinstance(error, httpx.ProxyError):
        return "proxy"
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    if "certificate" in words:
        return "tls"
    if any(one in words for one in ("wrong version number", "wrong_version", "record layer", "unexpected eof")):
        return "plain"
    if "ssl" in words or "tls" in words:
        return "tls"
    if isinstance(error, httpx.ConnectError):
        if way.proxy:
            return "proxy"
        names = ("name or service", "getaddrinfo", "nodename", "name resolution", "no address", "idna")
        return "dns" if any(one in words for one in names) else "refused"
    return "broken"

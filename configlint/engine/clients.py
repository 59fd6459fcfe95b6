"""What the HTTP client under a tool does to a finished URL and to header values.

It belongs to a library, not to a tool. Source: recordings of tools on each client; for Go, its net/url and net/http.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from configlint.engine import urls
from configlint.engine.values import RefusedError
from configlint.records import Record


class Client(Record):
    """One HTTP client.

    `url` turns the joined text into the URL on the wire, or raises RefusedError. `header` does the same for a
    header's value; it returns None where the client silently leaves the header out. `userinfo` says what
    `user:password@` in the URL does: "ignored", "added" (a Basic header beside an API key header) or
    "replaces" (instead of a bearer token). `obeys_proxies` says whether it goes by HTTP_PROXY and its like,
    `proxies_others` whether it does except for this machine. It trusts the certificates in `trusts`: "bundled" ones or
    those of the "system", and what the variable `ca_variable` names, which replaces them if `ca_replaces`.
    """

    url: Callable[[str], str]
    header: Callable[[str], str | None]
    userinfo: str
    obeys_proxies: bool
    proxies_others: bool = False
    trusts: str = "system"
    ca_variable: str = "SSL_CERT_FILE"
    ca_replaces: bool = False


@lru_cache(maxsize=256)  # rules try what other base URLs would come to, again for each tool that reads a file
def _whatwg_url(text: str) -> str:
    url = urls.whatwg(text)
    if url is None:
        raise RefusedError("Invalid URL")
    return str(url.replace(userinfo="", fragment=None))


def _undici_url(text: str) -> str:
    url = urls.whatwg(text)
    if url is not None and url.userinfo:
        raise RefusedError("Request cannot be constructed from a URL that includes credentials")
    return _whatwg_url(text)


def _bun_url(text: str) -> str:
    url = urls.whatwg(text)
    if url is not None and url.path.startswith("//"):
        text = str(url.replace(path="/" + url.path.lstrip("/")))
    return _whatwg_url(text)


@lru_cache(maxsize=256)
def _httpx_url(text: str) -> str:
    if urls.has_controls(text):
        raise RefusedError("Invalid non-printable ASCII character in URL")
    url = urls.split(text)
    if url is not None:
        url = url.replace(port=url.port.strip(" "))  # httpx reads it with int()
    if url is None or urls.problem(url):
        raise RefusedError("Request URL is missing an 'http://' or 'https://' protocol")
    if len(url.host) > 253 or any(ch.isspace() for ch in url.host):
        raise RefusedError("Invalid URL: the host name cannot be read")
    path = urls.encoded(url.path, " ")
    return str(url.replace(userinfo="", fragment=None, path=path or "/"))


@lru_cache(maxsize=256)
def _go_url(text: str) -> str:
    if urls.has_controls(text):
        raise RefusedError("net/url: invalid control character in URL")
    url = urls.split(text)
    if url is None or urls.problem(url):
        raise RefusedError("unsupported protocol scheme, or no host in request URL")
    path = urls.encoded(url.path, ' "<>\\^`{|}')
    return str(url.replace(userinfo="", fragment=None, path=path or "/"))


def _fetch_header(value: str) -> str | None:
    value = value.strip(" \t\r\n")
    if any(ch in value for ch in "\r\n\0"):
        raise RefusedError("the header value contains a line break")
    if any(ord(ch) > 255 for ch in value):
        raise RefusedError("the header value contains characters outside Latin-1")
    return value


def _reqwest_header(value: str) -> str | None:
    if any((ord(ch) < 32 and ch != "\t") or ord(ch) == 127 for ch in value):
        return None
    return value


def _hyper_header(value: str) -> str | None:
    if any((ord(ch) < 32 and ch != "\t") or ord(ch) == 127 for ch in value):
        raise RefusedError("Invalid HTTP header value")
    return value


def _httpx_header(value: str) -> str | None:
    if not value.isascii():
        raise RefusedError("the header value contains characters outside ASCII")
    if value != value.rstrip(" \t\r\n") or any(ch in value for ch in "\r\n\0"):
        raise RefusedError("Illegal header value: it ends in a blank or contains a line break")
    return value


def _go_header(value: str) -> str | None:
    if any((ord(ch) < 32 and ch != "\t") or ord(ch) == 127 for ch in value):
        raise RefusedError("net/http: invalid header field value")
    return value.strip(" \t")


CLIENTS: dict[str, Client] = {
    "fetch": Client(_whatwg_url, _fetch_header, "added", False, trusts="bundled", ca_variable="NODE_EXTRA_CA_CERTS"),
    # The fetch of Node; others add userinfo.
    "undici": Client(_undici_url, _fetch_header, "ignored", False, trusts="bundled", ca_variable="NODE_EXTRA_CA_CERTS"),
    # The fetch of Bun, which sends one slash where the path starts with several.
    "bun": Client(_bun_url, _fetch_header, "added", False, trusts="bundled", ca_variable="NODE_EXTRA_CA_CERTS"),
    "reqwest": Client(_whatwg_url, _reqwest_header, "added", True),
    "hyper": Client(_whatwg_url, _hyper_header, "added", False),
    "httpx": Client(_httpx_url, _httpx_header, "replaces", True, trusts="bundled", ca_replaces=True),
    "go": Client(_go_url, _go_header, "added", False, proxies_others=True, ca_replaces=True),
}

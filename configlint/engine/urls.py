"""URLs as the tools' HTTP clients read them.

Not urllib.parse: importing it costs as much as a whole check, and it accepts what clients refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from configlint.records import Record

_DEFAULT_PORTS = {"http": "80", "https": "443"}
#: Ends of names that only a private network resolves (RFC 6761, 6762, 8375; Kubernetes, Docker, Consul, Tailscale).
_PRIVATE = (
    *(".localhost", ".local", ".localdomain", ".internal", ".intranet", ".intra", ".private", ".corp", ".lan", ".home"),
    *(".home.arpa", ".test", ".svc", ".docker", ".consul", ".ts.net"),
)
#: Names with fewer letters are often alike without being meant for one another.
_LONG_NAME = 6
_HEX = "0123456789abcdefABCDEF"


class Url(Record):
    """The parts of a URL, undecoded. `query` and `fragment` are None when their mark is missing."""

    scheme: str
    userinfo: str
    host: str
    port: str
    path: str
    query: str | None
    fragment: str | None

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port else "")

    @property
    def segments(self) -> list[str]:
        """Return the path's segments; empty ones at the ends are left out."""
        return self.path.strip("/").split("/") if self.path.strip("/") else []

    def __str__(self) -> str:
        user = f"{self.userinfo}@" if self.userinfo else ""
        port = f":{self.port}" if self.port else ""
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{user}{self.host}{port}{self.path}{query}{fragment}"


@lru_cache(maxsize=256)  # a run asks about the same few URLs many times
def split(text: str) -> Url | None:
    """Take `text` apart, or return None when it has no scheme and host. The scheme may be any."""
    scheme, mark, rest = text.partition("://")
    if not mark or not scheme.replace("+", "").replace("-", "").replace(".", "").isalnum():
        return None
    rest, _, fragment = _partition(rest, "#")
    rest, _, query = _partition(rest, "?")
    authority, slash, path = rest.partition("/")
    userinfo, _, host = authority.rpartition("@")
    name, port = _split_port(host)
    if not name:
        return None
    return Url(scheme.lower(), userinfo, name.lower(), port, slash + path, query, fragment)


def problem(url: Url) -> str | None:
    """Say what makes `url` one that no client sends to, or return None."""
    if url.scheme not in _DEFAULT_PORTS:
        return f"the scheme is {url.scheme}://, not http:// or https://"
    if url.port and not (_is_number(url.port) and int(url.port) <= 65535):
        return f"{url.port[:10]} is not a port (the highest is 65535)"
    is_plain = url.host.replace("-", "").replace(".", "").isalnum()
    if not is_plain and any(ch in ' \t\n"<>\\^`{|}%' or ch.isspace() or ord(ch) < 33 for ch in url.host):
        return "the host contains characters that are not allowed in host names"
    return None


def whatwg(text: str) -> Url | None:
    """Read `text` as browsers, Node and Rust's url crate do, or return None where they refuse.

    Blanks and control characters at the ends go, tabs and line breaks go everywhere, other blanks are
    percent-encoded, dot segments are resolved, and the default port is left out.
    """
    text = text.strip("".join(map(chr, range(33))))
    for ch in "\t\n\r":
        text = text.replace(ch, "")
    end = min((at for at in (text.find("?"), text.find("#")) if at >= 0), default=len(text))
    url = split(text[:end].replace("\\", "/") + text[end:])
    if url is None or problem(url):
        return None
    port = url.port.lstrip("0") or url.port[:1]
    port = "" if port == _DEFAULT_PORTS[url.scheme] else port
    query = None if url.query is None else encoded(url.query, " \"#<>'")
    path = encoded(without_dots(url.path) or "/", ' "#<>?`{}')
    return url.replace(port=port, path=path, query=query)


def has_controls(text: str) -> bool:
    """Return True if there is an ASCII control character in `text`."""
    return not text.isprintable() and any(ord(ch) < 32 or ord(ch) == 127 for ch in text)


def is_local(host: str) -> bool:
    """Return True if `host` is this machine or a private network, where http:// and any key are fine."""
    host = host.strip("[]").rstrip(".")
    if host == "localhost" or ("." not in host and ":" not in host):
        return True
    if host.endswith(_PRIVATE):
        return True
    if ":" in host:
        return host == "::1" or host.startswith(("fe80:", "fc", "fd"))
    numbers = host.split(".")
    if len(numbers) != 4 or not all(map(_is_number, numbers)):
        # No public name ends in a number: this is a service, such as qwen2.5.
        return _is_number(numbers[-1]) and any(ch.isalpha() for ch in host)
    first, second = int(numbers[0]), int(numbers[1])
    return (
        first in (0, 10, 127)
        or (first, second) in ((192, 168), (169, 254))
        or (first == 172 and 16 <= second <= 31)
        or (first == 100 and 64 <= second <= 127)
    )


def is_version(segment: str) -> bool:
    """Return True if a path segment is a version: `v1`, `v4`, `v1beta`, `v1beta1`."""
    return segment[:1] == "v" and segment[1:2].isdigit() and segment[1:].strip("0123456789") in ("", "alpha", "beta")


def leads_to(endpoint: str, url: Url) -> bool:
    """Return True if `url` is the endpoint.

    A name in braces in it is any label, or any path segment but a version; `{model}` is one segment or more, as the id
    of a model may be `vendor/model`.
    """
    wanted = split(endpoint)
    if wanted is None:
        return False
    segments = url.segments
    model = next((index for index, one in enumerate(wanted.segments) if one.startswith("{model}")), None)
    more = len(segments) - len(wanted.segments)
    if model is not None and more > 0 and not any(map(is_version, segments[model : model + more + 1])):
        segments[model : model + more + 1] = ["/".join(segments[model : model + more + 1])]
    return (
        len(wanted.segments) == len(segments)
        and _like(wanted.host, url.host)
        and all(map(is_segment, wanted.segments, segments))
    )


def is_segment(pattern: str, segment: str) -> bool:
    """Return True if a path segment is what an endpoint has there: the same, or what its name in braces can be."""
    return _like(pattern, segment) and not (_is_name(pattern) and is_version(segment))


def bound(endpoint: str, url: Url) -> str:
    """Return an endpoint with its names in braces replaced by what `url` has in their places, as far as it goes."""
    pattern = split(endpoint)
    if pattern is None or "{" not in endpoint or not _like(pattern.host, url.host):
        return endpoint
    steps = pattern.segments
    for number, (wanted, given) in enumerate(zip(pattern.segments, url.segments, strict=False)):
        if not is_segment(wanted, given):
            break
        if _is_name(wanted):
            steps[number] = given
    return str(pattern.replace(host=url.host, path="".join(f"/{step}" for step in steps)))


def _is_name(pattern: str) -> bool:
    return pattern.startswith("{") and pattern.endswith("}") and pattern.count("{") == 1


def _like(pattern: str, text: str) -> bool:
    if "{" not in pattern:
        return pattern == text
    head, _, rest = pattern.partition("{")
    tail = rest.partition("}")[2]
    return text.startswith(head) and (text.endswith(tail) or "{" in tail)


def bases_of(endpoint: str) -> Iterator[str]:
    """Yield what a person could write to come to `endpoint`, the likeliest first: the longest that is not all of it."""
    url = split(endpoint)
    if url is None:
        return
    lengths = [*range(len(url.segments) - 1, -1, -1), len(url.segments)]
    for end in ([], [""]):
        for length in lengths:
            yield "/".join([url.origin, *url.segments[:length], *end])


def form_encode(text: str) -> str:
    """Encode a query's name or value as HTML forms do."""
    keep = "*-._"
    return "".join(
        ch if (ch.isascii() and ch.isalnum()) or ch in keep else "+" if ch == " " else percent(ch) for ch in text
    )


def percent(text: str) -> str:
    """Percent-encode every byte of `text`."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def unquote(text: str) -> str:
    """Decode a query's name or value as HTML forms do; what is not a valid escape stays."""
    text = text.replace("+", " ")
    if text.isascii() and "%" not in text:
        return text
    data = bytearray()
    at = 0
    while at < len(text):
        if text[at] == "%" and len(text) > at + 2 and text[at + 1] in _HEX and text[at + 2] in _HEX:
            data.append(int(text[at + 1 : at + 3], 16))
            at += 3
        else:
            data += text[at].encode("utf-8", "surrogatepass")
            at += 1
    return data.decode("utf-8", "replace")


def encoded(text: str, unsafe: str) -> str:
    """Percent-encode the characters of `unsafe`, controls, and what is not ASCII."""
    if text.isascii() and text.isprintable() and not any(ch in text for ch in unsafe):
        return text
    return "".join(percent(ch) if ch in unsafe or not "\x20" <= ch <= "\x7e" else ch for ch in text)


def without_dots(path: str) -> str:
    """Resolve the segments `.` and `..` of a path, also where they are encoded."""
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    steps = path.split("/")[1:]
    for index, step in enumerate(steps):
        last = index == len(steps) - 1
        plain = step.replace("%2e", ".").replace("%2E", ".")
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(step)
        if last and plain in (".", ".."):
            kept.append("")
    return "/" + "/".join(kept)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5


def _partition(text: str, mark: str) -> tuple[str, str, str | None]:
    head, found, tail = text.partition(mark)
    return head, found, tail if found else None


def _split_port(host: str) -> tuple[str, str]:
    if host.startswith("["):
        name, _, rest = host.partition("]")
        return name + "]", rest.removeprefix(":")
    name, _, port = host.partition(":")
    return name, port


def is_misspelt(host: str, meant: str) -> bool:
    """Return True if two hosts differ by one letter (another, one too many or missing, or two swapped), in a name of
    `meant` that has at least six letters.
    """
    pairs = enumerate(zip(host, meant, strict=False))
    first = next((index for index, (given, wanted) in pairs if given != wanted), min(len(host), len(meant)))
    label = meant[meant.rfind(".", 0, first) + 1 :].partition(".")[0]
    if len(label) < _LONG_NAME or abs(len(host) - len(meant)) > 1:
        return False
    rest, right = host[first:], meant[first:]
    changed = rest[:1].isalpha() and (rest[1:] == right[1:] or rest[1:] == right)
    swapped = rest[:2] == right[1::-1] and rest[2:] == right[2:]
    return changed or rest == right[1:] or swapped

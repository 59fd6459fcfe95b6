"""Prints the outside links in Markdown files that lead nowhere: links.py FILE... Needs a network, and httpx."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx

#: Hosts that stand for others in examples (RFC 2606).
_EXAMPLES = re.compile(r"(^|\.)(example\.(com|net|org)|example|test|invalid|localhost)$|^[\d.]+$")
_LINK = re.compile(r"\]\((https?://[^\s)]+)\)|<(https?://[^\s>]+)>")


def links(text: str) -> Iterator[str]:
    """Yield the links to pages elsewhere in a Markdown text, without fragments; URLs in code are no links."""
    prose = re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", text)
    for match in _LINK.finditer(prose):
        url = (match[1] or match[2]).partition("#")[0]
        if not _EXAMPLES.search(urlsplit(url).hostname or "example"):
            yield url


def fault(url: str, client: httpx.Client) -> str:
    """Return why a link leads nowhere, or an empty string. Pages that only refuse programs count as there."""
    try:
        status = client.head(url).status_code
        if status >= 400:
            status = client.get(url).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return type(error).__name__
    return str(status) if status in (404, 410) else ""


def main(paths: Iterable[str]) -> int:
    """Print `FILE: LINK: why` for each dead link. Return 1 if there is one."""
    dead: dict[str, str] = {}
    with httpx.Client(follow_redirects=True, timeout=20) as client:
        for path in paths:
            for url in dict.fromkeys(links(Path(path).read_text("utf-8"))):
                if url not in dead:
                    dead[url] = fault(url, client)
                if dead[url]:
                    print(f"{path}: {url}: {dead[url]}")
    return 1 if any(dead.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

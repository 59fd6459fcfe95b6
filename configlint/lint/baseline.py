"""Findings -> those that a baseline does not list yet."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Sequence

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.document import Document
from configlint.document.nodes import route_at
from configlint.secrets.baseline import Baseline


def unlisted(found: Iterable[Diagnostic], baseline: Baseline) -> list[Diagnostic]:
    """Leave out the findings that a baseline lists: of those that are alike, as many as it lists."""
    left: dict[str, Counter[str]] = {}
    new: list[Diagnostic] = []
    for one in found:
        listed = left.setdefault(one.document.path, Counter(baseline.listed(one.document.path)))
        digest = _digest(one, baseline.salt)
        if listed[digest]:
            listed[digest] -= 1
        else:
            new.append(one)
    return new


def update(baseline: Baseline, documents: Sequence[Document], found: Iterable[Diagnostic]) -> None:
    """List the findings in `documents`, which were all checked."""
    digests: dict[str, list[str]] = {document.path: [] for document in documents}
    for one in found:
        digests.setdefault(one.document.path, []).append(_digest(one, baseline.salt))
    baseline.update(digests)


def _digest(one: Diagnostic, salt: bytes) -> str:
    """Return a hash of the rule, the keys that lead to the value, and the value: it may move to other lines."""
    keys = [key for key in route_at(one.document.root, one.start) if isinstance(key, str)]
    parts = [one.code, *keys, one.document.text[one.start : one.end]]
    return hmac.digest(salt, "\0".join(parts).encode(errors="surrogatepass"), "sha256").hex()

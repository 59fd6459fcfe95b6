"""The engine that comes with `configlint[fast]` finds what plain Python finds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configlint.catalog.knowledge import Knowledge
from configlint.secrets import candidates, text_source
from configlint.secrets.candidates import LONG, LONG_IN_CONFIGURATION, Starts
from configlint.secrets.classifier import Classifier
from configlint.secrets.scanner import Scanner
from tests import secret_corpus

pytest.importorskip("re2", reason="the extra `fast` is not installed")

KNOWLEDGE = Knowledge()
KNOWN = Starts(KNOWLEDGE.beginnings)
FAST = candidates.fast(KNOWN)
PIECES = [
    *(text.decode() for text in (*KNOWN.runs, *KNOWN.marks)),
    *("a", "Z", "0", "_", "-", "=", ":", ":-", "%3D", "%3a", " ", "\n", "é", "\0", "abcdefghij", "0123456789" * 3),
    *(one.make(random.Random(5)) for one in secret_corpus.FORMATS[::5]),
]


def both(data: bytes, long: int) -> tuple[list[int], list[int]]:
    return candidates.plain(KNOWN, data, long), FAST(data, long)


@settings(max_examples=400)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=20), long=st.sampled_from([LONG, LONG_IN_CONFIGURATION]))
def test_both_find_the_same_candidates(pieces: list[str], long: int) -> None:
    plain, fast = both("".join(pieces).encode(), long)
    assert plain == fast


@settings(max_examples=200)
@given(data=st.binary(max_size=300), long=st.sampled_from([LONG, LONG_IN_CONFIGURATION]))
def test_both_find_the_same_candidates_in_any_bytes(data: bytes, long: int) -> None:
    plain, fast = both(data, long)
    assert plain == fast


def test_both_find_the_same_keys_in_corpora_and_in_this_repository() -> None:
    files = [(file.path, file.data) for file in (*secret_corpus.positives(9), *secret_corpus.negatives(9))]
    classifier = Classifier(KNOWLEDGE)
    root = Path(__file__).resolve().parents[2]
    files += [(str(path), path.read_bytes()) for path in sorted((root / "configlint").rglob("*.py"))]
    for path, data in files:
        text, why = text_source.decode(data)
        if why:
            continue
        source = text_source.Source(path, text)
        plain, fast = both(text, source.long_run)
        assert plain == fast, path
        keys = [[match.start for match in classifier.find(source, starts)] for starts in (plain, fast)]
        assert keys[0] == keys[1], path


def test_the_fast_one_takes_over_when_there_is_much_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "_PATIENCE", 10)
    scanner = Scanner(KNOWLEDGE)
    value = secret_corpus.FORMATS[0].make(random.Random(1)).encode()
    assert [len(scanner.scan("a.py", b"x = 1  # " + value)) for _ in range(3)] == [1, 1, 1]

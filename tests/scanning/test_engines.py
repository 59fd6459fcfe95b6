"""The engine that `configlint[fast]` brings finds what plain Python finds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configlint.secrets import candidates, classifier, text_source
from configlint.secrets.candidates import LONG, LONG_IN_CONFIGURATION, Candidates
from configlint.secrets.scanner import Scanner
from tests import secret_corpus

pytest.importorskip("re2", reason="the extra `fast` is not installed")

FAST = candidates.fast()
KNOWN = candidates.beginnings()
PIECES = [
    *(text.decode() for text in (*KNOWN.runs, *KNOWN.marks)),
    *("a", "Z", "0", "_", "-", "=", ":", ":-", "%3D", "%3a", " ", "\n", "é", "\0", "abcdefghij", "0123456789" * 3),
    *(one.make(random.Random(5)) for one in secret_corpus.FORMATS[::5]),
]


def both(data: bytes, long: int) -> tuple[list[int], list[int]]:
    return Candidates(candidates.plain).find(data, long), Candidates(FAST).find(data, long)


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
    root = Path(__file__).resolve().parents[2]
    files += [(str(path), path.read_bytes()) for path in sorted((root / "configlint").rglob("*.py"))]
    for path, data in files:
        text, why = text_source.decode(data)
        if why:
            continue
        source = text_source.Source(path, text)
        plain, fast = both(text, source.long_run)
        assert plain == fast, path
        assert [leak.start for leak in classifier.find(source, plain)] == [
            leak.start for leak in classifier.find(source, fast)
        ]


def test_the_fast_one_takes_over_when_there_is_much_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "_PATIENCE", 10)
    scanner = Scanner()
    value = secret_corpus.FORMATS[0].make(random.Random(1)).encode()
    assert [len(scanner.scan("a.py", b"x = 1  # " + value)) for _ in range(3)] == [1, 1, 1]

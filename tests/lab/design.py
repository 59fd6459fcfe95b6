"""A design of experiments: few combinations of levels in which every pair of levels occurs."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import combinations, product

#: Candidates that are tried for each further combination; more give fewer combinations and take longer.
CANDIDATES = 40

Level = tuple[str, str]


def pairwise(
    factors: Mapping[str, Sequence[str]],
    excluded: Sequence[Mapping[str, str]] = (),
    independent: Sequence[Sequence[str]] = (),
) -> list[dict[str, str]]:
    """Return combinations (factor to level) that together have every pair of levels of two factors.

    The first has the first level of every factor, then each factor is varied alone, so that a difference can be traced
    to one cause; only then follow combinations for the pairs that are left. `excluded` are pairs of levels that make no
    sense, `independent` pairs of factors that cannot influence each other. The same factors give the same combinations.
    """
    chance = random.Random(0)
    base = {factor: levels[0] for factor, levels in factors.items()}
    rows = [base] + [{**base, factor: level} for factor, levels in factors.items() for level in levels[1:]]
    rows = [row for row in rows if not _is_excluded(row, excluded)]
    open_pairs = {
        frozenset(((one, a), (other, b)))
        for one, other in combinations(factors, 2)
        if not any({one, other} == set(pair) for pair in independent)
        for a, b in product(factors[one], factors[other])
        if not _is_excluded({one: a, other: b}, excluded)
    }
    for row in rows:
        open_pairs -= _pairs(row)
    while open_pairs:
        candidates = [_completed(dict(pair), factors, chance) for pair in _some(open_pairs, chance)]
        candidates = [row for row in candidates if not _is_excluded(row, excluded)]
        if not candidates:
            break
        best = max(candidates, key=lambda row: len(_pairs(row) & open_pairs))
        rows.append(best)
        open_pairs -= _pairs(best)
    return rows


def _some(pairs: set[frozenset[Level]], chance: random.Random) -> list[frozenset[Level]]:
    ordered = sorted(pairs, key=sorted)
    return [chance.choice(ordered) for _ in range(CANDIDATES)]


def _completed(start: dict[str, str], factors: Mapping[str, Sequence[str]], chance: random.Random) -> dict[str, str]:
    return {factor: start.get(factor) or chance.choice(levels) for factor, levels in factors.items()}


def _pairs(row: Mapping[str, str]) -> set[frozenset[Level]]:
    return {frozenset(pair) for pair in combinations(row.items(), 2)}


def _is_excluded(row: Mapping[str, str], excluded: Sequence[Mapping[str, str]]) -> bool:
    return any(rule.items() <= row.items() for rule in excluded)

"""The kinds of keys in keys.toml: their expressions, and whose keys they are."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.providers.catalog_files import (
    VENDORS,
    Entry,
    harmless_ids,
    is_strong_key,
    keys,
    matching_keys,
    owner,
    providers,
    title,
)

STRONG = [key for key in keys() if key["strength"] == "strong"]


def samples(key: Entry) -> st.SearchStrategy[str]:
    """Return what makes up values of a kind."""
    return st.from_regex(str(key["shape"]), fullmatch=True)


@pytest.mark.parametrize("key", [*keys(), *harmless_ids()], ids=lambda key: f"{key['prefix']}-{key['name']}")
def test_expression_works_in_every_regular_expression_engine(key: Entry) -> None:
    expression = key["shape"]
    re.compile(expression)
    assert key.get("infix", "") in expression
    assert not re.search(r"\(\?[=!<P]|\\[bBAZ1-9]|^\^|(?<!\\)\$$|[*+}]\+", expression), "anchor, lookaround or the like"
    assert all(int(count) <= 1000 for count in re.findall(r"[{,](\d+)", expression)), "re2 repeats at most 1000 times"


@pytest.mark.parametrize("key", keys(), ids=title)
def test_key_belongs_to_somebody_known(key: Entry) -> None:
    for name in [*([key["provider"]] if "provider" in key else []), *key.get("shared_with", [])]:
        assert name in providers() or name in VENDORS


def test_expressions_are_listed_once() -> None:
    """Keys without a prefix look alike by nature; those with a prefix or a pattern of their own must not."""
    counts = Counter((key["shape"], key["strength"]) for key in keys() if key["strength"] != "context")
    assert [shape for shape, count in counts.items() if count > 1] == []


def test_a_strong_prefix_has_one_owner() -> None:
    owners: dict[str, set[str]] = {}
    for key in STRONG:
        owners.setdefault(key["prefix"], set()).add(key.get("service") or owner(key))
    assert {prefix: names for prefix, names in owners.items() if len(names) > 1} == {}


def test_alibaba_and_tencent_share_a_plan_prefix() -> None:
    (key,) = (key for key in keys() if key["prefix"] == "sk-sp-")
    assert {owner(key), *key["shared_with"]} == {"alibaba", "tencent-tokenhub"}


@pytest.mark.parametrize("key", STRONG, ids=title)
@settings(max_examples=10)
@given(data=st.data())
def test_a_sample_of_a_strong_key_leads_to_its_owner(key: Entry, data: st.DataObject) -> None:
    first = matching_keys(data.draw(samples(key)))[0]
    assert owner(first) == owner(key)
    assert first["strength"] == "strong"


@pytest.mark.parametrize("key", keys(), ids=title)
@settings(max_examples=5)
@given(data=st.data())
def test_every_kind_of_key_matches_its_samples(key: Entry, data: st.DataObject) -> None:
    assert key in matching_keys(data.draw(samples(key)))


@pytest.mark.parametrize("harmless", harmless_ids(), ids=lambda key: key["prefix"])
@settings(max_examples=25)
@given(data=st.data())
def test_harmless_ids_are_not_keys(harmless: Entry, data: st.DataObject) -> None:
    assert not is_strong_key(data.draw(samples(harmless)))

"""What a tool has one setting for, whichever provider it asks, is in every way in which convert writes it."""

from __future__ import annotations

import pytest

from configlint.convert.plan import written
from tests.convert.conversions import KNOWLEDGE, TARGETS

#: Where a tool has the limits of a model in a list that it lacks for some of its providers.
_NO_LIST = frozenset({"openclaw", "zed"})


@pytest.mark.parametrize("what", ["timeout", "retries", "{context_window", "{max_output"])
@pytest.mark.parametrize("target", [one for one in TARGETS if one not in _NO_LIST])
def test_all_kinds_of_request_have_the_same_limits(target: str, what: str) -> None:
    made = KNOWLEDGE.profile(target).target
    kinds = made.kinds if made is not None else ()
    has = {any(one.content == what or what in written(one.value) for one in kind.entries) for kind in kinds}
    assert len(has) == 1

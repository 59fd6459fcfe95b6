"""What a connection and its variables are called: as a person would, and as every shell accepts it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.convert import naming
from tests.convert.conversions import KNOWLEDGE

#: What POSIX says a variable is called, in small letters as it is before it is written.
VARIABLE = re.compile(r"[a-z_][a-z0-9_]*")


@given(st.text(min_size=1) | st.sampled_from(sorted(KNOWLEDGE.catalog.provider_ids())))
def test_every_name_makes_a_variable_that_a_shell_can_set(name: str) -> None:
    word = naming.as_word(name)
    assert VARIABLE.fullmatch(word), word
    assert word.strip("_"), word


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("api.relayhub.example", "relayhub"),
        ("api.4sapi.com", "4sapi"),
        ("api.one2all.com", "one2all"),
        ("my-relay.ai", "my-relay"),
        ("node-07.relayhub.example", "relayhub"),
        ("203.0.113.5", "gateway"),
        ("10.0.0.5", "local"),
        ("localhost", "local"),
        ("gpu-box", "gpu-box"),
        ("server2", "server2"),
    ],
)
def test_a_host_is_called_by_its_own_label(host: str, label: str) -> None:
    assert naming.label_of(host) == label

"""What the reader takes from a Dockerfile: the variables of its ENV instructions, as Docker would set them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.document.nodes import Table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM x\nENV A=1\n", {"A": "1"}),
        ("env A=1 B=two", {"A": "1", "B": "two"}),
        ("ENV A=\"one two\" B='x y' C=a\\ b", {"A": "one two", "B": "x y", "C": "a b"}),
        (
            "ENV A=1 \\\n    # why\n    B=http://localhost:1/v1 \\\n    C=3\nRUN D=4",
            {"A": "1", "B": "http://localhost:1/v1", "C": "3"},
        ),
        ("ENV URL http://localhost:1/v1  \n", {"URL": "http://localhost:1/v1"}),
        ("# ENV A=1\nRUN echo ENV B=2\nARG C=3\n", {}),
        ("ENV A=1\nENV A=2\n", {"A": "2"}),
    ],
)
def test_env_instructions_are_read(text: str, expected: dict[str, str]) -> None:
    assert Document.of(text, "dockerfile", "Dockerfile").data() == expected


@given(st.text(alphabet="ENVenv =\\\"'#\nAb/:$", max_size=60))
def test_spans_are_where_names_and_values_stand(text: str) -> None:
    document = Document.of(text, "dockerfile", "Dockerfile")
    assert isinstance(document.root, Table)
    for name, entry in document.root.entries.items():
        assert document.text[entry.key_start : entry.key_end] == name
        assert entry.key_end < entry.value.start <= entry.value.end <= len(text)


def test_a_dockerfile_is_not_written() -> None:
    document = Document.of("ENV A=1", "dockerfile", "Dockerfile")
    with pytest.raises(ChangeRefusedError):
        document.replace(("A",), "2")

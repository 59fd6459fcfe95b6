"""Java properties, as `java.util.Properties` reads them: https://docs.oracle.com/javase/8/docs/api/java/util/Properties.html"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.document import formats
from configlint.document.change import splice
from configlint.document.document import Document

#: Characters that the rules are about, and some that they are not.
CHARACTERS = st.text(alphabet=st.sampled_from("ab.=:#! \t\\\n\ru00e9é"), max_size=40)


def data(text: str) -> object:
    return Document.of(text, "properties").data()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1\nb: 2\nc 3\nd\n", {"a": "1", "b": "2", "c": "3", "d": ""}),
        ("  a  =  1 # no comment \n", {"a": "1 # no comment "}),
        ("# a=1\n! b=2\n\n c=3", {"c": "3"}),
        ("a.b=1\na.c.d=2\n", {"a": {"b": "1", "c": {"d": "2"}}}),
        ("a=1, \\\n    2\nb=3\n", {"a": "1, 2", "b": "3"}),
        ("a\\=b\\ c=1\\:\\u00e9\\t2\\q\n", {"a=b c": "1:é\t2q"}),
        ("a = =1\r\nb=2\r\n", {"a": "=1", "b": "2"}),
        ("a=1\na.b=2\n", {"a": {"b": "2"}}),
    ],
)
def test_reads_what_java_reads(text: str, expected: object) -> None:
    assert data(text) == expected


def test_the_last_of_two_counts_and_both_are_known() -> None:
    root = Document.of("a=1\na=2\n", "properties").root
    assert data("a=1\na=2\n") == {"a": "2"}
    assert [earlier.value.start for earlier, _ in getattr(root, "repeats", ())] == [2]


@given(CHARACTERS)
def test_reads_any_text(text: str) -> None:
    assert isinstance(data(text), dict)


@given(before=CHARACTERS, value=CHARACTERS)
def test_what_is_written_is_read_back(before: str, value: str) -> None:
    document = Document.of(f"{before}\n\nx.y=old\nz=1\n", "properties")
    if document.at(("x", "y")) is None:
        return  # the line above goes on
    edits = formats.load_writer("properties").replace(document, ("x", "y"), value)
    changed = Document.of(splice(document.text, tuple(edits)), "properties")
    assert changed.data() == {**document.data(), "x": {**document.data()["x"], "y": value}}

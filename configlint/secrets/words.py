"""The words that tell a key from what only looks like one. `secret_words.toml` has them, and says what each list is."""

from __future__ import annotations

from functools import cache

from configlint.catalog import codecs, store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.catalog.words import Words


@cache
def words() -> Words:
    """Return the words."""
    return codecs.providers().decode(store.built_in("words"))  # type: ignore[return-value]

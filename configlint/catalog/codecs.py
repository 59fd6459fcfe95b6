"""The codecs of the parts: of profiles and their index, and of what is known about providers and keys."""

from __future__ import annotations

from functools import cache

from configlint.catalog.codec import Codec


@cache
def profiles() -> Codec:
    """Return the codec of profiles and of their index."""
    from configlint.catalog import index
    from configlint.engine import container_spec, language, mcp, model, table_rules, target, url_kinds

    return Codec((language, container_spec, table_rules, mcp, target, model, url_kinds, index))


@cache
def providers() -> Codec:
    """Return the codec of what is known about providers and keys."""
    from configlint.catalog import providers, words

    return Codec((providers, words))

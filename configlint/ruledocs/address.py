"""Where the documentation site has what there is to read about a rule."""

from __future__ import annotations

#: The site's address; a fork that builds its own site writes its own here.
SITE = "https://configlint.github.io/configlint/"


def of_rule(name: str) -> str:
    """Return the address of the page about a rule."""
    return f"{SITE}rules/{name}/"

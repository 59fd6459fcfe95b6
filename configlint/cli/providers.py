"""`configlint providers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from configlint.cli import options, session

if TYPE_CHECKING:
    from configlint.catalog.lookup import Provider


@click.command("providers")
@click.argument("name", required=False, metavar="[ID or HOST]")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output.")
@options.configuration
def command(name: str | None, output: str, color: str) -> None:
    """List the providers that configlint knows, or show one: base URLs, what is served since when, keys, regions.

    \b
    Example:
      configlint providers api.deepseek.com
    """
    from configlint.catalog import lookup
    from configlint.report import providers, terminal

    session.settings()
    found = _named(name) if name else [lookup.provider(identifier) for identifier in lookup.provider_ids()]
    if output == "json":
        session.print_json(providers.as_json(found, in_full=name is not None))
    elif name is None:
        providers.report_all(found, style=terminal.style(color))
    else:
        providers.report(found, style=terminal.style(color))


def _named(name: str) -> list[Provider]:
    """Return the provider of an id, or those at a host (also of a URL). Raises a usage error where there is none."""
    from configlint.catalog import lookup
    from configlint.engine import urls

    if name in lookup.provider_ids():
        return [lookup.provider(name)]
    url = urls.split(name if "://" in name else f"https://{name}")
    host = url.host if url is not None else name
    owner = lookup.website(host, url.path if url is not None else "/")
    found = lookup.providers_at(host) or ([lookup.provider(owner)] if owner is not None else [])
    if not found:
        from difflib import get_close_matches

        close = get_close_matches(name, lookup.provider_ids(), 3)
        raise click.UsageError(
            f"no provider is called {name!r}, and none that is known answers at that host"
            + (f"; did you mean {' or '.join(close)}?" if close else "")
        )
    return found

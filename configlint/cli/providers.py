"""`configlint providers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from configlint.cli import common, options

if TYPE_CHECKING:
    from configlint.catalogue import Provider


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
    from configlint import catalogue
    from configlint.report import providers, terminal

    common.settings()
    found = _named(name) if name else [catalogue.provider(identifier) for identifier in catalogue.provider_ids()]
    if output == "json":
        common.print_json(providers.as_json(found, in_full=name is not None))
    elif name is None:
        providers.report_all(found, style=terminal.style(color))
    else:
        providers.report(found, style=terminal.style(color))


def _named(name: str) -> list[Provider]:
    """Return the provider of an id, or those at a host (also of a URL). Raises a usage error where there is none."""
    from configlint import catalogue, urls

    if name in catalogue.provider_ids():
        return [catalogue.provider(name)]
    url = urls.split(name if "://" in name else f"https://{name}")
    host = url.host if url is not None else name
    owner = catalogue.website(host, url.path if url is not None else "/")
    found = catalogue.providers_at(host) or ([catalogue.provider(owner)] if owner is not None else [])
    if not found:
        from difflib import get_close_matches

        close = get_close_matches(name, catalogue.provider_ids(), 3)
        raise click.UsageError(
            f"no provider is called {name!r}, and none that is known answers at that host"
            + (f"; did you mean {' or '.join(close)}?" if close else "")
        )
    return found

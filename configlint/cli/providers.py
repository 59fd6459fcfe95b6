"""`configlint providers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from configlint.cli import names, options
from configlint.cli.session import Session
from configlint.files.words import did_you_mean

if TYPE_CHECKING:
    from configlint.catalog.catalog import Catalog
    from configlint.catalog.providers import Provider


@click.command("providers")
@click.argument("name", required=False, metavar="[ID or HOST]", shell_complete=names.providers)
@options.format_of("it", "json")
@options.color
@options.configuration
def command(name: str | None, output: str, color: str) -> None:
    """List the providers that configlint knows, or show one: base URLs, what is served since when, keys, regions.

    \b
    Example:
      configlint providers api.deepseek.com
    """
    from configlint.report import providers

    session = Session(color, only_known=True)
    catalog = session.knowledge.catalog
    found = _named(name, catalog) if name else [catalog.provider(one) for one in catalog.provider_ids()]
    if output == "json":
        session.out.json(providers.as_json(found, catalog, is_in_full=name is not None))
    elif name is None:
        providers.report_all(found, session.out)
    else:
        providers.report(found, catalog, session.out)


def _named(name: str, catalog: Catalog) -> list[Provider]:
    """Return the provider of an id, or those at a host (also of a URL). Raises a usage error where there is none."""
    from configlint.engine import urls

    if name in catalog.provider_ids():
        return [catalog.provider(name)]
    url = urls.split(name if "://" in name else f"https://{name}")
    host = url.host if url is not None else name
    owner = catalog.website(host, url.path if url is not None else "/")
    found = catalog.providers_at(host) or ([catalog.provider(owner)] if owner is not None else [])
    if not found:
        hint = did_you_mean(name, catalog.provider_ids())
        raise click.UsageError(f"no provider that is known is called {name!r} or answers at that host{hint}")
    return list(found)

"""Lists what in the catalog should be looked at again: `python -m tests.providers.stale [DAYS]`

Prints each provider and API whose date is older than so many days (90), the oldest first, with its sources, and each
host that two providers have. Exits with 1 if a date is that old, so that a scheduled run can say so.
"""

from __future__ import annotations

import calendar
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tests.providers.catalog_files import providers

DAYS = 90


class Fact(NamedTuple):
    """What a provider is said to do about one API, and the last day on which that can have been seen."""

    seen: date
    provider: str
    api: str
    source: list[str]


def facts() -> Iterator[Fact]:
    """Yield the dated facts of all providers."""
    for id_, provider in providers().items():
        for name, api in provider.get("apis", {}).items():
            if "as_of" in api:
                yield Fact(_last_day(api["as_of"]), id_, name, api.get("source", []))


def _last_day(written: str) -> date:
    """Return a date, of a month its last day."""
    year, month, day = (*map(int, written.split("-")), 0)[:3]
    return date(year, month, day or calendar.monthrange(year, month)[1])


def stale(today: date, days: int = DAYS) -> list[Fact]:
    """Return the facts that are older than so many days, the oldest first."""
    return sorted(one for one in facts() if (today - one.seen).days > days)


def shared_hosts() -> dict[str, list[str]]:
    """Return each host that several providers have, with their ids."""
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for id_, provider in providers().items():
        for host in provider.get("hosts", ()):
            by_host[host].append(id_)
    return {host: ids for host, ids in sorted(by_host.items()) if len(ids) > 1}


def main(arguments: list[str]) -> int:
    """Print what is old and what is shared; return 1 if something is old."""
    days = int(arguments[0]) if arguments else DAYS
    old = stale(date.today(), days)
    for one in old:
        print(f"{one.seen} {one.provider} {one.api}: {'; '.join(one.source) or 'no source'}")
    for host, ids in shared_hosts().items():
        print(f"{host}: {', '.join(ids)}")
    print(
        f"{len(old)} of {len(list(facts()))} facts are older than {days} days; {len(shared_hosts())} hosts are shared"
    )
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What in the catalog is old, and which hosts several providers have."""

from __future__ import annotations

from datetime import date, timedelta

from tests.providers import stale


def test_a_fact_is_old_once_its_last_day_is_so_long_ago() -> None:
    oldest = min(stale.facts())
    assert oldest not in stale.stale(oldest.seen + timedelta(days=stale.DAYS))
    assert stale.stale(oldest.seen + timedelta(days=stale.DAYS + 1))[0] == oldest


def test_nothing_was_seen_in_the_future() -> None:
    assert stale.stale(date(2100, 1, 1))[-1].seen.replace(day=1) <= date.today()


def test_a_host_of_several_providers_is_listed_with_all_of_them() -> None:
    assert stale.shared_hosts()["api.z.ai"] == ["zai", "zai-coding-plan"]
    assert all(len(ids) > 1 for ids in stale.shared_hosts().values())

"""`python -m tests.try_profile TOOL` says what is wrong with a profile that its author is still writing."""

from __future__ import annotations

from pathlib import Path

from tests.try_profile import PROFILES, problems


def test_a_mistake_is_reported_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'tool = "mine"\nversion = "1"\nclent = "httpx"\n[evidence]\ndate = "2026-11-30"\nhow = "observed"\n'
    )
    assert problems(path)[0] == f"{path}:3:1: unknown key clent; did you mean client?"
    path.write_text('tool = "mine\n')
    assert problems(path)[0].startswith(f"{path}:1:")


def test_a_profile_without_a_mistake_has_none() -> None:
    assert problems(PROFILES / "llm.toml") == []


def test_the_profile_in_the_guide_has_none(tmp_path: Path) -> None:
    guide = (PROFILES.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    path = tmp_path / "guide.toml"
    path.write_text("#:schema " + guide.partition("```toml\n#:schema ")[2].partition("```")[0])
    assert problems(path) == []

"""What the whole suite shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same cases each time, so that no failure is bad luck. HYPOTHESIS_PROFILE=search looks for others.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return an empty folder to work in; the home folder is beside it."""
    (tmp_path / "home").mkdir()
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many recordings of the real tools were predicted in this run."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    counts = [value for report in reports for name, value in report.user_properties if name == "recordings"]
    predicted, total = (sum(numbers) for numbers in zip(*counts, strict=True)) if counts else (0, 0)
    if total:
        terminalreporter.write_line(
            f"{predicted} of {total} recordings of real tools predicted ({predicted / total:.1%})"
        )

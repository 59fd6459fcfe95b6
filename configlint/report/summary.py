"""The line that sums up what `check` found."""

from __future__ import annotations

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.diagnostics.fix import SAFE, UNSAFE
from configlint.lint.discovery import Files
from configlint.report.terminal import Style

#: What to call `check` with so that it applies fixes.
OPTIONS = {SAFE: "--fix", UNSAFE: "--fix=all"}


def line(diagnostics: list[Diagnostic], files: Files, folded: int, style: Style) -> str:
    """Return the line; `folded` is how many notes were left out above it."""
    count = {severity: sum(one.severity == severity for one in diagnostics) for severity in ("error", "warning")}
    checked = _many(len(files.subjects), "file")
    if not any(count.values()):
        text = style(
            "good",
            f"Nothing wrong in {checked}." if files.subjects else "No config file of a known tool found.",
        )
    else:
        parts = [style(name, _many(number, name)) for name, number in count.items() if number]
        text = f"{' and '.join(parts)} in {checked}."
    text += _fixable(diagnostics)
    return text + (f" {_many(folded, 'note')}: --notes shows {'it' if folded == 1 else 'them'}." if folded else "")


def _fixable(diagnostics: list[Diagnostic]) -> str:
    """Return how many findings `check` can mend itself, and how to call it for that."""
    count = {
        option: sum(one.fix is not None and one.fix.safety == safety for one in diagnostics)
        for safety, option in OPTIONS.items()
    }
    parts = [f"{number} with {option}" for option, number in count.items() if number]
    return f" {', '.join(parts).replace(' with', ' fixable with', 1)}." if parts else ""


def _many(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")

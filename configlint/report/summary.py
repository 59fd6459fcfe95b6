"""The line that sums up what `check` found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.diagnostics.fix import SAFE, UNSAFE
from configlint.files.words import many

#: What to call `check` with so that it applies fixes.
OPTIONS = {SAFE: "--fix", UNSAFE: "--fix=all"}


def line(
    diagnostics: Sequence[Diagnostic], files: int, folded: int = 0, style: Callable[[str, str], str] | None = None
) -> str:
    """Return the line; `folded` is how many notes were left out above it."""
    dress = style or (lambda role, text: text)
    count = {severity: sum(one.severity == severity for one in diagnostics) for severity in ("error", "warning")}
    checked = many(files, "file")
    if not files:
        text = "No file of a known tool found; configlint doctor looks at the whole machine."
    elif not any(count.values()):
        text = dress("good", f"No problems found ({checked} checked).")
    else:
        parts = [dress(name, many(number, name)) for name, number in count.items() if number]
        text = f"{' and '.join(parts)} in {checked}."
    text += _fixable(diagnostics)
    return text + (f" {many(folded, 'note')}: --notes shows {'it' if folded == 1 else 'them'}." if folded else "")


def _fixable(diagnostics: Sequence[Diagnostic]) -> str:
    """Return how many findings `check` can fix itself, and how to call it for that."""
    count = {
        option: sum(one.fix is not None and one.fix.safety == safety for one in diagnostics)
        for safety, option in OPTIONS.items()
    }
    parts = [f"{number} with {option}" for option, number in count.items() if number]
    return f" {', '.join(parts).replace(' with', ' fixable with', 1)}." if parts else ""

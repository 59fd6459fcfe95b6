"""What was found, for people."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click

from configlint import secrets
from configlint.diagnostics import NOTE, Diagnostic
from configlint.gathering import Files
from configlint.profiles import load

Style = Callable[[str, str], str]

_COLOURS = {
    "error": "31;1",
    "warning": "33;1",
    "note": "36",
    "caret": "31",
    "faint": "2",
    "bold": "1",
    "good": "32",
}
_WIDTH = 100


def style(color: str) -> Style:
    """Return what dresses a text in a role's colour: on a terminal, unless NO_COLOR says otherwise."""
    wanted = color == "always" or (
        color == "auto" and "NO_COLOR" not in os.environ and ("FORCE_COLOR" in os.environ or sys.stdout.isatty())
    )
    if not wanted:
        return lambda role, text: text
    return lambda role, text: f"\x1b[{_COLOURS[role]}m{text}\x1b[0m"


def report(diagnostics: list[Diagnostic], files: Files, *, notes: bool, quiet: bool, style: Style) -> None:
    """Print findings, one block each, and a line that sums up. Notes are folded into that line unless `notes`."""
    shown = [one for one in diagnostics if notes or one.severity != NOTE]
    for one in shown:
        click.echo("\n".join(_block(one, style)) + "\n", color=True)
    for name in files.unknown:
        click.echo(f"{name}: not a config file of a known tool; --tool ID says whose it is", err=True)
    if files.skipped and not quiet:
        few = ", ".join(files.skipped[:3]) + (" …" if len(files.skipped) > 3 else "")
        click.echo(f"Left out because .gitignore names them: {few} (--no-gitignore checks them)", err=True)
    if not quiet:
        click.echo(_summary(diagnostics, files, len(diagnostics) - len(shown), style), color=True)


def _block(one: Diagnostic, style: Style) -> list[str]:
    line, column = one.position
    place = style("bold", f"{_shown_path(one)}:{line}:{column}")
    lines = [f"{place}: {style(one.severity, one.severity)}: {one.message} [{one.code} {one.rule}]"]
    lines += _excerpt(one, line, column, style)
    if one.request:
        lines.append(f"  {style('faint', 'sends')}  {one.request}")
    if one.write:
        lines.append(f"  {style('faint', 'write')}  {style('good', one.write)}")
    if one.help:
        lines.append(f"  {style('faint', 'help')}   {one.help}")
    if one.also:
        lines.append(f"  {style('faint', 'same')}   in {_few([load(tool).name for tool in one.also])}")
    for related in one.related:
        number, _ = related.document.lines.position(related.offset)
        lines.append(f"  {style('faint', 'see')}    {related.document.path}:{number}: {related.message}")
    return lines


def _few(names: list[str]) -> str:
    """Return names as a list that fits into a line."""
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def _excerpt(one: Diagnostic, line: int, column: int, style: Style) -> list[str]:
    """Return the source line with a caret under the place; keys in it are masked."""
    start, end = one.document.lines.span(line)
    text = one.document.text[start:end]
    if not text.strip():
        return []
    before = secrets.excerpt(one.document, start, one.start)
    marked = secrets.excerpt(one.document, one.start, min(one.end, end))
    after = secrets.excerpt(one.document, max(min(one.end, end), one.start), end)
    cut = max(0, len(before) + len(marked) - _WIDTH)
    if cut:
        before = "…" + before[cut + 1 :] if cut < len(before) else "…"
    room = max(0, _WIDTH - len(before) - len(marked))
    after = after if len(after) <= room else after[: max(0, room - 1)] + "…"
    shown = (before + marked + after).replace("\t", " ")
    number = str(line)
    caret = " " * _columns(before) + style("caret", "^" * max(1, _columns(marked)))
    return [
        f" {style('faint', f'{number} |')} {shown.rstrip()}",
        f" {' ' * len(number)} {style('faint', '|')} {caret}",
    ]


def _columns(text: str) -> int:
    """Return how wide a terminal shows a text: East Asian characters take two columns."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(ch) else 2 if east_asian_width(ch) in "WF" else 1 for ch in text)


def _shown_path(one: Diagnostic) -> str:
    return one.document.path


def _summary(diagnostics: list[Diagnostic], files: Files, folded: int, style: Style) -> str:
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
    return text + (f" {_many(folded, 'note')}: --notes shows {'it' if folded == 1 else 'them'}." if folded else "")


def _many(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")

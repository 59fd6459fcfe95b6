"""What was found, for people."""

from __future__ import annotations

from collections.abc import Iterator

import click

from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.lint.discovery import Files
from configlint.profiles import load
from configlint.report import summary, terminal
from configlint.report.terminal import Style, columns, visible, wrapped
from configlint.secrets import redaction

#: How much of a source line is shown, also where there is room for more.
_WIDTH = 100


def report(
    diagnostics: list[Diagnostic], files: Files, *, notes: bool, statistics: bool, quiet: bool, style: Style
) -> None:
    """Print findings, one block each, and a line that sums up. Notes are folded into that line unless `notes`.

    With `statistics`, how often each rule found something is printed instead of what it found.
    """
    shown = [one for one in diagnostics if notes or statistics or one.severity != NOTE]
    if statistics:
        from configlint.report.statistics import text

        click.echo("".join(f"{line}\n" for line in text(diagnostics, style)), color=True)
    else:
        for one in shown:
            click.echo("\n".join(_block(one, style)) + "\n", color=True)
    for name in files.unknown if not quiet else ():
        click.echo(f"{_shown(name)}: not a config file of a known tool; --tool ID says whose it is", err=True)
    if files.skipped and not quiet:
        few = ", ".join(map(_shown, files.skipped[:3])) + (" …" if len(files.skipped) > 3 else "")
        click.echo(f"Left out because .gitignore names them: {few} (--no-gitignore checks them)", err=True)
    if not quiet:
        click.echo(summary.line(diagnostics, files, len(diagnostics) - len(shown), style), color=True)


def _block(one: Diagnostic, style: Style) -> list[str]:
    line, column = one.position
    place = f"{_shown(one.document.path)}:{line}:{column}"
    first, *others = wrapped(
        f"{visible(one.message)} [{one.code} {one.rule}]", taken=len(f"{place}: {one.severity}: "), indent=4
    )
    lines = [f"{style('bold', place)}: {style(one.severity, one.severity)}: {first}", *others]
    lines += _excerpt(one, line, column, style)
    for label, text in _details(one):
        first, *others = wrapped(visible(text), taken=9, indent=9)
        lines += [f"  {style('faint', f'{label:<7}')}{style('good', first) if label == 'write' else first}", *others]
    return lines


def _details(one: Diagnostic) -> Iterator[tuple[str, str]]:
    """Yield what is shown below a finding, each with its label."""
    if one.request:
        yield "sends", one.request
    if one.write:
        yield "write", one.write + _remedy(one)
    if one.help:
        yield "help", one.help
    if one.fix is not None and not one.write:
        yield "fix", one.fix.description + _remedy(one)
    if one.also:
        yield "same", f"in {_few([load(tool).name for tool in one.also])}"
    for related in one.related:
        number, _ = related.document.lines.position(related.offset)
        yield "see", f"{_shown(related.document.path)}:{number}: {related.message}"


def _remedy(one: Diagnostic) -> str:
    """Return what to call the program with so that it mends a finding itself."""
    return f" ({summary.OPTIONS[one.fix.safety]})" if one.fix is not None else ""


def _few(names: list[str]) -> str:
    """Return names as a list that fits into a line."""
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def _excerpt(one: Diagnostic, line: int, column: int, style: Style) -> list[str]:
    """Return the source line with a caret under the place; keys in it are masked."""
    start, end = one.document.lines.span(line)
    if not one.document.text[start:end].strip():
        return []
    number = str(line)
    room = min(_WIDTH, (terminal.width() or _WIDTH) - len(f" {number} | "))
    before = visible(redaction.excerpt(one.document, start, one.start))
    marked = visible(redaction.excerpt(one.document, one.start, min(one.end, end)))
    after = visible(redaction.excerpt(one.document, max(min(one.end, end), one.start), end))
    marked = _start(marked, room - (1 if before else 0))
    before = _start(before[::-1], room - columns(marked))[::-1]
    after = _start(after, room - columns(before) - columns(marked))
    caret = " " * columns(before) + style("caret", "^" * max(1, columns(marked)))
    return [
        f" {style('faint', f'{number} |')} {(before + marked + after).rstrip()}",
        f" {' ' * len(number)} {style('faint', '|')} {caret}",
    ]


def _start(text: str, room: int) -> str:
    """Return as much of a text as `room` columns hold, with an ellipsis where something is left out."""
    if columns(text) <= room:
        return text
    while text and columns(text) >= room:
        text = text[: -max(1, (columns(text) - room) // 2)]
    return text + "…" if room > 0 else ""


def _shown(path: str) -> str:
    """Return a path in which nothing can confuse a terminal."""
    if path.isprintable():
        return path
    from configlint.secrets.text_source import printable

    return printable(path)

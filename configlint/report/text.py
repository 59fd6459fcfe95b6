"""What was found, for people."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.lint.discovery import Files
from configlint.report import layout, message, summary
from configlint.report.gate import Own
from configlint.report.layout import columns, visible, wrapped
from configlint.report.output import Output
from configlint.settings.finder import Finder

#: How much of a source line is shown, also where there is room for more.
_WIDTH = 100
#: As many places of equal findings are listed.
_MANY = 8


def report(
    diagnostics: list[Diagnostic],
    files: Files,
    out: Output,
    finder: Finder,
    *,
    notes: bool,
    statistics: bool,
    quiet: bool,
) -> None:
    """Print findings, one block each, and a line that sums up. Notes are folded into that line unless `notes`.

    With `statistics`, how often each rule found something is printed instead of what it found.
    """
    shown = [one for one in diagnostics if notes or statistics or one.severity != NOTE]
    if statistics:
        from configlint.report.statistics import text

        for line in text(diagnostics, out):
            out.line(line)
    else:
        for group in _groups(shown):
            out.line("\n".join(_block(group, out, finder)) + "\n")
    if quiet:
        return
    for name in files.unknown:
        out.remark(f"{visible(name)} is not a config file of a known tool; --tool ID says whose it is")
    if files.skipped:
        few = ", ".join(map(visible, files.skipped[:3])) + (" …" if len(files.skipped) > 3 else "")
        out.remark(f"Skipped because .gitignore names them: {few} (--no-gitignore checks them)")
    out.line(Own(summary.line(diagnostics, len(files.inputs), len(diagnostics) - len(shown), out.style)))


def _groups(diagnostics: list[Diagnostic]) -> list[list[Diagnostic]]:
    """Return findings that say the same about several places of a file as one."""
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for one in diagnostics:
        said = (id(one.document), one.code, one.severity, one.message, one.help, one.request, one.write, one.also)
        has_fix = one.fix.safety if one.fix is not None else ""
        groups.setdefault((*said, one.tool, has_fix), []).append(one)
    return list(groups.values())


def _block(group: list[Diagnostic], out: Output, finder: Finder) -> list[str]:
    one = group[0]
    line, column = one.position
    place = f"{visible(one.document.path)}:{line}:{column}"
    first, *others = wrapped(
        f"{visible(one.message)} [{one.code} {one.rule}]", taken=len(f"{place}: {one.severity}: "), indent=4
    )
    lines = [f"{out.style('bold', place)}: {out.style(one.severity, one.severity)}: {first}", *others]
    lines += _excerpt(one, line, out)
    for label, text in [*_details(one, finder), *_others(group)]:
        first, *others = wrapped(visible(text), taken=9, indent=9)
        shown = out.style("good", first) if label == "write" else first
        lines += [f"  {out.style('faint', f'{label:<7}')}{shown}", *others]
    return lines


def _details(one: Diagnostic, finder: Finder) -> Iterator[tuple[str, str]]:
    """Yield what is shown below a finding, each with its label."""
    if one.request:
        yield "sends", one.request
    if one.write:
        yield "write", one.write + _option(one)
    if one.help:
        yield "help", one.help
    if one.fix is not None and not one.write:
        yield "fix", one.fix.description + _option(one)
    if one.also:
        yield "same", f"in {_few(message.other_tools(one, finder))}"
    for related in one.related:
        number, _ = related.document.lines.position(related.offset)
        yield "see", f"{related.document.path}:{number}: {related.message}"


def _others(group: list[Diagnostic]) -> Iterator[tuple[str, str]]:
    """Yield the further places of a finding."""
    lines = [str(one.position[0]) for one in group[1:]]
    if lines:
        more = f" and {len(lines) - _MANY} more" if len(lines) > _MANY else ""
        yield "also", f"on line{'s' * (len(lines) > 1)} {', '.join(lines[:_MANY])}{more}"


def _option(one: Diagnostic) -> str:
    """Return what to call the program with so that it fixes a finding itself."""
    return f" ({summary.OPTIONS[one.fix.safety]})" if one.fix is not None else ""


def _few(names: list[str]) -> str:
    """Return names as a list that fits into a line."""
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def _excerpt(one: Diagnostic, line: int, out: Output) -> list[str]:
    """Return the source line with a caret under the place."""
    start, end = one.document.lines.span(line)
    if not one.document.text[start:end].strip():
        return []
    number = str(line)
    room = min(_WIDTH, (layout.width() or _WIDTH) - len(f" {number} | "))
    before = visible(out.gate.excerpt(one.document, start, one.start))
    marked = visible(out.gate.excerpt(one.document, one.start, min(one.end, end)))
    after = visible(out.gate.excerpt(one.document, max(min(one.end, end), one.start), end))
    if marked.startswith("…"):  # one value that is masked, of which only a part is marked
        before = before.removesuffix("…")
    if marked.endswith("…"):
        after = after.removeprefix("…")
    marked = _start(marked, room - (1 if before else 0))
    before = _start(before[::-1], room - columns(marked))[::-1]
    after = _start(after, room - columns(before) - columns(marked))
    caret = " " * columns(before) + out.style("caret", "^" * max(1, columns(marked)))
    return [
        f" {out.style('faint', f'{number} |')} {(before + marked + after).rstrip()}",
        f" {' ' * len(number)} {out.style('faint', '|')} {caret}",
    ]


def _start(text: str, room: int) -> str:
    """Return as much of a string as `room` columns hold, with an ellipsis where something is left out."""
    if columns(text) <= room:
        return text
    while text and columns(text) >= room:
        text = text[: -max(1, (columns(text) - room) // 2)]
    return text + "…" if room > 0 else ""

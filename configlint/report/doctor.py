"""What `doctor` found: for people one line per question, and as data."""

from __future__ import annotations

from collections.abc import Sequence

from configlint.doctor.examine import SHELL, Checkup, Examination
from configlint.doctor.presence import Presence
from configlint.doctor.steps import OK, PROBLEM, SKIPPED, UNKNOWN, Step
from configlint.engine.host import Host
from configlint.files.words import many
from configlint.report import layout, summary
from configlint.report.layout import visible, wrapped
from configlint.report.output import Output

#: What an answer is shown with, and in which role.
_MARKS = {OK: ("✓", "good"), PROBLEM: ("✗", "error"), UNKNOWN: ("?", "warning"), SKIPPED: ("–", "faint")}
_LABELS = {"wire_api": "wire API"}
#: As many connections of a tool that have problems are shown in full; the others as one line each.
_FEW = 1


def report(found: Sequence[Examination], host: Host, out: Output, *, in_full: bool) -> None:
    """Print the tools: what is wrong or not known of a connection with a problem, a line for each of the others.

    With `in_full`, or where there is only one connection, every question of every connection.
    """
    if not found:
        out.line("No tool that configlint knows is here: no program on PATH, no package in a manifest, no config file.")
        out.line("configlint doctor TOOL looks at one all the same; configlint tools lists them.")
        return
    is_alone = sum(len(_groups(one)) for one in found) == 1
    printer = _Printer(host, out, in_full=in_full or is_alone)
    for one in found:
        printer.tool(one)
    bad = [one for one in found if one.problems]
    tools = f"{len(found)} tool{'s' * (len(found) != 1)}"
    if bad:
        more = "" if in_full or is_alone else f" configlint doctor {bad[0].profile.id} answers every question."
        out.line(f"{tools} found, {len(bad)} with problems: {', '.join(one.profile.name for one in bad)}.{more}")
    else:
        asked = any(checkup.online is not None for one in found for checkup in one.checkups)
        more = "" if asked else " configlint doctor --online sends a small request to each."
        out.line(f"{tools} found, no problems.{more}")


class _Printer:
    """Prints tools on one machine."""

    def __init__(self, host: Host, out: Output, *, in_full: bool) -> None:
        self._host = host
        self._out = out
        self._in_full = in_full

    def tool(self, one: Examination) -> None:
        """Print one tool."""
        name = self._name(one)
        if not one.is_set_up:
            self._line(SKIPPED, f"{name}: not set up here{self._where(one.presence)}")
        elif one.contains and not one.about_files:
            self._line(OK, f"{name}: nothing is wrong with what {', '.join(one.contains)} gets in {self._files(one)}")
        elif one.about_files:
            about = f"what {', '.join(one.contains)} gets" if one.contains else "no connection"
            self._out.line(f"{self._out.style('bold', name)}: {about}")
            for step in one.about_files:
                self._step(step)
            self._out.line()
        elif not one.checkups:
            self._line(UNKNOWN, f"{name}: no connection is chosen in its files")
        groups = _groups(one)
        shown = 0
        for group in groups:
            if self._in_full or (group[0].problems and shown < _FEW):
                shown += 1
                self._checkup(name, group)
            else:
                self._line(_state(group[0]), f"{name}: {self._brief(group)}")
        for store in one.presence.stores:
            if not store.is_login or not one.checkups:  # a checkup says itself where a login counts
                self._line(UNKNOWN, f"{one.profile.name}: {store.note}")

    def _files(self, one: Examination) -> str:
        return ", ".join(map(self._short, one.presence.files))

    def _name(self, one: Examination) -> str:
        version = one.presence.version
        assumed = " (because of .env)" if one.presence.is_assumed else ""
        return f"{one.profile.name}{f' {version}' if version else ''}{assumed}"

    def _where(self, presence: Presence) -> str:
        return f" ({self._short(presence.program)})" if presence.program else ""

    def _brief(self, group: list[Checkup]) -> str:
        request = group[0].request
        names = _names(group)
        url = request.url or request.leads_to
        where = f"{request.wire_api} {visible(url)}" if url else "where it is sent is not known"
        told = [*group[0].problems, *_doubts(group[0])][:1]
        said = [f"{one.message}{f' → {one.help}' if one.help else ''}" for one in told]
        return f"{names}: {'; '.join(said if group[0].problems else [where, *said])}"

    def _checkup(self, name: str, group: list[Checkup]) -> None:
        checkup = group[0]
        self._out.line(f"{self._out.style('bold', name)}: {_names(group)}")
        for step in checkup.steps:
            if self._in_full or step.status in (PROBLEM, UNKNOWN):
                self._step(step)
        self._online(checkup)
        if checkup.curl:
            self._out.line(f"  {self._out.style('faint', 'try it')}      {checkup.curl}")
        self._out.line()

    def _step(self, step: Step) -> None:
        mark, role = _MARKS[step.status]
        label = _LABELS.get(step.step, step.step)
        place = self._place(step)
        said = self._shortened(visible(step.message)) + (f" [{step.rule}]" if step.rule else "")
        lines = wrapped(said + (f" ({place})" if place else ""), taken=14, indent=14)
        self._out.line(f"  {self._out.style(role, mark)} {label:<9} {lines[0]}")
        self._rest(lines[1:])
        if step.help:
            option = _option(step)
            first, *others = wrapped(self._shortened(visible(step.help)) + option, taken=16, indent=16)
            self._out.line(f"{'':<14}{self._out.style('faint', '→')} {first}")
            self._rest(others)
        for loser in step.beats:
            said = f"{self._short(loser.document.path)}:{loser.position[0]}: {self._shortened(visible(loser.message))}"
            self._rest([f"{'':<14}{line}" for line in wrapped(said, taken=14, indent=0)])

    def _online(self, checkup: Checkup) -> None:
        """Print what was sent, and what came back."""
        online = checkup.online
        if online is None and not checkup.not_asked:
            return
        if online is None:
            status, text = SKIPPED, f"nothing was sent: {checkup.not_asked}"
        else:
            status = OK if online.verdict.is_good else PROBLEM
            came = str(online.status) if online.status else "no answer"
            said = any(step.message == online.verdict.message for step in checkup.steps)
            text = f"{online.sent}: {came} after {many(online.requests, 'request')}"
            text += "" if said else f": {online.verdict.message}"
        mark, role = _MARKS[status]
        first, *others = wrapped(visible(text), taken=14, indent=14)
        self._out.line(f"  {self._out.style(role, mark)} {'online':<9} {first}")
        self._rest(others)

    def _rest(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._out.line(line)

    def _line(self, status: str, text: str) -> None:
        mark, role = _MARKS[status]
        first, *others = wrapped(self._shortened(visible(text)), taken=2, indent=2)
        self._out.line(f"{self._out.style(role, mark)} {first}")
        self._rest(others)

    def _place(self, step: Step) -> str:
        """Return where a value is written: file and line, or the shell."""
        if step.finding is not None:
            path, line = step.finding.document.path, step.finding.position[0]
        elif step.place is not None:
            path, (line, _) = step.place.document.path, _position(step)
        else:
            return ""
        return SHELL if path == SHELL else f"{self._short(path)}:{line}"

    def _short(self, path: str) -> str:
        return layout.short(path, self._host.directory, self._host.home)

    def _shortened(self, text: str) -> str:
        """Return a message with the paths in it as a person would write them."""
        for folder, short in ((self._host.directory, ""), (self._host.home, "~/")):
            if len(folder) > 3:
                text = text.replace(folder.rstrip("/") + "/", short)
        return text


def _groups(one: Examination) -> list[list[Checkup]]:
    """Return connections with the same problems as one, and so those of which a program chooses one."""
    groups: dict[object, list[Checkup]] = {}
    for number, checkup in enumerate(one.checkups):
        said = tuple((step.step, step.rule or step.message, step.help) for step in checkup.problems)
        groups.setdefault(said or one.profile.connections.is_chosen_by_code or number, []).append(checkup)
    return list(groups.values())


def _doubts(checkup: Checkup) -> list[Step]:
    """Return the answers that are not known, but with something to write if it does not work."""
    return [step for step in checkup.steps if step.status == UNKNOWN and step.help]


def _state(checkup: Checkup) -> str:
    if checkup.problems:
        return PROBLEM
    return OK if checkup.request.leads_to is not None and not _doubts(checkup) else UNKNOWN


def _names(group: list[Checkup]) -> str:
    first = visible(group[0].request.connection)
    return f"{first} and {len(group) - 1} more" if len(group) > 1 else first


def _option(step: Step) -> str:
    fix = step.finding.fix if step.finding is not None else None
    is_file = step.finding is not None and step.finding.document.path != SHELL
    return f" ({summary.OPTIONS[fix.safety]})" if fix is not None and is_file else ""


def _position(step: Step) -> tuple[int, int]:
    place = step.place
    assert place is not None  # noqa: S101  (asked for before)
    entry, node = place.entry, place.node
    start = entry.key_start if entry is not None else node.start if node is not None else 0
    return place.document.lines.position(start)


# ---- as data


def as_json(found: Sequence[Examination]) -> dict[str, object]:
    """Return the object that `doctor --format json` prints."""
    tools = [entry for one in found for entry in _entries(one)]
    problems = sum(len(one.problems) for one in found)
    return {"schema": 1, "tools": tools, "summary": {"tools": len(found), "problems": problems}}


def _entries(one: Examination) -> list[dict[str, object]]:
    presence = one.presence
    shared = {
        "tool": presence.tool.partition("@")[0],
        "version": presence.version or None,
        "found": {
            "program": presence.program or None,
            "in_project": presence.is_in_project,
            "files": [*presence.files],
        },
        "notes": [store.note for store in presence.stores],
    }
    empty: dict[str, object] = {
        "connection": None,
        "active": False,
        "url": None,
        "steps": [_step(step) for step in one.about_files],
        "curl": None,
        "online": None,
    }
    return [{**shared, **_entry(checkup)} for checkup in one.checkups] or [{**shared, **empty}]


def _entry(checkup: Checkup) -> dict[str, object]:
    request = checkup.request
    return {
        "connection": request.connection,
        "active": request.active,
        "url": request.url,
        "steps": [_step(step) for step in checkup.steps],
        "curl": checkup.curl or None,
        "online": _online(checkup),
    }


def _online(checkup: Checkup) -> dict[str, object] | None:
    online = checkup.online
    if online is None:
        return {"sent": None, "verdict": checkup.not_asked} if checkup.not_asked else None
    verdict = online.verdict
    return {
        "sent": online.sent,
        "status": online.status or None,
        "verdict": verdict.message,
        "help": verdict.help or None,
        "symptom": verdict.symptom,
        "works_with": verdict.works_with or None,
        "milliseconds": online.milliseconds,
        "requests": online.requests,
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "step": step.step,
        "status": step.status,
        "message": step.message,
        "help": step.help or None,
        "rule": step.rule or None,
        "origin": _origin(step),
        "beats": [{"path": one.document.path, "line": one.position[0], "message": one.message} for one in step.beats],
    }


def _origin(step: Step) -> dict[str, object] | None:
    if step.finding is not None:
        path, line = step.finding.document.path, step.finding.position[0]
    elif step.place is not None:
        path, (line, _) = step.place.document.path, _position(step)
    else:
        return None
    return {"path": None, "environment": True} if path == SHELL else {"path": path, "line": line}

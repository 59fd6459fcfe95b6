"""Applies fixes: to documents, again and again until nothing more changes, and to the files they were read from."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from configlint import checking, git, writing
from configlint.checking import Subject
from configlint.diagnostics import NOTE, Diagnostic
from configlint.document import Change, ChangeRefusedError, Document, Edit
from configlint.engine.reading import Machine
from configlint.fixes import Fix
from configlint.records import Record

#: What finds out what is wrong with documents.
Look = Callable[[list[Subject]], list[Diagnostic]]

#: A fix may bring to light what the next one is for, but not endlessly.
_MAX_ROUNDS = 20


# ---- one document


def change_of(document: Document, fix: Fix) -> Change:
    """Return all steps of a fix as one change of `document`. Raises ChangeRefusedError where it cannot be made."""
    changes: list[Change] = []
    after = document
    for step in fix.steps:
        if changes:
            after = after.apply(changes[-1])
        changes.append(getattr(after, step.verb)(*step.arguments))
    if len(changes) == 1:
        return changes[0]
    edit = _difference(document.text, after.apply(changes[-1]).text)
    return _together(changes).replace(edits=(edit,))


def apply(document: Document, fixes: Iterable[Fix]) -> tuple[Document, list[int]]:
    """Apply as many of `fixes` as do not get in each other's way.

    Returns the document after them, and the numbers of those that were applied.
    """
    changes: list[tuple[int, Change]] = []
    for number, fix in enumerate(fixes):
        try:
            changes.append((number, change_of(document, fix)))
        except ChangeRefusedError:
            continue
    done: list[tuple[int, Change]] = []
    result = document

    def add(group: list[tuple[int, Change]]) -> None:
        nonlocal result
        try:
            result = document.apply(_together([change for _, change in (*done, *group)]))
        except ChangeRefusedError:
            middle = len(group) // 2
            if middle:
                add(group[:middle])
                add(group[middle:])
        else:
            done.extend(group)

    if changes:
        add(changes)
    return result, [number for number, _ in done]


def with_possible_fixes(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Return findings without the fixes that cannot be made in the text as it stands."""
    return [
        one if one.fix is None or _is_possible(one.document, one.fix) else one.replace(fix=None) for one in diagnostics
    ]


def _is_possible(document: Document, fix: Fix) -> bool:
    try:
        change_of(document, fix)
    except ChangeRefusedError:
        return False
    return True


def _together(changes: Sequence[Change]) -> Change:
    """Return several changes of one document as one."""
    return Change(
        tuple(edit for change in changes for edit in change.edits),
        tuple(operation for change in changes for operation in change.operations),
        any(change.as_utf8 for change in changes),
    )


def _difference(before: str, after: str) -> Edit:
    """Return the one edit, as short as possible, that makes `after` of `before`."""
    start = len(os.path.commonprefix([before, after]))  # noqa: RUF071  (characters are meant)
    end = len(os.path.commonprefix([before[start:][::-1], after[start:][::-1]]))  # noqa: RUF071
    return Edit(start, len(before) - end, after[start : len(after) - end])


# ---- all documents, until nothing more changes


class State(Record):
    """Documents, what is wrong with them, and which findings have been mended in them."""

    subjects: list[Subject]
    diagnostics: list[Diagnostic]
    fixed: list[Diagnostic]

    @property
    def content(self) -> list[bytes]:
        """What the files hold in this state."""
        return [subject.document.encode() for subject in self.subjects]


class Mender:
    """Mends documents with the fixes that are as safe as one of `safeties`."""

    def __init__(self, look: Look, machine: Machine, safeties: Iterable[str]) -> None:
        self._look = look
        self._machine = machine
        self._safeties = frozenset(safeties)
        self._rejected: list[tuple[str, Fix]] = []

    def mend(self, start: State) -> State:
        """Apply the fixes of what is found, and of what is found then, until none changes anything any more.

        Where fixes for several tools undo each other in turn, that is the state with the fewest findings, and of equal
        ones the first, so that doing it all again changes nothing.
        """
        states = [start]
        while (after := self._round(states[-1])) is not None:
            if len(states) > _MAX_ROUNDS or any(after.content == earlier.content for earlier in states):
                states.sort(key=lambda state: len(_serious(state)))
                return self._without_vain_fixes(states[0])
            states.append(after)
        return self._without_vain_fixes(states[-1])

    def write(self, before: State, after: State, failures: list[str]) -> tuple[State, dict[str, str]]:
        """Write the mended documents into their files, and add to `failures` what could not be written.

        Returns what stands in the files then, and the path of the backup for each path that has one.
        """
        subjects: list[Subject] = []
        backups: dict[str, str] = {}
        unwritten: set[str] = set()
        for old, new in zip(before.subjects, after.subjects, strict=True):
            path = old.document.path
            subjects.append(new)
            if new.document is old.document:
                continue
            fixes = [one.fix for one in after.fixed if one.document.path == path]
            try:
                backup = _store(
                    old.document, new.document, keeps_backup=any(fix is not None and fix.keeps_backup for fix in fixes)
                )
            except OSError as error:
                failures.append(f"{path}: {error.strerror or 'cannot be written'}")
                unwritten.add(path)
                subjects[-1] = old
            else:
                backups.update({path: backup} if backup else {})
        if not unwritten:
            return after, backups
        fixed = [one for one in after.fixed if one.document.path not in unwritten]
        return State(subjects, self._look(subjects), fixed), backups

    def _without_vain_fixes(self, state: State) -> State:
        """Take away the fixes that were not applied although they were allowed: they lead nowhere."""
        return state.replace(
            diagnostics=[
                one.replace(fix=None) if one.fix is not None and one.fix.safety in self._safeties else one
                for one in state.diagnostics
            ]
        )

    def _round(self, state: State) -> State | None:
        """Return the next state, or None when there is nothing to be done."""
        while True:
            wanted = [one for one in state.diagnostics if self._is_wanted(one)]
            after = self._applied(state, wanted)
            if after is None:
                return None
            applied = after.fixed[len(state.fixed) :]
            if not _harms_others(state, after):
                return after
            harmful = [
                one
                for one in applied
                if (alone := self._applied(state, [one])) is not None and _harms_others(state, alone)
            ]
            if not harmful:
                return after
            self._rejected += [(one.document.path, one.fix) for one in harmful if one.fix is not None]

    def _is_wanted(self, one: Diagnostic) -> bool:
        if one.fix is None or one.fix.safety not in self._safeties:
            return False
        return (one.document.path, one.fix) not in self._rejected

    def _applied(self, state: State, wanted: list[Diagnostic]) -> State | None:
        subjects: list[Subject] = []
        applied: list[Diagnostic] = []
        for subject in state.subjects:
            here = [one for one in wanted if one.document is subject.document]
            document, done = apply(subject.document, [one.fix for one in here if one.fix is not None])
            applied += [here[number] for number in done]
            subjects.append(checking.changed(subject, document, self._machine) if done else subject)
        return State(subjects, self._look(subjects), [*state.fixed, *applied]) if applied else None


def _serious(state: State) -> list[Diagnostic]:
    return [one for one in state.diagnostics if one.severity != NOTE]


def _harms_others(before: State, after: State) -> bool:
    """Tell whether a tool that read a document without complaint has one now that it was mended for another tool."""
    applied = after.fixed[len(before.fixed) :]
    old, new = _complaints(before), _complaints(after)
    for number, subject in enumerate(before.subjects):
        helped = {tool for one in applied if one.document is subject.document for tool in (one.tool, *one.also)}
        readers = {match.tool for match in (*subject.matches, *subject.assumed)}
        if any(place == number and tool in readers - helped for place, tool, _ in new - old):
            return True
    return False


def _complaints(state: State) -> Counter[tuple[int, str, str]]:
    """Count what is wrong: by the number of the document, the tool and the rule."""
    numbers = {id(subject.document): number for number, subject in enumerate(state.subjects)}
    return Counter(
        (numbers[id(one.document)], tool, one.code)
        for one in _serious(state)
        for tool in (one.tool, *one.also)
        if id(one.document) in numbers
    )


def _store(before: Document, after: Document, *, keeps_backup: bool) -> str:
    """Write a mended document into its file.

    What git does not track, or what `keeps_backup` asks for, is kept beside it as it was. Returns the path of that
    backup, or an empty text. Raises OSError (writing.FileChangedError when the file holds something else by now) when
    nothing could be written.
    """
    path, data = before.path, before.encode()
    writing.expect(path, data)
    writing.expect_writable(path)
    backup = writing.back_up(path, data) if keeps_backup or not git.is_tracked(path) else ""
    writing.write(path, after.encode(), data)
    return backup

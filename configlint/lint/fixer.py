"""Applies fixes: to documents, again and again until nothing more changes, and to the files they were read from."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.diagnostics.fix import Fix
from configlint.document.change import Change, ChangeRefusedError, Edit
from configlint.document.document import Document
from configlint.engine.reading import Machine
from configlint.files import atomic, git
from configlint.lint.inputs import Subject, changed
from configlint.records import Record

#: What finds out what is wrong with documents.
Look = Callable[[list[Subject]], list[Diagnostic]]

#: A fix may bring to light what the next one is for, but not endlessly.
_MAX_ROUNDS = 20


# ---- one document


def _at_once(document: Document, fix: Fix) -> Change:
    """Return the steps of a fix as they are made in the text as it stands: quick, but neighbours may disturb them."""
    return _together([getattr(document, step.verb)(*step.arguments) for step in fix.steps])


def _in_turn(document: Document, fix: Fix) -> Change:
    """Return the steps of a fix, each made in what the one before leaves."""
    changes: list[Change] = []
    after = document
    for step in fix.steps:
        changes.append(getattr(after, step.verb)(*step.arguments))
        after = after.apply(changes[-1])
    return _together(changes).replace(edits=(_difference(document.text, after.text),))


def apply(document: Document, fixes: Sequence[Fix]) -> tuple[Document, dict[int, Change]]:
    """Apply as many of `fixes` as do not get in each other's way.

    Returns the document after them, and the changes that were made, by the number of the fix.
    """
    done: dict[int, Change] = {}
    result = document

    def add(group: list[int], make: Callable[[Document, Fix], Change]) -> bool:
        """Add changes to those that are done. Returns False when they do not fit, or cannot be made."""
        nonlocal result
        try:
            new = {number: make(document, fixes[number]) for number in group}
            result = document.apply(_together([*done.values(), *new.values()]))
        except ChangeRefusedError:
            return False
        done.update(new)
        return True

    # Most often all of them fit. Where they do not, halving finds those that stand alone.
    groups = [list(range(len(fixes)))] if fixes else []
    while groups:
        group = groups.pop(0)
        middle = len(group) // 2
        if add(group, _at_once):
            continue
        if middle:
            groups[:0] = [group[:middle], group[middle:]]
        elif len(fixes[group[0]].steps) > 1:
            add(group, _in_turn)
    return result, done


def changes(diagnostics: Sequence[Diagnostic]) -> list[Change | None]:
    """Return the change that each fix makes in its document; None where there is none, or it cannot be made."""
    result: list[Change | None] = [None] * len(diagnostics)
    waiting: dict[int, list[int]] = {}
    for number, one in enumerate(diagnostics):
        if one.fix is not None:
            waiting.setdefault(id(one.document), []).append(number)
    for numbers in waiting.values():
        while numbers:
            fixes = [fix for number in numbers if (fix := diagnostics[number].fix) is not None]
            _, done = apply(diagnostics[numbers[0]].document, fixes)
            for place, change in done.items():
                result[numbers[place]] = change
            # What did not fit in beside others may be possible alone.
            numbers = [number for place, number in enumerate(numbers) if place not in done] if done else []
    return result


def with_possible_fixes(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Return findings without the fixes that cannot be made in the text as it stands."""
    return [
        one if one.fix is None or _is_possible(one.document, one.fix) else one.replace(fix=None) for one in diagnostics
    ]


def _is_possible(document: Document, fix: Fix) -> bool:
    try:
        _at_once(document, fix)
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
        written: dict[str, bytes] = {}
        unwritten: set[str] = set()
        for old, new in zip(before.subjects, after.subjects, strict=True):
            path = old.document.path
            subjects.append(new)
            target, content = os.path.realpath(path), new.document.encode()
            if new.document is old.document or written.get(target) == content:  # another name of the same file
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
                written[target] = content
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
            harmed = _harmed(state, after)
            if not harmed:
                return after
            harmful = [
                one
                for one in after.fixed[len(state.fixed) :]
                if one.document in harmed and (alone := self._applied(state, [one])) and _harmed(state, alone)
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
            applied += [here[number] for number in sorted(done)]
            subjects.append(changed(subject, document, self._machine) if done else subject)
        return State(subjects, self._look(subjects), [*state.fixed, *applied]) if applied else None


def _serious(state: State) -> list[Diagnostic]:
    return [one for one in state.diagnostics if one.severity != NOTE]


def _harmed(before: State, after: State) -> list[Document]:
    """Return the documents of `before` in which a tool finds something new now that they were mended for another."""
    applied = after.fixed[len(before.fixed) :]
    harmed = []
    new = _complaints(after) - _complaints(before)
    for number, subject in enumerate(before.subjects):
        helped = {tool for one in applied if one.document is subject.document for tool in (one.tool, *one.also)}
        readers = {match.tool for match in (*subject.matches, *subject.assumed)}
        if any(place == number and tool in readers - helped for place, tool, _ in new):
            harmed.append(subject.document)
    return harmed


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
    atomic.expect(path, data)
    atomic.expect_writable(path)
    backup = atomic.back_up(path, data) if keeps_backup or not git.is_tracked(path) else ""
    atomic.write(path, after.encode(), data)
    return backup

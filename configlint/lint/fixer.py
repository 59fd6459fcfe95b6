"""Applies fixes: to documents, again and again until nothing more changes, and to the files they were read from."""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from configlint.diagnostics.diagnostic import ERROR, NOTE, Diagnostic
from configlint.diagnostics.fix import Fix
from configlint.document.change import Change, ChangeRefusedError, Edit
from configlint.document.document import Document
from configlint.engine.host import Host
from configlint.files import atomic, state
from configlint.lint.inputs import Input, changed, components
from configlint.records import Record

#: Finds out what is wrong with documents.
Check = Callable[[list[Input]], list[Diagnostic]]

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


def _together(changes: Sequence[Change]) -> Change:
    """Return several changes of one document as one."""
    return Change(
        tuple(edit for change in changes for edit in change.edits),
        tuple(operation for change in changes for operation in change.operations),
        any(change.as_utf8 for change in changes),
        any(change.corrects for change in changes),
    )


def _difference(before: str, after: str) -> Edit:
    """Return the one edit, as short as possible, that makes `after` of `before`."""
    start = len(os.path.commonprefix([before, after]))  # noqa: RUF071  (characters are meant)
    end = len(os.path.commonprefix([before[start:][::-1], after[start:][::-1]]))  # noqa: RUF071
    return Edit(start, len(before) - end, after[start : len(after) - end])


# ---- all documents, until nothing more changes


class State(Record):
    """Documents, what is wrong with them, and which findings have been fixed in them."""

    inputs: list[Input]
    diagnostics: list[Diagnostic]
    fixed: list[Diagnostic]

    @property
    def content(self) -> list[bytes]:
        """What the files contain in this state."""
        return [one.document.encode() for one in self.inputs]


class Fixer:
    """Fixes documents with the fixes that are as safe as one of `safeties`. `check` finds out what is wrong."""

    def __init__(self, check: Check, host: Host, safeties: Iterable[str]) -> None:
        self._check = check
        self._host = host
        self._safeties = frozenset(safeties)

    def fix(self, start: State) -> State:
        """Apply the fixes of what is found, and of what is found then, until none changes anything any more.

        Documents that do not depend on each other are fixed each on its own, so that what is written into one does not
        depend on which others are there.
        """
        inputs, fixed = self.fixed(start)
        if not fixed:
            return self._without_vain_fixes(start)
        return self._without_vain_fixes(State(inputs, self._check(inputs), [*start.fixed, *fixed]))

    def fixed(self, start: State) -> tuple[list[Input], list[Diagnostic]]:
        """Return the documents that `fix` leads to, and the findings that are fixed on the way."""
        diagnostics: dict[int, list[Diagnostic]] = {}
        for one in start.diagnostics:
            diagnostics.setdefault(id(one.document), []).append(one)
        fixed_inputs: dict[int, Input] = {}
        fixed: list[Diagnostic] = []
        for component in components(start.inputs, self._host):
            found = [one for item in component for one in diagnostics.get(id(item.document), ())]
            if not any(one.fix is not None and one.fix.safety in self._safeties for one in found):
                continue
            after = _ComponentFixer(self._check, self._host, self._safeties).fix(State(component, found, []))
            fixed += after.fixed
            fixed_inputs |= {id(old.document): new for old, new in zip(component, after.inputs, strict=True)}
        inputs = [fixed_inputs.get(id(item.document), item) for item in start.inputs]
        order = {item.document.path: number for number, item in enumerate(inputs)}
        fixed.sort(key=lambda one: order.get(one.document.path, len(order)))
        return inputs, fixed

    def write(self, before: State, after: State, failures: list[str]) -> tuple[State, dict[str, str]]:
        """Write the fixed documents to their files, and add to `failures` what could not be written.

        Returns what is in the files then, and the path of the backup for each path that has one.
        """
        inputs: list[Input] = []
        backups: dict[str, str] = {}
        written: dict[str, bytes] = {}
        unwritten: set[str] = set()
        for old, new in zip(before.inputs, after.inputs, strict=True):
            path = old.document.path
            inputs.append(new)
            target, content = os.path.realpath(path), new.document.encode()
            if new.document is old.document or written.get(target) == content:  # another name of the same file
                continue
            fixes = [one.fix for one in after.fixed if one.document.path == path]
            try:
                _expect_inside(old, target)
                keeps_backup = any(fix is not None and fix.keeps_backup for fix in fixes)
                keeps_backup |= not self._host.files.is_tracked(os.path.abspath(path))
                backup = _store(old.document, new.document, keeps_backup=keeps_backup)
            except OSError as error:
                failures.append(f"{path}: {error.strerror or 'cannot be written'}")
                unwritten.add(path)
                inputs[-1] = old
            else:
                written[target] = content
                backups.update({path: backup} if backup else {})
        if not unwritten:
            return after, backups
        fixed = [one for one in after.fixed if one.document.path not in unwritten]
        return State(inputs, self._check(inputs), fixed), backups

    def _without_vain_fixes(self, state: State) -> State:
        """Take away the fixes that were not applied although they were allowed: they lead nowhere."""
        return state.replace(
            diagnostics=[
                one.replace(fix=None) if one.fix is not None and one.fix.safety in self._safeties else one
                for one in state.diagnostics
            ]
        )


class _ComponentFixer:
    """Fixes documents that depend on each other."""

    def __init__(self, check: Check, host: Host, safeties: frozenset[str]) -> None:
        self._check = check
        self._host = host
        self._safeties = safeties
        self._rejected: list[tuple[str, Fix]] = []

    def fix(self, start: State) -> State:
        """Apply fixes until none changes anything any more.

        Where fixes for several tools undo each other in turn, that is the state with the fewest findings, and of equal
        ones the first, so that doing it all again changes nothing. It is the last one in any case that has no more
        errors than the start: a fix may bring errors to light that the next ones turn out not to fix.
        """
        states = [start]
        while (after := self._round(states[-1])) is not None:
            if len(states) > _MAX_ROUNDS or any(after.content == earlier.content for earlier in states):
                return min(states, key=lambda state: len(_serious(state)))
            states.append(after)
        return next(state for state in reversed(states) if _error_count(state) <= _error_count(start))

    def _round(self, state: State) -> State | None:
        """Return the next state, or None when there is nothing to be done."""
        while True:
            after = self._applied(state, [one for one in state.diagnostics if self._is_wanted(one)])
            if after is None:
                return None
            is_harmful = self._is_harmful(state, after)
            if not is_harmful and not _new_errors(state, after):
                return after
            applied = after.fixed[len(state.fixed) :]
            harmful = [
                one for one in applied if (alone := self._applied(state, [one])) and self._does_harm(state, alone)
            ]
            if not is_harmful and not harmful:
                return after
            # Fixes that harm only together are all left out.
            self._rejected += [(one.document.path, one.fix) for one in harmful or applied if one.fix is not None]

    def _does_harm(self, before: State, after: State) -> bool:
        """Return True if a single fix is harmful, or brings up an error of a new kind on a line that it changed.

        An error that is fixed next does not count.
        """
        if self._is_harmful(before, after):
            return True
        for one in _new_errors(before, after):
            if self._is_wanted(one):
                continue
            old = next(
                item.document
                for item, changed_item in zip(before.inputs, after.inputs, strict=True)
                if changed_item.document is one.document
            )
            edit = _difference(old.text, one.document.text)
            lines = one.document.lines
            first, last = lines.position(edit.start)[0], lines.position(edit.start + len(edit.text))[0]
            if old is not one.document and first <= one.position[0] <= last:
                return True
        return False

    def _is_harmful(self, before: State, after: State) -> bool:
        """Return True if fixes leave more errors than before, or a tool that they are not for finds something new."""
        new = _complaints(after) - _complaints(before)
        applied = after.fixed[len(before.fixed) :]
        if self._errors(after) > self._errors(before):
            return True
        for number, item in enumerate(before.inputs):
            helped = {tool for one in applied if one.document is item.document for tool in (one.tool, *one.also)}
            readers = {match.tool for match in (*item.matches, *item.assumed)}
            if any(place == number and tool in readers - helped for place, tool, _ in new):
                return True
        return False

    def _errors(self, state: State) -> int:
        """Count the errors that are not fixed next."""
        return sum(one.severity == ERROR and not self._is_wanted(one) for one in state.diagnostics)

    def _is_wanted(self, one: Diagnostic) -> bool:
        if one.fix is None or one.fix.safety not in self._safeties:
            return False
        return (one.document.path, one.fix) not in self._rejected

    def _applied(self, state: State, wanted: list[Diagnostic]) -> State | None:
        inputs: list[Input] = []
        applied: list[Diagnostic] = []
        for item in state.inputs:
            here = [one for one in wanted if one.document is item.document]
            document, done = apply(item.document, [one.fix for one in here if one.fix is not None])
            applied += [here[number] for number in sorted(done)]
            inputs.append(changed(item, document, self._host) if done else item)
        return State(inputs, self._check(inputs), [*state.fixed, *applied]) if applied else None


def with_kept_promises(state: State, check: Check, host: Host) -> list[Diagnostic]:
    """Return findings without the fixes that would not be applied.

    A safe fix stays if `--fix` applies it, and any fix if `--fix=all` does.
    """
    allowed = {"safe": ("safe",), "unsafe": ("safe", "unsafe")}
    asked = {one.fix.safety for one in state.diagnostics if one.fix is not None}
    kept: dict[str, list[tuple[str, str, Fix]]] = {}
    for safety in ("safe", "unsafe") if asked else ():
        if safety == "unsafe" and asked == {"safe"}:
            kept[safety] = kept["safe"]  # fixes of what fixes bring to light promise nothing
        elif safety == "unsafe" or "safe" in asked:
            _, fixed = Fixer(check, host, allowed[safety]).fixed(state)
            kept[safety] = [(one.document.path, one.code, one.fix) for one in fixed if one.fix is not None]

    def is_kept(one: Diagnostic, fix: Fix) -> bool:
        wanted = ("safe", "unsafe") if fix.safety == "safe" else ("unsafe",)
        return all((one.document.path, one.code, fix) in kept[safety] for safety in wanted)

    return [one if one.fix is None or is_kept(one, one.fix) else one.replace(fix=None) for one in state.diagnostics]


def _error_count(state: State) -> int:
    return sum(one.severity == ERROR for one in state.diagnostics)


def _serious(state: State) -> list[Diagnostic]:
    return [one for one in state.diagnostics if one.severity != NOTE]


def _new_errors(before: State, after: State) -> list[Diagnostic]:
    """Return the errors whose rules did not report an error before."""
    known = {one.code for one in before.diagnostics if one.severity == ERROR}
    return [one for one in after.diagnostics if one.severity == ERROR and one.code not in known]


def _complaints(state: State) -> Counter[tuple[int, str, str]]:
    """Count what is wrong: by the number of the document, the tool and the rule."""
    numbers = {id(item.document): number for number, item in enumerate(state.inputs)}
    return Counter(
        (numbers[id(one.document)], tool, one.code)
        for one in _serious(state)
        for tool in (one.tool, *one.also)
        if id(one.document) in numbers
    )


def _expect_inside(item: Input, target: str) -> None:
    """Raise OSError for a file that was found in a folder, and is a link to one outside of it."""
    if item.tree and not os.path.join(target, "").startswith(os.path.join(os.path.realpath(item.tree), "")):
        message = "not written, because it is a link to a file outside of that folder; name it to fix it all the same"
        raise OSError(errno.EXDEV, message, item.path)


def _store(before: Document, after: Document, *, keeps_backup: bool) -> str:
    """Write a fixed document to its file.

    With `keeps_backup` the old content is kept in the state folder. Returns the path of that backup, or an empty text.
    Raises OSError (atomic.FileChangedError when the file contains something else by now) when
    nothing could be written.
    """
    path, data = before.path, before.encode()
    atomic.expect(path, data)
    atomic.expect_writable(path)
    backup = state.back_up(path, data) if keeps_backup else ""
    atomic.write(path, after.encode(), data)
    return backup

"""The variables of a container, checked as the `.env` that sets the same."""

from __future__ import annotations

import os

from configlint.diagnostics.diagnostic import Diagnostic, Related, span
from configlint.diagnostics.fix import Fix, Step
from configlint.document.document import Document
from configlint.document.nodes import Table
from configlint.engine.containers import Container, ContainerVariable
from configlint.files.example_files import plain_name


class ContainerEnvironment:
    """The variables of a container, set in a file at `path`, as a `.env` next to it that sets the same: `document`.

    Those are left out whose value another program puts together (`${NAME}`), or no `.env` can hold, and those that
    contain quotes, which have a rule of their own.
    """

    def __init__(self, container: Container, path: str) -> None:
        self._variables = {
            one.name: one
            for one in container.variables
            if one.name.isidentifier() and not one.keeps_quotes and set(one.value).isdisjoint("$'\n\r\\")
        }
        lines = [f"{one.name}='{one.value}'\n" for one in self._variables.values()]
        name = ".env" if plain_name(path) == path else ".env.example"
        self.document = Document.of("".join(lines), "dotenv", os.path.join(os.path.dirname(path), name))

    def moved(self, found: Diagnostic) -> Diagnostic | None:
        """Return what was found in `document` as something found at the container's variable."""
        variable = self._at(found.start)
        if variable is None:
            return None
        start, end = span(variable.place)
        related = [
            Related(other.place.document, span(other.place)[0], one.message)
            for one in found.related
            if (other := self._at(one.offset)) is not None
        ]
        fix = _moved_fix(found.fix, variable) if found.fix is not None else None
        return found.replace(document=variable.place.document, start=start, end=end, related=tuple(related), fix=fix)

    def _at(self, offset: int) -> ContainerVariable | None:
        root = self.document.root
        for name, entry in root.entries.items() if isinstance(root, Table) else ():
            if entry.key_start <= offset <= entry.value.end:
                return self._variables[name]
        return None


def _moved_fix(fix: Fix, variable: ContainerVariable) -> Fix | None:
    """Return the fix that does in the container's file what `fix` does in the `.env`, if it is about this variable."""
    if variable.is_encoded:
        return None
    steps = []
    for step in fix.steps:
        if step.verb not in ("replace", "rename") or step.arguments[0] != (variable.name,):
            return None
        new = str(step.arguments[1])
        if not variable.in_list:
            steps.append(Step(step.verb, (variable.place.route, new)))
        else:
            item = f"{variable.name}={new}" if step.verb == "replace" else f"{new}={variable.value}"
            steps.append(Step("replace", (variable.place.route, item)))
    return fix.replace(steps=tuple(steps))

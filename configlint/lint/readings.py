"""Which readings `explain` is about: files that are named, or what the tools themselves would find."""

from __future__ import annotations

from collections.abc import Iterator

from configlint import profiles
from configlint.engine import layers
from configlint.engine.reading import Machine, Reading
from configlint.lint import linter
from configlint.lint.inputs import Subject, groups


def of_files(subjects: list[Subject], machine: Machine) -> Iterator[Reading]:
    """Yield the readings of files that were named, together where one tool reads several of them."""
    shared = list(groups(subjects, machine))
    together = {(id(document), match.tool) for group in shared for document, match in group}
    for subject in subjects:
        for match in [*subject.matches, *subject.assumed]:
            if not match.instead and (id(subject.document), match.tool) not in together:
                yield linter.read([(subject.document, match)], machine)
    for group in shared:
        yield linter.read(group, machine)


def discovered(machine: Machine, tool: str | None) -> Iterator[Reading]:
    """Yield what `tool` would read on this machine; without one, what every tool would that finds something."""
    for name in [tool] if tool is not None else profiles.tools():
        profile = profiles.load(name)
        reading = layers.read(profile, machine)
        if tool is not None or _finds_something(reading):
            yield reading


def _finds_something(reading: Reading) -> bool:
    if reading.profile.data.get("fallback"):
        return False
    if reading.refused is not None or any(layer.document is not None for layer in reading.layers):
        return True
    only_variables = not any("path" in layer and layer.get("mount") is None for layer in reading.profile.layers)
    return only_variables and bool(reading.profile.variables & reading.process.keys())

"""Which readings `explain` is about: files that are named, or what the tools themselves would find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from configlint.catalog.knowledge import Knowledge
from configlint.engine import layers
from configlint.engine.host import Host
from configlint.engine.reading import Reading
from configlint.lint.evaluate import read
from configlint.lint.inputs import Input, groups


def of_files(inputs: Sequence[Input], host: Host) -> Iterator[Reading]:
    """Yield the readings of files that were named, together where one tool reads several of them."""
    knowledge_of = {id(one.document): one.knowledge for one in inputs}
    together = list(groups(inputs, host))
    grouped = {(id(document), match.tool) for group in together for document, match in group}
    for one in inputs:
        for match in [*one.matches, *one.assumed]:
            if match.is_read and (id(one.document), match.tool) not in grouped:
                yield read(one.knowledge, host, [(one.document, match)])
    for group in together:
        yield read(knowledge_of[id(group[-1][0])], host, group)


def discovered(knowledge: Knowledge, host: Host, tool: str | None) -> Iterator[Reading]:
    """Yield what `tool` would read on this machine; without one, what every tool would that finds something."""
    for name in [tool] if tool is not None else knowledge.tools:
        reading = layers.read(knowledge.profile(name), host)
        if tool is not None or _finds_something(reading):
            yield reading


def _finds_something(reading: Reading) -> bool:
    profile = reading.profile
    if profile.is_fallback:
        return False
    if reading.refused is not None or any(one.document is not None for one in reading.loaded):
        return True
    only_variables = not any(layer.paths and not layer.mount for layer in profile.layers)
    return only_variables and bool(profile.variables & reading.process.keys())

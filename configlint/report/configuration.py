"""Which configuration counts, and which files are checked."""

from __future__ import annotations

from collections.abc import Iterator

import tomlkit

from configlint.lint.inputs import Input
from configlint.report.layout import visible
from configlint.settings.configuration import Settings


def settings(found: Settings) -> str:
    """Return a configuration as the file that would set it, with the path of the one that did."""
    content = {
        "select": list(found.select),
        "ignore": list(found.ignore),
        "exclude": list(found.exclude),
        "severity": found.severity,
        "per-file-ignores": {glob: list(rules) for glob, rules in found.per_file_ignores.items()},
        "exception": [{"path": one.path, "at": one.at, "rules": list(one.rules)} for one in found.exceptions],
        "tools": list(found.tools),
        "provider": list(found.providers),
        "key": list(found.keys),
    }
    source = "no configuration" if found.document is None else visible(found.document.path)
    return f"# {source}\n{tomlkit.dumps({name: value for name, value in content.items() if value})}".rstrip()


def files(inputs: list[Input]) -> Iterator[str]:
    """Yield a line for each file to check: its path, and the tools that read it for certain."""
    for item in inputs:
        readers = ", ".join(match.reader for match in item.matches)
        yield f"{visible(item.document.path)}{f': {readers}' if readers else ''}"

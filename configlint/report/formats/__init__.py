"""Findings in the formats that editors and services read, a module each, which is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.diagnostics.diagnostic import Diagnostic
    from configlint.report.output import Output
    from configlint.settings.finder import Finder

#: The formats, by the name that --format takes and their module has.
NAMES = ("concise", "sarif", "github", "gitlab", "junit", "rdjson")


def show(name: str, diagnostics: list[Diagnostic], failures: list[str], finder: Finder, out: Output) -> None:
    """Print what a run found in the format `name`. `failures` say what could not be checked."""
    from configlint.report.formats.findings import Findings

    import_module(f"configlint.report.formats.{name}").show(Findings(diagnostics, failures, finder), out)

"""JUnit XML, which nearly every CI service shows as test results: a suite for each file, a case for each finding.

The format: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree

from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.report.formats.findings import Findings
from configlint.report.gate import one_line
from configlint.report.output import Output


def show(findings: Findings, out: Output) -> None:
    """Print the document. Notes are cases that pass; what could not be checked is an error."""
    failing = [one for one in findings.diagnostics if one.severity != NOTE]
    root = ElementTree.Element(
        "testsuites",
        name="configlint",
        tests=str(len(findings.diagnostics) + len(findings.failures)),
        failures=str(len(failing)),
        errors=str(len(findings.failures)),
    )
    for path, group in groupby(findings.diagnostics, findings.path):
        cases = list(group)
        failures = sum(one.severity != NOTE for one in cases)
        suite = _child(root, "testsuite", out, name=path, tests=str(len(cases)), failures=str(failures), errors="0")
        for one in cases:
            _case(suite, one, findings, out)
    if findings.failures:
        count = str(len(findings.failures))
        suite = _child(root, "testsuite", out, name="not checked", tests=count, failures="0", errors=count)
        for failure in findings.failures:
            case = _child(suite, "testcase", out, name=failure, classname="configlint")
            _child(case, "error", out, message=failure)
    ElementTree.indent(root)
    out.line('<?xml version="1.0" encoding="UTF-8"?>')
    out.line(ElementTree.tostring(root, encoding="unicode"))


def _case(suite: ElementTree.Element, one: Diagnostic, findings: Findings, out: Output) -> None:
    line, column = one.position
    name = f"{one.code} {one.rule} at {line}:{column}"
    case = _child(
        suite, "testcase", out, name=name, classname=findings.path(one), file=findings.path(one), line=str(line)
    )
    if one.severity != NOTE:
        failure = _child(case, "failure", out, type=one.severity, message=one.message)
        failure.text = out.gate.text(findings.message(one))


def _child(parent: ElementTree.Element, tag: str, out: Output, /, **attributes: str) -> ElementTree.Element:
    """Add an element. Its attributes are masked before XML's escapes could hide a key from the gate."""
    return ElementTree.SubElement(
        parent, tag, {key: one_line(out.gate.text(value)) for key, value in attributes.items()}
    )

"""Rules about files as such: whether the tool reads this file, and whether it can."""

from __future__ import annotations

import os
from collections.abc import Iterator

from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix, Step
from configlint.document.nodes import Problem, Route, Scalar, Table, dotted, plain, resolve, same, walk
from configlint.engine import layers
from configlint.engine.values import Place
from configlint.files.example_files import is_example
from configlint.rules import container_project
from configlint.rules.context import File, Finding
from configlint.rules.registry import FILE, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Keys that people use for comments, as often as they like.
_COMMENTS = ("//", "#", "comment", "")
#: Windows PowerShell takes a script without a mark for one in the code page of the system.
_NEEDS_MARK = (".ps1",)
_AS_UTF8 = Fix(SAFE, "Store it as UTF-8 without a byte order mark", (Step("to_utf8"),))


@rule("FILE009", "byte-order-mark", WARNING, since="0.1", about=FILE, fix=SAFE)
def byte_order_mark(file: File) -> Iterator[Finding]:
    """The file begins with a byte order mark (PowerShell and some editors write one), or is not UTF-8 throughout.

    Many readers take the mark for part of the first name: the first variable of a `.env` is then not found.

    Why: A reader that expects none takes the mark for the first character, and the first name is then not found.

    Fix: Save the file as UTF-8 without a mark.

    Bad:
        openai-python .env
        {bom}OPENAI_BASE_URL=https://relay.example.com/v1

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://relay.example.com/v1
    """
    decoded = file.document.decoded
    if decoded.errors != "strict":
        bad = next(at for at, letter in enumerate(decoded.text) if "\udc80" <= letter <= "\udcff")
        message = f"This byte is not UTF-8: {file.tool} reads it as U+FFFD (�)"
        yield Finding(Place(file.document, ()), message, span=(bad, bad + 1))
    if not decoded.bom or os.path.splitext(file.document.path)[1] in _NEEDS_MARK:
        return
    if file.layer.refuses_mark:
        message = f"The file starts with a byte order mark, with which {file.tool} does not start"
        yield _whole(file, message, length=0, severity=ERROR, fix=_AS_UTF8)
    elif decoded.encoding == "utf-8":
        message = "The file starts with a byte order mark, which not every reader expects"
        yield _whole(file, message, length=0, fix=_AS_UTF8)
    else:
        message = f"The file is {decoded.encoding.upper()}, not UTF-8: {file.tool} cannot read it"
        yield _whole(file, message, severity=ERROR, fix=_AS_UTF8)


@rule("FILE008", "strict-json", ERROR, since="0.1", about=FILE, fix=SAFE)
def strict_json(file: File) -> Iterator[Finding]:
    """A comment or a trailing comma in a file that this tool reads as strict JSON.

    Why: The tool drops the whole file, and with it every setting in it, or does not start.

    Fix: Remove it.

    Bad:
        claude-code ~/.claude/settings.json
        {
          // local router
          "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}
        }

    Good:
        claude-code ~/.claude/settings.json
        {
          "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}
        }
    """
    extensions = {
        "comment": "a comment",
        "block-comment": "a comment in /* */",
        "trailing-comma": "a trailing comma",
        "json5": "",
    }
    problems = layers.problems(file.document, file.layer) if file.document.root is not None else []
    kinds = frozenset(problem.kind for problem in problems if problem.kind in extensions)
    if not problems or problems[0].kind not in extensions:
        return
    first, has_comments = problems[0], bool(kinds & {"comment", "block-comment"})
    strict = Fix(
        SAFE,
        "Write strict JSON" + (", without the comments" if has_comments else ""),
        (Step("without", (kinds,)),),
        keeps_backup=has_comments,
    )
    consequence = file.layer.on_error_note or f"{file.tool} does not start with this file"
    path = _path_fix(file, first)
    read_as = "JSON with comments" if "comment" in layers.DIALECTS[file.layer.format][1] else "strict JSON"
    what = extensions[first.kind] or first.message.removeprefix("strict JSON has no ")
    yield Finding(
        Place(file.document, ()),
        f"{file.tool} reads this file as {read_as}, which does not allow {what}",
        help=f"{path.description}. {consequence}" if path is not None else consequence,
        span=(first.start, first.end),
        fix=path or strict,
    )


def _path_fix(file: File, problem: Problem) -> Fix | None:
    """Return the fix for a path whose backslashes start escapes: written strictly, it would be another path."""
    from configlint.document import slips

    written = file.document.text[problem.start + 1 : problem.end - 1]
    if problem.kind != "json5" or not slips.is_path(written):
        return None
    routes = (route for route, _, node in walk(file.document.root) if isinstance(node, Scalar))
    route = next((one for one in routes if (node := file.document.raw(one)) and node.start == problem.start), None)
    if route is None:
        return None
    steps = (Step("replace", (route, written.replace("\\\\", "\\"))),)
    return Fix(SAFE, "Double the backslashes: in double quotes one starts an escape", steps)


@rule("FILE001", "syntax-error", ERROR, since="0.1", about=FILE, fix=SAFE)
def syntax_error(file: File) -> Iterator[Finding]:
    """The file cannot be parsed.

    Why: The tool does not start, or it drops the file and goes on with its defaults: another host, another model.

    Fix: Correct the syntax where the report points.

    Bad:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
        model_provider = relay

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
    """
    read_as = layers.as_read(file.document, file.layer)
    problems = [problem for problem in read_as.problems if problem.kind == "syntax"]
    is_missed = bool(file.document.text.strip()) or not file.layer.ignores_errors
    if not problems or not is_missed:
        return
    from configlint.document import slips

    for problem in problems:
        slip = slips.find(file.document.text, read_as.format, problem) or slips.Slip("")
        yield Finding(
            Place(file.document, ()),
            f"{file.tool} cannot read this file: {problem.message[:1].lower()}{problem.message[1:]}",
            help=". ".join(filter(None, (slip.advice, file.layer.on_error_note))),
            span=(problem.start, problem.end),
            fix=Fix(SAFE, slip.advice, (Step("correct", (slip.edits,)),)) if slip.edits else None,
        )


@rule("FILE011", "duplicate-key", ERROR, since="0.1", about=FILE, fix=SAFE)
def duplicate_key(file: File) -> Iterator[Finding]:
    """A key is twice in the same table.

    Why: Only one of the two is used, and not every reader takes the same one. TOML forbids it: the file is then not
    read at all.

    Fix: Remove the one that is not meant.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_MODEL": "opus", "ANTHROPIC_MODEL": "sonnet"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_MODEL": "opus"}}
    """
    for problem in file.document.problems:
        if problem.kind == "duplicate-key":
            yield Finding(
                Place(file.document, ()),
                f"{problem.message}: {file.tool} does not start",
                span=(problem.start, problem.end),
                fix=Fix(UNSAFE, "Remove the first of the two", (Step("drop_repeat", ((),)),), keeps_backup=True),
            )
    if file.document.format != "dotenv" and is_example(file.document.path):
        return  # of a template what belongs to one case is left when it is rendered
    forbidden = any(problem.kind == "repeat" for problem in layers.problems(file.document, file.layer))
    for route, table in _tables(file):
        for lost in {repeat.key: repeat for repeat, _ in reversed(table.repeats)}.values():
            counts = table.entries[lost.key]
            is_comment = lost.key.strip("_$").lower() in _COMMENTS
            if not forbidden and (is_comment or same(plain(lost.value), plain(counts.value))):
                continue
            line, _ = file.document.lines.position(lost.key_start)
            outcome = f"{file.tool} cannot read this file" if forbidden else "this one wins"
            step = Step("drop_repeat", ((*route, counts.key),))
            useless = "" if forbidden else ", which has no effect"
            yield Finding(
                Place(file.document, (*route, counts.key)),
                f"Duplicate key {counts.key} (first defined on line {line}){';:'[forbidden]} {outcome}",
                span=(counts.key_start, counts.key_end),
                severity=WARNING if file.document.format == "dotenv" else None,
                fix=Fix(
                    UNSAFE if forbidden else SAFE,
                    f"Remove the first {counts.key}{useless}",
                    (step,),
                    keeps_backup=True,
                ),
            )


def _tables(file: File) -> Iterator[tuple[Route, Table]]:
    root = resolve(file.document.root)
    if isinstance(root, Table):
        yield (), root
    for route, _, node in walk(file.document.root):
        if isinstance(node, Table):
            yield route, node


@rule("FILE010", "unread-file", WARNING, since="0.1", about=FILE, uses=("near_files", "layers:drop"))
def unread_file(file: File) -> Iterator[Finding]:
    """A file name that the tool does not read, although it is close to one that it does; or settings that the tool
    ignores in a file at this place; or a file that a container of the tool's image gets without being told to read it.

    Why: None of it has any effect: the request goes to the default address.

    Fix: Give the file the name that the tool reads, or put the settings where they count.

    Bad:
        aider .aider.conf.yaml
        model: openai/gpt-4o

    Good:
        aider .aider.conf.yml
        model: openai/gpt-4o
    """
    if file.replace_with:
        is_misplaced = os.path.basename(file.replace_with) == file.document.name
        what = "this file in this folder" if is_misplaced else "a file of this name"
        yield _whole(file, f"{file.tool} does not read {what}", help=f"It reads {file.replace_with}")
        return
    for container in container_project.unaware(file):
        option = file.layer.named_by[0]
        what = (
            f"The container {container.name} gets this file, and its command does not name it: {file.tool} ignores it"
        )
        yield _whole(file, what, help=f'Add command: ["{option}", "PATH"], with its path in the container')
    removed = {one.pattern for one in file.profile.removed}
    for pattern in file.layer.drop:
        if file.document.entry(pattern) is not None and pattern not in removed:
            note = file.layer.drop_note
            yield file.at(pattern, f"{file.tool} ignores {dotted(pattern)} in this file", help=note, key=True)


def _whole(file: File, message: str, *, length: int | None = None, **more: Any) -> Finding:
    """Report something about the file as a whole, at its first line."""
    end = file.document.lines.span(1)[1] if length is None else length
    return Finding(Place(file.document, ()), message, span=(0, end), **more)

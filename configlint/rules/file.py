"""Rules about files as such: whether the tool reads this file, and whether it can."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix, Step
from configlint.document.nodes import Route, Table, plain, resolve, same, walk
from configlint.engine import layers, routes
from configlint.engine.values import Place
from configlint.rules.context import File, Finding
from configlint.rules.registry import rule

#: Keys that people use for comments, as often as they like.
_COMMENTS = ("//", "#", "comment", "")
_AS_UTF8 = Fix(SAFE, "Store it as UTF-8 without a byte order mark", (Step("to_utf8"),))


@rule("FILE009", "byte-order-mark", WARNING, about="file", fix=SAFE)
def byte_order_mark(file: File) -> Iterator[Finding]:
    """The file begins with a byte order mark (PowerShell and some editors write one), or is not UTF-8 at all.

    Many readers take the mark for part of the first name: the first variable of a `.env` is then not found.

    Why: A reader that expects none takes the mark for the first character, and the first name is then not found.

    Mend: Save the file as UTF-8 without a mark.

    Bad:
        openai-python .env
        {bom}OPENAI_BASE_URL=https://relay.example.com/v1

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://relay.example.com/v1
    """
    if not file.document.decoded.bom:
        return
    if file.document.decoded.encoding == "utf-8":
        yield _whole(
            file, "The file begins with a byte order mark; not every reader of it expects one", length=0, fix=_AS_UTF8
        )
    else:
        encoding = file.document.decoded.encoding.upper()
        yield _whole(
            file,
            f"The file is {encoding}, not UTF-8: the tool reads nothing it understands",
            severity=ERROR,
            fix=_AS_UTF8,
        )


@rule("FILE008", "strict-json", ERROR, about="file", fix=SAFE)
def strict_json(file: File) -> Iterator[Finding]:
    """A comment or a trailing comma in a file that this tool reads as strict JSON.

    Why: The tool drops the whole file, and with it every setting in it, or does not start.

    Mend: Remove it.

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
    extensions = {"comment": "a comment", "trailing-comma": "a trailing comma", "json5": "JSON5 syntax"}
    if file.document.root is None:
        return
    problems = layers.problems(file.document, file.spec)
    kinds = frozenset(problem.kind for problem in problems if problem.kind in extensions)
    for problem in problems[:1]:
        if problem.kind in extensions:
            consequence = file.spec.get("on_error_note", f"{file.profile.name} does not start with this file")
            yield Finding(
                Place(file.document, ()),
                f"{file.profile.name} reads this file as strict JSON, and {extensions[problem.kind]} stands here",
                help=consequence,
                span=(problem.start, problem.end),
                fix=Fix(
                    SAFE,
                    "Write strict JSON" + (", without the comments" if "comment" in kinds else ""),
                    (Step("without", (kinds,)),),
                    keeps_backup="comment" in kinds,
                ),
            )


@rule("FILE001", "syntax-error", ERROR, about="file")
def syntax_error(file: File) -> Iterator[Finding]:
    """The file cannot be read at all.

    Why: The tool does not start, or it drops the file and goes on with its defaults: another host, another model.

    Mend: Mend the syntax where the report points at.

    Bad:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
        model_provider = relay

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
    """
    consequence = file.spec.get("on_error_note", "")
    for problem in file.document.problems:
        if problem.kind == "syntax":
            yield Finding(
                Place(file.document, ()),
                problem.message[:1].upper() + problem.message[1:],
                help=consequence,
                span=(problem.start, problem.end),
            )


@rule("FILE011", "duplicate-key", ERROR, about="file", fix=SAFE)
def duplicate_key(file: File) -> Iterator[Finding]:
    """A key stands twice in the same table.

    Why: Only one of the two counts, and not every reader takes the same. TOML forbids it: the file is then not read at
    all.

    Mend: Remove the one that is not meant.

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
                f"{problem.message[:1].upper()}{problem.message[1:]}: {file.profile.name} does not start",
                span=(problem.start, problem.end),
                fix=Fix(UNSAFE, "Remove the first of the two", (Step("drop_repeat", ((),)),), keeps_backup=True),
            )
    for route, table in _tables(file):
        for lost in {repeat.key: repeat for repeat, _ in reversed(table.repeats)}.values():
            counts = table.entries[lost.key]
            if lost.key.strip("_$").lower() in _COMMENTS or same(plain(lost.value), plain(counts.value)):
                continue
            line, _ = file.document.lines.position(lost.key_start)
            yield Finding(
                Place(file.document, (*route, counts.key)),
                f"{counts.key} stands here again (first in line {line}); only this one counts",
                span=(counts.key_start, counts.key_end),
                severity=WARNING if file.document.format == "dotenv" else None,
                fix=Fix(
                    SAFE,
                    f"Remove the first {counts.key}, which does not count",
                    (Step("drop_repeat", ((*route, counts.key),)),),
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


@rule("FILE010", "unread-file", WARNING, about="file")
def unread_file(file: File) -> Iterator[Finding]:
    """A file name that the tool does not read, although it is close to one that it does; or settings that the tool
    ignores in a file of this place.

    Why: Nothing of it has any effect: the request goes to the default address.

    Mend: Give the file the name that the tool reads, or put the settings where they count.

    Bad:
        aider .aider.conf.yaml
        model: openai/gpt-4o

    Good:
        aider .aider.conf.yml
        model: openai/gpt-4o
    """
    if "instead" in file.spec:
        yield _whole(
            file,
            f"{file.profile.name} does not read a file of this name",
            help=f"It reads {file.spec['instead']}",
        )
        return
    removed = {one["path"] for one in file.profile.data.get("removed", ())}
    for pattern in file.spec.get("drop", ()):
        entry = file.document.entry(routes.parse(pattern))
        if entry is not None and pattern not in removed:
            note = file.spec.get("drop_note", f"{file.profile.name} ignores this here")
            yield file.at(routes.parse(pattern), f"{pattern} has no effect in this file", help=note, key=True)


def _whole(file: File, message: str, *, length: int | None = None, **more: object) -> Finding:
    """Report something about the file as a whole, at its first line."""
    end = file.document.lines.span(1)[1] if length is None else length
    return Finding(Place(file.document, ()), message, span=(0, end), **more)  # type: ignore[arg-type]

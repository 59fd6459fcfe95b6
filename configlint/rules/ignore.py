"""Rules about the comments that silence rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.document.document import Document
from configlint.engine.values import Place
from configlint.records import Record
from configlint.rules.context import Finding
from configlint.rules.registry import all_rules, rule

if TYPE_CHECKING:
    from configlint.diagnostics.suppressions import Ignores


class Comments(Record):
    """The comments of one file, once every other rule has looked at it, and whether it did so with this environment."""

    document: Document
    ignores: Ignores
    with_environment: bool

    def was_judged(self, name: str) -> bool:
        """Tell whether a rule would have said here what it has to say, be it elsewhere or on another day.

        Not so one that depends on more than the file, and any in an environment that only this shell has.
        """
        one = next((one for one in all_rules() if name.lower() in (one.code.lower(), one.name)), None)
        return one is None or not (one.depends or one.about == "comment" or self.with_environment)


@rule("IGN001", "unused-ignore", WARNING, about="comment")
def unused_ignore(comments: Comments) -> Iterator[Finding]:
    """A comment silences a rule that has nothing to say here, or names no rule at all.

    Why: What it was written for has gone, or it stands in the wrong place and the finding is still there. Left alone it
    would one day silence something that nobody has looked at. The same holds for an exception in the configuration.

    Mend: Remove the comment, or the rule from its list. One that is alone on its line speaks for the line below it.

    Bad:
        codex ~/.codex/config.toml
        # configlint: ignore[duplicate-version] our gateway really serves /v1/v1
        model = "gpt-5.4"

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
    """
    for ignore in comments.ignores.all:
        if not ignore.rules:
            message = "This comment names no rule, so it silences nothing"
            yield _at(
                comments, ignore.start, ignore.end, message, "Write ignore[RULE], with the rules that it is about"
            )
    for named in comments.ignores.unused(comments.was_judged):
        if any(named.name.lower() in (one.code.lower(), one.name) for one in all_rules()):
            yield _at(comments, named.start, named.end, f"{named.name} has nothing to say here", "Remove it")
        else:
            yield _at(comments, named.start, named.end, f"No rule is called {named.name}", _near(named.name))


@rule("IGN002", "unexplained-ignore", NOTE, about="comment")
def unexplained_ignore(comments: Comments) -> Iterator[Finding]:
    """A comment silences a rule and does not say why that is right.

    Why: Whoever comes next cannot tell whether the reason still holds. The rule is silenced all the same.

    Mend: Write the reason behind the bracket.

    Bad:
        openai-python .env
        # configlint: ignore[insecure-http]
        OPENAI_BASE_URL=http://relay.example.com/v1

    Good:
        openai-python .env
        # configlint: ignore[insecure-http] the relay is only reachable through the VPN
        OPENAI_BASE_URL=http://relay.example.com/v1
    """
    for ignore in comments.ignores.all:
        if ignore.rules and not ignore.reason:
            yield _at(comments, ignore.start, ignore.end, "This comment does not say why the rule is wrong here")


def _at(comments: Comments, start: int, end: int, message: str, help: str = "") -> Finding:
    return Finding(Place(comments.document, ()), message, help=help, span=(start, end))


def _near(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, [word for one in all_rules() for word in (one.name, one.code)], 2)
    return f"Did you mean {' or '.join(close)}?" if close else "`configlint rule` lists all rules"

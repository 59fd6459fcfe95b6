"""Rules about the comments that suppress findings."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.document.document import Document
from configlint.engine.values import Place
from configlint.records import Record
from configlint.rules.context import Finding
from configlint.rules.registry import COMMENT, all_rules, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.diagnostics.suppressions import Suppressions


class Comments(Record):
    """The comments of one file, once every other rule has looked at it, and whether it did so with this environment."""

    document: Document
    suppressions: Suppressions
    with_environment: bool

    def was_judged(self, name: str) -> bool:
        """Return True if a rule would have said here what it has to say, wherever and whenever it is run.

        Not so one that depends on more than the file, or any in an environment that only this shell has.
        """
        named = next((one for one in all_rules() if name.lower() in (one.code.lower(), one.name)), None)
        return named is None or not (named.depends or named.about == COMMENT or self.with_environment)


@rule("IGN001", "unused-ignore", WARNING, since="0.1", about=COMMENT)
def unused_ignore(comments: Comments) -> Iterator[Finding]:
    """A comment suppresses a rule that finds nothing here, or that does not exist.

    Why: What it was written for is gone, or it is in the wrong place and the finding is still there. Left alone it
    would one day suppress something that nobody has looked at. The same holds for an exception in the configuration.

    Fix: Remove the comment, or the rule from its list. A comment that is alone on its line is about the line below.

    Bad:
        codex ~/.codex/config.toml
        # configlint: ignore[duplicate-version] our gateway really serves /v1/v1
        model = "gpt-5.4"

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
    """
    for comment in comments.suppressions.all:
        if not comment.rules:
            message = "This comment names no rule, so it suppresses nothing"
            yield _at(
                comments, comment.start, comment.end, message, "Write ignore[RULE], with the rules that it is about"
            )
    for named in comments.suppressions.unused(comments.was_judged):
        if any(named.name.lower() in (one.code.lower(), one.name) for one in all_rules()):
            yield _at(comments, named.start, named.end, f"{named.name} finds nothing here", "Remove it")
        else:
            yield _at(comments, named.start, named.end, f"There is no rule {named.name}", _near(named.name))


@rule("IGN002", "unexplained-ignore", NOTE, since="0.1", about=COMMENT)
def unexplained_ignore(comments: Comments) -> Iterator[Finding]:
    """A comment suppresses a rule and does not say why that is right.

    Why: Whoever comes next cannot tell whether the reason still holds. The rule is suppressed all the same, but for the
    rules about secrets (SEC), which are reported until there is a reason.

    Fix: Write the reason after the bracket.

    Bad:
        openai-python .env
        # configlint: ignore[insecure-http]
        OPENAI_BASE_URL=http://relay.example.com/v1

    Good:
        openai-python .env
        # configlint: ignore[insecure-http] the relay is only reachable through the VPN
        OPENAI_BASE_URL=http://relay.example.com/v1
    """
    for comment in comments.suppressions.all:
        if comment.rules and not comment.reason:
            yield _at(comments, comment.start, comment.end, "This comment does not say why the rule is wrong here")


def _at(comments: Comments, start: int, end: int, message: str, help: str = "") -> Finding:
    return Finding(Place(comments.document, ()), message, help=help, span=(start, end))


def _near(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, [word for one in all_rules() for word in (one.name, one.code)], 2)
    return f"Did you mean {' or '.join(close)}?" if close else "`configlint rule` lists all rules"

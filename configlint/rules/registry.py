"""How rules are declared, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

from configlint.records import Record
from configlint.rules.context import File, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The modules with rules.
MODULES = (
    *("file", "content", "reference", "url", "host", "endpoint", "version", "key", "model", "variable", "container"),
    *("leak", "refusal", "ignore"),
)
#: One cause, one finding: of these rules only the first that has something to say about a value is reported.
PRECEDENCE = (
    "unexpanded-reference",
    # about base URLs
    "malformed-url",
    "web-page-url",
    "query-in-base",
    "deprecated-host",
    "misspelt-host",
    "azure-incomplete",
    "wrong-plan-endpoint",
    "wrong-region",
    "endpoint-in-base",
    "endpoint-expected",
    "unserved-wire-api",
    "duplicate-version",
    "foreign-version",
    "missing-version",
    "wrong-path",
    "trailing-slash",
    # about keys
    "malformed-key",
    "placeholder-key",
    "key-host-mismatch",
    "wrong-auth-field",
    "official-key-to-relay",
    # about models
    "placeholder-model",
    "wrong-model-form",
    "model-host-mismatch",
    "unknown-model",
)
#: What rules are about: a file as one tool reads it, a connection or a part of it that is written in a checked file, a
#: variable that several tools share, what a tool refuses, or the comments that suppress findings.
FILE, CONNECTION, BASE_URL, ENDPOINT, KEY, MODEL = "file", "connection", "base_url", "endpoint", "key", "model"
SHARED, REFUSAL, COMMENT = "shared", "refusal", "comment"
PARTS_OF_CONNECTIONS = (CONNECTION, BASE_URL, ENDPOINT, KEY, MODEL)


class Rule(Record):
    """A rule.

    `about` is what `check` is given (see above). `fix` tells how safe its fixes usually are; empty when it has none.
    `uses` are the parts of a profile without which it finds nothing, `probes` base URLs of which a tool that it can
    concern makes a request that it reports. What one `depends` on is more than the file: other files, the environment,
    the machine. `since` is the version that brought it. `in_files` is what it also looks for in a file as such.
    """

    code: str
    name: str
    severity: str
    since: str
    about: str
    check: Callable[..., Iterator[Finding]]
    fix: str = ""
    depends: bool = False
    uses: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    in_files: Callable[[File], Iterator[Finding]] | None = None

    @property
    def documentation(self) -> str:
        """The rule's documentation: its docstring."""
        return self.check.__doc__ or ""

    @property
    def is_exclusive(self) -> bool:
        """Whether it is silent about values about which a rule with precedence is reported."""
        return self.name in PRECEDENCE


def rule(
    code: str, name: str, severity: str, *, since: str, about: str, **more: Any
) -> Callable[[Callable[..., Iterator[Finding]]], Rule]:
    """Declare the decorated function as a rule: see `Rule` for what else there is to say."""
    return lambda check: Rule(code, name, severity, since, about, check, **more)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule in the order in which they run."""
    modules = [import_module(f"configlint.rules.{module}") for module in MODULES]
    found = [one for module in modules for one in vars(module).values() if isinstance(one, Rule)]
    return tuple(sorted(found, key=lambda one: precedence(one.name)))


def precedence(name: str) -> int:
    """Return the place of a rule among those of which only the first speaks about a value; others come last."""
    return PRECEDENCE.index(name) if name in PRECEDENCE else len(PRECEDENCE)


@cache
def rules_about(*what: str) -> tuple[Rule, ...]:
    """Return the rules about a file, a connection, and so on, in the order in which they run."""
    return tuple(one for one in all_rules() if one.about in what)


@cache
def checks_of_files() -> tuple[tuple[Rule, Callable[[File], Iterator[Finding]]], ...]:
    """Return what looks at a file as such, each with its rule, in the order in which they run."""
    looks = [(one, one.check if one.about == FILE else one.in_files) for one in all_rules()]
    return tuple((one, look) for one, look in looks if look is not None)


def rule_of(code: str) -> Rule:
    """Return the rule with a code. Raises KeyError when there is none."""
    return _by_code()[code]


@cache
def _by_code() -> dict[str, Rule]:
    return {one.code: one for one in all_rules()}

"""The six questions about one connection, in the order in which people should ask them.

1. url       Where does the request go, and is the version in it exactly once?
2. key       Is a key sent, and is it one of that host?
3. model     Does the host have a model of that id?
4. wire_api  Does the host serve the wire API that the tool speaks?
5. request   Does the tool read its files, and send the request at all?
6. join      What does the tool append to the base URL?
"""

from __future__ import annotations

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.engine.values import Place, RefusedError
from configlint.records import Record

URL, KEY, MODEL, WIRE_API, REQUEST, JOIN = "url", "key", "model", "wire_api", "request", "join"
STEPS = (URL, KEY, MODEL, WIRE_API, REQUEST, JOIN)
OK, PROBLEM, UNKNOWN, SKIPPED = "ok", "problem", "unknown", "skipped"

#: Which question a rule answers, by its code or the beginning of that.
_BY_CODE = {
    "URL": URL,
    "URL004": JOIN,
    "URL005": JOIN,
    "URL006": JOIN,
    "HOST": URL,
    "HOST001": KEY,
    "HOST002": KEY,
    "HOST006": REQUEST,
    "KEY": KEY,
    "MODEL": MODEL,
    "WIRE": WIRE_API,
    "FILE": REQUEST,
}
#: Rules whose findings are about what is shared or left behind, not about whether the tool works here.
_NO_CAUSE = ("SEC", "IGN", "MCP", "HOST005", "ENV003", "ENV004")


class Step(Record):
    """The answer to one question. `status` is "ok", "problem", "unknown", or "skipped" where another comes first.

    `help` says what to do, `rule` is the code of the rule that found it, `place` where the value is written, and
    `beats` are findings about values that count for nothing. `finding` is what the rule reported.
    """

    step: str
    status: str
    message: str
    help: str = ""
    rule: str = ""
    place: Place | None = None
    beats: tuple[Diagnostic, ...] = ()
    finding: Diagnostic | None = None


class State(Record):
    """What is true of all connections of a tool: why it does not start, or None; the variables that have a stand-in, so
    that there is something to say although it would stop without them; and notes on what it keeps elsewhere.
    """

    stopped: RefusedError | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def concerns(diagnostic: Diagnostic) -> bool:
    """Return True if a finding can be why a tool does not work here."""
    return not diagnostic.code.startswith(_NO_CAUSE)


def step_of_rule(code: str) -> str:
    """Return the question that a rule answers, or an empty string where that depends on the value."""
    return _BY_CODE.get(code) or next((step for start, step in _BY_CODE.items() if code.startswith(start)), "")


def problem(one: Diagnostic, step: str = REQUEST) -> Step:
    """Return a finding as an answer."""
    place = Place(one.document, ())
    help_text = one.help
    if one.write:
        help_text = f"Write {one.write}"
    elif one.fix is not None and not one.help:
        help_text = one.fix.description
    return Step(step, PROBLEM, one.message, help_text, one.code, place, finding=one)


def by_words(one: Diagnostic) -> str:
    """Return the question that a finding answers by what it is about; a path says nothing about that."""
    named = " ".join(word for word in f"{one.message} {one.help}".upper().split() if "/" not in word)
    if "KEY" in named or "TOKEN" in named:
        return KEY
    return MODEL if "MODEL" in named else URL

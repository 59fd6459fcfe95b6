"""Rules about what a tool refuses: it does not start, or it sends nothing, in its own words."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.document.nodes import List, Scalar, Table
from configlint.engine.tree import text_of
from configlint.engine.values import Place
from configlint.files.example_files import is_filled_in
from configlint.files.words import one_of
from configlint.rules.context import Finding, Refusal, own_words
from configlint.rules.registry import REFUSAL, rule


@rule("FILE012", "missing-option", ERROR, since="0.1", about=REFUSAL)
def missing_option(refusal: Refusal) -> Iterator[Finding]:
    """An option is missing without which the tool refuses the file, or leaves the connection out.

    Why: The tool does not start, or acts as if the provider or the model were not there.

    Fix: Add the option in the table that the report points at.

    Bad:
        claude-code-router ~/.claude-code-router/config.json
        {"Providers": [{"name": "lab", "api_base_url": "http://localhost:8000/v1/chat/completions",
                        "api_key": "none", "models": ["m"]}],
         "Router": {"background": "lab,m"}}

    Good:
        claude-code-router ~/.claude-code-router/config.json
        {"Providers": [{"name": "lab", "api_base_url": "http://localhost:8000/v1/chat/completions",
                        "api_key": "none", "models": ["m"]}],
         "Router": {"default": "lab,m", "background": "lab,m"}}
    """
    if refusal.error.rule == "missing-option":
        option = refusal.error.option
        what = f"{_problem(refusal, option)}: " if option else ""
        message = what + own_words(refusal.profile, refusal.error.message)
        written = Place(refusal.place.document, (*refusal.place.route, *option.split(".")))
        at = refusal.replace(place=written) if option and written.node is not None else refusal
        yield _at(at, message, ERROR if refusal.is_active else WARNING)


def _problem(refusal: Refusal, option: str) -> str:
    """Say what is wrong with an option that the tool has not got."""
    node = refusal.place.document.at((*refusal.place.route, *option.split(".")))
    if node is None:
        return f"`{option}` is missing"
    text = text_of(node.value) if isinstance(node, Scalar) else None
    return f"`{option}` gives nothing for `{text}`" if text else f"`{option}` is empty"


def _at(refusal: Refusal, message: str, severity: str = ERROR) -> Finding:
    place = refusal.place
    is_key = isinstance(place.node, Table | List)
    span = _first_line(place) if is_key else None
    error, node = refusal.error, place.node
    help_text = ""
    if isinstance(node, Scalar) and not error.write:
        text = text_of(node.value) or ""
        help_text = one_of(text, error.choices) or _how_to_set(refusal, text)
    return Finding(place, message, severity=severity, key=is_key, span=span, write=error.write, help=help_text)


def _how_to_set(refusal: Refusal, name: str) -> str:
    """Say how to set the variable whose name is in a field for one, or return an empty string."""
    if not name or refusal.place.route[-1] not in [path.steps[-1] for path in refusal.profile.name_fields]:
        return ""
    return f"Before you start {refusal.profile.name}: export {name}=…"


def _first_line(place: Place) -> tuple[int, int] | None:
    """Return where the first line of a table is that has no key of its own, or None."""
    node, lines = place.node, place.document.lines
    if place.entry is not None or node is None:
        return None
    return node.start, min(node.end, lines.span(lines.position(node.start)[0])[1])


@rule("FILE013", "refused-request", ERROR, since="0.1", about=REFUSAL, depends=True)
def refused_request(refusal: Refusal) -> Iterator[Finding]:
    """The tool would not start with this configuration, or send nothing: in its own words.

    Reported where no other rule says why. What only the environment can supply, such as the variable that is to hold
    the key, is reported only if the environment was looked at (`--env`).

    Why: Nothing is sent at all.

    Fix: Do what the message says.

    Bad:
        continue ~/.continue/config.yaml
        name: lab
        version: 1.0.0
        schema: v1
        models:
          - {name: Lab, provider: openai, model: m, apiBase: "http://localhost:8000/v1", roles: [edit]}

    Good:
        continue ~/.continue/config.yaml
        name: lab
        version: 1.0.0
        schema: v1
        models:
          - {name: Lab, provider: openai, model: m, apiBase: "http://localhost:8000/v1", roles: [chat, edit]}
    """
    if refusal.error.rule != "missing-option" and refusal.is_active and not _is_filled_in(refusal):
        asks_in_terminal = refusal.error.about == "headless"
        yield _at(refusal, own_words(refusal.profile, refusal.error.message), NOTE if asks_in_terminal else ERROR)


def _is_filled_in(refusal: Refusal) -> bool:
    place = refusal.place
    text = text_of(place.node.value) if isinstance(place.node, Scalar) else None
    if text is None:
        return False
    return is_filled_in(place.document.path, text.strip()) or refusal.context.is_for_flux(place, text)

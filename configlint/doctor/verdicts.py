"""What an answer of a host means for the setup: which of the six questions it answers, and what to write instead.

The cases and what is said of them are data, in `symptoms.toml`; the guide is written from the same.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from urllib.parse import urljoin

from configlint.doctor.answer import Answer
from configlint.doctor.questions import nearest
from configlint.engine import urls
from configlint.engine.clients import CLIENTS
from configlint.records import Record
from configlint.rules.connection import Connection

#: What the answer to a generation has at its top, by wire API.
_SHAPES = {"chat": "choices", "responses": "output", "messages": "content", "gemini": "candidates"}
#: As much of what a server says is shown.
_SHOWN = 140
_MOST_SEARCHED = 4000


class Symptom(Record):
    """One entry of `symptoms.toml`, which says what the fields mean."""

    id: str
    heading: str
    step: str
    says: str
    help: str = ""
    failure: str = ""
    status: tuple[int | str, ...] = ()
    case: str = ""
    body: str = ""
    unless: str = ""
    is_good: bool = False


class Inquiry(Record):
    """What was found out about a connection. `answer` is to the generation, `models` are the ids that the host lists,
    `works_with` is another base URL at which it answers (empty where none was found), `proxy` the variable with the
    proxy in between.
    """

    look: Connection
    answer: Answer
    models: Sequence[str] = ()
    works_with: str = ""
    proxy: str = ""


class Verdict(Record):
    """What an answer says. `step` is the question that it answers, `works_with` a base URL that does work, or empty."""

    symptom: str
    is_good: bool
    step: str
    message: str
    help: str = ""
    works_with: str = ""


@cache
def symptoms() -> tuple[Symptom, ...]:
    """Return all symptoms in the order in which they are compared."""
    with open(os.path.join(os.path.dirname(__file__), "symptoms.toml"), "rb") as file:
        listed = tomllib.load(file)["symptom"]
    return tuple(Symptom(**{**one, "status": tuple(one.get("status", ()))}) for one in listed)


def verdict(inquiry: Inquiry) -> Verdict:
    """Return what the answer to a generation means."""
    found = next(one for one in symptoms() if _fits(one, inquiry))
    named = facts(inquiry)
    message, help_text = found.says.format_map(named), found.help.format_map(named)
    works_with = inquiry.works_with if found.id == "other-base" else ""
    return Verdict(found.id, found.is_good, found.step, message.rstrip(": "), help_text, works_with)


def is_elsewhere(answer: Answer) -> bool:
    """Return True if there is nothing at the path of a request, so that another base URL may be the right one."""
    model = next(one for one in symptoms() if one.id == "model")
    if answer.status in (404, 405):
        return not _searched(model.body, answer)
    return 200 <= answer.status < 300 and answer.is_html


# ---- which symptom it is


def _fits(symptom: Symptom, inquiry: Inquiry) -> bool:
    answer = inquiry.answer
    if symptom.failure or answer.kind:
        return symptom.failure == answer.kind
    return (
        (not symptom.status or any(_is_status(one, answer.status) for one in symptom.status))
        and (not symptom.case or CASES[symptom.case](inquiry))
        and (not symptom.body or _searched(symptom.body, answer))
        and not (symptom.unless and _searched(symptom.unless, answer))
    )


def _is_status(wanted: int | str, status: int) -> bool:
    return wanted == status or (isinstance(wanted, str) and wanted[0] == str(status)[:1])


def _searched(expression: str, answer: Answer) -> bool:
    return re.search(expression, answer.text[:_MOST_SEARCHED]) is not None


def _is_redirect(inquiry: Inquiry) -> bool:
    return 300 <= inquiry.answer.status < 400


def _is_to_https(inquiry: Inquiry) -> bool:
    here, there = urls.split(inquiry.answer.url), urls.split(inquiry.answer.headers.get("location", ""))
    if here is None or there is None or not _is_redirect(inquiry):
        return False
    return (here.scheme, there.scheme) == ("http", "https") and here.host == there.host and here.path == there.path


def _moved_to(inquiry: Inquiry) -> str:
    """Return the base URL with which the tool would call what a redirect leads to, or an empty string."""
    target = urljoin(inquiry.answer.url, inquiry.answer.headers.get("location", ""))
    there, model = urls.split(target), inquiry.look.request.model
    if there is None or not _is_redirect(inquiry):
        return ""
    name = model.text if model is not None and model.text else "MODEL"
    for number in range(len(there.segments), -1, -1):
        base = "/".join([there.origin, *there.segments[:number]])
        if (inquiry.look.join(base) or "").replace("{model}", name) == target:
            return base
    return ""


def _is_basic_login(inquiry: Inquiry) -> bool:
    answer = inquiry.answer
    return answer.headers.get("www-authenticate", "").lower().startswith("basic") and answer.data is None


def _is_readable(inquiry: Inquiry) -> bool:
    answer, wire_api = inquiry.answer, inquiry.look.request.wire_api
    is_stream = answer.content_type == "text/event-stream"
    has_shape = not wire_api or _SHAPES[wire_api] in _top(answer)
    return 200 <= answer.status < 300 and (is_stream or has_shape)


def _other_api(answer: Answer) -> str:
    return next((name for name, mark in _SHAPES.items() if mark in _top(answer)), "")


def _top(answer: Answer) -> Mapping[str, object]:
    return answer.data if isinstance(answer.data, dict) else {}


#: What `case` of a symptom asks.
CASES: dict[str, Callable[[Inquiry], bool]] = {
    "elsewhere and works": lambda one: is_elsewhere(one.answer) and bool(one.works_with),
    "elsewhere and listed": lambda one: is_elsewhere(one.answer) and bool(one.models),
    "elsewhere": lambda one: is_elsewhere(one.answer),
    "redirect to https": _is_to_https,
    "redirect to the same call": lambda one: bool(_moved_to(one)),
    "redirect": _is_redirect,
    "basic login": _is_basic_login,
    "endless": lambda one: 200 <= one.answer.status < 300 and not one.answer.is_whole,
    "readable": _is_readable,
    "other shape": lambda one: 200 <= one.answer.status < 300 and bool(_other_api(one.answer)),
    "no model set": lambda one: not (one.look.request.model is not None and one.look.request.model.text),
    "proxied": lambda one: bool(one.proxy) and one.answer.url.startswith("http://"),
    "other header": lambda one: bool(_other_header(one.look)),
}


# ---- what is said of it


def facts(inquiry: Inquiry) -> dict[str, str]:
    """Return what the names in `says` and `help` stand for."""
    look, answer = inquiry.look, inquiry.answer
    url, model = urls.split(answer.url), look.request.model
    host = url.host if url is not None else look.host
    twins = [look.catalog.provider(twin).name for provider in look.providers for twin in provider.twins]
    wait = answer.headers.get("retry-after", "")
    as_https = look.base.replace("http://", "https://", 1)
    return {
        "host": host,
        "address": f"{host}:{url.port}" if url is not None and url.port else host,
        "path": url.path if url is not None else answer.url,
        "base": look.base,
        "as_http": look.base.replace("https://", "http://", 1),
        "as_https": as_https,
        "moved_to": _moved_to(inquiry) or as_https,
        "tool": look.tool,
        "tool_id": look.profile.id,
        "owner": look.providers[0].name if look.providers else host,
        "wire_api": look.request.wire_api,
        "other_api": _other_api(answer),
        "header": next((header.name for header in look.request.headers), "any header"),
        "other_header": _other_header(look),
        "model": model.text if model is not None and model.text else "",
        "nearest": nearest(model.text if model is not None and model.text else "", inquiry.models),
        "twin": f"; keys of {twins[0]} do not work here" if twins else "",
        "proxy": inquiry.proxy or "HTTPS_PROXY",
        "ca_variable": CLIENTS[look.request.kind.client].ca_variable if look.request.kind is not None else "",
        "works_with": inquiry.works_with,
        "works_at": look.join(inquiry.works_with) or "" if inquiry.works_with else "",
        "what": "with a web page" if answer.is_html and answer.status < 300 else str(answer.status),
        "location": answer.headers.get("location", "nowhere"),
        "status": str(answer.status),
        "milliseconds": str(answer.milliseconds),
        "wait": f" {wait} s" if wait.isdigit() else "",
        "reason": _reason(answer.failure),
        "said": _said(answer),
    }


def _other_header(look: Connection) -> str:
    """Return another header in which the tool can send a key, or an empty string."""
    sent = {header.name for header in look.request.headers}
    known = look.request.kind.auth if look.request.kind is not None else ()
    return next((auth.header for auth in known if auth.header not in sent), "")


def _reason(failure: str) -> str:
    found = re.search(r"certificate verify failed: ([^(]+)", failure)
    return _short((found[1] if found else failure).strip().rstrip("."))


def _said(answer: Answer) -> str:
    """Return what the server says itself, shortened: the message of its error, or the beginning of the body."""
    data: object = answer.data
    for name in ("error", "message", "detail", "msg"):
        if isinstance(data, dict) and data.get(name):
            data = data[name]
    return _short(data if isinstance(data, str) else re.sub(r"<[^>]*>", " ", answer.text[:_MOST_SEARCHED]))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

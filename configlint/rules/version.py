"""Rules about the version in the path of a request: `/v1` is there once."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.catalog.providers import OLLAMAS_CALLS, WIRE_NAMES
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE
from configlint.engine import urls
from configlint.rules.connection import Connection, Endpoint
from configlint.rules.context import Finding
from configlint.rules.registry import ENDPOINT, rule
from configlint.rules.suggestion import Suggestion, suggested

_HOST = "https://relay.example.com"


@rule(
    "URL001",
    "duplicate-version",
    ERROR,
    since="0.1",
    about=ENDPOINT,
    fix=SAFE,
    probes=(f"{_HOST}/v1", f"{_HOST}/v1beta"),
)
def duplicate_version(endpoint: Endpoint) -> Iterator[Finding]:
    """The request repeats the version: the base URL ends in `/v1`, and the tool appends `/v1/…` itself; or the base URL
    has it twice.

    Why: No provider serves anything at `/v1/v1/…`. It answers 404, often with a web page that the tool cannot read.

    Fix: Remove the version from the end of the base URL. The report says what to write.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api/v1"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api"}}
    """
    connection = endpoint.connection
    pair = repeated_versions(endpoint.url)
    if connection.is_served or pair is None or pair[0] != pair[1]:
        return
    better = _corrected(connection, list(_with_fewer_versions(endpoint, pair[0])))
    base = urls.split(endpoint.base.strip())
    is_in_base = base is not None and repeated_versions(base) is not None
    cause = "the base URL repeats it" if is_in_base else f"{connection.tool} appends it itself"
    yield Finding(
        endpoint.place,
        f"/{pair[0]} is in the request twice: {cause}",
        show_request=True,
        write=better.base if better is not None else "",
        safety=better.safety if better is not None else "",
    )


@rule("URL003", "foreign-version", ERROR, since="0.1", about=ENDPOINT, fix=SAFE, probes=(f"{_HOST}/api/paas/v4",))
def foreign_version(endpoint: Endpoint) -> Iterator[Finding]:
    """The base URL ends in another version than the one that the tool appends: `/api/paas/v4/v1/messages`; or in one,
    and the tool appends a call of Ollama's own API, which has none: `/v1/api/chat`.

    Why: No provider serves one version below another: 404, whatever the key.

    Fix: Write the base URL in the report. At an unknown host it is the one without the version, if that is `/v1` or
    alike: ask whether the host serves the tool's wire API there. If there is none, no spelling works in this tool:
    choose a provider type, or a tool, that appends no version of its own.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://open.bigmodel.cn/api/paas/v4"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://open.bigmodel.cn/api/anthropic"}}
    """
    connection = endpoint.connection
    pair = repeated_versions(endpoint.url)
    if connection.is_served:
        return
    if call := _unversioned_call(endpoint):
        yield Finding(
            endpoint.place,
            f"{connection.tool} appends {call}, which Ollama serves without a version before it",
            show_request=True,
            write=without_last_version(endpoint.base.rstrip("/")),
        )
    if pair is None or pair[0] == pair[1]:
        return
    better = _corrected(connection, [])
    advice = "" if better else f"No spelling of this base URL works: {connection.tool} always appends /{pair[1]}"
    # What relays put before the calls of each wire API.
    may_be_exchanged = not connection.answering and pair[0].startswith("v1")
    guess = connection.base_for(is_sound, [without_last_version(endpoint.base)]) if may_be_exchanged else ""
    if guess:
        better = Suggestion(guess, UNSAFE)
        advice = f"It works if {connection.host} serves the {WIRE_NAMES[connection.request.wire_api]} below /{pair[1]}"
    yield Finding(
        endpoint.place,
        f"The base URL ends in /{pair[0]}, and {connection.tool} appends /{pair[1]}",
        help=advice,
        show_request=True,
        write=better.base if better is not None else "",
        safety=better.safety if better is not None else "",
    )


@rule(
    "URL002",
    "missing-version",
    ERROR,
    since="0.1",
    about=ENDPOINT,
    fix=SAFE,
    probes=("https://api.openai.com", "https://generativelanguage.googleapis.com"),
)
def missing_version(endpoint: Endpoint) -> Iterator[Finding]:
    """The request has no version: the tool appends only `/chat/completions`, and the base URL has no `/v1`.

    An error at a known provider. At an unknown host it is a warning, and only where the base URL has no path: behind a
    path prefix, and on this machine or network, anything may be served, unless the port tells which server listens.

    Why: Without it the request misses the API: 404, or a page of the provider's website.

    Fix: Add `/v1`, or whatever version the provider documents, to the base URL.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com"
        env_key = "RELAY_KEY"

    Good:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        env_key = "RELAY_KEY"
    """
    connection = endpoint.connection
    if connection.is_served or _appended(endpoint) in OLLAMAS_CALLS:
        return
    known = suggested(connection)
    better = known.base if known is not None else ""
    if better and _adds_version(endpoint.base, better):
        severity = WARNING if connection.is_local else ERROR
    elif connection.has_certain_paths:
        return  # wrong-path says where
    else:
        root = (urls.split(endpoint.base) or endpoint.url).path.strip("/") == ""
        may_serve = connection.is_local or connection.is_gateway or _serves_without_version(connection)
        if may_serve or not root or any(map(urls.is_version, endpoint.url.segments)):
            return
        version = "v1beta" if connection.request.wire_api == "gemini" else "v1"
        better = connection.base_for(is_sound, [f"{endpoint.base.rstrip('/')}/{version}"])
        severity = WARNING
    version = next((step for step in (urls.split(better) or endpoint.url).segments if urls.is_version(step)), "v1")
    yield Finding(
        endpoint.place,
        f"/{version} is missing: {connection.tool} appends only {_appended(endpoint)}",
        show_request=True,
        write=better,
        severity=severity,
        safety=SAFE if severity == ERROR else UNSAFE,  # an unknown host may serve anything
    )


def repeated_versions(url: urls.Url) -> tuple[str, str] | None:
    """Return the first two version segments that follow each other, or None."""
    for first, second in zip(url.segments, url.segments[1:], strict=False):
        if urls.is_version(first) and urls.is_version(second):
            return first, second
    return None


def _unversioned_call(endpoint: Endpoint) -> str:
    """Return what the tool appends if that is a call of an API without versions, right after a version."""
    base, appended = urls.split(endpoint.base), _appended(endpoint)
    ends_in_version = base is not None and bool(base.segments) and urls.is_version(base.segments[-1])
    return appended if ends_in_version and appended in OLLAMAS_CALLS else ""


def is_sound(url: urls.Url) -> bool:
    """Return True if the path of a request has no `//` and a version, just one in a row; none before Ollama's calls."""
    has_version, needs_version = any(map(urls.is_version, url.segments)), not url.path.endswith(OLLAMAS_CALLS)
    return repeated_versions(url) is None and "//" not in url.path and has_version == needs_version


def _corrected(connection: Connection, guesses: list[str]) -> Suggestion | None:
    """Return the base URL a known provider needs here; for others the first guess that gives a sound request."""
    known = suggested(connection)
    guess = connection.base_for(is_sound, guesses) if known is None or not known.keeps_path else ""
    return Suggestion(guess, SAFE) if guess and not connection.has_certain_paths else known


def without_last_version(base: str) -> str:
    """Return a base URL without the version that it ends in."""
    url = urls.split(base.strip())
    if url is None or not url.segments or not urls.is_version(url.segments[-1]):
        return base
    return str(url.replace(path="".join(f"/{step}" for step in url.segments[:-1])))


def _with_fewer_versions(endpoint: Endpoint, version: str) -> Iterator[str]:
    """Yield a base URL with only the first of the versions that it ends in, and with none, where `version` is still in
    the request.
    """
    url = urls.split(endpoint.base.strip())
    if url is None:
        return
    kept = list(url.segments)
    while kept and urls.is_version(kept[-1]):
        kept.pop()
    for number in (1, 0):
        steps = url.segments[: len(kept) + number]
        base = str(url.replace(path="".join(f"/{step}" for step in steps)))
        there = urls.split(endpoint.connection.join(base) or "")
        if len(steps) < len(url.segments) and there is not None and version in there.segments:
            yield base


def _serves_without_version(connection: Connection) -> bool:
    """Return True if the host is known to serve wire APIs, and all of them at paths without a version."""
    known = [url for endpoint in connection.all_endpoints if (url := urls.split(endpoint)) is not None]
    return bool(known) and not any(urls.is_version(step) for url in known for step in url.segments)


def _adds_version(base: str, better: str) -> bool:
    """Return True if `better` is `base` with nothing but a version added."""
    written, wanted = urls.split(base), urls.split(better)
    if written is None or wanted is None:
        return False
    left = written.segments
    added = [step for step in wanted.segments if not (left and left[0] == step and left.pop(0))]
    return not left and bool(added) and all(map(urls.is_version, added))


def _appended(endpoint: Endpoint) -> str:
    base = urls.split(endpoint.base)
    if base is None:
        return "its path"
    return "/" + endpoint.url.path.removeprefix(base.path.rstrip("/")).lstrip("/")

"""Rules about keys that others can read, or that are led to where they do not belong."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from configlint.catalog import lookup
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.engine import urls
from configlint.engine.values import Place
from configlint.files import git
from configlint.profiles.recognition import VARIABLES
from configlint.rules.context import Connection, File, Finding, is_example, is_tracked
from configlint.rules.registry import rule
from configlint.secrets import redaction

#: Kinds of providers that serve models of their own or in their own machines, and resell nobody's.
_MAKERS = frozenset(["vendor", "cloud", "plan", "subscription"])


@rule("SEC001", "committed-secret", ERROR, about="file", depends=True)
def committed_secret(file: File) -> Iterator[Finding]:
    """A file that git tracks, or would commit, holds a key.

    Counts for a key anywhere in the file, in a comment, too. A file that a `.gitignore` names may hold one, and so may
    a file outside any repository. `configlint secrets` finds keys in files of any kind, and `--staged` before they are
    committed.

    Why: Whoever can read the repository has the key, also after it was taken out: it stays in the history.

    Mend: Replace the key at its provider, and put a reference to a variable in its place.

    Bad:
        claude-code .claude/settings.json (tracked by git)
        {"permissions": {"allow": ["Bash(OPENROUTER_API_KEY={key:openrouter} node eval.js)"]}}

    Good:
        claude-code .claude/settings.json (tracked by git)
        {"permissions": {"allow": ["Bash(node eval.js)"]}}
    """
    if not git.is_in_repository(file.document.path):
        return  # looking for keys costs more than this
    found = [one for one in redaction.keys_in(file.document) if not one.is_ignored]
    if found and git.would_commit(file.document.path):
        from configlint.secrets import remediation

        for one in found:
            yield file.at(
                (), remediation.message(one), help=remediation.help_for(one, file.profile), span=(one.start, one.end)
            )


@rule("SEC004", "secret-in-url", ERROR)
def secret_in_url(connection: Connection) -> Iterator[Finding]:
    """A key or a password stands in the base URL, which ends up in logs, in proxies and in error messages.

    Why: URLs end up in logs, in the memory of proxies, and in error messages that people paste into issues.

    Mend: Put the key into the tool's field or variable for it, and replace it.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://user:{key:relay}@relay.example.com"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://relay.example.com", "ANTHROPIC_AUTH_TOKEN": "{key:relay}"}}
    """
    base = connection.base.strip()
    url = urls.split(base)
    if connection.base_place is None or url is None or is_example(connection.base_place.document):
        return
    where = "as user and password" if url.userinfo.partition(":")[2] else ""
    where = where or ("in it" if _holds_key(url) else "")
    if where:
        yield Finding(
            connection.base_place,
            f"The base URL holds a key {where}: it shows up in every log",
            help="Give the key in the field for it, and revoke this one if the file was shared",
        )


def _holds_key(url: urls.Url) -> bool:
    """Tell whether a key stands in the path or in the query. A long id in a path, such as an account's, is none."""
    query = f"{url.origin}?{url.query or ''}"
    shapes = (lookup.key_shape(urls.unquote(step)) for step in url.path.split("/") if step)
    return redaction.safe_url(query) != query or any(
        shape is not None and shape.strength == "strong" for shape in shapes
    )


@rule("SEC002", "readable-secret", WARNING, depends=True)
def readable_secret(connection: Connection) -> Iterator[Finding]:
    """A file with a key in it can be read by other users of this machine.

    Files that git tracks are left out: what they hold is public anyway.

    Why: Every program of every user here can read the key.

    Mend: `chmod 600 FILE`.

    Bad:
        codex ~/.codex/config.toml (readable by all)
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        experimental_bearer_token = "{key:relay}"

    Good:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        experimental_bearer_token = "{key:relay}"
    """
    if os.name == "nt":
        return
    for header, place in connection.sent_keys():
        text = header.value.text or ""
        if not redaction.looks_secret(text) or is_example(place.document):
            continue
        try:
            mode = os.stat(place.document.path).st_mode
        except OSError:
            continue
        readers = [name for bit, name in ((stat.S_IRGRP, "its group"), (stat.S_IROTH, "everybody")) if mode & bit]
        if readers and not is_tracked(place.document):
            yield Finding(
                place,
                f"This key can be read by {' and '.join(readers)} on this machine",
                help=f"chmod 600 {place.document.name}",
            )


@rule("SEC003", "redirected-key", WARNING, depends=True)
def redirected_key(connection: Connection) -> Iterator[Finding]:
    """A file in a repository sets the base URL, and the tool sends the user's own key or login there.

    Whoever clones the repository and starts the tool gives their key away. Fine where the same file says which key
    belongs to that host, for hosts on the own machine, and for the makers of models themselves.

    Why: Whoever clones the repository and starts the tool sends a key of their own to that host.

    Mend: Set the base URL in a file of the user's own, or name in the same file the variable of the key that belongs to
    that host.

    Bad:
        claude-code .claude/settings.json (tracked by git)
        {"env": {"ANTHROPIC_BASE_URL": "https://gateway.example.com"}}

    Good:
        claude-code .claude/settings.json (tracked by git)
        {"apiKeyHelper": "printenv GATEWAY_KEY", "env": {"ANTHROPIC_BASE_URL": "https://gateway.example.com"}}
    """
    place = connection.base_place
    if place is None or connection.is_local or not connection.host or not _is_shared(connection, place):
        return
    if any(one.data["kind"] in _MAKERS for one in connection.providers):
        return
    request = connection.request
    own = [header for header in request.headers if header.value.written is not None]
    if any(header.value.written is not None and header.value.written.document is place.document for header in own):
        return
    if not (request.headers or request.needs.get("key")) or not is_tracked(place.document):
        return
    yield Finding(
        place,
        f"Whoever uses {connection.tool} here sends their own key to {connection.host}",
        help="Leave the base URL to each user's own settings, or name the variable of a key for this host beside it",
        sends=request.url or "",
    )


def _is_shared(connection: Connection, place: Place) -> bool:
    """Tell whether the base URL stands in a file that a project shares."""
    for layer in connection.reading.layers:
        if layer.document is place.document:
            layers = connection.profile.layers
            number = layers.index(layer.spec) if layer.spec in layers else VARIABLES
            return number == VARIABLES or layer.spec.get("scope") in ("project", "local")
    return False

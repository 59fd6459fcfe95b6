"""Rules about keys that others can read, or that are led to where they do not belong."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.document.nodes import Scalar
from configlint.engine import urls
from configlint.engine.layers import VARIABLES
from configlint.engine.requests import Request
from configlint.engine.tree import text_of
from configlint.files.example_files import is_example
from configlint.rules.connection import BaseUrl, Connection, SentKey
from configlint.rules.context import Context, File, Finding
from configlint.rules.registry import BASE_URL, FILE, KEY, rule
from configlint.rules.suggestion import field_of

#: Kinds of providers that serve models of their own or in their own machines, and resell nobody's.
_MAKERS = frozenset(["vendor", "cloud", "plan", "subscription"])


@rule("SEC001", "committed-secret", ERROR, since="0.1", about=FILE, depends=True)
def committed_secret(file: File) -> Iterator[Finding]:
    """A file that git tracks, or would commit, contains a key.

    Counts for a key anywhere in the file, also in a comment. A file that a `.gitignore` names may contain one, and so
    may a file outside any repository. `configlint secrets` finds keys in files of any kind, and with `--staged` before
    they are committed.

    Why: Whoever can read the repository has the key, even after it was removed: it stays in the history.

    Fix: Replace the key at its provider, and use a reference to a variable instead.

    Bad:
        claude-code .claude/settings.json (tracked by git)
        {"permissions": {"allow": ["Bash(OPENROUTER_API_KEY={key:openrouter} node eval.js)"]}}

    Good:
        claude-code .claude/settings.json (tracked by git)
        {"permissions": {"allow": ["Bash(node eval.js)"]}}
    """
    context, path = file.context, file.document.path
    if not context.files.is_in_repository(path):
        return  # looking for keys costs more than this
    found = [one for one in context.redactor.of(file.document).keys if not one.allowed_by]
    if found and context.files.would_commit(path):
        from configlint.secrets import remediation
        from configlint.secrets.key_fields import Reader

        for one in found:
            help = remediation.help_for(one, Reader(file.profile, file.layer))
            yield file.at((), remediation.message(one), help=help, span=(one.start, one.end))


@rule("SEC004", "secret-in-url", ERROR, since="0.1", about=BASE_URL)
def secret_in_url(base: BaseUrl) -> Iterator[Finding]:
    """The base URL contains a key or a password, which ends up in logs, in proxies and in error messages.

    Why: URLs end up in logs, in the memory of proxies, and in error messages that people paste into issues.

    Fix: Put the key in the tool's field or variable for it, and replace it.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://user:{key:relay}@relay.example.com"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://relay.example.com", "ANTHROPIC_AUTH_TOKEN": "{key:relay}"}}
    """
    url = urls.split(base.text.strip())
    if url is None or is_example(base.place.document.path):
        return
    as_password = bool(url.userinfo.partition(":")[2])
    if as_password or _holds_key(base.connection.context, url):
        yield Finding(
            base.place,
            f"The base URL contains a key{' as user and password' if as_password else ''}: it shows up in every log",
            help="Put the key in the field for it, and revoke this one if the file was shared",
        )


def _holds_key(context: Context, url: urls.Url) -> bool:
    """Return True if a key is in the path or in the query. A long id in a path, such as an account's, is not one."""
    query = f"{url.origin}?{url.query or ''}"
    shapes = (context.catalog.key_shape(urls.unquote(step)) for step in url.path.split("/") if step)
    return context.redactor.looks_secret(query) or any(shape is not None and shape.is_strong for shape in shapes)


@rule("SEC002", "readable-secret", WARNING, since="0.1", about=KEY, depends=True)
def readable_secret(key: SentKey) -> Iterator[Finding]:
    """A file with a key in it can be read by other users of this machine.

    Files that git tracks are left out: what they contain is public anyway.

    Why: Every program of every user here can read the key.

    Fix: `chmod 600 FILE`.

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
    context, document = key.connection.context, key.place.document
    if not context.redactor.looks_secret(key.header.value.text or "") or is_example(document.path):
        return
    readers = context.files.readers(document.path)
    if readers and not context.files.is_tracked(document.path):
        import shlex

        yield Finding(
            key.place,
            f"{' and '.join(readers).capitalize()} on this machine can read this key",
            help=f"chmod 600 {shlex.quote(document.path)}",
        )


@rule("SEC003", "redirected-key", WARNING, since="0.1", about=BASE_URL, depends=True)
def redirected_key(base: BaseUrl) -> Iterator[Finding]:
    """A file in a repository sets the base URL, and the tool sends the user's own key or login there.

    Whoever clones the repository and starts the tool gives away their key. Not reported if the same file says which key
    belongs to that host, for hosts on this machine, and for vendors of models themselves.

    Why: Whoever clones the repository and starts the tool sends a key of their own to that host.

    Fix: Set the base URL in a file of the user's own, or name in the same file the variable of the key that belongs to
    that host.

    Bad:
        claude-code .claude/settings.json (tracked by git)
        {"env": {"ANTHROPIC_BASE_URL": "https://gateway.example.com"}}

    Good:
        claude-code .claude/settings.json (tracked by git)
        {"apiKeyHelper": "printenv GATEWAY_KEY", "env": {"ANTHROPIC_BASE_URL": "https://gateway.example.com"}}
    """
    connection, request, document = base.connection, base.connection.request, base.place.document
    if connection.is_local or not connection.host or not _is_shared(base):
        return
    node = base.place.node  # a provider's name may lead to the tool's own address for it
    if not isinstance(node, Scalar) or connection.host not in (text_of(node.value) or "").lower():
        return
    if any(provider.kind in _MAKERS for provider in connection.providers):
        return
    if any(one.value.written is not None and one.value.written.document is document for one in request.headers):
        return
    own = {name for provider in connection.providers for name in connection.catalog.variables_of(provider.id)}
    variables = {*_key_variables(request), *(one.value.name for one in request.headers)}
    if not own.isdisjoint(variables) or _are_emptied(base, variables):
        return  # the host is that of the variable's own provider, or the file takes the user's own key away
    if not request.headers and _is_own_login(connection):
        return
    sends_key = bool(request.headers or request.unknowns.get("key"))
    if not sends_key or not connection.context.files.is_tracked(document.path):
        return
    yield Finding(
        base.place,
        f"With this committed base URL, {connection.tool} sends each user's own key to {connection.host}",
        help="Leave the base URL to each user's own settings, or name the variable of a key for this host next to it",
        show_request=True,
    )


def _are_emptied(base: BaseUrl, names: set[str]) -> bool:
    """Return True if the file with the base URL sets a variable of the key to nothing, which counts."""
    reading, document = base.connection.reading, base.place.document
    values = (reading.variables[name] for name in names & reading.variables.keys())
    emptied = (one for one in values if not one.text and one.written is not None and one.written.document is document)
    return any(not reading.is_left_open(one) for one in emptied)


def _key_variables(request: Request) -> Iterator[str]:
    """Yield the variables that a request may have its key from, but for those that only decide which one is sent."""
    yield from request.unknowns.get("key", frozenset()) - request.unknowns.get("model", frozenset())
    for auth in request.kind.auth if request.kind is not None else ():
        yield from (field_of(source, request.resolver) for source in auth.sources)


def _is_own_login(connection: Connection) -> bool:
    """Return True if the only key there may be is one that the user stored for this very connection, which the file
    defines under a name of its own.
    """
    request = connection.request
    names = frozenset(request.names.values())
    is_stored = not any(map(str.isidentifier, request.unknowns.get("key", ())))
    return is_stored and bool(names) and names.isdisjoint(connection.catalog.provider_ids())


def _is_shared(base: BaseUrl) -> bool:
    """Return True if the base URL is in a file that a project shares."""
    for loaded in base.connection.reading.loaded:
        if loaded.document is base.place.document:
            return loaded.layer.number == VARIABLES or loaded.layer.scope in ("project", "local")
    return False

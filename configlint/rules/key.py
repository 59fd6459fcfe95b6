"""Rules about keys: whose they are, whether they can be sent, and where they go."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics import fix
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, Fix
from configlint.engine import urls
from configlint.engine.headers import Header
from configlint.engine.values import Place
from configlint.files.example_files import is_example
from configlint.rules.connection import BaseUrl, Connection, SentKey
from configlint.rules.context import Finding
from configlint.rules.registry import BASE_URL, CONNECTION, KEY, rule
from configlint.rules.suggestion import advice_for, field_of, misfiled
from configlint.secrets.values.placeholders import is_placeholder

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00a0"
#: Quotes that a word processor writes; no reader of a configuration takes them for quotes.
_TYPOGRAPHIC = "“”„‘’"
_MASKED = ("***", "…", "...", "••")


@rule("KEY005", "malformed-key", ERROR, since="0.1", about=KEY, fix=SAFE)
def malformed_key(key: SentKey) -> Iterator[Finding]:
    """The key contains something that no key contains: spaces, a line break, quotes, invisible characters, the
    asterisks of a web page that masked it; or it is a URL.

    What a trailing space does depends on the HTTP client: some cut it off, some send it (401), some refuse, and one
    silently leaves out the whole header. Only what this tool does not clean up itself is reported.

    Why: It is sent exactly like this: the provider answers 401, or the client refuses the header with an error that
    does not name the key.

    Fix: Copy the key again, all of it, without spaces and quotes.

    Bad:
        openai-python .env
        OPENAI_API_KEY="{key:openai} "

    Good:
        openai-python .env
        OPENAI_API_KEY="{key:openai}"
    """
    if is_example(key.place.document.path):
        return
    if (kind := misfiled(key.connection.context, key.text)) == "a URL":
        yield Finding(key.place, f"This is {kind}, not a key", help=advice_for(key.connection, kind, "key"))
        return
    if _is_placeholder(key, key.header.value.text or ""):
        return
    problem = _malformation(key.header)
    if problem:
        yield Finding(
            key.place,
            f"The key {problem}",
            help="Copy it again from the provider's console",
            fix=_cleaning(key.header, key.place),
        )


def _has_typographic_quotes(text: str) -> bool:
    return text != "" and (text[0] in _TYPOGRAPHIC or text[-1] in _TYPOGRAPHIC)


def _malformation(header: Header) -> str:
    sent = header.text
    text = header.value.text or ""
    if _has_typographic_quotes(text):
        return "has typographic quotes around it, which are part of it: only straight ones are quotes"
    if header.problem:
        return f"cannot be sent: {header.problem}" if text else "is empty, which the program sends as it is"
    if sent is None:
        return "contains a line break, so the header is silently left out"
    if any(ch in sent for ch in _INVISIBLE):
        return "contains an invisible character"
    if any(stars in sent for stars in _MASKED):
        return "is masked: it was copied from a page that shows only part of it"
    if len(sent) > 1 and sent[0] == sent[-1] and sent[0] in "\"'`":
        return "is sent with the quotes around it"
    if header.scheme == "Bearer" and sent.lower().startswith("bearer "):
        return 'starts with "Bearer", which the tool adds itself: "Bearer Bearer …" is sent'
    if sent != sent.strip():
        return "starts or ends with a space, which is sent"
    if header.is_own and any(ch.isspace() for ch in sent) and "{{" not in sent:  # a reference of a kind of its own
        return "contains a space"
    return ""


def _cleaning(header: Header, place: Place) -> Fix | None:
    """Return the fix that leaves out what is around the key, where what is left then could be one."""
    text = header.value.text or ""
    key = "".join(ch for ch in text if ch not in _INVISIBLE).strip()
    if key[:1] in ("'", '"', "`") and key[:1] == key[-1:]:
        key = key[1:-1].strip()
    if _has_typographic_quotes(key):
        key = key.strip(_TYPOGRAPHIC + "\"'").strip()
    if key[:7].lower() == "bearer ":
        key = key[7:].strip()
    is_sound = key.isascii() and key.isprintable() and not any(ch in " \"'`" for ch in key)
    if not key or not is_sound or any(stars in key for stars in _MASKED):
        return None
    return fix.replacement(place, key, old=text, description="Write only the key, without what is around it")


@rule("KEY006", "placeholder-key", WARNING, since="0.1", about=KEY)
def placeholder_key(key: SentKey) -> Iterator[Finding]:
    """The key is a placeholder from an example or a README. Local servers accept any key, and example files are meant
    to have one.

    Why: It is sent as the key, and the provider answers 401.

    Fix: Replace it with the key, or better with a reference to the variable that holds it.

    Bad:
        openai-python .env
        OPENAI_API_KEY=your-api-key-here

    Good:
        openai-python .env
        OPENAI_API_KEY={key:openai}
    """
    if key.connection.is_local or is_example(key.place.document.path):
        return
    if _is_placeholder(key, (key.header.value.text or "").strip()):
        message = f"This is a placeholder, and {key.connection.tool} sends it as the key"
        yield Finding(key.place, message, help="Put the key here, or a reference to it")


def _is_placeholder(key: SentKey, text: str) -> bool:
    """Return True if a string is a placeholder and not in the shape of a key."""
    shape = key.connection.catalog.whole_key_shape(text)
    return (shape is None or not shape.is_strong) and is_placeholder(text)


@rule("KEY001", "key-host-mismatch", ERROR, since="0.1", about=KEY)
def key_host_mismatch(key: SentKey) -> Iterator[Finding]:
    """The key belongs to another provider than the host it is sent to, which answers 401.

    Judged by the prefix of the key, and only if that says whose it is. Unknown hosts and local networks accept any key,
    and so do gateways that pass it on to the provider behind them.

    Why: The provider at the host answers 401, and it has seen the key.

    Fix: Use a key of the provider at this host, or the base URL of the key's own provider.

    Bad:
        openai-python .env
        OPENAI_BASE_URL=https://api.openai.com/v1
        OPENAI_API_KEY={key:openrouter}

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://openrouter.ai/api/v1
        OPENAI_API_KEY={key:openrouter}
    """
    connection = key.connection
    if not connection.providers or not connection.host_is_certain:
        return
    if any(one.forwards_keys for one in connection.providers):
        return
    shape = connection.catalog.key_shape(key.text)
    if shape is None or not shape.is_strong or connection.vendors.intersection(shape.owners):
        return
    owner, here = connection.catalog.name_of(shape.issuer), connection.providers[0].name
    base = connection.base_of(shape.issuer)
    yield Finding(
        key.place,
        f"This is a key of {owner}, and it is sent to {here} ({connection.host})",
        help=f"Use a key of {here}, or the base URL of {owner}{f': {base}' if base else ''}",
        show_request=True,
    )


@rule("KEY003", "wrong-auth-field", ERROR, since="0.1", about=KEY, fix=SAFE)
def wrong_auth_field(key: SentKey) -> Iterator[Finding]:
    """The key is right for the provider, but it is in the field that sends it in another header.

    Why: The provider looks for it in another header and answers 401.

    Fix: Move it to the field that the report names.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_AUTH_TOKEN": "{key:anthropic}"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_API_KEY": "{key:anthropic}"}}
    """
    connection, header, kind = key.connection, key.header, key.connection.request.kind
    shape = connection.catalog.key_shape(key.text)
    if kind is None or shape is None or not shape.header or not header.is_own:
        return
    wanted = "authorization" if shape.header == "bearer" else shape.header
    other = next((auth for auth in kind.auth if auth.header == wanted), None)
    if other is None or header.name == wanted or not connection.vendors.intersection(shape.owners):
        return
    field = next(filter(None, (field_of(source, connection.resolver) for source in other.sources)), "")
    yield Finding(
        key.place,
        f"{connection.catalog.name_of(shape.issuer)} expects this {shape.name} in {_shown(wanted)}, "
        f"but here it is sent in {_shown(header.name)}",
        help=f"Put it in {field}" if field else "",
        key=True,
        fix=_moving(header, key.place, field),
    )


def _moving(header: Header, place: Place, field: str) -> Fix | None:
    """Return the fix that puts a key into the variable that feeds another header, if it is in a variable now."""
    if place.route[-1] != header.value.name or not field.isidentifier():
        return None
    return fix.moving(place.document, place.route, (*place.route[:-1], field))


@rule("KEY009", "official-key-to-relay", WARNING, since="0.1", about=KEY)
def official_key_to_relay(key: SentKey) -> Iterator[Finding]:
    """A key of an official provider is sent to a public host that is not that provider.

    Whoever runs that host can use the key.

    Why: The relay answers 401, because it issues its own keys, and it has seen this one.

    Fix: Use the relay's own key, and replace the one that was sent. If the host is your own gateway, describe it as a
    provider in `.configlint.toml`.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://cheap-claude.example.net", "ANTHROPIC_API_KEY": "{key:anthropic}"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://cheap-claude.example.net", "ANTHROPIC_API_KEY": "{key:relay}"}}
    """
    connection, catalog = key.connection, key.connection.catalog
    is_known = connection.is_local or connection.providers or catalog.website(connection.host, "/")
    if is_known or not connection.host_is_certain:
        return
    shape = catalog.key_shape(key.text)
    if shape is not None and shape.is_strong:
        owner = catalog.name_of(shape.issuer)
        yield Finding(
            key.place,
            f"This key of {owner} is sent to {connection.host}, which is not {owner}",
            help="Use a key that the relay itself issued; revoke this one if you do not trust the host",
            show_request=True,
        )


@rule("KEY002", "conflicting-credentials", WARNING, since="0.1", about=CONNECTION)
def conflicting_credentials(connection: Connection) -> Iterator[Finding]:
    """Two credentials are set, and both are sent, or one of them unnecessarily.

    An empty value that switches one of them off on purpose is not a conflict.

    Why: Which one counts differs from tool to tool, and the wrong account may be billed.

    Fix: Remove the one that is not meant. If the shell sets it, set it to nothing in this file.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:3456",
          "ANTHROPIC_API_KEY": "sk-a", "ANTHROPIC_AUTH_TOKEN": "b"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:3456",
          "ANTHROPIC_API_KEY": "", "ANTHROPIC_AUTH_TOKEN": "b"}}
    """
    written = [
        (header, place)
        for header in connection.request.headers
        if header.is_own and (place := connection.in_checked_file(header.value)) is not None
    ]
    for header, place in written[1:]:
        first_header, first_place = written[0]
        if place != first_place:
            yield Finding(
                place,
                f"Two credentials are sent with every request: this one in {_shown(header.name)}, "
                f"another one in {_shown(first_header.name)}",
                help="Keep the one that the host expects and remove the other",
                key=True,
                related=((first_place, f"sent in {_shown(first_header.name)}"),),
            )


@rule("KEY004", "missing-key", WARNING, since="0.1", about=BASE_URL)
def missing_key(base: BaseUrl) -> Iterator[Finding]:
    """A remote provider without any key: no field, no variable, no login or other file can supply one.

    Servers on this machine or network need none.

    Why: The provider answers 401, or the tool refuses to start.

    Fix: Name the variable that holds the key. `configlint tools TOOL` lists where the tool looks for one.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "team"
        [model_providers.team]
        name = "Team gateway"
        base_url = "https://gw.team.example.com/v1"

    Good:
        codex ~/.codex/config.toml
        model_provider = "team"
        [model_providers.team]
        name = "Team gateway"
        base_url = "https://gw.team.example.com/v1"
        env_key = "TEAM_GATEWAY_KEY"
    """
    connection, request = base.connection, base.connection.request
    url = urls.split(base.text.strip())
    if url is None or connection.is_local or connection.is_example or request.unknown:
        return
    made_up = next((header for header in request.headers if header.value.kind == "default"), None)
    has_own = any(header.text != "" for header in request.headers) and made_up is None
    if has_own or request.unknowns.get("key") or request.free_headers or url.userinfo:
        return
    if any(provider.key_header == "none" for provider in connection.providers):
        return
    if request.kind is not None and not request.kind.auth:
        return  # this tool has no place for a key
    fields = request.kind.key_fields if request.kind is not None else ()
    what = f"the made-up key {made_up.text}" if made_up is not None else "without a key"
    message = f"Requests to {connection.host} are sent {'with ' if made_up is not None else ''}{what}"
    refused, place = request.refused, base.place
    if refused is not None:
        if refused.rule != "missing-key":
            return
        message = f"{connection.tool} sends nothing to {connection.host}: {refused.message}"
        place = refused.place or place
    yield Finding(
        place,
        message,
        help=f"Name one in {' or '.join(fields)}" if fields else "",
        show_request=request.url is not None,
    )


def _shown(header: str) -> str:
    return "Authorization: Bearer" if header == "authorization" else header

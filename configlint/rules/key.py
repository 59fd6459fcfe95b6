"""Rules about keys: whose they are, whether they can be sent, and where they go. No message ever holds a key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.catalog import lookup
from configlint.diagnostics import fix
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix
from configlint.engine import urls
from configlint.engine.requests import Header
from configlint.engine.values import Place
from configlint.rules.context import Connection, Finding, is_example
from configlint.rules.registry import rule
from configlint.secrets import redaction

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00a0"
_MASKED = ("***", "…", "...", "••")
_DOTS = ".…*•xX"
_PLACEHOLDER = (
    r"(?i)^<[^>]*>$|^\[[^\]]*\]$|your|change[-_ ]?me|replace|insert|placeholder|example|^todo|paste"
    r"|^(sk-)?(ant-|or-v1-|proj-)?x{3,}|x{8,}|^sk-\.*$|api[-_ ]?key[-_ ]?here|^(my|the)?[-_ ]?api[-_]?key$|^0{8,}$"
)


@rule("KEY005", "malformed-key", ERROR, exclusive=True, fix=SAFE)
def malformed_key(connection: Connection) -> Iterator[Finding]:
    """The key holds something that no key holds: blanks, a line break, quotes, invisible characters, or the stars of a
    web page that masked it.

    What a blank at the end does depends on the HTTP client: some cut it off, some send it (401), some refuse, and one
    leaves the whole header out without a word. Only what this tool does not mend itself is reported.

    Why: It is sent as it stands: the provider answers 401, or the client refuses the header with an error that does not
    name the key.

    Mend: Copy the key again, all of it, without blanks and quotes.

    Bad:
        openai-python .env
        OPENAI_API_KEY="{key:openai} "

    Good:
        openai-python .env
        OPENAI_API_KEY="{key:openai}"
    """
    for header, place in connection.sent_keys():
        speaks = is_example(place.document) or _is_placeholder(header.value.text or "")
        problem = "" if speaks else _malformation(header)
        if problem:
            yield Finding(
                place,
                f"The key {problem}",
                help="Copy it again from the provider's console",
                fix=_cleaning(header, place),
            )


def _malformation(header: Header) -> str:
    sent = header.text
    if header.problem:
        return f"cannot be sent: {header.problem}"
    if sent is None:
        return "ends in a line break or holds one: the header is left out without a word"
    if any(ch in sent for ch in _INVISIBLE):
        return "holds an invisible character"
    if any(stars in sent for stars in _MASKED):
        return "is masked: somebody copied what a web page shows of it"
    if len(sent) > 1 and sent[0] == sent[-1] and sent[0] in "\"'`":
        return "is sent with the quotes around it"
    if header.scheme == "Bearer" and sent.lower().startswith("bearer "):
        return 'begins with "Bearer", which the tool adds itself: "Bearer Bearer …" is sent'
    if sent != sent.strip():
        return "has a blank at its beginning or end, which is sent"
    if header.own and any(ch.isspace() for ch in sent):
        return "holds a blank"
    return ""


def _cleaning(header: Header, place: Place) -> Fix | None:
    """Return the fix that leaves out what is around the key, where what is left then could be one."""
    text = header.value.text or ""
    key = "".join(ch for ch in text if ch not in _INVISIBLE).strip()
    if key[:1] in ("'", '"', "`") and key[:1] == key[-1:]:
        key = key[1:-1].strip()
    if key[:7].lower() == "bearer ":
        key = key[7:].strip()
    is_sound = key.isascii() and key.isprintable() and not any(ch in " \"'`" for ch in key)
    if not key or not is_sound or any(stars in key for stars in _MASKED):
        return None
    return fix.replacement(place, key, old=text, description="Write the key alone, without what is around it")


@rule("KEY006", "placeholder-key", WARNING, exclusive=True)
def placeholder_key(connection: Connection) -> Iterator[Finding]:
    """The key is a placeholder from an example or a README. Local servers take any key, and example files are meant to
    hold one.

    Why: It is sent as the key, and the provider answers 401.

    Mend: Put the key in its place, or better a reference to the variable that holds it.

    Bad:
        openai-python .env
        OPENAI_API_KEY=your-api-key-here

    Good:
        openai-python .env
        OPENAI_API_KEY={key:openai}
    """
    if connection.is_local:
        return
    for header, place in connection.sent_keys():
        if is_example(place.document):
            continue
        if _is_placeholder((header.value.text or "").strip()):
            yield Finding(place, "This is a placeholder, not a key", help="Put the key here, or a reference to it")


def _is_placeholder(text: str) -> bool:
    """Tell whether a text only stands for a key: words of any language, or a beginning and dots."""
    shape = lookup.whole_key_shape(text)
    if shape is not None and shape.strength == "strong":
        return False
    words = text.split()
    if len(words) > 1 and words[0].lower() not in ("bearer", "basic") and all(word.isalpha() for word in words):
        return True
    bare = text.strip("\"'")
    only_dots = len(bare) > len(bare.rstrip(_DOTS)) + 2 or bare.endswith("…")
    if only_dots and len(bare.rstrip(_DOTS).replace("-", "").replace("_", "")) <= 6:
        return True
    return any(ch.isalpha() and not ch.isascii() for ch in text) or re.search(_PLACEHOLDER, text) is not None


@rule("KEY001", "key-host-mismatch", ERROR, exclusive=True)
def key_host_mismatch(connection: Connection) -> Iterator[Finding]:
    """The key belongs to another provider than the host it is sent to, which answers 401.

    Judged by the beginning of the key, and only where that says whose it is. Unknown hosts and the own network take
    any key.

    Why: The provider at the host answers 401, and it has seen the key.

    Mend: Use a key of the provider at this host, or the base URL of the key's own provider.

    Bad:
        openai-python .env
        OPENAI_BASE_URL=https://api.openai.com/v1
        OPENAI_API_KEY={key:openrouter}

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://openrouter.ai/api/v1
        OPENAI_API_KEY={key:openrouter}
    """
    if connection.is_local or not connection.providers or not connection.host_is_certain:
        return
    for header, place in connection.sent_keys():
        shape = lookup.key_shape((header.text or "").strip())
        if shape is None or shape.strength != "strong":
            continue
        if connection.vendors.intersection(shape.owners):
            continue
        owner = lookup.name_of(shape.provider)
        yield Finding(
            place,
            f"This is a key of {owner}, and it is sent to {connection.providers[0].name} ({connection.host})",
            help=f"Use a key of {connection.providers[0].name}, or the base URL of {owner}"
            + _base_of(connection, shape.provider),
            sends=connection.request.url or "",
        )


@rule("KEY003", "wrong-auth-field", ERROR, exclusive=True, fix=SAFE)
def wrong_auth_field(connection: Connection) -> Iterator[Finding]:
    """The key is right for the provider, but stands in the field that sends it in another header.

    Why: The provider looks for it in another header and answers 401.

    Mend: Move it to the field that the report names.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_AUTH_TOKEN": "{key:anthropic}"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_API_KEY": "{key:anthropic}"}}
    """
    auth = connection.request.spec.get("auth", connection.profile.data.get("auth", []))
    for header, place in connection.sent_keys():
        shape = lookup.key_shape((header.text or "").strip())
        if shape is None or shape.header is None or not header.own:
            continue
        wanted = "authorization" if shape.header == "bearer" else shape.header
        other = next((one for one in auth if one["header"] == wanted), None)
        at_home = bool(connection.vendors.intersection(shape.owners))
        if other is None or header.name == wanted or not at_home:
            continue
        yield Finding(
            place,
            f"{lookup.name_of(shape.provider)} takes this {shape.name} in {_shown(wanted)}; "
            f"here it is sent in {_shown(header.name)}",
            help=f"Put it into {_field_of(other)}" if _field_of(other) else "",
            key=True,
            fix=_moving(header, place, other),
        )


def _moving(header: Header, place: Place, other: dict[str, object]) -> Fix | None:
    """Return the fix that puts a key into the variable that feeds another header, where it stands in a variable now."""
    name = _field_of(other)
    if place.route[-1] != header.value.name or not name.isidentifier():
        return None
    return fix.moving(place.document, place.route, (*place.route[:-1], name))


@rule("KEY009", "official-key-to-relay", WARNING, exclusive=True)
def official_key_to_relay(connection: Connection) -> Iterator[Finding]:
    """A key of an official provider is sent to a public host that is not that provider.

    Whoever runs that host can use the key.

    Why: The relay answers 401, as it gives out keys of its own, and has seen this one.

    Mend: Use the relay's own key, and replace the one that was sent. Where the host is a gateway of one's own, describe
    it as a provider in `.configlint.toml`.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://cheap-claude.example.net", "ANTHROPIC_API_KEY": "{key:anthropic}"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://cheap-claude.example.net", "ANTHROPIC_API_KEY": "{key:relay}"}}
    """
    if not connection.host or connection.is_local or connection.providers or not connection.host_is_certain:
        return
    if lookup.website(connection.host, "/"):
        return
    for header, place in connection.sent_keys():
        shape = lookup.key_shape((header.text or "").strip())
        if shape is not None and shape.strength == "strong":
            owner = lookup.name_of(shape.provider)
            yield Finding(
                place,
                f"This key of {owner} is sent to {connection.host}, which is not {owner}",
                help="Use a key that the relay itself gave out; revoke this one if you do not trust the host",
                sends=connection.request.url or "",
            )


@rule("KEY002", "conflicting-credentials", WARNING)
def conflicting_credentials(connection: Connection) -> Iterator[Finding]:
    """Two credentials are set, and both are sent, or one of them without need.

    An empty value that switches one of them off on purpose is no conflict.

    Why: Which one counts differs from tool to tool, and the wrong account may be billed.

    Mend: Remove the one that is not meant. Where the shell sets it, set it to nothing in this file.

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
        if header.own and (place := connection.mine(header.value)) is not None
    ]
    for header, place in written[1:]:
        first_header, first_place = written[0]
        if place == first_place:
            continue
        yield Finding(
            place,
            f"Two credentials are sent with every request: this one in {_shown(header.name)}, "
            f"another one in {_shown(first_header.name)}",
            help="Keep the one that the host expects and remove the other",
            key=True,
            related=((first_place, f"sent in {_shown(first_header.name)}"),),
        )


@rule("KEY004", "missing-key", WARNING)
def missing_key(connection: Connection) -> Iterator[Finding]:
    """A remote provider without any key: no field, no variable, no login or other file can supply one.

    Servers on the own machine or network need none.

    Why: The provider answers 401, or the tool refuses to start.

    Mend: Name the variable that holds the key. `configlint tools TOOL` lists where the tool looks for one.

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
    request = connection.request
    url = urls.split(connection.base.strip())
    unsure = connection.is_local or connection.is_example or request.unknown
    if connection.base_place is None or url is None or unsure:
        return
    placeholder = next((one for one in request.headers if one.value.kind == "default"), None)
    if (request.headers and placeholder is None) or request.needs.get("key") or request.free_headers or url.userinfo:
        return
    if any(one.data.get("key_header") == "none" for one in connection.providers):
        return
    fields = connection.profile.key_fields(request.spec)
    what = f"the made-up key {placeholder.text}" if placeholder is not None else "no key at all"
    message = f"Requests to {connection.host} are sent with {what}"
    if request.refused is not None:
        message = f"{connection.tool} sends nothing to {connection.host}: {request.refused.message}"
    yield Finding(
        connection.base_place,
        message,
        help=f"Name one in {' or '.join(fields)}" if fields else "",
        sends=request.url or "",
    )


@rule("KEY007", "key-in-name-field", ERROR, fix=UNSAFE)
def key_in_name_field(connection: Connection) -> Iterator[Finding]:
    """A key stands where the NAME of a variable is expected. The tool looks for a variable called like the key, and
    most of them print the key when they do not find it.

    Why: No key is sent, and the key ends up on the screen and in logs.

    Mend: Write the name of the variable here, and the key into the variable. Replace a key that was shown or committed.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        env_key = "{key:relay}"

    Good:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        env_key = "RELAY_API_KEY"
    """
    for place, text in connection.names():
        if redaction.is_key(text):
            shape = lookup.key_shape(text)
            names = lookup.variables_of(shape.provider) if shape and shape.strength == "strong" else []
            name = names[0] if names else _variable_for(connection)
            yield Finding(
                place,
                f"{place.route[-1]} takes the NAME of a variable, and a key stands here",
                help="Put the key into a variable and its name here. Revoke the key if this file was shared",
                write=name,
                fix=fix.replacement(
                    place,
                    name,
                    old=text,
                    safety=UNSAFE,
                    description=f"Write {name}; the key stays in the backup, for you to put it into that variable",
                    keeps_backup=True,
                ),
            )


def _variable_for(connection: Connection) -> str:
    """Return a name for the variable with the key of a connection: RELAY_API_KEY for one called relay."""
    name = re.sub(r"[^A-Z0-9]+", "_", connection.request.connection.upper()).strip("_")
    return f"{name}_API_KEY" if name[:1].isalpha() else "API_KEY"


def _base_of(connection: Connection, identifier: str) -> str:
    try:
        api = lookup.provider(identifier).api(connection.request.wire_api)
    except KeyError:
        return ""
    base = connection.base_for_endpoints(api.endpoints) if api is not None else ""
    return f": {base}" if base else ""


def _shown(header: str) -> str:
    return "Authorization: Bearer" if header == "authorization" else header


def _field_of(auth: dict[str, object]) -> str:
    """Return the variable or field that feeds a header."""
    sources = auth["from"]
    for source in sources if isinstance(sources, list) else []:
        text = source if isinstance(source, str) else source.get("from", "")
        kind, _, name = text.partition(":")
        if kind in ("var", "key"):
            return str(name)
    return ""

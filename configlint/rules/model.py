"""Rules about model names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from configlint.catalog import lookup
from configlint.catalog.lookup import Provider
from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix, Step
from configlint.document.nodes import Scalar, Table, resolve, walk
from configlint.engine.values import Place
from configlint.files import globs
from configlint.rules.context import Connection, Finding, is_example
from configlint.rules.registry import rule

_PLACEHOLDERS = (
    "<*>",
    "your-*",
    "your_*",
    "*-example",
    "*_example",
    "model-name",
    "model_name",
    "modelname",
    "model-id",
    "model_id",
    "modelid",
    "provider-model*",
    "my-model*",
    "some-model*",
    "the-model*",
    "xxx*",
    "todo*",
    "changeme",
    "change-me",
    "change_me",
)


@rule("MODEL004", "placeholder-model", WARNING, exclusive=True)
def placeholder_model(connection: Connection) -> Iterator[Finding]:
    """The model is a placeholder from an example or a README.

    Why: The provider knows no model of that name: 400 or 404.

    Mend: Write the id of a model that the provider lists.

    Bad:
        codex ~/.codex/config.toml
        model = "your-model-name"

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
    """
    model, place = connection.request.model, connection.model_place
    if model is None or place is None or is_example(place.document) or connection.is_local:
        return
    if _is_placeholder((model.text or "").rpartition("/")[2].lower()):
        yield Finding(place, f"`{model.text}` is a placeholder, and it is sent as the model", key=_is_key(place))


@lru_cache(maxsize=256)
def _is_placeholder(model: str) -> bool:
    return globs.any_matches(_PLACEHOLDERS, model)


@rule("MODEL001", "wrong-model-form", ERROR, exclusive=True, fix=SAFE)
def wrong_model_form(connection: Connection) -> Iterator[Finding]:
    """The model id has the form of another router: `anthropic/claude-…` at Anthropic itself, `claude-…` at OpenRouter,
    or no `provider/` before it in a tool that needs one.

    Why: The provider knows no model of that name: 400 or 404 "model not found".

    Mend: Write the id in the form that the report shows.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com", "ANTHROPIC_MODEL": "anthropic/claude-sonnet-5"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com", "ANTHROPIC_MODEL": "claude-sonnet-5"}}
    """
    refused = connection.request.refused
    if refused is not None and refused.rule == "wrong-model-form" and refused.place is not None:
        yield Finding(refused.place, refused.message, write=refused.write)
        return
    model, place = connection.request.model, connection.model_place
    if model is None or place is None or not model.text or not connection.host_is_certain or is_example(place.document):
        return
    if connection.request.unknown:
        return
    for provider in connection.providers:
        form = lookup.model_form(provider.id)
        if form is None or connection.request.wire_api not in form.get("apis", (connection.request.wire_api,)):
            continue
        if form.get("form") == "vendor/model":
            yield from _needs_vendor(connection, place, model.text, provider, form)
        else:
            yield from _needs_bare(connection, place, model.text, provider, form)
        return


def _needs_vendor(
    connection: Connection, place: Place, model: str, provider: Provider, form: Mapping[str, Any]
) -> Iterator[Finding]:
    if "/" in model or globs.any_matches(form.get("own", ()), model):
        return
    vendor = lookup.model_vendor(model)
    prefixed = f"{vendor['router_prefix']}/{model}" if vendor and "router_prefix" in vendor else ""
    if prefixed and form.get("dots"):
        prefixed = re.sub(r"-(\d)-(\d)(?=-|$)", r"-\1.\2", prefixed)
    yield Finding(
        place,
        f"{provider.name} writes model ids as vendor/model, and `{model}` is sent",
        help="Most likely so; the exact id is in its model list" if prefixed else "",
        sends=connection.request.url or "",
        write=prefixed,
        key=_is_key(place),
        safety=UNSAFE,
        fix=_renaming(place, model, prefixed),
    )


def _needs_bare(
    connection: Connection, place: Place, model: str, provider: Provider, form: Mapping[str, Any]
) -> Iterator[Finding]:
    if "/" not in model or globs.any_matches(form.get("except", ()), model):
        return
    bare = model.rpartition("/")[2]
    if form.get("dots") is False:
        bare = re.sub(r"-(\d)\.(\d)(?=-|$)", r"-\1-\2", bare)
    vendor = lookup.model_vendor(bare)
    is_own = vendor is not None and lookup.group_of(vendor["id"]) in connection.vendors
    yield Finding(
        place,
        f"{provider.name} knows no model with a `/` in its id, and `{model}` is sent",
        sends=connection.request.url or "",
        write=bare if is_own else "",
        key=_is_key(place),
        fix=_renaming(place, model, bare if is_own else ""),
    )


def _renaming(place: Place, model: str, better: str) -> Fix | None:
    """Return the fix for a model that is the key of a table: another key, and where the file says PROVIDER/KEY, too."""
    if not _is_key(place) or not better:
        return None
    steps = [Step("rename", (place.route, better))]
    for route, _, node in walk(place.document.root):
        value = resolve(node)
        if not isinstance(value, Scalar) or not isinstance(value.value, str):
            continue
        if value.value in [f"{step}/{model}" for step in place.route]:
            steps.append(Step("replace", (route, value.value.removesuffix(model) + better)))
    return Fix(UNSAFE, f"Write {better}", tuple(steps[::-1]))


@rule("MODEL003", "model-host-mismatch", ERROR, exclusive=True)
def model_host_mismatch(connection: Connection) -> Iterator[Finding]:
    """A model that only one vendor makes is asked for at another vendor's own host.

    Why: A vendor's own host has that vendor's models only: 404 "model not found".

    Mend: Change the model, or the base URL to one that has it.

    Bad:
        openai-python .env
        OPENAI_BASE_URL=https://api.openai.com/v1
        OPENAI_MODEL=claude-sonnet-4-5

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://api.openai.com/v1
        OPENAI_MODEL=gpt-4o
    """
    model, place = connection.request.model, connection.model_place
    if model is None or place is None or not model.text or not connection.host_is_certain:
        return
    vendor = lookup.model_vendor(model.text)
    host_vendor = next((one for one in connection.providers if lookup.serves_only_its_own(one.id)), None)
    if vendor is None or host_vendor is None or lookup.group_of(vendor["id"]) in connection.vendors:
        return
    yield Finding(
        place,
        f"`{model.text}` is a model of {lookup.provider(vendor['id']).name}; "
        f"{host_vendor.name} ({connection.host}) serves only its own",
        sends=connection.request.url or "",
        key=_is_key(place),
    )


@rule("MODEL002", "unknown-model", NOTE, exclusive=True, fix=UNSAFE)
def unknown_model(connection: Connection) -> Iterator[Finding]:
    """The vendor is not known to have such a model, but one whose name has the same parts, or nearly the same letters.

    Other names that are not known pass: they may be newer than the list. A provider in one's own configuration may list
    its models (`model_ids`); there any other is reported.

    Why: 404 "model not found", although the key and the base URL are right.

    Mend: Write the id as the vendor does.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_MODEL": "claude-4-sonnet-20250514"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_MODEL": "claude-sonnet-4-20250514"}}
    """
    model, place = connection.request.model, connection.model_place
    if model is None or place is None or not model.text:
        return
    listed = [name for one in connection.providers for name in one.data.get("model_ids", ())]
    if listed:
        yield from _unlisted(connection, place, model.text, listed)
        return
    vendor = lookup.model_vendor(model.text)
    if vendor is None or not any(one.id in vendor["own_hosts"] for one in connection.providers):
        return
    known, as_of = lookup.models_of(vendor["id"])
    name = model.text.lower().partition("[")[0]
    meant = _meant(name, known)
    if meant:
        yield Finding(
            place,
            f"{lookup.name_of(vendor['id'])} is not known to have `{model.text}` (as of {as_of})",
            help=f"Did you mean {meant}?",
            write=meant,
            sends=connection.request.url or "",
            key=_is_key(place),
        )


def _unlisted(connection: Connection, place: Place, model: str, listed: list[str]) -> Iterator[Finding]:
    """Report a model that is not among those that a provider is said to have."""
    if globs.any_matches(listed, model):
        return
    import difflib

    close = difflib.get_close_matches(model, [name for name in listed if "*" not in name], 1)
    yield Finding(
        place,
        f"{connection.providers[0].name} is not said to have `{model}`",
        help=f"Did you mean {close[0]}?" if close else "",
        write=close[0] if close else "",
        sends=connection.request.url or "",
        key=_is_key(place),
    )


def _meant(name: str, known: list[str]) -> str:
    """Return which of the models in a list a name is a slip of, or an empty text."""
    if not known or name in known or any(name.startswith(f"{one}-") for one in known):
        return ""
    parts = sorted(re.split(r"[-.]", name))
    reordered = next((one for one in known if sorted(re.split(r"[-.]", one)) == parts), "")
    if reordered:
        return reordered
    import difflib

    form = re.sub(r"\d+", "0", name)
    forms = {re.sub(r"\d+", "0", one) for one in known}
    # another number is rather a newer version than a slip
    close = difflib.get_close_matches(name, known, 1, 0.85) if form not in forms else []
    return close[0] if close and re.findall(r"\d+", close[0]) == re.findall(r"\d+", name) else ""


def _is_key(place: Place) -> bool:
    """Tell whether a model's name is the key of a table there, not a value."""
    return isinstance(place.node, Table)

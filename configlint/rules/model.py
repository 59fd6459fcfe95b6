"""Rules about model names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from configlint.catalog.providers import ModelForm, Provider
from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix, Step
from configlint.document.nodes import Scalar, Table, resolve, walk
from configlint.engine.values import Place
from configlint.files import globs
from configlint.files.example_files import is_example
from configlint.files.words import defined_here, is_one_edit
from configlint.rules.connection import Connection, SentModel
from configlint.rules.context import Finding, own_words
from configlint.rules.registry import CONNECTION, MODEL, rule
from configlint.rules.suggestion import advice_for, misfiled

_PLACEHOLDERS = (
    *("<*>", "your-*", "your_*", "*-example", "*_example", "model-name", "model_name", "modelname"),
    *("model-id", "model_id", "modelid", "provider-model*", "my-model*", "some-model*", "the-model*"),
    *("xxx*", "todo*", "changeme", "change-me", "change_me"),
)


@rule("MODEL004", "placeholder-model", WARNING, since="0.1", about=MODEL)
def placeholder_model(model: SentModel) -> Iterator[Finding]:
    """The model is a placeholder from an example or a README.

    Why: The provider knows no model of that name: 400 or 404.

    Fix: Write the id of a model that the provider lists.

    Bad:
        codex ~/.codex/config.toml
        model = "your-model-name"

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
    """
    if is_example(model.place.document.path) or model.connection.is_local:
        return
    if globs.any_matches(_PLACEHOLDERS, model.text.rpartition("/")[2].lower()):
        yield Finding(
            model.place,
            f"`{model.text}` is a placeholder, and it is sent as the model",
            help="Write the id of a model that the provider lists",
            key=_is_key(model.place),
        )


@rule("MODEL001", "wrong-model-form", ERROR, since="0.1", about=CONNECTION, fix=SAFE)
def wrong_model_form(connection: Connection) -> Iterator[Finding]:
    """The model id has the form of another router: `anthropic/claude-…` at Anthropic itself, `claude-…` at OpenRouter,
    or no `provider/` prefix in a tool that needs one; or it is a URL or a key.

    Why: The provider knows no model of that name: 400 or 404 "model not found".

    Fix: Write the id in the form that the report shows.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com", "ANTHROPIC_MODEL": "anthropic/claude-sonnet-5"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com", "ANTHROPIC_MODEL": "claude-sonnet-5"}}
    """
    refused = connection.request.refused
    if refused is not None and refused.rule == "wrong-model-form" and refused.place is not None:
        chosen = str(refused.place.node.value) if isinstance(refused.place.node, Scalar) else ""
        if not refused.is_certain or connection.context.is_filled_in(refused.place, chosen.strip()):
            return
        defined = [one.connection for one in connection.siblings if one.refused is None and one.model is not None]
        help_text = "" if refused.write else defined_here(chosen, defined)
        message = own_words(connection.profile, refused.message)
        yield Finding(refused.place, message, write=refused.write, help=help_text)
        return
    model, place = connection.request.model, connection.model_place
    if model is None or place is None or not model.text:
        return
    if kind := misfiled(connection.context, model.text):
        message = f"This is {kind}, and {connection.tool} sends it as the model"
        yield Finding(place, message, help=advice_for(connection, kind, "model"), key=_is_key(place))
        return
    yield from _without_area(connection, SentModel(connection, place, model.text))
    if not connection.host_is_certain:
        return
    if is_example(place.document.path) or connection.request.unknown:
        return
    for provider in connection.providers:
        form = connection.catalog.model_form(provider.id)
        if form is None or form.form == "area.model" or (form.apis and connection.request.wire_api not in form.apis):
            continue
        if not globs.any_matches(form.exceptions, model.text):
            yield from _wrong_form(connection, SentModel(connection, place, model.text), provider, form)
        return


def _without_area(connection: Connection, model: SentModel) -> Iterator[Finding]:
    """Report an id that only works with an area before it. It says by itself whose it is, so the host need not be
    certain.
    """
    for provider in connection.providers:
        form = connection.catalog.model_form(provider.id)
        if form is not None and form.form == "area.model" and globs.any_matches(form.models, model.text):
            area = next((one for one in form.areas if f".{one[:2]}-" in connection.host), form.areas[-1])
            yield Finding(
                model.place,
                f"{provider.name} serves `{model.text}` only through an inference profile",
                help=f"Put its area before the id: {', '.join(f'{one}.' for one in form.areas)}",
                show_request=True,
                write=f"{area}.{model.text}",
                key=_is_key(model.place),
                safety=UNSAFE,
            )
            return


def _wrong_form(connection: Connection, model: SentModel, provider: Provider, form: ModelForm) -> Iterator[Finding]:
    if form.form == "vendor/model" and "/" not in model.text:
        better = _with_vendor(connection, model.text, form)
        yield Finding(
            model.place,
            f"Model ids of {provider.name} have the form vendor/model, but `{model.text}` is sent",
            help="Check the exact id in its model list" if better else "",
            show_request=True,
            write=better,
            key=_is_key(model.place),
            safety=UNSAFE,
            fix=_renaming(model, better),
        )
    elif form.form != "vendor/model" and "/" in model.text:
        better = _without_vendor(connection, model.text, form)
        yield Finding(
            model.place,
            f"Model ids of {provider.name} have no `/`, but `{model.text}` is sent",
            help="" if better else f"Write a model of {provider.name}, or the base URL of the router that has this one",
            show_request=True,
            write=better,
            key=_is_key(model.place),
            fix=_renaming(model, better),
        )


def _with_vendor(connection: Connection, model: str, form: ModelForm) -> str:
    vendor = connection.catalog.model_vendor(model)
    better = f"{vendor.router_prefix}/{model}" if vendor is not None and vendor.router_prefix else ""
    return re.sub(r"-(\d)-(\d)(?=-|$)", r"-\1.\2", better) if form.dots == "yes" else better


def _without_vendor(connection: Connection, model: str, form: ModelForm) -> str:
    """Return a model's bare id, or an empty text where the host does not have that vendor's models."""
    bare = model.rpartition("/")[2]
    if form.dots == "no":
        bare = re.sub(r"-(\d)\.(\d)(?=-|$)", r"-\1-\2", bare)
    vendor = connection.catalog.model_vendor(bare)
    is_own = vendor is not None and connection.catalog.group_of(vendor.id) in connection.vendors
    return bare if is_own else ""


def _renaming(model: SentModel, better: str) -> Fix | None:
    """Return the fix for a model that is the key of a table: another key, and where the file says PROVIDER/KEY, too."""
    place = model.place
    if not _is_key(place) or not better:
        return None
    steps = [Step("rename", (place.route, better))]
    named = [f"{step}/{model.text}" for step in place.route]
    for route, _, node in walk(place.document.root):
        value = resolve(node)
        text = value.value if isinstance(value, Scalar) else None
        if isinstance(text, str) and text in named:
            steps.append(Step("replace", (route, text.removesuffix(model.text) + better)))
    return Fix(UNSAFE, f"Write {better}", tuple(steps[::-1]))


@rule("MODEL003", "model-host-mismatch", ERROR, since="0.1", about=MODEL)
def model_host_mismatch(model: SentModel) -> Iterator[Finding]:
    """A model that only one vendor makes is requested at another vendor's own host.

    Why: A vendor's own host has only that vendor's models: 404 "model not found".

    Fix: Change the model, or the base URL to one that has it.

    Bad:
        openai-python .env
        OPENAI_BASE_URL=https://api.openai.com/v1
        OPENAI_MODEL=claude-sonnet-4-5

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://api.openai.com/v1
        OPENAI_MODEL=gpt-4o
    """
    connection, catalog = model.connection, model.connection.catalog
    if not connection.host_is_certain:
        return
    vendor = catalog.model_vendor(model.text)
    here = next((one for one in connection.providers if catalog.vendor_at(one.id) is not None), None)
    owner = catalog.vendor_at(here.id) if here is not None else None
    if vendor is None or here is None or owner is None or catalog.group_of(vendor.id) in connection.vendors:
        return
    if connection.request.wire_api == "messages" and globs.any_matches(owner.also_accepts, model.text.lower()):
        return
    base = connection.base_of(vendor.id)
    yield Finding(
        model.place,
        f"`{model.text}` is a model of {catalog.provider(vendor.id).name}; "
        f"{here.name} ({connection.host}) serves only its own",
        help=f"Write a model of {here.name}, or the base URL{f' ({base})' if base else ''} and a key of its vendor",
        show_request=True,
        key=_is_key(model.place),
    )


@rule("MODEL002", "unknown-model", NOTE, since="0.1", about=MODEL, fix=UNSAFE)
def unknown_model(model: SentModel) -> Iterator[Finding]:
    """The vendor is not known to have such a model, but one whose name is nearly the same; or it has retired the model.

    A warning at the vendor's own host if only a letter or the separators differ (`gpt5.4`); else a note.

    Other unknown names pass: they may be newer than the list. A provider in your own configuration may list its models
    (`model_ids`); there any other one is reported.

    Why: 404 "model not found", although the key and the base URL are right.

    Fix: Write the id as the vendor does.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_MODEL": "claude-4-5-sonnet-20250929"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_MODEL": "claude-sonnet-4-5-20250929"}}
    """
    connection, catalog = model.connection, model.connection.catalog
    listed = [name for provider in connection.providers for name in provider.model_ids]
    if listed:
        yield from _unlisted(model, listed)
        return
    vendor = next(filter(None, (catalog.vendor_at(provider.id) for provider in connection.providers)), None)
    made_by = catalog.model_vendor(model.text)
    if vendor is None or (made_by is not None and made_by.id != vendor.id) or is_example(model.place.document.path):
        return
    known = catalog.models_of(vendor.id)
    name = model.text.lower().partition("[")[0]
    if name in known.retired:
        yield Finding(
            model.place,
            f"{catalog.name_of(vendor.id)} retired `{model.text}` on {known.retired[name]}",
            help="Choose a model that it still has",
            show_request=True,
            key=_is_key(model.place),
        )
        return
    meant = _slip_of(name, known.models)
    is_slip = bool(meant)
    meant = meant or (_meant(name, known.models) if made_by is not None else "")
    if meant:
        yield Finding(
            model.place,
            f"{catalog.name_of(vendor.id)} is not known to have `{model.text}` (as of {known.as_of})",
            help=f"Did you mean {meant}?",
            write=meant,
            show_request=True,
            key=_is_key(model.place),
            severity=WARNING if is_slip and connection.host_is_certain else None,
        )


def _unlisted(model: SentModel, listed: list[str]) -> Iterator[Finding]:
    """Report a model that is not among those that a provider lists."""
    if globs.any_matches(listed, model.text):
        return
    import difflib

    close = difflib.get_close_matches(model.text, [name for name in listed if "*" not in name], 1)
    yield Finding(
        model.place,
        f"{model.connection.providers[0].name} does not list `{model.text}`",
        help=f"Did you mean {close[0]}?" if close else "",
        write=close[0] if close else "",
        show_request=True,
        key=_is_key(model.place),
    )


def _slip_of(name: str, known: Sequence[str]) -> str:
    """Return the model in a list from which a name differs in one letter or in its separators alone, or ""."""
    plain = re.sub(r"[-._]", "", name)
    same = next((one for one in known if re.sub(r"[-._]", "", one) == plain), "")
    if same or any(name.startswith(f"{one}-") for one in known):
        return same if name not in known else ""
    return next((one for one in known if is_one_edit(name, one)), "")


def _meant(name: str, known: Sequence[str]) -> str:
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
    """Return True if a model's name is the key of a table there, not a value."""
    return isinstance(place.node, Table)

"""The data of one profile, with all that it takes over from others filled in, to the typed profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from configlint.catalog import dependencies
from configlint.catalog.parse_language import condition, operations, path, pattern, source, sources, syntaxes, text
from configlint.catalog.parse_mcp import parse_mcp
from configlint.catalog.parse_target import parse_target
from configlint.engine import interpolation, routes
from configlint.engine.container_spec import Containers
from configlint.engine.language import Text
from configlint.engine.model import (
    Auth,
    Bind,
    Chosen,
    Connections,
    Elsewhere,
    Evidence,
    Export,
    FreeHeaders,
    Layer,
    Misplaced,
    NearFile,
    Profile,
    Refusal,
    Remedy,
    Removed,
    RequestKind,
    Switches,
    UnreadVariable,
)
from configlint.engine.table_rules import Kind, TableRule

Data = Mapping[str, Any]


def parse_profile(data: Data) -> Profile:
    """Return a profile. Raises ValueError or re.error where something in it cannot be parsed."""
    layers = tuple(_layers(data))
    profile = Profile(
        id=data["tool"],
        version=data.get("version", ""),
        evidence=_evidence(data.get("evidence", {"date": "", "how": ""})),
        name=data.get("name", data["tool"]),
        layers=layers,
        exports=tuple(map(_export, data.get("exports", ()))),
        connections=_connections(data.get("connections")),
        meanings={name: sources(listed) for name, listed in data.get("meanings", {}).items()},
        refusals=_refusals(data.get("refuse", ())),
        requests=tuple(_request(one, data) for one in data.get("requests", ())),
        unknown=text(data.get("unknown", "unknown kind of provider")),
        unknown_at=path(data["unknown_at"]) if "unknown_at" in data else None,
        unknown_rule=data.get("unknown_rule", ""),
        unknown_write=_remedy(data.get("unknown_write")),
        empty_counts=data.get("reading", {}).get("empty") == "value",
        syntaxes=syntaxes(data.get("reading", {}).get("interpolate", ())),
        auth=_auth(data.get("auth", ())),
        client=data.get("client", "fetch"),
        obeys_proxies=data.get("obeys_proxies"),
        is_gateway=data.get("gateway", False),
        timeout_unit=data.get("timeout_unit", "ms"),
        dotenv=data.get("dotenv", ""),
        dotenv_format=data.get("dotenv_format", "dotenv"),
        decoding_errors="surrogateescape" if data.get("reading", {}).get("invalid_bytes") == "replace" else "strict",
        resolves_unknown_references=data.get("references") == "unknown",
        is_fallback=data.get("fallback", False),
        not_written=data.get("not_written", ""),
        model_suffixes=data.get("model_suffixes", {}),
        common_variables=tuple(data.get("common_variables", ())),
        removed=tuple(map(_removed, data.get("removed", ()))),
        misplaced=tuple(map(_misplaced, data.get("misplaced", ()))),
        near_files=tuple(NearFile(one["path"], one["replace_with"]) for one in data.get("near_files", ())),
        switches=_switches(data.get("switches", {})),
        unread_variables=tuple(_unread(data.get("unread_variables", {}))),
        containers=_containers(data["containers"]) if "containers" in data else None,
        packages=tuple(_packages(data)),
        target=parse_target(data["target"]) if "target" in data else None,
        mcp=parse_mcp(data["mcp"], data.get("target", {})) if "mcp" in data else None,
    )
    return dependencies.completed(profile)


def _evidence(data: Data) -> Evidence:
    return Evidence(
        data["date"], data["how"], data.get("package", ""), data.get("recordings", 0), tuple(data.get("source", ()))
    )


def _packages(data: Data) -> Iterator[str]:
    """Yield what shows the tool to be in use: what `packages` says, and the package that it was observed in."""
    further = data.get("packages", ())
    yield from further
    package = data.get("evidence", {}).get("package", "")
    if package.startswith(("PyPI ", "npm ")) and package not in {one.partition(" >=")[0] for one in further}:
        yield package


# ---- layers


def _layers(data: Data) -> Iterator[Layer]:
    templates = data.get("templates", {})
    known: dict[int, tuple[TableRule, ...]] = {}  # templates give the same tables to several layers: one record for all
    for number, written in enumerate(data.get("layers", ())):
        layer = {**templates.get(written.get("template"), {}), **written}
        tables = layer.get("tables") or {}
        if id(tables) not in known:
            known[id(tables)] = tuple(_table(where, one) for where, one in tables.items())
        yield _layer(number, layer, known[id(tables)])


def _layer(number: int, data: Data, tables: tuple[TableRule, ...]) -> Layer:
    own = data.get("path", ())
    return Layer(
        number=number,
        is_environment=data.get("environment", False),
        built_in=data.get("data"),
        inline=source(data["inline"]) if "inline" in data else None,
        paths=_texts(own),
        is_first_only=not isinstance(own, str) or "fallback_paths" in data,
        paths_on={system: _texts(there) for system, there in data.get("path_on", {}).items()},
        fallback_paths=_texts(data.get("fallback_paths", ())),
        up={"repository": "repository", True: "root"}.get(data.get("up", ""), ""),
        markers_at=path(data["markers_at"]) if "markers_at" in data else None,
        scope=data.get("scope", ""),
        format=data.get("format", ""),
        root=data.get("root", ""),
        mount=data.get("mount", ""),
        when=condition(data["when"]) if "when" in data else None,
        appends_lists=data.get("appends_lists", False),
        only={key: text(value) for key, value in data.get("only", {}).items()},
        variables=pattern(data["variables"]) if "variables" in data else None,
        drop_variables=tuple(data.get("drop_variables", ())),
        drop_variables_at=path(data["drop_variables_at"]) if "drop_variables_at" in data else None,
        drop_variables_except=data.get("drop_variables_except", ""),
        keep_variables=tuple(data.get("keep_variables", ("*",))),
        drop=_patterns(data.get("drop", ())),
        drop_note=data.get("drop_note", ""),
        syntaxes=syntaxes(data.get("interpolate", ())),
        forbids=tuple(map(interpolation.syntax, data.get("forbids", ()))),
        forbids_except=_patterns(data.get("forbids_except", ())),
        tables=tables,
        ignores_errors=data.get("on_error") == "ignore",
        on_error_note=data.get("on_error_note", ""),
        refuses_mark=data.get("refuses_mark", False),
        variables_take=data.get("variables_take", ""),
        is_recognised=data.get("recognise", True),
        is_login=data.get("login", False),
        named_by=tuple(data.get("named_by", ())),
        is_explicit=data.get("explicit", False),
        is_on_demand=data.get("on_demand", False),
        signature=_patterns(data.get("signature", ())),
        elsewhere=tuple(
            Elsewhere(one["path"], _patterns(one.get("signature", ()))) for one in data.get("elsewhere", ())
        ),
        variables_named=data.get("variables_named", ""),
    )


def _texts(written: str | Iterable[str]) -> tuple[Text, ...]:
    return (text(written),) if isinstance(written, str) else tuple(map(text, written))


def _patterns(written: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(pattern, written))


def _table(where: str, data: Data) -> TableRule:
    return TableRule(
        pattern(where),
        {key: _kind(kind if isinstance(kind, str) else tuple(kind)) for key, kind in data.get("keys", {}).items()},
        data.get("replace_with", {}),
        data.get("advice", {}),
        data.get("closed", False),
        data.get("on_unknown", "ignore"),
        data.get("on_wrong", "refuse"),
        tuple(data.get("require", ())),
        data.get("where", {}),
    )


@cache
def _kind(wanted: str | tuple[str, ...]) -> Kind:
    return Kind(types=tuple(wanted.split("|"))) if isinstance(wanted, str) else Kind(values=wanted)


def _export(data: Data) -> Export:
    return Export(
        text(data["to"]),
        sources(data.get("from", ())),
        source(data["list"]) if "list" in data else None,
        data.get("upper", False),
        data.get("malformed", ""),
    )


# ---- connections and requests


def _connections(data: Data | None) -> Connections:
    if data is None:
        return Connections()
    each = data["each"]
    active = data.get("active", "all")
    return Connections(
        patterns=tuple(tuple(map(_bind, routes.parse(one))) for one in ([each] if isinstance(each, str) else each)),
        when=condition(data["when"]) if "when" in data else None,
        name=_optional(data.get("name")),
        active=active if isinstance(active, str) else _chosen(active),
        missing=_optional(data.get("missing")),
        missing_rule=data.get("missing_rule", "undefined-provider"),
        missing_write=_remedy(data.get("missing_write")),
        missing_when=condition(data["missing_when"]) if "missing_when" in data else None,
        elsewhere=_optional(data.get("elsewhere")),
        field=path(data["field"]) if "field" in data else None,
        is_chosen_by_code=data.get("chosen_by") == "code",
        presets=tuple(routes.parse(data["presets"])) if "presets" in data else None,
    )


def _chosen(data: Data) -> Chosen:
    return Chosen(text(data["of"]), sources(data["is"]), data.get("several"), data.get("otherwise") == "first")


def _bind(step: str) -> str | Bind:
    return Bind(step[1:-1]) if step.startswith("{") and step.endswith("}") else step


def _optional(written: str | None) -> Text | None:
    return None if written is None else text(written)


def _remedy(data: Data | None) -> Remedy | None:
    return None if data is None else Remedy(text(data["text"]), condition(data.get("when", {})))


def _refusals(listed: Iterable[Data]) -> tuple[Refusal, ...]:
    return tuple(map(_refusal, listed))


def _refusal(data: Data) -> Refusal:
    at = data.get("at")
    return Refusal(
        condition(data["when"]),
        text(data["message"]),
        data.get("each", False),
        None if at is None else source(at if at.startswith("var:") else f"key:{at}"),
        data.get("rule", ""),
        _optional(data.get("expected")),
        data.get("headless", False),
    )


def _auth(listed: Iterable[Data]) -> tuple[Auth, ...]:
    return tuple(
        Auth(one["header"], sources(one["from"]), one.get("scheme"), condition(one["when"]) if "when" in one else None)
        for one in listed
    )


def _headers(listed: Iterable[Data]) -> tuple[FreeHeaders, ...]:
    return tuple(
        FreeHeaders(
            source(one["from"]),
            syntaxes(one.get("interpolate", ())),
            one.get("split", r"\r?\n"),
            one.get("between", ":"),
            () if one.get("fill") in (None, True) else tuple(one["fill"]),
            one.get("fill") is True,
            _optional(one.get("malformed")),
        )
        for one in listed
    )


def _request(data: Data, profile: Data) -> RequestKind:
    def own_or_shared(name: str, default: Any = ()) -> Any:
        return data.get(name, profile.get(name, default))

    return RequestKind(
        wire_api=data.get("wire_api", ""),
        join=operations(data["join"]),
        client=data.get("client") or profile.get("client", "fetch"),
        type=data.get("type", ""),
        when=condition(data.get("when", {})),
        unknown=text(data.get("join_unknown", "")),
        verbatim=tuple(data.get("verbatim", ())),
        own_meanings={name: sources(listed) for name, listed in data.get("meanings", {}).items()},
        auth=_auth(own_or_shared("auth")),
        headers=_headers(own_or_shared("headers")),
        refusals=_refusals(data.get("refuse", ())),
        no_base_url=text(own_or_shared("no_base_url", "no base URL is set")),
        no_key=text(own_or_shared("no_key", "")),
        needs_own_key=data.get("own_key", False),
    )


# ---- what people get wrong


def _removed(data: Data) -> Removed:
    return Removed(
        pattern(data["path"]),
        data.get("value"),
        data.get("since", ""),
        text(data.get("advice", "")),
        data.get("write", ""),
        data.get("wire_api", ""),
        data.get("rename", ""),
        data.get("drop", False),
        data.get("stops", False),
        data.get("severity", ""),
        data.get("rule", "removed-option"),
    )


def _misplaced(data: Data) -> Misplaced:
    move = data.get("move", "/" if "below" in data else None)
    return Misplaced(
        advice=data["advice"],
        pattern=pattern(data["path"]) if "path" in data else None,
        below=tuple(data.get("below", ())),
        unless=_patterns(data.get("unless", ())),
        when=condition(data["when"]) if "when" in data else None,
        rename=data.get("rename", ""),
        move=None if move is None else pattern(move.strip("/")),
        is_from_top=move is not None and move.startswith("/"),
        rule=data.get("rule", "misplaced-key"),
    )


def _switches(data: Data) -> Switches:
    return Switches(tuple(data.get("variables", ())), text(data.get("message", "")))


def _unread(data: Data) -> Iterator[UnreadVariable]:
    for name, instead in data.get("replace_with", {}).items():
        yield UnreadVariable(name, (instead,) if isinstance(instead, str) else tuple(instead))
    for name, advice in data.get("advice", {}).items():
        yield UnreadVariable(name, advice=advice)


def _containers(data: Data) -> Containers:
    keys = ("network", "ports", "image", "hosts", "env_files", "mounts", "extends", "include", "command")
    return Containers(
        _patterns(data.get("environment", ())),
        data.get("whole_file", False),
        data.get("isolated", False),
        data.get("encoded", ""),
        **{key: data.get(key, "") for key in keys},
        keys=data["keys"],
        aliases=tuple(data.get("aliases", ())),
        translated=tuple(data.get("translated", ())),
        own_programs=tuple(data.get("own_programs", ())),
    )

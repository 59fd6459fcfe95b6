"""Whatever a profile or a file says, the engine answers: with requests, or with a refusal."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from configlint.document.document import Document
from configlint.engine import layers
from configlint.engine.model import Profile
from configlint.engine.requests import explain
from tests.engine.made_up import FILE, USER_FILE, document, host, profile
from tests.formats.format_checks import CASES

NAMES = st.sampled_from(["p", "m", "model", "base_url", "helper", "A_KEY", "HOME", "unheard_of"])
BRACED = NAMES.map("{{{}}}".format)
STEPS = st.one_of(st.sampled_from(["p", "q", "list", "0", "key", "'a.b'"]), BRACED)
PATHS = st.lists(STEPS, min_size=1, max_size=3).map(".".join)
TEMPLATES = st.lists(st.one_of(BRACED, st.sampled_from(["x", "/", "https://h", "{A_KEY:-{p}}"])), max_size=3).map(
    "".join
)
PLAIN_SOURCES = st.one_of(
    PATHS.map("key:{}".format),
    PATHS.map("named:{}".format),
    PATHS.map("command:key:{}".format),
    st.sampled_from(["A_KEY", "B_KEY", "{p}_KEY"]).map("var:{}".format),
    st.just("shell:A_KEY"),
    TEMPLATES.map("is:{}".format),
    NAMES.map("meaning:{}".format),
    st.just("file:{HOME}/nope"),
)
OPERATIONS = st.sampled_from(
    ["trim", "strip-slash", "append:/{model}", "before:/", "path:ensure-slash", "set-queries:q", "requery", "upper"]
)
VALUES = st.one_of(
    st.booleans(),
    st.sampled_from(["?", "x", "!x", "~x|1", ""]),
    TEMPLATES,
    st.lists(st.one_of(st.booleans(), TEMPLATES), max_size=2),
)
HAS = st.sampled_from(["has p", "has {p}"])
LINES = st.one_of(
    st.dictionaries(st.one_of(PLAIN_SOURCES, st.just("key:p.*.key")), st.one_of(VALUES, HAS), max_size=2),
    st.dictionaries(NAMES, VALUES, max_size=2),
)
CONDITIONS = st.recursive(
    LINES,
    lambda inner: st.one_of(
        inner.map(lambda condition: {"not": condition}),
        st.lists(inner, max_size=2).map(lambda several: {"any": several}),
    ),
    max_leaves=3,
)
SOURCE_TABLES = st.fixed_dictionaries(
    {"from": PLAIN_SOURCES},
    optional={
        "when": CONDITIONS,
        "do": st.lists(OPERATIONS, max_size=2),
        "empty": st.sampled_from(["unset", "value"]),
        "map": st.dictionaries(st.sampled_from(["x", ""]), TEMPLATES, min_size=1, max_size=2),
        "interpolate": st.just([{"syntax": "${NAME}"}]),
    },
)
REFUSING = SOURCE_TABLES.map(lambda source: {**source, "missing": "no {p}"})
LIST_ITEMS = TEMPLATES.map(lambda prefix: {"list": "key:list", "prefix": prefix})
SEVERAL = st.lists(st.one_of(PLAIN_SOURCES, SOURCE_TABLES), min_size=1, max_size=2).map(
    lambda several: {"any": several}
)
SOURCES = st.lists(st.one_of(PLAIN_SOURCES, SOURCE_TABLES, REFUSING, LIST_ITEMS, SEVERAL), min_size=1, max_size=3)
AUTH = st.lists(
    st.fixed_dictionaries(
        {"header": st.sampled_from(["authorization", "x-api-key"]), "from": SOURCES},
        optional={"scheme": st.just("Bearer"), "when": CONDITIONS},
    ),
    max_size=2,
)
MEANINGS = st.dictionaries(st.sampled_from(["base_url", "model", "helper", "p"]), SOURCES, max_size=4)
REQUESTS = st.lists(
    st.fixed_dictionaries(
        {"wire_api": st.just("chat"), "join": st.lists(OPERATIONS, max_size=3)},
        optional={
            "when": CONDITIONS,
            "meanings": MEANINGS,
            "auth": AUTH,
            "client": st.sampled_from(["fetch", "httpx", "reqwest", "hyper", "go"]),
            "no_key": TEMPLATES,
        },
    ),
    min_size=1,
    max_size=2,
)
LAYERS = st.fixed_dictionaries(
    {},
    optional={
        "variables": st.sampled_from(["", "p", "env"]),
        "mount": st.sampled_from(["m", "p"]),
        "drop": st.lists(st.sampled_from(["p", "p.*", "p.q.key"]), max_size=1),
        "on_error": st.sampled_from(["ignore", "refuse"]),
        "interpolate": st.just([{"syntax": "{env:TEXT}", "unset": "empty"}, {"syntax": "${NAME:-DEFAULT}"}]),
        "tables": st.dictionaries(
            st.sampled_from(["", "p", "p.*"]),
            st.fixed_dictionaries(
                {
                    "keys": st.dictionaries(
                        st.sampled_from(["key", "*"]), st.sampled_from(["string", "table|null"]), max_size=1
                    )
                },
                optional={"on_unknown": st.sampled_from(["refuse", "drop-table"]), "on_wrong": st.just("drop-table")},
            ),
            max_size=2,
        ),
    },
)
CONNECTIONS = st.fixed_dictionaries(
    {"each": st.lists(st.sampled_from(["{p}", "p.{p}", "p.{p}.{m}", "list.{m}", ""]), min_size=1, max_size=2)},
    optional={
        "when": CONDITIONS,
        "name": TEMPLATES,
        "missing": TEMPLATES,
        "active": st.one_of(st.just("first"), st.fixed_dictionaries({"of": TEMPLATES, "is": SOURCES})),
    },
)


@st.composite
def tools(draw: st.DrawFn) -> Profile:
    """Draw a tool that reads two files."""
    data: dict[str, Any] = {
        "layers": [
            {**USER_FILE, **draw(LAYERS)},
            {"environment": True},
            {**FILE, **draw(LAYERS)},
            {"data": {"p": {"q": {}}, "list": [1]}, "mount": "builtin"},
        ],
        "meanings": draw(MEANINGS),
        "auth": draw(AUTH),
        "requests": draw(REQUESTS),
    }
    if draw(st.integers(0, 4)):  # most tools get as far as a request
        sources = data["meanings"].get("base_url", [])
        data["meanings"]["base_url"] = [*sources, "key:url", "is:https://default.example"]
        data["requests"].append({"wire_api": "chat", "join": ["strip-slash", "append:/chat"]})
    if draw(st.booleans()):
        data["connections"] = draw(CONNECTIONS)
    if draw(st.booleans()):
        data["headers"] = [{"from": draw(PLAIN_SOURCES)}]
    if draw(st.booleans()):
        data["refuse"] = [{"when": draw(CONDITIONS), "message": draw(TEMPLATES), "each": draw(st.booleans())}]
    return profile(**data)


TEXTS = st.sampled_from(
    [
        "",
        "x",
        "https://h.example/v1",
        "h",
        "a/b",
        "{env:A_KEY}",
        "${B_KEY:-x}",
        "${B_KEY}",
        "A_KEY",
        "p",
        "sk-test-1\n",
        "é",
    ]
)
CONTENT_KEYS = st.sampled_from(["p", "q", "m", "key", "list", "url", "A_KEY", "env", "a.b", "", "0"])
CONTENTS = st.dictionaries(
    CONTENT_KEYS,
    st.recursive(
        st.one_of(TEXTS, st.none(), st.booleans(), st.integers(0, 9)),
        lambda inner: st.one_of(st.dictionaries(CONTENT_KEYS, inner, max_size=3), st.lists(inner, max_size=3)),
        max_leaves=10,
    ),
    max_size=4,
)
FILES = st.one_of(
    CONTENTS.map(document),
    CONTENTS.map(document),
    CONTENTS.map(document),
    st.sampled_from(["", "[]", "{", '{"p": 1,}', "null"]).map(document),
)
ENVIRONMENTS = st.one_of(st.none(), st.dictionaries(st.sampled_from(["A_KEY", "B_KEY", "p_KEY"]), TEXTS, max_size=2))


@CASES
@given(tools(), st.one_of(st.none(), FILES), FILES, ENVIRONMENTS)
def test_the_engine_always_answers(
    tool: Profile, user: Document | None, project: Document, environment: dict[str, str] | None
) -> None:
    given_files = {0: [user]} if user is not None else {}
    reading = layers.read(tool, host(environment), {**given_files, 2: [project]})
    for request in explain(reading):
        assert request.url is None or request.url.startswith(("http://", "https://"))
        assert request.url is None or request.refused is None
        assert request.refused is None or request.refused.message is not None
        if environment is not None:
            unknown = frozenset[str]().union(*request.unknowns.values())
            assert [name for name in unknown if "/" not in name] == [], "a known environment leaves no variable open"


@CASES
@given(tools(), FILES, ENVIRONMENTS)
def test_the_same_files_always_give_the_same_answer(
    tool: Profile, project: Document, environment: dict[str, str] | None
) -> None:
    def answer() -> list[tuple[Any, ...]]:
        requests = explain(layers.read(tool, host(environment), {2: [project]}))
        return [
            (request.connection, request.url, request.refused and request.refused.message, request.unknowns)
            for request in requests
        ]

    assert answer() == answer()

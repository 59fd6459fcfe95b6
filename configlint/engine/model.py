"""A profile as typed records: what a tool reads, and the request it makes of that.

`catalog.parse` makes these of the TOML in `tool_profiles` once, when profiles are compiled. What each field means is
described for people in `profiles/README.md` and in `profiles/profile.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping

from configlint.document.nodes import Node, node_of
from configlint.engine import templates
from configlint.engine.container_spec import Containers
from configlint.engine.language import Condition, Operation, Path, Pattern, Source, Syntax, Text
from configlint.engine.mcp import McpForm
from configlint.engine.table_rules import TableRule
from configlint.engine.target import Target
from configlint.records import Record, cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain, Route


class Elsewhere(Record):
    """How people call a layer's file in other folders, and paths of which one must exist in it."""

    path: str
    signature: tuple[Pattern, ...] = ()


class Layer(Record):
    """One source of values: the environment, a file, a document in a variable, or what the tool brings itself.

    Exactly one of `is_environment`, `built_in`, `inline` and `paths` is set. `number` is its place in the profile.
    Of `paths` all that exist count, or only the first if `is_first_only`. `up` is "" or how far up folders are
    searched: "repository" or "root"; at `markers_at` the configuration lists what marks the topmost folder of a
    project, and `when` is then asked for each folder. `root` is "list", "text" or "table", or "" for a table or
    nothing. `variables` is the path of a table of variables, () for the whole file, of which only "strings" or "any"
    values count if `variables_take` says so; `drop_variables_at` lists more to drop, unless the file's path matches
    `drop_variables_except`. `refuses_mark` says that a byte order mark makes the file invalid, `is_login` that the
    tool's own login writes it. `named_by` are the options and variables without one of which the tool does not read the
    file, and `only` are the keys, and their values, that a file must have to count. `appends_lists` says that its lists
    follow those of the layers below instead of replacing them.
    """

    number: int = -1
    is_environment: bool = False
    built_in: Plain = None
    inline: Source | None = None
    paths: tuple[Text, ...] = ()
    is_first_only: bool = False
    paths_on: Mapping[str, tuple[Text, ...]] = {}
    fallback_paths: tuple[Text, ...] = ()
    up: str = ""
    markers_at: Path | None = None
    scope: str = ""
    format: str = ""
    root: str = ""
    mount: str = ""
    when: Condition | None = None
    only: Mapping[str, Text] = {}
    appends_lists: bool = False
    variables: Pattern | None = None
    variables_take: str = ""
    drop_variables: tuple[str, ...] = ()
    drop_variables_at: Path | None = None
    drop_variables_except: str = ""
    keep_variables: tuple[str, ...] = ("*",)
    drop: tuple[Pattern, ...] = ()
    drop_note: str = ""
    syntaxes: tuple[Syntax, ...] = ()
    forbids: tuple[Syntax, ...] = ()
    forbids_except: tuple[Pattern, ...] = ()
    tables: tuple[TableRule, ...] = ()
    ignores_errors: bool = False
    on_error_note: str = ""
    refuses_mark: bool = False
    is_recognised: bool = True
    is_explicit: bool = False
    is_on_demand: bool = False
    is_login: bool = False
    named_by: tuple[str, ...] = ()
    signature: tuple[Pattern, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    variables_named: str = ""

    @cached_property
    def built_in_tree(self) -> Node:
        """What the tool brings itself, as a tree whose values have no position in a file."""
        return node_of(self.built_in)

    @property
    def gives_only_variables(self) -> bool:
        """Whether nothing but variables is read from the file."""
        return self.variables == () and not self.mount

    @property
    def is_of_programs(self) -> bool:
        """Whether it is no file of the tool's own, but one that programs load (layers.VARIABLES)."""
        return self.number < 0

    @property
    def is_rarely_there(self) -> bool:
        """Whether nothing is to be expected of the file where it was not looked at, as where a variable names it."""
        is_named = bool(self.paths) and all(map(templates.needs_variable, self.paths))
        return self.scope in ("system", "managed") or self.is_on_demand or self.variables == () or is_named


class Export(Record):
    """A variable that the tool itself sets from its options.

    From `sources` the variable `to`; or from each `NAME=value` in `items` the variable that `to` makes of `{name}`.
    """

    to: Text
    sources: tuple[Source, ...] = ()
    items: Source | None = None
    is_upper: bool = False
    malformed: str = ""


# ---- which connections there are


class Bind(Record):
    """The step `{name}` of a connection pattern: it binds the name to every key there."""

    name: str


class Chosen(Record):
    """Those connections are active in which `text` equals the value of `sources`; all where that has none.

    `of_several` says which of several with this text the tool takes, if not all of them; `is_first_otherwise` that it
    takes the first of all where none is named, or the named one does not exist.
    """

    text: Text
    sources: tuple[Source, ...]
    of_several: str | None = None
    is_first_otherwise: bool = False


class Remedy(Record):
    """The one text that can have been meant, and when that is certain."""

    text: Text
    when: Condition = Condition()


class Connections(Record):
    """Where connections are in the tree, and which of them is used. `active` is "all", "first", or a choice.

    In the table at `presets`, each table has settings that count in place of those at the top, once it is chosen.
    """

    patterns: tuple[tuple[str | Bind, ...], ...] = ((),)
    when: Condition | None = None
    name: Text | None = None
    active: str | Chosen = "all"
    missing: Text | None = None
    missing_rule: str = "undefined-provider"
    missing_write: Remedy | None = None
    missing_when: Condition | None = None
    elsewhere: Text | None = None
    field: Path | None = None
    is_chosen_by_code: bool = False
    presets: Route | None = None

    @property
    def ordered(self) -> Route | None:
        """The list whose first item is the connection that is used, if the tool has one."""
        if self.active != "first":
            return None
        return tuple(step for step in self.patterns[0] if isinstance(step, str))


class Refusal(Record):
    """What keeps the tool from starting (`is_headless`: where nobody is asked), or a kind of request from being sent.

    `at` is what it stumbles over, `rule` the rule that reports it there; without one only `explain` shows it.
    """

    when: Condition
    message: Text
    is_per_connection: bool = False
    at: Source | None = None
    rule: str = ""
    expected: Text | None = None
    is_headless: bool = False


# ---- what a tool sends


class Auth(Record):
    """A header in which the tool sends a key, with the word before the key, such as Bearer."""

    header: str
    sources: tuple[Source, ...]
    scheme: str | None = None
    when: Condition | None = None


class FreeHeaders(Record):
    """Headers that a person adds: `source` is a table of them, a table of variable names, or a string of lines.

    `fills` are those that are only filled in where the tool sends none (`fills_all`: any); others replace its own.
    """

    source: Source
    syntaxes: tuple[Syntax, ...] = ()
    separator: str = r"\r?\n"
    between: str = ":"
    fills: tuple[str, ...] = ()
    fills_all: bool = False
    malformed: Text | None = None


class RequestKind(Record):
    """One kind of request, with all that it takes over from the profile.

    `wire_api` is "" for an API beside the four that are known. `unknown` says why it is not known how the URL is made.
    `own_meanings` are those that differ from the profile's, `key_fields` the fields that feed a key's header.
    """

    wire_api: str
    join: tuple[Operation, ...]
    client: str
    type: str = ""
    when: Condition = Condition()
    unknown: Text = ""
    verbatim: tuple[str, ...] = ()
    own_meanings: Mapping[str, tuple[Source, ...]] = {}
    auth: tuple[Auth, ...] = ()
    headers: tuple[FreeHeaders, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    no_base_url: Text = "no base URL is set"
    no_key: Text = ""
    needs_own_key: bool = False
    key_fields: tuple[str, ...] = ()


# ---- what people get wrong


class Removed(Record):
    """An option, or a value of it, that the tool no longer has.

    `write` is the value and `rename` the key to write instead; `is_useless` says that it can simply go. In `advice`, a
    sentence, {value} is what the option holds now.
    """

    pattern: Pattern
    value: str | None = None
    since: str = ""
    advice: Text = ""
    write: str = ""
    wire_api: str = ""
    rename: str = ""
    is_useless: bool = False
    stops: bool = False
    severity: str = ""
    rule: str = "removed-option"


class Misplaced(Record):
    """A key in a table where the tool does not look for it: at `pattern`, or any of `below` in any table.

    `move` is the table that it belongs into (None: not known), from the top if `is_from_top`, else from where it is.
    `rename` is the key that it has there.
    """

    advice: str
    pattern: Pattern | None = None
    below: tuple[str, ...] = ()
    unless: tuple[Pattern, ...] = ()
    when: Condition | None = None
    rename: str = ""
    move: Pattern | None = None
    is_from_top: bool = False
    rule: str = "misplaced-key"


class NearFile(Record):
    """A file that people expect the tool to read, and the one that it reads."""

    path: str
    replace_with: str


class Switches(Record):
    """Variables that are on or off.

    `message` is what the tool says about any other value before it stops; without it, such a variable is off.
    """

    variables: tuple[str, ...] = ()
    message: Text = ""


class UnreadVariable(Record):
    """A variable that people expect the tool to read: the variables to use instead, or advice in a sentence."""

    name: str
    replace_with: tuple[str, ...] = ()
    advice: str = ""


class Evidence(Record):
    """How it is known that the tool behaves like this: "observed", "source", "docs" or "convention", and when."""

    date: str
    how: str
    package: str = ""
    recordings: int = 0
    sources: tuple[str, ...] = ()


class Profile(Record):
    """One tool, in one version. `packages` (and container images) show that it is in use, as in Index.packages.

    `bound_names` are the names that connection patterns can bind, `shared_meanings` the meanings that are the same for
    every connection, `name_fields` the paths at which the NAME of a variable is expected, `variables` those that the
    tool reads by name, `variable_endings` how the names end that it puts together (`_API_KEY`).
    """

    id: str
    version: str
    evidence: Evidence
    name: str = ""
    layers: tuple[Layer, ...] = ()
    exports: tuple[Export, ...] = ()
    connections: Connections = Connections()
    meanings: Mapping[str, tuple[Source, ...]] = {}
    refusals: tuple[Refusal, ...] = ()
    requests: tuple[RequestKind, ...] = ()
    unknown: Text = "unknown kind of provider"
    unknown_at: Path | None = None
    unknown_rule: str = ""
    unknown_write: Remedy | None = None
    empty_counts: bool = False
    syntaxes: tuple[Syntax, ...] = ()
    auth: tuple[Auth, ...] = ()
    client: str = "fetch"
    obeys_proxies: bool | None = None
    is_gateway: bool = False
    timeout_unit: str = "ms"
    dotenv: str = ""
    dotenv_format: str = "dotenv"
    decoding_errors: str = "strict"
    resolves_unknown_references: bool = False
    is_fallback: bool = False
    not_written: str = ""
    model_suffixes: Mapping[str, int] = {}
    common_variables: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    misplaced: tuple[Misplaced, ...] = ()
    near_files: tuple[NearFile, ...] = ()
    switches: Switches = Switches()
    unread_variables: tuple[UnreadVariable, ...] = ()
    containers: Containers | None = None
    packages: tuple[str, ...] = ()
    target: Target | None = None
    mcp: McpForm | None = None
    bound_names: frozenset[str] = frozenset()
    shared_meanings: frozenset[str] = frozenset()
    name_fields: tuple[Path, ...] = ()
    variables: frozenset[str] = frozenset()
    variable_endings: tuple[str, ...] = ()

    @cached_property
    def mounts(self) -> frozenset[str]:
        """The names under which layers hang apart from the merged tree."""
        return frozenset(layer.mount for layer in self.layers if layer.mount)

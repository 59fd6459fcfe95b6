"""What tells whose a file is without loading a profile: names of files and of variables."""

from __future__ import annotations

from collections.abc import Mapping

from configlint.records import Record, cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.engine.language import Condition, Text
    from configlint.engine.model import Layer


class FilePattern(Record):
    """A path at which a tool reads a file, as steps to compare from the end.

    `layer` is the number of the layer in the profile. `anchor` is what the path hangs on: "home", "root" or nothing.
    `at_home` is True where only a file in the home folder is meant, False where only one elsewhere is, None for any.
    One of the paths in `signature` must exist in the file, or a variable have a name that `variables_named` finds.
    `is_explicit` says that only a file that a person names is meant. `replace_with` is set for a file that the tool
    does not read: the one that it reads instead. `stream` is the format of a file of several documents.
    """

    tool: str
    layer: int
    steps: tuple[str, ...]
    anchor: str = ""
    at_home: bool | None = None
    signature: tuple[tuple[str, ...], ...] = ()
    variables_named: str = ""
    is_explicit: bool = False
    replace_with: str = ""
    stream: str = ""


class Summary(Record):
    """What is said of a tool in a list: its name, the version described, how that is known, and its wire APIs."""

    name: str
    version: str
    how: str
    wire_apis: tuple[str, ...]


class Store(Record):
    """Where a tool keeps what configlint does not read, with a sentence on what it is and when that counts.

    It counts only under the condition `when`, and a login only where no key is set.
    """

    path: Text
    note: str
    is_login: bool = False
    when: Condition | None = None


class Footprint(Record):
    """What a tool leaves on a machine that has it: the names of its program, its package, and its files.

    `package` is as a profile writes it ("npm NAME", "PyPI NAME", or where its source is). `files` are layers that no
    other tool reads, or that are called after this one. `stores` are where the tool keeps what is not read.
    """

    commands: tuple[str, ...] = ()
    package: str = ""
    files: tuple[Layer, ...] = ()
    stores: tuple[Store, ...] = ()


class Index(Record):
    """Whose files and variables there are.

    `files` has the patterns by the last step of their path, `globs` those whose last step has a `*`. `variables` has
    the tools that read a variable, `unread` those that are known not to although others do; `variable_endings` how the
    names end that a tool puts together, `common` names that programs of every kind use. `versions` are those with which
    something in a tool's profile changes, oldest first. `dotenv` are the tools that a `.env` may be meant for though it
    sets nothing that they alone read, in the order in which they are asked; `sdks` those of them that others build on,
    `apps` those that load the file themselves.
    `containers` are those whose files set up several containers. `packages` has, by name (`PyPI openai`, `image
    ollama/ollama`), the tools that a package or an image shows to be in use, each with the first version that it does
    so in ("" for any), and `ecosystems` where the packages of a tool are. `configurations` are the paths, by their
    first step, of files that show one of the tools in `dotenv` to be in use. `mcp_fields` says which part of an MCP
    server a field of some tool is, `mcp_tables` are the paths of the tables of servers.
    """

    tools: tuple[str, ...]
    summaries: Mapping[str, Summary]
    files: Mapping[str, tuple[FilePattern, ...]]
    globs: tuple[FilePattern, ...]
    variables: Mapping[str, tuple[str, ...]]
    unread: Mapping[str, tuple[str, ...]]
    variable_endings: Mapping[str, tuple[str, ...]]
    common: frozenset[str]
    versions: Mapping[str, tuple[str, ...]]
    dotenv: tuple[str, ...]
    sdks: tuple[str, ...]
    apps: tuple[str, ...]
    containers: tuple[str, ...]
    packages: Mapping[str, tuple[tuple[str, str], ...]]
    ecosystems: Mapping[str, tuple[str, ...]]
    configurations: Mapping[str, tuple[FilePattern, ...]]
    mcp_fields: Mapping[str, str]
    mcp_tables: tuple[str, ...]

    @cached_property
    def container_globs(self) -> tuple[FilePattern, ...]:
        """Those of `globs` that files match which set up several containers, but for those that only a person names."""
        return tuple(one for one in self.globs if one.tool in self.containers and not one.is_explicit)

    @cached_property
    def container_endings(self) -> tuple[str, ...]:
        """How the names end that `container_globs` match."""
        return tuple({one.steps[-1].rpartition("*")[2] for one in self.container_globs})

    def tools_in_image(self, image: str) -> frozenset[str]:
        """Return the tools that the image of a container (`ghcr.io/OWNER/NAME:TAG`) shows to be in it."""
        *owner, name = image.partition("@")[0].split("/")
        name = "/".join([*owner[-1:], name.partition(":")[0]])
        return frozenset(tool for tool, _ in self.packages.get(f"image {name}", ()))

    def extended_by(self, other: Index) -> Index:
        """Return the index of the tools of both; what is in `other` comes first."""
        return Index(
            tools=tuple(sorted({*self.tools, *other.tools})),
            summaries={**self.summaries, **other.summaries},
            files=_merged(other.files, self.files),
            globs=(*other.globs, *self.globs),
            variables=_merged(other.variables, self.variables),
            unread=_merged(other.unread, self.unread),
            variable_endings={**self.variable_endings, **other.variable_endings},
            common=self.common | other.common,
            versions={**self.versions, **other.versions},
            dotenv=(*other.dotenv, *self.dotenv),
            sdks=(*other.sdks, *self.sdks),
            apps=(*other.apps, *self.apps),
            containers=(*other.containers, *self.containers),
            packages=_merged(other.packages, self.packages),
            ecosystems={**self.ecosystems, **other.ecosystems},
            configurations=_merged(other.configurations, self.configurations),
            mcp_fields={**other.mcp_fields, **self.mcp_fields},
            mcp_tables=tuple(dict.fromkeys([*self.mcp_tables, *other.mcp_tables])),
        )


def _merged(first: Mapping[str, tuple], second: Mapping[str, tuple]) -> Mapping[str, tuple]:  # type: ignore[type-arg]
    return {name: (*first.get(name, ()), *second.get(name, ())) for name in {**second, **first}}

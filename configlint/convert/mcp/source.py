"""The user's choice of a file or a tool -> the MCP servers to carry over."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from configlint.convert.source import ConversionError
from configlint.engine import layers
from configlint.engine.host import Host
from configlint.engine.layers import VARIABLES
from configlint.lint import readings
from configlint.lint.inputs import Input
from configlint.mcp.servers import Server, servers
from configlint.records import Record
from configlint.rules.context import Context


class Servers(Record):
    """The servers of one tool, and the scope of the file that they are in ("" for files of several scopes)."""

    tool: str
    scope: str
    servers: tuple[Server, ...]


def found(
    inputs: list[Input] | None, tool: str | None, context: Context, *, besides: Collection[str] = ()
) -> Servers | None:
    """Return the servers in the file with these inputs (or, where it has none, those of its tool), or those that `tool`
    has on this machine; with neither, those of the one tool that has some, `besides` left out. None if there are none.

    Raises ConversionError if several tools have some.
    """
    if inputs is not None:
        named = next(_in_file(inputs, context.host), None)
        tools = [match.tool for one in inputs for match in one.matches]
        return named or next(filter(None, (_of_tool(one, context) for one in dict.fromkeys(tools))), None)
    if tool is not None:
        return _of_tool(tool, context)
    candidates = [one for name in context.knowledge.tools if name not in besides and (one := _of_tool(name, context))]
    if len(candidates) > 1:
        choices = "".join(f"\n  --from {one.tool}  {', '.join(s.name for s in one.servers)}" for one in candidates)
        raise ConversionError(f"several tools have MCP servers here; choose one:{choices}")
    return candidates[0] if candidates else None


def _in_file(inputs: list[Input], host: Host) -> Iterator[Servers]:
    for item in inputs:
        for match in item.matches:
            one = item.replace(matches=[match], assumed=[])
            for reading in readings.of_files([one], host.replace(environment=None)):
                if listed := servers(reading):
                    layer = reading.profile.layers[match.layer] if match.layer != VARIABLES else None
                    yield Servers(reading.profile.id, layer.scope if layer is not None else "", tuple(listed))


def _of_tool(tool: str, context: Context) -> Servers | None:
    profile = context.knowledge.profile(tool)
    listed = servers(layers.read(profile, context.host)) if profile.mcp is not None else []
    return Servers(profile.id, "", tuple(listed)) if listed else None

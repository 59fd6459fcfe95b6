"""A file to convert -> its setups: its own, those of containers, and those of single commands."""

from __future__ import annotations

import os

from configlint.convert.inputs.addresses import Address, with_addresses
from configlint.convert.inputs.commands import of_commands
from configlint.convert.inputs.containers import of_containers
from configlint.convert.inputs.functions import outside
from configlint.convert.source import ConversionError, Source
from configlint.engine.layers import VARIABLES
from configlint.engine.reading import Reading
from configlint.lint.inputs import Input
from configlint.profiles.recognition import Match
from configlint.records import Record
from configlint.rules.context import Context


class Setups(Record):
    """All that is a setup in a file. `names` has what the user calls those of single commands, `in_containers` are the
    documents of containers (by identity), and `addresses` are those that are in variables.
    """

    inputs: list[Input]
    names: dict[int, str]
    in_containers: frozenset[int]
    addresses: list[Address]

    def name_of(self, reading: Reading) -> str:
        """Return what the user calls the command that a reading is of, or an empty string."""
        return next((self.names[id(one)] for one in reading.documents if id(one) in self.names), "")

    def with_address(self, source: Source) -> Source:
        """Return a setup with the variable in which its address is, if it is in one."""
        return source.replace(address=next((one for one in self.addresses if source.url.startswith(one.value)), None))


def setups_in(inputs: list[Input], context: Context) -> Setups:
    """Return all that is a setup in a file with these inputs. Raises ConversionError if a variable's name is a key."""
    host = context.host.replace(environment=None)
    own = [one.replace(matches=[_as_the_users_own(match, one) for match in one.matches]) for one in inputs]
    common = [one.replace(document=outside(one.document)) if one.document.format == "shell" else one for one in inputs]
    inner = [one for item in common for one in of_containers(item, host)]
    commands = [one for item in inputs for one in of_commands(item, host)]
    filled, addresses = with_addresses([*own, *inner, *(one for _, one in commands)], context.host)
    if any(context.redactor.is_key(one.variable) for one in addresses):
        raise ConversionError("a key is written where the variable of the base URL is named")
    contained, last = filled[len(own) :][: len(inner)], filled[len(own) + len(inner) :]
    names = {id(one.document): name for one, (name, _) in zip(last, commands, strict=True)}
    return Setups(filled, names, frozenset(id(one.document) for one in contained), addresses)


def _as_the_users_own(match: Match, item: Input) -> Match:
    """Read a project's file as a user file, of which a tool may accept more: the whole file is to be converted."""
    if match.layer == VARIABLES:
        return match
    profile = item.knowledge.profile(match.reader)
    layer = profile.layers[match.layer]
    if layer.scope != "project" or not layer.drop:
        return match
    names = {os.path.basename(str(path)) for path in layer.paths}
    for other in profile.layers:
        if other.scope == "user" and names & {os.path.basename(_shown(path)) for path in other.paths}:
            return match.replace(layer=other.number)
    return match


def _shown(path: object) -> str:
    return path if isinstance(path, str) else getattr(path, "source", "")

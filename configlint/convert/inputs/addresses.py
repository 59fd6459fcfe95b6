"""Files whose base URLs are in variables -> the same files with addresses there, and which variable each is from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from configlint.document.change import Edit, splice
from configlint.document.document import Document
from configlint.document.nodes import Route, Scalar, walk
from configlint.engine import interpolation, requests, urls
from configlint.engine.host import Host
from configlint.engine.reading import Reading
from configlint.lint import readings
from configlint.lint.inputs import Input
from configlint.records import Record

#: What the name of a variable with a base URL ends in.
_ENDING = re.compile(r"_(?:API_)?(?:BASE_URL|BASE|ENDPOINT|HOST|URL)$")


class Address(Record):
    """The first part of a base URL, which is in a variable. `is_made_up` says that the variable is not set here."""

    variable: str
    value: str
    is_made_up: bool

    def in_words(self, text: str) -> str:
        """Return a text about the address with the variable in place of an address that is made up."""
        if not self.is_made_up:
            return text
        host = self.value.partition("://")[2].partition("/")[0]
        quoted = text.replace(f"'{self.value}", f'"${self.variable}"\'')  # in the words of a shell
        return quoted.replace(self.value, f"${self.variable}").replace(host, f"${self.variable}")


def with_addresses(inputs: list[Input], host: Host) -> tuple[list[Input], list[Address]]:
    """Return the inputs with addresses in place of the variables that their base URLs begin with, and these addresses.

    They are what the variables are set to in the environment, else an address that does not exist. A default that a
    reference gives itself counts as written.
    """
    unknown = host.replace(environment=None)
    needed = set(_needed(readings.of_files(inputs, unknown)))
    if not needed:
        return inputs, []
    environment = host.environment or {}
    for version in ("/v1", ""):
        found: dict[str, Address] = {}
        filled = [one.replace(document=_filled(one.document, needed, environment, version, found)) for one in inputs]
        if not any(map(_has_two_versions, readings.of_files(filled, unknown))):
            break
    return filled, list(found.values())


def _needed(found: Iterator[Reading]) -> Iterator[str]:
    for reading in found:
        for one in requests.requests_of(reading):
            if one.url is None:
                yield from one.unknowns.get("base_url", ())
                yield from (one.base_url.name,) if one.base_url is not None and one.base_url.kind == "env" else ()


def _has_two_versions(reading: Reading) -> bool:
    split = (urls.split(one.url or "") for one in requests.requests_of(reading))
    return any(len([part for part in url.segments if re.fullmatch(r"v\d\w*", part)]) > 1 for url in split if url)


def _filled(
    document: Document, needed: Collection[str], environment: Mapping[str, str], version: str, found: dict[str, Address]
) -> Document:
    """Return a document with addresses in it, which are added to `found` by their variables."""
    for route, _, node in list(walk(document.root)):
        written = str(node.value) if isinstance(node, Scalar) else ""
        reference = interpolation.foreign(written)
        if reference is None or not written.startswith(reference):
            continue
        name = interpolation.name_in(reference)
        if name in needed or route[-1] in needed:  # the latter is a variable that is set to another one
            rest = written[len(reference) :]
            value = "" if name in environment else _default(reference)
            if not value:
                address = found.setdefault(name, _address(name, environment, "" if "/" in rest else version))
                value = address.value
            document = _with(document, route, value + rest)
    return document


def _with(document: Document, route: Route, value: str) -> Document:
    """Return a document with another value at a route, which may be a shell's: only its files are never written."""
    if document.format != "shell":
        return document.apply(document.replace(route, value))
    node = document.at(route)
    text = splice(document.text, (Edit(node.start, node.end, f'"{value}"'),)) if node is not None else document.text
    return Document.of(text, document.format, document.path)


def _address(name: str, environment: Mapping[str, str], version: str) -> Address:
    value = environment.get(name, "")
    if urls.split(value) is not None:
        return Address(name, value.rstrip("/"), False)
    label = _ENDING.sub("", name).lower().replace("_", "-")
    return Address(name, f"https://{label}.invalid{version}", True)


def _default(reference: str) -> str:
    """Return the address that a reference gives itself for a variable that is not set, or an empty string."""
    found = next(iter(interpolation.find(_WITH_DEFAULT, reference, whole=True)), None)
    is_address = found is not None and urls.split(found.default or "") is not None
    return (found.default or "").rstrip("/") if found is not None and is_address else ""


_WITH_DEFAULT = interpolation.syntax("${NAME:-DEFAULT}")

"""Looks up what is known about providers: by id, host, web page, key, or model."""

from __future__ import annotations

import re

from configlint.catalog import codecs
from configlint.catalog.providers import SHORTEST, KeyShape, ModelForm, ModelList, ModelVendor, Provider, RetiredHost
from configlint.engine import urls
from configlint.files import globs
from configlint.records import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypedDict

    from configlint.catalog.codec import Stored

    class Addresses(TypedDict):
        """What leads from hosts, pages and names to ids: the part "catalog"."""

        groups: Mapping[str, str]
        hosts: Mapping[str, tuple[str, ...]]
        host_globs: Mapping[str, tuple[str, ...]]
        websites: Mapping[str, tuple[tuple[str, str], ...]]
        request_headers: Mapping[str, str]
        ports: Mapping[str, str]
        retired: Mapping[str, tuple[RetiredHost, ...]]
        vendors: Mapping[str, ModelVendor]
        model_forms: Mapping[str, ModelForm]

    class Keys(TypedDict):
        """The kinds of keys, and the numbers of those that may begin with two characters: the part "keys"."""

        shapes: tuple[KeyShape, ...]
        starts: Mapping[str, tuple[int, ...]]


#: As many characters of the ends of hosts are compared: of short ones, and of those that are at least `_LONG`.
_FEW, _MANY, _LONG = 4, 6, 14


class Catalog:
    """What is known about providers. `part` returns a compiled part by name; what was looked up is kept."""

    def __init__(self, part: Callable[[str], Stored]) -> None:
        self._part = part
        self._vendors: dict[str, Mapping[str, Provider]] = {}
        self._at_host: dict[str, tuple[Provider, ...]] = {}
        self._meant: dict[str, str | None] = {}
        self._model_vendors: dict[str, ModelVendor | None] = {}
        self._expressions: dict[str, re.Pattern[str]] = {}

    @cached_property
    def addresses(self) -> Addresses:
        """What leads from hosts, pages, headers and names to ids."""
        return codecs.providers().decode(self._part("catalog"))  # type: ignore[return-value]

    # ---- providers

    def provider(self, identifier: str) -> Provider:
        """Return the provider with this id, or the first of a vendor group. Raises KeyError when there is none."""
        group = self._group(self.group_of(identifier))
        return group[identifier] if identifier in group else next(iter(group.values()))

    def siblings(self, identifier: str) -> list[Provider]:
        """Return the providers of the same vendor: other regions and plans, this one included."""
        return list(self._group(self.group_of(identifier)).values())

    def _group(self, name: str) -> Mapping[str, Provider]:
        if name not in self._vendors:
            self._vendors[name] = codecs.providers().decode(self._part(f"provider-{name}"))  # type: ignore[assignment]
        return self._vendors[name]

    def name_of(self, identifier: str) -> str:
        """Return what people call a provider, a vendor group, or a service that is neither."""
        try:
            return self.provider(identifier).name
        except KeyError:
            return identifier

    def variables_of(self, identifier: str) -> tuple[str, ...]:
        """Return the variables that commonly hold a provider's key."""
        try:
            return self.provider(identifier).variables
        except KeyError:
            return ()

    def provider_ids(self) -> list[str]:
        """Return the ids of all providers."""
        return sorted(self.addresses["groups"])

    def group_of(self, identifier: str) -> str:
        """Return the vendor that a provider id belongs to (its regions and plans share it)."""
        return self.addresses["groups"].get(identifier, identifier)

    # ---- hosts

    def providers_at(self, host: str) -> tuple[Provider, ...]:
        """Return the providers that answer at `host`; a host that names exactly one place beats a pattern."""
        if host not in self._at_host:
            found = self.addresses["hosts"].get(host)
            if found is None:
                matching = [glob for glob in self.addresses["host_globs"] if globs.matches(glob, host)]
                found = self.addresses["host_globs"][max(matching, key=len)] if matching else ()
            self._at_host[host] = tuple(map(self.provider, found))
        return self._at_host[host]

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of providers, as far as they are names and no patterns."""
        return tuple(host for host in self.addresses["hosts"] if "." in host and ":" not in host)

    def host_meant(self, host: str) -> str | None:
        """Return the host of a provider that an unknown one is one letter away from, or None."""
        if host not in self._meant:
            alike = (one for end in _ends(host, _FEW, _MANY) for one in self._hosts_by_end.get(end, ()))
            self._meant[host] = next((one for one in alike if urls.is_misspelt(host, one)), None)
        return self._meant[host]

    @cached_property
    def _hosts_by_end(self) -> Mapping[str, list[str]]:
        """The hosts by how they begin, and by how they end: what differs by one letter has one of both in common."""
        found: dict[str, list[str]] = {}
        for host in self.hosts:
            for end in _ends(host, _MANY if len(host) >= _LONG else _FEW):
                found.setdefault(end, []).append(host)
        return found

    def is_known(self, host: str) -> bool:
        """Return True if a host is that of a provider, has its web pages, or was given up by one."""
        known = (self.addresses[part] for part in ("hosts", "websites", "retired"))
        return any(host in part for part in known) or bool(self.providers_at(host))

    def local_server(self, port: str, origin: str) -> Provider | None:
        """Return the server that alone is known to listen at `port`, as it answers at `origin`, or None."""
        identifier = self.addresses["ports"].get(port)
        return self.provider(identifier).moved(origin) if identifier is not None else None

    def is_gateway_header(self, names: Iterable[str]) -> bool:
        """Return True if one of these headers of a request shows that a gateway of a known kind answers it."""
        known = self.addresses["request_headers"]
        return any(globs.any_matches(known, name) for name in names)

    def website(self, host: str, path: str) -> str | None:
        """Return the id of the provider whose web page (not its API) this is, or None."""
        pages = self.addresses["websites"].get(host, ())
        return next((owner for prefix, owner in pages if path.startswith(prefix)), None)

    def retired(self, host: str, path: str) -> RetiredHost | None:
        """Return what is known about a host (or path on it) that its provider gave up, or None."""
        return next((one for one in self.addresses["retired"].get(host, ()) if path.startswith(one.path)), None)

    # ---- keys

    @cached_property
    def key_shapes(self) -> tuple[KeyShape, ...]:
        """The kinds of keys, in the order in which a value is compared with them."""
        return self._keys["shapes"]

    @cached_property
    def _keys(self) -> Keys:
        return codecs.providers().decode(self._part("keys"))  # type: ignore[return-value]

    def key_shapes_of(self, identifier: str) -> list[KeyShape]:
        """Return the kinds of key that a provider gives out."""
        return [shape for shape in self.key_shapes if identifier in shape.providers]

    def key_shape(self, value: str) -> KeyShape | None:
        """Return the kind of key that `value` is, or None.

        For a strong kind its prefix is enough, whatever follows; others must match as a whole.
        """
        if len(value) < SHORTEST:
            return None
        for shape in self.shapes_beginning_with(value[:2]):
            if not value.startswith(shape.prefix):
                continue
            if shape.is_strong and shape.prefix and shape.infix in value:
                return shape
            if self._is_whole(shape, value):
                return shape
        return None

    def shapes_beginning_with(self, two: str) -> Iterator[KeyShape]:
        """Yield the kinds of keys that may begin with two characters, but for those that only a context tells."""
        starts = self._keys["starts"]
        return (self.key_shapes[number] for number in starts.get(two, starts[""]))

    def whole_key_shape(self, value: str) -> KeyShape | None:
        """Return the kind of key that `value` is in full, or None."""
        for shape in self.key_shapes:
            if value.startswith(shape.prefix) and self._is_whole(shape, value):
                return shape
        return None

    def _is_whole(self, shape: KeyShape, value: str) -> bool:
        if shape.expression not in self._expressions:
            self._expressions[shape.expression] = re.compile(shape.expression)
        return self._expressions[shape.expression].fullmatch(value) is not None

    # ---- models

    def model_vendor(self, model: str) -> ModelVendor | None:
        """Return the vendor that alone makes models of this (bare) name, or None."""
        if model not in self._model_vendors:
            vendors = self.addresses["vendors"].values()
            found = next((one for one in vendors if globs.any_matches(one.patterns, model.lower())), None)
            self._model_vendors[model] = found
        return self._model_vendors[model]

    def models_of(self, identifier: str) -> ModelList:
        """Return the models that a vendor is known to have or to have had."""
        return self._models.get(identifier, ModelList())

    @cached_property
    def _models(self) -> Mapping[str, ModelList]:
        return codecs.providers().decode(self._part("models"))  # type: ignore[return-value]

    def model_form(self, identifier: str) -> ModelForm | None:
        """Return which form of model ids a provider insists on, or None when that is not certain."""
        return self.addresses["model_forms"].get(identifier)

    def vendor_at(self, identifier: str) -> ModelVendor | None:
        """Return the vendor whose own host a provider is, where no other vendor's models are served, or None."""
        return next((one for one in self.addresses["vendors"].values() if identifier in one.own_hosts), None)


def _ends(host: str, *widths: int) -> Iterator[str]:
    """Yield how a host begins and ends, so many characters each."""
    for width in widths:
        yield f"^{host[:width]}"
        yield f"{host[-width:]}$"

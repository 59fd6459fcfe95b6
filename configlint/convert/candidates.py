"""What a tool reads -> the request of the setup that is meant, with what had to be assumed or repaired for that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.catalog.catalog import Catalog
from configlint.catalog.knowledge import Knowledge
from configlint.catalog.providers import CALLS, before_call
from configlint.convert import clouds
from configlint.document.document import Document
from configlint.engine import layers, requests, urls
from configlint.engine.layers import VARIABLES
from configlint.engine.model import Chosen
from configlint.engine.reading import Reading
from configlint.engine.requests import Request, Sent, Unknown
from configlint.engine.resolver import Resolver
from configlint.engine.values import Value
from configlint.lint import readings
from configlint.records import Record

#: What the name of a variable with a base URL ends in, and that of one with the model beside it.
_BASE = re.compile(r"_(?:API_)?(?:BASE_URL|BASE|ENDPOINT|HOST|URL)$")
_MODEL = ("MODEL", "MODEL_NAME", "DEPLOYMENT", "DEPLOYMENT_NAME", "CHAT_MODEL", "CHAT_DEPLOYMENT_NAME", "DEFAULT_MODEL")
_KEY = ("API_KEY", "AUTH_TOKEN", "KEY", "TOKEN")
_ANY_MODEL = ("LLM_MODEL", "MODEL_NAME", "MODEL", "DEFAULT_MODEL")


class Candidate(Record):
    """A setup that may be meant. `repairs` are sentences on what was assumed, or is wrong with it as it is."""

    reading: Reading
    request: Request
    repairs: tuple[str, ...] = ()

    @property
    def is_written(self) -> bool:
        """Whether the user wrote where its requests go; otherwise it is a default of the tool."""
        value = self.request.base_url
        return value is not None and value.written is not None

    @property
    def is_named(self) -> bool:
        """Whether the user chose a provider of the tool by its name."""
        model = self.request.model
        return model is not None and model.written is not None


def candidate(reading: Reading, knowledge: Knowledge) -> Candidate | None:
    """Return the active request, or the first one that the file configures if nothing in it is about the active one.

    Where the tool refuses the setup, or sends its requests in a way that is not known, it is what the setup says all
    the same.
    """
    found = requests.explain(reading)
    sent = [one for one in found if one.url]
    active = next((one for one in sent if one.active), None)
    written = [one for one in sent if one.base_url is not None and one.base_url.written is not None]
    if reading.is_static and (len(written) == 1 if active is None else written and not is_about(active)):
        active = written[0]
    if active is not None:
        return Candidate(reading, active)
    return (
        next(_repaired(reading, found, knowledge), None)
        or next(_of_cloud(reading, found, knowledge.catalog), None)
        or next(_assumed(reading, found), None)
        or next(_listed(reading, found, knowledge.catalog), None)
    )


def is_about(request: Request) -> bool:
    """Return True if a part of a request is written in the files."""
    parts = (request.base_url, request.model, *(one.value for one in request.headers))
    return any(one is not None and one.written is not None for one in parts)


def _repaired(reading: Reading, found: list[Request], knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield what a setup says that the tool refuses."""
    refused = next((one.refused for one in found if one.active and one.refused is not None), None)
    if refused is None:
        return
    name, complaint = reading.profile.name, f"{refused.message.rstrip('.')}"
    for removed in reading.profile.removed if refused.rule is not None else ():
        if removed.rule == refused.rule and removed.since:
            older = _read_again(reading, knowledge, _before(removed.since))
            active = next((one for one in requests.explain(older) if one.active and one.url), None)
            if active is not None:
                yield Candidate(
                    older, active, (f"{complaint}; converted as the versions before {removed.since} read it",)
                )
    for one in requests.requests_of(reading):
        if one.active and one.url:
            yield Candidate(reading, one, (f"{name} itself does not work with this setup: {complaint}",))


def _read_again(reading: Reading, knowledge: Knowledge, version: str) -> Reading:
    """Read the same files as another version of the tool does."""
    profile = knowledge.profile(f"{reading.profile.id.partition('@')[0]}@{version}")
    if not reading.is_static:
        return readings.as_found(profile, reading.host)
    given: dict[int, list[Document]] = {}
    for one in reading.loaded:
        layer = next((layer.number for layer in profile.layers if layer.paths == one.layer.paths), VARIABLES)
        if one.document is not None:
            given.setdefault(layer, []).append(one.document)
    return layers.read(profile, reading.host, given=given)


def _before(version: str) -> str:
    """Return a version shortly before another one."""
    parts = [int(part) for part in version.split(".")]
    last = max(index for index, part in enumerate(parts) if part)
    return ".".join(map(str, [*parts[:last], parts[last] - 1, 9999]))


def _of_cloud(reading: Reading, found: list[Request], catalog: Catalog) -> Iterator[Candidate]:
    """Yield a setup for a cloud that the tool asks in a way that is not known."""
    for request in found:
        asked = clouds.asked_of(reading, request, catalog) if isinstance(request.outcome, Unknown) else None
        if request.active and asked is not None:
            model = request.model or Value(asked.model, "literal")
            yield Candidate(reading, request.replace(outcome=Sent(asked.url), wire_api=asked.wire_api, model=model))


def _assumed(reading: Reading, found: list[Request]) -> Iterator[Candidate]:
    """Yield an OpenAI-compatible setup (or an Anthropic one, as its URL says) of a program that is not known."""
    known = [
        one for one in found if isinstance(one.outcome, Unknown) and one.base_url is not None and one.base_url.text
    ]
    written = [one for one in known if one.base_url is not None and one.base_url.written is not None]
    if not reading.profile.is_fallback or len({one.base_url.text for one in written if one.base_url}) != 1:
        return
    request = written[0]
    base = request.base_url.text if request.base_url is not None else None
    url = urls.split((base or "").rstrip("/"))
    if url is None:
        return
    wire_api = "messages" if "anthropic" in f"{url.path}{request.connection}".lower() else "chat"
    is_whole = before_call(url.path) != url.path
    version = "/v1" if wire_api == "messages" or not url.segments else ""
    has_version = bool(re.search(r"/v\d\w*$", url.path))
    end = "" if is_whole else ("" if has_version else version) + CALLS[wire_api]
    api = "Anthropic" if wire_api == "messages" else "OpenAI"
    note = f"the file does not say which program reads it: taken as {api}-compatible"
    yield Candidate(reading, request.replace(outcome=Sent(f"{url}{end}"), wire_api=wire_api), (note,))


def _listed(reading: Reading, found: list[Request], catalog: Catalog) -> Iterator[Candidate]:
    """Yield a connection to a provider that the configuration only names, from a list that the tool has elsewhere."""
    active = reading.profile.connections.active
    request = next((one for one in found if one.active and isinstance(one.outcome, Unknown)), None)
    if request is None or not isinstance(active, Chosen):
        return
    chosen = Resolver(reading).first(active.sources).value
    provider_id, mark, model = (chosen.text or "").partition("/") if chosen is not None else ("", "", "")
    known = catalog.provider_ids()
    spellings = (provider_id, provider_id.removesuffix("ai"), provider_id.replace("_", ""))
    own = next((name for name in spellings if name in known), None)
    if own is None or not mark:
        return
    provider = catalog.provider(own)
    for wire_api in ("chat", "messages", "responses"):
        api = provider.api(wire_api)
        if api is not None and api.is_served and api.endpoints and "{" not in api.endpoints[0]:
            key = Value(None, "env", provider.variables[0]) if provider.variables else None
            yield Candidate(
                reading,
                request.replace(
                    outcome=Sent(api.endpoints[0]),
                    wire_api=wire_api,
                    model=chosen.replace(text=model) if chosen is not None else None,
                    unknowns={**request.unknowns, "key": frozenset({key.name} if key is not None else ())},
                ),
            )


# ---- what people put beside a base URL in a .env


def beside(reading: Reading, request: Request, names: str) -> Value | None:
    """Return the variable that goes with the one that has the base URL; `names` is "model" or "key"."""
    prefix = variable_prefix(request)
    if not prefix:
        return None
    own = [
        f"{prefix}_{ending}" for ending in (_MODEL if names == "model" else ("API_KEY", "AUTH_TOKEN", "KEY", "TOKEN"))
    ]
    for name in (*own, *(_ANY_MODEL if names == "model" else ())):
        value = reading.variables.get(name)
        if value is not None and value.place is not None and (value.text or names == "key"):
            return value
    return None


def variable_prefix(request: Request) -> str:
    """Return how the names of the variables begin that go with the one that has the base URL, or an empty string."""
    base = request.base_url.name if request.base_url is not None and request.base_url.kind == "env" else ""
    prefix = _BASE.sub("", base)
    return prefix if prefix != base else ""

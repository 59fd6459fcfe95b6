"""What is known about providers as typed records; `providers/` has the data, edited by hand, with its sources."""

from __future__ import annotations

from collections.abc import Mapping

from configlint.records import Record, cached_property

#: No kind of key is shorter.
SHORTEST = 16
#: What each wire API's clients append to a base URL by convention (providers may serve it elsewhere: `Api.endpoints`).
PATHS = {
    "chat": "/chat/completions",
    "responses": "/responses",
    "messages": "/v1/messages",
    "gemini": "/v1beta/models/{model}",
}
#: The same for any host, where the version before it is not known.
CALLS = {
    "chat": "/chat/completions",
    "responses": "/responses",
    "messages": "/messages",
    "gemini": "/models/{model}:{call}",
}
#: The id of Ollama, and the calls of its own API, which have no version: https://docs.ollama.com/api
OLLAMA = "ollama"
OLLAMAS_CALLS = ("/api/chat", "/api/generate")
#: What people call the wire APIs.
WIRE_NAMES = {
    "chat": "chat completions API",
    "responses": "responses API",
    "messages": "Anthropic messages API",
    "gemini": "Gemini API",
}


def before_call(path: str) -> str:
    """Return the path of a request up to what its wire API appends; a version stays."""
    for call in CALLS.values():
        head, found, _ = path.partition(call.partition("{")[0])
        if found:
            return head
    return path


class Api(Record):
    """What a provider is known to do about one wire API. `served` is "yes", "no", "partly" or "retired".

    `endpoints` are the request URLs to recommend, the best first; `tolerated` others that work or may work.
    """

    served: str
    base_urls: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    tolerated: tuple[str, ...] = ()
    as_of: str = ""
    since: str = ""
    key_header: str = ""
    note: str = ""

    @property
    def is_served(self) -> bool:
        """Whether the provider is known to serve it in full."""
        return self.served == "yes"

    @property
    def is_refused(self) -> bool:
        """Whether the provider is known not to serve it."""
        return self.served == "no"

    def moved(self, origin: str) -> Api:
        """Return the same at another origin, `http://HOST:PORT`."""
        bases, endpoints, tolerated = (
            tuple(origin + "".join(address.partition("://")[2].partition("/")[1:]) for address in listed)
            for listed in (self.base_urls, self.endpoints, self.tolerated)
        )
        return self.replace(base_urls=bases, endpoints=endpoints, tolerated=tolerated)


class ApiVersion(Record):
    """A query parameter that a provider wants on some of its paths, such as Azure's `api-version`.

    `model_dates` are dates in the names of models that people take for one; `recent` is a version to recommend.
    """

    parameter: str
    paths: tuple[str, ...]
    model_dates: tuple[str, ...]
    recent: str


class Provider(Record):
    """One provider, in one region and on one plan. `variables` commonly hold its key, `base_variables` its base URL.

    `forwards_keys` says that it passes on keys of the providers behind it, each in that provider's own header.
    """

    id: str
    name: str
    kind: str
    region: str = ""
    twins: tuple[str, ...] = ()
    plan: str = ""
    plan_of: str = ""
    hosts: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    base_variables: tuple[str, ...] = ()
    key_header: str = ""
    models: str = ""
    model_ids: tuple[str, ...] = ()
    model_note: str = ""
    note: str = ""
    docs: str = ""
    api_version: ApiVersion | None = None
    forwards_keys: bool = False
    apis: Mapping[str, Api] = {}

    def api(self, wire_api: str) -> Api | None:
        """Return what is known about one wire API, or None when nothing is."""
        return self.apis.get(wire_api)

    def moved(self, origin: str) -> Provider:
        """Return a local server as it answers at another origin, `http://HOST:PORT`."""
        return self.replace(apis={wire_api: api.moved(origin) for wire_api, api in self.apis.items()})

    @cached_property
    def short_name(self) -> str:
        """The name without the plan or region that may follow it, as keys are good for all."""
        name = self.name.partition(" (")[0].partition(",")[0].partition(" / ")[0]
        return name.removesuffix(" API")


class KeyShape(Record):
    """A kind of key. `strength` is "strong" (its prefix alone says whose it is), "weak" or "context".

    `issuer` is the id of the provider (or of the service) that gives it out, `owner` its vendor group and `owners` all
    groups whose keys look like this, the likeliest first. `expression` matches a whole key; `infix` is a part that
    proves it with the prefix. `named` are names after which such a key is looked for, `after` the beginnings of public
    ids that it follows on their line, `near` words that speak for its owner. `is_for_models` is False for services that
    have nothing to do with models.
    """

    issuer: str
    owner: str
    owner_name: str
    owners: tuple[str, ...]
    name: str
    prefix: str
    expression: str
    strength: str
    infix: str = ""
    header: str = ""
    plans: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    is_for_models: bool = True

    @property
    def is_strong(self) -> bool:
        """Whether the prefix alone says whose key it is."""
        return self.strength == "strong"


class RetiredHost(Record):
    """An address that a provider gave up: everything on a host below `path`. `state` is "removed" or "superseded"."""

    path: str
    provider: str
    state: str
    since: str = ""
    replacement: str = ""
    note: str = ""


class ModelVendor(Record):
    """A vendor that alone makes models whose bare names match `patterns`, at `own_hosts` (ids of providers).

    Its hosts also take names that match `also_accepts` for its own models, on the messages API.
    """

    id: str
    patterns: tuple[str, ...]
    own_hosts: tuple[str, ...] = ()
    router_prefix: str = ""
    also_accepts: tuple[str, ...] = ()


class ModelForm(Record):
    """Which form of model ids a provider insists on: "vendor/model", "bare", or "area.model" for `models`, with one of
    `areas`.

    It holds for `apis` (all where that is empty). `exceptions` are globs of ids that are right all the same.
    `dots` says whether versions are written with dots ("yes", "no", or "" where both are).
    """

    form: str
    apis: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    dots: str = ""
    models: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


class ModelList(Record):
    """The models that a vendor is known to have or to have had, and the day up to which that is known.

    `retired` are the days since which its own API no longer serves some of them, by id.
    """

    models: tuple[str, ...] = ()
    as_of: str = ""
    retired: Mapping[str, str] = {}

"""Asks the host of a connection: a list of models, the smallest generation, and where else it answers if not there.

At most MOST requests are sent for a connection, and only to the host in its configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from configlint.catalog.providers import before_call
from configlint.doctor.answer import Answer
from configlint.doctor.examine import Checkup, headers_of
from configlint.doctor.steps import KEY, OK, PROBLEM, SKIPPED, UNKNOWN, Step
from configlint.doctor.transport import Way, send
from configlint.doctor.verdicts import Inquiry, Verdict, is_elsewhere, verdict
from configlint.engine import minimal, urls
from configlint.engine.clients import CLIENTS
from configlint.engine.proxies import proxy_of
from configlint.records import Record
from configlint.rules.connection import Connection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain

#: Requests that one connection may cost: a list, a generation, the same once more without what is refused, three tries.
MOST = 6
_TRIES = 3
#: Problems with which nothing is sent: the key is another's, or no request comes about.
_NOT_SENT = ("KEY001", "KEY005", "KEY006", "KEY007", "KEY008", "KEY009")


class Online(Record):
    """What came of asking: the request that counts as a line, its status (0 where nothing came back), the verdict, and
    how many requests were sent.
    """

    sent: str
    status: int
    verdict: Verdict
    milliseconds: int
    requests: int


def why_not(checkup: Checkup) -> str:
    """Return why nothing is sent over a connection, or an empty string."""
    look = checkup.look
    base, url = look.request.base_url, urls.split(look.request.leads_to or "")
    if url is None or not checkup.curl:
        return "there is no request to send"
    if base is None or (base.kind == "default" and base.written is None):
        return f"no setting names {url.host}, it is the tool's default"
    if any(header.value.kind == "command" for header in look.request.headers):
        return "the key comes from a command, which is not run"
    for step in checkup.problems:
        if step.step == KEY and (not step.rule or step.rule in _NOT_SENT):
            return step.message
    is_whole = "{" not in (look.request.leads_to or "").replace("{model}", "")
    return "" if is_whole else "the URL is not complete"


def announced(checkup: Checkup) -> str:
    """Return what is going to be sent, and where."""
    url = urls.split(checkup.request.leads_to or "")
    return f"POST {checkup.request.leads_to} and GET {_list_url(checkup.look)}, at most {MOST} requests" if url else ""


def ask(checkup: Checkup) -> Online:
    """Send the requests, and return what came of them."""
    return _Asking(checkup.look).run()


def with_answers(checkup: Checkup, online: Online) -> Checkup:
    """Return a checkup whose answers take into account what the host said."""
    told = online.verdict
    found: list[Step] = []
    for step in checkup.steps:
        if told.is_good and step.status == UNKNOWN:
            found.append(step.replace(status=OK, message=step.message.partition(";")[0], help=""))
        elif not told.is_good and step.step == told.step and step.status in (OK, UNKNOWN, SKIPPED):
            found.append(Step(step.step, PROBLEM, told.message, told.help, place=step.place))
        else:
            found.append(step)
    return checkup.replace(steps=tuple(found))


class _Asking:
    """The requests over one connection."""

    def __init__(self, look: Connection) -> None:
        self._look = look
        self._sent = 0
        self._way, self._proxy = _way(look)
        self._headers = {name: f"{before}{value}" for name, before, _, value in headers_of(look) if value}

    def run(self) -> Online:
        look = self._look
        listed = self._send("GET", _list_url(look), None)
        if listed.kind not in ("", "timeout"):  # a generation would fare no better
            return self._online(listed, [], "")
        models = list(_ids(listed.data)) if listed.status == 200 else []
        model = look.request.model.text if look.request.model is not None and look.request.model.text else ""
        named = model or next(iter(models), "MODEL")
        answer = self._generate((look.request.leads_to or "").replace("{model}", named), named)
        works_with = self._other_base(model) if is_elsewhere(answer) else ""
        return self._online(answer, models, works_with)

    def _online(self, answer: Answer, models: list[str], works_with: str) -> Online:
        found = verdict(Inquiry(self._look, answer, models, works_with, self._proxy))
        return Online(f"{answer.method} {answer.url}", answer.status, found, answer.milliseconds, self._sent)

    def _generate(self, url: str, model: str) -> Answer:
        wire_api = self._look.request.wire_api
        answer = self._send("POST", url, minimal.limited(wire_api, model))
        if answer.status == 400 and wire_api == "chat" and "max_completion_tokens" in answer.text:
            answer = self._send("POST", url, minimal.limited(wire_api, model, parameter="max_completion_tokens"))
        return answer

    def _other_base(self, model: str) -> str:
        """Return another base URL on the same host at which the request is answered, or an empty string."""
        look = self._look
        for base in _variants(look):
            if self._sent >= MOST:
                break
            url = (look.join(base) or "").replace("{model}", model or "MODEL")
            answer = self._send("POST", url, minimal.limited(look.request.wire_api, model or "MODEL"))
            if answer.status and not is_elsewhere(answer) and not 300 <= answer.status < 400:
                return base
        return ""

    def _send(self, method: str, url: str, body: Mapping[str, Plain] | None) -> Answer:
        self._sent += 1
        own = minimal.own_headers(self._look.request.wire_api)
        names = {name.lower() for name in self._headers}
        headers = {**self._headers, **{name: value for name, value in own.items() if name not in names}}
        return send(self._way, method, url, headers, body)


def _way(look: Connection) -> tuple[Way, str]:
    """Return how requests of the tool travel to the host, and the variable with the proxy in between."""
    kind, url = look.request.kind, urls.split(look.request.leads_to or "")
    if kind is None or url is None:
        raise ValueError("nothing is sent over this connection")
    client = CLIENTS[kind.client]
    proxy = proxy_of(look.profile, kind, url, look.reading.variables)
    certificates = look.reading.process.get(client.ca_variable)
    certificate_file = (certificates.text or "") if certificates is not None else ""
    return Way(client, (proxy.text or "") if proxy is not None else "", certificate_file), proxy.name if proxy else ""


def _list_url(look: Connection) -> str:
    """Return where a host usually lists its models, beside the URL of a generation."""
    url = urls.split(look.request.leads_to or "")
    assert url is not None  # noqa: S101  (why_not asks for it)
    return f"{url.origin}{before_call(url.path).rstrip('/')}/models"


def _ids(data: object) -> Iterator[str]:
    """Yield the ids in a list of models, in the form of any of the APIs."""
    listed = data.get("data", data.get("models")) if isinstance(data, dict) else data
    for one in listed if isinstance(listed, list) else ():
        name = one.get("id", one.get("name")) if isinstance(one, dict) else one
        if isinstance(name, str):
            yield name.removeprefix("models/")


def _variants(look: Connection) -> list[str]:
    """Return other base URLs on the same host to try: with and without a version, the likeliest first."""
    url = urls.split(look.base.strip())
    if url is None:
        return []
    *above, last = url.segments or [""]
    has_version = last[:1] == "v" and last[1:2].isdigit()
    path = "/".join(above if has_version else url.segments)
    own = f"{url.origin}/{path}".rstrip("/")
    candidates = [
        own if has_version else f"{own}/v1",
        f"{url.origin}/v1",
        url.origin,
        f"{url.origin}/api/v1",
        f"{own}/v1",
    ]
    tried = {look.request.leads_to}
    found = []
    for base in candidates:
        joined = look.join(base)
        if joined is not None and joined not in tried:
            tried.add(joined)
            found.append(base)
    return found[:_TRIES]

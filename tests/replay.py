"""Holds predictions against recordings of the real tools."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from configlint.catalog.knowledge import Knowledge
from configlint.engine import layers
from configlint.engine.headers import Header
from configlint.engine.host import Host
from configlint.engine.requests import Request, explain
from configlint.files.access import LocalFiles
from tests import record
from tests.recorder import CREDENTIALS, TRANSPORT

RECORDINGS = Path(__file__).parent / "recordings"
KNOWLEDGE = Knowledge()
_PORT = "18999"
_RECORDER = f"http://127.0.0.1:{_PORT}"


class Recording(NamedTuple):
    """One run of a real tool."""

    row: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.row['tool']} {self.row['version']}: {self.row['case']}"

    @property
    def is_predictable(self) -> bool:
        return not self.row["expect"].keys() & {"unpredictable", "given"}


def recordings(tool: str) -> list[Recording]:
    """Return the recordings of a tool, in all versions, that depend on files and environment alone."""
    text = (RECORDINGS / f"{tool}.jsonl").read_text(encoding="utf-8")
    rows = [Recording(json.loads(line)) for line in text.splitlines()]
    return [row for row in rows if row.is_predictable]


def given(tool: str) -> list[Recording]:
    """Return the recordings of a tool, in all versions, in which code gave the base URL."""
    text = (RECORDINGS / f"{tool}.jsonl").read_text(encoding="utf-8")
    return [row for row in map(Recording, map(json.loads, text.splitlines())) if "given" in row.row["expect"]]


def base_url(recording: Recording) -> str:
    """Return the base URL that code gave."""
    return _filled(recording.row["expect"]["given"]["base_url"], {"{P}": _RECORDER, "{HP}": f"127.0.0.1:{_PORT}"})


def miss_of_url(recording: Recording, urls: list[str]) -> str | None:
    """Return why none of `urls` is the one that was recorded, or None when one is."""
    sent = _RECORDER + recording.row["expect"]["given"]["path"]
    # the API version, too, is given in code
    if any(_same_url(_without_api_version(url), _without_api_version(sent)) for url in urls):
        return None
    return f"{sent} is none of {urls}"


def _without_api_version(url: str) -> str:
    return re.sub(r"api-version=[^&]*", "api-version=", url)


def predict(recording: Recording, folder: Path) -> list[Request]:
    """Lay the recording's files out under `folder` and return what configlint says that the tool would send."""
    home, work = folder / "home", folder / "work"
    for made in (home, work / ".git"):
        made.mkdir(parents=True)
    places = {"{P}": _RECORDER, "{HP}": f"127.0.0.1:{_PORT}", "{HOME}": str(home), "{WORK}": str(work)}
    directory = work / record.folder_of(recording.row)
    directory.mkdir(parents=True, exist_ok=True)
    for path, text in recording.row["files"].items():
        target = (
            home / path[2:] if path.startswith("~/") else folder / path[1:] if path.startswith("/") else work / path
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_filled(text, places), encoding="utf-8", errors="surrogateescape", newline="")
    environment = {name: _filled(value, places) for name, value in recording.row["env"].items()}
    environment |= {name: _PORT for name in environment if name.endswith("_PORT")}
    host = Host(str(home), str(directory), environment, root=str(folder), files=LocalFiles())
    return explain(layers.read(KNOWLEDGE.profile(f"{recording.row['tool']}@{recording.row['version']}"), host))


def miss(recording: Recording, requests: list[Request]) -> str | None:
    """Return in which way a prediction is wrong, or None when it is right."""
    expect = recording.row["expect"]
    chosen = [request for request in requests if request.active]
    pool = requests if "model_from" in expect else chosen
    if "sent" in expect:
        wrong = [_difference(request, expect, recording) for request in pool]
        if None not in wrong:
            return "; ".join(dict.fromkeys(filter(None, wrong))) or "no request"
        others = [request.url for request, why in zip(pool, wrong, strict=True) if why is not None and request.url]
        return None if "model_from" in expect or not others else f"also active, but not sent: {others[0]}"
    here = [request.url for request in chosen if request.url and request.url.startswith(_RECORDER)]
    if "elsewhere" in expect:
        urls = [request.url or "" for request in requests]
        found = any(f"://{host}" in url for host in expect["elsewhere"] for url in urls)
        return None if found else f"should go to {expect['elsewhere'][0]}"
    if "not_here" in expect:
        return f"should go elsewhere, not to {here[0]}" if here and all(one.url for one in chosen) else None
    refused = [request for request in pool if request.url is None]
    enough = bool(refused) or not chosen if "model_from" in expect else len(refused) == len(chosen)
    if not enough and not _asks_a_helper(chosen):
        return f"should refuse: {expect['refused']}"
    return _wrong_words(refusals(refused), expect) if refused else None


def refusals(requests: list[Request]) -> list[str]:
    """Return why requests are not sent, each reason once."""
    return list(dict.fromkeys(request.refused.message if request.refused else request.unknown for request in requests))


def _wrong_words(messages: list[str], expect: dict[str, Any]) -> str | None:
    """Return the message that is neither the tool's own nor the one that the recording gives as ours, or None."""
    for message in messages:
        plain = _plain(message)
        if plain not in _plain(expect["refused"]) and plain not in map(_plain, expect.get("says", ())):
            return f"refuses with other words: {message}"
    return None


def _plain(text: str) -> str:
    """Return a message without what differs from run to run: folders and line breaks."""
    text = re.sub(r"(?:/[^/ ]+)+/home(?=/|\b)", "{HOME}", text)
    return " ".join(text.split())


def _difference(request: Request, expect: dict[str, Any], recording: Recording) -> str | None:
    sent = expect["sent"]
    if request.url is None:
        return f"refused: {request.refused.message if request.refused else 'not known'}"
    path = sent["path"].replace("{P}", _RECORDER)
    if not _same_url(request.url, path if "://" in path else _RECORDER + path):
        return f"{request.url} is not {sent['path']}"
    predicted = {header.name: header for header in request.headers}
    if not any(header.value.kind == "command" for header in predicted.values()):
        for name, value in sent["headers"].items():
            if value.strip() in ("", "Bearer", record.SIGNATURE):
                continue
            if name not in predicted or not _same_header(predicted[name], value):
                return f"{name} is not predicted as sent"
        extra = predicted.keys() - sent["headers"].keys()
        if extra:
            return f"{', '.join(extra)} is not sent"
    if "others" in sent and (wrong := _difference_of_others(request, sent["others"], record.setup_of(recording.row))):
        return wrong
    model = request.model.text if request.model is not None else None
    if "model" in sent and "model_from" not in expect and model != str(sent["model"]):
        return f"model {model} is not {sent['model']}"
    return None


def _difference_of_others(request: Request, sent: dict[str, str], setup: str) -> str | None:
    """Return in which way the headers that a person added, and that are no credentials, are predicted wrong."""
    unseen = {*CREDENTIALS, *TRANSPORT}
    predicted = {name.lower(): value for name, value in request.free_headers if name.lower() not in unseen}
    for name, value in predicted.items():
        if name not in sent:
            return f"{name} is not sent"
        if value.text is not None and value.text.strip() != sent[name].strip():
            return f"{name} is not predicted as sent"
    # a name may be written there for another reason: the tool sends a header of that name itself
    added = [name for name, value in sent.items() if name not in predicted and value in setup]
    return f"{added[0]} is not predicted" if added else None


def _same_url(predicted: str, sent: str) -> bool:
    """Compare two URLs; query parameters may come in any order, and `{model}` stands for a model of the command line."""
    path, _, query = predicted.replace("localhost", "127.0.0.1").partition("?")
    sent_path, _, sent_query = sent.partition("?")
    pairs, sent_pairs = sorted(re.split("[?&]", query)), sorted(re.split("[?&]", sent_query))
    return len(pairs) == len(sent_pairs) and all(map(_fits, [path, *pairs], [sent_path, *sent_pairs]))


def _fits(predicted: str, sent: str) -> bool:
    head, mark, tail = predicted.partition("{model}")
    return sent.startswith(head) and sent.endswith(tail) if mark else predicted == sent


def _same_header(header: Header, sent: str) -> bool:
    if header.scheme == "Basic":
        return sent.startswith("Basic ")
    value = f"{header.scheme} {header.text}" if header.scheme else header.text or ""
    return value.strip() == sent.strip()


def _asks_a_helper(requests: list[Request]) -> bool:
    """Tell whether a helper command decides: configlint runs none, so it cannot see one fail."""
    return any(header.value.kind == "command" for request in requests for header in request.headers)


def _filled(text: str, places: dict[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(name, value)
    return text


def tools() -> list[str]:
    """Return the tools that have recordings and a profile."""
    return sorted({path.stem for path in RECORDINGS.glob("*.jsonl")}.intersection(KNOWLEDGE.tools))

"""Made-up setups, setups read from files, and what a target would send with what they are rewritten to."""

from __future__ import annotations

import json
from pathlib import Path

from configlint import api
from configlint.catalog.knowledge import Knowledge
from configlint.convert import select
from configlint.convert.addresses import providers_at
from configlint.convert.files import Conversion, scopes
from configlint.convert.reference import NONE, Reference
from configlint.convert.source import Source
from configlint.engine import layers, requests
from configlint.engine.host import Host
from configlint.engine.layers import VARIABLES
from configlint.engine.requests import Request
from configlint.engine.target import Target
from configlint.files.access import LocalFiles
from configlint.rules.context import Context
from configlint.secrets.redaction import Redactor
from tests.cli import run, write

KNOWLEDGE = Knowledge()
#: The tools that configlint can write for.
TARGETS = [tool for tool in KNOWLEDGE.tools if scopes(KNOWLEDGE.profile(tool))]
#: Where a relay serves each wire API.
PATHS = {
    "chat": "/v1/chat/completions",
    "responses": "/v1/responses",
    "messages": "/v1/messages",
    "gemini": "/v1beta/models/gpt-example:",
}
CODEX = """# my own
model = "gpt-example"
model_provider = "lab"

[model_providers.lab]
name = "Lab"
base_url = "https://relay.example.com/v1"
env_key = "LAB_KEY"
"""


def context(folder: Path) -> Context:
    """Return a machine with an empty home folder and an empty project in `folder`, whose variables are not known."""
    for name in ("home", "work"):
        (folder / name).mkdir(exist_ok=True)
    host = Host(str(folder / "home"), str(folder / "work"), files=LocalFiles())
    return Context(KNOWLEDGE, Redactor(KNOWLEDGE), host)


def target_of(tool: str) -> Target:
    """Return how a setup is written for one of TARGETS."""
    target = KNOWLEDGE.profile(tool).target
    assert target is not None
    return target


def made_up(origin: str, wire_api: str, provider: str | None = None) -> Source:
    """Return a setup that leads to a relay at `origin`, or to a known provider."""
    url = origin + PATHS[wire_api]
    if provider is not None:
        served = KNOWLEDGE.catalog.provider(provider).api(wire_api)
        assert served is not None
        url = served.endpoints[0]
    return Source(
        tool="made-up",
        connection="lab",
        id="lab",
        url=url.replace("{model}", "gpt-example"),
        wire_api=wire_api,
        key=NONE if "127.0.0.1" in origin else Reference("env", "LAB_KEY"),
        model="gpt-example",
        providers=tuple(providers_at(KNOWLEDGE.catalog, url, wire_api)),
    )


def read(path: str, tool: str | None, here: Context) -> Source:
    """Return the setup in a file."""
    file = api.SourceFile(path, Path(path).read_bytes(), tool)
    inputs = api.workspace([file], knowledge=here.knowledge, host=here.host).inputs
    (source,) = select.sources(inputs, tool, here, everything=False)
    return source


def sent(result: Conversion, here: Context) -> list[Request]:
    """Write the result, and return the requests that the target would send with it, as `explain` says."""
    for file in result.files:
        path = Path(file.after.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.after.encode())
    profile = here.knowledge.profile(result.target)
    template = next(iter(target_of(result.target).files.values()))
    number = next((layer.number for layer in profile.layers if template in layer.paths), VARIABLES)
    environment = {one.name: one.value or "value" for one in result.environment if one.action == "set"}
    host = here.host.replace(environment=environment)
    is_its_own = Path(result.after.path).is_relative_to(here.host.home) or number == VARIABLES
    given = None if is_its_own and number != VARIABLES else {number: [result.after]}
    reading = layers.read(profile, host, given=given)
    return [request for request in requests.explain(reading) if request.active and request.url]


def errors(result: Conversion) -> list[str]:
    """Return what `check` says is wrong with the result."""
    return [note.message for note in result.notes if note.severity == "error"]


def converted(folder: Path, path: str, text: str, target: str) -> tuple[str, str]:
    """Return the target's file and the notes, one a line."""
    write(folder, path, text)
    result = run("convert", path, "--to", target, "--format", "json", cwd=folder, home=folder)
    assert result.status == 0, result.stderr
    data = json.loads(result.stdout)
    notes = "\n".join(f"{note['field']}: {note['message']}" for note in data["notes"])
    return data["files"][0]["content"], notes

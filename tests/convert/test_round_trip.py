"""What a tool's files were written from can be read from them again, or was named as lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint.convert.conversion import convert
from configlint.convert.files import Conversion, Options
from configlint.convert.reference import Reference
from configlint.convert.source import Limits, Source
from tests.cli import run, write
from tests.convert.conversions import KNOWLEDGE, TARGETS, context, made_up, read

RICH = made_up("https://relay.example.com", "chat").replace(
    name="Lab",
    headers=(("X-Team", Reference("literal", text="core")), ("X-Cost", Reference("env", "COST_CENTER"))),
    small_model="tiny-model",
    further_models=("other-model",),
    limits={"gpt-example": Limits(262144, 32768), "other-model": Limits(131072, 16384)},
    labels={"gpt-example": "The Big One", "other-model": "The Other One"},
    timeout_ms=90_000,
    retries=7,
)

LAB = {
    "npm": "@ai-sdk/openai-compatible",
    "options": {"baseURL": "https://relay.example.com/v1", "apiKey": "{env:LAB_KEY}"},
    "models": {"m": {}},
}


def parts(source: Source) -> dict[str, object]:
    """Return what a setup says, by what notes call it."""
    return {
        "model": source.model,
        "headers": tuple(name for name, _ in source.headers),
        "models": {*source.models},
        "context window": {name: one.context_window for name, one in source.limits.items() if one.context_window},
        "output limit": {name: one.max_output for name, one in source.limits.items() if one.max_output},
        "display names": dict(source.labels),
        "timeout": source.timeout_ms,
        "retries": source.retries,
    }


def is_kept(wanted: object, found: object, again: Source) -> bool:
    """Return True if a part is there again, of those models that are."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(found.get(name) == value for name, value in wanted.items() if name in again.models)
    return found == wanted


def is_named(part: str, result: Conversion) -> bool:
    return any(part.rstrip("s") in note.field for note in result.notes)


@pytest.mark.parametrize("tool", TARGETS)
def test_what_was_written_is_read_again_or_was_named(tool: str, tmp_path: Path) -> None:
    here = context(tmp_path)
    result = convert(RICH, KNOWLEDGE.profile(tool), here, Options())
    for file in result.files:
        path = Path(file.after.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.after.encode())
    again = read(result.after.path, tool, here)
    kept, wanted = parts(again), parts(RICH)
    lost = {part for part in wanted if not is_kept(wanted[part], kept[part], again) and not is_named(part, result)}
    assert lost == set()


@pytest.mark.parametrize("tool", TARGETS)
def test_no_tool_finds_an_error_in_what_was_written_for_another(tool: str, tmp_path: Path) -> None:
    write(tmp_path, "w/opencode.json", json.dumps({"model": "lab/m", "provider": {"lab": LAB}}))
    result = run(
        "convert", "opencode.json", "--to", tool, "--write", "--format", "json", cwd=tmp_path / "w", home=tmp_path
    )
    files = [one["path"].replace("~", str(tmp_path)) for one in json.loads(result.stdout)["files"]]
    checked = run("check", *files, "--format", "json", cwd=tmp_path / "w", home=tmp_path)
    found = json.loads(checked.stdout)["diagnostics"]
    assert [one["message"] for one in found if one["severity"] == "error"] == []

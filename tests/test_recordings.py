"""explain predicts what the real tools were recorded to send."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from configlint.engine.requests import Refused
from configlint.engine.values import RefusedError
from tests import replay
from tests.count_recordings import recordings_of
from tests.lab.truth import order

#: Recordings that are not predicted, each with the reason. A miss that is not listed fails, and so does a listed one
#: that is predicted after all.
MISSES: dict[str, str] = {
    "aider 0.86.2: matrix parser: text yes": "LiteLLM fails at a key that is true or false",
    "aider 0.86.2: matrix parser: text true": "the same",
    "claude-code 2.1.332: matrix clouds: cloud anthropic-aws, url query, key skip-auth-and-custom-header, model arn, region eu-west": "a header of one's own is also sent as x-api-key",
    "litellm 1.108.7: matrix: provider groq, url variable, key header, scalar bom": "Groq gets no Authorization of one's own",
    "litellm 1.108.7: field: no master key": "whoever starts the proxy may set one: a file alone is not refused",
    "openai-node 7.59.0: matrix: url fragment, key variable": "the path is appended after a #, and is lost with it",
    "grok-build 1.0.41: query_params and a query": "a table of parameters replaces those of the same name, and only those",
    "goose 1.52.0: custom: base URL by env_vars with a default": "a default that stands in a list, next to the name",
    "goose 1.52.0: parser: an anchor and a merge key": "its reader of YAML knows no merge keys",
    "hermes-agent 0.19.0: named provider: a name with capitals and a blank": "my-lab leads to My Lab, too",
    "gpt-cli 0.4.3: key included": "!include, a tag of gpt-cli's own, is relative to the folder that it runs in",
    "gpt-cli 0.4.3: key included with a line break": "the same",
    "gpt-cli 0.4.3: key include missing": "the same",
}


@pytest.mark.parametrize("tool", replay.tools())
def test_recordings_are_predicted(tool: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    wrong: dict[str, str] = {}
    rows = replay.recordings(tool)
    for number, recording in enumerate(rows):
        why = replay.miss(recording, replay.predict(recording, tmp_path / str(number)))
        if why is not None:
            wrong[recording.name] = why
    record_property("recordings", (len(rows) - len(wrong), len(rows)))
    missed = [f"{name}: {why}" for name, why in wrong.items() if name not in MISSES]
    assert not missed, "\n".join(missed)
    assert {name for name in MISSES if name.startswith(f"{tool} ") and name not in wrong} == set()


@pytest.mark.parametrize("tool", replay.tools())
def test_the_profile_says_how_many_there_are(tool: str) -> None:
    """Where this fails: python -m tests.count_recordings."""
    assert replay.KNOWLEDGE.profile(tool).evidence.recordings == recordings_of(tool)


@pytest.mark.parametrize("tool", replay.tools())
def test_the_profile_describes_the_newest_version_that_was_recorded(tool: str) -> None:
    rows = [one.row for one in replay.recordings(tool) if not str(one.row["outcome"]).startswith("predicted")]
    versions = {order(row["version"]) for row in rows}
    assert max(versions, default=()) in ((), order(replay.KNOWLEDGE.profile(tool).version))


def test_an_invented_reason_is_a_miss(tmp_path: Path) -> None:
    recording = next(one for one in replay.recordings("codex") if "refused" in one.row["expect"])
    (request, *_) = (one for one in replay.predict(recording, tmp_path) if one.active)
    invented = request.replace(outcome=Refused(RefusedError("The moon is in the wrong phase")))
    assert replay.miss(recording, [invented]) == "refuses with other words: The moon is in the wrong phase"


def test_nearly_all_recordings_are_predicted() -> None:
    total = sum(len(replay.recordings(tool)) for tool in replay.tools())
    assert total > 450
    assert len(MISSES) <= total // 100

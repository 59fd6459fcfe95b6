from __future__ import annotations

import pytest

from configlint.catalog import versions
from configlint.catalog.knowledge import Knowledge
from configlint.profiles.recognition import Match, in_version

PROFILE = {
    "tool": "acme",
    "version": "3.0.0",
    "no_key": "no key",
    "meanings": {"base_url": [{"from": "var:OLD_URL", "until": "2.0"}, "var:URL", {"from": "is:x", "since": "2.5.1"}]},
    "auth": [{"header": "x-api-key", "until": "2.0"}, {"header": "authorization", "since": "2.0"}],
    "removed": [{"path": "old", "since": "2.0"}],
    "older": [{"until": "2.0", "no_key": "login first"}, {"until": "1.0", "no_key": "who are you"}],
}


@pytest.mark.parametrize(
    ("version", "sources", "header", "removed", "no_key"),
    [
        ("3.0.0", ["var:URL", "is:x"], "authorization", 1, "no key"),
        ("2.5", ["var:URL"], "authorization", 1, "no key"),
        ("2", ["var:URL"], "authorization", 1, "no key"),
        ("1.99.9", ["var:OLD_URL", "var:URL"], "x-api-key", 0, "login first"),
        ("0.9-beta", ["var:OLD_URL", "var:URL"], "x-api-key", 0, "who are you"),
    ],
)
def test_a_profile_in_one_version(version: str, sources: list[str], header: str, removed: int, no_key: str) -> None:
    data = versions.select(PROFILE, version)
    texts = [source if isinstance(source, str) else source["from"] for source in data["meanings"]["base_url"]]
    assert texts == sources
    assert [auth["header"] for auth in data["auth"]] == [header]
    assert (len(data["removed"]), data["no_key"], data["version"]) == (removed, no_key, version)
    assert "older" not in data


def test_what_depends_on_the_version() -> None:
    assert versions.is_versioned(PROFILE)
    assert not versions.is_versioned({"auth": [{"header": "x"}], "version": "1.0"})


def test_the_newest_version_is_the_profile_without_a_version() -> None:
    knowledge = Knowledge()  # a second copy would be a duplicate file in the wheel
    newest = {tool: knowledge.index.summaries[tool].version for tool in knowledge.index.versions}
    for tool, version in newest.items():
        if version in knowledge.index.versions[tool]:
            assert knowledge.profile(f"{tool}@{version}") is knowledge.profile(tool)


@pytest.mark.parametrize("tool", [tool for tool, changes in Knowledge().index.versions.items() if changes])
def test_a_file_is_the_same_layer_in_each_version_that_reads_it(tool: str) -> None:
    knowledge = Knowledge()
    for layer in knowledge.profile(tool).layers:
        match = Match(tool, layer.number, "/")
        for version in ("0", *knowledge.index.versions[tool]):
            older = in_version(knowledge, match, version)
            if older is not None:
                assert knowledge.profile(older.reader).layers[older.layer].paths == layer.paths
                back = in_version(knowledge, older, "")
                assert back is not None
                assert knowledge.profile(tool).layers[back.layer].paths == layer.paths

"""Where the files of a layer are looked for."""

from __future__ import annotations

from typing import Any

import pytest

from configlint.catalog.parse_language import text as template
from configlint.engine import locate
from tests.engine.disk import Disk


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("~/.tool/config.json", "home/.tool/config.json"),
        (".tool.json", "repo/sub/.tool.json"),
        ("deep/x.json", "repo/sub/deep/x.json"),
        ("../x.json", "repo/sub/../x.json"),
        ("git:/.tool.json", "repo/.tool.json"),
        ("/etc/tool/config.json", "system/etc/tool/config.json"),
        ("{CWD}/x.json", "repo/sub/x.json"),
        ("{HOME}/x.json", "home/x.json"),
        ("{GIT}/x.json", "repo/x.json"),
        ("{DIR}/x.json", "other/x.json"),
        ("{DIR:-~/.tool}/x.json", "other/x.json"),
        ("{NONE:-~/.tool}/x.json", "home/.tool/x.json"),
        ("{EMPTY:-~/.tool}/x.json", "home/.tool/x.json"),
        ("{NONE:-{NOTHING:-~/.config}/tool}/x.json", "home/.config/tool/x.json"),
        ("{NAME:-x}.json", "repo/sub/named.json"),
    ],
)
def test_where_a_path_leads(disk: Disk, path: str, place: str) -> None:
    disk.write(place)
    assert disk.found({"path": path}, {"DIR": str(disk.root / "other"), "EMPTY": "", "NAME": "named"}) == [place]


def test_without_its_variable_there_is_no_layer(disk: Disk) -> None:
    disk.write("repo/sub/x.json")
    assert disk.found({"path": "{NONE}/x.json"}) == []
    assert locate.locate(template("{NONE}/x.json"), "/w", disk.host()) is None


def test_with_an_empty_variable_there_is_no_layer(disk: Disk) -> None:
    assert locate.locate(template("{EMPTY}/x.json"), "/w", disk.host({"EMPTY": ""})) is None


def test_a_tilde_in_a_variable_is_an_ordinary_character(disk: Disk) -> None:
    disk.write("home/.tool/x.json")
    assert disk.found({"path": "{DIR:-~/.tool}/x.json"}, {"DIR": "~/.tool"}) == []
    disk.write("repo/sub/~/.tool/x.json")
    assert disk.found({"path": "{DIR:-~/.tool}/x.json"}, {"DIR": "~/.tool"}) == ["repo/sub/~/.tool/x.json"]


def test_a_tilde_in_a_variable_of_a_default_is_an_ordinary_character(disk: Disk) -> None:
    disk.write("home/.cfg/tool/x.json")
    assert disk.found({"path": "{DIR:-{BASE:-~/.config}/tool}/x.json"}, {"BASE": "~/.cfg"}) == []


def test_a_tilde_in_a_variable_after_the_home_folder_is_an_ordinary_character(disk: Disk) -> None:
    disk.write("home/a~b.json")
    assert disk.found({"path": "~/{NAME}.json"}, {"NAME": "a~b"}) == ["home/a~b.json"]


def test_outside_a_repository_git_is_the_folder_itself(disk: Disk) -> None:
    disk.write("elsewhere/.tool.json")
    assert disk.found({"path": "git:/.tool.json"}, at="elsewhere") == ["elsewhere/.tool.json"]


def test_another_system_has_another_path(disk: Disk) -> None:
    disk.write("system/etc/t.json")
    disk.write("system/Library/t.json")
    spec = {"path": "/etc/t.json", "path_on": {"macos": "/Library/t.json"}}
    assert disk.found(spec) == ["system/etc/t.json"]
    assert disk.found(spec, system="macos") == ["system/Library/t.json"]
    assert disk.found(spec, system="windows") == ["system/etc/t.json"]


def test_of_a_list_of_paths_the_first_that_exists_counts(disk: Disk) -> None:
    spec = {"path": ["a.json", "b.json", "c.json"]}
    disk.write("repo/sub/c.json")
    assert disk.found(spec) == ["repo/sub/c.json"]
    disk.write("repo/sub/b.json")
    assert disk.found(spec) == ["repo/sub/b.json"]


def test_a_folder_is_not_a_file(disk: Disk) -> None:
    disk.write("repo/sub/a.json/x")
    disk.write("repo/sub/b.json")
    assert disk.found({"path": ["a.json", "b.json"]}) == ["repo/sub/b.json"]


UP = ["t.json", "repo/t.json", "repo/sub/t.json", "repo/sub/deep/t.json"]


@pytest.mark.parametrize(
    ("up", "at", "expected"),
    [
        (None, "repo/sub/deep", ["repo/sub/deep/t.json"]),
        ("repository", "repo/sub/deep", UP[1:]),
        ("repository", "repo", ["repo/t.json"]),
        ("repository", "", ["t.json"]),
        (True, "repo/sub", UP[:3]),
    ],
)
def test_upward_the_nearest_beats_the_others(disk: Disk, up: Any, at: str, expected: list[str]) -> None:
    for path in UP:
        disk.write(path)
    spec = {"path": "t.json"} if up is None else {"path": "t.json", "up": up}
    assert disk.found(spec, at=at) == expected


def test_upward_a_list_of_paths_gives_the_nearest_file_alone(disk: Disk) -> None:
    for path in ("repo/a.json", "repo/sub/b.json"):
        disk.write(path)
    assert disk.found({"path": ["a.json", "b.json"], "up": "repository"}, at="repo/sub/deep") == ["repo/sub/b.json"]


def test_fallback_paths_are_tried_when_nothing_was_found(disk: Disk) -> None:
    spec = {"path": ".env", "up": "repository", "fallback_paths": ["~/.tool/.env", "~/.env"]}
    disk.write("home/.env")
    assert disk.found(spec) == ["home/.env"]
    disk.write("home/.tool/.env")
    assert disk.found(spec) == ["home/.tool/.env"]
    disk.write("repo/.env")
    assert disk.found(spec) == ["repo/.env"]
    disk.write("repo/sub/.env")
    assert disk.found(spec) == ["repo/sub/.env"]


def test_the_repository_is_the_nearest_folder_with_git(disk: Disk) -> None:
    assert disk.host(at="repo/sub/deep").repository == str(disk.root / "repo")
    disk.write("repo/sub/.git", "gitdir: elsewhere")
    assert disk.host(at="repo/sub/deep").repository == str(disk.root / "repo" / "sub")

from __future__ import annotations

import pytest

from configlint.document.nodes import dotted
from configlint.engine import routes
from configlint.files import globs


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("", ()),
        ("model", ("model",)),
        ("a.b.c", ("a", "b", "c")),
        ("models.0.name", ("models", "0", "name")),
        ("providers.'api.example.com'.key", ("providers", "api.example.com", "key")),
        ("'a.b'", ("a.b",)),
        ("projects.'{CWD}'.trust", ("projects", "{CWD}", "trust")),
        ("settings.[name={model}].base", ("settings", "[name={model}]", "base")),
        ("settings.[name=a.b].base", ("settings", "[name=a.b]", "base")),
        ("provider.{provider}.models.{m}", ("provider", "{provider}", "models", "{m}")),
        ("vars.{prefix}_KEY", ("vars", "{prefix}_KEY")),
        ("a.*.b", ("a", "*", "b")),
    ],
)
def test_a_path_is_split_into_its_steps(path: str, steps: tuple[str, ...]) -> None:
    assert routes.parse(path) == steps


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a.b", ()),
        ("{provider}", ("provider",)),
        ("{a}/{b}_{a}", ("a", "b", "a")),
        ("{open", ()),
        ("{X:-y}", ("X:-y",)),
    ],
)
def test_names_in_a_text(text: str, names: tuple[str, ...]) -> None:
    assert routes.names(text) == names


@pytest.mark.parametrize(
    ("pattern", "route", "expected"),
    [
        ("a.b", ("a", "b"), True),
        ("a.b", ("a",), False),
        ("a.b", ("a", "b", "c"), False),
        ("a.*", ("a", "anything.at.all"), True),
        ("*.b", ("a", "c"), False),
        ("models.*.id", ("models", 3, "id"), True),
        ("models.3.id", ("models", 3, "id"), True),
        ("models.{m}.id", ("models", "x", "id"), True),
        ("'a.b'", ("a", "b"), False),
        ("'a.b'", ("a.b",), True),
        ("", (), True),
    ],
)
def test_a_route_matches_a_pattern(pattern: str, route: tuple[str | int, ...], expected: bool) -> None:
    assert routes.matches(routes.parse(pattern), route) is expected


@pytest.mark.parametrize(
    ("route", "shown"),
    [
        ((), "the top of the file"),
        (("a",), "a"),
        (("a", 0, "b"), "a[0].b"),
        (("a", "x.y", "b c"), 'a."x.y"."b c"'),
    ],
)
def test_a_place_as_people_write_it(route: tuple[str | int, ...], shown: str) -> None:
    assert dotted(route) == shown


@pytest.mark.parametrize(
    ("glob", "text", "expected"),
    [
        ("KEY", "KEY", True),
        ("KEY", "KEYS", False),
        ("KEY", "key", False),
        ("ACME_*", "ACME_", True),
        ("ACME_*", "ACME_KEY", True),
        ("ACME_*", "MY_ACME_KEY", False),
        ("*_KEY", "ACME_KEY", True),
        ("*_KEY", "ACME_KEYS", False),
        ("*", "", True),
        ("a*b*c", "a-b-c", True),
        ("a*b*c", "abc", True),
        ("a*b*c", "a-c-b", False),
        ("a*b*c", "a-c", False),
        ("ab*ba", "aba", False),
        ("a*a*a", "aa", False),
        ("*b*c", "bc", True),
        (".env.*", ".env.local", True),
        (".env.*", "xenvxlocal", False),
        ("a?", "ab", False),
        ("[a]", "a", False),
    ],
)
def test_a_name_matches_a_glob(glob: str, text: str, expected: bool) -> None:
    assert globs.matches(glob, text) is expected


def test_one_of_several_globs_is_enough() -> None:
    assert globs.any_matches(["A_*", "B_*"], "B_KEY")
    assert not globs.any_matches(["A_*", "B_*"], "C_KEY")
    assert not globs.any_matches([], "C_KEY")

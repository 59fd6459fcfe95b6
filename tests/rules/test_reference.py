"""How a reference that a tool does not resolve would be written for it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli import run


def test_the_syntax_of_one_field_is_offered_where_a_file_as_a_whole_has_none(tmp_path: Path) -> None:
    lab = {"baseUrl": "https://lab.example.org/v1", "api": "openai-completions", "apiKey": "{env:LAB_KEY}"}
    content = {"providers": {"lab": {**lab, "models": [{"id": "m"}]}}}
    (tmp_path / "models.json").write_text(json.dumps(content), encoding="utf-8")
    result = run("check", "--tool", "pi", "--format", "json", "models.json", cwd=tmp_path, home=tmp_path)
    (found,) = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "unexpanded-reference"]
    assert found["write"] == "$LAB_KEY"

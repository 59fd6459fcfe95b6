"""After any edits in an editor, the findings are those of a fresh `check`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from configlint.lsp.project import Project
from tests.cli import run, write
from tests.labelled import Case, names

#: What people type, and what turns the meaning of the lines around it.
TYPED = st.sampled_from(
    ["", "x", "/v1", "https://relay.example.com/v1/chat/completions", '"', "#", "\n", "  ", "{", "]", ": ", "=", "é😀"]
) | st.text(max_size=3)
Edit = tuple[int, float, int, str]
EDITS = st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1), st.integers(0, 8), TYPED), min_size=1, max_size=4)


def edited(text: str, edit: Edit) -> str:
    _, where, length, typed = edit
    start = int(where * len(text))
    return text[:start] + typed.encode(errors="replace").decode() + text[start + length :]


@given(st.sampled_from(names()), EDITS)
def test_findings_after_edits_are_those_of_a_fresh_check(name: str, edits: list[Edit]) -> None:
    case = Case.load(name)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        paths = [write(Path(folder), path, text) for path, text in case.files.items()]
        texts = {str(path): path.read_text(encoding="utf-8") for path in paths}
        with mock.patch.dict("os.environ", {"HOME": str(home)}):
            project = Project()
            for path, text in texts.items():
                project.open(path, text)
            for edit in edits:
                path = str(paths[edit[0] % len(paths)])
                texts[path] = edited(texts[path], edit)
                project.open(path, texts[path])
                shown = {
                    (one.document.path, one.code, one.document.lines.position(one.start))
                    for one in project.now.diagnostics
                }
        for path, text in texts.items():
            write(Path(folder), path, text)
        done = run("check", "--format", "json", "--exit-zero", *texts, cwd=Path(folder), home=home)
    found = json.loads(done.stdout)["diagnostics"]
    assert shown == {
        (one["path"], one["code"], (one["range"]["start"]["line"], one["range"]["start"]["column"])) for one in found
    }

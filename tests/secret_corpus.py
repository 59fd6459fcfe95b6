"""A corpus of files with and without keys, made from a seed, to measure what a scanner finds and what it flags in vain.

Nothing of it is ever committed: the keys in it are random, but have the shapes of real ones.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from tests.secret_formats import FORMATS, Format
from tests.secret_idioms import idioms_for
from tests.secret_layouts import Layout, layouts_for
from tests.secret_lookalikes import NEGATIVES

__all__ = ["FORMATS", "File", "Format", "Secret", "negatives", "positives"]


class Secret(NamedTuple):
    """A key in a file of the corpus: its format, its line (from 1) and its value."""

    format: Format
    line: int
    value: str


class File(NamedTuple):
    """A file of the corpus. Every line that is not blank and has no secret in it is a negative."""

    path: str
    data: bytes
    text: str
    secrets: list[Secret]
    layout: str


def _fill(layout: Layout, one: Format, rng: random.Random) -> tuple[str, list[Secret]]:
    value, second = one.make(rng), one.make(rng)
    word_id = "".join(ch for ch in one.word.lower() if ch.isalnum())
    names = {
        "VARIABLE": one.variable,
        "variable": one.variable.lower(),
        "word": one.word,
        "word_id": word_id,
        "word_dot": word_id,
        "word_dash": one.word.lower().replace(" ", "-").replace("&", ""),
        "host": one.host,
    }
    text = layout.text.format(KEY="\0", KEY2="\1", **names)
    secrets = []
    for number, line in enumerate(text.split("\n"), 1):
        for mark, key in (("\0", value), ("\1", second)):
            if mark in line:
                secrets.append(Secret(one, number, key))
    return text.replace("\0", layout.encode(value)).replace("\1", layout.encode(second)), secrets


def positives(seed: int, per_format: int = 6) -> list[File]:
    """Return files with keys: each format in as many layouts."""
    rng = random.Random(f"positives {seed}")
    files: list[File] = []
    for one in FORMATS:
        layouts = [*layouts_for(one), *idioms_for(one)]
        for layout in rng.sample(layouts, min(per_format, len(layouts))):
            text, secrets = _fill(layout, one, rng)
            data = text.encode(layout.stored)
            files.append(File(f"{len(files):04}/{layout.path}", data, text, secrets, layout.text[:30]))
    return files


def negatives(seed: int, per_line: int = 14) -> list[File]:
    """Return files without any key, full of text that looks like one."""
    rng = random.Random(f"negatives {seed}")
    lines: dict[str, list[str]] = {}
    for path, line, make in NEGATIVES:
        for _ in range(per_line):
            # Not format(): braces in these lines are literal, except those of X.
            text = (
                line.replace("{X}", make(rng)).replace("{{", "{").replace("}}", "}")
                if "${{ secrets" not in line
                else line.replace("{X}", make(rng))
            )
            lines.setdefault(path, []).append(text)
    files: list[File] = []
    for path, texts in lines.items():
        rng.shuffle(texts)
        text = "\n".join(texts) + "\n"
        files.append(File(f"n{len(files):03}/{path}", text.encode(), text, [], "negative"))
    return files

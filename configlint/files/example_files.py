"""Files that only show what to write: `.env.example`, `sample.env`, `config_template.toml` …"""

from __future__ import annotations

import os
from functools import lru_cache

#: What people put into the names of such files, as a word of its own anywhere in the name.
_ANYWHERE = frozenset({"example", "examples", "sample", "samples", "template", "templates"})
#: What says so only at the end of a name: elsewhere it is a name like any other (`default.json` is a real file).
_RENDERED = frozenset({"tmpl", "tpl", "j2", "jinja", "erb", "hbs", "mustache"})
#: What yadm calls a template among the conditions after `##` in a name: https://yadm.io/docs/alternates
_OF_YADM = frozenset({"t", "template"})
_AT_END = _RENDERED | {"dist", "skel"}
#: What says so only at the end of the name of a dotenv file.
_AT_END_OF_DOTENV = frozenset({"default", "defaults"})
#: What a placeholder in an example has in it.
_PLACEHOLDERS = "{<‹["
_SEPARATORS = ".-_"
#: A name (in lower case) that has none of these is no example; hardly any file of a walk gets further than this.
PARTS = ("ample", "emplate", *_AT_END, "default")


@lru_cache(maxsize=256)  # many rules ask about the same file
def is_example(path: str) -> bool:
    """Return True if the file at `path` only shows what to write."""
    return plain_name(path) != path


def is_rendered(path: str) -> bool:
    """Return True if a program makes another file of the one at `path`: by its extension, or its folder."""
    folder, name = os.path.split(os.path.abspath(path))
    name, _, conditions = name.partition("##")
    by_yadm = any(one.partition(".")[0] in _OF_YADM for one in conditions.split(","))
    return by_yadm or name.rpartition(".")[2].lower() in _RENDERED or os.path.basename(folder) == "templates"


def is_filled_in(path: str, text: str) -> bool:
    """Return True if a value (without blanks around it) is to be replaced before a program reads the file at `path`."""
    name = text.strip("_@%")
    if name.isidentifier() and name.isupper() and text in (f"__{name}__", f"@{name}@", f"%%{name}%%"):
        return True
    return is_example(path) and (not text or any(mark in text for mark in _PLACEHOLDERS))


@lru_cache(maxsize=256)
def plain_name(path: str) -> str:
    """Return the path of the file that an example stands for: `config.toml` for `config.example.toml`."""
    folder, name = os.path.split(path)
    lowered = name.lower()
    if not any(part in lowered for part in PARTS):
        return path
    words = _words(name)
    kept = [word for number, word in enumerate(words) if not _is_telling(words, number)]
    if not kept or len(kept) == len(words):
        return path
    if kept[0].strip(_SEPARATORS).lower() == "env":
        kept[0] = f".{kept[0].strip(_SEPARATORS)}"  # `sample.env` and `env.sample` are about a `.env`
    elif kept[0] is not words[0]:
        kept[0] = kept[0].lstrip(_SEPARATORS)
    return os.path.join(folder, "".join(kept))


def _words(name: str) -> list[str]:
    """Return the words of a name, each with the separator before it."""
    words = [""]
    for char in name:
        if char in _SEPARATORS:
            words.append("")
        words[-1] += char
    return [word for word in words if word]


def _is_telling(words: list[str], number: int) -> bool:
    """Return True if the word of that number says that the file is an example."""
    word = words[number].lstrip(_SEPARATORS).lower()
    if word in _ANYWHERE:
        return True
    if number == 0 or number < len(words) - 1:
        return False
    is_dotenv = any(other.lstrip(_SEPARATORS).lower() == "env" for other in words)
    return word in _AT_END or (is_dotenv and word in _AT_END_OF_DOTENV)

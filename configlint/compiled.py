"""The profiles and the provider catalogue in the form the program loads: JSON made from the TOML that people edit.

Parsing all the TOML would cost more than a whole check. The build of a wheel and `python -m configlint.compiled` write
the JSON; in a checkout whose sources are newer, or that has none, everything is compiled in memory instead.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "tool_profiles"
_STORE = _PACKAGE / "_compiled"
#: Where the profiles' TOML is: inside the installed package, or beside it in a checkout.
PROFILES = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "tool_profiles"
PROVIDERS = _PACKAGE / "providers"


@cache
def load(name: str) -> Any:
    """Return one compiled part: "index", "catalogue", or the id of a tool.

    Raises KeyError when there is none of that name.
    """
    if _is_current():
        try:
            return json.loads((_STORE / f"{name}.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise KeyError(name) from None
    return _compile_now()[name]


@cache
def _is_current() -> bool:
    if _INSTALLED.is_dir():
        return True
    try:
        return bool((_STORE / "stamp").read_text(encoding="utf-8") == _stamp())
    except OSError:
        return False


@cache
def _compile_now() -> dict[str, Any]:
    from configlint import compiling

    return compiling.compile_all(PROFILES, PROVIDERS)


def _stamp() -> str:
    """Return what tells one state of the sources from another without reading them."""
    folders = (PROFILES, PROFILES / "sdks", PROVIDERS, PROVIDERS / "data")
    return "\n".join(
        f"{entry.name} {info.st_mtime_ns} {info.st_size}"
        for folder in folders
        if folder.is_dir()
        for entry in sorted(os.scandir(folder), key=lambda one: one.name)
        if entry.name.endswith(".toml")
        for info in (entry.stat(),)
    )


def write() -> None:
    """Compile everything and store it beside this file."""
    _STORE.mkdir(exist_ok=True)
    for stale in _STORE.glob("*.json"):
        stale.unlink()
    for name, part in _compile_now().items():
        text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
        (_STORE / f"{name}.json").write_text(text, encoding="utf-8")
    (_STORE / "stamp").write_text(_stamp(), encoding="utf-8")


if __name__ == "__main__":
    write()

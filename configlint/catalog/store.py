"""The profiles and the provider catalogue in the form the program loads, made from the TOML that people edit.

Parsing all the TOML would cost more than a whole check, and so would importing json. The build of a wheel and
`python -m configlint.compiled` write the compiled parts; in a checkout that has none, or whose sources are newer,
everything is compiled in memory instead.
"""

from __future__ import annotations

import marshal
import os
from functools import cache

TYPE_CHECKING = False  # typing costs a quarter of a bare interpreter's start, and commits wait for that
if TYPE_CHECKING:
    from typing import Any

#: The oldest format of marshal that every supported Python reads.
_FORMAT = 4

_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_INSTALLED = os.path.join(_PACKAGE, "tool_profiles")
_IS_INSTALLED = os.path.isdir(_INSTALLED)
_STORE = os.path.join(_PACKAGE, "_compiled")
#: Where the profiles' TOML is: inside the installed package, or beside it in a checkout.
PROFILES = _INSTALLED if _IS_INSTALLED else os.path.join(os.path.dirname(_PACKAGE), "tool_profiles")
PROVIDERS = os.path.join(_PACKAGE, "providers")


#: What a configuration adds: parts that stand in the place of those of their name.
_added: dict[str, Any] = {}


def load(name: str) -> Any:
    """Return one compiled part: "index", "catalogue", "keys", "words", "near", "provider-VENDOR", or the id of a tool.

    Raises KeyError when there is none of that name.
    """
    return _added[name] if name in _added else built_in(name)


def add(parts: dict[str, Any]) -> None:
    """Let parts of one's own stand in the place of the built-in ones from now on."""
    _added.update(parts)


def forget() -> bool:
    """Take back what was added, and tell whether there was anything."""
    had_any = bool(_added)
    _added.clear()
    return had_any


@cache
def built_in(name: str) -> Any:
    """Return one part as it comes with the program. Raises KeyError when there is none of that name."""
    from_providers = name in ("catalogue", "keys", "near", "words") or name.startswith("provider-")
    if _IS_INSTALLED or _is_current("providers" if from_providers else "profiles"):
        try:
            with open(os.path.join(_STORE, f"{name}.bin"), "rb") as handle:
                return marshal.loads(handle.read())  # noqa: S302  (our own files)
        except FileNotFoundError:
            raise KeyError(name) from None
        except (ValueError, EOFError, TypeError):
            pass  # written by a Python that marshals differently
    return _compile_now()[name]


@cache
def _is_current(kind: str) -> bool:
    try:
        with open(os.path.join(_STORE, f"{kind}.stamp"), encoding="utf-8") as handle:
            return handle.read() == _stamp(kind)
    except OSError:
        return False


@cache
def _compile_now() -> dict[str, Any]:
    from pathlib import Path

    from configlint.catalog import build

    return build.compile_all(Path(PROFILES), Path(PROVIDERS))


def _stamp(kind: str) -> str:
    """Return what tells one state of the sources from another without reading them: how many, and the newest."""
    top, below = (PROVIDERS, "data") if kind == "providers" else (PROFILES, "sdks")
    compiler = os.stat(os.path.join(_PACKAGE, "catalog", "build.py")).st_mtime_ns
    changed = [
        compiler,
        *(
            entry.stat().st_mtime_ns
            for folder in (top, os.path.join(top, below))
            for entry in os.scandir(folder)
            if entry.name.endswith(".toml")
        ),
    ]
    return f"{len(changed)} {max(changed)}"


def write() -> None:
    """Compile everything and store it beside this file."""
    from pathlib import Path

    store = Path(_STORE)
    store.mkdir(exist_ok=True)
    parts = _compile_now()
    for name, part in parts.items():
        new = store / f"{name}.new"  # renamed when it is whole: somebody may be reading
        new.write_bytes(marshal.dumps(part, _FORMAT))
        new.replace(store / f"{name}.bin")
    for stale in store.glob("*.bin"):
        if stale.stem not in parts:
            stale.unlink()
    for kind in ("profiles", "providers"):
        (store / f"{kind}.stamp").write_text(_stamp(kind), encoding="utf-8")


if __name__ == "__main__":
    write()

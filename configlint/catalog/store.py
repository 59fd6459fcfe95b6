"""The compiled form of profiles and providers, which the program loads instead of the TOML that people edit.

Parsing all the TOML would cost more than a whole check. The build of a wheel and `python -m configlint.catalog.store`
write the parts; in a checkout that has none, or whose sources are newer, everything is compiled in memory instead.
"""

from __future__ import annotations

import marshal
import os
from functools import cache

TYPE_CHECKING = False  # typing costs a quarter of a bare interpreter's start, and commits wait for that
if TYPE_CHECKING:
    from configlint.catalog.codec import Stored

#: The oldest format of marshal that every supported Python reads.
_FORMAT = 4

_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_INSTALLED = os.path.join(_PACKAGE, "tool_profiles")
_IS_INSTALLED = os.path.isdir(_INSTALLED)
_STORE = os.path.join(_PACKAGE, "_compiled")
#: Where the profiles' TOML is: inside the installed package, or next to it in a checkout.
PROFILES = _INSTALLED if _IS_INSTALLED else os.path.join(os.path.dirname(_PACKAGE), "tool_profiles")
PROVIDERS = os.path.join(_PACKAGE, "providers")
WORDS = os.path.join(_PACKAGE, "secrets", "secret_words.toml")
#: What parts depend on: those about providers, and all others.
_COMPILER = os.path.join(_PACKAGE, "catalog")
_SOURCES = {
    "providers": (PROVIDERS, os.path.join(PROVIDERS, "data"), os.path.dirname(WORDS), _COMPILER),
    "profiles": (PROFILES, os.path.join(PROFILES, "sdks"), os.path.join(_PACKAGE, "engine"), _COMPILER),
}
_ABOUT_PROVIDERS = ("catalog", "keys", "beginnings", "owners", "words", "models")


@cache
def built_in(name: str) -> Stored:
    """Return one part as it comes with the program: see `build`. Raises KeyError when there is none of that name."""
    about_providers = name in _ABOUT_PROVIDERS or name.startswith("provider-")
    if _IS_INSTALLED or _is_current("providers" if about_providers else "profiles"):
        try:
            with open(os.path.join(_STORE, f"{name}.bin"), "rb") as handle:
                stored: Stored = marshal.loads(handle.read())  # noqa: S302  (our own files)
                return stored
        except FileNotFoundError:
            raise KeyError(name) from None
        except (ValueError, EOFError, TypeError):
            pass  # written by a Python that marshals differently
    return _build_now()[name]


@cache
def _is_current(kind: str) -> bool:
    try:
        with open(os.path.join(_STORE, f"{kind}.stamp"), encoding="utf-8") as handle:
            return handle.read() == _stamp(kind)
    except OSError:
        return False


@cache
def _build_now() -> dict[str, Stored]:
    from pathlib import Path

    from configlint.catalog import build

    return build.build_all(Path(PROFILES), Path(PROVIDERS), Path(WORDS))


def _stamp(kind: str) -> str:
    """Return what tells one state of the sources from another without reading them: how many, and the newest."""
    changed = []
    for folder in _SOURCES[kind]:
        with os.scandir(folder) as entries:
            changed += [one.stat().st_mtime_ns for one in entries if one.name.endswith((".toml", ".py"))]
    return f"{len(changed)} {max(changed)}"


def write() -> None:
    """Compile everything and store it in the package."""
    from pathlib import Path

    store = Path(_STORE)
    store.mkdir(exist_ok=True)
    parts = _build_now()
    for name, part in parts.items():
        new = store / f"{name}.new"  # renamed when it is whole: somebody may be reading
        new.write_bytes(marshal.dumps(part, _FORMAT))
        new.replace(store / f"{name}.bin")
    for stale in store.iterdir():
        if stale.suffix != ".bin" or stale.stem not in parts:
            stale.unlink()
    for kind in _SOURCES:
        (store / f"{kind}.stamp").write_text(_stamp(kind), encoding="utf-8")


if __name__ == "__main__":
    write()

"""The build hook: compiles profiles and providers before a wheel (or an editable install) is made."""

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileHook(BuildHookInterface[Any]):
    """Called by hatchling, as pyproject.toml says."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the compiled parts where the build picks them up."""
        sys.path.insert(0, self.root)
        try:
            from configlint.catalog import store

            store.write()
        finally:
            sys.path.remove(self.root)

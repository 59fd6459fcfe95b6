"""Made-up keys in the shapes of real ones, put together at run time so that no scanner has reason to complain."""

from __future__ import annotations

from configlint.ruledocs.examples import PROVIDERS, filled, key

__all__ = ["PROVIDERS", "filled", "key"]

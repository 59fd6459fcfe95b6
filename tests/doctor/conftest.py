"""What the tests of doctor share."""

from tests.doctor.relays import litellm, router

__all__ = ["litellm", "router"]

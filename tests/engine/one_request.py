"""The request of a made-up tool that has only one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from configlint.engine.requests import Request, explain
from tests.engine.made_up import File, profile, read, send

SETUP = {"url": "https://h.example/v1", "key": "sk-test-1", "model": "m"}
X_API_KEY = {"header": "x-api-key", "from": ["key:x"]}


def request_of(content: File = None, environment: Mapping[str, str] | None = None, **data: Any) -> Request:
    """Return the request with this file, or with SETUP. Without an environment there are no variables."""
    (request,) = send(profile(**data), SETUP if content is None else content, environment=environment)
    return request


def request_in_unknown_environment(content: File = None, **data: Any) -> Request:
    """Return the request where it is not known which variables there are."""
    (request,) = explain(read(profile(**data), SETUP if content is None else content, environment=None))
    return request


def refusal_of(content: File = None, environment: Mapping[str, str] | None = None, **data: Any) -> str | None:
    """Return the message with which the tool stops instead of sending the request, or None."""
    refused = request_of(content, environment, **data).refused
    return refused.message if refused is not None else None

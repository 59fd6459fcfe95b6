"""What came back from a host."""

from __future__ import annotations

import json
from collections.abc import Mapping

from configlint.records import Record, cached_property


class Answer(Record):
    """What came back. `failure` is the exception's message where nothing did, `status` is 0 then.

    `kind` tells failures apart: "dns", "refused", "tls", "plain", "proxy", "timeout" or "broken". `text` is as much of
    the body as was read; `is_whole` is False where it did not end in time. `milliseconds` is how long all took.
    """

    method: str
    url: str
    status: int = 0
    headers: Mapping[str, str] = {}
    text: str = ""
    is_whole: bool = True
    milliseconds: int = 0
    kind: str = ""
    failure: str = ""

    @property
    def content_type(self) -> str:
        """The media type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_html(self) -> bool:
        """Whether the body is a web page."""
        return self.content_type == "text/html" or self.text.lstrip()[:15].lower().startswith(("<!doctype", "<html"))

    @cached_property
    def data(self) -> object:
        """The body as JSON, or None where it is none."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

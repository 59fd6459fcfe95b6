"""The operations of `do` and `join`: small steps on a string, named in profiles as `name` or `name:argument`.

They see plain text; none of them understands URLs unless its description says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from configlint.engine import urls

#: One step with its argument: it changes a string, or returns None where it finds nothing.
Step = Callable[[str], str | None]


def run(steps: Iterable[Step], text: str) -> str | None:
    """Return what `steps` make of `text`, or None when one of them finds nothing."""
    result: str | None = text
    for step in steps:
        if result is None:
            return None
        result = step(result)
    return result


def bind(name: str, argument: str) -> Step:
    """Return the operation called `name` with its argument. Raises KeyError for an unknown one."""
    function = OPERATIONS[name]
    return lambda text: function(text, argument)


def bind_table(name: str, pairs: list[tuple[str, str]]) -> Step:
    """Return an operation that takes a table of the configuration. Raises KeyError for an unknown one."""
    function = TABLE_OPERATIONS[name]
    return lambda text: function(text, pairs)


def bind_path(steps: Sequence[Step]) -> Step:
    """Return the operation that runs `steps` over the part before `?` and `#` and puts the rest back."""

    def on_path(text: str) -> str | None:
        end = min((at for at in (text.find("?"), text.find("#")) if at >= 0), default=len(text))
        head = run(steps, text[:end])
        return None if head is None else head + text[end:]

    return on_path


def trim(text: str, _: str) -> str:
    """Strip blanks and line breaks at both ends."""
    return text.strip(" \t\r\n")


def strip_slash(text: str, _: str) -> str:
    """Remove one `/` at the end."""
    return text.removesuffix("/")


def strip_slashes(text: str, _: str) -> str:
    """Remove every `/` at the end."""
    return text.rstrip("/")


def ensure_slash(text: str, _: str) -> str:
    """End in `/`, even after a query."""
    return text if text.endswith("/") else text + "/"


def append(text: str, tail: str) -> str:
    """Append `tail`, whatever the text ends in."""
    return text + tail


def prepend(text: str, head: str) -> str:
    """Put `head` in front of the text."""
    return head + text


def ensure_suffix(text: str, tail: str) -> str:
    """Append `tail` unless the text ends in it."""
    return text if text.endswith(tail) else text + tail


def strip_suffix(text: str, tail: str) -> str:
    """Remove `tail` at the end."""
    return text.removesuffix(tail)


def strip_prefix(text: str, head: str) -> str:
    """Remove `head` at the start."""
    return text.removeprefix(head)


def before(text: str, mark: str) -> str | None:
    """Keep what comes before the first `mark`; absent without one."""
    head, found, _ = text.partition(mark) if mark else ("", "", "")
    return head if found else None


def after(text: str, mark: str) -> str | None:
    """Keep what comes after the first `mark`; absent without one."""
    _, found, tail = text.partition(mark) if mark else ("", "", "")
    return tail if found else None


def cut(text: str, mark: str) -> str:
    """Keep what comes before the first `mark`; the whole text without one."""
    return text.partition(mark)[0] if mark else text


def cut_version(text: str, _: str) -> str:
    """Keep what comes before the last version segment (`/v1`, `/v2beta`); the whole text without one."""
    host = text.find("://") + 3
    at = text.rfind("/v")
    while at > host and not text[at + 2 : at + 3].isdigit():
        at = text.rfind("/v", 0, at)
    return text[:at] if at > host else text


def ensure_version(text: str, version: str) -> str:
    """Append `version` unless the text ends in a version segment, such as /v1 or /v4."""
    return text if re.search(r"/v\d+$", text) else text + version


def replace(text: str, pair: str) -> str:
    """Given `A|B`, replace a string that is exactly A by B."""
    wanted, _, instead = pair.partition("|")
    return instead if text == wanted else text


def upper(text: str, _: str) -> str:
    """Convert to upper case."""
    return text.upper()


def variable_name(text: str, _: str) -> str:
    """Write as the name of a variable: `Together AI` and `togetherAi` both become TOGETHER_AI."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", "_", text)
    return re.sub(r"[\s_-]+", "_", words).strip("_").upper()


def escape(text: str, characters: str) -> str:
    """Write these characters of the text as in a URL, with a percent sign."""
    return "".join(urls.percent(one) if one in characters else one for one in text)


def resolve(text: str, reference: str) -> str:
    """Resolve a relative reference against the text (RFC 3986): query and last path segment are lost."""
    url = urls.split(text)
    if url is None:
        return text
    folder = "/" if reference.startswith("/") else url.path[: url.path.rfind("/") + 1] or "/"
    return url.origin + urls.without_dots(folder + reference.removeprefix("/"))


def add_query(text: str, pair: str) -> str:
    """Add a `name=value` after the existing query, before a fragment."""
    text, mark, fragment = text.partition("#")
    return f"{text}{'&' if '?' in text else '?'}{pair}{mark}{fragment}"


def set_query(text: str, pair: str) -> str:
    """Set one query parameter and keep the others."""
    name = pair.partition("=")[0]
    text, mark, fragment = text.partition("#")
    head, _, query = text.partition("?")
    pairs = [part for part in query.split("&") if part and part.partition("=")[0] != name]
    return f"{head}?{'&'.join([*pairs, pair])}{mark}{fragment}"


def requery(text: str, _: str) -> str:
    """Read the query as a form and write it again, which encodes a path that ended up in it."""
    text, mark, fragment = text.partition("#")
    head, found, query = text.partition("?")
    if not found:
        return text + mark + fragment
    pairs = [part.partition("=") for part in query.split("&") if part]
    again = "&".join(
        f"{urls.form_encode(urls.unquote(name))}={urls.form_encode(urls.unquote(value))}" for name, _, value in pairs
    )
    again = again.replace("%7Bmodel%7D", "{model}")  # stands for a model that only the command line names
    return f"{head}?{again}{mark}{fragment}"


def one_slash(text: str, _: str) -> str:
    """Write one `/` between host and path, however many there are."""
    return re.sub(r"^([a-z][a-z0-9+.-]*://[^/?#]*)/{2,}", r"\1/", text, flags=re.IGNORECASE)


def drop_query(text: str, _: str) -> str:
    """Remove query and fragment."""
    return text.partition("#")[0].partition("?")[0]


def drop_fragment(text: str, _: str) -> str:
    """Remove the fragment."""
    return text.partition("#")[0]


def set_queries(text: str, pairs: list[tuple[str, str]]) -> str:
    """Replace the whole query by a table of the configuration; without one it stays."""
    if not pairs:
        return text
    query = "&".join(f"{urls.form_encode(name)}={urls.form_encode(value)}" for name, value in pairs)
    text, mark, fragment = text.partition("#")
    return f"{text.partition('?')[0]}?{query}{mark}{fragment}"


def append_queries(text: str, pairs: list[tuple[str, str]]) -> str:
    """Append `?` and a table of the configuration as it is written, even after an existing `?`."""
    if not pairs:
        return text
    return text + "?" + "&".join(f"{name}={value}" for name, value in pairs)


OPERATIONS: dict[str, Callable[[str, str], str | None]] = {
    "trim": trim,
    "strip-slash": strip_slash,
    "strip-slashes": strip_slashes,
    "ensure-slash": ensure_slash,
    "append": append,
    "prepend": prepend,
    "ensure-suffix": ensure_suffix,
    "strip-suffix": strip_suffix,
    "strip-prefix": strip_prefix,
    "before": before,
    "after": after,
    "cut": cut,
    "cut-version": cut_version,
    "ensure-version": ensure_version,
    "replace": replace,
    "upper": upper,
    "variable-name": variable_name,
    "escape": escape,
    "resolve": resolve,
    "add-query": add_query,
    "set-query": set_query,
    "requery": requery,
    "one-slash": one_slash,
    "drop-query": drop_query,
    "drop-fragment": drop_fragment,
}
TABLE_OPERATIONS: dict[str, Callable[[str, list[tuple[str, str]]], str]] = {
    "set-queries": set_queries,
    "append-queries": append_queries,
}
#: Every name a step may have.
NAMES = frozenset([*OPERATIONS, *TABLE_OPERATIONS, "path"])

"""YAML -> a tree, built from the events of ruamel.yaml.

It is YAML 1.2; in the dialect "1.1" as PyYAML reads it, in the dialect "front" the head of a Markdown file, and in
"unique" as npm's `yaml` does: only the core schema, and a key that is there twice is a problem of kind "repeat".
"""

from __future__ import annotations

import re

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

from configlint.document.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Alias,
    Entry,
    List,
    Node,
    Parsed,
    Problem,
    Scalar,
    Table,
    UnreadableError,
    repeats,
    resolve,
)
from configlint.files.text import LineIndex, line_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TAG = "tag:yaml.org,2002:"
#: These and plain numbers mean the same in all versions; checking them first avoids ruamel's regular expressions.
_WORDS = {"": None, "null": None, "true": True, "false": False}
_CONSTRUCTED = frozenset(_TAG + kind for kind in ("null", "bool", "int", "float", "timestamp"))


class _Yaml(YAML):
    """ruamel's reader, made once for each dialect.

    ruamel's own forgets the requested version at every `---`; this one does not.
    """

    default: tuple[int, int] | None = None

    @property
    def version(self) -> Any:
        return self._version or self.default

    @version.setter
    def version(self, version: Any) -> None:
        self._version = version


#: What is between the first two lines of three dashes, and the first of them.
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n.*?^(?=---[ \t]*\r?$)", re.DOTALL | re.MULTILINE)

#: A byte that is not UTF-8, as files.text keeps it where the tool puts up with it.
_KEPT_BYTE = re.compile("[\udc80-\udcff]")

_readers: dict[str, _Yaml] = {}


def parse(text: str, dialect: str = "") -> Parsed:
    """Read the first document of a stream; a second one is a problem of kind "multiple-documents".

    In the dialect "stream" the root is a list of all documents that are not empty.
    """
    if dialect == "front":
        head = _FRONT_MATTER.match(text)
        text = head[0] if head is not None else ""
    yaml = _reader(dialect)
    builder = _Builder(text, yaml, is_stream=dialect == "stream", is_core=dialect == "unique")
    events = yaml.parse(text if text.isascii() else _KEPT_BYTE.sub("\ufffd", text))
    try:
        for event in events:
            if not builder.take(event):
                break
    except UnreadableError as error:
        return Parsed(None, [error.problem])
    except Exception as error:  # ruamel raises errors of many kinds
        return Parsed(None, [_problem(text, error, builder)])
    finally:
        events.close()
        yaml.doc_infos.clear()
        yaml.version = None
    root = builder.root or Table(0, 0)
    return Parsed(root, [*builder.problems, *(repeats(root) if dialect == "unique" else ())])


def _reader(dialect: str) -> _Yaml:
    if dialect not in _readers:
        _readers[dialect] = _Yaml(typ="safe", pure=True)
        _readers[dialect].default = (1, 1) if dialect == "1.1" else None
    return _readers[dialect]


def _problem(text: str, error: Exception, builder: _Builder) -> Problem:
    """Return the problem for ruamel's error, and mention a bracket that is still open."""
    if isinstance(error, ReaderError):
        at = min(error.position, len(text))
        return Problem("syntax", at, min(at + 1, len(text)), "YAML does not allow this character")
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Problem("syntax", builder.end, builder.end, "this cannot be read as YAML")
    at = min(error.problem_mark.index, len(text))
    # The name of a tag handle would follow, which could be part of a secret without quotes.
    message = "".join((error.problem or "this cannot be read as YAML").partition("tag handle")[:2])
    opened = builder.open_bracket()
    if at == len(text) and opened is not None:
        line, column = LineIndex(text).position(opened)
        message = f"expected ',' or a closing bracket ('{text[opened]}' opened at {line}:{column})"
    elif error.context and error.context_mark:
        line, column = LineIndex(text).position(min(error.context_mark.index, len(text)))
        message += f" ({error.context} that starts at {line}:{column})"
    return Problem("syntax", at, min(at + 1, len(text)), message)


class _Anchor:
    """A node that has an anchor. Its `height` (see _Frame) is None while the node is still open."""

    __slots__ = ("height", "node", "text")

    def __init__(self, node: Node, text: str) -> None:
        self.node = node
        self.text = text
        self.height: int | None = None


class _Frame:
    """A table or list that is still open; `height` counts the levels in it, including those reached by aliases."""

    __slots__ = ("anchor", "brackets", "height", "key", "merged", "node")

    def __init__(self, node: Table | List, anchor: _Anchor | None, brackets: bool) -> None:
        self.node = node
        self.anchor = anchor
        self.brackets = brackets
        self.height = 1
        self.key: Entry | None = None
        self.merged: list[Table] = []


class _Builder:
    """Builds the tree of the first document, or of all. Raises UnreadableError for all but trees of limited depth."""

    def __init__(self, text: str, yaml: _Yaml, *, is_stream: bool = False, is_core: bool = False) -> None:
        self.text = text
        self.documents = List(0, len(text)) if is_stream else None
        self.root: Node | None = self.documents
        self.problems: list[Problem] = []
        self.end = 0
        self._yaml = yaml
        self._is_core = is_core
        self._frames: list[_Frame] = []
        self._anchors: dict[str, _Anchor] = {}
        self._started: int | None = None
        self._merges_left = MAX_NODES

    def take(self, event: Event) -> bool:
        """Add an event to the tree. Return False if the rest of the stream is not read."""
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, CollectionStartEvent):
            self._open(event)
        elif isinstance(event, CollectionEndEvent):
            self._close(event)
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            start, end = event.start_mark.index, event.end_mark.index
            if self.documents is not None:
                self._anchors.clear()
            elif self._started is not None:
                message = "a second document starts here; only the first one is read"
                self.problems.append(Problem("multiple-documents", start, end, message))
                return False
            self._started = end
        self.end = min(event.end_mark.index, len(self.text))
        return True

    def open_bracket(self) -> int | None:
        """Return where the innermost open bracket is."""
        if self._frames and self._frames[-1].brackets:
            return self._frames[-1].node.start
        return None

    def _scalar(self, event: ScalarEvent) -> None:
        empty = not event.value and event.style is None
        if empty and self._started is not None and not self._frames:
            self.root = self.documents or Table(self._started, self._started)
            return
        start = self._empty_place(event) if empty else self._content(event)
        end = start if empty else self._end(event, start)
        node = Scalar(start, end, self._value(event, start, end))
        anchor = self._name(event, node, event.value)
        if anchor:
            anchor.height = 0
        self._add(node, event.value, 0, is_merge=event.value == "<<" and event.implicit[0])

    def _open(self, event: CollectionStartEvent) -> None:
        start = self._content(event)
        if len(self._frames) == MAX_DEPTH:
            raise UnreadableError(start, start + 1, f"nested deeper than {MAX_DEPTH} levels")
        node = (Table if isinstance(event, MappingStartEvent) else List)(start, start)
        brackets = self.text[start : start + 1] in ("{", "[") and event.flow_style
        self._frames.append(_Frame(node, self._name(event, node, ""), brackets))

    def _close(self, event: Event) -> None:
        frame = self._frames.pop()
        node = frame.node
        if frame.brackets:
            node.end = event.end_mark.index
        if isinstance(node, Table):
            self._merge(node, frame.merged)
        text = self.text[node.start : node.end]
        if frame.anchor:
            frame.anchor.height, frame.anchor.text = frame.height, text
        self._add(node, text, frame.height)

    def _alias(self, event: AliasEvent) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        anchor = self._anchors.get(event.anchor)
        if anchor is None:
            raise UnreadableError(start, end, "no anchor above has the name of this alias")
        if anchor.height is None:
            raise UnreadableError(start, end, "this alias refers to a value that contains it")
        if len(self._frames) + anchor.height > MAX_DEPTH:
            raise UnreadableError(start, end, f"nested deeper than {MAX_DEPTH} levels")
        self._add(Alias(start, end, anchor.node), anchor.text, anchor.height)

    def _add(self, node: Node, text: str, height: int, is_merge: bool = False) -> None:
        """Add a complete node where it belongs; if it is a key, `text` is its name."""
        if not self._frames and self.documents is not None:
            self.documents.items.append(node)
            return
        if not self._frames:
            self.root = node
            return
        frame = self._frames[-1]
        frame.node.end = node.end
        if isinstance(frame.node, List):
            frame.node.items.append(node)
        elif frame.key is None:
            # The entry gets its real value with the next node.
            frame.key = Entry(text, node.start, node.end, node)
            if is_merge:
                frame.node.merges.append(frame.key)
        else:
            entry, frame.key = frame.key, None
            entry.value = node
            if frame.node.merges and frame.node.merges[-1] is entry:
                frame.merged += self._mergeable(node)
                # The entries that this brings in are at the same depth as those around it.
                frame.height = max(frame.height, height - isinstance(resolve(node), List))
                return
            frame.node.add(entry)
        frame.height = max(frame.height, height + 1)

    def _mergeable(self, node: Node) -> list[Table]:
        target = resolve(node)
        targets = [resolve(item) for item in target.items] if isinstance(target, List) else [target]
        tables = [table for table in targets if isinstance(table, Table)]
        if len(tables) != len(targets):
            raise UnreadableError(node.start, node.end, "expected a mapping, or a list of them, for '<<'")
        return tables

    def _merge(self, table: Table, others: list[Table]) -> None:
        """Add the entries of other tables whose keys `table` does not have; earlier tables take precedence."""
        merged = []
        for other in others:
            self._merges_left -= len(other.entries)
            if self._merges_left < 0:
                raise UnreadableError(table.start, table.end, "merge keys expand to too many values")
            for key, entry in other.entries.items():
                if key not in table.entries:
                    table.entries[key] = entry
                    merged.append(key)
        table.merged = frozenset(merged)

    def _name(self, event: NodeEvent, node: Node, text: str) -> _Anchor | None:
        if event.anchor is None:
            return None
        self._anchors[event.anchor] = _Anchor(node, text)
        return self._anchors[event.anchor]

    def _value(self, event: ScalarEvent, start: int, end: int) -> Any:
        resolver = self._yaml.resolver
        if event.ctag is None:
            if not event.implicit[0]:
                return event.value
            if event.value in _WORDS:
                return _WORDS[event.value]
            if event.value.isdecimal() and event.value.isascii() and event.value[0] != "0" and end - start < 19:
                return int(event.value)
            tag = str(resolver.resolve(ScalarNode, event.value, event.implicit))
            if tag in _CONSTRUCTED and _is_text(tag, event.value, resolver.processing_version, self._is_core):
                return event.value
        else:
            tag = str(event.ctag)
        if tag not in _CONSTRUCTED:
            return event.value
        constructor = self._yaml.constructor
        node = ScalarNode(tag, event.value)
        try:
            return constructor.yaml_constructors[tag](constructor, node)
        except Exception:  # ruamel raises errors of many kinds
            raise UnreadableError(start, end, "this looks like a number or a date, but is not one") from None

    def _content(self, event: ScalarEvent | CollectionStartEvent) -> int:
        """Return where a node starts after its anchor and tag."""
        at = int(event.start_mark.index)
        anchor, tag = event.anchor, event.ctag
        while anchor is not None or tag is not None:
            if self.text[at] == "&":
                at += 1 + len(anchor)
                anchor = None
            else:
                while self.text[at : at + 1].strip():
                    at += 1
                tag = None
            at = skip(self.text, at)
        return at

    def _end(self, event: ScalarEvent, start: int) -> int:
        """Return where a scalar's text ends: a block ends before the line breaks that are not part of its value."""
        end = int(event.end_mark.index)
        if event.style not in ("|", ">"):
            return end
        block = self.text[start:end]
        header = self.text[start : line_end(self.text, start)].partition("#")[0]
        if "+" in header:
            return end - (2 if block.endswith("\r\n") else 1 if block.endswith(("\n", "\r")) else 0)
        if event.value.rstrip("\n").endswith((" ", "\t")):
            return start + len(block.rstrip("\r\n"))
        return start + len(block.rstrip())

    def _empty_place(self, event: ScalarEvent) -> int:
        """Return where an empty value would be written: after `:`, `-`, an anchor or a tag.

        The position from ruamel can be that of the next token.
        """
        if event.anchor is not None or event.ctag is not None:
            return int(event.end_mark.index)
        key = self._frames[-1].key if self._frames else None
        if key is None:
            return min(int(event.start_mark.index), len(self.text))
        colon = skip(self.text, key.key_end)
        return colon + 1 if self.text[colon : colon + 1] == ":" else key.key_end


def skip(text: str, at: int) -> int:
    """Return where the whitespace, line breaks and comments that start at `at` end."""
    while at < len(text):
        if text[at] == "#":
            at = line_end(text, at)
        elif text[at].isspace():
            at += 1
        else:
            break
    return at


def _is_text(tag: str, value: str, version: tuple[int, int], is_core: bool) -> bool:
    """Return True if other readers treat a value as a string, but ruamel does not.

    For YAML 1.1 that is what PyYAML, the reader used by most tools with that version, treats as a string: `y` and `n`,
    and numbers with an exponent unless they have a dot and a sign (`1.0e+3`). The core schema has no dates, no `1_000`.
    """
    old = version == (1, 1)
    if tag == _TAG + "bool":
        return old and value in ("y", "Y", "n", "N")
    if value.lstrip("+-.").startswith("_") or (is_core and (tag == _TAG + "timestamp" or "_" in value)):
        return True
    mantissa, exponent, power = value.lower().partition("e")
    is_float = tag == _TAG + "float"
    return old and is_float and bool(exponent) and ("." not in mantissa or power[:1] not in ("+", "-"))

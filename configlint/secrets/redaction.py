"""Tells what in texts and documents is a key, and masks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from configlint.catalog.knowledge import Knowledge
from configlint.catalog.providers import SHORTEST
from configlint.document.document import Document
from configlint.document.nodes import Scalar, resolve, walk
from configlint.engine import interpolation, urls
from configlint.engine.tables import is_switch
from configlint.records import cached_property
from configlint.secrets import masking
from configlint.secrets.masking import LONG
from configlint.secrets.values import randomness
from configlint.secrets.values.placeholders import is_only_words, is_placeholder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.secrets.scanner import Finding, Scanner

# Expressions are compiled where they are used: most runs print nothing that needs them.
_CREDENTIAL = ("key", "token", "secret", "passw", "auth", "credential", "bearer", "cookie", "header")
_ASSIGNED = (
    r"(?i)([a-z0-9_-]*(?:key|token|secret|passw)[a-z0-9_-]*[\"']?\s*[=:]\s*[\"']?)"  # a name, and what follows it
    r"(\$?\{[^}]*\}|[^\s\"',}]{4,})"  # its value
)
#: Shorter values are looked for in their own place only: they could be a part of any word.
_LEAST = 8
#: Fields that take the name of a variable, not a key.
_NAME_FIELDS = ("env", "var", "name")
#: So many answers about texts are kept: after an edit, and in the next document, most texts are the same again.
_KEPT = 8192
#: So long are keys in base64 for URLs, whose `-` and `_` make them look like names of several words.
_LONG_ENCODED = 32
_SEPARATORS = str.maketrans("/@?&=", "     ")
_BETWEEN_WORDS = str.maketrans(dict.fromkeys("\"'`=,;:()[]{}<>", " "))
_WORD = r"[a-z]+://[^\s\"'<>`]+|[^\s\"'`,;:=()\[\]{}<>]+"


class Redactor:
    """Tells keys from other texts by all that is known about them, and masks them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.looks_secret: Callable[[str], bool] = lru_cache(_KEPT)(self._looks_secret)
        self.is_harmless: Callable[[str, str], bool] = lru_cache(_KEPT)(self._is_harmless)

    @cached_property
    def scanner(self) -> Scanner:
        """What finds keys in files of any kind."""
        from configlint.secrets.scanner import Scanner

        return Scanner(self._knowledge)

    def of(self, document: Document) -> DocumentSecrets:
        """Return the keys of a document; it is looked through once."""
        return document.once("secrets", self, lambda: DocumentSecrets(self, document))

    def mask(self, value: str) -> str:
        """Return a form of a key that may be printed."""
        return masking.mask(value, self._knowledge.catalog)

    def url(self, text: str) -> str:
        """Return a URL with user, password and everything that could be a key masked."""
        head, mark, rest = text.partition("://")
        if not mark:
            return self.text(text)
        rest, is_hidden = _without_userinfo(rest)
        rest, question, query = rest.partition("?")
        host, slash, path = rest.partition("/")
        pairs = [pair.partition("=") for pair in query.split("&")] if question else []
        shown = "&".join(f"{name}{equals}{self._query_value(name, value)}" for name, equals, value in pairs)
        steps = "/".join("…" if self.looks_secret(urls.unquote(step)) else step for step in path.split("/"))
        return f"{head}://{'…@' if is_hidden else ''}{host}{slash}{steps}{question}{shown}"

    def has_credential(self, url: str) -> bool:
        """Return True if a URL has a password in it, or a key: in its query, or as a part of its path."""
        rest, is_hidden = _without_userinfo(url.partition("://")[2])
        path, _, query = rest.partition("?")
        pairs = [pair.partition("=") for pair in query.split("&")] if query else []
        in_query = any(self._query_value(name, value) != value for name, _, value in pairs)
        return is_hidden or in_query or any(self._begins_like_a_key(urls.unquote(step)) for step in path.split("/"))

    def _looks_secret(self, text: str) -> bool:
        """Return True if `text` is or contains what could be a key: a known prefix, or a long random text."""
        if len(text) < SHORTEST:
            return False
        if "://" in text:
            return self.url(text) != text
        pieces = text.translate(_SEPARATORS).split(" ")
        if any(map(self._may_hold_a_key, pieces)) or any(map(_is_uuid, pieces)):
            return True
        if any(len(run) >= _LONG_ENCODED and randomness.looks_encoded(run) for run in re.findall(r"[\w-]+", text)):
            return True
        return any(_mixed(run) or randomness.looks_random(run) for run in _runs(text) if len(run) >= LONG)

    def is_key(self, text: str) -> bool:
        """Return True if a text on its own is a key, or looks like one."""
        return self._knowledge.catalog.key_shape(text) is not None or self.looks_secret(text)

    def text(self, text: str, documents: Iterable[Document] = ()) -> str:
        """Return `text` with everything masked in it that looks like a key, or is one in a document."""
        for document in documents:
            for value in self.of(document).keys_without_words:
                text = text.replace(value, self.mask(value))
        if "://" not in text and not any(map(self.looks_secret, _words(text))):
            return text
        return re.sub(_WORD, lambda match: self._masked_word(match[0]), text)

    def certain(self, text: str) -> str:
        """Return a text, such as a file's name, in which only what is certainly a key is masked."""
        return self.mask(text) if any(self._begins_like_a_key(piece) for piece in text.split(".")) else text

    def _is_harmless(self, text: str, field: str) -> bool:
        """Return True if the value of `field` is not a key although its name says so.

        That is so for an empty one, on or off, a reference, a URL, a placeholder, and a variable's name in its field.
        """
        if not text or text == "…" or is_switch(text):
            return True
        if is_placeholder(text) and is_only_words(text):
            return True
        if text.isupper() and text.isidentifier() and not self.looks_secret(text):
            return any(word in field.lower() for word in _NAME_FIELDS)
        return interpolation.foreign(text) == text or ("://" in text and not self.looks_secret(text))

    def is_credential(self, name: str, value: str) -> bool:
        """Return True if the value of a variable is a key, or could be one and has a name that says so."""
        if self.is_key(value):
            return True
        could_be = len(value) >= _LEAST and not {"/", "\\", " "} & set(value)
        return could_be and _names_credential(name) and not self.is_harmless(value, name)

    def _begins_like_a_key(self, text: str) -> bool:
        shape = self._knowledge.catalog.key_shape(text)
        if shape is None or not shape.prefix:
            return False
        return len(text) >= len(shape.prefix) + (8 if shape.is_strong else LONG)

    def _may_hold_a_key(self, word: str) -> bool:
        """Return True if a word begins like a key, or a part of it does that ends at a dot or begins after one."""
        if self._begins_like_a_key(word):
            return True
        return "." in word and any(map(self._begins_like_a_key, word.split(".")))

    def _masked_word(self, word: str) -> str:
        if "://" in word:
            return self.url(word)
        return self.mask(word) if self.looks_secret(word) else word

    def _query_value(self, name: str, value: str) -> str:
        names_a_secret = any(word in name.lower() for word in ("key", "token", "secret", "auth", "pass", "sig"))
        return "…" if value and (names_a_secret or self.looks_secret(urls.unquote(value))) else value


class Redactors:
    """A redactor for each knowledge that files are judged with, made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Knowledge, Redactor]] = {}

    def of(self, knowledge: Knowledge) -> Redactor:
        """Return what tells keys from other texts where this is known."""
        if id(knowledge) not in self._made:
            self._made[id(knowledge)] = knowledge, Redactor(knowledge)
        return self._made[id(knowledge)][1]


class DocumentSecrets:
    """What in one document is a key, or could be."""

    def __init__(self, redactor: Redactor, document: Document) -> None:
        self._redactor = redactor
        self._document = document

    @cached_property
    def keys(self) -> list[Finding]:
        """The keys anywhere in the document, as `configlint secrets` finds them."""
        return self._redactor.scanner.scan(self._document.path, self._document.text.encode(errors="replace"))

    @property
    def values(self) -> list[str]:
        """The values that are keys, or could be. They must never be shown."""
        return [self._document.text[start:end].strip("\"'") for start, end in self._spans]

    @cached_property
    def keys_without_words(self) -> list[str]:
        """The values that are keys and could not be words, the longest first."""
        found = {self._document.text[one.start : one.end] for one in self.keys}
        meant = {text for *_, text in self._named_values}  # what escapes in the file stand for
        found |= {text for text in {*self.values, *meant} if len(text) >= LONG and _is_random(text)}
        return sorted(found, key=len, reverse=True)

    def excerpt(self, start: int, end: int) -> str:
        """Return the text between two offsets, with everything in it masked that is or could be a key."""
        text, redactor = self._document.text, self._redactor
        parts: list[str] = []
        at = start
        for first, last in self._spans:
            if last > at and first < end:
                covered = text[max(first, at) : min(last, end)]
                parts += [text[at : max(first, at)], "…" if covered.strip("\"'") else covered]
                at = min(last, end)
        parts.append(text[at:end])
        shown = redactor.text("".join(parts))
        if not _names_credential(shown):
            return shown

        def masked(match: re.Match[str]) -> str:
            return match[1] + (match[2] if redactor.is_harmless(match[2], match[1]) else redactor.mask(match[2]))

        return re.sub(_ASSIGNED, masked, shown)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """The offsets of values whose name, or whose look, says that they are secret.

        What is a key in one place is one in each: in a comment or a command, too, where nothing names it.
        """
        text = self._document.text
        known = {
            *((start, end) for start, end, _ in self._named_values),
            *((one.start, one.end) for one in self.keys),
        }
        texts = {text[start:end].strip("\"'") for start, end in known}
        again = "|".join(re.escape(one) for one in texts if len(one) >= _LEAST)
        if again:
            known.update(match.span() for match in re.finditer(again, text))
        return sorted(known)

    @cached_property
    def _named_values(self) -> list[tuple[int, int, str]]:
        """The offsets of values and keys of tables that are secret by name or look, and what they mean."""
        found: list[tuple[int, int, str]] = []
        for route, entry, node in walk(self._document.root):
            value = resolve(node)
            names = [step for step in route[-2:] if isinstance(step, str)]
            text = value.value if isinstance(value, Scalar) else None
            if value is None or not isinstance(text, str):
                continue
            if self._redactor.is_harmless(text, names[-1] if names else ""):
                continue
            if any(map(_names_credential, names)) or self._redactor.looks_secret(text):
                found.append((value.start, value.end, text))
            if entry is not None and self._redactor.looks_secret(entry.key):
                found.append((entry.key_start, entry.key_end, entry.key))
        return found


def _without_userinfo(rest: str) -> tuple[str, bool]:
    """Return what follows `://` in a URL without user and password, and whether there were any.

    Either may have a slash in it: for clients the host ends there, but people mean what follows the last @.
    """
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        return rest[authority.rindex("@") + 1 :], True
    before, _, behind = rest.rpartition("@")
    _, colon, port = authority.partition(":")
    if before and (not _is_port(port) if colon else "." not in authority and "." in re.split("[/?#]", behind)[0]):
        return behind, True
    return rest, False


def _is_port(text: str) -> bool:
    return not text or text.isdecimal()


def _is_random(value: str) -> bool:
    return "://" not in value and randomness.looks_random("".join(ch if ch.isalnum() else "-" for ch in value))


def _is_uuid(text: str) -> bool:
    """Return True if a text is a UUID, as the keys of some providers are."""
    if len(text) != 36 or text.count("-") != 4:
        return False
    digits = "0123456789abcdefABCDEF"
    return [len(part) for part in text.split("-")] == [8, 4, 4, 4, 12] and not text.replace("-", "").strip(digits)


def _names_credential(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in _CREDENTIAL)


def _words(text: str) -> list[str]:
    return text.translate(_BETWEEN_WORDS).split()


def _runs(text: str) -> list[str]:
    """Return the stretches of letters and digits in a text; a plus is between them in base64 only."""
    return "".join(ch if ch.isascii() and (ch.isalnum() or ch == "+") else " " for ch in text).split()


def _mixed(run: str) -> bool:
    """Return True if letters and digits, or small and capital letters, alternate as in no word or number."""
    digits = sum(ch.isdigit() for ch in run)
    return 3 <= digits <= len(run) - 3 or randomness.changes(run) > len(run) // 2

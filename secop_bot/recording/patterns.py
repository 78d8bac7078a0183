"""What is personal by its look: e-mails, numbers, contract numbers, codes, addresses, file names; and known strings."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from secop_bot.filing.text import collapsed
from secop_bot.recording.stand_ins import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_LONG_RUN = 5
_SHORTEST_WITHIN = 5
_FILES = "pdf|zip|docx?|xlsx?|pptx?|odt|ods|jpe?g|png|gif|tiff?|rar|7z|txt|csv|xml|msg|eml|p7m"
_MONTHS = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?\s?m\.?)?"
_DATE = (
    rf"(?<!\d)(?:\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\s+de\s+(?:{_MONTHS})\s+de\s+\d{{4}})"
    rf"(?!\d)(?:[\sT]+{_TIME})?(?:\s*\(\(UTC[^)]{{0,8}}\)[^()]{{0,40}}\))?|(?<!\d){_TIME}(?!\d)"
)
_PATTERNS = {
    "email": r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+",
    "address": r"(?:https?://|www\.)[^\s\"'<>]+",
    "contract": r"(?<![^\W_])CO1\.[A-Za-z]+\.\d+",
    "guid": r"(?<![^\W_])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![^\W_])",
    "file": rf"(?:^|(?<=[\s>:]))[^\s\\/:*?\"<>|]+\.(?:{_FILES})(?![^\W_])",
    "code": r"(?<![^\W_])(?=[^\s]*\d)(?=[^\s]*[A-Za-z])(?:[0-9a-fA-F]{16,}|[A-Za-z0-9+/_=-]{20,})(?![^\W_])",
    "date": _DATE,
    "number": r"(?:[$+]\s?)?\d(?:[ .,()'\u00a0-]{0,2}\d)*",
}
_IN_IDENTIFIERS = {
    "contract": _PATTERNS["contract"],
    "guid": _PATTERNS["guid"],
    "code": r"(?<![^\W_])(?=[^\s_]*\d)(?=[^\s_]*[A-Za-z])"
    r"(?:[0-9a-fA-F]{16,}|(?=(?:[^\s_\d]*\d){4})[A-Za-z0-9]{20,})(?![^\W_])",
    "number": rf"\d{{{_LONG_RUN},}}",
}
_KINDS = {
    "email": Kind.EMAIL,
    "address": Kind.ADDRESS,
    "contract": Kind.CONTRACT,
    "guid": Kind.CODE,
    "code": Kind.CODE,
    "file": Kind.FILE,
    "number": Kind.NUMBER,
}
WHOLE_FILE = re.compile(rf"^(\s*)(\S.*\.(?:{_FILES}))((?:\s+\(.*\))?\s*)$", re.IGNORECASE)
"""A text that is a file's name and no more, perhaps with its size."""


class Scrubber:
    """Finds what is personal in a text and replaces it in one pass: what was put in is never looked at again.

    ``known`` says of each string what it is and whose: a part of a name stands for the whole.
    """

    def __init__(self, known: Mapping[str, tuple[Kind, str]]) -> None:
        self._by_group = {f"known{n}": one for n, one in enumerate(sorted(known, key=len, reverse=True))}
        self._known = known
        told = [f"(?P<{group}>{spelled(one)})" for group, one in self._by_group.items()]
        self._text = _either([*told, *(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items())])
        self._identifier = _either([*told, *(f"(?P<{name}>{pattern})" for name, pattern in _IN_IDENTIFIERS.items())])

    def scrub(self, text: str, give: Callable[[Kind, str], str], *, identifier: bool = False) -> tuple[str, str]:
        """Return the text with stand-ins, and what of it is left of the original, for judging that."""
        left: list[str] = []
        put: list[str] = []
        end = 0
        for match in (self._identifier if identifier else self._text).finditer(text):
            new = self._stand_in(match, give)
            if new is None:
                continue
            between = text[end : match.start()]
            left += [between, " "]
            put += [between, new]
            end = match.end()
        return "".join([*put, text[end:]]), "".join([*left, text[end:]])

    def _stand_in(self, match: re.Match[str], give: Callable[[Kind, str], str]) -> str | None:
        group, found = match.lastgroup or "", match[0]
        if group in self._by_group:
            return give(*self._known[self._by_group[group]])
        if group == "date":
            return found  # kept, and not looked at any more
        if group == "number" and not is_long(found):
            return None
        return give(_KINDS[group], found)


def is_long(number: str) -> bool:
    """Return whether a number may be somebody's: five digits, thousands in groups, or pesos."""
    digits = len(re.findall(r"\d", number))
    return digits >= _LONG_RUN or "$" in number or bool(re.search(r"\d[.,']\d{3}(?!\d)", number))


def spelled(text: str) -> str:
    """Return a pattern for a text with or without its accents and in any case; a short one only as a word."""
    parts = []
    for char in unicodedata.normalize("NFC", collapsed(text)):
        base = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
        if char == " ":
            parts.append(r"\s+")
        elif base.isalpha() and base.isascii() and len(base) == 1:
            parts.append(f"[{base.lower()}{_ACCENTED.get(base.lower(), '')}]")
        else:
            parts.append(re.escape(char))
    whole = "".join(parts)
    return whole if len(text) >= _SHORTEST_WITHIN else rf"(?<![^\W_]){whole}(?![^\W_])"


_ACCENTED = {"a": "áàäâãå", "e": "éèëê", "i": "íìïî", "o": "óòöôõ", "u": "úùüû", "n": "ñ", "c": "ç", "y": "ýÿ"}


def _either(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)

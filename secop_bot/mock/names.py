"""Invented ids: each skin's habits of naming, with names that change at every start."""

from __future__ import annotations

import hashlib
import secrets

_ONSETS = "bcdfgjklmnprstvz"
_VOWELS = "aeiou"
_PATTERNS = {
    "dtmb": "dtmb{}_txt",
    "grd": "grd{}_tbl",
    "mdbox": "mdbox{}Dialog",
    "iframe": "{}_iframe",
    "failure": "lbl{}Failure",
}


class Names:
    """Gives the same id for the same thing as long as the portal runs, and another one the next time."""

    def __init__(self, seed: int | None) -> None:
        self._salt = secrets.token_hex(16) if seed is None else f"seed {seed}"

    def __call__(self, kind: str, what: str, index: int | str = "") -> str:
        """Give the id of ``what``: kind, an invented word, and the index of its row or choice."""
        word = self.word(kind, what)
        name = _PATTERNS.get(kind, kind + "{}").format(word)
        return name if index == "" else f"{name}_{index}"

    def inside(self, part: str, kind: str, what: str, index: int | str = "") -> str:
        """Give an id with the prefix of the part of the page that encloses it."""
        return f"{self.word('part', part)}_{self(kind, what, index)}"

    def slug(self, kind: str, what: str, index: int | str = "") -> str:
        """Give an id as the modern skin writes them: ``campo-3f9ac1``."""
        digest = hashlib.sha256(f"{self._salt}/slug/{kind}/{what}/{index}".encode()).hexdigest()
        return f"{kind}-{digest[:8]}"

    def word(self, kind: str, what: str) -> str:
        """Invent a word such as ``MirobaLetu47``."""
        digest = hashlib.sha256(f"{self._salt}/{kind}/{what}".encode()).digest()
        syllables = [_ONSETS[byte % 16] + _VOWELS[byte // 16 % 5] for byte in digest[:5]]
        return "".join(syllables[:3]).title() + "".join(syllables[3:]).title() + str(digest[6] % 90 + 10)

"""Text as people compare it (accents, case and spacing aside) and as messages quote it."""

from __future__ import annotations

import shlex
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 60
_MEGABYTE = 1_000_000
_GIGABYTE = 1_000_000_000


def collapsed(text: str) -> str:
    """Return the text with every run of white space as one space, and none at its ends."""
    return " ".join(text.split())


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something, each collapsed."""
    return [collapsed(line) for line in text.splitlines() if line.strip()]


def folded(text: str) -> str:
    """Return the text collapsed, without accents and in one case: ``"  Jurídica "`` -> ``"juridica"``."""
    decomposed = unicodedata.normalize("NFKD", text)
    return collapsed("".join(char for char in decomposed if not unicodedata.combining(char))).casefold()


def quoted(text: str, longest: int = _LONGEST) -> str:
    """Return the text within « », on one line, cut to ``longest`` characters and safe to print at a terminal."""
    return f"«{printable(text, longest)}»"


def printable(text: str, longest: int = _LONGEST) -> str:
    """Return the text on one line, cut to ``longest`` characters, with a mark for each that can't be printed."""
    line = collapsed(
        "".join(char if char.isprintable() or char.isspace() else "\N{REPLACEMENT CHARACTER}" for char in text)
    )
    return f"{line[:longest]}…" if len(line) > longest else line


def screen_safe(text: str) -> str:
    """Return the text with its lines and all its length, and a mark for each character a terminal would obey."""
    lines = text.replace("\r\n", "\n")
    return "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in lines)


def as_typed(*words: str | Path) -> str:
    """Return a command as it is typed at this system's terminal: what has spaces in it stands in quotation marks."""
    texts = [str(word) for word in words]
    return subprocess.list2cmdline(texts) if sys.platform == "win32" else shlex.join(texts)


def weight(size: int) -> str:
    """Return a number of bytes as people read it, in thousands: ``12 KB``, ``3,4 MB``, ``2,0 GB``."""
    if size < _MEGABYTE:
        return f"{max(1, round(size / 1000))} KB"
    if size < _GIGABYTE:
        return f"{size / _MEGABYTE:.1f} MB".replace(".", ",")
    return f"{size / _GIGABYTE:.1f} GB".replace(".", ",")

"""Texts as people read them: when two say the same, and what is nearly it."""

from __future__ import annotations

import difflib
import re
from itertools import permutations
from typing import TYPE_CHECKING

from secop_bot.filing.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

_ACCENTED = {"a": "aáà", "e": "eéè", "i": "iíì", "o": "oóòº", "u": "uúùü", "n": "nñ"}
# Around a label: white space, signs, a number in front, a word that says it must be filled in. Letters are no signs.
_MARKS = r"[^0-9A-Za-zÀ-ÿ]*"
_MUST = r"(?:(?:campo\s+)?(?:obligatori[oa]|requerid[oa])" + _MARKS + ")?"
_NEAREST = 0.55


def text_pattern(texts: Iterable[str]) -> re.Pattern[str]:
    """Match an element that says one of ``texts`` and no more; accents, case, colon, asterisk aside.

    The pattern is read by the browser too, so it keeps to what both languages know.
    """
    return re.compile(rf"^{_MARKS}(?:\d+[.)]\s*)?(?:{_either(texts)}){_MARKS}{_MUST}$", re.IGNORECASE)


def button_pattern(texts: Iterable[str]) -> re.Pattern[str]:
    """Match what ``text_pattern`` does, also with a number before or behind it: ``7 Ejecución``, ``Ver más (35)``."""
    return re.compile(rf"^{_MARKS}(?:\d+{_MARKS})?(?:{_either(texts)}){_MARKS}(?:\d+{_MARKS})?$", re.IGNORECASE)


def question_pattern(question: Iterable[str], answers: Iterable[Iterable[str]]) -> re.Pattern[str]:
    """Match an element that says a question and its answers, in any order, and no more."""
    orders = permutations([rf"(?:{_either(answer)}){_MARKS}" for answer in answers])
    said = "|".join("".join(order) for order in orders)
    return re.compile(rf"^{_MARKS}(?:{_either(question)}){_MARKS}{_MUST}(?:{said})$", re.IGNORECASE)


def phrase_pattern(texts: Iterable[str]) -> re.Pattern[str]:
    """Match a text in which one of ``texts`` occurs; accents and case aside."""
    return re.compile(_either(texts), re.IGNORECASE)


def nearest(texts: Iterable[str], on_page: Iterable[str], most: int = 3) -> list[str]:
    """Return those of the texts on a page that are most like one of ``texts``, the likest first."""
    wanted = [folded(text) for text in texts]
    rated = {
        text: max((_likeness(folded(text), one) for one in wanted), default=0.0) for text in on_page if text.strip()
    }
    close = [text for text, likeness in rated.items() if likeness >= _NEAREST]
    return sorted(close, key=lambda text: -rated[text])[:most]


def _likeness(text: str, wanted: str) -> float:
    """Rate by letters, and by the words that both have."""
    letters = difflib.SequenceMatcher(None, text, wanted).ratio()
    ours, theirs = set(wanted.split()), set(text.split())
    words = 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0
    return max(letters, words)


def _either(texts: Iterable[str]) -> str:
    return "|".join(_loosely(text) for text in texts)


def _loosely(text: str) -> str:
    # A line break in a label is no space to the browser: "Fecha<br>de emisión" reads "Fechade emisión".
    return "".join(
        rf"[{_ACCENTED[c]}]" if c in _ACCENTED else r"\s*" if c == " " else re.escape(c) for c in folded(text)
    )

"""What the state's text of a payment says, in Spanish or in the portal's English codes."""

from __future__ import annotations

import re
from enum import Enum, auto

from secop_bot.filing.text import folded


class TextState(Enum):
    """What the text says; ``DOUBTFUL`` denies something, or says rejected beside something else."""

    SENT = auto()
    IN_REVIEW = auto()
    APPROVED = auto()
    REJECTED = auto()
    PAID = auto()
    DOUBTFUL = auto()
    NOTHING_KNOWN = auto()


_STEMS = {
    TextState.SENT: ("enviad", "sent", "submitted"),
    TextState.IN_REVIEW: ("aprobacion", "approval", "revision", "review", "aceptacion", "acceptance"),
    TextState.APPROVED: ("aprobad", "approved", "aceptad", "accepted"),
    TextState.REJECTED: ("rechaz", "reject"),
    TextState.PAID: ("pagad", "paid"),
}
_DENIALS = frozenset({"no", "not", "sin", "non"})


def text_state(text: str) -> TextState:
    """Read a state by the stems of its words, accents and case aside; ``SentToBuyer`` is three words."""
    words = re.findall(r"[a-z]+", folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)))
    said = {state for state, stems in _STEMS.items() if any(word.startswith(stems) for word in words)}
    if not said:
        return TextState.NOTHING_KNOWN
    if _DENIALS.intersection(words) or (len(said) > 1 and TextState.REJECTED in said):
        return TextState.DOUBTFUL
    return said.pop() if len(said) == 1 else TextState.NOTHING_KNOWN

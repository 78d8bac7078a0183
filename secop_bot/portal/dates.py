"""Dates as the portal prints and takes them."""

from __future__ import annotations

import re
from datetime import date

_PRINTED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T[\d:]+)?")
"""How the browser's own date box keeps a day, whatever it shows."""


def read_date(text: str) -> date | None:
    """Return the day in a text, or None.

    It may read ``1/07/2026 12:00:00 PM ((UTC-05:00) Bogotá, …)``, also behind relative text, or be ``2026-07-01``.
    """
    if kept := _ISO.fullmatch(text.strip()):
        year, month, day = map(int, kept.groups())
    elif found := _PRINTED.search(text):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def type_date(day: date) -> str:
    """Return the day as it is typed: dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"

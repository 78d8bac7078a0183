"""Dates as the portal prints and takes them."""

from __future__ import annotations

import re
from datetime import date

_PRINTED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")


def read_date(text: str) -> date | None:
    """Return the day in ``1/07/2026 12:00:00 PM ((UTC-05:00) Bogotá, …)``, also behind relative text; or None."""
    if not (found := _PRINTED.search(text)):
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def type_date(day: date) -> str:
    """Return the day as it is typed: dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"

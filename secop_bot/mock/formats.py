"""How the portal writes and reads money and dates."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

_ZONE = "((UTC-05:00) Bogotá, Lima, Quito)"
NOON = time(12)
_DATE_BOX = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{2}))?")


def money(amount: Decimal) -> str:
    """Write pesos as the portal shows them: ``3.500.000,00 COP``."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) + " COP"


def parse_money(text: str) -> Decimal | None:
    """Read a money box: dots are dropped, the comma is the decimal mark; None when it is no amount."""
    bare = text.upper().replace("COP", "").replace("$", "").replace(" ", "").replace("\u00a0", "")
    bare = bare.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(bare)
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if amount.is_finite() else None


def long_date(day: date, at: time = NOON) -> str:
    """Write a day as the portal prints it: ``1/07/2026 12:00:00 PM ((UTC-05:00) Bogotá, Lima, Quito)``."""
    return f"{day.day}/{day:%m/%Y} {at:%I:%M:%S} {'AM' if at.hour < 12 else 'PM'} {_ZONE}"  # noqa: PLR2004


def parse_date(text: str) -> datetime | None:
    """Read a date box, dd/mm/yyyy or dd/mm/yyyy HH:MM; None when it is no date."""
    if not (found := _DATE_BOX.fullmatch(text.strip())):
        return None
    day, month, year, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the portal's own wall clock
    except ValueError:
        return None


def iso_day(text: str) -> str:
    """Write a date box's text as ``2026-11-03``, the way ``<input type="date">`` holds it; empty when it is no date."""
    moment = parse_date(text)
    return moment.date().isoformat() if moment else ""


def size(count: int) -> str:
    """Write a file's size as the upload window shows it."""
    return f"{count / 1024:,.1f} KB".translate(str.maketrans(",.", ".,"))

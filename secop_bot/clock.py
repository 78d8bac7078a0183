"""What day and what time it is in Colombia."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

COLOMBIA = timezone(timedelta(hours=-5), "America/Bogota")
"""Colombia keeps UTC-5 all year; a fixed offset needs no time zone data, which Windows lacks."""


def now() -> datetime:
    """Return this moment in Colombia, wherever the computer thinks it is."""
    return datetime.now(COLOMBIA)


def today() -> date:
    """Return today's date in Colombia."""
    return now().date()


def show_moment(moment: datetime) -> str:
    """Return ``15:20``, with its day where that is not today: ``15:20 del 24/11/2026``."""
    return f"{moment:%H:%M}" if moment.date() == today() else f"{moment:%H:%M del %d/%m/%Y}"

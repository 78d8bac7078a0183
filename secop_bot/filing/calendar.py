"""Business days of Colombia, and the month a payment charges for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from secop_bot.filing.problems import FlawError
from secop_bot.filing.text import quoted

if TYPE_CHECKING:
    from holidays import HolidayBase

_SATURDAY = 5
_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


@dataclass(frozen=True, order=True)
class Period:
    """A calendar month, ordered in time."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``"2026-10"`` (year of this century, two-digit month).

        :raises FlawError: for any other form.
        """
        found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text)
        if found is None:
            raise FlawError(f"{quoted(text)} no es un mes.", "Escriba el año y el mes con guion, por ejemplo 2026-10.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Period:
        """Return the month a day belongs to."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """The first calendar day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last calendar day."""
        return self.next().first_day - timedelta(days=1)

    @property
    def month_in_spanish(self) -> str:
        """``"octubre"``."""
        return _MONTHS[self.month - 1]

    @property
    def in_spanish(self) -> str:
        """``"octubre de 2026"``."""
        return f"{self.month_in_spanish} de {self.year}"

    def next(self) -> Period:
        """Return the month after this one."""
        return Period(self.year + self.month // 12, self.month % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def is_business_day(day: date) -> bool:
    """Whether a day is neither a Saturday, a Sunday nor a public holiday of Colombia."""
    return day.weekday() < _SATURDAY and day not in _holidays()


def next_business_day(day: date, count: int = 1) -> date:
    """Return the ``count``-th business day after a day (which itself never counts).

    :raises ValueError: if ``count`` is under 1.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1, not {count}")
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def first_business_day_after(day: date) -> date:
    """Return the first business day after a day."""
    return next_business_day(day)


def nth_business_day(year: int, month: int, count: int) -> date:
    """Return the ``count``-th business day of a month, counted from 1.

    :raises ValueError: if the month has no such day.
    """
    found = next_business_day(date(year, month, 1) - timedelta(days=1), count)
    if (found.year, found.month) != (year, month):
        raise ValueError(f"{year}-{month:02} has no business day number {count}")
    return found


@cache
def _holidays() -> HolidayBase:
    import holidays  # slow to import, and only a filing needs it

    return holidays.country_holidays("CO")


def planilla_retry_day(paid: date | None, today: date) -> date:
    """Return the next sensible day to validate a planilla that is not visible yet.

    It shows 2 to 4 business days after its payment, as public guides say: the second of them, or the next business
    day if that is past.
    """
    soonest = next_business_day(today, 1)
    return max(soonest, next_business_day(paid, 2)) if paid else soonest

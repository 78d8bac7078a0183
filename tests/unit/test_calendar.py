from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secop_bot.filing.calendar import (
    Period,
    first_business_day_after,
    is_business_day,
    next_business_day,
    nth_business_day,
    planilla_retry_day,
)
from secop_bot.filing.problems import FlawError

days = st.dates(date(2015, 1, 1), date(2060, 12, 31))
periods = st.builds(Period, st.integers(2015, 2060), st.integers(1, 12))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 2),  # All Saints, moved to Monday
        date(2026, 11, 16),  # Independence of Cartagena, moved
        date(2026, 7, 13),  # Our Lady of Chiquinquirá, from the law of 2026
        date(2026, 12, 25),
        date(2026, 4, 3),  # Good Friday
        date(2026, 10, 31),  # a Saturday
        date(2026, 11, 1),  # a Sunday
    ],
)
def test_nobody_works_on(day: date) -> None:
    assert not is_business_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 3), date(2026, 12, 24), date(2026, 7, 14)])
def test_people_work_on(day: date) -> None:
    assert is_business_day(day)


def test_chiquinquira_was_no_holiday_before_the_law() -> None:
    assert is_business_day(date(2025, 7, 14))


@pytest.mark.parametrize(
    ("year", "month", "count", "day"),
    [
        (2026, 11, 1, date(2026, 11, 3)),
        (2026, 11, 3, date(2026, 11, 5)),
        (2026, 7, 9, date(2026, 7, 14)),
        (2027, 1, 1, date(2027, 1, 4)),
        (2027, 1, 3, date(2027, 1, 6)),
    ],
)
def test_the_nth_business_day_is(year: int, month: int, count: int, day: date) -> None:
    assert nth_business_day(year, month, count) == day


@given(days, st.integers(1, 30))
def test_the_nth_business_day_after_has_exactly_n_business_days_up_to_it(day: date, count: int) -> None:
    found = next_business_day(day, count)
    between = (day + timedelta(days=n) for n in range(1, (found - day).days + 1))
    assert is_business_day(found)
    assert sum(map(is_business_day, between)) == count


@given(periods, st.integers(1, 15))
def test_the_nth_business_day_of_a_month_is_in_it_and_counts_from_its_first(period: Period, count: int) -> None:
    found = nth_business_day(period.year, period.month, count)
    assert period.first_day <= found <= period.last_day
    assert sum(is_business_day(period.first_day.replace(day=n)) for n in range(1, found.day + 1)) == count


@given(days)
def test_no_business_day_is_skipped_after_a_day(day: date) -> None:
    found = first_business_day_after(day)
    assert found == next_business_day(day)
    assert not any(is_business_day(day + timedelta(days=n)) for n in range(1, (found - day).days))


def test_a_business_day_that_the_month_does_not_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="no business day"):
        nth_business_day(2026, 11, 25)
    with pytest.raises(ValueError, match="at least 1"):
        nth_business_day(2026, 11, 0)


@given(periods)
def test_a_period_reads_what_it_prints_and_touches_the_next(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert Period.of(period.last_day) == period
    assert period.last_day + timedelta(days=1) == period.next().first_day
    assert period < period.next()


def test_december_is_followed_by_january() -> None:
    assert Period(2026, 12).next() == Period(2027, 1)
    assert Period(2026, 12).last_day == date(2026, 12, 31)


def test_a_period_is_said_in_spanish() -> None:
    assert Period(2026, 10).in_spanish == "octubre de 2026"


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "10-2026", "octubre", "2026-10-01", "", "1926-10"])
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(FlawError) as caught:
        Period.parse(text)
    assert "2026-10" in caught.value.remedy


@pytest.mark.parametrize(
    ("paid", "today", "again"),
    [
        (date(2026, 11, 4), date(2026, 11, 4), date(2026, 11, 6)),
        (date(2026, 10, 1), date(2026, 10, 30), date(2026, 11, 3)),
        (None, date(2026, 11, 4), date(2026, 11, 5)),
    ],
)
def test_a_planilla_not_visible_is_tried_again_on(paid: date | None, today: date, again: date) -> None:
    assert planilla_retry_day(paid, today) == again


def test_what_is_no_month_is_said_with_the_right_form() -> None:
    with pytest.raises(FlawError) as caught:
        Period.parse("octubre")
    assert caught.value.message == "«octubre» no es un mes."
    assert caught.value.remedy == "Escriba el año y el mes con guion, por ejemplo 2026-10."

"""The guide's letters c, d and g: emission, due date and reception, from the month that is charged."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from secop_bot.filing.calendar import Period, first_business_day_after, nth_business_day
from secop_bot.filing.fields import Field, show
from secop_bot.filing.profile import DueRule, EmissionRule, ReceptionRule

if TYPE_CHECKING:
    from datetime import date

    from secop_bot.filing.ledger import Ledger
    from secop_bot.filing.profile import Profile


def resolve_dates(ledger: Ledger) -> None:
    """Check the period and resolve the three dates, as far as what they depend on is known."""
    _check_period(ledger)
    emission = _resolve_emission(ledger)
    if emission is not None:
        _resolve_due(ledger, emission)
        _resolve_reception(ledger, emission)


def emission_date(profile: Profile, period: Period) -> date:
    """Letter c: for October 2026, 3 November 2026 (the 2nd is a holiday)."""
    match profile.emission:
        case EmissionRule.FIRST_BUSINESS_DAY_AFTER_PERIOD:
            return first_business_day_after(period.last_day)
        case _:
            assert_never(profile.emission)


def due_date(profile: Profile, emission: date) -> date:
    """Letter d: for an emission of 3 November 2026, the 30th."""
    match profile.due:
        case DueRule.LAST_DAY_OF_EMISSION_MONTH:
            return Period.of(emission).last_day
        case _:
            assert_never(profile.due)


def reception_limit(profile: Profile, emission: date) -> date:
    """Letter g: the third business day of the emission's month."""
    return nth_business_day(emission.year, emission.month, profile.reception_limit)


def reception_date(profile: Profile, emission: date, today: date) -> date:
    """Letter g: today, not before the emission, at latest the limit, also when that is past.

    The guide does not say what holds for an emission set by hand after the limit: then they are the same day.
    """
    match profile.reception:
        case ReceptionRule.TODAY_BETWEEN_EMISSION_AND_LIMIT:
            return max(emission, min(today, reception_limit(profile, emission)))
        case _:
            assert_never(profile.reception)


def _check_period(ledger: Ledger) -> None:
    period = ledger.draft.periodo
    if period is None:
        return
    current = Period.of(ledger.today)
    if period > current:
        ledger.error(
            ("periodo",),
            f"El periodo, {period.in_spanish}, todavía no ha empezado.",
            "Escriba el mes que cobra; no se puede cobrar por adelantado.",
        )
    elif period == current:
        ledger.warn(
            ("periodo",),
            f"El periodo, {period.in_spanish}, no ha terminado.",
            "Revise que sea el mes que cobra.",
        )


def _resolve_emission(ledger: Ledger) -> date | None:
    target, period, given = Field.FECHA_EMISION, ledger.draft.periodo, ledger.draft.fecha_emision
    ruled = emission_date(ledger.profile, period) if period else None
    origin = ledger.profile.origin("c", period=period.in_spanish) if period else ""
    if given is None:
        if ruled is not None:
            ledger.ruled(target, ruled, origin)
        return ruled
    ledger.written(target, given, target)
    if ruled is not None and given != ruled:
        ledger.departs("c", f"La emisión es el {show(given)}", f"el {show(ruled)}", target)
    return given


def _resolve_due(ledger: Ledger, emission: date) -> None:
    target, given = Field.FECHA_VENCIMIENTO, ledger.draft.fecha_vencimiento
    ruled = due_date(ledger.profile, emission)
    if given is None:
        ledger.ruled(target, ruled, ledger.profile.origin("d"))
        return
    ledger.written(target, given, target)
    if given < emission:
        ledger.error(
            (target,),
            f"El vencimiento, {show(given)}, es anterior a la emisión, {show(emission)}.",
            f"Quite la línea o escriba {ruled.isoformat()} ({ledger.profile.rule('d')}).",
        )
    elif given != ruled:
        ledger.departs("d", f"El vencimiento es el {show(given)}", f"el {show(ruled)}", target)


def _resolve_reception(ledger: Ledger, emission: date) -> None:
    target, given, profile = Field.FECHA_RECEPCION, ledger.draft.fecha_recepcion, ledger.profile
    limit = reception_limit(profile, emission)
    ruled = reception_date(profile, emission, ledger.today)
    if given is not None:
        ledger.written(target, given, target)
        said = f"La recepción es el {show(given)}"
        if given > limit:
            ledger.departs("g", said, f"a más tardar el tercer día hábil, {show(limit)}", target)
        elif given < emission:
            ledger.departs("g", f"{said}, antes de la emisión", f"el {show(ruled)}", target)
        return
    ledger.ruled(target, ruled, profile.origin("g", limit=show(limit)))
    if emission > limit:
        ledger.warn(
            (target,),
            f"La emisión escrita, {show(emission)}, pasa del tercer día hábil, {show(limit)} "
            f"({profile.rule('g')}); la recepción queda en el mismo día de la emisión.",
            "Revise fecha_emision, o escriba fecha_recepcion.",
        )
    elif ledger.today > limit:
        ledger.warn(
            (target,),
            f"Ya pasó el tercer día hábil del mes, {show(limit)} ({profile.rule('g')}); la recepción queda en ese día.",
            "Presente la cuenta cuanto antes; si su entidad pide otra fecha, escriba fecha_recepcion.",
        )

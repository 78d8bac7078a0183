"""A month file that was copied from another: its month or its payment is not what this computer has filed before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.filing.decision import Create, Done, Edit, Refuse, Register, Resume
from secop_bot.filing.filing import payment_number
from secop_bot.filing.rows import RowState, row_state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from secop_bot.filing.calendar import Period
    from secop_bot.filing.decision import Decision
    from secop_bot.filing.filing import Filing
    from secop_bot.filing.rows import PaymentRow


def looks_copied(
    filing: Filing, decision: Decision, rows: Sequence[PaymentRow], filed: Mapping[int, Period | None]
) -> Refuse | None:
    """Return why nothing may be written where the file looks copied and not adapted, or None.

    ``filed`` has the month for which this computer has filed each payment, as far as it is known. A payment that the
    portal still has for another month would be overwritten, or sent in its place; a month that stands in another
    payment, charged twice.
    """
    before = filed.get(filing.payment)
    if isinstance(decision, Resume | Edit | Done) and before and before != filing.period:
        return _other_month(filing, before)
    if isinstance(decision, Create | Register | Resume) and before is None:
        there = {payment_number(row.payment_id) for row in rows if row_state(row) is not RowState.PLANNED}
        others = [number for number, period in filed.items() if period == filing.period and number in there]
        if others:
            return _other_payment(filing, others[0])
    return None


def _other_month(filing: Filing, before: Period) -> Refuse:
    return Refuse(
        "other_month",
        f"Desde este computador se guardó, o pudo guardarse, el pago {filing.payment} por {before.in_spanish}, y el"
        f" archivo dice {filing.period.in_spanish}.",
        _remedy("pago"),
    )


def _other_payment(filing: Filing, other: int) -> Refuse:
    return Refuse(
        "month_charged",
        f"Desde este computador se guardó, o pudo guardarse, {filing.period.in_spanish} como pago {other}, y el"
        f" archivo dice pago {filing.payment}.",
        _remedy("periodo"),
    )


def _remedy(key: str) -> str:
    return (
        f"No se tocó nada. Si copió el archivo de otro mes, corrija «{key}:». Si el archivo está bien, agregue"
        " --as-written a secop-bot submit o edit-rejected."
    )

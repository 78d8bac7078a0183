"""What each of the two filing commands does with a rejected payment, and with one that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

from secop_bot.filing.decision import Create, Done, Edit, Refuse, Register, Resume, decide
from secop_bot.filing.row_text import TextState, text_state
from secop_bot.filing.text import as_typed, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from secop_bot.filing.decision import Decision
    from secop_bot.filing.filing import Filing
    from secop_bot.filing.rows import PaymentRow

EditDecision: TypeAlias = Edit | Resume | Done | Refuse


def for_submit(filing: Filing, decision: Decision) -> Create | Register | Resume | Done | Refuse:
    """Leave a rejected payment to ``edit-rejected``: its reason must be read first."""
    if not isinstance(decision, Edit):
        return decision
    return Refuse(
        "rejected",
        f"El pago {filing.payment} fue rechazado: {decision.row}.",
        f"Para ver el motivo y corregirlo: {as_typed('secop-bot', 'edit-rejected', filing.source)}",
    )


def for_edit(filing: Filing, rows: Sequence[PaymentRow], *, edited_here: bool) -> EditDecision:
    """Decide what ``edit-rejected`` may do. ``edited_here`` says that a run of this computer unlocked the payment.

    A payment that this command has unlocked before is carried on as ``submit`` does; one that never was rejected
    is refused with its state and with what is possible.
    """
    decision = decide(filing, rows)
    match decision:
        case Edit() | Refuse():
            return decision
        case Resume(row) if edited_here or text_state(row.state) is TextState.REJECTED:
            return decision
        case Done() if edited_here:
            return decision
        case _:
            return _not_rejected(filing, decision)


def _not_rejected(filing: Filing, decision: Create | Register | Resume | Done) -> Refuse:
    file_it = as_typed("secop-bot", "submit", filing.source)
    match decision:
        case Create():
            state, remedy = "no está en Plan de pagos", f"Para radicarlo: {file_it}"
        case Register():
            state, remedy = "está planeado y sin registrar", f"Para radicarlo: {file_it}"
        case Resume():
            state, remedy = "está guardado, sin enviar", f"Para corregirlo o enviarlo: {file_it}"
        case Done(row, meaning):
            state = f"está {meaning.in_spanish} ({quoted(row.state)})"
            look = as_typed("secop-bot", "status", filing.source)
            remedy = f"No hay nada que corregir; no se tocó nada. Para ver los demás: {look}"
        case _:
            assert_never(decision)
    return Refuse("not_rejected", f"El pago {filing.payment} no está rechazado: {state}.", remedy)

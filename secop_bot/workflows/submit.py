"""``submit``: one month carried from its Filing to a saved payment, and to a sent one where that is consented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.errors import RefusedError, UnreachableError
from secop_bot.filing.decision import Create, Done, Refuse, Register, Resume, decide, same_number
from secop_bot.filing.fields import Field, show
from secop_bot.filing.rejected import for_submit
from secop_bot.filing.rows import RowState
from secop_bot.portal.contract import ContractPage
from secop_bot.report import Outcome, Report
from secop_bot.workflows.bearings import refuse_if_shut
from secop_bot.workflows.commits import heed_open_commit, tell_open_commit
from secop_bot.workflows.loading import warn_if_missing
from secop_bot.workflows.registering import Submission, approach, refuse_copied, register

if TYPE_CHECKING:
    from secop_bot.filing.decision import Decision
    from secop_bot.filing.rows import PaymentRow
    from secop_bot.portal.payment_form import PaymentForm
    from secop_bot.portal.payment_plan import PaymentPlan
    from secop_bot.portal.visit import Visit


def submit(visit: Visit, submission: Submission, report: Report) -> None:
    """Read Plan de pagos, decide, and do the least that makes it as meant. ``report`` is filled on the way."""
    desk = approach(visit, submission, report)
    decided = decide(submission.filing, desk.before)
    decision = refuse_copied(desk, submission, decided) or for_submit(submission.filing, decided)
    if isinstance(decision, Refuse):
        tell_open_commit(visit, desk.memory, submission.filing.payment, desk.before)
    else:
        presses = not (isinstance(decision, Done) or submission.dry_run)
        heed_open_commit(visit, desk.memory, submission.filing, desk.before, presses=presses)
    is_modified = bool(visit.site.in_modification.search(desk.contract.state))
    if isinstance(decision, Create) or _offers_nothing(decision, is_modified=is_modified):
        refuse_if_shut(visit, desk.plan, desk.contract, desk.before)
    if isinstance(decision, Refuse):
        raise RefusedError(decision.code, decision.message, decision.remedy)
    if isinstance(decision, Done):
        nothing_to_do(submission, decision, report)
        if submission.filing.evidence:
            warn_if_missing(visit, submission.filing.evidence, submission.filing.source)
        return
    saved = decision.row if isinstance(decision, Resume) else None
    if saved:
        report.row, report.payment_id = saved, saved.payment_id
    if isinstance(decision, Create):
        _look_twice(visit, desk.plan, desk.before)
    register(desk, submission, _open_form(visit, desk.plan, decision), saved, report)


def _offers_nothing(decision: Decision, *, is_modified: bool) -> bool:
    """Return whether a row offers nothing to go on with and says no state that is known, as in a contract shut."""
    match decision:
        case Refuse(code="row_unknown"):
            return True
        case Done(state=RowState.OUT_OF_HANDS):
            return is_modified
        case _:
            return False


def nothing_to_do(submission: Submission, decision: Done, report: Report) -> None:
    """Report a payment that is out of our hands, by what its row shows and no more."""
    row, wants_sending = decision.row, submission.ask_consent is not None
    report.row, report.payment_id, report.fields = row, row.payment_id, {}
    total, number = (submission.filing.fields[name].value for name in (Field.VALOR_TOTAL, Field.NUMERO_FACTURA))
    stands = f"El pago {row.payment_id} ya está en el portal («{row.state}»)"
    if row.value is not None and row.value != total:
        raise RefusedError(
            "out_of_hands_differs",
            f"{stands} por {show(row.value)}, y el archivo dice {show(total)}.",
            "Si es otro mes, corrija «pago:» en el archivo; si el valor del archivo está mal, corríjalo. Si lo que está"
            " mal es lo enviado, hable con su supervisor: solo si lo rechaza se puede corregir.",
        )
    if row.invoice_number.strip() and not same_number(row.invoice_number, str(number)):
        raise RefusedError(
            "out_of_hands_differs",
            f"{stands} con la factura «{row.invoice_number}», y el archivo dice «{number}».",
            "Si es otro mes, corrija «pago:» en el archivo. Si es este, corrija en su archivo el número de la factura.",
        )
    if wants_sending and decision.state is RowState.OUT_OF_HANDS:
        raise RefusedError(
            "state_unreadable",
            f"El pago {row.payment_id} ya no se puede enviar desde aquí, y su estado no se entiende: «{row.state}».",
            "Mírelo en SECOP II, en Detalle; no se tocó nada.",
        )
    report.outcome = Outcome.ALREADY_SENT if wants_sending else Outcome.NOTHING_TO_DO


def _look_twice(visit: Visit, plan: PaymentPlan, before: list[PaymentRow]) -> None:
    """Read the table anew before a payment is created: one drawn late reads as a table without our row."""
    ContractPage(visit).open_execution()
    again = plan.rows()
    if [row.payment_id for row in again] != [row.payment_id for row in before]:
        raise UnreachableError(
            "plan_unsteady",
            "Plan de pagos cambió mientras se leía; no se creó nada.",
            "Vuelva a ejecutar el mismo comando.",
        )


def _open_form(visit: Visit, plan: PaymentPlan, decision: Create | Register | Resume) -> PaymentForm:
    match decision:
        case Create():
            visit.progress.step("Crear el pago")
            return plan.create()
        case Register(row):
            visit.progress.step(f"Registrar el pago {row.payment_id}, que la entidad planeó")
            return plan.register(row)
        case Resume(row):
            visit.progress.step(f"Abrir el pago {row.payment_id}, que ya está guardado")
            return plan.register(row)

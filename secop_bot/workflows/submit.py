"""``submit``: one month carried from its Filing to a saved payment, and to a sent one where that is consented."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from secop_bot.errors import (
    PersonNeededError,
    RefusedError,
    SecopBotError,
    UnknownOutcomeError,
    UnreachableError,
)
from secop_bot.filing.decision import Create, Done, Refuse, Register, Resume, RowState, decide
from secop_bot.filing.fields import Field, show
from secop_bot.memory import PaymentMemory
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.notice import find_notice
from secop_bot.workflows.commits import heed_open_commit, save, send_once
from secop_bot.workflows.form_filling import agree_on_payment, fill, stop_at, unproven_documents, wrong_in
from secop_bot.workflows.report import Outcome, Report
from secop_bot.workflows.visiting import open_payment_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from secop_bot.consent import Consent
    from secop_bot.filing.comparison import FormReading
    from secop_bot.filing.decision import PaymentRow
    from secop_bot.filing.filing import Filing
    from secop_bot.portal.payment_form import PaymentForm
    from secop_bot.portal.payment_plan import PaymentPlan
    from secop_bot.portal.visit import Visit


@dataclass(frozen=True)
class Submission:
    """What to carry through: the filing, the day it is done, and how far to go.

    ``ask_consent`` is None for a run that stops before Enviar; otherwise it is shown what the portal says and
    returns the person's consent, or None for a no.
    """

    filing: Filing
    today: date
    memory_folder: Path
    dry_run: bool = False
    ask_consent: Callable[[PaymentRow, FormReading], Consent | None] | None = None


def submit(visit: Visit, submission: Submission, report: Report) -> None:
    """Read Plan de pagos, decide, and do the least that makes it as meant. ``report`` is filled on the way."""
    filing = submission.filing
    listed, plan = open_payment_plan(visit, filing.contract, filing.entity)
    memory = PaymentMemory(submission.memory_folder, listed.number, listed.entity, filing.payment)
    before = plan.rows()
    decision = decide(filing, before)
    if isinstance(decision, Refuse):
        raise RefusedError(decision.code, decision.message, decision.remedy)
    heed_open_commit(memory, decision)
    if isinstance(decision, Done):
        _nothing_to_do(submission, decision, report)
        return
    if isinstance(decision, Resume):
        report.row, report.payment_id = decision.row, decision.row.payment_id
    if isinstance(decision, Create):
        _look_twice(visit, plan, before)
    form = _open_form(visit, plan, decision)
    with _leaving_by_cancelar(visit, plan, form, before):
        reading = form.read()
        meant = agree_on_payment(filing, form, reading, listed.signed)
        report.payment_id, report.fields = reading.payment_id, meant
        known = memory.attached()
        as_meant = (
            isinstance(decision, Resume)
            and not wrong_in(filing, meant, reading)
            and not unproven_documents(filing, reading.documents, known)
        )
        if not as_meant:
            fill(visit, filing, form, meant, reading, known=known, today=submission.today)
            stop_at(wrong_in(filing, meant, form.read()))
        if as_meant or submission.dry_run:
            visit.progress.step("Salir con Cancelar, sin guardar")
            form.cancel()
            _tell_what_is_left(visit, plan, before)
        else:
            visit.progress.step("Confirmar")
            report.row, reading = save(visit, plan, form, filing, meant, memory)
    if submission.dry_run:
        report.outcome = Outcome.NOTHING_TO_DO if as_meant else Outcome.DRY_RUN
        return
    report.outcome = Outcome.NOTHING_TO_DO if as_meant else Outcome.SAVED
    if submission.ask_consent and report.row:
        visit.progress.step("Enviar")
        consent = submission.ask_consent(report.row, reading)
        if consent is None:
            raise PersonNeededError(
                "no_consent",
                f"No se envió: el pago {report.row.payment_id} quedó guardado, sin enviar.",
                "Cuando quiera enviarlo, ejecute el mismo comando con --send y escriba ENVIAR.",
            )
        report.row = send_once(visit, plan, report.row, consent, memory)
        report.outcome = Outcome.SENT


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


def _nothing_to_do(submission: Submission, decision: Done, report: Report) -> None:
    """Report a payment that is out of our hands, by what its row shows and no more."""
    row, wants_sending = decision.row, submission.ask_consent is not None
    report.row, report.payment_id, report.fields = row, row.payment_id, {}
    total = submission.filing.fields[Field.VALOR_TOTAL].value
    if row.value is not None and row.value != total:
        raise RefusedError(
            "out_of_hands_differs",
            f"El pago {row.payment_id} ya está en el portal («{row.state}») por {show(row.value)},"
            f" y el archivo dice {show(total)}.",
            "Si es otro mes, corrija «pago:» en el archivo. Si es este, pida a su supervisor que lo rechace.",
        )
    if wants_sending and decision.state is RowState.OUT_OF_HANDS:
        raise RefusedError(
            "state_unreadable",
            f"El pago {row.payment_id} ya no se puede enviar desde aquí, y su estado no se entiende: «{row.state}».",
            "Mírelo en SECOP II, en Detalle; no se tocó nada.",
        )
    report.outcome = Outcome.ALREADY_SENT if wants_sending else Outcome.NOTHING_TO_DO


@contextmanager
def _leaving_by_cancelar(
    visit: Visit, plan: PaymentPlan, form: PaymentForm, before: list[PaymentRow]
) -> Iterator[None]:
    """Leave the form by Cancelar when something stops the run inside it, and say what is then in the table."""
    try:
        yield
    except UnknownOutcomeError:
        raise
    except SecopBotError:
        try:
            visit.acknowledge_fault()
            if message := find_notice(visit.roots()):
                visit.press(message[0])
            if not form.is_gone():
                form.cancel()
                _tell_what_is_left(visit, plan, before)
        except SecopBotError as second:
            visit.progress.warn(f"Además, no se pudo salir del formulario con Cancelar: {second.message}")
        raise


def _tell_what_is_left(visit: Visit, plan: PaymentPlan, before: list[PaymentRow]) -> None:
    """Read the table after leaving without Confirmar: whether opening the form leaves a row is not known."""
    for row in plan.rows():
        if row not in before:
            visit.progress.warn(
                f"Después de salir sin guardar, Plan de pagos muestra un cambio: {row.payment_id}"
                f" {row.invoice_number} {row.state}".rstrip()
                + "."
            )

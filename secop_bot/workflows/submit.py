"""``submit``: one month carried from its Filing to a saved payment, and to a sent one where that is consented."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from secop_bot.errors import PersonNeededError, RefusedError, SecopBotError, UnknownOutcomeError
from secop_bot.filing.comparison import Difference
from secop_bot.filing.decision import Create, Done, Refuse, Register, Resume, RowAction, decide
from secop_bot.filing.fields import Field, Value, show
from secop_bot.portal.notice import find_notice
from secop_bot.portal.sending import send
from secop_bot.workflows.form_filling import agree_on_payment, fill, stop_at, wrong_in
from secop_bot.workflows.report import Outcome, Report
from secop_bot.workflows.visiting import open_payment_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from secop_bot.consent import Consent
    from secop_bot.filing.comparison import FormReading
    from secop_bot.filing.decision import PaymentRow
    from secop_bot.filing.filing import Filing
    from secop_bot.portal.payment_form import PaymentForm
    from secop_bot.portal.payment_plan import PaymentPlan
    from secop_bot.portal.visit import Visit

_REFRESH_S = 10
"""How long the table may show the row as it was before Confirmar."""


@dataclass(frozen=True)
class Submission:
    """What to carry through: the filing, the day it is done, and how far to go.

    ``ask_consent`` is None for a run that stops before Enviar; otherwise it is shown what the portal says and
    returns the person's consent, or None for a no.
    """

    filing: Filing
    today: date
    dry_run: bool = False
    ask_consent: Callable[[PaymentRow, FormReading], Consent | None] | None = None


def submit(visit: Visit, submission: Submission, report: Report) -> None:
    """Read Plan de pagos, decide, and do the least that makes it as meant. ``report`` is filled on the way."""
    filing = submission.filing
    listed, plan = open_payment_plan(visit, filing.contract, filing.entity)
    before = plan.rows()
    decision = decide(filing, before)
    match decision:
        case Refuse():
            raise RefusedError(decision.code, decision.message, decision.remedy)
        case Done():
            _nothing_to_do(visit, submission, decision, report)
            return
        case Resume():
            report.row, report.payment_id = decision.row, decision.row.payment_id
    form = _open_form(visit, plan, decision)
    with _leaving_by_cancelar(visit, plan, form, before):
        reading = form.read()
        meant = agree_on_payment(filing, form, reading, listed.signed)
        report.payment_id, report.fields = reading.payment_id, meant
        as_meant = isinstance(decision, Resume) and not wrong_in(filing, meant, reading)
        if not as_meant:
            fill(visit, filing, form, meant, reading, submission.today)
            reading = form.read()
            stop_at(wrong_in(filing, meant, reading))
        if as_meant or submission.dry_run:
            visit.progress.step("Salir con Cancelar, sin guardar")
            form.cancel()
            _tell_what_is_left(visit, plan, before)
        else:
            visit.progress.step("Confirmar")
            form.confirm()
            report.row = _read_back(visit, plan, reading.payment_id, meant)
    if submission.dry_run:
        report.outcome = Outcome.NOTHING_TO_DO if as_meant else Outcome.DRY_RUN
        return
    report.outcome = Outcome.NOTHING_TO_DO if as_meant else Outcome.SAVED
    if submission.ask_consent and report.row:
        _send(visit, submission, plan, report, meant)


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


def _nothing_to_do(visit: Visit, submission: Submission, decision: Done, report: Report) -> None:
    """Report a payment that is out of our hands, and say so if its value is another."""
    report.row, report.payment_id = decision.row, decision.row.payment_id
    report.outcome = Outcome.ALREADY_SENT if submission.ask_consent else Outcome.NOTHING_TO_DO
    total = submission.filing.fields[Field.VALOR_TOTAL].value
    if decision.row.value is not None and decision.row.value != total:
        visit.progress.warn(
            f"El portal tiene el pago {decision.row.payment_id} por {show(decision.row.value)}, y el archivo dice"
            f" {show(total)}. Ya no se puede cambiar aquí: pida a su supervisor que lo rechace para corregirlo."
        )


def _read_back(visit: Visit, plan: PaymentPlan, payment_id: str, meant: Mapping[Field, Value]) -> PaymentRow:
    """Read the saved row and compare it with what was meant. Nothing is pressed."""

    def saved() -> PaymentRow | None:
        row = plan.row(payment_id)
        return row if row and RowAction.ENVIAR in row.offers else None

    def as_meant() -> PaymentRow | None:
        row = saved()
        return row if row and not _row_differences(row, meant) else None

    # An edited row reads as before until the table is drawn again.
    if row := visit.within(min(_REFRESH_S, visit.timeout), as_meant):
        return row
    row = visit.until(
        saved,
        lambda: UnknownOutcomeError(
            "save_unknown",
            f"Se oprimió Confirmar, y Plan de pagos no muestra el pago {payment_id} como guardado.",
            "Ejecute otra vez el mismo comando: el bot mira primero qué quedó guardado.",
        ),
    )
    stop_at(_row_differences(row, meant))
    return row


def _row_differences(row: PaymentRow, meant: Mapping[Field, Value]) -> list[Difference]:
    number, total = meant[Field.NUMERO_FACTURA], meant[Field.VALOR_TOTAL]
    wrong = []
    if " ".join(row.invoice_number.split()) != number:
        wrong.append(Difference("Número de factura en la fila", show(number), row.invoice_number))
    if row.value != total:
        wrong.append(Difference("Valor en la fila", show(total), "" if row.value is None else show(row.value)))
    return wrong


def _send(
    visit: Visit, submission: Submission, plan: PaymentPlan, report: Report, meant: Mapping[Field, Value]
) -> None:
    """Open the saved payment once more, compare all of it, ask for consent, and press Enviar once."""
    assert report.row and submission.ask_consent  # noqa: S101, PT018 - the caller saw to both
    visit.progress.step("Revisar lo guardado antes de enviar")
    form = plan.register(report.row)
    reading = form.read()
    form.cancel()
    stop_at(wrong_in(submission.filing, meant, reading))
    visit.progress.step("Enviar")
    consent = submission.ask_consent(report.row, reading)
    if consent is None:
        raise PersonNeededError(
            "no_consent",
            f"No se envió: el pago {report.row.payment_id} quedó guardado, sin enviar.",
            "Cuando quiera enviarlo, ejecute el mismo comando con --send y escriba ENVIAR.",
        )
    report.row = send(visit, plan, submission.filing.contract, report.row, consent)
    report.outcome = Outcome.SENT


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

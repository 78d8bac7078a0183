"""``edit-rejected``: a rejected payment shown with its reason, unlocked, corrected where it differs, and saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from secop_bot.errors import InputError, RefusedError, SecopBotError, UnknownOutcomeError
from secop_bot.filing.comparison import Difference, differences
from secop_bot.filing.decision import Done, Edit, Refuse, Resume
from secop_bot.filing.fields import Field
from secop_bot.filing.rejected import for_edit
from secop_bot.filing.rows import RowAction
from secop_bot.memory import Commit
from secop_bot.portal.contract import ContractPage
from secop_bot.report import Outcome, Rejection, Report
from secop_bot.workflows.bearings import refuse_if_shut
from secop_bot.workflows.commits import heed_open_commit, tell_open_commit, unknown_while_open
from secop_bot.workflows.form_filling import unproven_documents
from secop_bot.workflows.registering import Desk, Submission, approach, refuse_copied, register
from secop_bot.workflows.stages import stages_of_a_form
from secop_bot.workflows.submit import nothing_to_do

if TYPE_CHECKING:
    from collections.abc import Callable

    from secop_bot.filing.rows import PaymentRow
    from secop_bot.portal.payment_detail import PaymentDetail
    from secop_bot.portal.visit import Visit

_REFRESH_S = 10
_OTHER = "(es otro archivo con el mismo nombre)"
_UNPROVEN = "(no consta que sea el mismo archivo)"


def edit_rejected(visit: Visit, submission: Submission, report: Report, show: Callable[[Rejection], None]) -> None:
    """Read why the payment was rejected, ``show`` it, and make the payment as the file says."""
    desk = approach(visit, submission, report)
    possible = for_edit(submission.filing, desk.before, edited_here=desk.memory.has_pressed(Commit.EDITAR))
    decision = refuse_copied(desk, submission, possible) or possible
    if isinstance(decision, Refuse):
        tell_open_commit(visit, desk.memory, submission.filing.payment, desk.before)
        raise RefusedError(decision.code, decision.message, decision.remedy)
    presses = not (isinstance(decision, Done) or submission.dry_run)
    heed_open_commit(visit, desk.memory, submission.filing, desk.before, presses=presses)
    report.row, report.payment_id = decision.row, decision.row.payment_id
    match decision:
        case Done():
            nothing_to_do(submission, decision, report)
        case Resume(row):
            sends = submission.ask_consent is not None
            visit.guide.expect(stages_of_a_form(submission.filing, dry_run=submission.dry_run, sends=sends))
            visit.progress.step(f"Abrir el pago {row.payment_id}, que ya está abierto para corregir")
            register(desk, submission, desk.plan.register(row), row, report)
        case Edit(row):
            _correct(desk, submission, row, report, show)
        case _:
            assert_never(decision)


def _correct(
    desk: Desk, submission: Submission, row: PaymentRow, report: Report, show: Callable[[Rejection], None]
) -> None:
    visit = desk.visit
    visit.progress.step(f"Leer por qué fue rechazado el pago {row.payment_id}")
    detail = desk.plan.detail(row)
    report.rejection = _rejection(desk, submission, detail, report)
    show(report.rejection)
    if not report.rejection.differences:
        detail.close()
        _say_nothing_differs(submission, row, report)
        return
    if submission.dry_run:
        detail.close()
        visit.progress.warn("En el ensayo no se oprime Editar: eso ya abriría el pago en el portal.")
        report.outcome = Outcome.DRY_RUN
        return
    if visit.site.in_modification.search(desk.contract.state):
        refuse_if_shut(visit, desk.plan, desk.contract, desk.before)
    visit.progress.step("Editar")
    unseen = f"no se pudo leer en qué quedó el pago {row.payment_id}."
    with unknown_while_open(desk.memory, Commit.EDITAR, lambda why: _unknown_edit(f"{unseen} {why.removesuffix('.')}")):
        detail.edit(lambda: desk.memory.begin(Commit.EDITAR))
        unlocked = _unlocked(desk, row.payment_id)
    desk.memory.end(Commit.EDITAR)
    report.row = unlocked
    visit.progress.step(f"Registrar otra vez el pago {row.payment_id}")
    try:
        form = desk.plan.register(unlocked)
        register(replace(desk, before=[unlocked, *desk.before]), submission, form, None, report)
    except SecopBotError:
        if not desk.memory.may_have_saved():  # said, because the entity now sees it as the contractor's again
            visit.progress.warn(
                f"El pago {row.payment_id} quedó abierto para corregir, sin guardar la corrección y sin enviar;"
                " el mismo comando sigue desde ahí."
            )
        raise


def _say_nothing_differs(submission: Submission, row: PaymentRow, report: Report) -> None:
    """Leave a payment rejected in which there is nothing to correct. Raises RefusedError where it was to be sent."""
    if submission.ask_consent:
        raise RefusedError(
            "nothing_differs",
            f"El pago {row.payment_id} sigue rechazado y no se envió: SECOP II ya tiene lo mismo que su archivo.",
            "Corrija el archivo o los PDF según el motivo y repita; si la entidad dice que así está bien,"
            " envíelo a mano en SECOP II.",
        )
    report.outcome = Outcome.NOTHING_TO_DO


def _rejection(desk: Desk, submission: Submission, detail: PaymentDetail, report: Report) -> Rejection:
    """Read Detalle and compare it with the file. Raises InputError (exit 3) for another payment's."""
    filing = submission.filing
    reading = detail.read()
    if not filing.agrees(reading.payment_id):
        raise InputError(
            "payment_id_differs",
            f"El archivo dice pago {filing.payment}, y Detalle muestra el ID de pago {reading.payment_id}.",
            "No se tocó nada. Mire Plan de pagos en SECOP II.",
        )
    asks = Field.PLANILLA_NUMERO in reading.fields
    meant = filing.for_form(reading.payment_id, asks_planilla=asks, filed=reading.fields)
    report.fields, report.reading = meant, reading
    names = [document.name for document in filing.documents]
    report.attached = desk.memory.attached()
    unproven = unproven_documents(filing, reading.documents, report.attached)
    found = [
        *differences(meant, names, reading),
        *(
            Difference("Documentación", name, f"{name} {_OTHER if name in report.attached else _UNPROVEN}")
            for name in unproven
            if name in names
        ),
    ]
    return Rejection(detail.reason(), tuple(found))


def _unlocked(desk: Desk, payment_id: str) -> PaymentRow:
    """Return the row once it offers Registro; the table may have to be opened anew."""

    def offered() -> PaymentRow | None:
        row = desk.plan.row(payment_id)
        return row if row and RowAction.REGISTRO in row.offers else None

    if row := desk.visit.within(min(_REFRESH_S, desk.visit.timeout), offered):
        return row
    ContractPage(desk.visit).open_execution()
    return desk.visit.until(
        offered,
        lambda: _unknown_edit(f"la fila del pago {payment_id} no ofrece Registro"),
    )


def _unknown_edit(why: str) -> UnknownOutcomeError:
    """Say that Editar was pressed and nobody knows how it ended; it only unlocks."""
    return UnknownOutcomeError(
        "edit_unknown",
        f"Se oprimió Editar, que solo abre el pago para corregirlo, y {why}.",
        "Ejecute otra vez el mismo comando: el bot mira primero qué quedó.",
    )

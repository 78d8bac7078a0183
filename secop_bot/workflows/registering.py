"""A payment's open form carried to what the filing says: filled, saved, and sent where that is consented."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import InputError, PersonNeededError, RefusedError, SecopBotError, UnknownOutcomeError
from secop_bot.filing.copied import looks_copied
from secop_bot.filing.rows import RowState, row_state
from secop_bot.journal import FORM
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.notice import find_notice, standing
from secop_bot.report import Outcome, Report
from secop_bot.story import form_json
from secop_bot.workflows.bearings import take_bearings
from secop_bot.workflows.commits import memories_of, recall, refuse_twins, save, send_once
from secop_bot.workflows.form_filling import agree_on_payment, fill, stop_at, told, unproven_documents, wrong_in
from secop_bot.workflows.loading import load_evidences
from secop_bot.workflows.visiting import open_payment_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from secop_bot.consent import Consent
    from secop_bot.filing.comparison import FormReading
    from secop_bot.filing.decision import Decision, Refuse
    from secop_bot.filing.evidence import Evidence
    from secop_bot.filing.fields import Field, Value
    from secop_bot.filing.filing import Filing
    from secop_bot.filing.rows import PaymentRow
    from secop_bot.memory import PaymentMemory
    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.payment_form import PaymentForm
    from secop_bot.portal.payment_plan import PaymentPlan
    from secop_bot.portal.visit import Visit
    from secop_bot.receipt import Receipt


@dataclass(frozen=True)
class Submission:
    """What to carry through: the filing, the day it is done, and how far to go.

    ``ask_consent`` is None for a run that stops before Enviar; otherwise it is shown what the portal says and
    returns the person's consent, or None for a no. ``receipts`` is the folder of all receipts, ``receipt`` this run's;
    ``company`` is the one that charges, where the account has several. ``as_written`` says that the file is right,
    though this computer has filed its payment, or its month, otherwise.
    """

    filing: Filing
    today: date
    receipts: Path
    receipt: Receipt
    company: str | None = None
    dry_run: bool = False
    as_written: bool = False
    ask_consent: Callable[[PaymentRow, FormReading], Consent | None] | None = None


@dataclass(frozen=True)
class Desk:
    """One payment on the table: where it stands at the portal, what is known of it here, what was in the table."""

    visit: Visit
    plan: PaymentPlan
    memory: PaymentMemory
    before: list[PaymentRow]
    contract: ListedContract


def approach(visit: Visit, submission: Submission, report: Report) -> Desk:
    """Stand before Plan de pagos of the filing's contract, with the table read and the memory of the payment."""
    filing, receipt = submission.filing, submission.receipt
    listed, plan = open_payment_plan(visit, filing.contract, filing.entity)
    report.contract = listed
    memory = recall(visit, submission.receipts, receipt.journal, listed, filing.payment)
    before = plan.rows()
    receipt.journal.write("read", plan=[str(row) for row in before])
    take_bearings(visit, listed, submission.company, receipt)
    return Desk(visit, plan, memory, before, listed)


def refuse_copied(desk: Desk, submission: Submission, decision: Decision) -> Refuse | None:
    """Return why nothing may be written where the month file looks copied, unless the person says that it is right."""
    if submission.as_written:
        return None
    contract, journal = desk.contract, submission.receipt.journal
    memories = memories_of(submission.receipts, journal, contract.number, contract.entity)
    filed = {payment: memory.period() for payment, memory in memories.items()}
    return looks_copied(submission.filing, decision, desk.before, filed)


def register(desk: Desk, submission: Submission, form: PaymentForm, saved: PaymentRow | None, report: Report) -> None:
    """Do the least that makes the open form as meant, and go as far as asked. ``report`` is filled on the way.

    ``saved`` is the row of a payment that is saved already: where nothing differs, it is left as it is.
    """
    visit, filing = desk.visit, submission.filing
    with _leaving_by_cancelar(desk, form, report):
        reading = form.read()
        was_filed = saved is not None or report.rejection is not None
        meant = agree_on_payment(filing, form, reading, desk.contract.signed, was_filed=was_filed)
        report.payment_id, report.fields, report.reading = reading.payment_id, meant, reading
        known = report.attached = desk.memory.attached()
        journal = submission.receipt.journal
        journal.write(FORM, **form_json(report))
        as_meant = (
            saved is not None
            and not wrong_in(visit.site, filing, meant, reading)
            and not unproven_documents(filing, reading.documents, known)
        )
        if not as_meant:
            attaches = not submission.dry_run or _attaches_in_a_trial(desk, filing, reading, known)
            fill(visit, filing, form, meant, reading, known=known if attaches else None, today=submission.today)
            report.reading = form.read()
            # What the form asks for may have changed while it was filled.
            now = agree_on_payment(filing, form, report.reading, desk.contract.signed, was_filed=was_filed)
            meant = report.fields = {**now, **{field: value for field, value in meant.items() if field in now}}
            journal.write(FORM, **form_json(report))
            stop_at(wrong_in(visit.site, filing, meant, report.reading, names=attaches))
        if as_meant or submission.dry_run:
            visit.progress.step("Salir con Cancelar, sin guardar")
            form.cancel()
            _tell_what_is_left(desk)
        else:
            visit.progress.step("Confirmar")
            was_saved = any(filing.agrees(row.payment_id) and row_state(row) is RowState.SAVED for row in desk.before)
            report.row, report.reading = save(visit, desk.plan, form, filing, meant, desk.memory, was_saved=was_saved)
            report.attached = desk.memory.attached()
            journal.write(FORM, **form_json(report))
    if submission.dry_run:
        if filing.evidence:
            visit.progress.warn(f"En el ensayo no se cargan las evidencias ({filing.evidence.name}).")
        report.outcome = Outcome.NOTHING_TO_DO if as_meant else Outcome.DRY_RUN
        return
    # What this run has saved itself, and finds so after it had to begin anew, it has saved.
    report.outcome = Outcome.NOTHING_TO_DO if as_meant and not desk.memory.may_have_saved() else Outcome.SAVED
    if filing.evidence:
        _load(desk, filing, filing.evidence, report)
    if submission.ask_consent and report.row:
        _send(desk, filing, submission.ask_consent, report)


def _attaches_in_a_trial(desk: Desk, filing: Filing, reading: FormReading, known: Mapping[str, str]) -> bool:
    """Return whether a run that saves nothing may attach: not where a document would be taken off first.

    Whether the portal takes one off a saved payment at once, and not with Confirmar, is not known.
    """
    off = unproven_documents(filing, reading.documents, known)
    if off:
        desk.visit.progress.warn(
            f"En el ensayo no se quita ni se anexa nada: ya están anexos {', '.join(off)}, y no consta que sean los"
            " archivos de ahora. Sin --dry-run se quitarían para anexar los suyos."
        )
    return not off


def _load(desk: Desk, filing: Filing, evidence: Evidence, report: Report) -> None:
    """Load the evidences of a payment that is saved, and say that it is when they can't be loaded."""
    try:
        if load_evidences(desk.visit, filing, evidence, desk.memory, report):
            report.outcome = Outcome.SAVED
    except SecopBotError as error:
        report.outcome = None
        kind = RefusedError if isinstance(error, InputError) else type(error)  # exit 3 would say that nothing is saved
        unknown = isinstance(error, UnknownOutcomeError)
        evidences = "no se sabe si las evidencias se cargaron" if unknown else "las evidencias no se cargaron"
        told = kind(
            error.code,
            f"El pago {report.payment_id} quedó guardado, sin enviar, pero {evidences}. {error.message}",
            f"{error.remedy.removesuffix('.')}. Para seguir sin ellas: --no-evidence.",
        )
        told.says_where_it_stands = True
        raise told from error


def _send(desk: Desk, filing: Filing, ask: Callable[[PaymentRow, FormReading], Consent | None], report: Report) -> None:
    assert report.row  # noqa: S101 - the caller has just saved or read it
    assert report.reading  # noqa: S101 - the same
    desk.visit.progress.step("Enviar")
    consent = ask(report.row, report.reading)
    if consent is None:
        raise PersonNeededError(
            "no_consent",
            f"No se envió: el pago {report.row.payment_id} quedó guardado, sin enviar.",
            "Cuando quiera enviarlo, ejecute otra vez el mismo comando y escriba ENVIAR, en mayúsculas.",
        )
    if consent.waited:
        report.row = _read_again(desk, filing, report.row, report.fields or {})
    report.row = send_once(desk.visit, desk.plan, filing.contract, report.row, consent, desk.memory)
    report.outcome = Outcome.SENT


def _read_again(desk: Desk, filing: Filing, row: PaymentRow, meant: Mapping[Field, Value]) -> PaymentRow:
    """Return the row as it reads now, once all of the payment still is as the person has seen it.

    Raises RefusedError (exit 5) where a hand or another computer has changed it meanwhile.
    """
    visit = desk.visit
    ContractPage(visit).open_execution()
    refuse_twins(desk.plan, filing)
    now = desk.plan.row(row.payment_id)
    if now is None or _filed(now) != _filed(row):
        seen = f"ahora es «{now}»" if now else "ya no está en Plan de pagos"
        raise _changed_meanwhile(row, f"era «{row}» y {seen}")
    form = desk.plan.register(now)
    reading = form.read()
    form.cancel()
    if wrong := wrong_in(visit.site, filing, meant, reading):
        raise _changed_meanwhile(row, told(wrong))
    return now


def _filed(row: PaymentRow) -> tuple[object, ...]:
    """Return what a row says of its payment; the text of its state may be translated meanwhile."""
    return row.payment_id, row.invoice_number, row.value, row.offers


def _changed_meanwhile(row: PaymentRow, how: str) -> RefusedError:
    return RefusedError(
        "changed_meanwhile",
        f"Mientras se esperaba su respuesta, el pago {row.payment_id} cambió en SECOP II: {how}.",
        "No se envió. Ejecute otra vez el mismo comando: compara todo de nuevo y vuelve a preguntar.",
    )


@contextmanager
def _leaving_by_cancelar(desk: Desk, form: PaymentForm, report: Report) -> Iterator[None]:
    """Leave the form by Cancelar when something stops the run inside it, and say what is then in the table.

    What the form shows at that moment is what ``report`` keeps.
    """
    visit = desk.visit
    stood = standing(visit)
    try:
        yield
    except UnknownOutcomeError:
        raise
    except SecopBotError:
        visit.progress.failing()
        try:
            visit.acknowledge_fault()
            report.reading = _last_reading(visit, form)
            if message := find_notice(visit, stood):
                visit.press(message[0])
            if not form.is_gone():
                form.cancel()
                _tell_what_is_left(desk)
        except SecopBotError as second:
            visit.progress.warn(f"Además, no se pudo salir del formulario con Cancelar: {second.message}")
        raise


def _last_reading(visit: Visit, form: PaymentForm) -> FormReading | None:
    """Read the form once more as the run leaves it; None where that can't be done at once."""
    try:
        return None if visit.busy() or form.is_gone() else form.read()
    except (PlaywrightError, SecopBotError):
        return None


def _tell_what_is_left(desk: Desk) -> None:
    """Read the table after leaving without Confirmar: whether opening the form leaves a row is not known."""
    for row in desk.plan.rows():
        if row not in desk.before:
            desk.visit.progress.warn(
                f"Después de salir sin guardar, Plan de pagos muestra un cambio: {row.payment_id}"
                f" {row.invoice_number} {row.state}".rstrip()
                + "."
            )

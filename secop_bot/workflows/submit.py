"""``submit``: one month carried from its Filing to a saved payment, and to a sent one where that is consented."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from secop_bot.errors import (
    InputError,
    PersonNeededError,
    RefusedError,
    SecopBotError,
    UnknownOutcomeError,
    UnknownPageError,
)
from secop_bot.filing.calendar import planilla_retry_day
from secop_bot.filing.comparison import Difference, differences
from secop_bot.filing.decision import Create, Done, Refuse, Register, Resume, RowAction, decide
from secop_bot.filing.fields import Field, Value, show
from secop_bot.filing.values import Persona
from secop_bot.portal.notice import find_notice
from secop_bot.portal.sending import send
from secop_bot.portal.upload import upload
from secop_bot.portal.validation import is_valid, validate
from secop_bot.workflows.visiting import open_payment_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from secop_bot.consent import Consent
    from secop_bot.filing.comparison import FormReading
    from secop_bot.filing.decision import PaymentRow
    from secop_bot.filing.filing import Filing
    from secop_bot.portal.payment_form import PaymentForm
    from secop_bot.portal.payment_plan import PaymentPlan
    from secop_bot.portal.visit import Visit


class Outcome(StrEnum):
    """How a run ended."""

    DRY_RUN = "dry_run"
    SAVED = "saved"
    SENT = "sent"
    ALREADY_SENT = "already_sent"
    NOTHING_TO_DO = "nothing_to_do"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    FAILED = "failed"

    @classmethod
    def of_error(cls, error: SecopBotError) -> Outcome:
        """Return the outcome of a run that an error ended."""
        match error:
            case UnknownOutcomeError():
                return cls.UNKNOWN
            case RefusedError():
                return cls.REFUSED
            case _:
                return cls.FAILED


@dataclass
class Report:
    """What a run has read from the portal so far; it stays true when an error ends the run."""

    filing: Filing | None = None
    outcome: Outcome | None = None
    row: PaymentRow | None = None
    payment_id: str | None = None
    fields: dict[Field, Value] | None = None


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
        case Create():
            visit.progress.step("Crear el pago")
            open_form = plan.create
        case Register():
            visit.progress.step(f"Registrar el pago {decision.row.payment_id}")
            row = decision.row
            open_form = lambda: plan.register(row)  # noqa: E731 - three ways to one form
        case Resume():
            visit.progress.step(f"Abrir el pago guardado {decision.row.payment_id}")
            row = decision.row
            report.row, report.payment_id = row, row.payment_id
            open_form = lambda: plan.register(row)  # noqa: E731 - three ways to one form
        case _:
            assert_never(decision)
    form = open_form()
    with _leaving_by_cancelar(visit, plan, form, before):
        reading = form.read()
        meant = _agree_on_payment(filing, form, reading, listed.signed)
        report.payment_id, report.fields = reading.payment_id, meant
        as_meant = isinstance(decision, Resume) and not _wrong(filing, meant, reading)
        if not as_meant:
            _fill(visit, submission, form, meant, reading)
            reading = form.read()
            _stop_at(_wrong(filing, meant, reading))
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


def _agree_on_payment(
    filing: Filing, form: PaymentForm, reading: FormReading, signed: date | None
) -> dict[Field, Value]:
    """Return what must stand in this form, once its ID de pago and its planilla are known to fit the file."""
    if not filing.agrees(reading.payment_id):
        raise InputError(
            "payment_id_differs",
            f"El archivo dice pago {filing.payment}, y el formulario muestra el ID de pago {reading.payment_id}.",
            "No se guardó nada. Corrija «pago:» en el archivo, o mire en Plan de pagos qué falta antes de este pago.",
        )
    asks = form.asks_planilla()
    has_planilla = Field.PLANILLA_NUMERO in filing.fields
    if asks and not has_planilla:
        raise InputError(
            "planilla_missing",
            "El formulario pide la planilla de seguridad social y el archivo no la trae.",
            "Agregue al archivo «planilla:» con «numero:» y «fecha_pago:» y vuelva a ejecutar; no se guardó nada.",
        )
    if has_planilla and not asks and filing.persona is Persona.NATURAL and filing.planilla_due(signed):
        raise UnknownPageError(
            "planilla_not_shown",
            "El archivo trae una planilla y el formulario no muestra dónde validarla.",
            "No se guardó nada. Si el portal de verdad no la pide para este contrato, quite «planilla:» del archivo.",
        )
    return filing.for_form(reading.payment_id, asks_planilla=asks)


def _wrong(filing: Filing, meant: Mapping[Field, Value], reading: FormReading) -> list[Difference]:
    """Return all in the form that is not as meant: fields, document names, validations."""
    wrong = differences(meant, [document.name for document in filing.documents], reading)
    for field, words in ((Field.PLANILLA_NUMERO, reading.planilla_state), (Field.CUFE, reading.cufe_state)):
        if field in meant and not is_valid(words):
            wrong.append(Difference(f"Validación de {field.label}", "Consulta exitosa", " ".join(words.split())))
    return wrong


def _stop_at(wrong: list[Difference]) -> None:
    if not wrong:
        return
    told = "; ".join(f"{one.what}: debía ser «{one.meant}» y el portal muestra «{one.shown}»" for one in wrong)
    raise RefusedError(
        "readback_differs",
        f"Lo que muestra el portal no es lo que dice el archivo. {told}.",
        "No se siguió adelante. Repita con --headed para ver ese campo; si el portal lo cambia, hágalo a mano.",
    )


def _fill(
    visit: Visit,
    submission: Submission,
    form: PaymentForm,
    meant: Mapping[Field, Value],
    reading: FormReading,
) -> None:
    """Write what differs, attach what is missing, and validate. Nothing is saved by this."""
    visit.progress.step("Llenar los campos")
    for field, value in meant.items():
        if not differences({field: value}, reading.documents, reading):
            continue
        visit.progress.note(f"{field.label}: {show(value)}")
        shown = form.write(field, value)
        _stop_at(differences({field: value}, reading.documents, replace(reading, fields={field: shown})))
    _attach(visit, submission.filing, form)
    for field in (Field.CUFE, Field.PLANILLA_NUMERO):
        if field in meant:
            visit.progress.step(f"Validar {field.label}")
            validate(visit, form, field, when_again=_when_again(submission, meant))


def _attach(visit: Visit, filing: Filing, form: PaymentForm) -> None:
    names = {document.name for document in filing.documents}
    attached = form.documents()
    missing = [document for document in filing.documents if document.name not in attached]
    strange = [name for name in attached if name not in names]
    if not missing and not strange:
        return
    visit.progress.step("Anexar los documentos")
    for name in strange:
        visit.progress.note(f"Se quita {name}: no está en el archivo del mes")
        form.detach(name)
    if missing:
        for document in missing:
            visit.progress.note(document.name)
        upload(visit, form.attach_button(), [document.path for document in missing])
        visit.until(
            lambda: {document.name for document in missing} <= set(form.documents()) or None,
            lambda: RefusedError(
                "not_attached",
                "El formulario no muestra como anexos todos los documentos que se subieron.",
                "No se confirmó nada. Vuelva a ejecutar; si se repite, mire con --headed la ventana de anexar.",
            ),
        )


def _when_again(submission: Submission, meant: Mapping[Field, Value]) -> str:
    from babel.dates import format_date

    paid = meant.get(Field.PLANILLA_FECHA)
    day = planilla_retry_day(paid if isinstance(paid, date) else None, submission.today)
    return "el " + format_date(day, "EEEE d 'de' MMMM", locale="es_CO")


def _read_back(visit: Visit, plan: PaymentPlan, payment_id: str, meant: Mapping[Field, Value]) -> PaymentRow:
    """Read the saved row and compare it with what was meant. Nothing is pressed."""

    def saved() -> PaymentRow | None:
        row = plan.row(payment_id)
        return row if row and RowAction.ENVIAR in row.offers else None

    row = visit.until(
        saved,
        lambda: UnknownOutcomeError(
            "save_unknown",
            f"Se oprimió Confirmar, y Plan de pagos no muestra el pago {payment_id} como guardado.",
            "Ejecute otra vez el mismo comando: el bot mira primero qué quedó guardado.",
        ),
    )
    number, total = meant[Field.NUMERO_FACTURA], meant[Field.VALOR_TOTAL]
    wrong = []
    if " ".join(row.invoice_number.split()) != number:
        wrong.append(Difference("Número de factura en la fila", show(number), row.invoice_number))
    if row.value != total:
        wrong.append(Difference("Valor en la fila", show(total), show(row.value) if row.value else ""))
    _stop_at(wrong)
    return row


def _send(
    visit: Visit, submission: Submission, plan: PaymentPlan, report: Report, meant: Mapping[Field, Value]
) -> None:
    """Open the saved payment once more, compare all of it, ask for consent, and press Enviar once."""
    assert report.row and submission.ask_consent  # noqa: S101, PT018 - the caller saw to both
    visit.progress.step("Revisar lo guardado antes de enviar")
    form = plan.register(report.row)
    reading = form.read()
    form.cancel()
    _stop_at(_wrong(submission.filing, meant, reading))
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

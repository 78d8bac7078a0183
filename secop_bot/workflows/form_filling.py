"""Making the open form what the filing says: the least that differs, written, read back and compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from secop_bot.errors import InputError, RefusedError, UnknownPageError
from secop_bot.filing.calendar import planilla_retry_day
from secop_bot.filing.comparison import Difference, differences
from secop_bot.filing.documents import check_unchanged
from secop_bot.filing.fields import Field, Value, show
from secop_bot.filing.problems import FlawError
from secop_bot.filing.text import collapsed
from secop_bot.filing.values import Persona
from secop_bot.portal.upload import upload
from secop_bot.portal.validation import is_valid, validate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from secop_bot.filing.comparison import FormReading
    from secop_bot.filing.documents import Document
    from secop_bot.filing.filing import Filing
    from secop_bot.portal.payment_form import PaymentForm
    from secop_bot.portal.sitemap import Site
    from secop_bot.portal.visit import Visit


def agree_on_payment(
    filing: Filing, form: PaymentForm, reading: FormReading, signed: date | None, *, was_filed: bool
) -> dict[Field, Value]:
    """Return what must stand in this form, once its ID de pago and its planilla are known to fit the file."""
    if not filing.agrees(reading.payment_id):
        raise InputError(
            "payment_id_differs",
            f"El archivo dice pago {filing.payment}, y el formulario muestra el ID de pago {reading.payment_id}.",
            "No se guardó nada. Mire primero Plan de pagos: si este pago ya está allí, no lo repita.",
        )
    asks = Field.PLANILLA_NUMERO in reading.fields
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
            f"En «{form.name}» no se encontró «{Field.PLANILLA_NUMERO.label}», y el archivo trae una planilla.",
            "No se guardó nada. Si el portal de verdad no la pide para este contrato, quite «planilla:» del archivo.",
        )
    return filing.for_form(reading.payment_id, asks_planilla=asks, filed=reading.fields if was_filed else {})


def wrong_in(
    site: Site, filing: Filing, meant: Mapping[Field, Value], reading: FormReading, *, names: bool = True
) -> list[Difference]:
    """Return all in the form that is not as meant: fields, document names (unless not ``names``), validations."""
    wanted = [document.name for document in filing.documents] if names else reading.documents
    wrong = differences(meant, wanted, reading)
    for field, words in ((Field.PLANILLA_NUMERO, reading.planilla_state), (Field.CUFE, reading.cufe_state)):
        if field in meant and not is_valid(site, words):
            wrong.append(Difference(f"Validación de {field.label}", "Consulta exitosa", collapsed(words)))
    return wrong


def told(wrong: Sequence[Difference]) -> str:
    """Say in Spanish what each difference is."""
    return "; ".join(map(str, wrong))


def stop_at(wrong: list[Difference]) -> None:
    """Raise RefusedError (exit 5) that names each difference, if there is one."""
    if not wrong:
        return
    raise RefusedError(
        "readback_differs",
        f"Lo que muestra el portal no es lo que dice el archivo. {told(wrong)}.",
        "No se siguió adelante. El recibo tiene la imagen; si es el portal quien lo cambia, regístrelo a mano.",
    )


def fill(
    visit: Visit,
    filing: Filing,
    form: PaymentForm,
    meant: Mapping[Field, Value],
    reading: FormReading,
    *,
    known: Mapping[str, str] | None,
    today: date,
) -> None:
    """Write what differs, attach what is missing, and validate. Nothing is saved by this.

    ``known`` has name and SHA-256 of the files this computer saw saved with the payment; None: what is attached stays
    as it is.
    """
    visit.progress.step("Llenar los campos")
    written = set()
    for place, (field, value) in enumerate(meant.items(), start=1):
        as_meant = not differences({field: value}, reading.documents, reading)
        if not as_meant:
            visit.progress.note(f"{field.label}: {show(value)}")
        visit.guide.point_at(
            partial(form.control, field, value),
            f"Campo {place} de {len(meant)} · {field.label}: {show(value) or 'vacío'}",
            filing.fields[field].origin + (" (ya está así)" if as_meant else ""),
        )
        if as_meant:
            continue
        shown = form.write(field, value)
        written.add(field)
        stop_at(differences({field: value}, reading.documents, replace(reading, fields={field: shown})))
    if known is not None:
        _attach(visit, filing, form, known)
    for field, inputs in VALIDATED.items():
        if field in meant:
            visit.progress.step(f"Validar {field.label}")
            visit.guide.point_at(partial(form.validate_button, field), "Se oprime Validar", _WHY_VALIDATED[field])
            changed = not written.isdisjoint(inputs)
            validate(visit, form, field, changed=changed, when_again=_when_again(meant, today))


def unproven_documents(filing: Filing, attached: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """Return the attached names whose content is not known to be the file's: the portal shows names alone."""
    ours = {document.name: document.sha256 for document in filing.documents}
    return [name for name in attached if name not in ours or known.get(name) != ours[name]]


def _attach(visit: Visit, filing: Filing, form: PaymentForm, known: Mapping[str, str]) -> None:
    attached = form.documents()
    off = unproven_documents(filing, attached, known)
    missing = [one for one in filing.documents if one.name not in attached or one.name in off]
    if not missing and not off:
        return
    visit.progress.step("Anexar los documentos")
    for name in off:
        named = any(document.name == name for document in filing.documents)
        why = "no consta que sea el archivo de ahora" if named else "ya no está en su archivo"
        visit.progress.note(f"Se quita {name}: {why}")
        form.detach(name)
    if missing:
        for document in missing:
            visit.progress.note(document.name)
        _check_unchanged(missing)
        upload(visit, form.attach_button(), [document.path for document in missing])
        visit.until(
            lambda: {document.name for document in missing} <= set(form.documents()) or None,
            lambda: (
                visit.unanswered()
                or RefusedError(
                    "not_attached",
                    "El formulario no muestra como anexos todos los documentos que se subieron.",
                    "No se confirmó nada. Vuelva a ejecutar; si se repite, mire en el recibo qué muestra la página.",
                )
            ),
        )
        _check_unchanged(missing)


def _check_unchanged(documents: Sequence[Document]) -> None:
    """Stop before Confirmar if a file was changed since it was read: its SHA-256 would vouch for other bytes."""
    try:
        for document in documents:
            check_unchanged(document)
    except FlawError as flaw:
        raise InputError("document_changed", flaw.message, flaw.remedy) from flaw


VALIDATED = {
    Field.CUFE: {Field.OBLIGADO, Field.CUFE},
    Field.PLANILLA_NUMERO: {Field.PLANILLA_NUMERO, Field.PLANILLA_FECHA},
}
"""What is validated, and what its validation looks at."""
_WHY_VALIDATED = {
    Field.CUFE: "SECOP II debe responder «Consulta exitosa» para la factura electrónica",
    Field.PLANILLA_NUMERO: "SECOP II debe responder «Consulta exitosa» para la planilla de seguridad social",
}


def _when_again(meant: Mapping[Field, Value], today: date) -> str:
    from babel.dates import format_date

    paid = meant.get(Field.PLANILLA_FECHA)
    day = planilla_retry_day(paid if isinstance(paid, date) else None, today)
    return "el " + format_date(day, "EEEE d 'de' MMMM", locale="es_CO")

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secop_bot.filing.calendar import Period
from secop_bot.filing.dates import due_date, emission_date, reception_date, reception_limit
from secop_bot.filing.fields import Field, Value, show
from secop_bot.filing.filing import prepare
from secop_bot.filing.problems import Severity
from secop_bot.filing.profile import GUIA
from secop_bot.filing.values import Persona
from tests.unit.month_desk import CUFE, MONTH, TODAY, Desk, changed, without, write_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from secop_bot.filing.filing import Filing

COMPANY = (
    without("valor")
    + f"persona: juridica\nvalor_neto: 1.000.000\nvalor_total: 1.190.000\nfactura: {{numero: FV-12, cufe: {CUFE}}}\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk.furnished(tmp_path)


def values(filing: Filing) -> dict[Field, Value]:
    return {field: resolved.value for field, resolved in filing.fields.items()}


def test_the_guide_fills_a_natural_persons_form(desk: Desk) -> None:
    filing = desk.filing()
    assert values(filing) == {
        Field.OBLIGADO: False,
        Field.NUMERO_FACTURA: "Pago 005",
        Field.FECHA_EMISION: date(2026, 11, 3),
        Field.FECHA_VENCIMIENTO: date(2026, 11, 30),
        Field.VALOR_NETO: Decimal(3500000),
        Field.VALOR_TOTAL: Decimal(3500000),
        Field.NOTAS: "",
        Field.FECHA_RECEPCION: date(2026, 11, 4),
        Field.NUMERO_RADICACION: "005",
        Field.PLANILLA_NUMERO: "0412345678",
        Field.PLANILLA_FECHA: date(2026, 11, 3),
    }
    assert filing.warnings == ()
    assert (filing.contract, filing.entity, filing.period, filing.payment) == (
        "CO1.PCCNTR.8263723",
        None,
        Period(2026, 10),
        5,
    )
    assert (filing.persona, filing.profile, filing.source) == (Persona.NATURAL, "guia", desk.path)


def test_the_fields_stand_in_the_forms_order(desk: Desk) -> None:
    assert list(desk.filing(COMPANY).fields) == list(Field)


def test_every_field_says_where_it_comes_from(desk: Desk) -> None:
    origins = {field: resolved.origin for field, resolved in desk.filing().fields.items()}
    assert origins == {
        Field.OBLIGADO: "guía, letra a: No, porque el archivo no trae factura electrónica",
        Field.NUMERO_FACTURA: "guía, letra b: persona natural, el número del pago",
        Field.FECHA_EMISION: "guía, letra c: primer día hábil después de octubre de 2026",
        Field.FECHA_VENCIMIENTO: "guía, letra d: último día calendario del mes de la emisión",
        Field.VALOR_NETO: "guía, letra e: persona natural, el valor cobrado en neto y en total "
        "(valor, línea 4 de mes.yaml)",
        Field.VALOR_TOTAL: "guía, letra e: persona natural, el valor cobrado en neto y en total "
        "(valor, línea 4 de mes.yaml)",
        Field.NOTAS: "guía, letra f: no es necesario diligenciarlas",
        Field.FECHA_RECEPCION: "guía, letra g: el día en que se presenta, a más tardar el tercer día hábil del "
        "mes (05/11/2026)",
        Field.NUMERO_RADICACION: "guía, letra h: el ID del pago, como lo muestre el portal",
        Field.PLANILLA_NUMERO: "escrito en mes.yaml, línea 6",
        Field.PLANILLA_FECHA: "escrito en mes.yaml, línea 7",
    }


def test_a_company_files_its_electronic_invoice(desk: Desk) -> None:
    filing = desk.filing(COMPANY)
    found = values(filing)
    assert found[Field.OBLIGADO] is True
    assert found[Field.CUFE] == CUFE
    assert found[Field.NUMERO_FACTURA] == "FV-12"
    assert found[Field.VALOR_NETO] == Decimal(1000000)
    assert found[Field.VALOR_TOTAL] == Decimal(1190000)
    assert filing.warnings == ()
    assert filing.fields[Field.CUFE].origin == "escrito en mes.yaml, línea 16"


def test_a_company_without_an_electronic_invoice_gives_its_number(desk: Desk) -> None:
    plain = COMPANY[: COMPANY.index("factura:")]
    filing = desk.filing(plain + "numero_factura: A-7\n")
    assert values(filing)[Field.OBLIGADO] is False
    assert values(filing)[Field.NUMERO_FACTURA] == "A-7"
    assert desk.error(plain).key == "numero_factura"


# --- Dates: letters c, d and g

GUIDE_DATES = [
    # period, emission, due, third business day
    (Period(2026, 10), date(2026, 11, 3), date(2026, 11, 30), date(2026, 11, 5)),
    (Period(2026, 6), date(2026, 7, 1), date(2026, 7, 31), date(2026, 7, 3)),
    (Period(2026, 12), date(2027, 1, 4), date(2027, 1, 31), date(2027, 1, 6)),
    (Period(2026, 11), date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 3)),
    (Period(2027, 12), date(2028, 1, 3), date(2028, 1, 31), date(2028, 1, 5)),
    (Period(2028, 1), date(2028, 2, 1), date(2028, 2, 29), date(2028, 2, 3)),
    (Period(2026, 3), date(2026, 4, 1), date(2026, 4, 30), date(2026, 4, 7)),
]


@pytest.mark.parametrize(("period", "emission", "due", "limit"), GUIDE_DATES)
def test_the_guides_dates_are(period: Period, emission: date, due: date, limit: date) -> None:
    assert emission_date(GUIA, period) == emission
    assert due_date(GUIA, emission) == due
    assert reception_limit(GUIA, emission) == limit


@pytest.mark.parametrize(
    ("today", "reception"),
    [
        (date(2026, 10, 20), date(2026, 11, 3)),
        (date(2026, 11, 3), date(2026, 11, 3)),
        (date(2026, 11, 5), date(2026, 11, 5)),
        (date(2026, 11, 6), date(2026, 11, 5)),
        (date(2027, 2, 1), date(2026, 11, 5)),
    ],
)
def test_the_reception_is_today_within_its_limits(today: date, reception: date) -> None:
    assert reception_date(GUIA, date(2026, 11, 3), today) == reception


@given(st.builds(Period, st.integers(2015, 2060), st.integers(1, 12)), st.dates(date(2015, 1, 1), date(2060, 1, 1)))
def test_the_dates_never_contradict_each_other(period: Period, today: date) -> None:
    emission = emission_date(GUIA, period)
    reception = reception_date(GUIA, emission, today)
    assert period.last_day < emission <= reception <= reception_limit(GUIA, emission) < due_date(GUIA, emission)


def test_after_the_third_business_day_the_limit_stands_with_a_warning(desk: Desk) -> None:
    today = date(2026, 11, 23)
    assert values(desk.filing(today=today))[Field.FECHA_RECEPCION] == date(2026, 11, 5)
    warning = desk.warning(MONTH, today)
    assert warning.key == "fecha_recepcion"
    assert "tercer día hábil" in warning.message
    assert "letra g" in warning.message


def test_a_period_to_come_is_an_error_and_the_current_one_a_warning(desk: Desk) -> None:
    error = desk.error(changed(("2026-10", "2026-12")))
    assert (error.key, error.line) == ("periodo", 2)
    assert desk.warning(changed(("2026-10", "2026-11"))).key == "periodo"


# --- Values given by hand


@pytest.mark.parametrize(
    ("line", "letter", "rule_gives"),
    [
        ("fecha_emision: 2026-11-04", "c", "03/11/2026"),
        ("fecha_vencimiento: 2026-11-29", "d", "30/11/2026"),
        ("fecha_recepcion: 2026-11-06", "g", "05/11/2026"),
        ("fecha_recepcion: 2026-11-02", "g", "04/11/2026"),
        ("numero_factura: Pago 5", "b", "«Pago 005»"),
        ("numero_radicacion: 7", "h", "«005»"),
        ("numero_radicacion: 5", "h", "«005»"),
        (f"factura: {{numero: FV-1, cufe: {CUFE}}}", "b", "«Pago 005»"),
    ],
)
def test_a_value_by_hand_that_departs_from_a_rule_is_taken_with_a_warning(
    desk: Desk, line: str, letter: str, rule_gives: str
) -> None:
    warning = desk.warning(f"{line}\n{MONTH}")
    assert warning.severity is Severity.WARNING
    assert warning.line == 1
    assert f"la guía, letra {letter}, pide" in warning.message
    assert rule_gives in warning.message
    assert warning.remedy
    key = line.partition(":")[0]
    if key != "factura":
        resolved = desk.filing(f"{line}\n{MONTH}").fields[Field(key)]
        assert resolved.given
        assert resolved.origin == "escrito en mes.yaml, línea 1"


@pytest.mark.parametrize(
    "line",
    [
        "fecha_emision: 2026-11-03",
        "fecha_vencimiento: 2026-11-30",
        "fecha_recepcion: 2026-11-05",
        "fecha_recepcion: 2026-11-03",
        "numero_factura: Pago  005",
        "numero_radicacion: 005",
        "notas: Cobro con un día de licencia",
        "perfil: guia",
        "persona: natural",
    ],
)
def test_a_value_by_hand_that_keeps_the_rules_is_no_warning(desk: Desk, line: str) -> None:
    assert desk.filing(f"{line}\n{MONTH}").warnings == ()


def test_the_due_date_follows_an_emission_given_by_hand(desk: Desk) -> None:
    text = f"fecha_emision: 2026-12-01\n{MONTH}"
    found = values(desk.filing(text))
    assert found[Field.FECHA_VENCIMIENTO] == date(2026, 12, 31)
    assert found[Field.FECHA_RECEPCION] == date(2026, 12, 1)


def test_an_emission_by_hand_after_the_limit_moves_the_reception_and_says_so(desk: Desk) -> None:
    filing = desk.filing(f"fecha_emision: 2026-11-10\n{MONTH}")
    assert values(filing)[Field.FECHA_RECEPCION] == date(2026, 11, 10)
    assert [one.key for one in filing.warnings] == ["fecha_emision", "fecha_recepcion"]


def test_a_due_date_before_the_emission_is_an_error(desk: Desk) -> None:
    error = desk.error(f"fecha_vencimiento: 2026-11-02\n{MONTH}")
    assert error.key == "fecha_vencimiento"
    assert "2026-11-30" in error.remedy


def test_a_natural_person_may_give_net_and_total_with_a_warning(desk: Desk) -> None:
    text = changed(("valor: 3.500.000", "valor_neto: 3.000.000\nvalor_total: 3.500.000"))
    filing = desk.filing(text)
    assert values(filing)[Field.VALOR_NETO] == Decimal(3000000)
    assert "letra e" in desk.warning(text).message
    assert desk.filing(text.replace("3.000.000", "3.500.000")).warnings == ()


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        (without("valor"), "valor", None),
        (MONTH + "valor_neto: 1\nvalor_total: 1\n", "valor", 4),
        (changed(("valor:", "valor_neto:")), "valor_total", None),
        (changed(("valor:", "valor_total:")), "valor_neto", None),
        (MONTH + "persona: juridica\nnumero_factura: A1\n", "valor", 4),
        (without("valor") + "persona: juridica\nnumero_factura: A1\n", "valor_neto", None),
        (COMPANY.replace("1.190.000", "999.999"), "valor_total", 15),
        (COMPANY + "numero_factura: FV-13\n", "numero_factura", 17),
        (changed(("2026-11-03", "2026-11-05")), "planilla.fecha_pago", 7),
        (changed(("0412345678", "1")), "planilla.numero", 6),
        (changed(("3.500.000", "3,500,000")), "valor", 4),
        (MONTH + "factura: {numero: A, cufe: 00}\n", "factura.cufe", 14),
    ],
)
def test_what_contradicts_is_one_error_at_its_place(desk: Desk, text: str, key: str, line: int | None) -> None:
    error = desk.error(text)
    assert (error.key, error.line) == (key, line)


def test_all_errors_and_warnings_are_told_at_once_by_line(desk: Desk) -> None:
    (desk.folder / "docs" / "arl.pdf").unlink()
    text = changed(("3.500.000", "3,500"), ("2026-11-03", "2027-01-01"), ("0412345678", "12")) + (
        "fecha_recepcion: 2026-11-20\nnota: x\n"
    )
    found = desk.problems(text)
    assert [(one.key, one.line, one.severity.value) for one in found] == [
        ("valor", 4, "error"),
        ("planilla.numero", 6, "error"),
        ("planilla.fecha_pago", 7, "error"),
        ("documentos.certificado_arl", 12, "error"),
        ("fecha_recepcion", 14, "warning"),
        ("nota", 15, "error"),
    ]
    assert all(one.message and one.remedy and one.file == desk.path for one in found)


# --- Documents: letter i


def test_the_documents_travel_in_their_fixed_order(desk: Desk) -> None:
    write_pdf(desk.folder / "docs" / "otro.pdf")
    head, _, listed = MONTH.partition("documentos:\n")
    backwards = "".join(f"{line}\n" for line in reversed(listed.splitlines()))
    filing = desk.filing(f"{head}documentos:\n  otros: [docs/otro.pdf]\n{backwards}")
    names = [document.name for document in filing.documents]
    assert names == ["cuenta.pdf", "informe.pdf", "planilla.pdf", "arl.pdf", "orden.pdf", "otro.pdf"]


@pytest.mark.parametrize(
    "kind", ["cuenta_de_cobro", "informe_de_actividades", "planilla", "certificado_arl", "orden_de_pago"]
)
def test_each_document_is_required(desk: Desk, kind: str) -> None:
    text = "".join(f"{line}\n" for line in MONTH.splitlines() if not line.startswith(f"  {kind}:"))
    error = desk.error(text)
    assert (error.key, error.line) == (f"documentos.{kind}", 8)
    assert "letra i" in error.message


def test_the_first_payment_goes_without_the_orden_de_pago_or_with_it(desk: Desk) -> None:
    first = changed(("pago: 5", "pago: 1"))
    assert len(desk.filing(first).documents) == 5
    assert len(desk.filing(first.replace("  orden_de_pago: docs/orden.pdf\n", "")).documents) == 4


def test_two_documents_of_the_same_name_are_refused(desk: Desk) -> None:
    (desk.folder / "otra").mkdir()
    shutil.copy(desk.folder / "docs" / "orden.pdf", desk.folder / "otra" / "CUENTA.PDF")
    error = desk.error(changed(("docs/orden.pdf", "otra/CUENTA.PDF")))
    assert (error.key, error.line) == ("documentos.orden_de_pago", 13)
    assert "cuenta de cobro" in error.message
    assert desk.error(changed(("docs/orden.pdf", "docs/cuenta.pdf"))).key == "documentos.orden_de_pago"


def test_paths_are_relative_to_the_file_or_absolute(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    absolute = desk.folder / "docs" / "arl.pdf"
    filing = desk.filing(changed(("docs/arl.pdf", str(absolute))))
    assert filing.documents[3].path == absolute
    assert filing.documents[0].path == desk.folder / "docs" / "cuenta.pdf"


# --- The evidences


def test_evidences_are_found_beside_the_file_without_a_word(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    (desk.folder / "evidencias").mkdir()
    (desk.folder / "evidencias" / "foto.jpg").write_bytes(b"foto")
    filing = desk.filing(MONTH + "evidencias: evidencias/\n")
    assert filing.evidence
    assert (filing.evidence.source, filing.evidence.members) == (desk.folder / "evidencias", ("foto.jpg",))
    assert filing.evidence.name == "EVIDENCIAS_OCTUBRE_2026.zip"
    assert filing.warnings == ()


def test_evidences_that_are_wrong_are_an_error_at_their_line(desk: Desk) -> None:
    error = desk.error(MONTH + "notas: algo\nevidencias: evidencias/\n")
    assert (error.key, error.line, error.file) == ("evidencias", MONTH.count("\n") + 2, desk.path)
    assert "No existe" in error.message


def test_evidences_are_told_with_the_other_errors_even_without_a_month(desk: Desk) -> None:
    problems = desk.problems(changed(("2026-10", "octubre")) + "evidencias: evidencias/\n")
    assert {problem.key for problem in problems} == {"periodo", "evidencias"}


def test_evidences_are_not_looked_at_where_there_are_none_or_none_are_wanted(desk: Desk) -> None:
    assert desk.filing().evidence is None
    filing = prepare(desk.write(MONTH + "evidencias: no-hay/\n"), TODAY, evidence=False)
    assert filing.evidence is None
    assert filing.warnings == ()


# --- The planilla: letter j


def test_without_a_planilla_there_is_a_warning_and_no_field(desk: Desk) -> None:
    filing = desk.filing(without("planilla"))
    assert Field.PLANILLA_NUMERO not in filing.fields
    (warning,) = filing.warnings
    assert "11/06/2022" in warning.message
    assert "letra j" in warning.message


@pytest.mark.parametrize(("signed", "due"), [(date(2022, 6, 10), False), (date(2022, 6, 11), True), (None, True)])
def test_the_planilla_is_due_of_contracts_signed_since(desk: Desk, signed: date | None, due: bool) -> None:  # noqa: FBT001  # a table's column
    assert desk.filing().planilla_due(signed) is due


# --- The form


@pytest.mark.parametrize("payment_id", ["005", "5", "Pago 005", " 0005 ", "ID: 5"])
def test_an_id_agrees_by_its_only_number(desk: Desk, payment_id: str) -> None:
    assert desk.filing().agrees(payment_id)


@pytest.mark.parametrize("payment_id", ["", "006", "55", "5.0", "5 de 10", "CO1.PAY.5", "cinco", "5" * 5000])
def test_an_id_that_is_not_exactly_the_number_does_not_agree(desk: Desk, payment_id: str) -> None:
    assert not desk.filing().agrees(payment_id)


def test_the_radicado_is_the_id_exactly_as_the_form_shows_it(desk: Desk) -> None:
    assert desk.filing().for_form("0005", asks_planilla=True)[Field.NUMERO_RADICACION] == "0005"
    assert desk.filing().for_form("0005 Ver historial", asks_planilla=True)[Field.NUMERO_RADICACION] == "0005"
    by_hand = desk.filing(MONTH + "numero_radicacion: R-9\n")
    assert by_hand.for_form("0005", asks_planilla=True)[Field.NUMERO_RADICACION] == "R-9"


@pytest.mark.parametrize(
    ("filed", "stays"),
    [
        (date(2026, 11, 3), True),
        (date(2026, 11, 4), True),
        (date(2026, 11, 2), False),
        (date(2026, 11, 6), False),
        (None, False),
    ],
)
def test_the_day_on_which_a_payment_was_received_stays_where_the_guide_allows_it(
    desk: Desk, filed: date | None, *, stays: bool
) -> None:
    filing = desk.filing(today=date(2026, 11, 10))
    meant = filing.for_form("005", asks_planilla=True, filed={Field.FECHA_RECEPCION: filed})
    assert meant[Field.FECHA_RECEPCION] == (filed if stays else date(2026, 11, 5))
    by_hand = desk.filing(MONTH + "fecha_recepcion: 2026-11-05\n", today=date(2026, 11, 10))
    meant = by_hand.for_form("005", asks_planilla=True, filed={Field.FECHA_RECEPCION: filed})
    assert meant[Field.FECHA_RECEPCION] == date(2026, 11, 5)


def test_the_planilla_goes_in_only_where_it_is_asked_for(desk: Desk) -> None:
    filing = desk.filing()
    planilla = {Field.PLANILLA_NUMERO, Field.PLANILLA_FECHA}
    assert set(filing.for_form("005", asks_planilla=True)) == set(Field) - {Field.CUFE}
    assert set(filing.for_form("005", asks_planilla=False)) == set(Field) - {Field.CUFE} - planilla


def test_values_are_shown_as_people_write_them() -> None:
    shown = [show(value) for value in (True, False, date(2026, 11, 4), Decimal(3500000), "Pago 005")]
    assert shown == ["Sí", "No", "04/11/2026", "3.500.000", "Pago 005"]


def test_a_filing_can_not_be_changed(desk: Desk) -> None:
    filing = desk.filing(today=TODAY)
    with pytest.raises(TypeError):
        filing.fields[Field.NOTAS] = filing.fields[Field.NOTAS]  # type: ignore[index]  # what must fail

"""The payment's form, as recorded: every field, document and validation it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Locator

from secop_bot.errors import RefusedError, SecopBotError, UnknownPageError
from secop_bot.filing.fields import Field, Value
from secop_bot.filing.rows import RowAction
from secop_bot.portal import locate
from secop_bot.portal.confirming import confirm
from secop_bot.portal.payment_form import PaymentForm
from secop_bot.portal.sitemap import KNOWN
from secop_bot.portal.validation import Answer, classify, is_valid
from tests.pages.conftest import (
    SHORT_S,
    Show,
    Shown,
    clicked,
    doubled,
    in_turn,
    note_clicks,
    replaced,
    visible_button,
    without,
)
from tests.recording.replay import Edit

FORMS = [
    "form-new",
    "form-planned",
    "form-saved",
    "form-without-planilla",
    "form-electronic",
    "form-two-columns",
    "form-planilla-not-visible",
    "form-planilla-down",
    "form-confirm-refused",
]
BOXES = {
    "electronic": Field.OBLIGADO,
    "cufe": Field.CUFE,
    "invoice_number": Field.NUMERO_FACTURA,
    "issue_date": Field.FECHA_EMISION,
    "due_date": Field.FECHA_VENCIMIENTO,
    "net_value": Field.VALOR_NETO,
    "total_value": Field.VALOR_TOTAL,
    "notes": Field.NOTAS,
    "reception_date": Field.FECHA_RECEPCION,
    "filing_number": Field.NUMERO_RADICACION,
    "planilla_number": Field.PLANILLA_NUMERO,
    "planilla_date": Field.PLANILLA_FECHA,
}
ANSWERS = {
    "success": Answer.VALID,
    "not_visible": Answer.NOT_VISIBLE,
    "down": Answer.DOWN,
    "": Answer.OTHER,
}


def meant(key: str, text: str) -> Value | None:
    """What a box of the portal holds, by its kind."""
    match key.rpartition("_")[2]:
        case "electronic":
            return {"si": True, "no": False}.get(text)
        case "date":
            return datetime.strptime(text[:10], "%d/%m/%Y").date() if text else None  # noqa: DTZ007 - a day
        case "value":
            amount = text.removesuffix(" COP").replace(".", "").replace(",", ".")
            return Decimal(amount) if amount else None
        case _:
            return text


# --- Reading


@pytest.mark.parametrize("name", FORMS)
def test_the_form_is_read_as_the_portal_holds_it(show: Show, name: str) -> None:
    shown = show(name)

    reading = PaymentForm.opened(shown.visit).read()

    assert reading.payment_id == shown.expected["payment_id"]
    assert reading.fields == {BOXES[key]: meant(key, text) for key, text in shown.expected["fields"].items()}
    assert list(reading.documents) == shown.expected["documents"]


@pytest.mark.parametrize("name", FORMS)
def test_the_planilla_is_asked_where_the_form_shows_it(show: Show, name: str) -> None:
    shown = show(name)

    asked = Field.PLANILLA_NUMERO in PaymentForm.opened(shown.visit).read().fields

    assert asked is (shown.expected["planilla"] is not None)


@pytest.mark.parametrize("name", FORMS)
def test_the_answer_of_each_validation_is_told_for_what_it_is(show: Show, name: str) -> None:
    shown = show(name)
    form = PaymentForm.opened(shown.visit)

    for key, field in (("planilla", Field.PLANILLA_NUMERO), ("cufe", Field.CUFE)):
        answer = shown.expected[key]
        assert (form.validated_part(field) is None) is (answer is None)
        if answer is not None:
            words = form.validation_words(field)
            assert classify(KNOWN, words) is ANSWERS[answer]
            assert is_valid(KNOWN, words) is (answer == "success")


def test_the_words_of_one_validation_do_not_count_for_the_other(show: Show) -> None:
    passed = r'<span id="[^"]*" class="CheckState Passed">Consulta exitosa</span>'
    only_cufe = show("form-electronic", _last_removed(passed))
    form = PaymentForm.opened(only_cufe.visit)

    assert is_valid(KNOWN, form.validation_words(Field.CUFE))
    assert not is_valid(KNOWN, form.validation_words(Field.PLANILLA_NUMERO))


def test_a_text_that_looks_like_a_file_is_a_document_only_under_documentacion(show: Show) -> None:
    shown = show("form-saved", replaced("Sin novedad.", "otro.pdf"))

    assert PaymentForm.opened(shown.visit).documents() == shown.expected["documents"]


def test_labels_may_have_no_asterisk_and_other_case_and_accents(show: Show) -> None:
    shown = show(
        "form-saved",
        in_turn(
            replaced("Fecha de emisión *", "FECHA DE EMISION"), replaced("Valor neto *", "Valor Neto (obligatorio):")
        ),
    )

    fields = PaymentForm.opened(shown.visit).read().fields

    assert fields[Field.FECHA_EMISION] == meant("issue_date", shown.expected["fields"]["issue_date"])
    assert fields[Field.VALOR_NETO] == meant("net_value", shown.expected["fields"]["net_value"])


def test_the_detail_of_a_payment_is_not_its_form(show: Show) -> None:
    shown = show("detail-rejected", timeout=SHORT_S)

    with pytest.raises(UnknownPageError, match="Formulario del pago"):
        PaymentForm.opened(shown.visit)


def test_the_recorded_detail_shows_why_it_was_rejected(show: Show) -> None:
    shown = show("detail-rejected")

    words = shown.visit.words()

    assert all(text in words for text in (shown.expected["state"], shown.expected["reason"]))
    assert all(name in words for name in shown.expected["documents"])
    assert locate.button(shown.page.frames[1].locator("html"), KNOWN.row_actions[RowAction.EDITAR])


# --- Writing


WRITTEN: dict[Field, Value] = {
    Field.OBLIGADO: True,
    Field.NUMERO_FACTURA: "Pago 005",
    Field.FECHA_EMISION: date(2026, 11, 3),
    Field.FECHA_VENCIMIENTO: date(2026, 11, 30),
    Field.VALOR_NETO: Decimal("3500000.50"),
    Field.VALOR_TOTAL: Decimal(3500001),
    Field.NOTAS: "Sin novedad",
    Field.FECHA_RECEPCION: date(2026, 11, 5),
    Field.NUMERO_RADICACION: "005",
    Field.PLANILLA_NUMERO: "0094123450",
    Field.PLANILLA_FECHA: date(2026, 11, 4),
}


@pytest.mark.long
@pytest.mark.parametrize("name", ["form-new", "form-two-columns"])
def test_what_is_written_stands_in_that_field_and_in_no_other(show: Show, name: str) -> None:
    form = PaymentForm.opened(show(name).visit)
    stands = dict(form.read().fields)

    for field, value in WRITTEN.items():
        assert form.write(field, value) == value
        stands[field] = value
        assert form.read().fields == stands


def test_obligado_is_chosen_either_way(show: Show) -> None:
    form = PaymentForm.opened(show("form-new").visit)

    assert [form.write(Field.OBLIGADO, yes) for yes in (True, False, True)] == [True, False, True]


@pytest.mark.quick
def test_notes_of_several_lines_press_neither_enter_nor_tab_in_a_box_of_one(show: Show) -> None:
    in_one_line = replaced("<textarea", '<input onkeydown="window.keys = (window.keys ?? []).concat(event.key)"')
    shown = show("form-new", in_one_line)
    form = PaymentForm.opened(shown.visit)

    assert form.write(Field.NOTAS, "Sin novedad.\nSegunda\tlínea.") == "Sin novedad. Segunda línea."

    (frame,) = [one for one in shown.page.frames if one.evaluate("() => 'keys' in window")]
    keys = frame.evaluate("() => window.keys")
    assert "Enter" not in keys
    assert keys[-1:] == ["Tab"], "and only to leave the box"
    assert keys.count("Tab") == 1


def test_notes_of_several_lines_keep_them_in_a_box_that_takes_them(show: Show) -> None:
    form = PaymentForm.opened(show("form-new").visit)

    assert form.write(Field.NOTAS, "Sin novedad.\n\tSegunda línea.") == "Sin novedad.\n Segunda línea."


# What stands around a validated field goes, and comes back a little later as another element.
TAKE_AWAY_AND_PUT_BACK = """() => document.querySelectorAll('.CheckState').forEach(state => {
  const part = state.closest('table'), place = document.createElement('div');
  part.replaceWith(place);
  setTimeout(() => place.replaceWith(part.cloneNode(true)), 300);
})"""


@pytest.mark.long
def test_a_validation_that_is_drawn_anew_while_it_is_read_reads_as_it_stands(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show("form-saved")
    form = PaymentForm.opened(shown.visit)
    stands = form.validation_words(Field.PLANILLA_NUMERO)
    frame, find = shown.page.frames[1], PaymentForm.validated_part

    def away_then_drawn_anew(of: PaymentForm, name: Field) -> Locator | None:
        monkeypatch.setattr(PaymentForm, "validated_part", find)
        part = find(of, name)
        frame.evaluate(TAKE_AWAY_AND_PUT_BACK)
        return part

    monkeypatch.setattr(PaymentForm, "validated_part", away_then_drawn_anew)

    assert form.validation_words(Field.PLANILLA_NUMERO) == stands


# --- Buttons


def test_anexar_and_validar_are_not_their_hidden_twins(show: Show) -> None:
    shown = show("form-saved")
    note_clicks(shown.visit)
    form = PaymentForm.opened(shown.visit)

    shown.visit.press(form.attach_button())
    form.press_validate(Field.PLANILLA_NUMERO)

    assert [('class="Button"' in one, 'onclick=""' in one) for one in clicked(shown.visit)] == [(True, True)] * 2
    assert ['value="Anexar"' in one for one in clicked(shown.visit)] == [True, False]


def test_each_validation_has_its_own_validar(show: Show) -> None:
    shown = show("form-electronic")
    form = PaymentForm.opened(shown.visit)
    note_clicks(shown.visit)

    form.press_validate(Field.CUFE)
    form.press_validate(Field.PLANILLA_NUMERO)

    cufe, planilla = clicked(shown.visit)
    assert 'value="Validar"' in cufe
    assert 'value="Validar"' in planilla
    assert cufe != planilla


def test_the_document_taken_off_is_the_one_named(show: Show) -> None:
    shown = show("form-saved", timeout=SHORT_S)
    form = PaymentForm.opened(shown.visit)
    shown.page.frames[1].evaluate(
        "() => document.addEventListener('click', e => e.target.closest('tr').remove(), true)"
    )
    first, *others = shown.expected["documents"]

    form.detach(first)

    assert form.documents() == others


def test_a_document_that_is_not_attached_cannot_be_taken_off(show: Show) -> None:
    form = PaymentForm.opened(show("form-saved", timeout=SHORT_S).visit)

    with pytest.raises(RefusedError, match=r"otro\.pdf"):
        form.detach("otro.pdf")


def test_a_refusal_of_confirmar_is_told_in_the_portals_own_words(show: Show) -> None:
    shown = show("form-confirm-refused", replaced('style="display: block;"', 'style="display: none;"'))
    form = PaymentForm.opened(shown.visit)
    shown.page.frames[1].evaluate(
        "() => document.addEventListener('click',"
        " () => document.querySelector('.ErrorPanel').style.display = 'block', true)"
    )

    with pytest.raises(RefusedError) as refused:
        confirm(shown.visit, form, lambda: None)

    assert all(error in refused.value.message for error in shown.expected["errors"])


def test_confirmar_ends_when_the_window_closes(show: Show) -> None:
    shown = show("form-saved")
    form = PaymentForm.opened(shown.visit)
    _close_on_click(shown)

    confirm(shown.visit, form, lambda: None)

    assert form.is_gone()


def test_cancelar_is_the_forms_own_and_not_that_of_a_hidden_box(show: Show) -> None:
    shown = show("form-saved")
    form = PaymentForm.opened(shown.visit)
    _close_on_click(shown)

    form.cancel()

    assert form.is_gone()
    assert shown.page.evaluate("() => window.closedBy") == "Cancelar"


# --- What is not as known


def _labelled(label: str) -> str:
    """Match a field with its label's cell."""
    return rf'<td class="Label">{label}[^<]*</td>\s*<td class="Field">.*?</td>'


def _write(field: Field, value: Value) -> Callable[[PaymentForm], object]:
    return lambda form: form.write(field, value)


@pytest.mark.parametrize(
    ("control", "act", "label"),
    [
        (_labelled("Obligado"), _write(Field.OBLIGADO, value=True), "Obligado a facturar electrónicamente"),
        (_labelled("Valor neto"), _write(Field.VALOR_NETO, Decimal(1)), "Valor neto"),
        (_labelled("Fecha de emisión"), _write(Field.FECHA_EMISION, date(2026, 11, 3)), "Fecha de emisión"),
        (visible_button("Validar"), lambda form: form.press_validate(Field.PLANILLA_NUMERO), "Validar"),
        (visible_button("Cancelar"), lambda form: form.cancel(), "Cancelar"),
    ],
    ids=lambda value: value if isinstance(value, str) and "<" not in value else "",
)
def test_a_missing_control_is_an_unknown_page_named_with_its_label(
    show: Show, control: str, act: Callable[[PaymentForm], object], label: str
) -> None:
    form = PaymentForm.opened(show("form-new", without(control), timeout=SHORT_S).visit)

    with pytest.raises(UnknownPageError, match=f"En «Formulario del pago» no se encontró «{label}»"):
        act(form)


@pytest.mark.parametrize("label", ["Fecha de emisión", "Valor neto", "Valor total"])
def test_a_field_that_is_only_printed_is_no_other_fields_box(show: Show, label: str) -> None:
    box = rf'({label}[^<]*</td>\s*<td class="Field">)<input[^>]*>'
    shown = show("form-saved", lambda html: re.sub(box, r"\g<1>1.000,00 COP", html))

    shown_fields = PaymentForm.opened(shown.visit).read().fields

    assert label not in {field.label for field in shown_fields}


@pytest.mark.parametrize("label", ["Valor neto", "Fecha de emisión", "Notas", "CUFE"])
def test_a_missing_field_is_left_out_of_the_reading(show: Show, label: str) -> None:
    shown = show("form-electronic", without(_labelled(label)))
    whole = {BOXES[key]: meant(key, text) for key, text in shown.expected["fields"].items()}

    fields = PaymentForm.opened(shown.visit).read().fields

    assert fields == {field: value for field, value in whole.items() if field.label != label}


@pytest.mark.parametrize(
    "control",
    [_labelled("ID de pago"), _labelled("Número de factura"), visible_button("Confirmar")],
    ids=["id", "number", "confirm"],
)
def test_a_window_without_id_number_or_confirmar_is_not_the_form(show: Show, control: str) -> None:
    shown = show("form-saved", without(control), timeout=SHORT_S)

    with pytest.raises(UnknownPageError, match="En «Formulario del pago» no se encontró"):
        PaymentForm.opened(shown.visit)


@pytest.mark.parametrize(
    ("control", "label"),
    [
        (_labelled("Valor neto"), "Valor neto"),
        (_labelled("Fecha de emisión"), "Fecha de emisión"),
        (_labelled("ID de pago"), "ID de pago"),
        (r'(?<=<td class="NoWrap">)<input[^>]*>', "Número de planilla"),
        (visible_button("Confirmar"), "Confirmar"),
        (visible_button("Anexar"), "Anexar"),
        (visible_button("Validar"), "Validar"),
    ],
    ids=lambda value: value if "<" not in value else "",
)
def test_what_stands_twice_is_not_guessed(show: Show, control: str, label: str) -> None:
    stopped = _stopped(show("form-saved", doubled(control), timeout=SHORT_S))

    assert (stopped.code, f"«{label}»" in stopped.message) == ("control_ambiguous", True)


def test_hidden_twins_that_are_shown_are_not_guessed(show: Show) -> None:
    edit = replaced('<div id="mdbox', '<div class="x" id="mdbox')
    shown = show("form-saved", in_turn(edit, replaced('style="display:none"', "")), timeout=SHORT_S)

    assert _stopped(shown).code == "control_ambiguous"


def _stopped(shown: Shown) -> SecopBotError:
    def use() -> None:
        form = PaymentForm.opened(shown.visit)
        form.read()
        form.attach_button()
        form.press_validate(Field.PLANILLA_NUMERO)

    with pytest.raises(UnknownPageError) as stopped:
        use()
    return stopped.value


def _last_removed(pattern: str) -> Edit:
    def edit(html: str) -> str:
        found = list(re.finditer(pattern, html))
        return html[: found[-1].start()] + html[found[-1].end() :] if found else html

    return edit


def _close_on_click(shown: Shown) -> None:
    shown.page.frames[1].evaluate(
        """() => document.addEventListener('click', event => {
          parent.closedBy = event.target.value;
          parent.document.querySelector('.VortalModal').remove();
        }, true)"""
    )

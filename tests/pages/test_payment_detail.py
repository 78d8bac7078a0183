"""Detalle of a rejected payment, as recorded: what it shows, why it was rejected, and Editar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from secop_bot.errors import UnknownPageError, UnreachableError
from secop_bot.filing.fields import Field
from secop_bot.portal.payment_detail import PaymentDetail
from secop_bot.portal.payment_form import PaymentForm
from tests.pages.conftest import (
    SHORT_S,
    Show,
    clicked,
    doubled,
    note_clicks,
    replaced,
    visible_button,
    without,
)

SHOWN = {
    Field.OBLIGADO: False,
    Field.NUMERO_FACTURA: "Pago 005",
    Field.FECHA_EMISION: date(2026, 11, 3),
    Field.FECHA_VENCIMIENTO: date(2026, 11, 30),
    Field.VALOR_NETO: Decimal("3500000.50"),
    Field.VALOR_TOTAL: Decimal("3500000.50"),
    Field.NOTAS: "Sin novedad. Segunda línea.",
    Field.FECHA_RECEPCION: date(2026, 11, 5),
    Field.NUMERO_RADICACION: "005",
    Field.PLANILLA_NUMERO: "0094123450",
    Field.PLANILLA_FECHA: date(2026, 11, 4),
}
EDITAR = visible_button("Editar")
CERRAR = visible_button("Cerrar")


def test_all_that_was_sent_is_read_also_below_the_heads_of_a_table(show: Show) -> None:
    shown = show("detail-rejected")

    detail = PaymentDetail.opened(shown.visit)
    reading = detail.read()

    assert reading.fields == SHOWN
    assert reading.payment_id == shown.expected["payment_id"]
    assert list(reading.documents) == shown.expected["documents"]
    assert detail.reason() == shown.expected["reason"]


@pytest.mark.parametrize("title", ["Motivo de rechazo", "RAZON DEL RECHAZO *", "Observaciones"])
def test_the_reason_may_have_other_names(show: Show, title: str) -> None:
    shown = show("detail-rejected", replaced("Motivo del rechazo:", title))

    assert PaymentDetail.opened(shown.visit).reason() == shown.expected["reason"]


def test_a_reason_under_no_known_name_is_not_made_up(show: Show) -> None:
    shown = show("detail-rejected", replaced("Motivo del rechazo:", "Nota interna:"))

    assert PaymentDetail.opened(shown.visit).reason() == ""


def test_html_in_a_reason_is_text(show: Show) -> None:
    shown = show(
        "detail-rejected", replaced("El informe no está firmado", "El <b>informe</b> &lt;i&gt;no&lt;/i&gt; está")
    )

    assert "El informe <i>no</i> está" in PaymentDetail.opened(shown.visit).reason()


def test_a_field_that_is_not_shown_is_left_out(show: Show) -> None:
    shown = show("detail-rejected", without(r"<tr>\s*<td class=\"Label\">Fecha de vencimiento.*?</tr>"))

    fields = PaymentDetail.opened(shown.visit).read().fields

    assert Field.FECHA_VENCIMIENTO not in fields
    assert fields[Field.FECHA_RECEPCION] == SHOWN[Field.FECHA_RECEPCION]


def test_values_in_boxes_that_are_shut_are_read_too(show: Show) -> None:
    def boxed(html: str) -> str:
        import re

        return re.sub(r"<span([^>]*)>(3\.500\.000,50 COP)</span>", r'<input type="text" disabled value="\2">', html)

    shown = show("detail-rejected", boxed)

    fields = PaymentDetail.opened(shown.visit).read().fields

    assert fields[Field.VALOR_NETO] == fields[Field.VALOR_TOTAL] == Decimal("3500000.50")


def test_without_editar_it_is_not_the_page_that_is_known(show: Show) -> None:
    shown = show("detail-rejected", without(EDITAR), timeout=SHORT_S)

    with pytest.raises(UnknownPageError, match=r"Detalle del pago.*Editar"):
        PaymentDetail.opened(shown.visit)


def test_two_editar_are_not_chosen_between(show: Show) -> None:
    shown = show("detail-rejected", doubled(EDITAR), timeout=SHORT_S)

    with pytest.raises(UnknownPageError, match="puede ser dos cosas"):
        PaymentDetail.opened(shown.visit)


def test_the_form_of_a_payment_is_not_its_detail(show: Show) -> None:
    shown = show("form-saved", timeout=SHORT_S)

    with pytest.raises(UnknownPageError):
        PaymentDetail.opened(shown.visit)
    assert PaymentForm.opened(shown.visit).payment_id() == "005"


def test_editar_is_pressed_once_and_a_window_that_stays_is_too_slow(show: Show) -> None:
    shown = show("detail-rejected")
    detail = PaymentDetail.opened(shown.visit)
    shown.visit.timeout = SHORT_S
    note_clicks(shown.visit)

    with pytest.raises(UnreachableError):
        detail.edit(lambda: None)

    assert ["Editar" in html for html in clicked(shown.visit)] == [True]


def test_cerrar_leaves_without_editar(show: Show) -> None:
    shown = show("detail-rejected")
    detail = PaymentDetail.opened(shown.visit)
    note_clicks(shown.visit)
    shown.page.frames[1].evaluate(
        "() => document.addEventListener('click', () => window.frameElement.parentElement.remove(), true)"
    )

    detail.close()

    assert ["Cerrar" in html for html in clicked(shown.visit)] == [True]


REASON = "El informe no está firmado por el supervisor."


@pytest.mark.parametrize(
    "reason",
    [
        "Falta la firma en informe.pdf",
        "El valor correcto es 3.500.000",
        "Fecha de pago",
        "Valor total",
        "Documentación",
    ],
)
def test_a_reason_that_reads_like_a_label_or_a_file_is_only_the_reason(show: Show, reason: str) -> None:
    shown = show("detail-rejected", replaced(REASON, reason))

    detail = PaymentDetail.opened(shown.visit)
    reading = detail.read()

    assert detail.reason() == reason
    assert reading.fields == SHOWN
    assert list(reading.documents) == shown.expected["documents"]


def test_a_reason_that_is_drawn_anew_is_still_only_the_reason(show: Show) -> None:
    shown = show("detail-rejected", replaced(REASON, "Valor total"))
    detail = PaymentDetail.opened(shown.visit)
    reading = detail.read()

    shown.page.frames[1].evaluate(
        "() => document.body.querySelectorAll('td').forEach(e => e.replaceWith(e.cloneNode(true)))"
    )

    assert detail.read() == reading

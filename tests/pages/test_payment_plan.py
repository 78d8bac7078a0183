"""Plan de pagos, as recorded: its rows and what they offer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from secop_bot.errors import SecopBotError, UnknownPageError
from secop_bot.filing.rows import PaymentRow, RowAction, RowState, row_state
from secop_bot.portal.dates import read_date
from secop_bot.portal.payment_plan import PaymentPlan
from tests.pages.conftest import (
    BRIEF_S,
    PATIENCE_S,
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
from tests.recording.contract_states import PLANS

TABLES = [*PLANS, "execution-documents", "send-question", "detail-rejected"]
CREATE = visible_button("Crear")
REGISTRO = visible_button("Registro")
ENVIAR = visible_button("Enviar")


def meant(row: dict[str, Any]) -> PaymentRow:
    """A row as the portal holds it."""
    amount = row["value"].removesuffix(" COP").replace(".", "").replace(",", ".")
    return PaymentRow(
        payment_id=row["payment_id"],
        invoice_number=row["invoice_number"],
        value=Decimal(amount) if amount else None,
        state=row["state"],
        offers=frozenset(RowAction(text) for text in row["offers"]),
        dates={"recepción": received} if (received := read_date(row["received"])) else {},
    )


# --- Reading


@pytest.mark.parametrize("name", TABLES)
def test_the_rows_are_what_the_portal_holds(show: Show, name: str) -> None:
    shown = show(name, timeout=BRIEF_S if name == "plan-in-code" else PATIENCE_S)

    assert PaymentPlan(shown.visit).rows() == [meant(row) for row in shown.expected["rows"]]


@pytest.mark.parametrize(
    ("name", "payment_id", "state"),
    [
        ("plan-finished", "001", RowState.PAID),
        ("plan-finished", "003", RowState.APPROVED),
        ("plan-planned", "005", RowState.PLANNED),
        ("plan-saved", "005", RowState.SAVED),
        ("plan-value-in-box", "005", RowState.SAVED),
        ("plan-rejected", "005", RowState.REJECTED),
        ("plan-sent", "005", RowState.SENT),
        ("plan-under-approval", "005", RowState.IN_REVIEW),
        ("plan-in-code", "001", RowState.PAID),
        ("plan-in-code", "003", RowState.APPROVED),
        ("plan-in-code", "004", RowState.SENT),
        ("plan-in-code", "005", RowState.SAVED),
    ],
)
def test_a_row_is_told_for_the_state_it_is_in(show: Show, name: str, payment_id: str, state: RowState) -> None:
    row = PaymentPlan(show(name, timeout=BRIEF_S if name == "plan-in-code" else PATIENCE_S).visit).row(payment_id)

    assert row is not None
    assert row_state(row) is state


@pytest.mark.parametrize("payment_id", ["006", "50", "005-1", ""])
def test_another_id_is_no_row(show: Show, payment_id: str) -> None:
    assert PaymentPlan(show("plan-saved").visit).row(payment_id) is None


@pytest.mark.parametrize("payment_id", ["005", "5", "05"])
def test_an_id_is_the_same_however_it_is_printed(show: Show, payment_id: str) -> None:
    row = PaymentPlan(show("plan-saved").visit).row(payment_id)
    assert row is not None
    assert row.payment_id == "005"


def test_an_id_that_stands_twice_is_no_row(show: Show) -> None:
    shown = show("plan-saved", replaced(">004</span>", ">005</span>"))

    assert PaymentPlan(shown.visit).row("005") is None


def test_a_plan_without_its_ids_is_read_by_the_heads_of_its_columns(show: Show) -> None:
    renamed = in_turn(
        replaced("spnPaymentIdSpan_", "a"),
        replaced("spnInvoiceNrSpan_", "b"),
        replaced("cbxInvoiceTotalValueBox_", "c"),
        replaced("spnInvoiceStateSpan_", "d"),
        replaced("Núm. de factura", "Número de factura"),
        replaced("Valor total a pagar", "Valor total"),
    )
    shown = show("plan-saved", renamed)

    assert PaymentPlan(shown.visit).rows() == [meant(row) for row in shown.expected["rows"]]


def test_a_page_without_plan_de_pagos_is_an_unknown_page(show: Show) -> None:
    shown = show("contract", timeout=SHORT_S)

    with pytest.raises(UnknownPageError, match="En «Plan de pagos» no se encontró «Plan de pagos»"):
        PaymentPlan(shown.visit).rows()


# --- Pressing


@pytest.mark.parametrize("name", ["plan-empty", "plan-finished", "plan-saved"])
def test_create_is_the_button_below_the_table_and_neither_crear_plan_nor_its_hidden_twin(show: Show, name: str) -> None:
    shown = show(name, timeout=SHORT_S)
    note_clicks(shown.visit)

    _goes_no_further(lambda: PaymentPlan(shown.visit).create())

    assert shown.page.locator("input[value=Crear]").count() == 2, "one of them is hidden"
    assert [('value="Crear"' in one, "ButtonMain" in one) for one in clicked(shown.visit)] == [(True, True)]


@pytest.mark.parametrize(("name", "payment_id"), [("plan-planned", "006"), ("plan-saved", "005")])
def test_registro_is_the_one_of_the_rows_own(show: Show, name: str, payment_id: str) -> None:
    shown = show(name, timeout=SHORT_S)
    plan = PaymentPlan(shown.visit)
    row = shown.row(payment_id)
    shown.page.evaluate(
        "() => document.addEventListener('click',"
        " e => window.pressed = [e.target.value, e.target.closest('tr').innerText], true)"
    )

    _goes_no_further(lambda: plan.register(row))

    word, around = shown.page.evaluate("() => window.pressed")
    assert word == "Registro"
    assert around.split()[0] == payment_id


def test_a_row_that_changed_since_it_was_read_is_not_pressed(show: Show) -> None:
    shown = show("plan-saved", timeout=SHORT_S)
    note_clicks(shown.visit)
    plan = PaymentPlan(shown.visit)
    row = shown.row("005")
    shown.page.locator("#spnInvoiceNrSpan_4").evaluate("e => e.textContent = 'Pago 006'")

    with pytest.raises(UnknownPageError, match="«Registro»"):
        plan.register(row)

    assert clicked(shown.visit) == []


@pytest.mark.parametrize(
    ("control", "label"),
    [(CREATE, "Crear"), (REGISTRO, "Registro"), (ENVIAR, "Enviar")],
)
def test_a_missing_button_is_an_unknown_page_named_with_its_label(show: Show, control: str, label: str) -> None:
    shown = show("plan-saved", without(control), timeout=SHORT_S)

    stopped = _stopped_by(shown, label)

    assert f"En «Plan de pagos» no se encontró «{label}»" in stopped.message


@pytest.mark.parametrize(
    ("control", "label"),
    [(CREATE, "Crear"), (REGISTRO, "Registro"), (ENVIAR, "Enviar")],
)
def test_a_button_that_stands_twice_is_not_guessed(show: Show, control: str, label: str) -> None:
    shown = show("plan-saved", doubled(control), timeout=SHORT_S)

    stopped = _stopped_by(shown, label)

    assert (stopped.code, f"«{label}»" in stopped.message) == ("control_ambiguous", True)


def test_a_hidden_twin_that_is_shown_is_not_guessed(show: Show) -> None:
    shown = show("plan-saved", replaced('<div style="display:none">', "<div>"), timeout=SHORT_S)

    assert _stopped_by(shown, "Crear").code == "control_ambiguous"


@pytest.mark.parametrize(
    "said",
    [
        'title="Borrar"',
        'aria-label="Borrar pago"',
        'aria-labelledby="b"><p id="b" hidden>Borrar</p><input type="hidden"',
    ],
)
def test_nothing_that_says_borrar_is_ever_pressed(show: Show, said: str) -> None:
    shown = show("plan-saved", replaced('value="Registro"', f'value="Registro" {said}'), timeout=SHORT_S)
    note_clicks(shown.visit)

    assert _stopped_by(shown, "Registro").code == "forbidden_button"
    assert clicked(shown.visit) == []


def _goes_no_further(act: Callable[[], object]) -> None:
    """The press leads nowhere on a recorded page: no form opens."""
    with pytest.raises(UnknownPageError, match="Formulario del pago"):
        act()


def _stopped_by(shown: Shown, label: str) -> SecopBotError:
    plan = PaymentPlan(shown.visit)
    row = shown.row("005")
    presses: dict[str, Callable[[], object]] = {"Crear": plan.create, "Registro": lambda: plan.register(row)}
    press = presses.get(label, lambda: plan.action(row, RowAction(label)))
    with pytest.raises(UnknownPageError) as stopped:
        press()
    return stopped.value

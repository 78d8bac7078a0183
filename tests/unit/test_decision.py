from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secop_bot.filing.decision import Create, Done, Edit, Refuse, Register, Resume, decide
from secop_bot.filing.rejected import for_edit, for_submit
from secop_bot.filing.rows import PaymentRow, RowAction, RowState, public_state, row_state
from tests.unit.month_desk import MONTH, Desk

if TYPE_CHECKING:
    from secop_bot.filing.filing import Filing

PLANNED = "Pendiente", {RowAction.REGISTRO}
SAVED = "", {RowAction.BORRAR, RowAction.REGISTRO, RowAction.ENVIAR}
SENT = "Enviado a la Entidad Estatal", {RowAction.DETALLE}


@pytest.fixture(scope="module")
def filing(tmp_path_factory: pytest.TempPathFactory) -> Filing:
    return Desk.furnished(tmp_path_factory.mktemp("mes")).filing(MONTH)


def row(
    payment_id: str, invoice: str = "", state: tuple[str, set[RowAction]] = SENT, value: int | None = 3500000
) -> PaymentRow:
    text, offers = state
    return PaymentRow(payment_id, invoice, None if value is None else Decimal(value), text, frozenset(offers))


def refusal(filing: Filing, *rows: PaymentRow) -> Refuse:
    decision = decide(filing, rows)
    assert isinstance(decision, Refuse)
    assert decision.message.endswith(".")
    assert decision.remedy.endswith(".")
    return decision


OLD = [row("001", "Pago 001"), row("002", "Pago 002"), row("003", "Pago 003"), row("004", "Pago 004")]


def test_with_no_row_of_ours_the_payment_is_created(filing: Filing) -> None:
    assert decide(filing, OLD) == Create()
    assert decide(filing, [row(f"00{n}", state=PLANNED) for n in range(1, 5)]) == Create()


def test_a_table_without_any_row_can_only_be_before_the_first_payment(filing: Filing) -> None:
    assert decide(replace(filing, payment=1), []) == Create()
    assert decide(replace(filing, payment=2), []) == Refuse(
        "plan_empty",
        "Plan de pagos no muestra ningún pago, y el archivo dice pago 2.",
        "Mírelo en SECOP II: si está vacío, este es el pago 1; si no, la página cambió y el bot no la lee.",
    )


def test_a_planned_row_is_registered(filing: Filing) -> None:
    planned = row("005", state=PLANNED)
    assert decide(filing, [*OLD, planned, row("006", state=PLANNED)]) == Register(planned)


@pytest.mark.parametrize("invoice", ["Pago 005", "pago  005", "otro", ""])
def test_a_saved_row_is_resumed_whatever_its_invoice_number(filing: Filing, invoice: str) -> None:
    saved = row("5", invoice, SAVED)
    assert decide(filing, [*OLD, saved]) == Resume(saved)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Enviado a la Entidad Estatal", RowState.SENT),
        ("SentToBuyer", RowState.SENT),
        ("Bajo Aprobación", RowState.IN_REVIEW),
        ("Aceptada", RowState.APPROVED),
        ("Accepted", RowState.APPROVED),
        ("PAGADO", RowState.PAID),
        ("algo nuevo", RowState.OUT_OF_HANDS),
    ],
)
def test_a_row_out_of_our_hands_is_done(filing: Filing, text: str, state: RowState) -> None:
    ours = row("005", "Pago 005", (text, {RowAction.DETALLE}))
    assert decide(filing, [*OLD, ours]) == Done(ours, state)


@pytest.mark.parametrize("text", ["Rechazada", "rechazado", "Rejected", "Rejected Rechazada"])
def test_a_rejected_row_is_edited_and_submit_says_by_which_command(filing: Filing, text: str) -> None:
    ours = row("005", "Pago 005", (text, {RowAction.DETALLE}))
    decision = decide(filing, [*OLD, ours])
    assert decision == Edit(ours)
    assert for_edit(filing, [*OLD, ours], edited_here=False) == Edit(ours)
    refuse = for_submit(filing, decision)
    assert isinstance(refuse, Refuse)
    assert refuse.code == "rejected"
    assert f"secop-bot edit-rejected {filing.source}" in refuse.remedy


def test_a_rejected_row_that_was_reopened_is_resumed(filing: Filing) -> None:
    ours = row("005", "Pago 005", ("Rechazada", SAVED[1]))
    assert decide(filing, [ours]) == Resume(ours)
    assert for_edit(filing, [ours], edited_here=False) == Resume(ours)


def test_what_this_computer_unlocked_is_carried_on_whatever_it_reads_now(filing: Filing) -> None:
    saved, sent = row("005", "Pago 005", SAVED), row("005", "Pago 005", SENT)
    assert for_edit(filing, [saved], edited_here=True) == Resume(saved)
    assert for_edit(filing, [sent], edited_here=True) == Done(sent, RowState.SENT)
    for one in (saved, sent):
        refuse = for_edit(filing, [one], edited_here=False)
        assert isinstance(refuse, Refuse)
        assert refuse.code == "not_rejected"


@pytest.mark.parametrize("state", [("Pendiente", {RowAction.REGISTRO}), None])
def test_an_unlocked_payment_that_is_planned_or_gone_is_never_made_anew(
    filing: Filing, state: tuple[str, set[RowAction]] | None
) -> None:
    rows = [*OLD, row("005", "Pago 005", state)] if state else OLD
    refuse = for_edit(filing, rows, edited_here=True)
    assert isinstance(refuse, Refuse)
    assert "secop-bot submit" in refuse.remedy


@pytest.mark.parametrize(
    "pair",
    [
        (row("005", state=PLANNED), row("005", state=PLANNED)),
        (row("005", state=PLANNED), row("5", "Pago 005", SAVED)),
        (row("005", state=PLANNED), row("004", "PAGO 005", SAVED)),
        (row("003", "Pago 005"), row("004", "Pago 005")),
    ],
)
def test_two_rows_that_fit_are_refused_and_both_listed(filing: Filing, pair: tuple[PaymentRow, PaymentRow]) -> None:
    refuse = refusal(filing, OLD[0], *pair)
    assert refuse.code == "two_rows_fit"
    assert str(pair[0]) in refuse.message
    assert str(pair[1]) in refuse.message


@pytest.mark.parametrize("payment_id", ["006", "", "CO1.PAY.5"])
def test_our_invoice_number_under_another_id_is_refused_and_both_said(filing: Filing, payment_id: str) -> None:
    refuse = refusal(filing, row(payment_id, "Pago 005", SAVED))
    assert refuse.code == "payment_id_disagrees"
    assert f"«{payment_id}»" in refuse.message
    assert "pago 5" in refuse.message


@pytest.mark.parametrize("state", [PLANNED, SAVED, SENT])
def test_nothing_is_created_beside_a_row_whose_id_can_not_be_read(
    filing: Filing, state: tuple[str, set[RowAction]]
) -> None:
    refuse = refusal(filing, *OLD, row("", "", state))
    assert refuse.code == "row_without_id"
    assert "(vacío)" in refuse.message


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("", set()),
        ("Pendiente", set()),
        ("Pendiente", {RowAction.BORRAR}),
        ("Aceptada", {RowAction.EDITAR}),
        ("No aceptada", {RowAction.DETALLE}),
        ("Enviado, luego rechazado", {RowAction.DETALLE}),
    ],
)
def test_a_row_that_can_not_be_understood_is_refused_and_shown(
    filing: Filing, text: str, offers: set[RowAction]
) -> None:
    ours = row("005", "Pago 005", (text, offers))
    assert row_state(ours) is RowState.UNKNOWN
    refuse = refusal(filing, ours)
    assert refuse.code == "row_unknown"
    assert str(ours) in refuse.message


@pytest.mark.parametrize(
    ("text", "offers", "state"),
    [
        ("Aceptada", SAVED[1], RowState.SAVED),
        ("Enviado", {RowAction.ENVIAR}, RowState.SAVED),
        ("Enviado", {RowAction.REGISTRO, RowAction.BORRAR}, RowState.PLANNED),
        ("", {RowAction.DETALLE}, RowState.OUT_OF_HANDS),
        ("Aprobado y pagado", {RowAction.DETALLE}, RowState.OUT_OF_HANDS),
        ("Pagado", set(), RowState.PAID),
        ("Rechazada", {RowAction.DETALLE, RowAction.EDITAR}, RowState.REJECTED),
        ("Enviado Por Proveedor", {RowAction.DETALLE}, RowState.SENT),
        ("\n  Aceptáda ", {RowAction.DETALLE}, RowState.APPROVED),
    ],
)
def test_what_a_row_offers_outranks_its_text(text: str, offers: set[RowAction], state: RowState) -> None:
    assert row_state(row("005", state=(text, offers))) is state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Pendiente Registro", RowState.PLANNED),
        (" PENDIENTE  DE REGISTRO ", RowState.PLANNED),
        ("Enviado Por Proveedor", RowState.SENT),
        ("Bajo Aprobación", RowState.IN_REVIEW),
        ("Bajo Aprobacion", RowState.IN_REVIEW),
        ("Aprobado", RowState.APPROVED),
        ("Rechazado", RowState.REJECTED),
        ("Pagado", RowState.PAID),
        ("", RowState.UNKNOWN),
        ("No Definido", RowState.UNKNOWN),
        ("Pendiente", RowState.UNKNOWN),
        ("Registro", RowState.UNKNOWN),
        ("No pendiente registro", RowState.UNKNOWN),
        ("No aprobado", RowState.UNKNOWN),
        ("Enviado, luego rechazado", RowState.UNKNOWN),
        ("Aprobado y pagado", RowState.UNKNOWN),
    ],
)
def test_a_published_state_is_read_by_its_words_alone(text: str, state: RowState) -> None:
    assert public_state(text) is state


rows = st.builds(
    PaymentRow,
    st.sampled_from(["001", "004", "005", "5", "006", "", "CO1.PAY.5"]),
    st.sampled_from(["", "Pago 005", "Pago 004"]),
    st.none(),
    st.sampled_from(["", "Pendiente", "Enviado", "Rechazada", "Aceptada"]),
    st.frozensets(st.sampled_from(RowAction)),
)


@given(st.lists(rows, max_size=5))
def test_nothing_is_written_unless_one_row_at_most_can_be_ours(filing: Filing, table: list[PaymentRow]) -> None:
    ours = [one for one in table if filing.agrees(one.payment_id) or one.invoice_number == "Pago 005"]
    match decide(filing, table):
        case Create():
            assert not ours
            assert all(one.payment_id.isdigit() for one in table)
        case Register(chosen) | Resume(chosen) | Done(chosen, _):
            assert ours == [chosen]
            assert filing.agrees(chosen.payment_id)
        case Refuse() as refuse:
            assert refuse.message
            assert refuse.remedy


def test_a_row_is_told_on_one_line() -> None:
    assert str(row("005", "Pago 005", SAVED)) == ("ID 005 · Pago 005 · 3.500.000 · «» · Borrar, Registro, Enviar")
    assert str(row("", state=("Pendiente", set()), value=None)) == (
        "ID (vacío) · sin factura · sin valor · «Pendiente» · sin acciones"
    )


def test_edit_rejected_says_what_to_do_with_a_payment_that_is_not_rejected(filing: Filing) -> None:
    file_it = f"secop-bot submit {filing.source}"
    said: list[tuple[list[PaymentRow], str, str]] = [
        ([], "no está en Plan de pagos", f"Para radicarlo: {file_it}"),
        ([row("005", state=PLANNED)], "está planeado y sin registrar", f"Para radicarlo: {file_it}"),
        ([row("005", state=SAVED)], "está guardado, sin enviar", f"Para corregirlo o enviarlo: {file_it}"),
        (
            [row("005", state=SENT)],
            "está enviado a la entidad («Enviado a la Entidad Estatal»)",
            f"No hay nada que corregir; no se tocó nada. Para ver los demás: secop-bot status {filing.source}",
        ),
    ]

    for ours, state, remedy in said:
        refuse = for_edit(filing, [*OLD, *ours], edited_here=False)
        assert refuse == Refuse("not_rejected", f"El pago 5 no está rechazado: {state}.", remedy)

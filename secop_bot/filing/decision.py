"""A filing beside the rows of Plan de pagos: create, register, resume, nothing to do, or refuse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, assert_never

from secop_bot.filing.fields import Field
from secop_bot.filing.filing import payment_number
from secop_bot.filing.money import format_pesos
from secop_bot.filing.row_text import TextState, text_state
from secop_bot.filing.text import collapsed, folded, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from secop_bot.filing.filing import Filing


class RowAction(StrEnum):
    """What a row offers, by the text of its button."""

    BORRAR = "Borrar"
    REGISTRO = "Registro"
    ENVIAR = "Enviar"
    DETALLE = "Detalle"
    EDITAR = "Editar"


class RowState(StrEnum):
    """How far a payment has come; ``OUT_OF_HANDS`` offers only Detalle, and its text says nothing known."""

    PLANNED = "planned"
    SAVED = "saved"
    SENT = "sent"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAID = "paid"
    OUT_OF_HANDS = "out_of_hands"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PaymentRow:
    """A row of Plan de pagos as read; ``value`` is None where it shows no amount."""

    payment_id: str
    invoice_number: str
    value: Decimal | None
    state: str
    offers: frozenset[RowAction]

    def __str__(self) -> str:
        """For people: ``ID 005 · Pago 005 · 3.500.000 · «Pendiente» · Registro``."""
        offered = ", ".join(action for action in RowAction if action in self.offers) or "sin acciones"
        value = "sin valor" if self.value is None else format_pesos(self.value)
        number = collapsed(self.invoice_number) or "sin factura"
        payment_id = collapsed(self.payment_id) or "(vacío)"
        return f"ID {payment_id} · {number} · {value} · {quoted(self.state)} · {offered}"


@dataclass(frozen=True)
class Create:
    """No row is this payment's: press Crear."""


@dataclass(frozen=True)
class Register:
    """The entity planned this payment: fill the row through Registro."""

    row: PaymentRow


@dataclass(frozen=True)
class Resume:
    """The payment is saved and not sent: compare it through Registro, correct what differs, or send."""

    row: PaymentRow


@dataclass(frozen=True)
class Done:
    """The payment is out of the contractor's hands."""

    row: PaymentRow
    state: RowState


@dataclass(frozen=True)
class Refuse:
    """Nothing may be written: ``code`` for programs, the rest in Spanish for people."""

    code: str
    message: str
    remedy: str


Decision: TypeAlias = Create | Register | Resume | Done | Refuse

_STATE_OF_TEXT = {
    TextState.SENT: RowState.SENT,
    TextState.IN_REVIEW: RowState.IN_REVIEW,
    TextState.APPROVED: RowState.APPROVED,
    TextState.REJECTED: RowState.REJECTED,
    TextState.PAID: RowState.PAID,
}
_PUBLISHED_AS_PLANNED = re.compile(r"pendiente (?:de )?registro")
_LOOK = "Mire Plan de pagos en SECOP II y corrija allí lo que sobre o falte; no se escribió nada."


def row_state(row: PaymentRow) -> RowState:
    """Judge a row: what it offers first, its text where only Detalle, or nothing, is offered.

    Enviar means saved, Registro without Enviar planned. A text that says two things, or denies one, is not
    read: the row is then out of our hands, or unknown if a rejection may be meant.
    """
    offers = row.offers
    if RowAction.ENVIAR in offers:
        return RowState.SAVED
    if RowAction.REGISTRO in offers:
        return RowState.PLANNED
    said = text_state(row.state)
    if RowAction.BORRAR in offers or (RowAction.EDITAR in offers and said is not TextState.REJECTED):
        return RowState.UNKNOWN
    if said in _STATE_OF_TEXT:
        return _STATE_OF_TEXT[said]
    if RowAction.DETALLE in offers and said is not TextState.DOUBTFUL:
        return RowState.OUT_OF_HANDS
    return RowState.UNKNOWN


def public_state(text: str) -> RowState:
    """Judge a state as open data publishes it (portal.md §4): "Pendiente Registro" is planned; all else by stems."""
    if _PUBLISHED_AS_PLANNED.fullmatch(folded(text)):
        return RowState.PLANNED
    return _STATE_OF_TEXT.get(text_state(text), RowState.UNKNOWN)


def decide(filing: Filing, rows: Sequence[PaymentRow]) -> Decision:
    """Decide what a run may do, from all the rows of Plan de pagos.

    A row fits by its ID or by its invoice number; it is ours only if the ID agrees. Where nothing fits but a
    row's ID can't be read, that row may be ours, and nothing is created.
    """
    ours = _same_number(str(filing.fields[Field.NUMERO_FACTURA].value))
    fits = [row for row in rows if filing.agrees(row.payment_id) or _same_number(row.invoice_number) == ours]
    if len(fits) > 1:
        return Refuse(
            "two_rows_fit",
            f"Hay {len(fits)} filas que pueden ser el pago {filing.payment}: {_listed(fits)}.",
            _LOOK,
        )
    if fits:
        return _decide_row(filing, fits[0])
    if not rows and filing.payment > 1:  # its first new ID would be 001: not read, rather than empty
        return Refuse(
            "plan_empty",
            f"Plan de pagos no muestra ningún pago, y el archivo dice pago {filing.payment}.",
            "Mírelo en SECOP II: si está vacío, este es el pago 1; si no, la página cambió y el bot no la lee.",
        )
    unread = [row for row in rows if payment_number(row.payment_id) is None]
    if unread:
        return Refuse(
            "row_without_id",
            f"Ninguna fila es el pago {filing.payment}, pero hay filas cuyo ID no se entiende: {_listed(unread)}.",
            _LOOK,
        )
    return Create()


def _decide_row(filing: Filing, row: PaymentRow) -> Decision:
    if not filing.agrees(row.payment_id):
        number = quoted(row.invoice_number)
        return Refuse(
            "payment_id_disagrees",
            f"La factura {number} está en el pago de ID {quoted(row.payment_id)}, "
            f"y el archivo dice pago {filing.payment}.",
            "Corrija pago o numero_factura en el archivo del mes, o la factura de esa fila en SECOP II.",
        )
    state = row_state(row)
    match state:
        case RowState.PLANNED:
            return Register(row)
        case RowState.SAVED:
            return Resume(row)
        case RowState.REJECTED:
            return Refuse(
                "rejected",
                f"El pago {filing.payment} fue rechazado: {row}.",
                "Lea el motivo en SECOP II, en Detalle; allí pulse Editar, y luego repita esta orden.",
            )
        case RowState.UNKNOWN:
            return Refuse(
                "row_unknown",
                f"No se entiende en qué estado está el pago {filing.payment}: {row}.",
                _LOOK,
            )
        case RowState.SENT | RowState.IN_REVIEW | RowState.APPROVED | RowState.PAID | RowState.OUT_OF_HANDS:
            return Done(row, state)
        case _:
            assert_never(state)


def _same_number(number: str) -> str:
    return "".join(number.split()).casefold()


def _listed(rows: Iterable[PaymentRow]) -> str:
    return "; ".join(map(str, rows))

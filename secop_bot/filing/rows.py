"""A row of Plan de pagos: what it shows, what it offers, and how far that says the payment has come."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from secop_bot.filing.money import format_pesos
from secop_bot.filing.row_text import TextState, text_state
from secop_bot.filing.text import collapsed, folded, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal


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

    @property
    def in_spanish(self) -> str:
        """The state in plain words, to follow "el pago está"."""
        return _PLAIN_WORDS[self]


_PLAIN_WORDS = {
    RowState.PLANNED: "planeado por la entidad, sin registrar",
    RowState.SAVED: "guardado, sin enviar",
    RowState.SENT: "enviado a la entidad",
    RowState.IN_REVIEW: "en aprobación",
    RowState.APPROVED: "aprobado",
    RowState.REJECTED: "rechazado",
    RowState.PAID: "pagado",
    RowState.OUT_OF_HANDS: "en manos de la entidad",
    RowState.UNKNOWN: "en un estado que no se entiende",
}


@dataclass(frozen=True)
class PaymentRow:
    """A row of Plan de pagos as read; ``value`` is None where it shows no amount, ``dates`` has those it shows."""

    payment_id: str
    invoice_number: str
    value: Decimal | None
    state: str
    offers: frozenset[RowAction]
    dates: Mapping[str, date] = field(default_factory=dict)
    reads_as: TextState | None = None
    """What the user's own words say that ``state`` means; None: it is read as usual."""

    def __str__(self) -> str:
        """For people: ``ID 005 · Pago 005 · 3.500.000 · «Pendiente» · Registro``."""
        offered = ", ".join(action for action in RowAction if action in self.offers) or "sin acciones"
        value = "sin valor" if self.value is None else format_pesos(self.value)
        number = collapsed(self.invoice_number) or "sin factura"
        payment_id = collapsed(self.payment_id) or "(vacío)"
        return f"ID {payment_id} · {number} · {value} · {quoted(self.state)} · {offered}"


_STATE_OF_TEXT = {
    TextState.SENT: RowState.SENT,
    TextState.IN_REVIEW: RowState.IN_REVIEW,
    TextState.APPROVED: RowState.APPROVED,
    TextState.REJECTED: RowState.REJECTED,
    TextState.PAID: RowState.PAID,
}
_PUBLISHED_AS_PLANNED = re.compile(r"pendiente (?:de )?registro")


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
    said = row.reads_as or text_state(row.state)
    if RowAction.BORRAR in offers or (RowAction.EDITAR in offers and said is not TextState.REJECTED):
        return RowState.UNKNOWN
    if said in _STATE_OF_TEXT:
        return _STATE_OF_TEXT[said]
    if RowAction.DETALLE in offers and said is not TextState.DOUBTFUL:
        return RowState.OUT_OF_HANDS
    return RowState.UNKNOWN


def public_state(text: str) -> RowState:
    """Judge a state as open data publishes it: "Pendiente Registro" is planned; all else by stems."""
    if _PUBLISHED_AS_PLANNED.fullmatch(folded(text)):
        return RowState.PLANNED
    return _STATE_OF_TEXT.get(text_state(text), RowState.UNKNOWN)

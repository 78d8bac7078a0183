"""A filing beside the rows of Plan de pagos: create, register, resume, edit, nothing to do, or refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, assert_never

from secop_bot.filing.fields import Field
from secop_bot.filing.filing import payment_number
from secop_bot.filing.rows import PaymentRow, RowState, row_state
from secop_bot.filing.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from secop_bot.filing.filing import Filing


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
class Edit:
    """The entity rejected the payment: it must be unlocked through Detalle → Editar before anything else."""

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


Decision: TypeAlias = Create | Register | Resume | Edit | Done | Refuse

_LOOK = "Mire Plan de pagos en SECOP II y corrija allí lo que sobre o falte; no se escribió nada."


def decide(filing: Filing, rows: Sequence[PaymentRow]) -> Decision:
    """Decide what the portal allows, from all the rows of Plan de pagos.

    A row fits by its ID or by its invoice number; it is ours only if the ID agrees. Where nothing fits but a
    row's ID can't be read, that row may be ours, and nothing is created.
    """
    fits = _fitting(filing, rows)
    if refusal := two_rows(filing, rows):
        return refusal
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


def two_rows(filing: Filing, rows: Sequence[PaymentRow]) -> Refuse | None:
    """Return why nothing may be written, or sent, where more than one row may be this payment; or None."""
    fits = _fitting(filing, rows)
    if len(fits) < 2:  # noqa: PLR2004 - two are too many
        return None
    return Refuse(
        "two_rows_fit", f"Hay {len(fits)} filas que pueden ser el pago {filing.payment}: {_listed(fits)}.", _LOOK
    )


def _fitting(filing: Filing, rows: Iterable[PaymentRow]) -> list[PaymentRow]:
    ours = str(filing.fields[Field.NUMERO_FACTURA].value)
    return [row for row in rows if filing.agrees(row.payment_id) or same_number(row.invoice_number, ours)]


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
            return Edit(row)
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


def same_number(one: str, other: str) -> bool:
    """Return whether two invoice numbers are the same; neither spaces nor case count."""
    left, right = ("".join(number.split()).casefold() for number in (one, other))
    return left == right


def _listed(rows: Iterable[PaymentRow]) -> str:
    return "; ".join(map(str, rows))

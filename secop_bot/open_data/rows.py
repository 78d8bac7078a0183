"""One published row as a payment; what is missing or can't be read is said, and the row is never dropped."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from secop_bot.filing.payment_status import PaymentStatus
from secop_bot.filing.rows import public_state
from secop_bot.filing.text import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

_VALUES = ("valor_total", "valor_a_pagar", "valor_neto")
_DATES = {
    "emisión": "fecha_de_emision",
    "recepción": "fecha_de_recepcion",
    "vencimiento": "fecha_de_vencimiento",
    "pago estimado": "fecha_estimada_de_pago",
    "pago real": "fecha_real_de_pago",
}
_AMOUNT = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+)?")


@dataclass(frozen=True)
class PublicPayment:
    """A row of the published payments. Texts are as published, "" where missing: not safe to print as they are.

    ``value`` is in pesos, None where the row has none that can be read. ``dates`` has those that are there, under
    "emisión", "recepción", "vencimiento", "pago estimado" and "pago real". ``oddities`` are Spanish sentences.
    """

    payment_id: str
    invoice_number: str
    value: Decimal | None
    state: str
    dates: Mapping[str, date]
    oddities: tuple[str, ...]
    entity: str


def read_row(row: object) -> PublicPayment:
    """Read what JSON gave for one row, whatever it is; a key that is absent, null or blank is missing."""
    if not isinstance(row, dict):
        return PublicPayment("", "", None, "", {}, (f"La fila no es un registro: {_shown(row)}.",), "")
    reader = _Reader(row)
    payment_id = reader.text("id_de_pago", "No trae el ID del pago.")
    state = reader.text("estado", "No trae el estado.")
    invoice_number = reader.text("numero_de_factura")
    entity = reader.text("nombre_entidad")
    value = reader.value()
    dates = {name: day for name, column in _DATES.items() if (day := reader.day(name, column))}
    return PublicPayment(payment_id, invoice_number, value, state, dates, tuple(reader.oddities), entity)


class _Reader:
    """Reads the columns of one row and collects what is odd about them."""

    def __init__(self, row: dict[str, Any]) -> None:
        self._row = row
        self.oddities: list[str] = []

    def text(self, column: str, when_missing: str = "") -> str:
        """Give the text of a column; of another type, the text of a number alone."""
        found = self._row.get(column)
        if isinstance(found, str):
            text = found
        elif found is None:
            text = ""
        else:
            self._unexpected(column, found)
            return str(found) if _is_number(found) else ""
        if when_missing and not text.strip():
            self.oddities.append(when_missing)
        return text

    def value(self) -> Decimal | None:
        """Give the amount of the first of the three columns that says anything."""
        column = next((column for column in _VALUES if self._says(column)), None)
        if column is None:
            self.oddities.append("No trae el valor.")
            return None
        found = self._row[column]
        if not isinstance(found, str):
            self._unexpected(column, found)
            if not _is_number(found):
                return None
            found = str(found)
        if _AMOUNT.fullmatch(found.strip()):
            return Decimal(found.strip())
        self.oddities.append(f"El valor ({column}) no es un número: {quoted(found)}.")
        return None

    def day(self, name: str, column: str) -> date | None:
        """Give the day of a column (``2026-10-01T00:00:00.000``, the clock of Colombia); it may well be missing."""
        if not self._says(column):
            return None
        found = self._row[column]
        if not isinstance(found, str):
            self._unexpected(column, found)
            return None
        if matched := _MOMENT.fullmatch(found.strip()):
            with suppress(ValueError):  # such as 30 February: told below
                return date.fromisoformat(matched[1])
        self.oddities.append(f"La fecha de {name} no es una fecha: {quoted(found)}.")
        return None

    def _says(self, column: str) -> bool:
        found = self._row.get(column)
        return bool(found.strip()) if isinstance(found, str) else found is not None

    def _unexpected(self, column: str, found: object) -> None:
        self.oddities.append(f"La columna {column} no trae un texto sino {_shown(found)}.")


def _is_number(found: object) -> bool:
    return isinstance(found, int | Decimal) and not isinstance(found, bool)


def _shown(found: object) -> str:
    return quoted(json.dumps(found, ensure_ascii=False, default=str))


def status_published(payment: PublicPayment) -> PaymentStatus:
    """Give a published payment with what its state means."""
    return PaymentStatus(
        payment.payment_id,
        payment.invoice_number,
        payment.value,
        payment.state,
        public_state(payment.state),
        payment.dates,
        payment.oddities,
    )

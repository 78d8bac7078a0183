"""The boxes of the payment form: key, label, kind, and what the server makes of what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from secop_bot.mock.formats import money, parse_date, parse_money

Kind = Literal["choice", "text", "notes", "date", "money"]


@dataclass(frozen=True)
class Box:
    """One box of the form."""

    key: str
    label: str
    kind: Kind
    prefix: str  # of its id, by VORTAL's habit
    required: bool = True


DATA_BOXES = (
    Box("electronic", "Obligado a facturar electrónicamente", "choice", "rdbg"),
    Box("cufe", "CUFE", "text", "txt", required=False),
    Box("invoice_number", "Número de factura", "text", "txt"),
    Box("issue_date", "Fecha de emisión", "date", "dtmb"),
    Box("due_date", "Fecha de vencimiento", "date", "dtmb"),
    Box("net_value", "Valor neto", "money", "cbx"),
    Box("total_value", "Valor total", "money", "cbx"),
    Box("notes", "Notas", "notes", "txa", required=False),
    Box("reception_date", "Fecha de recepción original", "date", "dtmb"),
    Box("filing_number", "Número de radicación", "text", "txt"),
)
PLANILLA_BOXES = (
    Box("planilla_number", "Número de planilla", "text", "txt", required=False),
    Box("planilla_date", "Fecha de pago", "date", "dtmb", required=False),
)
BOXES = {box.key: box for box in DATA_BOXES + PLANILLA_BOXES}


def normalise(box: Box, text: str, *, minute: bool = False) -> str | None:
    """Give what the server keeps of ``text``: dates and money in its own writing, None when it is neither."""
    if not text.strip():
        return ""
    match box.kind:
        case "date":
            moment = parse_date(text)
            return moment.strftime("%d/%m/%Y %H:%M" if minute else "%d/%m/%Y") if moment else None
        case "money":
            amount = parse_money(text)
            return None if amount is None else money(amount)
        case "choice":
            return text if text in {"si", "no"} else None
        case "text" | "notes":
            return text

"""An open payment form: what the server knows of it, and what its Confirmar insists on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from secop_bot.mock.boxes import BOXES, normalise
from secop_bot.mock.formats import parse_date, parse_money

if TYPE_CHECKING:
    from secop_bot.mock.scenario import Scenario
    from secop_bot.mock.store import Check, Document, LiveContract, LivePayment

Mode = Literal["create", "register", "view"]

CUFE = re.compile(r"[0-9a-fA-F]{96}")
PLANILLA = re.compile(r"\d{6,}")


@dataclass
class Draft:
    """One opening of the form. Nothing of it reaches the payment before Confirmar."""

    token: str
    contract: LiveContract
    payment: LivePayment | None  # None: of a new payment that has no row yet
    payment_id: str
    mode: Mode
    asks_planilla: bool
    values: dict[str, str] = field(default_factory=dict)  # committed, in the portal's writing
    received: dict[str, str] = field(default_factory=dict)  # committed, as typed
    invalid: dict[str, str] = field(default_factory=dict)  # typed, and no date or amount
    documents: list[Document] = field(default_factory=list)
    planilla: Check | None = None
    cufe: Check | None = None
    confirmed: bool = False

    def commit(self, key: str, text: str, scenario: Scenario) -> None:
        """Take what a box was left with; a text that is no date or amount counts as nothing."""
        value = normalise(BOXES[key], text, minute=scenario.date_boxes == "minute")
        self.invalid.pop(key, None)
        if value is None:
            self.invalid[key] = text
            value = ""
        elif value and key in scenario.changed_on_commit:
            value = scenario.changed_on_commit[key]
        self.values[key] = value
        self.received[key] = text

    def shown(self, key: str) -> str:
        """Give what the box reads."""
        return self.invalid.get(key, self.values.get(key, ""))

    @property
    def electronic(self) -> bool:
        """Whether the supplier said to owe electronic invoices."""
        return self.values.get("electronic") == "si"

    @property
    def planilla_check(self) -> Check | None:
        """The planilla's validation, as long as number and date are those it was asked about."""
        asked = (self.values.get("planilla_number", ""), self.values.get("planilla_date", ""))
        return self.planilla if self.planilla and (self.planilla.number, self.planilla.date) == asked else None

    @property
    def cufe_check(self) -> Check | None:
        """The CUFE's validation, as long as it is the one asked about."""
        return self.cufe if self.cufe and self.cufe.number == self.values.get("cufe", "") else None


def problems(draft: Draft, scenario: Scenario) -> list[str]:
    """Say everything for which Confirmar is refused, in the portal's words."""
    found = [
        f"El campo {box.label} es obligatorio"
        for box in BOXES.values()
        if box.required and not draft.values.get(box.key) and box.key not in draft.invalid
    ]
    found += [f"El valor del campo {BOXES[key].label} no es válido" for key in draft.invalid]
    found += _dates(draft) + _amounts(draft)
    if draft.electronic and not (draft.cufe_check and draft.cufe_check.passed):
        found.append("Debe validar el CUFE de la factura electrónica")
    if not draft.documents:
        found.append("Debe anexar al menos un documento")
    if draft.asks_planilla and scenario.planilla_required:
        check = draft.planilla_check
        if not (check and check.passed):
            found.append("Debe validar el número de planilla de pago de seguridad social")
    return found


def _dates(draft: Draft) -> list[str]:
    issued, due, got = (parse_date(draft.values.get(key, "")) for key in ("issue_date", "due_date", "reception_date"))
    found = []
    if issued and due and due < issued:
        found.append("La Fecha de vencimiento no puede ser anterior a la Fecha de emisión")
    if issued and got and got < issued:
        found.append("La Fecha de recepción original no puede ser anterior a la Fecha de emisión")
    return found


def _amounts(draft: Draft) -> list[str]:
    net, total = (parse_money(draft.values.get(key, "")) for key in ("net_value", "total_value"))
    found = []
    if net is not None and net <= 0:
        found.append("El Valor neto debe ser mayor que cero")
    if net is not None and total is not None and total < net:
        found.append("El Valor total no puede ser inferior al Valor neto")
    others = [p for p in draft.contract.payments if p.payment_id != draft.payment_id and p.state != "rejected"]
    charged = sum(parse_money(p.fields.get("total_value", "")) or 0 for p in others)
    value = parse_money(draft.contract.spec.value)
    if total is not None and value is not None and charged + total > value:
        found.append("El Valor total supera el saldo pendiente del contrato")
    return found

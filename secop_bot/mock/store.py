"""What the portal holds: contracts, their payments and documents, and how saving and sending change them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from secop_bot.mock.boxes import BOXES, normalise
from secop_bot.mock.fillers import filler_contracts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from secop_bot.mock.scenario import Contract, Payment, PaymentState, Scenario

PLANILLA_SINCE = date(2022, 6, 11)

# The state as the server prints it, before the page's script translates it.
STATE_CODES: dict[PaymentState, str] = {
    "planned": "Pending",
    "draft": "Draft",
    "saved": "Registered",
    "sent": "SentToBuyer",
    "under_approval": "UnderApproval",
    "approved": "Accepted",
    "rejected": "Rejected",
    "paid": "Paid",
}
_ACTIONS: dict[PaymentState, tuple[str, ...]] = {
    "planned": ("Registro",),
    "draft": ("Borrar", "Registro"),
    "saved": ("Borrar", "Registro", "Enviar"),
}


@dataclass(frozen=True)
class Document:
    """A file as it arrived."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Document:
        """Take a file in."""
        return cls(name, len(content), hashlib.sha256(content).hexdigest())

    def told(self) -> dict[str, Any]:
        """Give it for the record."""
        return {"name": self.name, "size": self.size, "sha256": self.sha256}


@dataclass(frozen=True)
class Check:
    """What a Validar answered, and what it was asked about."""

    number: str
    date: str
    status: str
    operator: str = ""
    period: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer is the one good one."""
        return self.status == "Consulta exitosa"


@dataclass
class LivePayment:
    """A payment as the portal holds it now."""

    payment_id: str
    state: PaymentState
    fields: dict[str, str] = field(default_factory=dict)  # in the portal's writing
    received: dict[str, str] = field(default_factory=dict)  # as it was typed
    documents: list[Document] = field(default_factory=list)
    planilla: Check | None = None
    cufe: Check | None = None
    reason: str = ""
    state_text: str | None = None
    offered: tuple[str, ...] | None = None

    @property
    def actions(self) -> tuple[str, ...]:
        """What the row offers."""
        return self.offered if self.offered is not None else _ACTIONS.get(self.state, ("Detalle",))

    @property
    def code(self) -> str:
        """The state as first printed."""
        return self.state_text if self.state_text is not None else STATE_CODES[self.state]

    def change(self, changes: Mapping[str, Any]) -> None:
        """Take what the entity or the platform does; another ``state`` takes its own words and actions with it."""
        if "state" in changes:
            self.state_text = self.offered = None
        for name, value in changes.items():
            if name == "fields":
                self.fields.update(value)
            elif hasattr(self, name):
                setattr(self, name, value)
            else:
                msg = f"a payment has no {name}"
                raise KeyError(msg)

    def told(self) -> dict[str, Any]:
        """Give everything that is held, for the record."""
        return {
            "payment_id": self.payment_id,
            "state": self.state,
            "state_code": self.code,
            "actions": list(self.actions),
            "reason": self.reason,
            **self.contents(),
        }

    def contents(self) -> dict[str, Any]:
        """Give what the supplier put in."""
        return {
            "fields": dict(self.fields),
            "received": dict(self.received),
            "documents": [document.told() for document in self.documents],
            "planilla_status": self.planilla.status if self.planilla else "",
            "cufe_status": self.cufe.status if self.cufe else "",
        }


@dataclass
class LiveContract:
    """A contract as the portal holds it now."""

    spec: Contract
    sales_id: str
    payments: list[LivePayment]
    execution_documents: list[Document]

    def payment(self, payment_id: str) -> LivePayment:
        """Give one payment; raises KeyError."""
        for payment in self.payments:
            if payment.payment_id == payment_id:
                return payment
        raise KeyError(payment_id)

    @property
    def frozen(self) -> bool:
        """Whether the contract's state forbids new payments and changes."""
        return self.spec.state in {"UnderModification", "Closed", "Terminated"}


class Store:
    """All contracts of one portal."""

    def __init__(self, scenario: Scenario) -> None:
        fillers = filler_contracts(scenario.filler_contracts)
        ours = scenario.contracts
        specs = (*fillers, *ours) if scenario.ours == "last" else (*ours, *fillers)
        self.contracts = [_live(spec, place) for place, spec in enumerate(specs)]
        self._first_new_id = scenario.first_new_id

    def by_sales_id(self, sales_id: str) -> LiveContract:
        """Give the contract of an address; raises KeyError."""
        for contract in self.contracts:
            if contract.sales_id == sales_id:
                return contract
        raise KeyError(sales_id)

    def by_number(self, number: str, entity: str | None = None) -> LiveContract:
        """Give the contract with this number, of this entity where two share it; raises KeyError."""
        found = [
            contract
            for contract in self.contracts
            if contract.spec.number == number and entity in {None, contract.spec.entity}
        ]
        if len(found) != 1:
            msg = f"{len(found)} contracts have the number {number}"
            raise KeyError(msg)
        return found[0]

    def next_payment_id(self, contract: LiveContract) -> str:
        """Give the ID of a new payment: three digits, the highest plus one."""
        highest = max((int(p.payment_id) for p in contract.payments if p.payment_id.isdigit()), default=0)
        if self._first_new_id is not None and self._first_new_id > highest:
            return f"{self._first_new_id:03}"
        return f"{highest + 1:03}"


def _live(spec: Contract, place: int) -> LiveContract:
    sales_id = spec.sales_id or f"CO1.SLCNTR.{5204417 + 1313 * place}"
    documents = [_invented(name) for name in spec.execution_documents]
    return LiveContract(
        replace(spec, listed_id=spec.listed_id or sales_id),
        sales_id,
        [live_payment(payment) for payment in spec.payments],
        documents,
    )


def live_payment(spec: Payment) -> LivePayment:
    """Begin a payment from what the scenario says of it."""
    given = {"invoice_number": spec.invoice_number, "net_value": spec.value, "total_value": spec.value}
    given = {key: text for key, text in {**given, **spec.fields}.items() if text}
    fields = {key: normalise(BOXES[key], text) or "" for key, text in given.items()}
    number = fields.get("planilla_number", "")
    planilla = Check(number, fields.get("planilla_date", ""), spec.planilla_status, "Aportes en Línea")
    cufe = Check(fields.get("cufe", ""), "", "Consulta exitosa")
    return LivePayment(
        payment_id=spec.payment_id,
        state=spec.state,
        fields=fields,
        received=dict(given),
        documents=[_invented(name) for name in spec.documents],
        planilla=planilla if number and spec.planilla_status else None,
        cufe=cufe if cufe.number and spec.state != "planned" else None,  # of what is only planned nobody has asked yet
        reason=spec.reason,
        state_text=spec.state_text,
        offered=spec.actions,
    )


def _invented(name: str) -> Document:
    filling = f"% {name}\n" * 2000
    return Document.of(name, f"%PDF-1.4\n{filling}%%EOF\n".encode())

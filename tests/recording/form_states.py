"""The payment's form: new, saved, validated or not, refused; and the Detalle of a rejected payment."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from secop_bot.errors import RefusedError
from secop_bot.filing.fields import Field
from secop_bot.mock import Contract, Payment
from secop_bot.mock.boxes import BOXES, PLANILLA_BOXES
from secop_bot.mock.scenario import sample_payments
from secop_bot.mock.store import PLANILLA_SINCE
from secop_bot.portal.confirming import confirm
from secop_bot.portal.payment_form import PaymentForm
from tests.recording.contract_states import rows
from tests.recording.states import Expected, state
from tests.recording.walk import Walk, state_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from secop_bot.mock.scenario import PaymentState

_PASSED = "Consulta exitosa"
DOCUMENTS = ("cuenta_de_cobro.pdf", "informe de actividades.pdf", "Planilla (octubre).pdf", "arl.pdf", "orden.pdf")
_DATES = {"issue_date": "03/11/2026", "due_date": "30/11/2026", "reception_date": "05/11/2026"}
_PLANILLA = {"planilla_number": "0094123450", "planilla_date": "04/11/2026"}
_NATURAL = {"electronic": "no", **_DATES, "filing_number": "005", "notes": "Sin novedad.\nSegunda línea.", **_PLANILLA}
_CUFE = "ab12" * 24


def _contract(payment_state: PaymentState, **more: Any) -> tuple[Contract, ...]:
    given = {
        "invoice_number": "Pago 005",
        "value": "3.500.000,50",
        "fields": _NATURAL,
        "documents": DOCUMENTS,
        "planilla_status": _PASSED,
        **more,
    }
    return (Contract(payments=(*sample_payments(), Payment(payment_id="005", state=payment_state, **given))),)


# --- New


@state("form-new")
@state("form-without-planilla", contracts=(Contract(signed=date(2021, 3, 1), payments=sample_payments()),))
def new(walk: Walk) -> Expected:
    walk.open_plan().create()
    return _form(walk)


@state("form-planilla-not-visible", planilla_answers=("not_visible",))
@state("form-planilla-down", planilla_answers=("down",))
def planilla_asked(walk: Walk) -> Expected:
    form = walk.open_plan().create()
    form.write(Field.OBLIGADO, value=False)
    form.write(Field.FECHA_EMISION, date(2026, 11, 3))
    form.write(Field.VALOR_NETO, Decimal("3500000.50"))
    form.write(Field.NOTAS, "Una nota")
    form.write(Field.PLANILLA_NUMERO, _PLANILLA["planilla_number"])
    form.write(Field.PLANILLA_FECHA, date(2026, 11, 4))
    walk.visit.settle(form.press_validate(Field.PLANILLA_NUMERO))
    return _form(walk)


@state("form-confirm-refused")
def confirm_refused(walk: Walk) -> Expected:
    form = walk.open_plan().create()
    form.write(Field.NUMERO_FACTURA, "Pago 005")
    form.write(Field.FECHA_EMISION, date(2026, 11, 30))
    form.write(Field.FECHA_VENCIMIENTO, date(2026, 11, 3))
    _confirm_in_vain(walk, form)
    return {**_form(walk), "errors": walk.portal.events("confirm_refused")[-1]["errors"]}


def _confirm_in_vain(walk: Walk, form: PaymentForm) -> None:
    with suppress(RefusedError):
        confirm(walk.visit, form, lambda: None)
        raise AssertionError("the mock took an incomplete form")


# --- Opened again


@state("form-saved", contracts=_contract("saved"))
@state("form-planned", contracts=(Contract(payments=(*sample_payments(), Payment(payment_id="005", state="planned"))),))
@state(
    "form-electronic",
    contracts=_contract(
        "saved",
        invoice_number="FV-12",
        fields={**_NATURAL, "electronic": "si", "cufe": _CUFE, "total_value": "4.165.000,60", "notes": ""},
    ),
)
@state(
    "form-two-columns",
    contracts=_contract("saved", planilla_status=""),
    form_columns=2,
    date_boxes="minute",
    invoice_label="Número de la factura",
)
def opened_again(walk: Walk) -> Expected:
    plan = walk.open_plan()
    row = plan.row("005")
    assert row
    plan.register(row)
    return _form(walk)


def _form(walk: Walk) -> Expected:
    """Give what the form shows: what the portal holds of the payment, and what it received since it was opened."""
    opened = walk.portal.events("open_form")[-1]["payment_id"]
    held: Mapping[str, Any] = next((one for one in walk.payments() if one["payment_id"] == opened), {})
    fields = {key: held.get("fields", {}).get(key, "") for key in BOXES}
    fields |= {entry["field"]: entry["value"] for entry in walk.portal.events("field_committed")}
    asked = [entry["answer"] for entry in walk.portal.events("validate_planilla")]
    asks = walk.portal.scenario.contracts[0].signed >= PLANILLA_SINCE
    if fields["electronic"] != "si":
        del fields["cufe"]
    if not asks:
        for box in PLANILLA_BOXES:
            del fields[box.key]
    return {
        "payment_id": opened,
        "fields": fields,
        "documents": [one["name"] for one in held.get("documents", [])],
        "planilla": (asked[-1] if asked else _answer(held.get("planilla_status", ""))) if asks else None,
        "cufe": _answer(held.get("cufe_status", "")) if "cufe" in fields else None,
    }


def _answer(status: str) -> str:
    return "success" if status == _PASSED else status


# --- Only to look at


@state("detail-rejected", contracts=_contract("rejected", reason="El informe no está firmado por el supervisor."))
def detail_rejected(walk: Walk) -> Expected:
    walk.open_plan()
    ours = walk.page.locator("#spnPaymentIdSpan_4").locator("xpath=ancestor::tr[1]")
    ours.get_by_text("Detalle").click()
    walk.page.frame_locator(".VortalModal iframe").get_by_text("Editar").wait_for()
    assert walk.portal.events("open_form")[-1]["mode"] == "view"
    held = walk.payments()[-1]
    return {
        "rows": rows(walk),
        "state": state_words()[held["state_code"]],
        "reason": held["reason"],
        "payment_id": held["payment_id"],
        "fields": held["fields"],
        "documents": [one["name"] for one in held["documents"]],
    }

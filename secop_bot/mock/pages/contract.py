"""A contract's page: header, steps, and the step "Ejecución del Contrato" with its Plan de pagos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from secop_bot.mock.pages.access import require_session
from secop_bot.mock.world import close_windows, world

if TYPE_CHECKING:
    from secop_bot.mock.store import LiveContract, LivePayment

pages = Blueprint("contract", __name__, url_prefix="/CO1ContractsManagement/Tendering/SalesContractEdit")

STEPS = (
    "Información general",
    "Condiciones",
    "Bienes y servicios",
    "Documentos del Proveedor",
    "Documentos del contrato",
    "Información presupuestal",
    "Ejecución del Contrato",
    "Modificaciones del Contrato",
    "Incumplimientos",
)
PENDING = "Modificación pendiente"
EXECUTION = "Ejecución del Contrato"


def called_contract() -> LiveContract:
    """Give the contract a request speaks of, or answer 404."""
    sent: dict[str, Any] = request.get_json(silent=True) or {}
    number = sent.get("contract") or request.args.get("docUniqueIdentifier", "")
    try:
        return world().store.by_sales_id(number)
    except KeyError:
        abort(404)


def called_payment(contract: LiveContract) -> LivePayment:
    """Give the payment a request speaks of, or answer 404."""
    sent: dict[str, Any] = request.get_json(silent=True) or {}
    try:
        return contract.payment(sent.get("payment") or request.args.get("payment", ""))
    except KeyError:
        abort(404)


def told(contract: LiveContract) -> dict[str, str]:
    """Name a contract in the record."""
    return {"contract": contract.spec.number, "entity": contract.spec.entity}


def steps_of(contract: LiveContract) -> tuple[str, ...]:
    """Give the steps on the left, in order."""
    return (PENDING, *STEPS) if contract.spec.pending_modification else STEPS


@pages.get("/View")
def contract() -> str:
    """Show the contract; its step comes by ajax."""
    session, portal, found = require_session(), world(), called_contract()
    portal.record.add("open_contract", **told(found))
    supplier = found.spec.company or session.company or portal.scenario.account
    return render_template("contract.html", session=session, contract=found, supplier=supplier, steps=steps_of(found))


@pages.post("/StepManagerGoToStep")
def step() -> Response:
    """Give a step's contents; "first" is where a visit begins, Información general."""
    session, portal, found = require_session(), world(), called_contract()
    asked, steps = request.get_json().get("step"), steps_of(found)
    number = steps.index(STEPS[0]) + 1 if asked == "first" else asked
    if number not in range(1, len(steps) + 1):
        abort(400)
    title = steps[number - 1]
    portal.record.add("open_step", **told(found), number=number, title=title)
    template = {EXECUTION: "_step_execution.html", STEPS[0]: "_step_general.html"}.get(title, "_step_other.html")
    supplier = found.spec.company or session.company or portal.scenario.account
    with portal.lock:
        html = render_template(template, contract=found, title=title, supplier=supplier)
    return jsonify(html=html, step=number)


@pages.post("/PaymentPlan")
def payment_plan() -> Response:
    """Give the table of Plan de pagos again."""
    require_session()
    with world().lock:
        return jsonify(html=render_template("_payment_plan.html", contract=called_contract()))


@pages.post("/ExecutionDocuments")
def execution_documents() -> Response:
    """Give the table of execution documents again."""
    require_session()
    found = called_contract()
    with world().lock:
        if request.get_json().get("closed"):
            close_windows(found.sales_id)
        return jsonify(html=render_template("_execution_documents.html", contract=found))


@pages.post("/SendPayment")
def send() -> Response:
    """Send a saved payment to the entity."""
    require_session()
    portal, found = world(), called_contract()
    with portal.lock:
        payment = called_payment(found)
        allowed = "Enviar" in payment.actions and not found.frozen
        outcome = portal.scenario.send_outcome if allowed else "refused"
        portal.record.add("send", **told(found), payment_id=payment.payment_id, outcome=outcome)
        if outcome == "ok":
            payment.state, payment.state_text, payment.offered = "sent", None, None
    if outcome == "refused":
        return jsonify(message="No fue posible enviar el pago a la Entidad Estatal.")
    return jsonify(ok=True)


@pages.post("/DeletePayment")
def delete() -> Response:
    """Delete a saved payment."""
    require_session()
    portal, found = world(), called_contract()
    with portal.lock:
        payment = called_payment(found)
        if "Borrar" not in payment.actions:
            return jsonify(message="El pago no se puede borrar.")
        portal.record.add("delete", **told(found), payment_id=payment.payment_id)
        found.payments.remove(payment)
    return jsonify(ok=True)

"""What tests of another process, and people who try the mock by hand, ask of the mock itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from flask import Blueprint, Response, abort, jsonify, request

from secop_bot.mock.scenario import PaymentState
from secop_bot.mock.world import world

if TYPE_CHECKING:
    from secop_bot.mock.store import LiveContract

pages = Blueprint("mock_api", __name__, url_prefix="/__mock__")


@pages.get("/record")
def record() -> Response:
    """Give the whole record."""
    return jsonify(world().record.entries())


def _called_contract() -> LiveContract:
    """Give the contract that is asked for by number (and entity), or answer 404."""
    try:
        return world().store.by_number(request.args.get("contract", ""), request.args.get("entity"))
    except KeyError as error:
        abort(404, str(error))


@pages.get("/payments")
def payments() -> Response:
    """Give a contract's payments: ``?contract=CO1.PCCNTR.1&entity=…``."""
    with world().lock:
        found = _called_contract()
        return jsonify([payment.told() for payment in found.payments])


@pages.get("/documents")
def documents() -> Response:
    """Give a contract's execution documents: ``?contract=CO1.PCCNTR.1&entity=…``."""
    with world().lock:
        found = _called_contract()
        return jsonify([document.told() for document in found.execution_documents])


@pages.post("/change")
def change() -> Response:
    """Do what the entity does meanwhile: ``?contract=CO1.PCCNTR.1&payment=005&state=rejected&reason=…``."""
    asked = request.args
    if asked.get("state") not in get_args(PaymentState):
        abort(400, f"state is one of: {', '.join(get_args(PaymentState))}")
    with world().lock:
        try:
            found = _called_contract().payment(asked.get("payment", ""))
        except KeyError as error:
            abort(404, str(error))
        found.change({name: asked[name] for name in ("state", "reason") if name in asked})
        return jsonify(found.told())

"""What tests of another process, and people who try the mock by hand, ask of the mock itself."""

from __future__ import annotations

from typing import get_args

from flask import Blueprint, Response, abort, jsonify, request

from secop_bot.mock.scenario import PaymentState
from secop_bot.mock.world import world

pages = Blueprint("mock_api", __name__, url_prefix="/__mock__")


@pages.get("/record")
def record() -> Response:
    """Give the whole record."""
    return jsonify(world().record.entries())


@pages.get("/payments")
def payments() -> Response:
    """Give a contract's payments: ``?contract=CO1.PCCNTR.1&entity=…``."""
    portal = world()
    with portal.lock:
        try:
            found = portal.store.by_number(request.args.get("contract", ""), request.args.get("entity"))
        except KeyError as error:
            abort(404, str(error))
        return jsonify([payment.told() for payment in found.payments])


@pages.get("/documents")
def documents() -> Response:
    """Give a contract's execution documents: ``?contract=CO1.PCCNTR.1&entity=…``."""
    portal = world()
    with portal.lock:
        try:
            found = portal.store.by_number(request.args.get("contract", ""), request.args.get("entity"))
        except KeyError as error:
            abort(404, str(error))
        return jsonify([document.told() for document in found.execution_documents])


@pages.post("/change")
def change() -> Response:
    """Do what the entity does meanwhile: ``?contract=CO1.PCCNTR.1&payment=005&state=rejected&reason=…``."""
    portal, asked = world(), request.args
    if asked.get("state") not in get_args(PaymentState):
        abort(400, f"state is one of: {', '.join(get_args(PaymentState))}")
    with portal.lock:
        try:
            found = portal.store.by_number(asked.get("contract", ""), asked.get("entity")).payment(asked["payment"])
        except KeyError as error:
            abort(404, str(error))
        found.change({name: asked[name] for name in ("state", "reason") if name in asked})
        return jsonify(found.told())

"""What tests of another process ask the mock itself."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request

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

"""How a fault strikes a request: before it is handled, while it is, or in its answer."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, jsonify, redirect, render_template, request

from secop_bot.mock.fault import LOSES_THE_ANSWER
from secop_bot.mock.pages.access import login_address
from secop_bot.mock.store import LivePayment
from secop_bot.mock.world import world

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from secop_bot.mock.fault import Fault, FaultKind
    from secop_bot.mock.store import LiveContract

OTHER_VALUE = {"total_value": "3.600.000,00 COP"}
"""What the server makes of the total, where it changes it."""
_KEY = "mock.fault"
_MAINTENANCE = "<title>SECOP II</title><h1>SECOP II se encuentra en mantenimiento</h1><p>Intente más tarde.</p>"
_BROKEN = "<h1>Server Error in '/' Application.</h1><p>Runtime Error</p>"
_COVER = '<div class="blockUI blockOverlay vortal-preloader sc-busy" aria-busy="true" style="position:fixed;inset:0">'
_DIALOG = "<script>setTimeout(() => {ask}({text}), 60)</script>"


def strike(fault: Fault, *, ajax: bool) -> ResponseReturnValue | None:
    """Let the fault hit this request; returns an answer where it takes the place of the portal's own."""
    request.environ[_KEY] = fault
    if fault.kind in LOSES_THE_ANSWER:
        return None if fault.after else _lose(fault)
    match fault.kind:
        case "slow":
            world().trouble.stopping.wait(fault.delay)
        case "login":
            return render_template("login.html") if ajax else redirect(login_address())
        case "empty_list":
            return _without_rows()
        case "blocked":
            return "<script>window.close()</script>"
        case "twin":
            _save_twin()
        case "odd_state":
            _newest().change({"state_text": "EnLimbo", "offered": ("Consultar",)})
        case _:
            pass
    return None


def has_struck(kind: FaultKind) -> bool:
    """Return whether this request was hit by a fault of this kind."""
    fault: Fault | None = request.environ.get(_KEY)
    return fault is not None and fault.kind == kind


def spoil(response: Response) -> Response:
    """Do to an answer what a fault does to it."""
    fault: Fault | None = request.environ.get(_KEY)
    if fault is None:
        return response
    if fault.kind in LOSES_THE_ANSWER:
        return _lose(fault) if fault.after else response
    page = response.mimetype == "text/html"
    match fault.kind:
        case "overlay" if page:
            response.set_data(response.get_data(as_text=True) + _COVER)
        case "overlay":
            response.headers["X-Mock-Overlay"] = "stays"
        case "dialog" if page:
            ask = "confirm" if fault.text.endswith("?") else "alert"
            script = _DIALOG.replace("{ask}", ask).replace("{text}", jsonify(fault.text).get_data(as_text=True))
            response.set_data(response.get_data(as_text=True) + script)
        case "dialog":
            response.headers["X-Mock-Dialog"] = quote(fault.text)
        case "late_state":
            response.headers["X-Mock-Late"] = str(round(fault.delay * 1000))
        case "odd_state":
            _newest().change({"state_text": None, "offered": None})
        case _:
            pass
    return response


def _lose(fault: Fault) -> Response:
    match fault.kind:
        case "hang":
            world().trouble.hang()
        case "drop":
            with suppress(OSError, KeyError):  # a test's client has no socket
                request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        case "maintenance":
            return Response(_MAINTENANCE, status=503, mimetype="text/html")
        case _:
            pass
    return Response(_BROKEN, status=fault.status, mimetype="text/html")


def _called_contract() -> LiveContract:
    from secop_bot.mock.pages.contract import called_contract
    from secop_bot.mock.pages.payment import called_draft

    sent = request.get_json(silent=True) or {}
    return called_draft().contract if sent.get("form") else called_contract()


def _newest() -> LivePayment:
    return _called_contract().payments[-1]


def _save_twin() -> None:
    """Save what a second terminal would have saved for the payment that is due: the last, or else the next."""
    portal, found = world(), _called_contract()
    with portal.lock:
        payment_id = portal.store.next_payment_id(found)
        is_due = bool(found.payments) and found.payments[-1].state in {"planned", "draft", "saved", "rejected"}
        due = found.payments[-1].payment_id if is_due else payment_id
        fields = {"invoice_number": f"Pago {due}", "net_value": "1,00 COP", "total_value": "1,00 COP"}
        found.payments.append(LivePayment(payment_id, "saved", fields=fields))


def _without_rows() -> ResponseReturnValue:
    """Answer as to a session that has run out: all is well, and there is nothing."""
    from secop_bot.mock.pages import contract

    portal = world()
    route = (request.endpoint or "").rpartition(".")[2]
    if route == "contract_list":
        return render_template("contracts_expired.html")
    if route == "contract_rows":
        return jsonify(html="", shown=0, count=0)
    found = _called_contract()
    with portal.lock:
        kept, found.payments = found.payments, []
        try:
            return contract.step() if route == "step" else contract.payment_plan()
        finally:
            found.payments = kept

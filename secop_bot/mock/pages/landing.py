"""The landing page on the portal's other host, its header and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from secop_bot.mock.pages.access import current_session, login_address, require_session, set_cookie
from secop_bot.mock.world import world

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

pages = Blueprint("landing", __name__, url_prefix="/CO1Marketplace")


@pages.get("/Common/SignIn")
def sign_in() -> BaseResponse:
    """Take the ticket of the login's host and give each application its cookie."""
    portal = world()
    with portal.lock:
        session = portal.sessions.redeem(request.args.get("ticket", ""))
    if session is None:
        return redirect(login_address())
    response = make_response(redirect(url_for("landing.landing")))
    set_cookie(response, session, "market")
    set_cookie(response, session, "contracts")
    return response


@pages.get("/Home/Index")
def landing() -> str:
    """Show the desk."""
    return render_template("landing.html", session=require_session())


@pages.post("/Companies/Switch")
def switch_company() -> Response:
    """Go on as another company of the account."""
    session, portal = require_session(), world()
    chosen = request.get_json().get("company", "")
    if chosen not in portal.scenario.companies:
        abort(400)
    with portal.lock:
        session.company = chosen
        portal.record.add("switch_company", company=chosen)
    return jsonify(next=url_for("landing.landing"))


@pages.get("/Common/LogOut")
def logout() -> BaseResponse:
    """End the session."""
    portal = world()
    with portal.lock:
        if session := current_session():
            portal.sessions.end(session)
            portal.record.add("logout")
    return redirect(login_address())

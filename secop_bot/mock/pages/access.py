"""Lets a request in: whose session it is, and what someone without one is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, jsonify, make_response, redirect, render_template, request, url_for

from secop_bot.mock.sessions import APPLICATIONS, COOKIE
from secop_bot.mock.world import world

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from secop_bot.mock.sessions import Session


def port_suffix() -> str:
    """Give ``:port`` of the address that was called, or nothing."""
    return request.host[request.host.rfind(":") :] if ":" in request.host else ""


def login_address() -> str:
    """Give the login page's address, on its own host."""
    return f"http://127.0.0.1{port_suffix()}{url_for('login.login')}"


def landing_address(session: Session) -> str:
    """Give the address on the other host that takes a new ticket for this session."""
    ticket = world().sessions.ticket(session)
    return f"http://localhost{port_suffix()}{url_for('landing.sign_in', ticket=ticket)}"


def application() -> str:
    """Name the application whose path was called."""
    return next(name for name, path in APPLICATIONS.items() if request.path.startswith(path))


def current_session() -> Session | None:
    """Give the session of this request, also an expired one."""
    return world().sessions.find(application(), request.cookies.get(COOKIE))


def set_cookie(response: Response, session: Session, name: str) -> None:
    """Give the browser an application's cookie."""
    response.set_cookie(COOKIE, session.cookies[name], path=APPLICATIONS[name], httponly=True, samesite="Lax")


def require_session() -> Session:
    """Give the session that is signed in here, or send the visitor away."""
    portal = world()
    with portal.lock:
        session = current_session()
        served = session is not None and session.serves()
    if session is None or not served:
        abort(_turned_away(session))
    return session


def _turned_away(session: Session | None) -> BaseResponse:
    """Answer someone whose session is over, or who never had one."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return make_response(jsonify(login=login_address()), 401)
    on_list = (request.endpoint or "").endswith(".contract_list")
    empty = world().scenario.expiry_look == "empty_list"
    if session and not session.stages and on_list and empty:
        return make_response(render_template("contracts_expired.html"))
    return redirect(login_address())

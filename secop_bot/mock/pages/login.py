"""The STS host: login, verification code, new password, choice of company."""

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

from secop_bot.mock.pages.access import current_session, landing_address, set_cookie
from secop_bot.mock.world import world

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from secop_bot.mock.sessions import Session, Stage

pages = Blueprint("login", __name__, url_prefix="/STS/Users/Login")

_PAGE_OF = {"verification": "verification", "password_change": "password_change", "company": "company"}


def _next_address(session: Session) -> str:
    if session.stages:
        return url_for(f"login.{_PAGE_OF[session.stages[0]]}")
    return landing_address(session)


@pages.get("/Index")
def login() -> str | BaseResponse:
    """Show the login form, or go on for whoever is signed in."""
    session = current_session()
    if session and not session.expired and not session.stages:
        return redirect(_next_address(session))
    return render_template("login.html")


@pages.get("/Recaptcha")
def recaptcha() -> str:
    """Show the box that a person ticks."""
    return render_template("recaptcha.html")


@pages.post("/LoginAuthenticate")
def login_authenticate() -> Response:
    """Judge user, password and captcha."""
    portal, sent = world(), request.get_json()
    scenario = portal.scenario
    with portal.lock:
        refusal = _refusal(sent)
        portal.record.add("login", user=sent.get("user", ""), ok=not refusal)
        if refusal:
            return jsonify(ok=False, failure=refusal, alert=scenario.login_refusal == "alert")
        session = portal.sessions.begin(scenario)
        response = jsonify(ok=True, next=_next_address(session))
        set_cookie(response, session, "sts")
        return response


def _refusal(sent: dict[str, str]) -> str:
    portal = world()
    scenario, sessions = portal.scenario, portal.sessions
    if scenario.captcha and sent.get("captcha", "") != scenario.captcha:
        return "captcha"
    if scenario.recaptcha and not sent.get("recaptcha"):
        return "captcha"
    if sessions.failures >= scenario.lock_after:
        return "locked"
    if (sent.get("user"), sent.get("password")) != (scenario.username, scenario.password):
        sessions.failures += 1
        return "locked" if sessions.failures >= scenario.lock_after else "credentials"
    sessions.failures = 0
    return ""


def _session_at(stage: Stage) -> Session:
    session = current_session()
    if session is None or session.expired or stage not in session.stages[:1]:
        abort(redirect(url_for("login.login")))
    return session


@pages.get("/VerificationCode")
def verification() -> str:
    """Ask for the code of the e-mail."""
    _session_at("verification")
    return render_template("verification.html")


@pages.post("/VerifyCode")
def verify_code() -> Response:
    """Judge the code."""
    session, portal = _session_at("verification"), world()
    with portal.lock:
        ok = request.get_json().get("code") == portal.scenario.verification_code
        portal.record.add("verification_code", ok=ok)
        if not ok:
            return jsonify(ok=False, failure="code")
        session.stages.pop(0)
        return jsonify(ok=True, next=_next_address(session))


@pages.get("/ChangePassword")
def password_change() -> str:
    """Ask for a new password."""
    _session_at("password_change")
    return render_template("password_change.html")


@pages.post("/ChangePassword")
def change_password() -> Response:
    """Go on; the mock keeps the password it began with."""
    session, portal = _session_at("password_change"), world()
    with portal.lock:
        portal.record.add("change_password")
        session.stages.pop(0)
        return jsonify(ok=True, next=_next_address(session))


@pages.get("/SelectCompany")
def company() -> str:
    """Ask for the company."""
    _session_at("company")
    return render_template("company.html")


@pages.post("/ChooseInformation")
def choose_information() -> Response:
    """Take the company."""
    session, portal = _session_at("company"), world()
    chosen = request.get_json().get("company", "")
    if chosen not in portal.scenario.companies:
        return jsonify(ok=False, failure="company")
    with portal.lock:
        session.company = chosen
        session.stages.pop(0)
        portal.record.add("choose_company", company=chosen)
        return make_response(jsonify(ok=True, next=_next_address(session)))

"""Before the list: login, captcha, code, company, notice, landing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.recording.states import Expected, state

if TYPE_CHECKING:
    from tests.recording.walk import Walk

COMPANIES = ("Ejemplo y Asociados S.A.S.", "Laura Ejemplo Rojas")


@state("login")
@state("login-captcha", captcha="x7Kp2")
@state("login-recaptcha", recaptcha=True)
def login(walk: Walk) -> Expected:
    walk.open_login()
    return _login(walk)


@state("login-refused")
def login_refused(walk: Walk) -> Expected:
    walk.log_in("Clave-Equivocada")
    assert walk.portal.record[-1]["ok"] is False
    shown = walk.page.locator("#" + walk.names("failure", "credentials"))
    shown.wait_for()
    return {**_login(walk), "refusal": shown.inner_text()}


def _login(walk: Walk) -> Expected:
    scenario = walk.portal.scenario
    captcha = bool(scenario.captcha or scenario.recaptcha)
    return {"whereabouts": "CAPTCHA" if captcha else "LOGIN", "captcha": captcha, "refusal": None}


@state("verification-code", verification_code="402917")
def verification_code(walk: Walk) -> Expected:
    walk.log_in()
    walk.page.locator("#" + walk.names("txt", "verification")).wait_for()
    return {"whereabouts": "VERIFICATION"}


@state("company-choice", companies=COMPANIES)
def company_choice(walk: Walk) -> Expected:
    walk.log_in()
    walk.page.locator("#seldpCompany").wait_for()
    return {"whereabouts": "COMPANY", "companies": list(walk.portal.scenario.companies)}


@state("landing", companies=COMPANIES)
def landing(walk: Walk) -> Expected:
    walk.sign_in(COMPANIES[1])
    return {"whereabouts": "INSIDE", "company": walk.portal.events("choose_company")[-1]["company"]}


@state("landing-menu")
def landing_menu(walk: Walk) -> Expected:
    walk.sign_in()
    walk.open_menu()
    return {"whereabouts": "INSIDE", "company": None}


@state(
    "landing-notice",
    notice="El domingo no habrá servicio entre las 6 y las 10 de la mañana.",
    notice_delay=0,
    notice_button="De acuerdo",
)
def landing_notice(walk: Walk) -> Expected:
    walk.log_in()
    # Not by an action of Playwright's: the visit closes a notice as soon as it stands in the way of one.
    walk.page.wait_for_function("() => document.querySelector('#btnAcknowledgeGen')?.getClientRects().length")
    scenario = walk.portal.scenario
    return {"whereabouts": "NOTICE", "notice": scenario.notice, "button": scenario.notice_button}

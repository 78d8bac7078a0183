"""Login, captcha, code, company, notice and landing, as recorded."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from secop_bot.credentials import Credentials
from secop_bot.errors import InputError, PersonNeededError, SecopBotError, UnknownPageError
from secop_bot.portal import entrance, locate, login, sitemap
from secop_bot.portal.login import CompanyPage, LoginPage
from secop_bot.portal.notice import find_notice
from secop_bot.portal.sitemap import KNOWN
from secop_bot.portal.visit import Visit
from secop_bot.progress import Silent
from secop_bot.recording.replay import HOST
from tests.pages.conftest import (
    BRIEF_S,
    SHORT_S,
    Show,
    clicked,
    doubled,
    in_turn,
    note_clicks,
    replaced,
    visible_button,
    without,
)
from tests.recording.replay import Edit

LOGINS = ["login", "login-captcha", "login-recaptcha", "login-refused"]
ACCESS = [*LOGINS, "verification-code", "company-choice", "landing", "landing-menu", "landing-notice"]
PORTAL = f"https://{HOST}/STS/Users/Login/Index"
ME = Credentials("contratista", SecretStr("Una-Clave-Inventada"))


@pytest.mark.parametrize("name", ACCESS)
def test_every_page_on_the_way_in_is_told_for_what_it_is(show: Show, name: str) -> None:
    shown = show(name)

    where = entrance.look(shown.visit)

    assert where is not None
    assert where.name == shown.expected["whereabouts"]


@pytest.mark.parametrize("name", ACCESS)
def test_only_a_page_that_asks_for_the_password_is_the_login(show: Show, name: str) -> None:
    assert LoginPage(show(name).visit).is_here() is (name in LOGINS)


@pytest.mark.parametrize("name", LOGINS)
def test_a_captcha_is_seen_where_one_is_shown(show: Show, name: str) -> None:
    shown = show(name)

    assert LoginPage(shown.visit).asks_captcha() is shown.expected["captcha"]


@pytest.mark.parametrize("name", LOGINS)
def test_only_a_visible_error_is_a_refusal(show: Show, name: str) -> None:
    shown = show(name)

    assert shown.page.locator(sitemap.LOGIN_ERROR).count() == 3, "the hidden errors are always in the page"
    assert LoginPage(shown.visit).refusal() == shown.expected["refusal"]


def test_user_and_password_go_into_their_boxes_and_the_button_is_pressed_once(show: Show) -> None:
    shown = show("login")
    note_clicks(shown.visit)
    page = LoginPage(shown.visit)

    page.fill(ME, PORTAL)
    page.enter()

    assert shown.page.locator("#txtUserName").input_value() == ME.username
    assert shown.page.locator("#txtPassword").input_value() == ME.password.get_secret_value()
    assert ["btnLoginButton" in one for one in clicked(shown.visit)] == [True]


def test_the_login_is_found_by_its_words_where_the_ids_are_others(show: Show) -> None:
    shown = show("login", lambda html: html.replace("txtUserName", "a").replace("txtPassword", "b"))

    LoginPage(shown.visit).fill(ME, PORTAL)

    assert shown.page.locator("#a").input_value() == ME.username
    assert shown.page.locator("#b").input_value() == ME.password.get_secret_value()


def test_no_password_is_typed_on_another_host(show: Show) -> None:
    shown = show("login")

    with pytest.raises(UnknownPageError, match=HOST):
        LoginPage(shown.visit).fill(ME, "https://community.secop.gov.co/STS")

    assert shown.page.locator("#txtUserName").input_value() == ""
    assert shown.page.locator("#txtPassword").input_value() == ""


def test_the_password_is_not_typed_where_the_portals_own_address_is_not_encrypted_alike(show: Show) -> None:
    shown = show("login")
    with pytest.raises(UnknownPageError, match=HOST):
        LoginPage(shown.visit).fill(ME, f"http://{HOST}/STS")


def test_the_recording_of_a_refused_login_has_no_password(show: Show) -> None:
    assert show("login-refused").page.locator("#txtPassword").input_value() == ""


def test_the_notice_is_closed_by_its_only_button(show: Show) -> None:
    shown = show("landing-notice")

    found = find_notice(shown.visit)

    assert found is not None
    assert found[0].get_attribute("value") == shown.expected["button"]
    assert shown.expected["notice"] in shown.visit.words()


@pytest.mark.quick
@pytest.mark.parametrize("said", ["Borrar", "Borrar pago", "Enviar", "Confirmar"])
@pytest.mark.parametrize("how", ["its id", "its being alone"])
def test_what_stands_in_the_way_is_not_closed_by_a_press_of_its_own_kind(show: Show, said: str, how: str) -> None:
    known = replaced('value="De acuerdo"', f'value="{said}"')
    shown = show("landing-notice", known if how == "its id" else in_turn(known, replaced("btnAcknowledgeGen", "btnX")))
    shown.page.context.set_default_timeout(BRIEF_S * 1000)
    note_clicks(shown.visit)

    with pytest.raises(SecopBotError) as stopped:
        shown.visit.follow(shown.page.get_by_text("Mis procesos").filter(visible=True).first)

    expected = {"Borrar": "forbidden_button", "Borrar pago": "forbidden_button"}.get(said, "commit_button")
    assert stopped.value.code == (expected if how == "its id" else "portal_slow")
    assert find_notice(shown.visit) is None
    assert clicked(shown.visit) == []


@pytest.mark.parametrize("name", ["login", "company-choice", "landing", "landing-menu"])
def test_no_notice_is_seen_where_there_is_none(show: Show, name: str) -> None:
    assert find_notice(show(name).visit) is None


@pytest.mark.parametrize("name", ["landing", "landing-menu"])
def test_the_company_in_the_header_is_the_chosen_one(show: Show, name: str) -> None:
    shown = show(name)

    assert login.company_in_header(shown.visit) == shown.expected["company"]


def test_another_company_in_the_header_stops_the_run(show: Show) -> None:
    shown = show("landing")

    login.check_company(shown.visit, shown.expected["company"].upper())
    with pytest.raises(PersonNeededError, match=shown.expected["company"]):
        login.check_company(shown.visit, "Otra Empresa S.A.S.")


def test_the_company_is_chosen_as_the_portal_lists_it(show: Show) -> None:
    shown = show("company-choice")
    note_clicks(shown.visit)
    wanted = shown.expected["companies"][1]

    CompanyPage(shown.visit).choose(wanted.lower())

    assert shown.page.locator("select").evaluate("e => e.selectedOptions[0].text") == wanted
    assert 'value="Entrar"' in clicked(shown.visit)[-1]


@pytest.mark.parametrize("company", [None, "Otra Empresa S.A.S."])
def test_an_unsaid_or_unknown_company_is_answered_with_the_list(show: Show, company: str | None) -> None:
    shown = show("company-choice")

    with pytest.raises(InputError) as stopped:
        CompanyPage(shown.visit).choose(company)

    assert all(listed in stopped.value.message for listed in shown.expected["companies"])


def test_my_contracts_is_seen_only_in_the_open_menu(show: Show) -> None:
    closed = show("landing").page.locator("html")

    assert locate.button(closed, KNOWN.my_contracts) is None
    assert locate.button(closed, KNOWN.my_processes) is not None


def test_my_contracts_is_the_one_in_the_open_menu(show: Show) -> None:
    found = locate.button(show("landing-menu").page.locator("html"), KNOWN.my_contracts)

    assert found is not None
    assert found.inner_text() == "Mis contratos"


@pytest.mark.parametrize(
    ("name", "control", "where", "label"),
    [
        ("login", '<input type="text"[^>]*>', "Ingreso", "Nombre de usuario"),
        ("login", '<input type="password"[^>]*>', "Ingreso", "Contraseña"),
        ("login", visible_button("Entrar"), "Ingreso", "Entrar"),
        ("company-choice", visible_button("Entrar"), "Elegir compañía", "Entrar"),
    ],
)
def test_a_missing_control_is_an_unknown_page_named_with_its_label(
    show: Show, name: str, control: str, where: str, label: str
) -> None:
    stopped = _stopped_by(show, name, without(control))

    assert stopped.code == "control_not_found"
    assert f"«{where}»" in stopped.message
    assert f"«{label}»" in stopped.message


@pytest.mark.parametrize(
    ("name", "control", "label"),
    [
        ("login", '<input type="text"[^>]*>', "Nombre de usuario"),
        ("login", '<input type="password"[^>]*>', "Contraseña"),
        ("login", visible_button("Entrar"), "Entrar"),
        ("company-choice", visible_button("Entrar"), "Entrar"),
    ],
)
def test_a_control_that_stands_twice_is_not_guessed(show: Show, name: str, control: str, label: str) -> None:
    stopped = _stopped_by(show, name, doubled(control))

    assert stopped.code == "control_ambiguous"
    assert f"«{label}»" in stopped.message


def test_the_session_is_told_as_expired_where_the_login_shows_instead(show: Show) -> None:
    visit = show("login", timeout=SHORT_S).visit

    with pytest.raises(SecopBotError) as stopped:
        visit.find("Contrato", KNOWN.execution_step, locate.button)

    assert (stopped.value.code, stopped.value.exit_code) == ("session_expired", 6)


def test_an_error_that_was_hidden_is_a_refusal_once_it_is_shown(show: Show) -> None:
    shown = show("login", replaced('class="error-text" style="display:none"', 'class="error-text"'))

    assert LoginPage(shown.visit).refusal() is not None


def _stopped_by(show: Show, name: str, edit: Edit) -> UnknownPageError:
    visit = show(name, edit, timeout=SHORT_S).visit

    def log_in() -> None:
        LoginPage(visit).fill(ME, PORTAL)
        LoginPage(visit).enter()

    def choose() -> None:
        CompanyPage(visit).choose("Laura Ejemplo Rojas")

    with pytest.raises(UnknownPageError) as stopped:
        log_in() if name == "login" else choose()
    return stopped.value


def test_a_page_that_is_not_the_portal_s_is_left_alone(show: Show) -> None:
    page = show("landing").page
    visit = Visit(page, BRIEF_S, Silent(), lambda address: "otra" in address)
    note_clicks(visit)

    with pytest.raises(UnknownPageError) as stopped:
        visit.follow(page.get_by_text("Mis procesos").filter(visible=True).first)

    assert stopped.value.code == "left_portal"
    assert clicked(visit) == []

"""A captcha or a code in a run with a window: the bot says so, waits for the person, and goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pydantic import SecretStr

from secop_bot.credentials import Credentials
from secop_bot.errors import PersonNeededError
from secop_bot.portal import entrance, session
from secop_bot.portal.visit import Visit
from secop_bot.progress import Silent
from secop_bot.settings import Settings
from tests.conftest import Secop, Serve


class Person(Silent):
    """A person at the window, who acts when the bot asks."""

    def __init__(self, act: Callable[[Page], None]) -> None:
        self.act = act
        self.page: Page | None = None
        self.heard: list[str] = []

    def warn(self, text: str) -> None:
        self.heard.append(text)
        assert self.page
        self.act(self.page)


def solve_captcha(page: Page) -> None:
    page.get_by_label("Texto de la imagen").or_(page.locator("#txttxtCaptcha")).fill("K7RW2")
    page.get_by_role("button", name="Entrar").click()


def type_code(page: Page) -> None:
    page.get_by_label("Código de verificación").or_(page.locator("input[type=text]")).first.fill("884422")
    page.get_by_role("button", name="Continuar").click()


def do_nothing(_: Page) -> None:
    return


def enter(browser: Browser, settings: Settings, person: Person, patience: float = 10) -> None:
    credentials = Credentials("contratista", SecretStr("Clave-Segura-2026"))
    with session.new_context(browser, settings, credentials.username) as context:
        person.page = context.new_page()
        entrance.enter(
            Visit(person.page, patience, person), settings, credentials, entrance.PasswordTries(), headless=False
        )


@pytest.mark.quick
@pytest.mark.parametrize(
    ("scenario", "act", "told"),
    [
        ({"captcha": "K7RW2"}, solve_captcha, "captcha"),
        ({"verification_code": "884422"}, type_code, "código de verificación"),
    ],
)
def test_what_a_person_solves_is_waited_for(
    serve: Serve, browser: Browser, tmp_path: Path, scenario: dict[str, str], act: Callable[[Page], None], told: str
) -> None:
    portal = serve(**scenario)
    person = Person(act)

    enter(browser, Settings(home=tmp_path, portal_url=portal.url, person_timeout=20), person)

    assert len(person.heard) == 1
    assert told in person.heard[0]
    assert [entry["ok"] for entry in portal.events("login")] == [True]


def test_a_page_nobody_knows_after_the_login_is_waited_through(serve: Serve, browser: Browser, tmp_path: Path) -> None:
    portal = serve(renamed={"Mis procesos": "Encuesta de satisfacción"})

    def answer_the_survey(page: Page) -> None:
        portal.adjust(renamed={})
        page.reload()

    person = Person(answer_the_survey)

    enter(browser, Settings(home=tmp_path, portal_url=portal.url, person_timeout=20), person, patience=2)

    assert len(person.heard) == 1
    assert "una página que el bot no conoce" in person.heard[0]


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        ({"captcha": "K7RW2"}, "captcha"),
        ({"verification_code": "884422"}, "verification"),
        ({"password_change": True}, "password_change"),
        ({"renamed": {"Mis procesos": "Encuesta"}}, "page_unknown"),
    ],
)
def test_without_a_window_the_command_to_run_is_said(
    serve: Serve, secop: Secop, month: Path, scenario: dict[str, object], code: str
) -> None:
    serve(**scenario)

    ran = secop("submit", month, "--json", "--headless", timeout=3)

    assert (ran.exit_code, ran.report["error"]["code"]) == (4, code), ran.said
    assert f"secop-bot submit {month} --json --headed" in ran.report["error"]["remedy"]


def test_a_kept_session_that_the_portal_refuses_is_dropped(serve: Serve, secop: Secop, month: Path, home: Path) -> None:
    portal = serve()
    assert secop("submit", month, "--dry-run", "--headless").exit_code == 0
    assert list((home / "session").glob("*.json")) != []
    portal.expire_sessions()
    portal.adjust(captcha="K7RW2")

    ran = secop("submit", month, "--json")

    assert ran.exit_code == 4, ran.said
    assert list((home / "session").glob("*.json")) == []


def test_a_person_who_does_not_come_is_not_waited_for_longer_than_set(
    serve: Serve, browser: Browser, tmp_path: Path
) -> None:
    portal = serve(captcha="K7RW2")

    with pytest.raises(PersonNeededError):
        enter(browser, Settings(home=tmp_path, portal_url=portal.url, person_timeout=1), Person(do_nothing))

    assert portal.events("login") == []

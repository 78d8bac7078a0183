"""A visit to the mock that leads to the moment that is recorded."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from secop_bot import mock
from secop_bot.credentials import Credentials
from secop_bot.mock.names import Names
from secop_bot.portal import entrance, locate
from secop_bot.portal.contracts import ContractsPage
from secop_bot.portal.login import LoginPage
from secop_bot.portal.visit import Visit
from secop_bot.progress import Silent
from secop_bot.settings import Settings
from secop_bot.workflows.visiting import open_payment_plan

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from secop_bot.mock import MockPortal
    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.payment_plan import PaymentPlan

NUMBER = "CO1.PCCNTR.8263723"
_TIMEOUT_S = 20


class Walk:
    """A browser at a mock portal. ``screen`` is the window that is recorded in the end.

    It walks with the page objects, but nothing that they *read* goes into a fixture's expectation.
    """

    def __init__(self, portal: MockPortal, page: Page, home: Path) -> None:
        self.portal = portal
        self.screen = page
        self.page = page
        self.visit = Visit(page, _TIMEOUT_S, Silent())
        self.names = Names(portal.scenario.seed)
        self._home = home

    def open_login(self) -> None:
        """Stand before the login."""
        self.page.goto(self.portal.url)

    def log_in(self, password: str | None = None) -> None:
        """Give user and password once, and no more."""
        self.open_login()
        scenario = self.portal.scenario
        credentials = Credentials(scenario.username, SecretStr(password or scenario.password))
        login = LoginPage(self.visit)
        login.fill(credentials, self.portal.url)
        login.enter()

    def sign_in(self, company: str | None = None) -> None:
        """Stand on the landing page."""
        scenario = self.portal.scenario
        settings = Settings(home=self._home, portal_url=self.portal.url, company=company)
        credentials = Credentials(scenario.username, SecretStr(scenario.password))
        entrance.enter(self.visit, settings, credentials, entrance.PasswordTries(), headless=True)

    def open_menu(self) -> None:
        """Open Mis procesos."""
        self.visit.follow(self.visit.find("Inicio", self.visit.site.my_processes, locate.button))
        self.page.get_by_text("Mis contratos").wait_for()

    def open_list(self, shown: str | None = None) -> None:
        """Stand before the first rows of the list; ``shown`` is how the portal counts them."""
        self.open_menu()
        self.page.get_by_text("Mis contratos").click()
        self.page.get_by_text(shown or "No existen resultados").wait_for()

    def open_contract(self) -> ListedContract:
        """Stand on our contract's page, as it is when it has just opened."""
        contracts = ContractsPage(self.visit)
        contracts.open()
        listed = contracts.find(NUMBER, None)
        contracts.open_detail(listed)
        self.page.locator("#stphStepsPlaceHolder table.Form").first.wait_for()
        return listed

    def open_plan(self) -> PaymentPlan:
        """Sign in and stand before Plan de pagos."""
        self.sign_in()
        _, plan = open_payment_plan(self.visit, NUMBER, None)
        return plan

    def payments(self) -> list[dict[str, Any]]:
        """Give our contract's payments as the portal holds them."""
        return self.portal.payments(NUMBER)

    def settled(self) -> Page:
        """Return the screen once its overlay is gone and its due timers have run."""
        self.visit.wait_until_free()
        for frame in self.screen.frames:  # timers run in the order they are due: after this one, the page's own have
            frame.evaluate("() => new Promise(done => setTimeout(done, 20))")
        return self.screen


@cache
def state_words() -> dict[str, str]:
    """Give the Spanish for each state code, from the table in the mock's own script."""
    script = (Path(mock.__file__).parent / "static" / "vortal" / "vortal.js").read_text(encoding="utf-8")
    table = re.search(r"var WORDS = \{(.*?)\}", script, re.DOTALL)
    assert table, "the mock's script has no table of states"
    return dict(re.findall(r'(\w+): "([^"]+)"', table[1]))

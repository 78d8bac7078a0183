"""All markup of a journey through the mock portal, and the names that stand in it."""

from __future__ import annotations

from collections import defaultdict
from html.parser import HTMLParser

from secop_bot.mock import Scenario
from tests.unit.test_mock_visitor import EDIT, LIST, LOGIN, RIGHT, STS, UPLOAD, Visitor


class _Names(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = defaultdict(set)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key in {"id", "name", "for", "class"} and value:
                self.found[key].update(value.split())


def names_of(markup: str) -> dict[str, set[str]]:
    """Give every id, name, class, and id that a label points to."""
    parser = _Names()
    parser.feed(markup)
    return parser.found


def all_markup(scenario: Scenario) -> str:
    """Walk through every page; the first contract must have the payments 001 and 005 of with_payment or make a 005."""
    visitor = Visitor(scenario)
    login = visitor.log_in(captcha=scenario.captcha, recaptcha="1").get_json()
    if scenario.verification_code:
        visitor.get(f"{LOGIN}/VerificationCode", host=STS)
        login = visitor.post(f"{LOGIN}/VerifyCode", host=STS, code=scenario.verification_code).get_json()
    if scenario.password_change:
        visitor.get(f"{LOGIN}/ChangePassword", host=STS)
        login = visitor.post(f"{LOGIN}/ChangePassword", host=STS, password=RIGHT).get_json()
    if len(scenario.companies) > 1:
        visitor.get(f"{LOGIN}/SelectCompany", host=STS)
        login = visitor.post(f"{LOGIN}/ChooseInformation", host=STS, company=scenario.companies[0]).get_json()
    visitor.follow(login["next"])
    if scenario.recaptcha:
        visitor.get(f"{LOGIN}/Recaptcha", host=STS)
    for page in ("/CO1Marketplace/Home/Index", f"{LIST}/Index"):
        visitor.get(page)
    visitor.post(f"{LIST}/Rows", tab="all")
    visitor.get(f"{EDIT}/View", docUniqueIdentifier=visitor.sales_id)
    for step in (1, 2, 7):
        visitor.post(f"{EDIT}/StepManagerGoToStep", contract=visitor.sales_id, step=step)
    visitor.confirm(visitor.filled_form(electronic="si", issue_date="mañana"))
    visitor.open_form("view", "001")
    if "005" in visitor.payments():
        visitor.open_form("view", "005")
    visitor.get(f"{UPLOAD}/Index", form=visitor.open_form())
    return "\n".join(visitor.pages)

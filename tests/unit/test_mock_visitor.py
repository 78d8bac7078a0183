"""A visitor of the mock portal without a browser, for the other tests of it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from secop_bot.mock import Contract, Payment, Scenario
from secop_bot.mock.app import create_app
from secop_bot.mock.scenario import Skin, sample_payments
from secop_bot.mock.world import EXTENSION, World

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

SKINS: tuple[Skin, ...] = ("vortal", "modern")
NUMBER = "CO1.PCCNTR.8263723"
STS = "http://127.0.0.1:8000"
SITE = "http://localhost:8000"
LOGIN = "/STS/Users/Login"
TENDERING = "/CO1ContractsManagement/Tendering"
EDIT = f"{TENDERING}/SalesContractEdit"
FORM = f"{TENDERING}/SalesContractPayment"
UPLOAD = f"{TENDERING}/DocumentAlternateUpload"
LIST = f"{TENDERING}/SalesContractManagement"
PDF = b"%PDF-1.4 invented"
RIGHT = "Clave-Segura-2026"


def button(text: str) -> re.Pattern[str]:
    """Match a button with this text in the markup of any skin."""
    return re.compile(rf'value="{text}"|<button[^>]*>{text}</button>')


class Visitor:
    """A person with a browser, as far as the server can tell."""

    def __init__(self, scenario: Scenario) -> None:
        quick = replace(scenario, page_latency=0, ajax_latency=0, upload_delay=0)
        app = create_app(quick)
        world = app.extensions[EXTENSION]
        assert isinstance(world, World)
        self.world = world
        self.client: FlaskClient = app.test_client()
        self.pages: list[str] = []  # all markup that was seen

    def get(self, path: str, host: str = SITE, **query: str) -> TestResponse:
        path += f"?{urlencode(query)}" if query else ""
        answer = self.client.get(path, base_url=host)
        self.pages.append(answer.text)
        return answer

    def post(self, path: str, host: str = SITE, **data: Any) -> TestResponse:
        headers = {"X-Requested-With": "XMLHttpRequest"}
        answer = self.client.post(path, base_url=host, json=data, headers=headers)
        if answer.is_json:
            told = answer.get_json()
            self.pages += [told.get("html", ""), *told.get("sections", {}).values()]
        return answer

    def follow(self, address: str) -> TestResponse:
        host, slash, path = address.partition("/CO1")
        return self.client.get(slash + path, base_url=host, follow_redirects=True)

    def log_in(self, password: str = "", **more: str) -> TestResponse:
        self.get(f"{LOGIN}/Index", host=STS)
        told = {"user": "contratista", "password": password or RIGHT, **more}
        return self.post(f"{LOGIN}/LoginAuthenticate", host=STS, **told)

    def enter(self) -> Visitor:
        answer = self.log_in()
        assert self.follow(answer.get_json()["next"]).status_code == 200
        return self

    @property
    def sales_id(self) -> str:
        return self.world.store.by_number(NUMBER).sales_id

    def open_form(self, mode: str = "create", payment: str = "") -> str:
        query = {"docUniqueIdentifier": self.sales_id, "mode": mode, "payment": payment}
        page = self.get(f"{FORM}/Edit", **query)
        assert page.status_code == 200
        found = re.search(r'data-token="([^"]+)"', page.text) or re.search(r'"token": "([^"]+)"', page.text)
        assert found
        return found[1]

    def fill(self, form: str, **fields: str) -> None:
        for field, value in fields.items():
            self.post(f"{FORM}/Commit", form=form, field=field, value=value)

    def attach(self, form: str, name: str, content: bytes = PDF) -> None:
        files = {"file": (io.BytesIO(content), name)}
        headers = {"X-Requested-With": "XMLHttpRequest"}
        path = f"{UPLOAD}/Upload?form={form}"
        token = self.client.post(path, base_url=SITE, data=files, headers=headers).get_json()["window"]
        self.post(f"{UPLOAD}/Status?window={token}")
        self.post(f"{UPLOAD}/Close?window={token}")

    def validate(self, form: str, number: str = "9412345678") -> TestResponse:
        return self.post(f"{FORM}/ValidatePlanilla", form=form, texts={"planilla_number": number})

    def filled_form(self, mode: str = "create", payment: str = "", **other: str) -> str:
        form = self.open_form(mode, payment)
        self.fill(form, **{**GOOD, **other})
        self.attach(form, "cuenta.pdf")
        self.validate(form)
        return form

    def confirm(self, form: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.post(f"{FORM}/Confirm", form=form, texts={}).get_json()
        return answer

    def act(self, action: str, payment: str) -> TestResponse:
        return self.post(f"{EDIT}/{action}Payment", contract=self.sales_id, payment=payment)

    def payments(self) -> dict[str, dict[str, Any]]:
        held = self.world.store.by_number(NUMBER).payments
        return {payment.payment_id: payment.told() for payment in held}

    def events(self) -> list[str]:
        return [entry["event"] for entry in self.world.record.entries()]


GOOD = {
    "electronic": "no",
    "invoice_number": "Pago 005",
    "issue_date": "03/11/2026",
    "due_date": "30/11/2026",
    "net_value": "3500000",
    "total_value": "3.500.000",
    "reception_date": "04/11/2026",
    "filing_number": "005",
    "planilla_date": "04/11/2026",
}


def inside(**scenario: Any) -> Visitor:
    return Visitor(Scenario(**scenario)).enter()


def with_payment(**payment: Any) -> tuple[Contract, ...]:
    return (Contract(payments=(*sample_payments(), Payment(payment_id="005", **payment))),)

"""Each kind of fault does to a request what it says, as often as it is told to, and on its route alone."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from secop_bot.mock import Fault, MockPortal, Scenario, ScenarioError
from secop_bot.mock.fault import REACH, ROUTES, FaultKind
from tests.unit.test_mock_visitor import EDIT, FORM, LIST, UPLOAD, inside, with_payment


def test_every_kind_reaches_routes_that_there_are() -> None:
    assert all(REACH.values())
    assert frozenset().union(*REACH.values()) <= ROUTES


@pytest.mark.parametrize("faults", [{"nowhere": Fault()}, {"confirm": Fault(kind="blocked")}])
def test_a_fault_that_could_never_strike_is_refused(faults: dict[str, Fault]) -> None:
    with pytest.raises(ScenarioError, match=r"no such route|can't be put on confirm"):
        Scenario(faults=faults)


@pytest.mark.parametrize("kind", ["drop", "error", "maintenance"])
@pytest.mark.parametrize("state", ["saved", "sent"])
def test_an_answer_is_lost_before_or_after_the_portal_did_what_was_asked(kind: FaultKind, state: str) -> None:
    fault = Fault(kind=kind, after=state == "sent")
    visitor = inside(contracts=with_payment(state="saved"), faults={"send": fault})

    answer = visitor.act("Send", "005")

    assert answer.status_code >= 500
    assert visitor.payments()["005"]["state"] == state
    assert visitor.world.trouble.struck == [("send", kind)]


def test_a_dropped_connection_gives_no_answer_at_all() -> None:
    with MockPortal(Scenario(faults={"login": Fault(kind="drop")})) as portal:
        parts = urlsplit(portal.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        connection.request("GET", parts.path)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            connection.getresponse()


def test_a_fault_strikes_as_often_as_it_is_told_and_the_requests_are_counted() -> None:
    with MockPortal(Scenario(faults={"login": Fault(kind="maintenance", skip=1)})) as portal:
        parts = urlsplit(portal.url)
        seen = []
        for _ in range(3):
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
            connection.request("GET", parts.path, headers={"User-Agent": "Mozilla"})
            seen.append(connection.getresponse().status)
            connection.close()

        assert seen == [200, 503, 200]
        assert portal.requests == ["login"] * 3
        assert portal.struck == [("login", "maintenance")]
        portal.forget()
        assert (portal.requests, portal.struck, portal.record) == ([], [], [])


def test_the_login_page_stands_in_place_of_an_answer() -> None:
    visitor = inside(faults={"contract_rows": Fault(kind="login"), "contract_list": Fault(kind="login")})

    assert "password" in visitor.post(f"{LIST}/Rows").text
    assert visitor.get(f"{LIST}/Index").location.endswith("/STS/Users/Login/Index")


def test_a_list_is_empty_once_and_then_full_again() -> None:
    visitor = inside(faults={route: Fault(kind="empty_list") for route in ("contract_rows", "payment_plan")})

    assert visitor.post(f"{LIST}/Rows").get_json() == {"html": "", "shown": 0, "count": 0}
    assert visitor.post(f"{LIST}/Rows").get_json()["count"] > 0
    assert "Pago 004" not in visitor.post(f"{EDIT}/PaymentPlan", contract=visitor.sales_id).get_json()["html"]
    assert "Pago 004" in visitor.post(f"{EDIT}/PaymentPlan", contract=visitor.sales_id).get_json()["html"]


def test_a_twin_of_a_payment_that_is_due_has_its_invoice_number_and_another_id() -> None:
    visitor = inside(contracts=with_payment(state="planned"), faults={"payment_form": Fault(kind="twin")})

    visitor.open_form("register", "005")

    assert visitor.payments()["006"]["fields"]["invoice_number"] == "Pago 005"


def test_a_twin_is_saved_before_the_request_is_handled() -> None:
    visitor = inside(faults={"confirm": Fault(kind="twin")})

    visitor.confirm(visitor.filled_form())

    held = visitor.payments()
    assert held["005"]["fields"]["total_value"] == "1,00 COP"
    assert held["006"]["fields"]["invoice_number"] == "Pago 005"


@pytest.mark.parametrize("route", ["commit", "confirm"])
def test_another_value_is_stored_than_was_sent(route: str) -> None:
    visitor = inside(faults={route: Fault(kind="changed", times=None)})

    visitor.confirm(visitor.filled_form())

    assert visitor.payments()["005"]["fields"]["total_value"] == "3.600.000,00 COP"


def test_a_state_never_seen_stands_in_one_answer_alone() -> None:
    visitor = inside(faults={"payment_plan": Fault(kind="odd_state")})

    odd, usual = (visitor.post(f"{EDIT}/PaymentPlan", contract=visitor.sales_id).text for _ in range(2))

    assert "EnLimbo" in odd
    assert "Consultar" in odd
    assert "EnLimbo" not in usual


def test_a_file_is_not_taken() -> None:
    visitor = inside(faults={"upload": Fault(kind="fails")})
    form = visitor.open_form()

    visitor.attach(form, "cuenta.pdf")
    visitor.attach(form, "planilla.pdf")

    assert visitor.events()[-2:] == ["attach_failed", "attach"]


def test_what_a_page_must_do_by_itself_is_told_to_its_script() -> None:
    marks = {
        "overlay": ("X-Mock-Overlay", "stays"),
        "dialog": ("X-Mock-Dialog", "%C2%BFSeguir%3F"),
        "late_state": ("X-Mock-Late", "1500"),
    }
    for kind, (header, told) in marks.items():
        fault = Fault(kind=kind, text="¿Seguir?", delay=1.5)  # type: ignore[arg-type] # a kind, as text
        visitor = inside(faults={"payment_plan": fault})
        answer = visitor.post(f"{EDIT}/PaymentPlan", contract=visitor.sales_id)
        assert answer.headers[header] == told
    visitor = inside(faults={"upload_window": Fault(kind="blocked"), "payment_form": Fault(kind="dialog")})
    opened = visitor.get(f"{FORM}/Edit", docUniqueIdentifier=visitor.sales_id, mode="create")
    assert "alert(" in opened.text
    assert "window.close()" in visitor.get(f"{UPLOAD}/Index", form="any").text

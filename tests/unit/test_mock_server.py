"""The mock portal as a server: record, faults, silence, and an end that does not wait."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
import urllib.error
import urllib.request
import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from secop_bot.mock import Fault, MockPortal, Scenario
from tests.unit.test_mock_visitor import NUMBER, inside, with_payment

if TYPE_CHECKING:
    from http.client import HTTPResponse


def fetch(address: str, method: str = "GET") -> HTTPResponse:
    """Ask an address of a portal on loopback."""
    assert address.startswith("http://127.0.0.1:")
    asked = urllib.request.Request(address, method=method)  # noqa: S310 - asserted above
    answer: HTTPResponse = urllib.request.urlopen(asked, timeout=30)  # noqa: S310 - the same
    return answer


class TestServer:
    def ask(self, portal: MockPortal, path: str) -> Any:
        address = portal.url.partition("/STS")[0] + path
        with fetch(address) as answer:
            return json.load(answer)

    def test_the_record_is_served_to_other_processes(self) -> None:
        with MockPortal(Scenario()) as portal:
            assert portal.url.startswith("http://127.0.0.1:")
            assert self.ask(portal, "/__mock__/record") == portal.record == []
            held = self.ask(portal, f"/__mock__/payments?contract={NUMBER}")
            assert held == portal.payments(NUMBER)
            assert [payment["payment_id"] for payment in held] == ["001", "002", "003", "004"]
            with pytest.raises(urllib.error.HTTPError) as missing:
                self.ask(portal, "/__mock__/payments?contract=otro")
            missing.value.close()

    def test_a_reader_that_breaks_off_leaves_no_file_open(self) -> None:
        with warnings.catch_warnings(record=True) as warned, MockPortal(Scenario()) as portal:
            warnings.simplefilter("always")
            before = set(threading.enumerate())
            for _ in range(10):
                with socket.create_connection(("127.0.0.1", urlsplit(portal.url).port)) as reader:
                    reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    reader.sendall(b"GET /static/vortal.js HTTP/1.0\r\n\r\n")
                    assert reader.recv(1)
            for answering in set(threading.enumerate()) - before:
                answering.join(30)
        assert warned == []

    def test_the_entity_can_act_by_hand(self) -> None:
        with MockPortal(Scenario()) as portal:
            origin = portal.url.partition("/STS")[0]
            ours = f"{origin}/__mock__/change?contract={NUMBER}&payment=004"

            def post(address: str) -> int:
                try:
                    with fetch(address, "POST") as answer:
                        return int(answer.status)
                except urllib.error.HTTPError as refused:
                    refused.close()
                    return refused.code

            assert post(f"{ours}&state=rejected&reason=Falta+la+firma") == 200
            changed = portal.payments(NUMBER)[3]
            assert (changed["state"], changed["reason"], changed["state_code"]) == (
                "rejected",
                "Falta la firma",
                "Rejected",
            )
            assert post(f"{ours}&state=lost") == 400
            assert post(f"{origin}/__mock__/change?contract={NUMBER}&payment=9&state=paid") == 404
            assert self.ask(portal, f"/__mock__/documents?contract={NUMBER}") == []

    def test_the_entity_can_act_meanwhile(self) -> None:
        with MockPortal(Scenario()) as portal:
            portal.change(NUMBER, "004", state="rejected", reason="Falta la firma", fields={"notes": "x"})
            changed = portal.payments(NUMBER)[3]
            assert (changed["state"], changed["reason"]) == ("rejected", "Falta la firma")
            assert changed["fields"]["notes"] == "x"
            assert changed["fields"]["invoice_number"] == "Pago 004"
            with pytest.raises(KeyError, match="a payment has no colour"):
                portal.change(NUMBER, "004", colour="red")

    def test_a_route_fails_as_often_as_asked(self) -> None:
        faults = {"login": Fault(status=503, times=2, skip=1)}
        with MockPortal(Scenario(faults=faults)) as portal:
            told = []
            for _ in range(4):
                try:
                    with fetch(portal.url) as answer:
                        told.append(answer.status)
                except urllib.error.HTTPError as error:
                    told.append(error.code)
                    error.close()
            assert told == [200, 503, 503, 200]

    def test_an_answer_can_be_lost_after_the_deed(self) -> None:
        visitor = inside(contracts=with_payment(state="saved"), faults={"send": Fault(after=True)})
        assert visitor.act("Send", "005").status_code == 500
        assert visitor.payments()["005"]["state"] == "sent"

    def test_stopping_does_not_wait_for_a_hanging_answer(self) -> None:
        portal = MockPortal(Scenario(faults={"login": Fault(kind="hang", times=None)}))
        with portal:
            errors: list[Exception] = []

            def wait() -> None:
                try:
                    fetch(portal.url).close()
                except OSError as error:
                    errors.append(error)
                    if isinstance(error, urllib.error.HTTPError):
                        error.close()

            asking = threading.Thread(target=wait)
            asking.start()
            asking.join(0.2)
            assert asking.is_alive()
            begun = time.monotonic()
        asking.join(10)
        assert time.monotonic() - begun < 5
        assert errors

    def test_it_says_nothing_of_requests(self, capfd: pytest.CaptureFixture[str]) -> None:
        with MockPortal(Scenario()) as portal:
            self.ask(portal, "/__mock__/record")
        assert capfd.readouterr() == ("", "")

    def test_it_can_behave_otherwise_between_runs(self) -> None:
        with MockPortal(Scenario()) as portal:
            portal.adjust(planilla_answers=("down",))
            assert portal.scenario.planilla_answers == ("down",)

    def test_a_port_that_is_taken_is_an_error_and_not_an_exit(self) -> None:
        with MockPortal(Scenario()) as portal:
            taken = int(portal.url.split(":")[2].partition("/")[0])
            with pytest.raises(OSError, match="in use"):
                MockPortal(Scenario(), port=taken)

"""A visit that the portal breaks off is begun anew: reads and drafts again, a press never."""

from __future__ import annotations

from pathlib import Path

import pytest

from secop_bot.mock import Fault
from secop_bot.mock.fault import FaultKind
from tests.conftest import Secop, Serve
from tests.journeys.conftest import assert_holds, payment, sha256_of, writes
from tests.journeys.test_submit import meant_fields

PATIENT = {"timeout": 4, "retry_timeout": 60}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secop_bot.workflows.visiting._FIRST_PAUSE_S", 0.01)


@pytest.mark.parametrize(
    ("route", "kind"),
    [
        ("contract_list", "error"),
        ("step", "drop"),
        ("payment_form", "maintenance"),
        ("commit", "error"),
        ("upload", "drop"),
    ],
)
def test_a_fault_that_passes_costs_nothing(
    serve: Serve, secop: Secop, month: Path, route: str, kind: FaultKind
) -> None:
    portal = serve(faults={route: Fault(kind=kind)})

    ran = secop("submit", month, "--json", **PATIENT)

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
    assert "Se empieza de nuevo" in ran.said
    assert portal.struck == [(route, kind)]
    assert writes(portal) == ["create"]
    assert_holds(payment(portal), meant_fields(), sha256_of(month.parent / "documentos"))


@pytest.mark.parametrize("look", ["login", "empty_list"])
def test_a_session_that_runs_out_midway_is_renewed_and_the_run_goes_on(
    serve: Serve, secop: Secop, month: Path, look: str
) -> None:
    portal = serve(session_expires_after=9, expiry_look=look)

    ran = secop("submit", month, "--json", "--send", "--yes", **PATIENT)

    assert (ran.exit_code, ran.report["outcome"]) == (0, "sent"), ran.said
    assert [entry["ok"] for entry in portal.events("login")] == [True, True]
    assert writes(portal) == ["create", "send"]


@pytest.mark.parametrize(("route", "event"), [("confirm", "create"), ("send", "send")])
def test_a_press_whose_answer_is_lost_is_never_made_again_in_the_same_run(
    serve: Serve, secop: Secop, month: Path, route: str, event: str
) -> None:
    portal = serve(faults={route: Fault(kind="drop")})

    ran = secop("submit", month, "--json", "--send", "--yes", **PATIENT)

    assert (ran.exit_code, ran.report["outcome"]) == (7, "unknown"), ran.said
    assert portal.requests.count(route) == 1
    assert event not in writes(portal)


def test_a_password_whose_answer_is_lost_is_not_typed_again(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(faults={"login_authenticate": Fault(kind="drop", after=True)})

    ran = secop("submit", month, "--json", **PATIENT)

    assert ran.exit_code == 6, ran.said
    assert len(portal.events("login")) == 1


def test_what_does_not_pass_is_given_up_after_the_time_that_is_set(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(faults={"contract_list": Fault(times=None)})

    ran = secop("submit", month, "--json", timeout=4, retry_timeout=5)

    assert (ran.exit_code, ran.report["outcome"]) == (6, "failed"), ran.said
    assert len(portal.struck) > 1
    assert len(portal.events("login")) == 1, "the session is kept"


def test_a_planilla_that_is_down_is_not_asked_for_by_a_new_visit(
    serve: Serve, secop: Secop, month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secop_bot.portal.validation._FIRST_PAUSE_S", 0.01)
    portal = serve(planilla_answers=("down",))

    ran = secop("submit", month, "--json", **PATIENT)

    assert (ran.exit_code, ran.report["error"]["code"]) == (6, "validation_down"), ran.said
    assert len(portal.events("login")) == 1
    assert len(portal.events("open_form")) == 1

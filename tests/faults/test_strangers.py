"""Things on the portal's pages that are not the portal's: they are passed over, and hold nobody up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route

from secop_bot.consent import Consent
from secop_bot.errors import UnknownOutcomeError
from secop_bot.mock import Contract, Payment
from secop_bot.portal.sending import send
from tests.conftest import Secop, Serve
from tests.faults.conftest import Bend, Walks
from tests.journeys.conftest import writes
from tests.recording.walk import NUMBER

# Gone after its third press, so that a bot that presses it for ever comes to an end here.
STRIP = """addEventListener('DOMContentLoaded', () => {
  if (window !== top) return;
  const strip = document.createElement('div');
  strip.className = 'cookie-dialog';
  strip.style = 'position: fixed; bottom: 0; left: 0';
  strip.innerHTML = 'Usamos cookies. <a href="#" onclick="return false">Política</a>';
  let presses = 0;
  strip.onclick = () => { pressedStrip(); if (++presses === 3) strip.remove(); };
  document.body.append(strip);
})"""


def test_a_strip_that_stays_after_its_button_is_pressed_once(
    serve: Serve, secop: Secop, month: Path, bend: Bend
) -> None:
    portal = serve()
    pressed: list[str] = []
    bend.context(
        lambda context: context.expose_binding("pressedStrip", lambda source: pressed.append(source["page"].url))
    )
    bend.script(STRIP)

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "saved", ran.said
    assert pressed == [portal.url]
    assert writes(portal) == ["create"]


def test_a_strip_keeps_nobody_in_the_form(serve: Serve, secop: Secop, month: Path, bend: Bend) -> None:
    portal = serve(planilla_answers=("not_visible",))
    bend.context(lambda context: context.expose_binding("pressedStrip", lambda _: None))
    bend.script(STRIP)

    ran = secop("submit", month, "--json", timeout=5)

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "planilla_not_visible"), ran.said
    assert len(portal.events("cancel")) == 1


def test_a_strip_is_no_answer_to_enviar(serve: Serve, walk: Walks, bend: Bend) -> None:
    saved = Payment(payment_id="005", state="saved", invoice_number="Pago 005", value="3.500.000")
    portal = serve(contracts=(Contract(payments=(saved,)),), send_outcome="stays", send_question="none")
    bend.context(lambda context: context.expose_binding("pressedStrip", lambda _: None))
    bend.script(STRIP)
    walking = walk(portal)
    plan = walking.open_plan()
    row = plan.row("005")
    assert row
    walking.visit.timeout = 2

    with pytest.raises(UnknownOutcomeError):
        send(walking.visit, plan, NUMBER, row, Consent(NUMBER, "005"), lambda: None)

    assert len(portal.events("send")) == 1


# A counter of visits: it tells its own host of every page and every press.
COUNTER = "https://visitas.example/latido"
COUNTING = f"""const tell = () => {{ fetch('{COUNTER}', {{mode: 'no-cors'}}).catch(() => 0); }};
addEventListener('DOMContentLoaded', tell); addEventListener('click', tell, true);"""


def refuse(route: Route) -> None:
    route.abort("connectionrefused")


def fail(route: Route) -> None:
    route.fulfill(status=500, body="")


def never_answer(_: Route) -> None:
    return


@pytest.mark.parametrize("answer", [refuse, fail, never_answer])
def test_a_counter_of_visits_in_trouble_neither_stops_nor_slows_the_run(
    serve: Serve, secop: Secop, month: Path, bend: Bend, answer: Callable[[Route], None]
) -> None:
    portal = serve()
    asked: list[str] = []

    def count(route: Route) -> None:
        asked.append(route.request.url)
        answer(route)

    bend.context(lambda context: context.route(COUNTER, count))
    bend.script(COUNTING)

    ran = secop("submit", month, "--json", timeout=6)

    assert ran.report["outcome"] == "saved", ran.said
    assert len(asked) > 5
    assert writes(portal) == ["create"]


def test_nothing_is_written_where_the_page_marks_another_step(
    serve: Serve, secop: Secop, month: Path, bend: Bend
) -> None:
    portal = serve()
    bend.text("contract.js", 'div.id === "stepDiv_" + answer.step', 'div.id === "stepDiv_2"')

    ran = secop("submit", month, "--json", timeout=5)

    assert (ran.exit_code, ran.report["error"]["code"]) == (8, "step_differs"), ran.said
    assert "Condiciones" in ran.report["error"]["message"]
    assert writes(portal) == []


def test_a_page_that_marks_no_step_is_known_by_its_plan_de_pagos(
    serve: Serve, secop: Secop, month: Path, bend: Bend
) -> None:
    portal = serve()
    bend.text("contract.js", "LeftMenuButtonOn Black", "Black")

    ran = secop("submit", month, "--json")

    assert ran.exit_code == 0, ran.said
    assert writes(portal) == ["create"]

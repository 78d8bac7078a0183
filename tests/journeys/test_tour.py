"""The guided tour: captions in the page that nobody reads but the person, with pause, go on and stop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page
from pydantic import SecretStr

from secop_bot.clock import today
from secop_bot.errors import StoppedByPersonError
from secop_bot.filing.filing import prepare
from secop_bot.portal import caption
from secop_bot.portal.camera import VisitCamera
from secop_bot.portal.caption import Caption
from secop_bot.portal.session import SCREEN
from secop_bot.portal.tour import Tour
from secop_bot.portal.visit import Visit
from secop_bot.progress import Several, Silent
from secop_bot.receipt import open_receipt, payment_place
from secop_bot.remote import Remote, Signal
from secop_bot.report import Report
from secop_bot.summary import Summary, SummaryRow
from secop_bot.workflows.registering import Submission
from secop_bot.workflows.stages import stages_of
from secop_bot.workflows.submit import submit
from tests.conftest import Secop, Serve
from tests.journeys.conftest import writes
from tests.recording.walk import Walk

PARTS = "document.querySelector('secop-bot-tour')[Symbol.for('secop-bot.tour')]"
RECT = f"() => {{ const r = {PARTS}.%s.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }}"


class Noted(Silent):
    """Does something when a note is made."""

    def __init__(self, when: str, act: Callable[[], object]) -> None:
        self._when = when
        self._act = act

    def note(self, text: str) -> None:
        if text.startswith(self._when):
            self._act()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(**SCREEN, reduced_motion="reduce") as context:
        yield context.new_page()


@pytest.fixture
def dry_run(serve: Serve, page: Page, home: Path, month: Path) -> Callable[..., tuple[Walk, Report]]:
    """Dry-run the sample month with a tour, ``remote`` in the person's hand; ``act`` happens at the note ``when``."""

    def run(remote: Remote, when: str = "(never)", act: Callable[[], object] = lambda: None) -> tuple[Walk, Report]:
        walk, report = Walk(serve(), page, home), Report()
        filing = report.filing = prepare(month, today())
        receipts = home / "receipts"
        place = payment_place(filing.contract, str(filing.period), filing.payment)
        receipt = open_receipt(receipts, place, command="submit", period=str(filing.period), payment=filing.payment)
        tour = Tour(stages_of("submit", filing, dry_run=True, sends=False), remote=remote)
        walk.visit.progress = Several(receipt, tour, Noted(when, act))
        tour.begin(walk.visit)
        walk.visit.progress.step("Entrar a SECOP II")
        walk.sign_in()
        submit(walk.visit, Submission(filing, today(), receipts, receipt, dry_run=True), report)
        return walk, report

    return run


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Caption, bool]]:
    """Every caption as it is drawn, and whether its outline stands around what it points at."""
    seen: list[tuple[Caption, bool]] = []
    draw = caption.draw

    def look(page: Page, shown: Caption, spot: Locator | None) -> None:
        draw(page, shown, spot)
        box = spot.bounding_box() if spot else None
        ring = page.evaluate(RECT % "ring") if box else None
        seen.append((shown, bool(box and ring and abs(ring[0] + 6 - box["x"]) < 1 and abs(ring[1] + 6 - box["y"]) < 1)))
        words = "\n".join(root.inner_text() for p in page.context.pages for root in [p.locator("html")])
        assert shown.what not in words
        assert page.get_by_text(shown.what, exact=True).count() == 0

    monkeypatch.setattr(caption, "draw", look)
    return seen


def test_each_step_and_field_is_shown_in_its_order_and_nothing_is_saved(
    dry_run: Callable[..., tuple[Walk, Report]], drawn: list[tuple[Caption, bool]]
) -> None:
    walk, report = dry_run(Remote())

    assert report.outcome == "dry_run"
    assert writes(walk.portal) == []
    steps = [re.match(r"Paso (\d+) de 8", shown.step) for shown, _ in drawn]
    assert all(steps), [shown.step for shown, _ in drawn]
    numbers = [int(step[1]) for step in steps if step]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 9))
    fields = [(shown.what, shown.lines, ringed) for shown, ringed in drawn if shown.what.startswith("Campo ")]
    assert [what.partition(" · ")[0] for what, _, _ in fields] == [f"Campo {n} de 11" for n in range(1, 12)]
    assert all(ringed and lines[0].startswith("Por qué: ") for _, lines, ringed in fields), fields
    pressed = [shown.what for shown, ringed in drawn if ringed and "oprime" in shown.what]
    assert pressed == ["Se oprime Crear", "Se oprime Anexar", "Se oprime Validar", "Se oprime Cancelar"]


def test_a_pause_holds_the_run_until_the_key_is_pressed_again(
    dry_run: Callable[..., tuple[Walk, Report]],
    drawn: list[tuple[Caption, bool]],
    page: Page,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remote, held = Remote(), []
    pause = Visit.pause

    def wait(visit: Visit, seconds: float) -> None:
        pause(visit, seconds)
        if remote.is_paused():
            held.append(drawn[-1][0].paused)
            if len(held) == 3:
                page.keyboard.press("F8")

    monkeypatch.setattr(Visit, "pause", wait)

    walk, report = dry_run(remote, "Valor neto", lambda: page.keyboard.press("F8"))

    assert held == [True, True, True]
    assert report.outcome == "dry_run"
    assert writes(walk.portal) == []


def test_a_stop_leaves_the_form_by_cancelar(dry_run: Callable[..., tuple[Walk, Report]], page: Page) -> None:
    with pytest.raises(StoppedByPersonError) as stopped:
        dry_run(Remote(), "Valor neto", lambda: page.keyboard.press("F9"))

    assert stopped.value.exit_code == 130
    assert "no se guardó nada" in stopped.value.message
    page.get_by_text("Plan de pagos").wait_for()
    assert page.locator("iframe").count() == 0, "the form is closed"


def visited(page: Page, html: str, remote: Remote | None = None) -> tuple[Visit, Tour]:
    visit, tour = Visit(page, 10, Silent()), Tour((), remote=remote)
    tour.begin(visit)
    page.goto("data:text/html;charset=utf-8," + quote(html))
    return visit, tour


BUTTON = (
    "<button style='position:fixed; bottom:30px; left:45%' onclick='pressed = (window.pressed || 0) + 1'>Ya</button>"
)


MODAL = (
    f"<dialog style='transform:translate(9px)'>{BUTTON}<p>Pago</p></dialog>"
    "<script>document.querySelector('dialog').showModal()</script>"
)


@pytest.mark.parametrize("html", [BUTTON, MODAL])
def test_a_click_under_the_caption_reaches_its_button(page: Page, html: str) -> None:
    visit, tour = visited(page, html)
    tour.show("Una línea", ["y otra", "y otra"])
    box, button = page.evaluate(RECT % "box"), page.get_by_text("Ya").bounding_box()
    assert button
    if "dialog" not in html:
        assert box[1] < button["y"] + button["height"] / 2 < box[1] + box[3], "it lies under the caption"

    visit.press(page.get_by_role("button"))

    assert page.evaluate("window.pressed") == 1
    spoken = f"() => {PARTS}.spoken.textContent === 'Una línea. y otra. y otra'"
    page.wait_for_function(spoken)
    assert page.evaluate(f"() => {PARTS}.spoken.getRootNode().host.parentNode.tagName") == (
        "DIALOG" if "dialog" in html else "HTML"
    )


def test_a_caption_stands_where_it_does_not_cover_what_it_points_at(page: Page) -> None:
    _, tour = visited(page, "<input style='position:fixed; bottom:20px; left:45%'>")

    tour.point_at(lambda: page.locator("input"), "Campo 1 de 1")

    box, field = page.evaluate(RECT % "box"), page.locator("input").bounding_box()
    assert field
    assert box[1] + box[3] < field["y"]


def test_its_keys_are_heard_in_frames_and_all_others_are_the_pages(page: Page) -> None:
    remote = Remote()
    visited(
        page, "<iframe srcdoc=\"<input onkeydown='top.heard = (top.heard || []).concat(event.key)'>\"></iframe>", remote
    )
    box = page.frame_locator("iframe").locator("input")

    box.press_sequentially("a8")
    box.press("F8")

    page.wait_for_function("() => top.heard?.length === 2")
    assert page.evaluate("top.heard") == ["a", "8"]
    assert remote.is_paused()
    box.press("F9")
    box.press("b")
    assert remote.take_stop()


def test_the_receipts_picture_shows_the_page_alone(page: Page) -> None:
    visit, tour = visited(page, "<h1>Pago 005</h1>")
    camera = VisitCamera(visit, SecretStr("Clave-Segura-2026"))
    before = camera.picture()

    tour.point_at(lambda: page.locator("h1"), "Campo 1 de 1")

    assert before
    assert camera.picture() == before
    assert camera.words() == "Pago 005"
    assert page.screenshot(type="jpeg", quality=70) != before, "and yet it is there"


@pytest.mark.parametrize("end", ["key", "terminal", "window", "time"])
def test_the_summary_stays_until_it_was_read_and_nothing_below_it_is_pressed(
    page: Page, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    remote = Remote()
    visit, tour = visited(page, f"{BUTTON}<script>document.querySelector('button').focus()</script>", remote)
    ends: dict[str, Callable[[], object]] = {
        "key": lambda: page.keyboard.press("Enter"),
        "terminal": lambda: remote.tell(Signal.PAUSE),
        "window": page.close,
        "time": lambda: None,
    }
    waits, pause = [], Visit.pause

    def wait(visit: Visit, seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            ends[end]()
        pause(visit, seconds)

    monkeypatch.setattr(Visit, "pause", wait)
    summary = Summary("Ensayo terminado", "pago 005", ("Qué", "¿Igual?"), (SummaryRow(("Valor", "✓"), same=True),))

    tour.end(summary, 1 if end == "time" else 30)

    assert len(waits) >= 2
    if end != "window":
        assert page.evaluate("window.pressed ?? 0") == 0
        assert "Ensayo" not in visit.words()


def test_a_dry_run_ends_with_what_the_receipt_says(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()

    ran = secop("submit", month, "--dry-run")

    assert ran.exit_code == 0, ran.said
    assert writes(portal) == []
    for said in ("Número de planilla", "9412345678", "certificado_arl.pdf", "Consulta exitosa", "no se guardó nada"):
        assert said in ran.said
    assert ran.said.count("✓ igual") == 16
    assert "✗" not in ran.said

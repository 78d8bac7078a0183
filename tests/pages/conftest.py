"""Recorded pages, shown to the page objects without a server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from secop_bot.filing.rows import PaymentRow
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.session import SCREEN
from secop_bot.portal.visit import Visit
from secop_bot.progress import Silent
from tests.recording.fixture import FIXTURES, Fixture
from tests.recording.replay import Edit, InTurn, Replay

PATIENCE_S = 10  # for what is there; a busy machine takes its time
SHORT_S = 0.3  # for what is not there
BRIEF_S = 1  # for what is there, and is followed by what is not
ACTION_S = 3  # for a click or a key of the browser's own, however short the visit's patience is


@dataclass(frozen=True)
class Shown:
    """A recorded page on the screen, and what must be read from it."""

    visit: Visit
    expected: dict[str, Any]

    @property
    def page(self) -> Page:
        return self.visit.page

    def row(self, payment_id: str) -> PaymentRow:
        """Read a row of Plan de pagos with all patience, however short it is for what comes then."""
        short, self.visit.timeout = self.visit.timeout, PATIENCE_S
        row = PaymentPlan(self.visit).row(payment_id)
        self.visit.timeout = short
        assert row
        return row


Show = Callable[..., Shown]


@pytest.fixture(scope="session")
def base_url() -> None:
    """Stand in for pytest-playwright's own, which pytest 9.2 warns about, and warnings are errors here."""


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, **SCREEN}


@pytest.fixture
def replay(context: BrowserContext) -> Iterator[Replay]:
    """Serves what was recorded; the test fails if anything else was asked for."""
    replay = Replay(context)
    yield replay
    assert replay.unrecorded == [], "requests that no fixture answers"


@pytest.fixture
def show(page: Page, replay: Replay) -> Show:
    """Show a recorded page; ``edit`` changes its HTML first, and ``timeout`` is the visit's."""

    def show_it(name: str, edit: Edit | None = None, *, timeout: float = PATIENCE_S) -> Shown:
        fixture = Fixture.read(FIXTURES / name)
        page.goto(replay.add(fixture, edit))
        visit = Visit(page, timeout, Silent())
        page.context.set_default_timeout(ACTION_S * 1000)
        return Shown(visit, fixture.expected)

    return show_it


def without(pattern: str) -> Edit:
    """Remove every match."""
    return lambda html: re.sub(pattern, "", html, flags=re.DOTALL)


def doubled(pattern: str) -> Edit:
    """Let every match stand twice."""
    return lambda html: re.sub(pattern, lambda match: match[0] * 2, html, flags=re.DOTALL)


def replaced(old: str, new: str) -> Edit:
    """Put a text in another's place."""
    return lambda html: html.replace(old, new)


def in_turn(*edits: Edit) -> Edit:
    """Change the HTML by several edits, each of which must find something in the page or a frame; see ``Replay``."""
    return InTurn(edits)


def visible_button(text: str) -> str:
    """Match a button that says ``text`` and is not one of the hidden twins: those have no class."""
    return rf'<input type="button"[^>]*class="Button[^>]*value="{re.escape(text)}"[^>]*>'


def note_clicks(visit: Visit) -> None:
    """Remember what is clicked in any document; see ``clicked``."""
    for frame in visit.page.frames:
        frame.evaluate(
            "() => document.addEventListener('click',"
            " e => (window.top.clicked = window.top.clicked || []).push(e.target.outerHTML), true)"
        )


def clicked(visit: Visit) -> list[str]:
    """Return the HTML of each element that was clicked, oldest first."""
    seen: list[str] = visit.page.evaluate("() => window.clicked || []")
    return seen

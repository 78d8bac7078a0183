"""The cover that the portal lays over a page while it works, in any document of it."""

from __future__ import annotations

from html import escape

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from secop_bot.portal.answering import answered_within
from secop_bot.portal.at_work import Look, look
from tests.pages.conftest import PATIENCE_S, Show

COVER = '<div class="blockUI" style="position:fixed;inset:0"></div>'
HIDDEN = '<div class="blockUI" style="display:none">Un momento</div>'
UNSEEN = '<div class="vortal-preloader" style="visibility:hidden">Un momento</div>'


def framed(inside: str, attributes: str = "") -> str:
    """Give a page with another in it."""
    return f'<p>SECOP II</p><iframe {attributes} srcdoc="{escape(inside)}"></iframe>'


@pytest.mark.parametrize(
    ("html", "covered"),
    [
        (COVER, True),
        ('<main aria-busy="true">Cargando</main>', True),
        (HIDDEN + UNSEEN, False),
        (framed(COVER), True),
        (framed(framed(COVER)), True),
        (framed(HIDDEN), False),
        (framed(COVER, 'style="display:none"'), False),
        (framed(COVER, "sandbox"), True),  # out of reach of the page's own scripts
        (framed(HIDDEN, "sandbox"), False),
    ],
)
def test_a_cover_is_seen_wherever_it_lies(page: Page, html: str, *, covered: bool) -> None:
    page.set_content(html)

    assert look(page, PATIENCE_S).covered is covered


def test_a_page_that_is_being_replaced_counts_as_covered(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def replaced(*_: object) -> object:
        raise PlaywrightError("Page.evaluate: Execution context was destroyed, most likely because of a navigation")

    monkeypatch.setattr(page, "evaluate", replaced)

    assert look(page, PATIENCE_S) == Look(covered=True, has_run=False)


def test_a_page_that_does_not_answer_counts_as_covered_before_long(page: Page) -> None:
    with page.expect_console_message():
        page.set_content("<p>SECOP II</p><script>setTimeout(() => { console.log('at work'); for (;;); })</script>")

    assert look(page, 0.5) == Look(covered=True, has_run=False)


def test_a_question_to_a_page_that_does_not_answer_is_given_up(page: Page) -> None:
    with page.expect_console_message():
        page.set_content("<p>SECOP II</p><script>setTimeout(() => { console.log('at work'); for (;;); })</script>")

    for ask in (lambda: page.locator("p").evaluate_all("all => all.length"), page.locator("p").count):
        with pytest.raises(PlaywrightTimeout, match="has not answered"), answered_within(0.4):
            ask()


def test_a_wait_for_the_portal_ends_with_its_window(show: Show) -> None:
    visit = show("landing").visit
    visit.page.close()

    with pytest.raises(PlaywrightError, match="has been closed"):
        visit.within(PATIENCE_S, lambda: None)

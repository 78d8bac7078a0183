"""A part of a page that is looked into again and again, and drawn anew meanwhile."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page

from secop_bot.errors import UnknownPageError
from secop_bot.portal import locate
from secop_bot.portal.pinned import Held, Pinned, PinnedText, marked
from secop_bot.portal.sitemap import Label
from secop_bot.recording.page import take

LABEL = Label(("Valor neto",))
PART = "<section><table><tr><td>Valor neto</td><td><input></td></tr></table></section>"
OTHER = "<table><tr><td>Valor neto</td><td><input></td></tr></table>"


def held(page: Page, html: str) -> Held:
    """Hold the section of a page."""
    page.set_content(html)

    def find() -> Locator | None:
        found = page.locator("section")
        return marked(found, page.locator("html")) if found.count() else None

    root = find()
    assert root
    return Held(root, find)


def look(part: Held) -> Locator | None:
    """Look for the label's box in it."""
    return part.seek(lambda root: locate.field(root, LABEL))


def test_it_is_looked_into_alone_and_wherever_it_moves(page: Page) -> None:
    part = held(page, OTHER + PART)
    page.evaluate("() => document.body.prepend(document.querySelector('section'))")

    found = look(part)

    assert found
    assert found.evaluate("e => !!e.closest('section')")


def test_drawn_anew_it_is_found_anew(page: Page) -> None:
    part = held(page, PART)
    page.evaluate("part => { document.querySelector('section').outerHTML = part; }", PART)

    assert look(part)
    assert part.root.count() == 1


def test_gone_it_holds_nothing(page: Page) -> None:
    part = held(page, OTHER + PART)
    page.evaluate("() => document.querySelector('section').remove()")

    assert look(part) is None
    assert not part.is_found_anew()


def test_doubled_with_its_mark_it_is_not_guessed_which(page: Page) -> None:
    part = held(page, PART)
    page.evaluate("() => { const part = document.querySelector('section'); part.after(part.cloneNode(true)); }")

    with pytest.raises(UnknownPageError, match="puede ser dos cosas"):
        look(part)


def test_its_mark_is_in_no_recording(page: Page) -> None:
    held(page, PART)

    assert page.locator("[data-secop-bot]").count() == 1
    assert "data-secop-bot" not in take(page)[0]


# --- A text held by hand

ANSWER = re.compile(r"consulta\s+exitosa", re.IGNORECASE)
SAYS = "document.querySelector('span').innerHTML = 'Consulta exitosa'"


@pytest.mark.parametrize(
    ("said", "done", "stands"),
    [
        ("Consulta exitosa", "1", True),
        ("Consulta exitosa", SAYS, False),
        ("Consulta exitosa", "document.body.innerHTML += ''", False),
        ("Consulta exitosa", "document.querySelector('b').remove()", True),
        ("Consulta <i>exitosa</i>", "1", True),
        ("Consulta <i>exitosa</i>", SAYS, True),
        ("Consulta <i>exitosa</i>", "document.body.innerHTML += ''", False),
    ],
    ids=["left", "the same again", "drawn anew", "beside it", "in pieces", "one of the pieces", "the whole part"],
)
def test_a_text_stands_until_it_is_written_anew(page: Page, said: str, done: str, *, stands: bool) -> None:
    page.set_content(f"<section><b>CUFE</b> <span>{said}</span></section>")
    text = PinnedText(page.locator("section"), ANSWER)
    page.evaluate(done)

    assert text.stands() is stands


def test_a_text_of_a_page_that_is_gone_stands_no_more(page: Page) -> None:
    page.set_content("<section>Consulta exitosa</section>")
    text = PinnedText(page.locator("section"), ANSWER)
    page.goto("about:blank")

    assert not text.stands()


def test_the_first_is_read_as_it_stands_and_no_other_in_its_place(page: Page) -> None:
    page.set_content("<p>005</p><b>Pago 005</b>")
    number, other = page.locator("p"), page.locator("b")
    both, other_alone = Pinned((number, other)), Pinned((None, other))
    says = "e => e.innerText"

    assert (both.are_seen(), both.first(says)) == (True, "005")
    assert (other_alone.is_seen(), other_alone.are_seen(), other_alone.first(says)) == (True, False, None)
    page.evaluate("() => document.querySelector('p').outerHTML = '<p>006</p>'")
    assert (both.is_seen(), both.are_seen(), both.first(says)) == (True, False, None)
    page.set_content("")
    assert (both.is_seen(), both.first(says)) == (False, None)

"""A notice or message over the page that wants nothing but to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.filing.text import collapsed
from secop_bot.portal import locate, sitemap

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from playwright.sync_api import Locator

    from secop_bot.portal.visit import Visit


NOTICE_BOX = f":is({sitemap.MESSAGE_BOX}):not(:empty):not(:has(input:not([type=button]), select, textarea, iframe))"
"""A box that says something and has nothing to fill in: not the form's window, nor the empty shade behind it."""
# Which of these boxes have one thing to press and nothing to fill in, among what is seen.
_TO_CLOSE = """(boxes, [clickable, inputs]) => {
  const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  const seen = (box, what) => [...box.querySelectorAll(what)].filter(shown).length;
  return [...boxes.keys()].filter(place => seen(boxes[place], clickable) === 1 && !seen(boxes[place], inputs));
}"""


def find_notice(visit: Visit, passed_over: Container[str] = ()) -> tuple[Locator, str] | None:
    """Return the button that closes a notice, and the notice's words, unless these are among ``passed_over``.

    The button is the known one, or else the only thing to press in a visible box with nothing to fill in.
    """
    return next((found for found in _notices(visit) if found[1] not in passed_over), None)


def standing(visit: Visit) -> frozenset[str]:
    """Return the words of the notices that stand now: one that stays answers nothing that is asked later."""
    return frozenset(words for _, words in _notices(visit))


def _notices(visit: Visit) -> Iterator[tuple[Locator, str]]:
    for root in visit.roots():
        known = locate.by_id(root, visit.site.notice_close)
        boxes = root.locator(sitemap.MESSAGE_BOX).filter(visible=True)
        if not (known.or_(boxes) if known else boxes).count():
            continue  # told by one question: there rarely is a notice
        if known and known.count() == 1 and not visit.refusal(known):
            around = known.locator("xpath=ancestor::*[normalize-space(.)][1]")
            yield known, collapsed(around.inner_text())
        places: list[int] = boxes.evaluate_all(_TO_CLOSE, [locate.CLICKABLE, f"iframe, {locate.BOXES}"])
        for box in [boxes.nth(place) for place in places]:
            inside = box.locator(locate.CLICKABLE).filter(visible=True)
            commits = any(sitemap.COMMITS.search(text.strip()) for text in visit.said_by(inside))
            if not commits and not visit.refusal(inside):
                yield inside, collapsed(box.inner_text())

"""Whether the portal is at work on a page: it covers it, has not run its first scripts, or is about to replace it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from secop_bot.portal.answering import answered_within
from secop_bot.portal.sitemap import BUSY

if TYPE_CHECKING:
    from playwright.sync_api import Page

_REBUILT = re.compile(r"context was destroyed|detached|navigat|not attached|Cannot find context", re.IGNORECASE)
# One message looks into all documents of a window that can be reached from its own; a page asks for its first parts in
# the handlers that run when it is parsed.
_LOOK = """busy => {
  const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  let outOfReach = false;
  const covered = page => [...page.querySelectorAll(busy)].some(shown)
    || [...page.querySelectorAll('iframe, frame')].some(inner => {
      if (!inner.contentDocument) outOfReach = true;
      return inner.contentDocument && covered(inner.contentDocument);
    });
  const isCovered = covered(document);
  const hasRun = performance.getEntriesByType('navigation')[0]?.domContentLoadedEventEnd > 0;
  return [isCovered, hasRun, outOfReach];
}"""


@dataclass(frozen=True)
class Look:
    """How a page looks: ``covered`` while the portal works; ``has_run`` once its first scripts have run."""

    covered: bool
    has_run: bool


def look(page: Page, seconds: float) -> Look:
    """Look at a page and all that stands inside it.

    One that is just being replaced, or does not answer within ``seconds``, counts as covered.
    """
    try:
        with answered_within(seconds):
            covered, has_run, out_of_reach = page.evaluate(_LOOK, BUSY)
        if out_of_reach and not covered:
            covered = any(frame.locator(BUSY).filter(visible=True).count() for frame in page.frames)
    except PlaywrightError as error:
        if not isinstance(error, PlaywrightTimeout) and not was_rebuilt(error):
            raise
        return Look(covered=True, has_run=False)
    return Look(covered, has_run)


def was_rebuilt(error: BaseException) -> bool:
    """Return whether an error only says that the page was replaced while something was done in it."""
    return isinstance(error, PlaywrightError) and bool(_REBUILT.search(error.message))

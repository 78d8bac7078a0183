"""Pictures and texts of the portal's screen for the receipt; no password is seen on a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.portal.answering import answered_within
from secop_bot.portal.asking import ask
from secop_bot.portal.caption import HIDE
from secop_bot.portal.sitemap import PASSWORD_BOX

if TYPE_CHECKING:
    from pydantic import SecretStr

    from secop_bot.portal.visit import Visit

_PATIENCE_MS = 5000
_QUALITY = 70
# All that can be read on the screen: the text, and what stands in boxes that are not a password's and so show it. The
# secret is looked for here and not in the page: what is asked of a page stands in its trace.
_SHOWN = """html => [html.innerText, ...[...html.querySelectorAll('input, textarea')]
  .filter(box => box.type !== 'password').map(box => box.value)]"""


class VisitCamera:
    """Takes what is on a visit's screen, and nothing where the password could be read on it."""

    def __init__(self, visit: Visit, password: SecretStr) -> None:
        self._visit = visit
        self._password = password

    def picture(self) -> bytes | None:
        """Return the screen as JPEG, password boxes covered; None if it can't be taken or would show the password."""
        try:
            with answered_within(2 * _PATIENCE_MS / 1000):
                if self._shows_password():
                    return None
                boxes = [frame.locator(PASSWORD_BOX) for frame in self._visit.page.frames]
                return self._visit.page.screenshot(
                    type="jpeg", quality=_QUALITY, scale="css", mask=boxes, style=HIDE, timeout=_PATIENCE_MS
                )
        except PlaywrightError:  # the page is gone, or just being loaded; a receipt does without
            return None

    def words(self) -> str | None:
        """Return all the text on the screen; None if the page is gone."""
        try:
            with answered_within(2 * _PATIENCE_MS / 1000):
                return "\n".join(root.inner_text(timeout=_PATIENCE_MS) for root in self._visit.roots())
        except PlaywrightError:
            return None

    def _shows_password(self) -> bool:
        secret = self._password.get_secret_value()
        return any(secret in shown for root in self._visit.roots() for shown in ask(root, _SHOWN))

"""Parts of a page held by hand: drawn anew, they are gone, and no twin is taken for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import ElementHandle, Locator


class Pinned:
    """These very parts, as they stood when they were pinned."""

    def __init__(self, parts: Iterable[Locator | None]) -> None:
        self._parts = [part.element_handle() for part in parts if part]

    def is_seen(self) -> bool:
        """Return whether any of them still is on the screen."""
        return any(_is_seen(part) for part in self._parts)


def _is_seen(part: ElementHandle) -> bool:
    try:
        return part.is_visible()
    except PlaywrightError:  # its document is gone
        return False

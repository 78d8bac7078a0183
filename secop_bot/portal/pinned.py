"""Parts of a page held by hand: drawn anew, they are gone, and no twin is taken for them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TypeVar, cast

from playwright.sync_api import Error as PlaywrightError

from secop_bot.portal.asking import ask

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable

    from playwright.sync_api import ElementHandle, Locator

T = TypeVar("T")

_MARK = "data-secop-bot"
"""The one attribute that the bot sets on the portal's elements. Nobody sees it, and a recording leaves it out."""
_numbers = count(1)
_SAYING = """(part, says) => {
  const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const all = [];
  while (walk.nextNode()) if (walk.currentNode.data.trim()) all.push(walk.currentNode);
  const saying = all.filter(piece => new RegExp(says, 'i').test(piece.data));
  return saying.length ? saying : all;
}"""


class Pinned:
    """These very parts, as they stood when they were pinned."""

    def __init__(self, parts: Iterable[Locator | None]) -> None:
        self._parts = [part.element_handle() if part else None for part in parts]

    def is_seen(self) -> bool:
        """Return whether any of them still is on the screen."""
        return any(_is_seen(part) for part in self._parts)

    def are_seen(self) -> bool:
        """Return whether all of them still are on the screen."""
        return all(_is_seen(part) for part in self._parts)

    def first(self, script: str) -> str | None:
        """Return what a script reads in the first of them, or None where that one is seen no more."""
        first = self._parts[0]
        try:
            return cast("str | None", first.evaluate(script)) if first and first.is_visible() else None
        except PlaywrightError:  # its document is gone
            return None


class PinnedText:
    """The pieces of text in a part that say something, as they stood: written anew, in the same words, they are gone.

    Where no single piece says it, all the part's text is pinned.
    """

    def __init__(self, part: Locator, says: re.Pattern[str]) -> None:
        self._pieces = part.evaluate_handle(_SAYING, says.pattern)

    def stands(self) -> bool:
        """Return whether any of it still is in the page."""
        try:
            return bool(self._pieces.evaluate("pieces => pieces.some(piece => piece.isConnected)"))
        except PlaywrightError:  # its document is gone
            return False


class Held:
    """A part of the page to look into again and again; where it was drawn anew, it is found anew by ``find``."""

    def __init__(self, root: Locator, find: Callable[[], Locator | None]) -> None:
        self.root = root
        self._find = find

    def seek(self, look: Callable[[Locator], T | None]) -> T | None:
        """Return what ``look`` sees in the part, as it stands now."""
        found = look(self.root)
        if found is None and not self.root.count() and self.is_found_anew():
            found = look(self.root)
        return found

    def is_found_anew(self) -> bool:
        """Return whether the part can be found, and hold what is found."""
        found = self._find()
        self.root = found or self.root
        return found is not None


def marked(part: Locator, document: Locator) -> Locator:
    """Lead to this very element by a mark it bears from now on, without going the way that led to it each time.

    Inside a part found by its text and its surroundings, that way would be most of the work of every look.
    """
    number = str(next(_numbers))
    ask(part, f"(e, number) => e.setAttribute('{_MARK}', number)", number)
    return document.locator(f"xpath=descendant-or-self::*[@{_MARK}='{number}']")


def _is_seen(part: ElementHandle | None) -> bool:
    try:
        return part is not None and part.is_visible()
    except PlaywrightError:  # its document is gone
        return False

"""Lists that the portal shows a few at a time, the rest behind "Ver más"."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from secop_bot.errors import UnknownPageError
from secop_bot.portal import locate

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from secop_bot.portal.sitemap import Label
    from secop_bot.portal.visit import Visit

T = TypeVar("T")
_MOST_PRESSES = 500
"""A list that still has more behind it is one that begins again."""


def read_to_the_end(visit: Visit, read: Callable[[], list[T]], more: Callable[[], Locator | None]) -> list[T]:
    """Press what ``more`` finds as long as there is something, and return all that ``read`` then gives.

    Raises UnreachableError for a list that does not grow, UnknownPageError (exit 8) for one without an end.
    """
    shown = visit.steady(read)
    for _ in range(_MOST_PRESSES):
        button = more()
        if button is None:
            return shown
        before = len(shown)
        visit.follow(button)
        visit.until(
            lambda before=before: len(read()) > before or not more() or None,  # type: ignore[misc]  # bound now
            visit.too_slow,
        )
        shown = visit.steady(read)
    raise UnknownPageError(
        "list_without_end",
        "La lista no termina: «Ver más» sigue ahí después de oprimirlo muchas veces.",
        "No se siguió adelante. Mire esa lista en SECOP II y avise en el proyecto.",
    )


def more_of(inner: Locator, more: Label, other: Label) -> Locator | None:
    """Return the "Ver más" of the list that ``inner`` is a part of, or None.

    It stands in the smallest part of the page that has one; where ``other``, another list's title, stands there too,
    it is that one's.
    """

    def own(part: Locator, label: Label) -> Locator | None:
        return None if locate.heading(part, other) else locate.button(part, label)

    part = locate.section(inner, more, own)
    return part and locate.button(part, more)

"""Who shows a person what the run is about to do in the page; without a person, nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Locator

    from secop_bot.itinerary import Stage


class Guide(Protocol):
    """Shows in the page. All texts are Spanish, for the contractor; nothing it does touches the page's own parts."""

    def expect(self, stages: Sequence[Stage]) -> None:
        """Foresee these steps from now on."""

    def point_at(self, find: Callable[[], Locator | None], what: str, why: str = "") -> None:
        """Outline what ``find`` finds, and say what is about to be done with it and why.

        The caller finds it again afterwards: a person may have paused here, and the page may have been drawn anew.
        Raises StoppedByPersonError where the person wants no more.
        """

    def lift(self) -> None:
        """Take the outline off: what was pointed at has been pressed."""

    def show(self, what: str, lines: Sequence[str]) -> None:
        """Say something about the whole page."""


class Unguided:
    """Shows nothing and stops nothing."""

    def expect(self, stages: Sequence[Stage]) -> None:
        """Pass over it."""

    def point_at(self, find: Callable[[], Locator | None], what: str, why: str = "") -> None:
        """Pass over it."""

    def lift(self) -> None:
        """Pass over it."""

    def show(self, what: str, lines: Sequence[str]) -> None:
        """Pass over it."""

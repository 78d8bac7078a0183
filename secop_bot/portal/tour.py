"""A guided tour for the person who watches: each step and field captioned in the page, with pause, go on and stop."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import SecopBotError, StoppedByPersonError
from secop_bot.itinerary import Itinerary
from secop_bot.portal import caption
from secop_bot.portal.caption import Caption
from secop_bot.remote import Remote, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Locator

    from secop_bot.itinerary import Stage
    from secop_bot.portal.visit import Visit
    from secop_bot.summary import Summary

_KEYS = "F8: pausa · F9: termina"
_KEYS_PAUSED = "F8: sigue · F9: termina"
_LOOK_AGAIN_S = 0.2
_NOTES = 3


class Tour:
    """Listens to a run as ``Progress`` and shows it in the page as ``Guide``.

    ``pace`` is how many seconds a caption stays before the run goes on. With a ``remote`` the person pauses and stops
    it; ``say`` tells the terminal.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        *,
        pace: float = 0,
        remote: Remote | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._itinerary = Itinerary(stages)
        self._pace = pace
        self._remote = remote
        self._say = say
        self._visit: Visit | None = None
        self._step = ""
        self._notes: list[str] = []
        self._spot: Locator | None = None
        self._caption = Caption("", "")

    def begin(self, visit: Visit) -> None:
        """Show this visit from now on."""
        self._visit = visit
        visit.guide = self
        if remote := self._remote:
            caption.listen(visit.page.context, lambda signal: remote.tell(Signal(signal)))

    # --- Progress

    def step(self, title: str) -> None:
        """Caption a step."""
        number = self._itinerary.reach(title)
        self._step, self._notes = " · ".join(filter(None, (number, title))), []
        self._show(number, title, ())

    def note(self, text: str) -> None:
        """Caption a detail of the step, with those before it."""
        self._notes = [*self._notes, text][-_NOTES:]
        self._draw(Caption(self._step, self._notes[-1], tuple(self._notes[:-1])), None)

    def warn(self, text: str) -> None:
        """Caption a warning."""
        self._show(self._step, f"⚠ {text}", ())

    def failing(self) -> None:
        """Say in the page that the run ends here; the terminal and the receipt tell why."""
        self._draw(Caption(self._step, "El recorrido se detiene aquí.", ("La terminal y el recibo dicen por qué.",)))

    # --- Guide

    def expect(self, stages: Sequence[Stage]) -> None:
        """Foresee these steps from now on."""
        self._itinerary.change(stages)

    def point_at(self, find: Callable[[], Locator | None], what: str, why: str = "") -> None:
        """Outline what ``find`` finds, caption it, and hold as long as the person wants."""
        self._heed()
        try:
            spot = find()
        except (PlaywrightError, SecopBotError):  # whoever needs it will say so
            spot = None
        if spot:
            caption.scroll_to(spot)
        self._show(self._step, what, (f"Por qué: {why}",) if why else (), spot)

    def lift(self) -> None:
        """Take the outline off: what was pointed at has been pressed."""
        if self._visit and self._spot:
            self._spot = None
            caption.lift(self._visit.page)

    def show(self, what: str, lines: Sequence[str]) -> None:
        """Caption the whole page."""
        self._show(self._step, what, tuple(lines))

    def end(self, summary: Summary, seconds: float) -> None:
        """Show the summary until the person has read it, closes the window, or ``seconds`` have passed."""
        visit, remote = self._visit, self._remote
        if visit is None or remote is None:
            return
        count = remote.count()
        try:
            if not caption.draw_summary(visit.page, summary):
                return
            self._say("El resumen está en la ventana. Para terminar, Enter allí o aquí.")
            until = monotonic() + seconds
            while remote.count() == count and monotonic() < until:
                visit.pause(_LOOK_AGAIN_S)
        except PlaywrightError:  # the window was closed, which ends it too
            return

    # --- Drawing and waiting

    def _show(self, step: str, what: str, lines: tuple[str, ...], spot: Locator | None = None) -> None:
        self._heed()
        self._draw(Caption(step, what, lines), spot)
        until = monotonic() + self._pace
        while self._visit and monotonic() < until:
            self._visit.pause(min(_LOOK_AGAIN_S, self._pace))
            self._heed()

    def _draw(self, shown: Caption, spot: Locator | None = None) -> None:
        self._spot = spot
        self._caption = Caption(shown.step, shown.what, shown.lines, _KEYS if self._remote else "")
        self._redraw(self._caption)

    def _redraw(self, shown: Caption) -> None:
        if self._visit is None:
            return
        pages = [page for page in self._visit.page.context.pages if not page.is_closed()]
        page = self._spot.page if self._spot else pages[-1] if pages else None
        if page and not page.is_closed():
            caption.draw(page, shown, self._spot)

    def _heed(self) -> None:
        """Do as the person told. Raises StoppedByPersonError."""
        visit, remote = self._visit, self._remote
        if visit is None or remote is None:
            return
        if remote.is_paused():
            self._say("En pausa. Enter sigue; s y Enter termina.")
            now = self._caption
            while remote.is_paused():
                self._redraw(Caption(now.step, now.what, now.lines, _KEYS_PAUSED, paused=True))
                visit.pause(_LOOK_AGAIN_S)
            if not remote.is_stopping():
                self._say("Sigue.")
                self._redraw(now)
        if remote.take_stop():
            raise StoppedByPersonError

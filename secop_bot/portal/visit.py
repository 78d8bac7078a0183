"""One visit to the portal: the page, its patience, and the only ways to press and type."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from tenacity import Retrying, retry_if_exception, retry_if_result, stop_after_delay, wait_exponential, wait_fixed

from secop_bot.errors import SecopBotError, UnknownPageError
from secop_bot.filing.rows import RowAction
from secop_bot.portal import locate, unreachable
from secop_bot.portal.asking import ask
from secop_bot.portal.at_work import look, was_rebuilt
from secop_bot.portal.dialogs import Dialogs
from secop_bot.portal.guide import Guide, Unguided
from secop_bot.portal.notice import NOTICE_BOX, find_notice
from secop_bot.portal.sitemap import FORBIDDEN_BUTTON, KNOWN, PASSWORD_BOX
from secop_bot.portal.traffic import Traffic
from secop_bot.portal.ways import by_ending
from secop_bot.portal.wording import button_pattern, text_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import ElementHandle, Frame, Locator, Page

    from secop_bot.portal.at_work import Look
    from secop_bot.portal.locate import Finder
    from secop_bot.portal.sitemap import Label, Site
    from secop_bot.progress import Progress

T = TypeVar("T")

_EVER_LESS = wait_exponential(multiplier=0.02, exp_base=1.3, max=0.25)
# All that a button says, to the eye and to a screen reader, by itself and by the pictures in it.
_SAYS = """e => {
  const parts = [e, ...[...e.querySelectorAll('*')].filter(part => part.getClientRects().length)];
  const named = parts.flatMap(part => ['title', 'aria-label', 'alt'].map(name => part.getAttribute(name)));
  const called = (e.getAttribute('aria-labelledby') ?? '').split(/\\s+/).filter(Boolean)
    .map(id => e.getRootNode().getElementById?.(id)?.textContent);
  const drawn = [...e.querySelectorAll('svg title')].map(title => title.textContent);
  return [e.getAttribute('value'), e.innerText, ...named, ...called, ...drawn].filter(Boolean);
}"""
_STEADY_S = 0.4
_LOGIN_COMES_S = 10
_LOOKS_WHILE_STEADY = 4
_LOOK_S = 5
"""So long one look at a page may take on a busy machine, however short the patience is."""


class Visit:
    """A browser page at the portal, with its dialogs and traffic. ``timeout`` is seconds a single wait may last.

    ``is_portal`` tells the portal's addresses from those of others whose answers are no concern of ours; ``site`` has
    the words by which things are found.
    """

    def __init__(
        self,
        page: Page,
        timeout: float,
        progress: Progress,
        is_portal: Callable[[str], bool] = lambda _: True,
        site: Site = KNOWN,
    ) -> None:
        self.page = page
        self.timeout = timeout
        self.progress = progress
        self.site = site
        self.guide: Guide = Unguided()
        self.dialogs = Dialogs(page.context)
        self.traffic = Traffic(page.context, is_portal)
        self._is_portal = is_portal
        self._last_press = self.traffic.mark()
        self.closed_notices: set[str] = set()
        self._left_standing: UnknownPageError | None = None
        committing = (KNOWN, site)
        self._commits = button_pattern(
            text for one in committing for text in (*one.confirm.texts, *one.row_actions[RowAction.ENVIAR].texts)
        )
        page.context.set_default_timeout(timeout * 1000)
        # A notice may come a moment late, over any page; Playwright calls this when it stands in the way.
        self._notice = by_ending(page.locator("html"), site.notice_close.ids)
        page.add_locator_handler(self._notice, self._close)

    def let_notices_stand(self) -> None:
        """Close no notice any more: on a recorded page nothing answers to that press."""
        self.page.remove_locator_handler(self._notice)

    def until(
        self,
        read: Callable[[], T | None],
        otherwise: Callable[[], SecopBotError],
        *,
        timeout: float | None = None,
    ) -> T:
        """Read again until it gives something; after ``timeout`` seconds raise what ``otherwise`` makes."""
        seen = self.within(self.timeout if timeout is None else timeout, read)
        if seen is None:
            raise otherwise()
        return seen

    def within(self, seconds: float, read: Callable[[], T | None], *, every: float | None = None) -> T | None:
        """Read again until it gives something, for ``seconds`` at most; None if it never does.

        It is read ever less often, or ``every`` so many seconds; a page that is rebuilt while it is read, again.
        """
        attempts = Retrying(
            retry=retry_if_result(lambda seen: seen is None) | retry_if_exception(was_rebuilt),
            stop=stop_after_delay(seconds),
            wait=_EVER_LESS if every is None else wait_fixed(every),
            sleep=self.pause,
            retry_error_callback=lambda _: None,
        )
        return attempts(read)

    def steady(self, read: Callable[[], T]) -> T:
        """Read until the reading has stayed the same for a while: what is still being drawn is not read.

        Raises UnreachableError when it does not come to rest.
        """
        seconds = min(_STEADY_S, self.timeout / 3)
        last: list[tuple[T, float]] = []

        def unchanged() -> list[T] | None:
            now = read()
            if not last or last[0][0] != now:
                last[:] = [(now, monotonic())]
            return [now] if monotonic() - last[0][1] >= seconds else None

        rest = self.within(self.timeout, unchanged, every=seconds / _LOOKS_WHILE_STEADY)
        if rest is None:
            raise self.too_slow()
        return rest[0]

    def pause(self, seconds: float) -> None:
        """Let the browser's events in until a frame navigates, ``seconds`` at most.

        Raises Playwright's Error when a person has closed the window: it has no more events, not even of answers.
        """
        if self.page.is_closed():
            raise PlaywrightError("The window has been closed")
        try:
            self.page.wait_for_event("framenavigated", timeout=seconds * 1000)
        except PlaywrightTimeout:
            return

    def frames(self) -> list[Frame]:
        """Return every frame on the screen: the page, windows opened by it, and all that stands inside."""
        return [frame for page in self.page.context.pages for frame in page.frames]

    def roots(self) -> list[Locator]:
        """Return every document on the screen."""
        return [frame.locator("html") for frame in self.frames()]

    def busy(self) -> bool:
        """Return whether the portal covers the page while it works."""
        return any(self._look(page).covered for page in self.page.context.pages)

    def _look(self, page: Page) -> Look:
        """Look at a page. Raises UnknownPageError (exit 8) for one to which the portal has led away from itself.

        The fence is not asked about an address to which the portal's own answer redirects.
        """
        if page.url.startswith("http") and not self._is_portal(page.url):
            raise UnknownPageError(
                "left_portal",
                f"SECOP II llevó a otra página, {page.url.partition('?')[0]}, que no es suya o no es segura.",
                "No se siguió adelante ni se escribió nada allí. Intente más tarde; si se repite, entre a mano y mire.",
            )
        return look(page, max(self.timeout, _LOOK_S))

    def is_waiting(self) -> bool:
        """Return whether the portal still owes an answer to the last press."""
        return self.busy() or not self.traffic.answered_since(self._last_press)

    def wait_until_free(self) -> None:
        """Wait for the portal's own cover to go; never remove it.

        Raises UnreachableError when it stays, or when an answer since the last press was an error.
        """
        self.until(lambda: None if self.busy() else True, self.too_slow)
        if fault := self.traffic.fault_since(self._last_press):
            raise self.failed(fault)

    def acknowledge_fault(self) -> None:
        """Go on after an error answer that the caller has dealt with."""
        self._last_press = self.traffic.mark()

    def press(self, button: Locator | ElementHandle, *, commit: bool = False) -> int:
        """Click once, as a person would, and return a mark for ``settle``; or press Enter, where only that is heard.

        Raises UnknownPageError for a button that ``refusal`` speaks against.
        """
        self.wait_until_free()
        if refusal := self.refusal(button, commit=commit):
            raise refusal
        mark = self.traffic.mark()
        try:
            if self._answers_to_keyboard_alone(button):
                button.press("Enter")
            else:
                button.click()
        except PlaywrightTimeout as error:  # often a message that covers the page since an error answer
            fault = self.traffic.fault_since(self._last_press)
            raise (self.failed(fault) if fault else self._left_standing or self.too_slow()) from error
        finally:
            self._last_press = mark
        return mark

    def refusal(self, button: Locator | ElementHandle, *, commit: bool = False) -> UnknownPageError | None:
        """Return why this button is not to be pressed, however it was found, or None.

        There is no path to one that says Borrar; and one that says Confirmar or Enviar is pressed only where
        ``commit`` says that it is meant.
        """
        texts = self.said_by(button)
        said = " ".join(texts)
        if FORBIDDEN_BUTTON.search(said):
            return UnknownPageError(
                "forbidden_button",
                f"El botón encontrado dice «{said.strip()}» y ese nunca se oprime.",
                "No se oprimió nada. Revise [site] en config.toml; si no escribió nada allí, avise en el proyecto.",
            )
        if not commit and any(self._commits.match(text) for text in texts):
            return UnknownPageError(
                "commit_button",
                f"Donde debía estar otro botón hay uno que dice «{said.strip()}», y ese solo se oprime en su momento.",
                "No se oprimió nada. Revise [site] en config.toml; si no escribió nada allí, avise en el proyecto.",
            )
        return None

    @staticmethod
    def said_by(button: Locator | ElementHandle) -> list[str]:
        """Return each text that a button shows, or is called by where it shows a picture."""
        texts: list[str] = ask(button, _SAYS)
        return texts

    def _answers_to_keyboard_alone(self, button: Locator | ElementHandle) -> bool:
        if not self.site.keyboard:
            return False
        labels = self.site.labels()
        patterns = [text_pattern(labels[name].texts) for name in self.site.keyboard]
        return any(pattern.match(text) for pattern in patterns for text in self.said_by(button))

    def _close(self, notice: Locator) -> None:
        """Press a button that closes a notice in the way; one that says something else stays, and so does the way."""
        self._left_standing = self.refusal(notice)
        if not self._left_standing:
            notice.click()

    def settle(self, mark: int) -> None:
        """Wait for the portal's answers to what was asked since ``mark``.

        Raises UnreachableError if an answer failed or does not come.
        """

        def rest() -> bool | None:
            if fault := self.traffic.fault_since(mark):
                raise self.failed(fault)
            if not self.traffic.answered_since(mark):
                return None
            here = self._look(self.page)  # raises where a person has closed the window
            others = (self._look(page) for page in self.page.context.pages if page != self.page)
            return (here.has_run and not here.covered and not any(seen.covered for seen in others)) or None

        self.until(rest, self.too_slow)

    def follow(self, button: Locator) -> None:
        """Press something that only leads on, and wait for the answer; a notice in the way is closed first."""
        boxes = self.page.locator(NOTICE_BOX).filter(visible=True).last

        def close() -> None:
            if found := find_notice(self, self.closed_notices):
                self.closed_notices.add(found[1])  # one that stays after its button is no notice
                self.progress.note(f"Se cerró un aviso: «{found[1]}»")
                self._close(found[0])

        self.page.add_locator_handler(boxes, close, no_wait_after=True)
        try:
            mark = self.press(button)
        finally:
            self.page.remove_locator_handler(boxes)
        self.settle(mark)
        self.guide.lift()

    def type_text(self, box: Locator, text: str) -> None:
        """Type over what a box holds, key by key, and leave it, so that the portal takes it."""
        self.wait_until_free()
        mark = self.traffic.mark()
        box.click()
        box.press("ControlOrMeta+a")
        box.press("Delete")
        if text:
            box.press_sequentially(text)
        box.press("Tab")
        self.settle(mark)

    def set_day(self, box: Locator, day: str) -> None:
        """Set the browser's own date box, whose keys differ by language, to a day (``2026-11-03``), and leave it."""
        self.wait_until_free()
        mark = self.traffic.mark()
        box.fill(day)
        box.blur()  # Tab would only go from the day to the month
        self.settle(mark)

    def find(self, page_name: str, label: Label, find: Finder) -> Locator:
        """Wait for the one control that ``find`` finds in the documents on the screen.

        Raises UnknownPageError (exit 8) naming ``page_name`` and the label, or that the session expired.
        """
        return self.until(lambda: locate.one_in(self.roots(), label, find), lambda: self.not_found(page_name, label))

    def words(self) -> str:
        """Return all the text on the screen, frames included."""
        return "\n".join(root.inner_text() for root in self.roots())

    def not_found(self, page_name: str, label: Label) -> SecopBotError:
        """Say why ``label`` is not there: no answer yet, an error, an expired session, or a page that changed."""
        return self.unanswered() or locate.missing(page_name, label)

    def unanswered(self) -> SecopBotError | None:
        """Return what the portal owes of the last press: its answer was an error, has not come, or was a login."""
        if fault := self.traffic.fault_since(self._last_press):
            return self.failed(fault)
        return self.too_slow() if self.is_waiting() else self.expired()

    def expired(self) -> SecopBotError | None:
        """Return that the session has run out, where a password is asked for; None where it is not."""
        asked = any(root.locator(PASSWORD_BOX).filter(visible=True).count() for root in self.roots())
        return unreachable.session_expired() if asked else None

    def gone_under(self, error: PlaywrightError) -> SecopBotError | None:
        """Return why a page went away while something was done in it, where the login has come in its place."""
        return self.within(min(_LOGIN_COMES_S, self.timeout), self.expired) if was_rebuilt(error) else None

    def too_slow(self) -> SecopBotError:
        """Say that the portal did not answer in time."""
        return unreachable.too_slow(self.timeout)

    def failed(self, fault: str) -> SecopBotError:
        """Say that the portal answered with an error."""
        return unreachable.failed(fault)

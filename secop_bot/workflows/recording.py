"""``record``: the pages of one visit, walked by the bot or by a person. Nothing is pressed but what leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.filing.text import folded
from secop_bot.portal import inventory, session
from secop_bot.portal.login import LoginPage
from secop_bot.portal.visit import Visit
from secop_bot.recording.stand_ins import Kind
from secop_bot.workflows.walking import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from secop_bot.recording.visit_record import VisitRecord
    from secop_bot.settings import Settings

END = "fin"
_LOOK_S = 0.5
# What tells one look of a page from another: where it is, its windows, and what it offers to press.
_LOOK = """() => [location.pathname, ...[...document.querySelectorAll(
  'iframe, h1, h2, h3, dialog[open], input[type=button], input[type=submit], button, [role=button], [role=tab]')]
  .filter(e => e.getClientRects().length).map(e => e.tagName + (e.value || e.innerText || ''))].join('|')"""
# The user is known only from what is typed in a login's text box; the password's box is never read.
_USER = """(() => {
  const tell = e => {
    const box = e.target;
    if (box.matches?.('input[type=text], input[type=email], input:not([type])')
        && !/passw|contrase|clave/i.test(box.id + box.name + box.autocomplete)
        && document.querySelector('input[type=password]')) window.secopBotTyped(box.value);
  };
  for (const kind of ['input', 'change', 'blur']) document.addEventListener(kind, tell, true);
})()"""


def record_walk(
    visit: Visit, number: str | None, entity: str | None, keep: Callable[[Page, str], None], *, open_form: bool
) -> None:
    """Walk the pages as ``doctor`` does; ``keep`` is called at each with its name."""
    walk(visit, number, entity, lambda page, _: keep(visit.page, slug(page)), open_form=open_form)


def slug(page: str) -> str:
    """Return a page's name as a folder's: ``Administración de contratos`` -> ``administracion-de-contratos``."""
    return folded(page).replace(" ", "-")


def keep_login(visit: Visit, settings: Settings, keep: Callable[[Page, str], None]) -> None:
    """Keep the login page as a stranger sees it; nothing is typed there."""
    browser = visit.page.context.browser
    if browser is None:  # a context without a browser is none of ours
        return
    with session.new_context(browser, settings, "") as context:
        stranger = Visit(context.new_page(), visit.timeout, visit.progress, site=visit.site)
        stranger.page.goto(settings.portal_url, wait_until="domcontentloaded")
        page = LoginPage(stranger)
        stranger.until(lambda: page.is_here() or None, stranger.too_slow)
        keep(stranger.page, slug(inventory.LOGIN))


def watch(visit: Visit, settings: Settings, record: VisitRecord, said: Callable[[], str | None]) -> None:
    """Keep each new look of each window while a person walks, and what stands whenever Enter is pressed.

    ``said`` gives a line typed at the terminal: "" keeps the page as it is, ``fin`` ends; None while there is none.
    Closing the first window ends too.
    """
    context = visit.page.context
    context.expose_binding("secopBotTyped", lambda _, text: record.known.update({text: Kind.USER} if text else {}))
    context.add_init_script(_USER)
    visit.page.goto(settings.portal_url, wait_until="domcontentloaded")
    kept: set[str] = set()
    last: dict[Page, str] = {}
    while not visit.page.is_closed():
        line = said()
        if line is not None and line.strip().casefold() == END:
            return
        for window in context.pages:
            try:
                look = "\n".join(str(frame.evaluate(_LOOK)) for frame in window.frames)
                rests = last.get(window) == look and not visit.busy()
                last[window] = look
                if line is not None or (rests and look not in kept):
                    record.keep(window)
                    kept.add(look)
                    visit.progress.note(f"Página {len(record)} guardada en memoria")
            except PlaywrightError:  # it went on, or was closed, while it was looked at: there is a next look
                last.pop(window, None)
        try:
            visit.pause(_LOOK_S)
        except PlaywrightError:
            if not visit.page.is_closed():
                raise

"""Anexar: all files in one go through the upload window, each seen as attached before it is closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import RefusedError, UnreachableError
from secop_bot.filing.text import collapsed
from secop_bot.portal import locate, sitemap, unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from playwright.sync_api import FileChooser, Locator, Page

    from secop_bot.portal.sitemap import Label, Site
    from secop_bot.portal.visit import Visit

NAME = "Ventana de anexar"
_READ_ROWS = "rows => rows.map(row => [row.innerText, row.getAttribute('processed') ?? ''])"


def upload(
    visit: Visit, anexar: Locator, files: Sequence[Path], before_attaching: Callable[[], None] = lambda: None
) -> None:
    """Press ``anexar`` and hand over the files by whatever then opens.

    A separate window, a file chooser or a file input in the page will do. Returns when the window, if there was
    one, has shown every file as attached; the caller looks for the names in its own page. ``before_attaching`` is
    called once, before the first act by which a file may reach the portal for good. Raises RefusedError (exit 5)
    naming a file the portal did not take.
    """
    windows: list[Page] = []
    choosers: list[FileChooser] = []

    def on_window(window: Page) -> None:
        windows.append(window)

    def on_chooser(chooser: FileChooser) -> None:
        choosers.append(chooser)

    visit.page.context.on("page", on_window)
    visit.page.on("filechooser", on_chooser)
    try:
        if _through_input(visit, anexar, files, before_attaching):
            return
        visit.guide.point_at(lambda: anexar, "Se oprime Anexar", f"para subir {_listed(files)}")
        visit.press(anexar)
        way = visit.until(lambda: _opened(windows, choosers), lambda: visit.not_found(NAME, visit.site.upload_attach))
        if way == "chooser":
            before_attaching()
            choosers[0].set_files(list(files))
            visit.wait_until_free()
        else:
            _through_window(visit, windows[0], files, before_attaching)
    finally:
        visit.page.context.remove_listener("page", on_window)
        visit.page.remove_listener("filechooser", on_chooser)


def _opened(windows: list[Page], choosers: list[FileChooser]) -> str | None:
    if windows and windows[0].locator(sitemap.FILE_INPUT).count():
        return "window"
    return "chooser" if choosers else None


def _through_input(visit: Visit, anexar: Locator, files: Sequence[Path], before_attaching: Callable[[], None]) -> bool:
    """Use a file input beside ``anexar``, if there is one; press that unless the files went by themselves."""
    around = anexar.locator("xpath=ancestor::*[.//input[@type='file']][1]")
    beside = around.locator(sitemap.FILE_INPUT).filter(visible=True)
    if beside.count() != 1:
        return False
    mark = visit.traffic.mark()
    before_attaching()
    beside.set_input_files(list(files))
    visit.wait_until_free()
    visit.settle(mark if visit.traffic.begun_since(mark) else visit.press(anexar))
    return True


def _through_window(visit: Visit, window: Page, files: Sequence[Path], before_attaching: Callable[[], None]) -> None:
    html, site = window.locator("html"), visit.site
    names = [file.name for file in files]
    window.locator(sitemap.FILE_INPUT).set_input_files(list(files))
    visit.until(lambda: set(names) <= set(_read_rows(site, html, names)) or None, lambda: _not_taken(site, html, names))
    visit.guide.point_at(
        lambda: locate.button(html, site.upload_attach), "Se suben los documentos", "la ventana los muestra todos"
    )
    attach = _button(visit, html, site.upload_attach)
    before_attaching()
    _press(attach)
    visit.until(lambda: _all_done(site, html, names), lambda: _slow(visit, html, names))
    try:
        _press(_button(visit, html, site.upload_close))
    except PlaywrightError:  # the window may be gone before the click is told done
        if not window.is_closed():
            raise
    visit.until(lambda: window.is_closed() or None, visit.too_slow)
    visit.wait_until_free()


def _button(visit: Visit, html: Locator, label: Label) -> Locator:
    """Return a button of the window that may be pressed."""
    button = locate.button(html, label)
    if button is None:
        raise locate.missing(NAME, label)
    if refusal := visit.refusal(button):
        raise refusal
    return button


def _press(button: Locator) -> None:
    """Press in the window, whatever covers the page that opened it."""
    button.click()


@dataclass(frozen=True)
class _Row:
    """What the window says of one file, its name left out."""

    words: str
    done: bool


def _read_rows(site: Site, html: Locator, names: Sequence[str]) -> dict[str, _Row]:
    """Return the row of each file that the window lists: the innermost one that says its name."""
    read: list[list[str]] = html.locator("tr, li").filter(visible=True).evaluate_all(_READ_ROWS)
    found = {}
    for name in names:
        rows = [(words, mark) for words, mark in read if name in re.split(r"\s*[\n\t]\s*", words)]
        if rows:
            words, mark = min(rows, key=lambda row: len(row[0]))
            rest = collapsed(words.replace(name, " "))
            found[name] = _Row(rest, mark == "success" or bool(site.uploaded.search(rest)))
    return found


def _all_done(site: Site, html: Locator, names: Sequence[str]) -> bool | None:
    rows = _read_rows(site, html, names)
    for name, row in rows.items():
        if not row.done and site.upload_failed.search(row.words):
            raise RefusedError(
                "upload_refused",
                f"SECOP II no recibió «{name}»: «{row.words}».",
                "Revise ese archivo (tamaño, nombre, que abra bien) y vuelva a ejecutar.",
            )
    return all(name in rows and rows[name].done for name in names) or None


def _not_taken(site: Site, html: Locator, names: Sequence[str]) -> RefusedError:
    shown = _read_rows(site, html, names)
    left = ", ".join(name for name in names if name not in shown)
    return RefusedError(
        "upload_refused",
        f"La ventana de anexar no mostró: {left}.",
        "Vuelva a ejecutar; si se repite, mire en el recibo qué muestra la página.",
    )


def _slow(visit: Visit, html: Locator, names: Sequence[str]) -> UnreachableError:
    rows = _read_rows(visit.site, html, names)
    left = ", ".join(name for name in names if name not in rows or not rows[name].done)
    return UnreachableError(
        "upload_slow",
        f"Estos documentos no terminaron de subir en {visit.timeout:g} segundos: {left}.",
        f"No se confirmó nada. {unreachable.TRY_LATER}",
    )


def _listed(files: Sequence[Path]) -> str:
    return ", ".join(file.name for file in files)

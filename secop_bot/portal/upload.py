"""Anexar: all files in one go through the upload window, each seen as attached before it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import RefusedError, UnreachableError
from secop_bot.portal import locate, sitemap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import FileChooser, Locator, Page

    from secop_bot.portal.visit import Visit

_NAME = "Ventana de anexar"


def upload(visit: Visit, anexar: Locator, files: Sequence[Path]) -> None:
    """Press ``anexar`` and hand over the files by whatever then opens.

    A separate window, a file chooser or a file input in the page will do. Returns when the window, if there was
    one, has shown every file as attached; the caller looks for the names in its own page. Raises RefusedError
    (exit 5) naming a file the portal did not take.
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
        if _through_input(visit, anexar, files):
            return
        visit.press(anexar)
        way = visit.until(lambda: _opened(windows, choosers), lambda: locate.missing(_NAME, sitemap.UPLOAD_ATTACH))
        if way == "chooser":
            choosers[0].set_files(list(files))
            visit.wait_until_free()
        else:
            _through_window(visit, windows[0], files)
    finally:
        visit.page.context.remove_listener("page", on_window)
        visit.page.remove_listener("filechooser", on_chooser)


def _opened(windows: list[Page], choosers: list[FileChooser]) -> str | None:
    if windows and windows[0].locator(sitemap.FILE_INPUT).count():
        return "window"
    return "chooser" if choosers else None


def _through_input(visit: Visit, anexar: Locator, files: Sequence[Path]) -> bool:
    """Use a file input beside ``anexar``, if there is one; press that unless the files went by themselves."""
    around = anexar.locator("xpath=ancestor::*[.//input[@type='file']][1]")
    beside = around.locator(sitemap.FILE_INPUT).filter(visible=True)
    if beside.count() != 1:
        return False
    mark = visit.traffic.mark()
    beside.set_input_files(list(files))
    visit.wait_until_free()
    visit.settle(mark if visit.traffic.begun_since(mark) else visit.press(anexar))
    return True


def _through_window(visit: Visit, window: Page, files: Sequence[Path]) -> None:
    html = window.locator("html")
    window.locator(sitemap.FILE_INPUT).set_input_files(list(files))
    visit.until(lambda: all(_row(html, file.name) for file in files) or None, lambda: _not_taken(files, html))
    _press(html, sitemap.UPLOAD_ATTACH)
    visit.until(lambda: _all_done(html, files), lambda: _slow(visit, files, html))
    try:
        _press(html, sitemap.UPLOAD_CLOSE)
    except PlaywrightError:  # the window may be gone before the click is told done
        if not window.is_closed():
            raise
    visit.until(lambda: window.is_closed() or None, visit.too_slow)
    visit.wait_until_free()


def _press(html: Locator, label: sitemap.Label) -> None:
    button = locate.button(html, label)
    if button is None:
        raise locate.missing(_NAME, label)
    button.click()


def _row(html: Locator, name: str) -> Locator | None:
    rows = html.locator(sitemap.UPLOAD_ROWS).filter(has_text=name)
    exact = [row for row in rows.all() if row.get_by_text(name, exact=True).count()]
    return exact[0] if exact else None


def _done(row: Locator) -> bool:
    return row.get_attribute("processed") == "success" or bool(sitemap.UPLOADED.search(row.inner_text()))


def _all_done(html: Locator, files: Sequence[Path]) -> bool | None:
    done = True
    for file in files:
        row = _row(html, file.name)
        if row is None or not _done(row):
            done = False
        if row is not None and not _done(row) and sitemap.UPLOAD_FAILED.search(row.inner_text()):
            raise RefusedError(
                "upload_refused",
                f"SECOP II no recibió «{file.name}»: «{' '.join(row.inner_text().split())}».",
                "Revise ese archivo (tamaño, nombre, que abra bien) y vuelva a ejecutar.",
            )
    return done or None


def _not_taken(files: Sequence[Path], html: Locator) -> RefusedError:
    left = ", ".join(file.name for file in files if not _row(html, file.name))
    return RefusedError(
        "upload_refused",
        f"La ventana de anexar no mostró: {left}.",
        "Vuelva a ejecutar; si se repite, mire con --headed qué dice la ventana.",
    )


def _slow(visit: Visit, files: Sequence[Path], html: Locator) -> UnreachableError:
    left = ", ".join(file.name for file in files if not ((row := _row(html, file.name)) and _done(row)))
    return UnreachableError(
        "upload_slow",
        f"Estos documentos no terminaron de subir en {visit.timeout:g} segundos: {left}.",
        "No se confirmó nada. Vuelva a intentar, o suba SECOP_BOT_TIMEOUT si su conexión es lenta.",
    )

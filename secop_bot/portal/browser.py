"""Which browser, how it is started, and how one is fetched where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Playwright

CHANNELS = ("chrome", "msedge")
_NO_SHARED_CONNECTION = ("--disable-http2", "--disable-quic")
"""In newer protocols no request can have a connection of its own; ``session`` says why each needs one."""
_SHELLS = ("chromium-headless-shell", "headless_shell")
_CHROMIUMS = ("chromium", "chromium-browser")
_FETCH_TIMEOUT_S = 900


@dataclass(frozen=True)
class Candidate:
    """One browser that may be here: Playwright's ``channel``, a ``path``, or neither for Playwright's own."""

    channel: str | None = None
    path: str | None = None

    @property
    def name(self) -> str:
        """How to call it to a person."""
        return self.path or self.channel or "Chromium de Playwright"


def candidates(configured: str | None, *, headless: bool) -> list[Candidate]:
    """List what to try, in order: the configured one alone, or Chrome, Edge, Chromium, Playwright's own."""
    if configured:
        looks_like_path = "/" in configured or "\\" in configured or Path(configured).exists()
        return [Candidate(path=configured) if looks_like_path else Candidate(channel=configured)]
    names = (*_SHELLS, *_CHROMIUMS) if headless else _CHROMIUMS  # the shell has no window, and is faster
    found = [path for name in names if (path := shutil.which(name))]
    usual = [str(path) for path in _usual_chromium_places() if path.is_file()]
    return [
        *(Candidate(channel=channel) for channel in CHANNELS),
        *(Candidate(path=path) for path in [*found, *usual]),
        Candidate(),
    ]


def _usual_chromium_places() -> list[Path]:
    if sys.platform == "darwin":
        return [Path("/Applications/Chromium.app/Contents/MacOS/Chromium")]
    if sys.platform == "win32":
        roots = [os.environ.get(name) for name in ("LOCALAPPDATA", "PROGRAMFILES", "PROGRAMFILES(X86)")]
        return [Path(root, "Chromium", "Application", "chrome.exe") for root in roots if root]
    return []


def has_screen() -> bool:
    """Return whether a window can be shown here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def launch(
    playwright: Playwright, configured: str | None, *, headless: bool, slow_mo: float = 0
) -> tuple[Browser, Candidate] | None:
    """Start the first browser that is here; None where there is none.

    Raises InputError (exit 3) for a browser that is here and does not start, and for ``headless`` False
    without a screen.
    """
    if not headless and not has_screen():
        raise InputError(
            "no_screen",
            "No hay una pantalla donde mostrar el navegador.",
            "Ejecute sin --headed, o desde una sesión con escritorio.",
        )
    broken: InputError | None = None
    for candidate in candidates(configured, headless=headless):
        try:
            browser = playwright.chromium.launch(
                channel=candidate.channel,
                executable_path=candidate.path,
                headless=headless,
                slow_mo=slow_mo,
                args=_NO_SHARED_CONNECTION,
            )
        except PlaywrightError as error:
            if not _is_absent(error):
                broken = broken or _broken(candidate, error)
        else:
            return browser, candidate
    if broken:
        raise broken
    return None


def _broken(candidate: Candidate, error: PlaywrightError) -> InputError:
    said = error.message.strip().splitlines()[0].removeprefix("BrowserType.launch: ")[:200]
    return InputError(
        "browser_broken",
        f"El navegador {candidate.name} no arranca: {said}",
        "Actualícelo, o indique otro en SECOP_BOT_BROWSER (una ruta, chrome o msedge).",
    )


def _is_absent(error: PlaywrightError) -> bool:
    said = error.message.casefold()
    return any(mark in said for mark in ("is not found", "executable doesn't exist", "unsupported chromium channel"))


@contextmanager
def open_browser(
    configured: str | None, *, headless: bool, slow_mo: float, tell: Callable[[str], None]
) -> Iterator[Browser]:
    """Start a browser, fetching one if there is none, and close it at the end.

    Raises InputError (exit 3) where no browser can be had.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = launch(playwright, configured, headless=headless, slow_mo=slow_mo)
        if started is None and configured:
            raise InputError(
                "no_browser",
                f"No se encontró el navegador configurado: {configured}.",
                "Corrija SECOP_BOT_BROWSER, o quítelo para usar el que esté instalado.",
            )
        if started is None:
            fetch_browser(headless=headless, tell=tell)
            started = launch(playwright, configured, headless=headless, slow_mo=slow_mo)
        if started is None:
            raise _no_browser()
        browser, _ = started
        try:
            yield browser
        finally:
            browser.close()


def try_out(configured: str | None) -> str | None:
    """Start the browser once without a window, and return its name and version; None where there is none.

    Raises InputError (exit 3) for one that is here and does not start.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = launch(playwright, configured, headless=True)
        if started is None:
            return None
        browser, candidate = started
        said = f"{candidate.name}, versión {browser.version}"
        browser.close()
        return said


def fetch_browser(*, headless: bool, tell: Callable[[str], None]) -> None:
    """Install a browser: Playwright's own download, or Debian's package where that can't be and we are root.

    Raises InputError (exit 3) with what each way said.
    """
    tell("No hay un navegador instalado; se descarga Chromium (una sola vez).")
    if _runs([sys.executable, "-m", "playwright", "install", "chromium"]):
        return
    if shutil.which("apt-get") and getattr(os, "geteuid", lambda: -1)() == 0:
        package = "chromium-headless-shell" if headless else "chromium"
        tell(f"La descarga de Playwright no fue posible; se instala {package} con apt-get.")
        if _runs(["apt-get", "update"]) and _runs(["apt-get", "install", "-y", "--no-install-recommends", package]):
            return
    raise _no_browser()


def _no_browser() -> InputError:
    return InputError(
        "no_browser",
        "No hay un navegador y no se pudo descargar uno.",
        "Instale Google Chrome, Microsoft Edge o Chromium y vuelva a intentar.",
    )


def _runs(command: list[str]) -> bool:
    """Run an installer quietly; return whether it succeeded."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands, no text of the user's in them
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_FETCH_TIMEOUT_S,
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0

"""Getting in: the kept session, the login, the hand-over to a person, and the fence around the portal's hosts."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import PersonNeededError, UnknownPageError, UnreachableError
from secop_bot.portal import locate, login
from secop_bot.portal.notice import find_notice
from secop_bot.settings import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Route

    from secop_bot.credentials import Credentials
    from secop_bot.portal.visit import Visit
    from secop_bot.settings import Settings

_OWNER_ONLY = 0o600


class Whereabouts(Enum):
    """What the page asks of us."""

    INSIDE = auto()
    COMPANY = auto()
    CAPTCHA = auto()
    VERIFICATION = auto()
    PASSWORD_CHANGE = auto()
    LOGIN = auto()
    NOTICE = auto()


def is_portal_host(host: str, portal_host: str) -> bool:
    """Return whether ``host`` belongs to the portal: itself, a sister of its domain, or loopback with loopback."""
    if portal_host in LOOPBACK:
        return host in LOOPBACK
    domain = ".".join(portal_host.split(".")[-3:])  # secop.gov.co
    return host == portal_host or host.endswith(f".{domain}")


def is_portal_address(address: str, portal_host: str) -> bool:
    """Return whether an address is the portal's, and encrypted unless it is on loopback."""
    host = login.host_of(address)
    safe = address.startswith("https:") or host in LOOPBACK
    return safe and is_portal_host(host, portal_host)


def kept_session(settings: Settings, username: str) -> Path:
    """Return where the session of this user at this portal is kept."""
    key = "\n".join([settings.portal_url, username, settings.company or ""])
    return settings.home / "session" / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"


def new_context(browser: Browser, settings: Settings, username: str) -> BrowserContext:
    """Open a browser context with the kept session, fenced in to the portal's hosts."""
    kept = kept_session(settings, username)
    state: dict[str, object] | None = None
    if kept.exists():
        with contextlib.suppress(OSError, ValueError):  # a damaged one is as good as none: we log in anew
            state = json.loads(kept.read_text(encoding="utf-8"))
    options = {
        "locale": "es-CO",
        "timezone_id": "America/Bogota",
        "viewport": {"width": 1366, "height": 900},
    }
    try:
        context = browser.new_context(storage_state=state, **options)  # type: ignore[arg-type] # checked by Playwright
    except PlaywrightError:
        context = browser.new_context(**options)  # type: ignore[arg-type] # a dict of the same options
    fence_in(context, login.host_of(settings.portal_url))
    return context


def fence_in(context: BrowserContext, portal_host: str) -> None:
    """Let no window leave the portal's hosts; what a page loads into itself is its own affair."""

    def foreign(address: str) -> bool:
        return address.startswith("http") and not is_portal_address(address, portal_host)

    def stop_navigation(route: Route) -> None:
        request = route.request
        if not request.is_navigation_request():
            route.fallback()
            return
        try:
            inside_a_page = request.frame.parent_frame is not None
        except PlaywrightError:  # a window just opening has no frame yet
            inside_a_page = False
        if inside_a_page:
            route.fallback()
        else:
            route.abort("blockedbyclient")

    context.route(foreign, stop_navigation)


def keep_session(context: BrowserContext, settings: Settings, username: str) -> None:
    """Write the cookies to a file only its user can read."""
    kept = kept_session(settings, username)
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = kept.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w", encoding="utf-8") as file:
        json.dump(context.storage_state(), file)
    fresh.replace(kept)


def look(visit: Visit, closed: Container[str] = ()) -> Whereabouts | None:
    """Return what the page is, or None while it can't be told. Notices whose words are ``closed`` are passed over."""
    if visit.busy():
        return None
    page, roots, site = login.LoginPage(visit), visit.roots(), visit.site
    signs: dict[Whereabouts, Callable[[], object]] = {
        Whereabouts.NOTICE: lambda: find_notice(visit, closed),
        Whereabouts.COMPANY: login.CompanyPage(visit).is_here,
        Whereabouts.CAPTCHA: lambda: page.is_here() and page.asks_captcha(),
        Whereabouts.PASSWORD_CHANGE: lambda: page.is_here() and not page.asks_user(),
        Whereabouts.LOGIN: page.is_here,
        Whereabouts.INSIDE: lambda: any(locate.button(root, site.my_processes) for root in roots),
        Whereabouts.VERIFICATION: lambda: any(
            root.get_by_text(site.verification).filter(visible=True).count() for root in roots
        ),
    }
    return next((where for where, sign in signs.items() if sign()), None)


def enter(
    visit: Visit,
    settings: Settings,
    credentials: Credentials,
    *,
    headless: bool,
    on_arrival: Callable[[Whereabouts], None] = lambda _: None,
) -> None:
    """Open the portal and stand on its landing page, logged in. ``on_arrival`` is told each page on the way.

    One try with the password: accounts get locked. Raises PersonNeededError (exit 4) for a refused login and,
    headless, for a captcha or a code; InputError (exit 3) for an unknown company.
    """
    visit.settle(_open(visit, settings.portal_url))
    entrance = _Entrance(visit, settings, credentials, headless=headless)
    while True:
        where = visit.until(lambda: look(visit, entrance.closed), lambda: _unknown_page(visit))
        on_arrival(where)
        if where is Whereabouts.INSIDE:
            break
        entrance.pass_through(where)
    login.check_company(visit, settings.company)
    if account := login.account_in_header(visit):
        visit.progress.note(f"Cuenta: {account}")
    keep_session(visit.page.context, settings, credentials.username)


class _Entrance:
    """The rooms between the portal's address and its landing page; remembers that the one try was made."""

    def __init__(self, visit: Visit, settings: Settings, credentials: Credentials, *, headless: bool) -> None:
        self._visit = visit
        self._settings = settings
        self._credentials = credentials
        self._headless = headless
        self._page = login.LoginPage(visit)
        self._tried = False
        self.closed = visit.closed_notices

    def pass_through(self, where: Whereabouts) -> None:
        """Do what one page asks for."""
        match where:
            case Whereabouts.NOTICE:
                if found := find_notice(self._visit, self.closed):
                    self.closed.add(found[1])  # one that stays after its button is no notice
                    self._visit.settle(self._visit.press(found[0]))
            case Whereabouts.COMPANY:
                login.CompanyPage(self._visit).choose(self._settings.company)
                self._leave(lambda: not login.CompanyPage(self._visit).is_here())
            case Whereabouts.LOGIN:
                self._try_once()
                self._page.enter()
                self._visit.until(self._answered, lambda: _refused(None))
            case Whereabouts.CAPTCHA | Whereabouts.VERIFICATION | Whereabouts.PASSWORD_CHANGE:
                if self._headless:
                    raise _person_needed(where)
                if where is Whereabouts.CAPTCHA:
                    self._try_once()
                self._wait_for_person(where)
            case Whereabouts.INSIDE:
                return
            case _:
                assert_never(where)

    def _try_once(self) -> None:
        if self._tried:
            raise _refused(self._page.refusal())
        self._tried = True
        self._visit.guide.show(
            "Se escriben su usuario y su contraseña", ("La contraseña no se muestra ni se guarda en archivos.",)
        )
        self._page.fill(self._credentials, self._settings.portal_url)

    def _leave(self, left: Callable[[], bool]) -> None:
        self._visit.until(lambda: left() or None, self._visit.too_slow)

    def _answered(self) -> bool | None:
        """Tell whether the login was answered: an error is shown, or the page is another one."""
        if self._page.refusal():
            return True
        return look(self._visit, self.closed) not in {None, Whereabouts.LOGIN} or None

    def _wait_for_person(self, where: Whereabouts) -> None:
        minutes = self._settings.person_timeout / 60
        self._visit.progress.warn(f"SECOP II pide {_TASKS[where]} El bot espera {minutes:.0f} minutos y sigue solo.")
        ours = {None, Whereabouts.LOGIN, *_TASKS}
        self._visit.until(
            lambda: look(self._visit, self.closed) not in ours or None,
            lambda: _person_needed(where),
            timeout=self._settings.person_timeout,
        )


def _open(visit: Visit, address: str) -> int:
    mark = visit.traffic.mark()
    try:
        visit.page.goto(address, wait_until="domcontentloaded")
    except PlaywrightError as error:
        if "Timeout" in error.message:
            raise visit.too_slow() from error
        raise UnreachableError(
            "portal_unreachable",
            f"No se pudo abrir {address}.",
            "Revise su conexión a internet y vuelva a intentar; si el portal está caído, espere unos minutos.",
        ) from error
    return mark


_TASKS = {
    Whereabouts.CAPTCHA: "un captcha: resuélvalo en la ventana y oprima Entrar.",
    Whereabouts.VERIFICATION: "un código de verificación: escríbalo en la ventana y continúe.",
    Whereabouts.PASSWORD_CHANGE: "cambiar la contraseña: cámbiela en la ventana y continúe.",
}
"""What only a person does, and how."""


def _person_needed(where: Whereabouts) -> PersonNeededError:
    what = _TASKS[where].partition(":")[0]
    return PersonNeededError(
        where.name.lower(),
        f"SECOP II pide {what}, y eso lo hace una persona.",
        "Repita el mismo comando con --headed y hágalo en la ventana del navegador.",
    )


def _refused(said: str | None) -> PersonNeededError:
    answer = f"SECOP II no dejó entrar: «{said}»." if said else "SECOP II no dejó entrar y no dijo por qué."
    return PersonNeededError(
        "login_refused",
        answer,
        "Revise usuario y contraseña entrando a mano. El bot no intenta dos veces, para no bloquear la cuenta.",
    )


def _unknown_page(visit: Visit) -> UnknownPageError:
    title = re.sub(r"\s+", " ", visit.page.title()).strip()
    return UnknownPageError(
        "page_unknown",
        f"Después de ingresar apareció una página que no se conoce: «{title}».",
        "Repita con --headed para verla, y avise en el proyecto.",
    )

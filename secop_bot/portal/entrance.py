"""The way in: from the portal's address to its landing page, with what only a person may do handed over to one."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import PersonNeededError, UnknownPageError, UnreachableError
from secop_bot.portal import locate, login
from secop_bot.portal.notice import find_notice
from secop_bot.portal.session import keep_session, kept_session
from secop_bot.same_command import same_command

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from secop_bot.credentials import Credentials
    from secop_bot.portal.visit import Visit
    from secop_bot.settings import Settings


class PasswordTries:
    """The tries with the password in one run: one, and another only after one that let us in. Accounts get locked."""

    def __init__(self) -> None:
        self.is_at_stake = False
        """Whether it was typed and nobody has seen that it was right."""

    def begin(self) -> None:
        """Take the try."""
        self.is_at_stake = True

    def let_in(self) -> None:
        """Note that we are inside: what was typed was right."""
        self.is_at_stake = False


class Whereabouts(Enum):
    """What the page asks of us."""

    INSIDE = auto()
    COMPANY = auto()
    CAPTCHA = auto()
    VERIFICATION = auto()
    PASSWORD_CHANGE = auto()
    LOGIN = auto()
    NOTICE = auto()
    UNKNOWN = auto()


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
    tries: PasswordTries,
    *,
    headless: bool,
    on_arrival: Callable[[Whereabouts], None] = lambda _: None,
) -> None:
    """Open the portal and stand on its landing page, logged in. ``on_arrival`` is told each page on the way.

    The kept session is tried first, and dropped where the portal does not take it. One try with the password:
    accounts get locked. Raises PersonNeededError (exit 4) for a refused login and, headless, for a captcha, a code,
    a new password or a page nobody knows; InputError (exit 3) for an unknown company.
    """
    visit.settle(_open(visit, settings.portal_url))
    entrance = _Entrance(visit, settings, credentials, tries, headless=headless)
    while True:
        where = visit.within(visit.timeout, lambda: look(visit, entrance.closed)) or _not_known(visit)
        on_arrival(where)
        if where is Whereabouts.INSIDE:
            break
        if where in _LOGIN_PAGES:
            kept_session(settings, credentials.username).unlink(missing_ok=True)
        entrance.pass_through(where)
    tries.let_in()
    login.check_company(visit, settings.company)
    if account := login.account_in_header(visit):
        visit.progress.note(f"Cuenta: {account}")
    try:
        keep_session(visit.page.context, settings, credentials.username)
    except OSError as error:  # it only saves the next run its login
        visit.progress.warn(
            f"No se pudo guardar la sesión: {error.strerror or error}. La próxima vez se entra otra vez."
        )


class _Entrance:
    """The rooms between the portal's address and its landing page."""

    def __init__(
        self, visit: Visit, settings: Settings, credentials: Credentials, tries: PasswordTries, *, headless: bool
    ) -> None:
        self._visit = visit
        self._settings = settings
        self._credentials = credentials
        self._headless = headless
        self._page = login.LoginPage(visit)
        self._tries = tries
        self._stood: str | None = None
        """What the login page said before user and password were sent: it is no answer to them."""
        self.closed = visit.closed_notices

    def pass_through(self, where: Whereabouts) -> None:
        """Do what one page asks for."""
        match where:
            case Whereabouts.NOTICE:
                if len(self.closed) > _MOST_NOTICES:
                    raise UnknownPageError(
                        "notice_without_end",
                        "Los avisos de SECOP II no terminan: cada vez que se cierra uno aparece otro.",
                        "Entre a mano, mire qué piden y ciérrelos; después ejecute otra vez el mismo comando.",
                    )
                if found := find_notice(self._visit, self.closed):
                    self.closed.add(found[1])  # one that stays after its button is no notice
                    self._visit.settle(self._visit.press(found[0]))
            case Whereabouts.COMPANY:
                login.CompanyPage(self._visit).choose(self._settings.company)
                self._leave(lambda: not login.CompanyPage(self._visit).is_here())
            case Whereabouts.LOGIN:
                self._try_once()
                self._stood = self._page.refusal()
                self._page.enter()
                self._visit.until(self._answered, lambda: _refused(None))
            case Whereabouts.CAPTCHA | Whereabouts.VERIFICATION | Whereabouts.PASSWORD_CHANGE | Whereabouts.UNKNOWN:
                if self._headless:
                    raise _person_needed(self._visit, where)
                if where is Whereabouts.CAPTCHA:
                    self._try_once()
                self._wait_for_person(where)
            case Whereabouts.INSIDE:
                return
            case _:
                assert_never(where)

    def _try_once(self) -> None:
        if self._tries.is_at_stake:
            raise _refused(self._page.refusal())
        self._tries.begin()
        self._visit.guide.show(
            "Se escriben su usuario y su contraseña", ("La contraseña no se muestra ni se guarda en archivos.",)
        )
        self._page.fill(self._credentials, self._settings.portal_url)

    def _leave(self, left: Callable[[], bool]) -> None:
        self._visit.until(lambda: left() or None, self._visit.too_slow)

    def _answered(self) -> bool | None:
        """Tell whether the login was answered: an error is shown, or the page is another one."""
        if (said := self._page.refusal()) and said != self._stood:
            return True
        gone = not self._page.is_here() and not self._visit.is_waiting()
        return gone or look(self._visit, self.closed) not in {None, Whereabouts.LOGIN} or None

    def _wait_for_person(self, where: Whereabouts) -> None:
        minutes = self._settings.person_timeout / 60
        asked = _asked(self._visit, where)
        self._visit.progress.warn(
            f"{asked}: {_TASKS[where]} El bot espera hasta {minutes:.0f} minutos y sigue solo en cuanto usted termine."
        )
        ours = {None, Whereabouts.LOGIN, *_TASKS}
        self._visit.until(
            lambda: look(self._visit, self.closed) not in ours or None,
            lambda: _person_needed(self._visit, where),
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


_MOST_NOTICES = 30
"""So many notices, each with other words, are one that counts or changes and does not close."""
_LOGIN_PAGES = {Whereabouts.LOGIN, Whereabouts.CAPTCHA}
_ASKED = {
    Whereabouts.CAPTCHA: "SECOP II pide un captcha",
    Whereabouts.VERIFICATION: "SECOP II pide un código de verificación",
    Whereabouts.PASSWORD_CHANGE: "SECOP II pide cambiar la contraseña",
}
LOGIN_REFUSED = "login_refused"
"""The code of an error that says why the portal did not take user and password."""
_TASKS = {
    Whereabouts.CAPTCHA: "resuélvalo en la ventana y oprima Entrar.",
    Whereabouts.VERIFICATION: "escríbalo en la ventana y continúe.",
    Whereabouts.PASSWORD_CHANGE: "cámbiela en la ventana y continúe.",
    Whereabouts.UNKNOWN: "haga en la ventana lo que pide y continúe hasta el inicio de SECOP II.",
}
"""What only a person does, and how."""


def _asked(visit: Visit, where: Whereabouts) -> str:
    if where in _ASKED:
        return _ASKED[where]
    title = re.sub(r"\s+", " ", visit.page.title()).strip()
    return f"Después de ingresar apareció una página que el bot no conoce, «{title}»"


def _person_needed(visit: Visit, where: Whereabouts) -> PersonNeededError:
    return PersonNeededError(
        "page_unknown" if where is Whereabouts.UNKNOWN else where.name.lower(),
        f"{_asked(visit, where)}, y eso lo resuelve una persona.",
        "Ejecute este comando y hágalo en la ventana del navegador; el bot sigue solo en cuanto usted termine:"
        f" {same_command('--headed')}",
    )


def _not_known(visit: Visit) -> Whereabouts:
    """Tell a page nobody knows from one that has not come, or not well: that is UnreachableError (exit 6)."""
    visit.wait_until_free()
    if visit.is_waiting():
        raise visit.too_slow()
    return Whereabouts.UNKNOWN


def _refused(said: str | None) -> PersonNeededError:
    remedy = "Revise usuario y contraseña entrando a mano. El bot no intenta dos veces, para no bloquear la cuenta."
    if said:
        return PersonNeededError(LOGIN_REFUSED, f"SECOP II no dejó entrar: «{said}».", remedy)
    return PersonNeededError(
        "login_unanswered",
        "SECOP II no dejó entrar y no dijo por qué.",
        f"{remedy} Si cambió la contraseña hace poco, quite la guardada del llavero del sistema"
        " (en Windows, el Administrador de credenciales).",
    )

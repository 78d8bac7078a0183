"""The way every portal command begins: a browser, a login, the contract, its Plan de pagos."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_delay,
    wait_exponential,
    wait_random,
)

from secop_bot.credentials import forget_refused
from secop_bot.errors import (
    PersonNeededError,
    SecopBotError,
    UnknownOutcomeError,
    UnknownPageError,
    UnreachableError,
)
from secop_bot.memory import where_it_stands
from secop_bot.portal import entrance, session, unreachable
from secop_bot.portal.answering import answered_within
from secop_bot.portal.browser import has_screen, open_browser
from secop_bot.portal.camera import VisitCamera
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.contracts import ContractsPage, ListedContract
from secop_bot.portal.fence import host_of, is_portal_address
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.site_overrides import site_of
from secop_bot.portal.tracing import tracing
from secop_bot.portal.visit import Visit
from secop_bot.progress import Several
from secop_bot.workflows.account_lock import one_at_a_time
from secop_bot.workflows.bearings import warn_of_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from secop_bot.credentials import Credentials
    from secop_bot.portal.entrance import Whereabouts
    from secop_bot.portal.tour import Tour
    from secop_bot.progress import Progress
    from secop_bot.receipt import Receipt
    from secop_bot.settings import Settings

DRY_RUN_SLOW_MO_MS = 250
_GRACE_S = 30
"""So much longer than a single wait a page may take to answer a question, on an old computer, before it is given up."""
_FIRST_PAUSE_S = 1
_LONGEST_PAUSE_S = 30
_OF_PASSWORD = re.compile(r"contraseñ|usuario|credencial|clave", re.IGNORECASE)
"""What the portal says of a login that it refuses for who logs in, and not for itself."""
_ASKED_ENOUGH = {"validation_down"}
"""What was tried several times already, and does not come back within minutes."""


@dataclass(frozen=True)
class Watching:
    """Whether and how fast a person watches. ``slow_mo`` is milliseconds a step.

    With ``traces`` (a folder) every visit leaves a trace there, from behind the login on.
    """

    headless: bool
    slow_mo: float
    traces: Path | None = None

    @classmethod
    def chosen(
        cls, *, headless: bool | None, slow_mo: float | None, dry_run: bool, traces: Path | None = None
    ) -> Watching:
        """Fill in what was not said: a dry run is headed where there is a screen, and slowed."""
        if headless is None:
            headless = not (dry_run and has_screen())
        if slow_mo is None:
            slow_mo = DRY_RUN_SLOW_MO_MS if dry_run and not headless else 0
        return cls(headless, slow_mo, traces)


@dataclass(frozen=True)
class Portal:
    """The portal as one run goes to it: one browser, one account, and as many visits as it takes.

    ``on_arrival`` is told each page between the portal's address and its landing page. ``receipt`` hears all that
    ``progress`` hears, and keeps what the screen shows, also of a run that fails; a ``tour`` shows it to the person
    who watches the window.
    """

    browser: Browser
    settings: Settings
    credentials: Credentials
    watching: Watching
    progress: Progress
    receipt: Receipt
    on_arrival: Callable[[Visit, Whereabouts], None]
    tour: Tour | None
    _password: entrance.PasswordTries = field(default_factory=entrance.PasswordTries)

    def carry(self, work: Callable[[Visit], None]) -> None:
        """Do ``work`` in a visit; one that the portal breaks off is begun anew, from the login on.

        That is safe as long as no press is open: each visit reads what the portal shows, decides by it, and opens
        forms anew, whose drafts nobody has saved. Gives up after ``retry_timeout`` seconds.
        """

        def once() -> None:
            with self.visit() as visit:
                work(visit)

        attempts = Retrying(
            retry=retry_if_exception(self._passes),
            stop=stop_after_delay(self.settings.retry_timeout),
            wait=wait_exponential(multiplier=_FIRST_PAUSE_S, max=_LONGEST_PAUSE_S) + wait_random(0, _FIRST_PAUSE_S),
            before_sleep=self._begin_anew,
            reraise=True,
        )
        attempts(once)

    def _passes(self, error: BaseException) -> bool:
        """Return whether it may help, and can do no harm, to begin anew after this."""
        passing = isinstance(error, UnreachableError) and error.code not in _ASKED_ENOUGH
        return passing and not self.receipt.journal.pending and not self._password.is_at_stake

    def _begin_anew(self, state: RetryCallState) -> None:
        error = state.outcome and state.outcome.exception()
        said = error.message if isinstance(error, SecopBotError) else ""
        Several(self.progress, self.receipt).warn(f"{said} Se empieza de nuevo; nada se oprime dos veces.".lstrip())
        self.receipt.go_on()

    @contextmanager
    def visit(self) -> Iterator[Visit]:
        """Log in and hand over the visit; whatever the browser raises leaves as one of our errors."""
        settings, receipt, password = self.settings, self.receipt, self.credentials.password
        portal_host = host_of(settings.portal_url)
        with (
            _in_our_words(settings.timeout),
            session.new_context(self.browser, settings, self.credentials.username) as context,
            self._given_up_when_stuck(),
        ):
            visit = Visit(
                context.new_page(),
                settings.timeout,
                Several(self.progress, receipt, *([self.tour] if self.tour else [])),
                lambda address: is_portal_address(address, portal_host),
                site_of(settings.site),
            )
            if self.tour:
                self.tour.begin(visit)
            receipt.hide(password.get_secret_value())
            receipt.camera = VisitCamera(visit, password)
            try:
                visit.progress.step("Entrar a SECOP II")
                entrance.enter(
                    visit,
                    settings,
                    self.credentials,
                    self._password,
                    headless=self.watching.headless,
                    on_arrival=lambda where: self.on_arrival(visit, where),
                )
                with tracing(context, self.watching.traces, visit.progress):
                    yield visit
                receipt.done()
            except PlaywrightError as error:
                visit.progress.failing()
                if why := visit.gone_under(error):
                    raise why from error
                raise
            except Exception as error:
                visit.progress.failing()
                if isinstance(error, PersonNeededError) and error.code == entrance.LOGIN_REFUSED:
                    raise self._without_kept_password(error) from error
                raise
            finally:
                receipt.camera = None

    @contextmanager
    def _given_up_when_stuck(self) -> Iterator[None]:
        """End a visit whose page answers nothing any more; a press whose end was not seen by then is unknown."""
        try:
            with answered_within(self.settings.timeout + _GRACE_S):
                yield
        except PlaywrightTimeout as error:
            if not self.receipt.journal.pending:
                raise
            raise UnknownOutcomeError(
                "browser_stuck",
                f"El navegador dejó de responder {where_it_stands(self.receipt.journal.presses)}.",
                "Ejecute otra vez el mismo comando: el bot mira primero en qué quedó.",
            ) from error

    def _without_kept_password(self, refused: PersonNeededError) -> PersonNeededError:
        is_of_password = _OF_PASSWORD.search(refused.message) and self.settings.password is None
        if not is_of_password or not forget_refused(self.credentials, self.settings.portal_url):
            return refused
        forgot = "La contraseña guardada se quitó del llavero: en una terminal, el mismo comando pide la de ahora."
        return PersonNeededError(refused.code, refused.message, f"{refused.remedy} {forgot}")


@contextmanager
def open_portal(
    settings: Settings,
    credentials: Credentials,
    watching: Watching,
    progress: Progress,
    receipt: Receipt,
    *,
    on_arrival: Callable[[Visit, Whereabouts], None] = lambda _visit, _where: None,
    tour: Tour | None = None,
) -> Iterator[Portal]:
    """Take the account, open a browser, and give the way to the portal; see ``Portal``."""
    with (
        one_at_a_time(settings, credentials.username, receipt.doing),
        _in_our_words(settings.timeout),
        open_browser(
            settings.browser, headless=watching.headless, slow_mo=watching.slow_mo, tell=progress.warn
        ) as browser,
    ):
        yield Portal(browser, settings, credentials, watching, progress, receipt, on_arrival, tour)


@contextmanager
def person_visit(settings: Settings, *, headless: bool, progress: Progress) -> Iterator[Visit]:
    """Open a browser at the portal for a person who logs in and walks; nothing is typed and nothing is pressed."""
    with (
        _in_our_words(settings.timeout),
        open_browser(settings.browser, headless=headless, slow_mo=0, tell=progress.warn) as browser,
        session.new_context(browser, settings, settings.username or "") as context,
    ):
        yield Visit(context.new_page(), settings.timeout, progress, site=site_of(settings.site))


@contextmanager
def offline_browser(settings: Settings, progress: Progress) -> Iterator[Browser]:
    """Open a browser that shows recorded pages."""
    with (
        _in_our_words(settings.timeout),
        open_browser(settings.browser, headless=True, slow_mo=0, tell=progress.warn) as browser,
    ):
        yield browser


def open_payment_plan(visit: Visit, number: str, entity: str | None) -> tuple[ListedContract, PaymentPlan]:
    """Find the contract, prove on its page that it is the one, and stand before its Plan de pagos."""
    visit.progress.step("Buscar el contrato")
    contracts = ContractsPage(visit)
    contracts.open()
    listed = contracts.find(number, entity)
    visit.progress.note(f"{listed.number} · {listed.entity}")
    warn_of_state(visit, listed.state)
    visit.guide.point_at(
        lambda: listed.row, "Se abre el Detalle de este contrato", "su número es el del archivo del mes"
    )
    contracts.open_detail(listed)
    page = ContractPage(visit)
    page.check(listed)
    visit.progress.step("Leer el Plan de pagos")
    page.open_execution()
    return listed, PaymentPlan(visit)


@contextmanager
def _in_our_words(timeout: float) -> Iterator[None]:
    try:
        yield
    except PlaywrightTimeout as error:
        raise unreachable.too_slow(timeout) from error
    except PlaywrightError as error:
        if "has been closed" in error.message:
            raise PersonNeededError(
                "window_closed",
                "La ventana del navegador se cerró antes de terminar.",
                "Vuelva a ejecutar el mismo comando; el bot mira primero qué quedó.",
            ) from error
        if "net::" in error.message:
            raise unreachable.connection_lost() from error
        first = error.message.strip().splitlines()[0][:200]
        raise UnknownPageError(
            "browser_said",
            f"El navegador se detuvo en algo que no se esperaba: {first}",
            "Ejecute otra vez el mismo comando; el bot mira primero qué quedó. Si se repite, mire el recibo.",
        ) from error

"""The way every portal command begins: a browser, a login, the contract, its Plan de pagos."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from secop_bot.errors import InputError, PersonNeededError, RefusedError, UnknownPageError, UnreachableError
from secop_bot.portal import session
from secop_bot.portal.browser import has_screen, open_browser
from secop_bot.portal.camera import VisitCamera
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.contracts import ContractsPage, ListedContract
from secop_bot.portal.login import host_of
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.site_overrides import site_of
from secop_bot.portal.visit import Visit
from secop_bot.progress import Several
from secop_bot.workflows.bearings import warn_of_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from secop_bot.credentials import Credentials
    from secop_bot.portal.session import Whereabouts
    from secop_bot.portal.tour import Tour
    from secop_bot.progress import Progress
    from secop_bot.receipt import Receipt
    from secop_bot.settings import Settings

DRY_RUN_SLOW_MO_MS = 250


@dataclass(frozen=True)
class Watching:
    """Whether and how fast a person watches. ``slow_mo`` is milliseconds a step."""

    headless: bool
    slow_mo: float

    @classmethod
    def chosen(cls, *, headless: bool | None, slow_mo: float | None, dry_run: bool) -> Watching:
        """Fill in what was not said: a dry run is headed where there is a screen, and slowed."""
        if headless is None:
            headless = not (dry_run and has_screen())
        if slow_mo is None:
            slow_mo = DRY_RUN_SLOW_MO_MS if dry_run and not headless else 0
        return cls(headless, slow_mo)


@contextmanager
def portal_visit(
    settings: Settings,
    credentials: Credentials,
    watching: Watching,
    progress: Progress,
    receipt: Receipt,
    on_arrival: Callable[[Visit, Whereabouts], None] = lambda _visit, _where: None,
    tour: Tour | None = None,
) -> Iterator[Visit]:
    """Open a browser, log in, and hand over the visit; whatever the browser raises leaves as one of our errors.

    ``on_arrival`` is told each page between the portal's address and its landing page. ``receipt`` hears all that
    ``progress`` hears, and keeps what the screen shows, also of a run that fails; a ``tour`` shows it to the person
    who watches the window.
    """
    site = site_of(settings.site)
    with (
        _one_at_a_time(settings, credentials.username),
        _in_our_words(settings.timeout),
        open_browser(
            settings.browser, headless=watching.headless, slow_mo=watching.slow_mo, tell=progress.warn
        ) as browser,
        session.new_context(browser, settings, credentials.username) as context,
    ):
        portal_host = host_of(settings.portal_url)
        visit = Visit(
            context.new_page(),
            settings.timeout,
            Several(progress, receipt, *([tour] if tour else [])),
            lambda address: session.is_portal_address(address, portal_host),
            site,
        )
        if tour:
            tour.begin(visit)
        receipt.hide(credentials.password.get_secret_value())
        receipt.camera = VisitCamera(visit, credentials.password)
        try:
            visit.progress.step("Entrar a SECOP II")
            session.enter(
                visit,
                settings,
                credentials,
                headless=watching.headless,
                on_arrival=lambda where: on_arrival(visit, where),
            )
            yield visit
            receipt.done()
        except Exception:
            visit.progress.failing()
            raise
        finally:
            receipt.camera = None


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
def _one_at_a_time(settings: Settings, username: str) -> Iterator[None]:
    """Keep a second run of the same account out: both could create the same payment. A dead process holds nothing."""
    lock = session.kept_session(settings, username).with_suffix(".lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InputError(
            "home_unwritable",
            f"No se puede escribir en {lock.parent}: {error.strerror or error}.",
            "Revise esa carpeta y sus permisos, o indique otra en SECOP_BOT_HOME; no se hizo nada.",
        ) from error
    try:
        with FileLock(lock, timeout=0):
            yield
    except Timeout as error:
        raise RefusedError(
            "another_run",
            "Otra ejecución del bot está usando esta cuenta en este momento.",
            "Espere a que termine y vuelva a ejecutar.",
        ) from error


@contextmanager
def _in_our_words(timeout: float) -> Iterator[None]:
    try:
        yield
    except PlaywrightTimeout as error:
        raise UnreachableError(
            "portal_slow",
            f"SECOP II no respondió en {timeout:g} segundos.",
            "Vuelva a intentar más tarde; si su conexión es lenta, suba SECOP_BOT_TIMEOUT.",
        ) from error
    except PlaywrightError as error:
        if "has been closed" in error.message:
            raise PersonNeededError(
                "window_closed",
                "La ventana del navegador se cerró antes de terminar.",
                "Vuelva a ejecutar el mismo comando; el bot mira primero qué quedó.",
            ) from error
        if "net::" in error.message:
            raise UnreachableError(
                "portal_unreachable",
                "Se perdió la conexión con SECOP II.",
                "Revise su conexión a internet y vuelva a ejecutar; el bot mira primero qué quedó.",
            ) from error
        first = error.message.strip().splitlines()[0][:200]
        raise UnknownPageError(
            "browser_said",
            f"El navegador se detuvo en algo que no se esperaba: {first}",
            "Repita con --headed.",
        ) from error

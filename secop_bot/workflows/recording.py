"""``record``: the pages of one visit, walked by the bot or by a person. Nothing is pressed but what leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import InputError
from secop_bot.filing.rows import RowAction
from secop_bot.portal import session
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.contracts import ContractsPage
from secop_bot.portal.login import LoginPage, host_of
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.visit import Visit
from secop_bot.recording.stand_ins import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from secop_bot.portal.contracts import ListedContract
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


def walk(
    visit: Visit, number: str | None, entity: str | None, keep: Callable[[Page, str], None], *, open_form: bool
) -> None:
    """Go from the landing page to Plan de pagos, and with ``open_form`` into the form and out by Cancelar.

    ``keep`` is called at each page with its name. ``number`` None is the only contract of the list.
    """

    def here(name: str) -> None:
        visit.wait_until_free()
        keep(visit.page, name)

    here("inicio")
    visit.progress.step("Recorrer los contratos")
    contracts = ContractsPage(visit)
    contracts.open()
    here("contratos")
    listed = contracts.find(number, entity) if number else _only(contracts.listed())
    contracts.open_detail(listed)
    page = ContractPage(visit)
    page.check(listed)
    here("contrato")
    visit.progress.step("Leer el Plan de pagos")
    page.open_execution()
    plan = PaymentPlan(visit)
    before = plan.rows()
    here("plan-de-pagos")
    if open_form:
        visit.progress.step("Abrir el formulario y salir por Cancelar")
        open_row = next((row for row in before if RowAction.REGISTRO in row.offers), None)
        form = plan.register(open_row) if open_row else plan.create()
        here("formulario")
        form.cancel()
        if len(plan.rows()) != len(before):
            visit.progress.warn("Al abrir el formulario apareció un pago nuevo en Plan de pagos: mírelo en el portal.")


def keep_login(visit: Visit, settings: Settings, keep: Callable[[Page, str], None]) -> None:
    """Keep the login page as a stranger sees it; nothing is typed there."""
    browser = visit.page.context.browser
    if browser is None:  # a context without a browser is none of ours
        return
    with browser.new_context(locale="es-CO", timezone_id="America/Bogota") as context:
        session.fence_in(context, host_of(settings.portal_url))
        stranger = Visit(context.new_page(), visit.timeout, visit.progress)
        stranger.page.goto(settings.portal_url, wait_until="domcontentloaded")
        page = LoginPage(stranger)
        stranger.until(lambda: page.is_here() or None, stranger.too_slow)
        keep(stranger.page, "ingreso")


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


def _only(listed: list[ListedContract]) -> ListedContract:
    if len(listed) == 1:
        return listed[0]
    raise InputError(
        "no_contract",
        f"En su lista hay {len(listed)} contratos y no se dijo cuál.",
        "Repita con --contract y el número, como lo muestra la lista.",
    )

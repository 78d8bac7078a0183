"""``doctor --portal``: the live pages walked as far as Plan de pagos, and what is found on each. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from secop_bot.errors import InputError, SecopBotError, UnknownPageError
from secop_bot.filing.fields import Field
from secop_bot.filing.rows import RowAction
from secop_bot.portal import inventory, locate
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.contracts import ContractsPage
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.session import Whereabouts

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Locator

    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.inventory import Sighting
    from secop_bot.portal.visit import Visit

_FORM_S = 30
_MARKS_OF_A_FORM = 4
"""So many of the form's boxes tell that it is open, whatever else of it is not found."""


@dataclass
class Survey:
    """What was seen on each page so far; it stays when an error ends the walk, and ``stopped`` says why."""

    sightings: list[Sighting] = field(default_factory=list)
    passed_over: dict[str, str] = field(default_factory=dict)
    """Pages that were not looked at, and why, in Spanish."""
    stopped: SecopBotError | None = None
    personal: set[str] = field(default_factory=set)
    """Texts seen on the way that tell who looks: they are in no report."""

    @property
    def troubles(self) -> list[Sighting]:
        """What is missing or stands twice."""
        return [sighting for sighting in self.sightings if sighting.trouble]

    def look(self, visit: Visit, page: str, within: Frame | None = None) -> None:
        """Look at a page once it has come to rest."""
        visit.steady(visit.words)
        self.sightings += inventory.look(visit, page, within)

    def end(self, stopped: SecopBotError | None) -> None:
        """Say what was not looked at, and what ended the walk if something did."""
        self.stopped = stopped
        seen = {sighting.page for sighting in self.sightings}
        if seen:
            self.passed_over.setdefault(inventory.LOGIN, "había una sesión abierta")
        for page in inventory.PAGES:
            self.passed_over.setdefault(page, "no se llegó hasta ahí")
        self.passed_over = {page: why for page, why in self.passed_over.items() if page not in seen}

    def arrive(self, visit: Visit, where: Whereabouts) -> None:
        """Look at the pages between the portal's address and its landing page."""
        if where in {Whereabouts.LOGIN, Whereabouts.CAPTCHA}:
            self.look(visit, inventory.LOGIN)


def survey(visit: Visit, found: Survey, number: str | None, entity: str | None, *, open_form: bool) -> None:
    """Walk to Plan de pagos of the contract (None: the first that is in execution) and look at each page on the way.

    With ``open_form`` the form is opened, by a row's Registro or else by Crear, and left by Cancelar. ``found`` has
    what was seen also when an error ends the walk; nothing is written.
    """
    visit.progress.step("Revisar el inicio y el menú")
    found.look(visit, inventory.START)
    contracts = ContractsPage(visit)
    contracts.open_menu()
    found.look(visit, inventory.MENU)
    visit.progress.step("Revisar la lista de contratos")
    contracts.open_list()
    found.look(visit, inventory.LIST)
    listed = contracts.find(number, entity) if number else _first(visit, contracts)
    found.personal |= {listed.number, listed.entity}
    contracts.open_detail(listed)
    visit.progress.step("Revisar el contrato y su Plan de pagos")
    page = ContractPage(visit)
    page.check(listed)
    found.look(visit, inventory.CONTRACT)
    page.open_execution()
    plan = PaymentPlan(visit)
    visit.find(plan.name, visit.site.payment_plan, locate.heading)
    found.look(visit, inventory.PLAN)
    if open_form:
        visit.progress.step("Abrir el formulario, revisarlo y salir con Cancelar")
        _look_at_form(visit, found, plan)
    else:
        found.passed_over[inventory.FORM] = "se abre solo con --open-form"


def _first(visit: Visit, contracts: ContractsPage) -> ListedContract:
    listed = contracts.listed()
    running = [one for one in listed if visit.site.in_execution.search(one.state)]
    if not running:
        raise InputError(
            "no_contract",
            "Ninguno de sus contratos está en ejecución.",
            "Indique uno con --contract para revisar su página.",
        )
    return running[0]


def _look_at_form(visit: Visit, found: Survey, plan: PaymentPlan) -> None:
    before = plan.rows()
    registers = [row for row in before if RowAction.REGISTRO in row.offers]
    if registers:
        button: Locator = plan.action(registers[0], RowAction.REGISTRO)
    else:
        button = visit.find(plan.name, visit.site.create, locate.button)
    visit.follow(button)
    frame = visit.within(min(_FORM_S, visit.timeout), lambda: _frame_of_form(visit))
    if frame is None:
        raise visit.not_found(inventory.FORM, visit.site.form[Field.NUMERO_FACTURA])
    try:
        found.look(visit, inventory.FORM, frame)
    finally:
        _leave(visit, frame)
    visit.steady(lambda: [str(row) for row in plan.rows()])
    for row in plan.rows():
        if row not in before:
            visit.progress.warn(f"Después de salir con Cancelar, Plan de pagos muestra un cambio: {row}.")


def _frame_of_form(visit: Visit) -> Frame | None:
    """Return the frame in which most labels of the form stand, if they are enough to be the form."""
    seen = [
        (sum(1 for label in visit.site.form.values() if locate.heading(frame.locator("html"), label)), frame)
        for frame in visit.frames()
    ]
    most, frame = max(seen, key=lambda one: one[0])
    return frame if most >= _MARKS_OF_A_FORM else None


def _leave(visit: Visit, frame: Frame) -> None:
    """Leave the form by Cancelar. Raises UnknownPageError where there is none; the browser is closed then."""
    leave = locate.button(frame.locator("html"), visit.site.cancel)
    if leave is None:
        raise UnknownPageError(
            "control_not_found",
            "En el formulario del pago no se encontró «Cancelar».",
            "Se cerró el navegador sin guardar nada. Mire Plan de pagos en SECOP II.",
        )
    visit.follow(leave)

"""The walk that writes nothing: from the landing page to Plan de pagos, and into the form and out by Cancelar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.errors import InputError, UnknownPageError
from secop_bot.filing.fields import Field
from secop_bot.filing.rows import RowAction
from secop_bot.portal import inventory, locate
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.contracts import ContractsPage
from secop_bot.portal.payment_plan import PaymentPlan

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Locator

    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.visit import Visit

_FORM_S = 30
_MARKS_OF_A_FORM = 4
"""So many of the form's labels tell that it is open, whatever else of it is not found."""


def walk(
    visit: Visit,
    number: str | None,
    entity: str | None,
    at: Callable[[str, Frame | None], None],
    chosen: Callable[[ListedContract], None] = lambda _: None,
    *,
    open_form: bool,
) -> None:
    """Walk to Plan de pagos of the contract (None: the first that is in execution); ``at`` is called on each page.

    It is given the page's name in ``inventory.PAGES`` and, for the form, the frame it stands in. ``chosen`` is told
    the contract once it is known. With ``open_form`` the form is opened, by a row's Registro or else by Crear, and
    left by Cancelar. Nothing is written; what is not found ends the walk as an error of ours.
    """

    def here(page: str, frame: Frame | None = None) -> None:
        visit.steady(visit.words)
        at(page, frame)

    visit.progress.step("Mirar el inicio y el menú")
    here(inventory.START)
    contracts = ContractsPage(visit)
    contracts.open_menu()
    here(inventory.MENU)
    visit.progress.step("Mirar la lista de contratos")
    contracts.open_list()
    here(inventory.LIST)
    listed = contracts.find(number, entity) if number else _first(visit, contracts)
    chosen(listed)
    contracts.open_detail(listed)
    visit.progress.step("Mirar el contrato y su Plan de pagos")
    page = ContractPage(visit)
    page.check(listed)
    here(inventory.CONTRACT)
    page.open_execution()
    plan = PaymentPlan(visit)
    visit.find(plan.name, visit.site.payment_plan, locate.heading)
    here(inventory.PLAN)
    if open_form:
        visit.progress.step("Abrir el formulario, mirarlo y salir con Cancelar")
        _look_at_form(visit, plan, lambda frame: here(inventory.FORM, frame))


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


def _look_at_form(visit: Visit, plan: PaymentPlan, look: Callable[[Frame], None]) -> None:
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
        look(frame)
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

"""Each control of the recorded pages removed, renamed, doubled, hidden: the bot stops and names page and label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from secop_bot.credentials import Credentials
from secop_bot.errors import UnknownPageError
from secop_bot.filing.fields import Field, Value
from secop_bot.filing.filing import payment_number
from secop_bot.filing.rows import RowAction
from secop_bot.portal import inventory, locate, ways
from secop_bot.portal.confirming import confirm
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.contracts import ContractsPage
from secop_bot.portal.execution_documents import ExecutionDocuments
from secop_bot.portal.inventory import PAGES, Entry, Kind
from secop_bot.portal.login import LoginPage
from secop_bot.portal.payment_form import PaymentForm
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.sitemap import KNOWN, PASSWORD_BOX, Label, name_of
from secop_bot.portal.visit import Visit
from secop_bot.recording.replay import HOST
from tests.conftest import CHANGED_CONTROLS, Prove
from tests.pages.conftest import Show, clicked, note_clicks

PATIENCE_S = 0.6
SHOWN_IN = {
    inventory.LOGIN: "login",
    inventory.START: "landing",
    inventory.MENU: "landing-menu",
    inventory.LIST: "contracts-all",
    inventory.CONTRACT: "contract",
    inventory.PLAN: "plan-saved",
    inventory.FORM: "form-new",
}
"""A recorded page of each page that the site map knows."""
CHANGES = {
    "removed": "e => e.remove()",
    "hidden": "e => { e.style.display = 'none'; }",
    "doubled": "e => e.after(e.cloneNode(true))",
    "renamed": """(e, said) => {
      const words = new RegExp(said, 'i');
      const all = [...e.ownerDocument.querySelectorAll('*')];
      e.removeAttribute('id');
      for (const one of all) {
        for (const name of ['value', 'title', 'aria-label', 'placeholder', 'alt'])
          if (words.test(one.getAttribute(name) ?? '')) one.setAttribute(name, 'Zuzunaga');
        if (!one.children.length && words.test(one.textContent)) one.textContent = 'Zuzunaga';
      }
    }""",
}
_FIELDS: dict[Field, Value] = {
    Field.OBLIGADO: True,
    Field.NUMERO_FACTURA: "Pago 005",
    Field.FECHA_EMISION: date(2026, 11, 3),
    Field.FECHA_VENCIMIENTO: date(2026, 11, 30),
    Field.VALOR_NETO: Decimal(1),
    Field.VALOR_TOTAL: Decimal(1),
    Field.NOTAS: "nota",
    Field.FECHA_RECEPCION: date(2026, 11, 4),
    Field.NUMERO_RADICACION: "005",
    Field.PLANILLA_NUMERO: "9412345678",
    Field.PLANILLA_FECHA: date(2026, 11, 4),
}


def _log_in(visit: Visit) -> None:
    page = LoginPage(visit)
    page.fill(Credentials("laura", SecretStr("clave")), f"https://{HOST}/STS/Users/Login/Index")
    page.enter()


def _open_detail(visit: Visit) -> None:
    page = ContractsPage(visit)
    page.open_detail(page.listed()[0])


def _in_row(action: RowAction) -> Callable[[Visit], object]:
    def act(visit: Visit) -> object:
        plan = PaymentPlan(visit)
        row = plan.rows()[-1]
        return plan.action(replace(row, offers=row.offers | {action}), action)

    return act


def _in_form(act: Callable[[PaymentForm], object]) -> Callable[[Visit], object]:
    return lambda visit: act(PaymentForm.opened(visit))


def _write(field: Field) -> Callable[[Visit], object]:
    return _in_form(lambda form: form.write(field, _FIELDS[field]))


ACTS: dict[str, Callable[[Visit], object]] = {
    **dict.fromkeys(("username", "password", "login"), _log_in),
    "my_processes": lambda visit: ContractsPage(visit).open_menu(),
    "my_contracts": lambda visit: ContractsPage(visit).open_list(),
    "contract_detail": _open_detail,
    "execution_step": lambda visit: ContractPage(visit).open_execution(),
    "payment_plan": lambda visit: PaymentPlan(visit).rows(),
    "create": lambda visit: PaymentPlan(visit).create(),
    "row_registro": _in_row(RowAction.REGISTRO),
    "row_enviar": _in_row(RowAction.ENVIAR),
    "execution_documents": lambda visit: ExecutionDocuments(visit).names(),
    "upload_new": lambda visit: ExecutionDocuments(visit).load(Path("a.zip"), lambda: None),
    "payment_id": _in_form(lambda form: form.payment_id()),
    **{name_of(field): _write(field) for field in _FIELDS},
    "documentation": _in_form(lambda form: form.attach_button()),
    "attach": _in_form(lambda form: form.attach_button()),
    "validate": _in_form(lambda form: form.press_validate(Field.PLANILLA_NUMERO)),
    "confirm": lambda visit: confirm(visit, PaymentForm.opened(visit), lambda: None),
    "cancel": _in_form(lambda form: form.cancel()),
}
"""What the bot does with each control."""
NOT_ACTED_ON = {
    **dict.fromkeys(("account_in_header", "company_in_header", "all_contracts", "more"), "an honest page may lack it"),
    **dict.fromkeys(("contracts_title", "list_number", "list_entity", "list_state", "list_signed"), "read as a table"),
    **dict.fromkeys(("row_id", "row_invoice", "row_value", "row_state"), "read as a table; see test_payment_plan"),
    "row_detalle": "of a rejected payment; see test_payment_detail",
    name_of(Field.CUFE): "of those who owe electronic invoices; see test_payment_form",
}
MAY_STAND_TWICE = {
    **dict.fromkeys(("payment_plan", "documentation", "execution_documents"), "a title; the first that is seen counts"),
    name_of(Field.OBLIGADO): "the copy of a radio button has no label of its own, and the one with the label is taken",
}
CELLS = [
    (page, entry.name, change)
    for page, entries in PAGES.items()
    for entry in entries
    if entry.name in ACTS
    for change in CHANGES
    if not (change == "doubled" and entry.name in MAY_STAND_TWICE)
    if not (
        change in {"removed", "doubled"} and entry.name == "payment_id"
    )  # a value: gone, see below; twice, it says the same
]


def _found(visit: Visit, entry: Entry, label: Label) -> Any:
    """Return what the bot itself would take for the control, on the page as it was recorded."""
    for root in reversed(visit.roots()):  # a window that is open over the page comes last
        match entry.kind:
            case Kind.RADIOS:
                pair = locate.radios(root, label, (KNOWN.yes, KNOWN.no))
                found = pair and pair[0]
            case Kind.BOX:
                found = locate.field(root, label)
            case Kind.PASSWORD:
                found = locate.field(root, label, PASSWORD_BOX)
            case Kind.PRINTED:
                found = locate.text(root, label)
            case Kind.TITLE:
                found = locate.heading(root, label)
            case _:
                found = next(
                    (one[0] for way in ways.to_button(root, label) if (one := locate.candidates(way, label))), None
                )
        if found:
            return found
    raise AssertionError(f"{entry.name} is not on the recorded page")


def test_every_control_of_the_site_map_is_acted_on_or_has_its_reason() -> None:
    named = {entry.name for entries in PAGES.values() for entry in entries}
    assert named == {*ACTS, *NOT_ACTED_ON}


@pytest.mark.parametrize(("where", "name", "change"), CELLS)
def test_a_control_that_changed_stops_the_bot_and_nothing_else_is_pressed(
    show: Show, where: str, name: str, change: str, record_property: Prove
) -> None:
    visit = show(SHOWN_IN[where], timeout=PATIENCE_S).visit
    entry = next(entry for entry in PAGES[where] if entry.name == name)
    label = visit.site.labels()[name]
    changed = _found(visit, entry, label).element_handle()
    pattern = locate.text_pattern(label.texts).pattern
    changed.evaluate(CHANGES[change], pattern)
    note_clicks(visit)

    with pytest.raises(UnknownPageError) as stopped:
        ACTS[name](visit)

    told = stopped.value.message
    assert stopped.value.exit_code == 8
    assert any(f"«{text}»" in told for text in label.texts), told
    assert "En «" in told or "puede ser dos cosas en «" in told, told
    assert clicked(visit) == [], "nothing was pressed on the way"
    record_property(CHANGED_CONTROLS, 1)


def test_an_id_de_pago_whose_value_is_gone_is_not_the_file_s(show: Show) -> None:
    visit = show("form-new", timeout=PATIENCE_S).visit
    entry = next(entry for entry in PAGES[inventory.FORM] if entry.name == "payment_id")
    read_before = PaymentForm.opened(visit).payment_id()
    _found(visit, entry, KNOWN.payment_id).element_handle().evaluate(CHANGES["removed"])

    read = PaymentForm.opened(visit).payment_id()

    assert payment_number(read_before) == 5
    assert payment_number(read) != 5, "the run stops before Confirmar: the ID disagrees with the file"

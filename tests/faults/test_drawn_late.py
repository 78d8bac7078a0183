"""Pages that are drawn late, by halves, or anew while they are read: what the bot read is what it acts on."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator

from secop_bot import memory
from secop_bot.clock import now
from secop_bot.consent import Consent
from secop_bot.errors import RefusedError, SecopBotError, UnknownOutcomeError
from secop_bot.filing.fields import Field
from secop_bot.filing.rows import PaymentRow, RowAction
from secop_bot.memory import SLOWEST_PORTAL
from secop_bot.mock import Contract, Fault, MockPortal
from secop_bot.mock.scenario import sample_payments
from secop_bot.portal.confirming import confirm
from secop_bot.portal.more import read_to_the_end
from secop_bot.portal.payment_form import PaymentForm
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.sending import send
from secop_bot.portal.validation import validate
from tests.conftest import Secop, Serve
from tests.faults.conftest import Bend, Walks
from tests.journeys.conftest import writes
from tests.recording.walk import NUMBER, Walk

EARLIER = sample_payments()
SAVED = replace(EARLIER[-1], payment_id="005", state="saved", invoice_number="Pago 005")
SENT = replace(SAVED, state="sent")


def saved_form(walk: Walk) -> PaymentForm:
    """Open the saved payment 005."""
    plan = walk.open_plan()
    row = plan.row("005")
    assert row
    return plan.register(row)


# --- Enviar: rows that move

# The rows in the other order, as new elements: where 005 stood stands 001, which could be sent too.
TURN_OVER = """() => {
  const body = document.querySelector('[id^=spnPaymentIdSpan_]').closest('tbody');
  const [head, ...rows] = body.rows;
  body.innerHTML = [head, ...rows.reverse()].map(row => row.outerHTML).join('');
}"""
TURN_OVER_UNDER_THE_MOUSE = f"() => document.addEventListener('mousemove', {TURN_OVER}, {{capture: true, once: true}})"


class TurnedOver(PaymentPlan):
    """A table that is drawn anew just after its row was found."""

    def action(self, row: PaymentRow, action: RowAction) -> Locator:
        found = super().action(row, action)
        self._visit.page.evaluate(TURN_OVER)
        return found


class LateConsent(Consent):
    """A consent during which the table is drawn anew."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(NUMBER, "005")
        self._walk = walk

    def spend(self, contract: str, payment_id: str) -> None:
        super().spend(contract, payment_id)
        self._walk.page.evaluate(TURN_OVER)


@pytest.mark.parametrize("when", ["found", "pinned", "under the mouse"])
def test_a_table_drawn_anew_before_enviar_never_sends_another_payment(serve: Serve, walk: Walks, when: str) -> None:
    twins = (replace(EARLIER[0], state="saved"), *EARLIER[1:], SAVED)
    portal = serve(contracts=(Contract(payments=twins),))
    walking = walk(portal)
    plan = walking.open_plan()
    row = plan.row("005")
    assert row
    if when == "under the mouse":
        walking.page.evaluate(TURN_OVER_UNDER_THE_MOUSE)

    with pytest.raises(SecopBotError):
        send(
            walking.visit,
            TurnedOver(walking.visit) if when == "found" else plan,
            NUMBER,
            row,
            LateConsent(walking) if when == "pinned" else Consent(NUMBER, "005"),
            lambda: None,
        )

    assert portal.events("send") == []


# --- Plan de pagos behind "Ver más"

# The table as the portal draws it: its first two rows, and the rest hidden.
FIRST_ROWS_ALONE = """() => {
  const rows = [...document.querySelectorAll('[id^=spnPaymentIdSpan_]')].map(cell => cell.closest('tr'));
  rows.slice(2).forEach(row => { row.style.display = 'none'; });
  rows[0].closest('table').insertAdjacentHTML('afterend', '<a onclick="Contract.more(this, 2)">Ver más</a>');
}"""


def test_a_table_that_shows_its_first_rows_again_while_it_is_read_is_read_to_its_end_again(
    serve: Serve, walk: Walks, monkeypatch: pytest.MonkeyPatch
) -> None:
    walking = walk(serve(contracts=(Contract(payments=(*EARLIER, SAVED)),), plan_page_size=2))
    plan, redraws = walking.open_plan(), [FIRST_ROWS_ALONE]

    def read_and_drawn_anew(*given: Any) -> list[PaymentRow]:
        rows: list[PaymentRow] = read_to_the_end(*given)
        if redraws:
            walking.page.evaluate(redraws.pop())
        return rows

    monkeypatch.setattr("secop_bot.portal.payment_plan.read_to_the_end", read_and_drawn_anew)

    assert [row.payment_id for row in plan.rows()] == ["001", "002", "003", "004", "005"]


def test_what_the_portal_says_after_enviar_is_heard_before_ver_mas_is_pressed(
    serve: Serve, walk: Walks, bend: Bend
) -> None:
    portal = serve(
        contracts=(Contract(payments=(*EARLIER, SAVED)),), plan_page_size=4, send_outcome="refused", send_question="box"
    )
    bend.text("contract.js", "if (answer && !answer.message) { refresh(); }", "refresh();")
    walking = walk(portal)
    walking.visit.timeout = 4
    plan = walking.open_plan()
    row = plan.row("005")
    assert row

    with pytest.raises(RefusedError) as stopped:
        send(walking.visit, plan, NUMBER, row, Consent(NUMBER, "005"), lambda: None)

    assert stopped.value.code == "send_refused"
    assert len(portal.events("send")) == 1


# --- Confirmar: a form that stays, and one that closes late

HIDE = 'panel.style.display = "none";'
FOOT = "document.querySelector('.WindowFoot').style.display"
ANSWERED = "list.replaceChildren();"


@pytest.mark.parametrize(
    ("back_after", "outcome"), [("300", RefusedError), ("60000", UnknownOutcomeError)], ids=["back", "stays hidden"]
)
def test_a_form_that_hides_its_buttons_while_it_saves_and_then_refuses_is_not_saved(
    serve: Serve, walk: Walks, bend: Bend, back_after: str, outcome: type[SecopBotError]
) -> None:
    portal = serve(contracts=(Contract(payments=(*EARLIER, SAVED)),), confirm_refusals=("Periodo cerrado.",))
    bend.text("form.js", HIDE, f"{HIDE} {FOOT} = 'none';")
    bend.text("form.js", ANSWERED, f"setTimeout(() => {FOOT} = '', {back_after}); {ANSWERED}")
    walking = walk(portal)
    form = saved_form(walking)
    form.write(Field.FECHA_VENCIMIENTO, date(2026, 11, 29))  # and that part of the form is drawn anew
    walking.visit.timeout = 4

    with pytest.raises(outcome, match="Periodo cerrado" if outcome is RefusedError else "Confirmar"):
        confirm(walking.visit, form, lambda: None)

    assert len(portal.events("confirm_refused")) == 1
    assert writes(portal) == []


def test_a_word_of_success_before_the_window_closes_is_no_refusal(serve: Serve, walk: Walks, bend: Bend) -> None:
    portal = serve(contracts=(Contract(payments=(*EARLIER, SAVED)),))
    closes = "parent.V.closeModal();\n      return;"
    toast = "document.body.prepend('La información se guardó con éxito');"
    bend.text("form.js", closes, f"{toast} setTimeout(() => parent.V.closeModal(), 700);\n return;")
    walking = walk(portal)
    form = saved_form(walking)

    confirm(walking.visit, form, lambda: None)

    assert form.is_gone()
    assert writes(portal) == ["save"]


@pytest.mark.parametrize(
    "words",
    [
        "La información se guardó con éxito",
        "Su solicitud está en proceso.",
        "Guardado correctamente. Si falta algún documento, la entidad lo rechazará.",
        "Error inesperado. Intente más tarde.",
        "¿Desea guardar los cambios?",
        "Radicado 2026-114",
    ],
)
def test_words_over_a_window_that_stays_are_a_no_only_where_they_say_so(
    serve: Serve, walk: Walks, bend: Bend, words: str
) -> None:
    portal = serve(contracts=(Contract(payments=(*EARLIER, SAVED)),))
    closes = "parent.V.closeModal();\n      return;"
    bend.text("form.js", closes, f"document.body.prepend('{words}');\n return;")
    form = saved_form(walking := walk(portal))

    with pytest.raises(UnknownOutcomeError, match=re.escape(words)):
        confirm(walking.visit, form, lambda: None)

    assert writes(portal) == ["save"]


# --- Validar: the answer before this one still stands

DRAWN = 'if (answer) { draw(answer.sections, "", ""); }\n  }\n\n  async function confirm'
LATE = DRAWN.replace('draw(answer.sections, "", "");', 'setTimeout(() => draw(answer.sections, "", ""), 900);')


def late_refusal(serve: Serve, bend: Bend, *, slow: float = 0) -> MockPortal:
    """Serve a payment whose planilla was valid once, and is not found now; the answer is drawn late."""
    bend.text("form.js", DRAWN, LATE)
    return serve(
        contracts=(Contract(payments=(*EARLIER, SAVED)),),
        planilla_answers=("not_visible",),
        faults={"validate_planilla": Fault(kind="slow", delay=slow)} if slow else {},
    )


def assert_refused(portal: MockPortal, walking: Walk, form: PaymentForm, *, changed: bool = False) -> None:
    """Validar is pressed once, and what it answers is read."""
    with pytest.raises(RefusedError) as stopped:
        validate(walking.visit, form, Field.PLANILLA_NUMERO, changed=changed, when_again="mañana")

    assert stopped.value.code == "planilla_not_visible"
    assert len(portal.events("validate_planilla")) == 1


@pytest.mark.parametrize(("another", "slow"), [("9412345678", 0), (None, 0), (None, 3)])
def test_a_consulta_exitosa_that_still_stands_is_not_the_new_answer(
    serve: Serve, walk: Walks, bend: Bend, monkeypatch: pytest.MonkeyPatch, another: str | None, slow: float
) -> None:
    if another:  # then no span of time makes the old words this number's
        monkeypatch.setattr("secop_bot.portal.validation._DRAWN_S", 0)
    portal = late_refusal(serve, bend, slow=slow)
    walking = walk(portal)
    form = saved_form(walking)
    if another:
        form.write(Field.PLANILLA_NUMERO, another)

    assert_refused(portal, walking, form, changed=bool(another))


def test_a_consulta_exitosa_drawn_over_between_two_looks_is_not_the_new_answer(
    serve: Serve, walk: Walks, bend: Bend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secop_bot.portal.validation._DRAWN_S", 0)
    portal = late_refusal(serve, bend)
    walking = walk(portal)
    form = saved_form(walking)
    form.write(Field.PLANILLA_NUMERO, "9412345678")
    read = PaymentForm.validation_words

    def read_and_drawn_over(of: PaymentForm, name: Field, part: Locator | None = None) -> str:
        words = read(of, name, part)
        if portal.events("validate_planilla") and "Consulta exitosa" in words:
            here = of.validated_part(name)
            assert here
            here.get_by_text("Consulta exitosa").element_handle().wait_for_element_state("hidden")
        return words

    monkeypatch.setattr(PaymentForm, "validation_words", read_and_drawn_over)

    assert_refused(portal, walking, form, changed=True)


def test_a_consulta_exitosa_out_of_sight_for_a_moment_is_not_the_new_answer(
    serve: Serve, walk: Walks, bend: Bend, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = late_refusal(serve, bend)
    walking = walk(portal)
    form = saved_form(walking)
    find, away = PaymentForm.validated_part, [None, None]
    monkeypatch.setattr(PaymentForm, "validated_part", lambda of, name: away.pop() if away else find(of, name))

    assert_refused(portal, walking, form)


# --- The list of contracts

LATE_LISTS = {
    "the tab that shows all": ("/Index", '<div class="Tabs">', '<div class="Tabs" style="display:none">'),
    "rows, one by one": (
        "contracts.js",
        "rows.forEach(function (row) { body.appendChild(row); });",
        "for (const row of rows) { await new Promise(go => setTimeout(go, 150)); body.appendChild(row); }",
    ),
    "rows after Ver más": (
        "contracts.js",
        "var rows = Array.from(part.rows);",
        "if (shown) { await new Promise(go => setTimeout(go, 700)); } var rows = Array.from(part.rows);",
    ),
    "Ver más": (
        "contracts.js",
        'V.byId(page.more).style.display = shown < answer.count ? "" : "none";',
        'setTimeout(() => { V.byId(page.more).style.display = shown < answer.count ? "" : "none"; }, 250);',
    ),
}
SHOW_TABS = """addEventListener('DOMContentLoaded', () => setTimeout(
  () => document.querySelectorAll('.Tabs').forEach(tabs => { tabs.style.display = ''; }), 600))"""


@pytest.fixture(params=LATE_LISTS)
def twins(request: pytest.FixtureRequest, serve: Serve, bend: Bend) -> MockPortal:
    """A list with two contracts of one number, of which the second is drawn late."""
    bend.text(*LATE_LISTS[request.param])
    by_tab = request.param == "the tab that shows all"
    if by_tab:
        bend.script(SHOW_TABS)
    others = tuple(Contract(number=f"CO1.PCCNTR.90000{n}", entity=f"Entidad {n}") for n in range(0 if by_tab else 6))
    first = Contract(payments=(*EARLIER, SENT))
    second = replace(first, entity="Alcaldía de Zipaquirá", in_first_tab=not by_tab)
    return serve(contracts=(first, *others, second), filler_contracts=0)


def test_a_contract_that_is_listed_late_is_found(twins: MockPortal, secop: Secop, month: Path) -> None:
    month.write_text(month.read_text(encoding="utf-8") + "\nentidad: Alcaldía de Zipaquirá\n", encoding="utf-8")

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "nothing_to_do", ran.said
    assert [entry["entity"] for entry in twins.events("open_contract")] == ["Alcaldía de Zipaquirá"]


def test_a_twin_that_is_listed_late_is_not_passed_over(twins: MockPortal, secop: Secop, month: Path) -> None:
    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (3, "contract_ambiguous"), ran.said
    assert twins.events("open_contract") == []


# --- Plan de pagos


def first_drawn_without(bend: Bend, found: str) -> None:
    """Leave the row around what a script finds out of the step's first drawing that has it."""
    shown = 'V.put(V.byId("stphStepsPlaceHolder"), answer.html);'
    late = f'if ({found} && !page.late) {{ page.late = {found}.closest("tr").remove() || 1; }}'
    bend.text("contract.js", shown, f"{shown} {late}")


def test_a_payment_that_is_listed_late_is_not_created_again(
    serve: Serve, secop: Secop, month: Path, bend: Bend
) -> None:
    portal = serve(contracts=(Contract(payments=(*EARLIER, SENT)),), create_makes_row=True)
    first_drawn_without(bend, 'V.byId("spnPaymentIdSpan_4")')

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (6, "plan_unsteady"), ran.said
    assert portal.events("open_form") == []
    assert len(portal.payments(NUMBER)) == 5


def test_a_press_is_not_said_to_be_absent_because_its_row_is_listed_late(
    serve: Serve, secop: Secop, month: Path, bend: Bend, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_drawn_without(bend, 'V.byId("spnPaymentIdSpan_4")')
    portal = serve(faults={"confirm": Fault(kind="drop", after=True)})
    lost = secop("submit", month, "--json")
    assert lost.exit_code == 7, lost.said
    later = now() + SLOWEST_PORTAL + timedelta(minutes=1)
    monkeypatch.setattr(memory, "now", lambda: later)

    ran = secop("status", month, "--json")

    assert "Ya se sabe: el pago está guardado" in ran.said
    assert "No llegó" not in ran.said
    story = json.loads((Path(lost.report["receipt"]) / "receipt.json").read_text(encoding="utf-8"))
    assert story["settled"]["end"] == "saved"
    assert writes(portal) == ["create"]


def test_a_table_that_is_not_drawn_anew_after_confirmar_is_opened_anew(
    serve: Serve, secop: Secop, month: Path, bend: Bend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secop_bot.workflows.commits._REFRESH_S", 0.5)
    bend.text("contract.js", "V.setup({ afterModal: refresh })", "V.setup({})")
    portal = serve(
        contracts=(
            Contract(
                payments=(*EARLIER, replace(SAVED, value="3.600.000")),
            ),
        )
    )

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
    assert writes(portal) == ["save"]


# --- The execution documents


def test_a_zip_of_another_computer_that_is_listed_late_is_not_loaded_again(
    serve: Serve, secop: Secop, month: Path, home: Path, bend: Bend
) -> None:
    first_drawn_without(bend, 'document.querySelector("[id^=lblExecutionFileName_]")')
    (month.parent / "evidencias").mkdir()
    (month.parent / "evidencias" / "acta.txt").write_text("acta", encoding="utf-8")
    with month.open("a", encoding="utf-8") as file:
        file.write("\nevidencias: evidencias/\n")
    portal = serve()
    assert secop("evidence", month).exit_code == 0
    shutil.rmtree(home / "receipts")

    ran = secop("evidence", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "nothing_to_do"), ran.said
    assert len(portal.execution_documents(NUMBER)) == 1


def test_what_the_login_page_says_before_it_is_asked_is_no_refusal(
    serve: Serve, secop: Secop, month: Path, bend: Bend
) -> None:
    bend.text("Login/Index", "</body>", '<div role="alert">Su sesión ha vencido.</div></body>')
    serve()

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said

"""Enviar over recorded pages: each follows the other as the buttons are pressed."""

from __future__ import annotations

import pytest

from secop_bot.consent import Consent
from secop_bot.errors import RefusedError, UnknownOutcomeError, UnknownPageError
from secop_bot.filing.rows import PaymentRow, RowState, row_state
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.sending import send
from tests.pages.conftest import BRIEF_S, SHORT_S, Show, Shown, doubled, in_turn, replaced, visible_button, without
from tests.recording.fixture import FIXTURES, Fixture
from tests.recording.replay import Edit
from tests.recording.walk import NUMBER

QUESTION = "¿Está seguro de que desea enviar el pago a la Entidad Estatal?"


def test_enviar_is_pressed_once_and_its_question_answered_yes(show: Show) -> None:
    shown = show("plan-saved")
    _turn_pages(shown, {"Enviar": "send-question", "Sí": "plan-sent"})

    assert row_state(_send(shown)) is RowState.SENT
    assert _pressed(shown) == ["Enviar", "Sí"]


AS_GRID = """() => {
  const table = document.querySelector('[id^=spnPaymentIdSpan_]').closest('table');
  const part = (role, inner) => Object.assign(document.createElement('div'), {innerHTML: inner}).outerHTML
    .replace('<div>', `<div role="${role}">`);
  const rows = [...table.rows].map(row => part('row', [...row.cells].map(c => part('gridcell', c.innerHTML)).join('')));
  table.outerHTML = part('grid', rows.join(''));
}"""


def test_enviar_is_pressed_in_a_table_that_is_none_by_its_tags(show: Show) -> None:
    shown = show("plan-saved")
    shown.page.evaluate(AS_GRID)
    _turn_pages(shown, {"Enviar": "plan-sent"})

    assert row_state(_send(shown)) is RowState.SENT
    assert _pressed(shown) == ["Enviar"]


def test_where_the_portal_asks_nothing_nothing_is_answered(show: Show) -> None:
    shown = show("plan-saved")
    _turn_pages(shown, {"Enviar": "plan-sent"})

    assert row_state(_send(shown)) is RowState.SENT
    assert _pressed(shown) == ["Enviar"]


@pytest.mark.parametrize("after", ["plan-saved", "plan-rejected", "plan-empty", "contract"])
def test_a_yes_after_which_the_row_is_not_sent_is_an_unknown_outcome(show: Show, after: str) -> None:
    shown = show("plan-saved", timeout=BRIEF_S)
    _turn_pages(shown, {"Enviar": "send-question", "Sí": after})

    with pytest.raises(UnknownOutcomeError):
        _send(shown)

    assert _pressed(shown) == ["Enviar", "Sí"]


def test_the_page_itself_is_no_question_whatever_its_class_says(show: Show) -> None:
    shown = show("plan-saved", timeout=BRIEF_S)
    _turn_pages(shown, {})
    shown.page.evaluate("() => document.addEventListener('click', () => { document.body.className = 'modal-open' })")

    with pytest.raises(UnknownOutcomeError):
        _send(shown)

    assert _pressed(shown) == ["Enviar"]


def test_the_question_of_another_matter_is_not_answered(show: Show) -> None:
    shown = show("plan-saved", timeout=SHORT_S)
    _turn_pages(shown, {"Enviar": "send-question"}, _question_reads("¿Desea imprimir el pago?"))

    with pytest.raises(UnknownOutcomeError):
        _send(shown)

    assert _pressed(shown) == ["Enviar"]


@pytest.mark.parametrize("edit", [replaced('value="Sí"', 'value="Imprimir"'), doubled(visible_button("Sí"))])
def test_a_question_without_exactly_one_yes_is_not_answered(show: Show, edit: Edit) -> None:
    shown = show("plan-saved", timeout=SHORT_S)
    _turn_pages(shown, {"Enviar": "send-question"}, edit)

    with pytest.raises((UnknownOutcomeError, UnknownPageError)) as stopped:
        _send(shown)

    assert stopped.value.exit_code == 7
    assert _pressed(shown) == ["Enviar"]


def test_a_no_of_the_portal_is_told_in_its_words(show: Show) -> None:
    shown = show("plan-saved", timeout=BRIEF_S)
    told = in_turn(_question_reads("No fue posible enviar el pago."), without(visible_button("Cancelar")))
    _turn_pages(shown, {"Enviar": "send-question", "Sí": "plan-saved"}, told)

    with pytest.raises(RefusedError, match="No fue posible enviar el pago"):
        _send(shown)

    assert _pressed(shown) == ["Enviar", "Sí"]


def test_the_recorded_question_speaks_of_sending(show: Show) -> None:
    shown = show("send-question")

    assert shown.expected["question"] == QUESTION
    assert QUESTION in shown.visit.words()
    assert [row.payment_id for row in PaymentPlan(shown.visit).rows() if row_state(row) is RowState.SAVED] == ["005"]


def _question_reads(text: str) -> Edit:
    return replaced(QUESTION, text)


def _turn_pages(shown: Shown, leads: dict[str, str], edit: Edit = str) -> None:
    """Let a press of each button show a recorded page in place of the one that stands."""
    pages = {word: edit(Fixture.read(FIXTURES / name).page) for word, name in leads.items()}
    shown.page.evaluate(
        """pages => {
          window.pressed = [];
          document.addEventListener('click', event => {
            if (!event.target.value) return;
            window.pressed.push(event.target.value);
            const next = pages[event.target.value];
            if (next) document.body.innerHTML = new DOMParser().parseFromString(next, 'text/html').body.innerHTML;
          }, true);
        }""",
        pages,
    )


def _pressed(shown: Shown) -> list[str]:
    pressed: list[str] = shown.page.evaluate("() => window.pressed")
    return pressed


def _send(shown: Shown) -> PaymentRow:
    row = shown.row("005")
    return send(shown.visit, PaymentPlan(shown.visit), NUMBER, row, Consent(NUMBER, "005"), lambda: None)

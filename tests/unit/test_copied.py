"""A month file copied from another month must not pass for this one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from secop_bot.filing.calendar import Period
from secop_bot.filing.copied import looks_copied
from secop_bot.filing.decision import Create, Done, Edit, Refuse, Register, Resume
from secop_bot.filing.rows import PaymentRow, RowAction, RowState
from tests.unit.month_desk import MONTH, Desk

if TYPE_CHECKING:
    from secop_bot.filing.decision import Decision
    from secop_bot.filing.filing import Filing

ROW = PaymentRow("005", "Pago 005", None, "", frozenset({RowAction.ENVIAR}))
FOURTH = PaymentRow("004", "Pago 004", None, "", frozenset({RowAction.DETALLE}))
SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)
OF_A_ROW_THAT_IS_FILED = [Resume(ROW), Edit(ROW), Done(ROW, RowState.SENT)]
OF_ONE_THAT_IS_NOT = [Create(), Register(ROW), Refuse("two_rows_fit", "…", "…")]


@pytest.fixture(scope="module")
def filing(tmp_path_factory: pytest.TempPathFactory) -> Filing:
    """Payment 5, for October."""
    return Desk.furnished(tmp_path_factory.mktemp("mes")).filing(MONTH)


@pytest.mark.parametrize("decision", OF_A_ROW_THAT_IS_FILED)
def test_a_payment_filed_for_another_month_is_left_alone(filing: Filing, decision: Decision) -> None:
    refused = looks_copied(filing, decision, [ROW], {5: SEPTEMBER})

    assert refused is not None
    assert refused.code == "other_month"
    assert "pago 5 por septiembre de 2026, y el archivo dice octubre de 2026" in refused.message
    assert "corrija «pago:»" in refused.remedy
    assert "--as-written" in refused.remedy


@pytest.mark.parametrize("decision", [*OF_A_ROW_THAT_IS_FILED, *OF_ONE_THAT_IS_NOT])
def test_a_payment_filed_for_its_own_month_or_by_others_is_no_copy(filing: Filing, decision: Decision) -> None:
    assert looks_copied(filing, decision, [ROW, FOURTH], {5: OCTOBER, 4: OCTOBER}) is None
    assert looks_copied(filing, decision, [ROW, FOURTH], {}) is None
    assert looks_copied(filing, decision, [ROW, FOURTH], {4: SEPTEMBER}) is None


@pytest.mark.parametrize("decision", OF_ONE_THAT_IS_NOT)
def test_what_the_portal_does_not_have_is_not_overwritten(filing: Filing, decision: Decision) -> None:
    assert looks_copied(filing, decision, [], {5: SEPTEMBER}) is None


@pytest.mark.parametrize("decision", [Create(), Register(ROW), Resume(ROW)])
def test_a_month_filed_as_another_payment_is_not_charged_twice(filing: Filing, decision: Decision) -> None:
    refused = looks_copied(filing, decision, [FOURTH, ROW], {4: OCTOBER})

    assert refused is not None
    assert refused.code == "month_charged"
    assert "octubre de 2026 como pago 4, y el archivo dice pago 5" in refused.message
    assert "corrija «periodo:»" in refused.remedy


def test_a_month_whose_payment_is_gone_from_the_portal_may_be_charged(filing: Filing) -> None:
    assert looks_copied(filing, Create(), [ROW], {4: OCTOBER}) is None


def test_a_month_whose_press_left_but_a_planned_row_may_be_charged(filing: Filing) -> None:
    planned = replace(FOURTH, offers=frozenset({RowAction.REGISTRO}))

    assert looks_copied(filing, Register(ROW), [planned, ROW], {4: OCTOBER}) is None


@pytest.mark.parametrize("decision", [Edit(ROW), Done(ROW, RowState.SENT)])
def test_what_is_out_of_hands_already_is_not_charged_by_this_run(filing: Filing, decision: Decision) -> None:
    assert looks_copied(filing, decision, [FOURTH, ROW], {4: OCTOBER}) is None

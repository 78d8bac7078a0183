"""What changed since the last look: said once, per contract, and never from a page that lags behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from secop_bot.filing.payment_status import PaymentStatus
from secop_bot.filing.rows import RowState
from secop_bot.known_states import KnownStates, Source

NUMBER, ENTITY = "CO1.PCCNTR.1", "Alcaldía"


def payment(meaning: RowState, payment_id: str = "005") -> PaymentStatus:
    return PaymentStatus(payment_id, "Pago 005", None, meaning.in_spanish.upper(), meaning)


def look(
    path: Path, *payments: PaymentStatus, number: str = NUMBER, entity: str = ENTITY, source: Source = Source.PORTAL
) -> list[tuple[RowState, RowState]]:
    states = KnownStates(path)
    changes = states.update(number, entity, payments, source)
    states.save()
    return [(change.before.meaning, change.now.meaning) for change in changes]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "states.json"


def test_the_first_look_is_no_change_and_the_next_says_it_once(path: Path) -> None:
    assert look(path, payment(RowState.SENT)) == []
    assert look(path, payment(RowState.APPROVED)) == [(RowState.SENT, RowState.APPROVED)]
    assert look(path, payment(RowState.APPROVED)) == []


def test_other_words_for_the_same_state_are_no_change(path: Path) -> None:
    look(path, payment(RowState.SENT))
    assert look(path, PaymentStatus("5", "", None, "Enviado Por Proveedor", RowState.SENT)) == []


def test_open_data_that_lags_is_neither_told_nor_remembered(path: Path) -> None:
    look(path, payment(RowState.APPROVED))
    assert look(path, payment(RowState.SENT), source=Source.OPEN_DATA) == []
    assert look(path, payment(RowState.APPROVED)) == []
    assert look(path, payment(RowState.PAID), source=Source.OPEN_DATA) == [(RowState.APPROVED, RowState.PAID)]


def test_open_data_that_still_says_what_it_said_is_no_news(path: Path) -> None:
    look(path, payment(RowState.REJECTED), source=Source.OPEN_DATA)
    look(path, payment(RowState.SENT))  # corrected and sent again
    assert look(path, payment(RowState.REJECTED), source=Source.OPEN_DATA) == []
    assert look(path, payment(RowState.IN_REVIEW), source=Source.OPEN_DATA) == [(RowState.SENT, RowState.IN_REVIEW)]
    assert look(path, payment(RowState.REJECTED), source=Source.OPEN_DATA) == [(RowState.IN_REVIEW, RowState.REJECTED)]


def test_the_portal_itself_may_go_back(path: Path) -> None:
    look(path, payment(RowState.APPROVED))
    assert look(path, payment(RowState.REJECTED)) == [(RowState.APPROVED, RowState.REJECTED)]


def test_an_id_that_stands_twice_says_nothing(path: Path) -> None:
    look(path, payment(RowState.SENT))
    assert look(path, payment(RowState.PAID), payment(RowState.APPROVED, "5")) == []


def test_contracts_are_told_apart_by_entity_only_where_the_number_is_the_entity_s_own(path: Path) -> None:
    look(path, payment(RowState.SENT), number="CPS-7", entity="Alcaldía")
    assert look(path, payment(RowState.PAID), number="CPS-7", entity="Gobernación") == []
    assert look(path, payment(RowState.PAID), number="cps-7", entity="ALCALDIA") == [(RowState.SENT, RowState.PAID)]
    look(path, payment(RowState.SENT))
    assert look(path, payment(RowState.PAID), entity="") == [(RowState.SENT, RowState.PAID)]
    assert KnownStates(path).contracts()[0] == ("CPS-7", "Alcaldía")


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"a": 1}', '{"co1.pccntr.1": {"payments": {"5": {"state": 1}}}}', '{"co1.pccntr.1": {"payments": []}}'],
)
def test_a_damaged_file_is_as_good_as_none(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    assert look(path, payment(RowState.PAID)) == []
    assert look(path, payment(RowState.REJECTED)) == [(RowState.PAID, RowState.REJECTED)]


def test_half_a_character_in_a_state_is_kept_as_a_mark(path: Path) -> None:
    odd = PaymentStatus("005", "Pago 005", None, "Envia\ud83d", RowState.SENT)

    assert look(path, odd) == []
    assert look(path, payment(RowState.APPROVED)) == [(RowState.SENT, RowState.APPROVED)]

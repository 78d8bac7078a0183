"""What a computer remembers of a payment makes a run look first, and never more than that."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from secop_bot import memory
from secop_bot.memory import SLOWEST_PORTAL, Commit, PaymentMemory


@pytest.fixture
def kept(tmp_path: Path) -> PaymentMemory:
    return PaymentMemory(tmp_path, "CO1.PCCNTR.1", "Alcaldía", 5)


def test_a_press_is_open_until_its_end_is_seen(kept: PaymentMemory) -> None:
    assert kept.open_commit() is None
    kept.begin(Commit.ENVIAR)
    pressed = kept.open_commit()
    assert pressed is not None
    assert pressed.commit is Commit.ENVIAR
    kept.end()
    assert kept.open_commit() is None


def test_an_open_press_is_given_up_only_after_a_generous_time(
    kept: PaymentMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.begin(Commit.CONFIRMAR)

    class Later:
        passed = timedelta()
        fromisoformat = datetime.fromisoformat

        @classmethod
        def now(cls, zone: timezone) -> datetime:
            return datetime.now(zone) + cls.passed

    monkeypatch.setattr(memory, "datetime", Later)
    Later.passed = SLOWEST_PORTAL - timedelta(minutes=1)
    assert kept.open_commit() is not None
    Later.passed = SLOWEST_PORTAL + timedelta(minutes=1)
    assert kept.open_commit() is None


def test_what_is_attached_is_known_only_after_a_save_was_seen(kept: PaymentMemory) -> None:
    kept.end({"a.pdf": "11"})
    kept.begin(Commit.ENVIAR)
    assert kept.attached() == {"a.pdf": "11"}
    kept.end()
    kept.begin(Commit.CONFIRMAR)
    assert kept.attached() == {}
    kept.end()
    assert kept.attached() == {}


@pytest.mark.parametrize("content", ["", "{", "[]x", "\x00\x01"])
def test_a_damaged_memory_makes_the_next_run_look_first(kept: PaymentMemory, tmp_path: Path, content: str) -> None:
    kept.begin(Commit.ENVIAR)
    next(tmp_path.glob("*.json")).write_text(content, encoding="utf-8")

    assert kept.open_commit() is not None
    assert kept.attached() == {}


def test_payments_contracts_and_entities_have_memories_of_their_own(tmp_path: Path, kept: PaymentMemory) -> None:
    kept.begin(Commit.CONFIRMAR)

    for contract, entity, payment in (
        ("CO1.PCCNTR.1", "Alcaldía", 6),
        ("CO1.PCCNTR.1", "Gobernación", 5),
        ("CO1.PCCNTR.2", "Alcaldía", 5),
    ):
        assert PaymentMemory(tmp_path, contract, entity, payment).open_commit() is None

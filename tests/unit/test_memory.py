"""What a computer remembers of a payment makes a run look first, and never more than that."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from secop_bot import memory
from secop_bot.clock import now
from secop_bot.errors import InputError, UnknownOutcomeError
from secop_bot.filing.calendar import Period
from secop_bot.journal import NAME
from secop_bot.memory import PAYMENT_COMMITS, SLOWEST_PORTAL, Commit, PaymentMemory
from secop_bot.receipt import Receipt, open_receipt, payment_place, runs_of

CONTRACT = "CO1.PCCNTR.1"


class Desk:
    """A computer whose runs come one after the other."""

    def __init__(self, receipts: Path) -> None:
        self.receipts = receipts
        self.last: Receipt | None = None

    def run(
        self, contract: str = CONTRACT, entity: str = "Alcaldía", payment: int = 5, month: str = "10"
    ) -> PaymentMemory:
        """Begin a new run, and remember what the ones before it wrote."""
        self.last = receipt = open_receipt(
            self.receipts, payment_place(contract, f"2026-{month}", payment), period=f"2026-{month}"
        )
        past = runs_of(self.receipts, contract, payment)
        return PaymentMemory(receipt.journal, past, contract, entity, payment, [])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_press_is_open_until_its_end_is_seen(desk: Desk) -> None:
    first = desk.run()
    assert first.open_commit(*PAYMENT_COMMITS) is None
    first.begin(Commit.ENVIAR)

    second = desk.run()
    pressed = second.open_commit(*PAYMENT_COMMITS)
    assert pressed is not None
    assert pressed.commit is Commit.ENVIAR
    second.end(Commit.ENVIAR)

    assert second.open_commit(*PAYMENT_COMMITS) is None
    assert desk.run().open_commit(*PAYMENT_COMMITS) is None


def test_an_open_press_is_given_up_only_after_a_generous_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.run().begin(Commit.CONFIRMAR)
    later = desk.run()

    def after(passed: timedelta) -> None:
        moment = now() + passed
        monkeypatch.setattr(memory, "now", lambda: moment)

    after(SLOWEST_PORTAL - timedelta(minutes=1))
    pressed = later.open_commit(Commit.CONFIRMAR)
    assert pressed is not None
    assert not pressed.is_over
    after(SLOWEST_PORTAL + timedelta(minutes=1))
    assert pressed.is_over


def test_what_is_attached_is_known_only_after_a_save_was_seen(desk: Desk) -> None:
    run = desk.run()
    run.end(Commit.CONFIRMAR, attached={"a.pdf": "11"})
    run.begin(Commit.ENVIAR)
    assert desk.run().attached() == {"a.pdf": "11"}

    run = desk.run()
    run.begin(Commit.CONFIRMAR)
    assert desk.run().attached() == {}
    run.end(Commit.CONFIRMAR)
    assert desk.run().attached() == {}


def test_evidences_and_editar_never_stand_in_a_payment_s_way(desk: Desk) -> None:
    run = desk.run()
    run.end(Commit.CONFIRMAR, attached={"a.pdf": "11"})
    run.begin(Commit.CARGAR, before=0)
    run.begin(Commit.EDITAR)

    later = desk.run()
    assert later.open_commit(*PAYMENT_COMMITS) is None
    assert later.attached() == {"a.pdf": "11"}
    assert later.has_pressed(Commit.EDITAR)
    opened = later.open_commit(Commit.CARGAR)
    assert opened is not None
    assert opened.detail["before"] == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\x00\x01",
        b'{"at": "2026-11-23T10:00:00-05:00"}\n',
        b'{"at": "2026-11-23T10:00:00-05:00", "event": "run", "version": 99}\n',
        b'{"at": "2026-11-23T10:00:00-05:00", "event": "run", "version": 1}\n{"at": "2026-11-23T10:00:01-05:0',
        b'["no", "entry"]\n',
        '{"at": "2026-11-23T10:00:00-05:00", "event": "ñ"}'.encode("latin-1"),
    ],
)
def test_a_damaged_journal_makes_the_next_run_look_first(desk: Desk, content: bytes) -> None:
    desk.run().end(Commit.CONFIRMAR, attached={"a.pdf": "11"})
    desk.run()
    assert desk.last
    (desk.last.folder / NAME).write_bytes(content)

    later = desk.run()

    pressed = later.open_commit(*PAYMENT_COMMITS)
    assert pressed is not None
    assert pressed.until > datetime.now().astimezone()
    assert later.attached() == {}


def test_a_month_file_whose_month_was_corrected_is_the_same_payment(desk: Desk) -> None:
    desk.run(month="10").begin(Commit.CONFIRMAR)

    assert desk.run(month="11").open_commit(Commit.CONFIRMAR) is not None


def test_payments_contracts_and_entities_have_memories_of_their_own(desk: Desk) -> None:
    desk.run().begin(Commit.CONFIRMAR)

    for contract, entity, payment in (
        (CONTRACT, "Alcaldía", 6),
        (CONTRACT, "Gobernación", 5),
        ("CO1.PCCNTR.2", "Alcaldía", 5),
        (CONTRACT, "Alcaldía", 55),
    ):
        assert desk.run(contract, entity, payment).open_commit(*PAYMENT_COMMITS) is None


def test_runs_of_one_second_have_folders_of_their_own_and_keep_their_order(desk: Desk) -> None:
    for _ in range(12):
        run = desk.run()
        run.begin(Commit.CONFIRMAR)
        run.end(Commit.CONFIRMAR, attached={"a.pdf": "1"})
    last = desk.run()
    last.begin(Commit.CONFIRMAR)
    last.end(Commit.CONFIRMAR, attached={"a.pdf": "2"})

    assert desk.run().attached() == {"a.pdf": "2"}


@pytest.mark.parametrize("entity", ["ALCALDÍA", "alcaldia", " Alcaldía  "])
def test_an_entity_that_the_list_prints_otherwise_is_the_same(desk: Desk, entity: str) -> None:
    desk.run().begin(Commit.CONFIRMAR)

    assert desk.run(entity=entity).open_commit(Commit.CONFIRMAR) is not None


def test_a_password_that_is_a_part_of_the_entity_s_name_hides_no_press(desk: Desk, tmp_path: Path) -> None:
    for _ in range(2):
        receipt = open_receipt(tmp_path, payment_place(CONTRACT, "2026-10", 5))
        receipt.hide("Alcal")
        memory = PaymentMemory(receipt.journal, runs_of(tmp_path, CONTRACT, 5), CONTRACT, "Alcaldía", 5, [])
        pressed = memory.open_commit(Commit.CONFIRMAR)
        memory.begin(Commit.CONFIRMAR)

    assert pressed is not None


@pytest.mark.parametrize("spelled", ["cps 12 año", "CPS  12 AÑO", "CPS 12 ANO"])
def test_a_contract_spelled_otherwise_is_the_same(desk: Desk, tmp_path: Path, spelled: str) -> None:
    desk.run("CPS 12 Año").begin(Commit.CONFIRMAR)

    receipt = open_receipt(tmp_path, payment_place(spelled, "2026-10", 5))
    memory = PaymentMemory(receipt.journal, runs_of(tmp_path, spelled, 5), "CPS 12 Año", "Alcaldía", 5, [])

    assert memory.open_commit(Commit.CONFIRMAR) is not None


def test_a_clock_that_was_set_back_does_not_put_a_run_before_an_earlier_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.run()
    first.begin(Commit.CONFIRMAR)
    first.end(Commit.CONFIRMAR, attached={"a.pdf": "1"})
    moment = now() - timedelta(hours=1)
    for module in ("receipt", "journal", "memory"):
        monkeypatch.setattr(f"secop_bot.{module}.now", lambda: moment)
    second = desk.run()
    second.begin(Commit.CONFIRMAR)
    second.end(Commit.CONFIRMAR, attached={"a.pdf": "2"})
    second.begin(Commit.ENVIAR)

    third = desk.run()

    assert third.attached() == {"a.pdf": "2"}
    assert third.open_commit(*PAYMENT_COMMITS) is not None


def test_a_damaged_run_is_over_once_a_later_one_has_seen_the_end(desk: Desk) -> None:
    desk.run()
    assert desk.last
    (desk.last.folder / NAME).write_bytes(b"{")
    later = desk.run()
    assert later.open_commit(*PAYMENT_COMMITS) is not None
    later.end(Commit.ENVIAR)
    later.end(Commit.CONFIRMAR, attached={"a.pdf": "1"})

    last = desk.run()

    assert last.open_commit(*PAYMENT_COMMITS) is None
    assert last.attached() == {"a.pdf": "1"}


def test_a_journal_that_can_t_be_written_stops_the_run_before_a_press_and_is_unknown_after_one(desk: Desk) -> None:
    run = desk.run()
    assert desk.last
    journal = desk.last.folder / NAME
    journal.unlink()
    journal.mkdir()
    with pytest.raises(InputError):
        run.begin(Commit.CONFIRMAR)

    journal.rmdir()
    run.begin(Commit.CONFIRMAR)
    journal.unlink()
    journal.mkdir()
    with pytest.raises(UnknownOutcomeError):
        run.end(Commit.CONFIRMAR)


def test_evidence_counts_as_loaded_only_once_its_end_was_seen(desk: Desk) -> None:
    run = desk.run()
    run.begin(Commit.CARGAR, name="a.zip", sha256="1")
    assert run.loaded("a.zip") is None

    run.end(Commit.CARGAR, name="a.zip", sha256="1")
    assert run.loaded("a.zip") == "1"


# --- The month a payment was filed for

SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)


def press(run: PaymentMemory, commit: Commit, came: str | None) -> None:
    run.begin(commit)
    if came:
        run.end(commit, came=came)


@pytest.mark.parametrize("commit", [Commit.CONFIRMAR, Commit.ENVIAR])
@pytest.mark.parametrize("came", ["saved", "sent", "untold", None])
def test_a_press_that_came_or_may_have_come_tells_the_month(desk: Desk, commit: Commit, came: str | None) -> None:
    assert desk.run(month="09").period() is None
    press(desk.run(month="09"), commit, came)

    editing = desk.run(month="10")
    editing.begin(Commit.EDITAR)
    assert desk.run(month="10").period() == SEPTEMBER


@pytest.mark.parametrize("came", ["refused", "absent"])
def test_a_press_that_did_not_come_tells_no_month(desk: Desk, came: str) -> None:
    desk.run(month="10").begin(Commit.EDITAR)
    press(desk.run(month="09"), Commit.CONFIRMAR, came)
    assert desk.run(month="10").period() is None

    press(desk.run(month="10"), Commit.CONFIRMAR, "saved")
    press(desk.run(month="09"), Commit.CONFIRMAR, came)
    assert desk.run(month="09").period() == OCTOBER


def test_a_press_that_a_run_for_another_month_settles_is_still_of_its_own_month(desk: Desk) -> None:
    press(desk.run(month="09"), Commit.CONFIRMAR, None)
    other = desk.run(month="10")
    pressed = other.open_commit(Commit.CONFIRMAR)
    assert pressed
    other.settle(pressed, "saved")

    assert desk.run(month="10").period() == SEPTEMBER


@pytest.mark.parametrize("commit", [Commit.EDITAR, Commit.CARGAR])
def test_what_files_nothing_tells_no_month(desk: Desk, commit: Commit) -> None:
    press(desk.run(month="09"), commit, "saved")

    assert desk.run(month="09").period() is None


def test_a_journal_that_is_not_whole_tells_no_month(desk: Desk) -> None:
    press(desk.run(month="10"), Commit.CONFIRMAR, "saved")
    press(desk.run(month="09"), Commit.CONFIRMAR, "saved")
    assert desk.last
    with (desk.last.folder / NAME).open("ab") as file:
        file.write(b"{")

    assert desk.run(month="09").period() == OCTOBER


# --- A press that was settled by what somebody else may have done


@pytest.mark.parametrize("came", ["sent", "untold"])
def test_a_press_settled_by_a_payment_out_of_hands_may_still_come(
    desk: Desk, came: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run().begin(Commit.EDITAR)
    desk.run().begin(Commit.ENVIAR)
    later = desk.run()
    pressed = later.open_commit(Commit.ENVIAR)
    assert pressed
    later.settle(pressed, came)

    assert desk.run().may_still_come() == pressed

    moment = now() + SLOWEST_PORTAL + timedelta(seconds=1)
    monkeypatch.setattr(memory, "now", lambda: moment)
    assert desk.run().may_still_come() is None


def test_a_press_whose_end_was_seen_or_that_made_the_row_does_not(desk: Desk) -> None:
    run = desk.run()
    run.begin(Commit.CONFIRMAR)
    run.end(Commit.CONFIRMAR, came="saved")
    run.begin(Commit.ENVIAR)
    run.end(Commit.ENVIAR, came="sent")
    assert desk.run().may_still_come() is None

    desk.run(payment=6).begin(Commit.CONFIRMAR)
    later = desk.run(payment=6)
    pressed = later.open_commit(Commit.CONFIRMAR)
    assert pressed
    later.settle(pressed, "saved")
    assert desk.run(payment=6).may_still_come() is None


def test_what_this_run_has_loaded_is_told_from_what_others_have(desk: Desk) -> None:
    run = desk.run()
    assert run.loaded_now("E.zip") is None
    run.begin(Commit.CARGAR, name="E.zip", sha256="1", before=0)
    assert run.loaded_now("E.zip") is None
    run.end(Commit.CARGAR, name="E.zip", sha256="1")

    assert run.loaded_now("E.zip") == "1"
    assert run.loaded_now("otro.zip") is None
    assert desk.run().loaded_now("E.zip") is None


def test_what_the_portal_refused_to_load_was_not_loaded(desk: Desk) -> None:
    run = desk.run()
    run.begin(Commit.CARGAR, name="E.zip", sha256="1", before=0)
    run.end(Commit.CARGAR, came="refused")

    assert run.loaded_now("E.zip") is None


@pytest.mark.parametrize(
    ("came", "expected"), [(None, True), ("saved", True), ("refused", False)], ids=["open", "saved", "refused"]
)
def test_a_run_may_have_saved_once_it_has_pressed_and_was_not_refused(
    desk: Desk, came: str | None, *, expected: bool
) -> None:
    run = desk.run()
    assert not run.may_have_saved()
    press(run, Commit.CONFIRMAR, came)

    assert run.may_have_saved() == expected
    assert not desk.run().may_have_saved(), "it is of this run alone"


@pytest.mark.parametrize(("contract", "payment"), [("CPS 12_2026", 5), ("CPS 12/2026", 6)])
def test_runs_of_one_folder_may_be_of_several_payments(desk: Desk, contract: str, payment: int) -> None:
    desk.run("CPS 12/2026").begin(Commit.CONFIRMAR)
    assert desk.run("CPS 12/2026").open_commit(Commit.CONFIRMAR) is not None

    assert desk.last
    past = runs_of(desk.receipts, "CPS 12/2026", 5)
    other = PaymentMemory(desk.last.journal, past, contract, "Alcaldía", payment, [])

    assert other.open_commit(Commit.CONFIRMAR) is None

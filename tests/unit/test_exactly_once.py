"""Exactly once, as a state machine: runs that crash, a portal that is late, a second terminal, a clock, people's hands.

The rules, the journal and the settling are the program's own; the portal stands in memory, and so does the order in
which a run acts: look, settle, decide, write down, press, see, write down.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from secop_bot import clock, journal, memory, receipt
from secop_bot.clock import COLOMBIA
from secop_bot.filing.decision import Create, Done, Edit, Refuse, Register, Resume, decide
from secop_bot.filing.rejected import for_edit, for_submit
from secop_bot.filing.rows import PaymentRow, RowAction, RowState, row_state
from secop_bot.journal import NAME
from secop_bot.memory import SLOWEST_PORTAL, Commit, PaymentMemory
from secop_bot.receipt import Receipt, open_receipt, payment_place, runs_of
from secop_bot.settling import End, settle
from tests.conftest import MACHINE_STEPS, Prove
from tests.unit.month_desk import MONTH, Desk

if TYPE_CHECKING:
    from secop_bot.filing.filing import Filing

CONTRACT, ENTITY, PAYMENT = "CO1.PCCNTR.8263723", "Alcaldía", 5
RIGHT, WRONG = Decimal(3500000), Decimal(1)
STEPS = 30
EXAMPLES = 300
_SAVED = frozenset({RowAction.BORRAR, RowAction.REGISTRO, RowAction.ENVIAR})
_OUT = frozenset({RowAction.DETALLE})
Fate = Literal["done", "lost", "late"]
"""What becomes of a press: it is done, it never arrives, or it arrives later."""
Crash = Literal["nowhere", "before intent", "after intent", "after press", "after end"]
_fates = st.sampled_from(["done", "late", "lost"])
_crashes = st.sampled_from(["nowhere", "nowhere", "before intent", "after intent", "after press", "after end"])


class CrashError(Exception):
    """The process is gone."""


@dataclass
class Portal:
    """Plan de pagos, and the presses that are on their way to it."""

    rows: list[PaymentRow] = field(default_factory=list)
    on_its_way: list[tuple[datetime, Commit, bool]] = field(default_factory=list)
    made: int = 0
    sent: int = 0

    def ours(self) -> list[int]:
        """The places of this payment's rows."""
        return [place for place, row in enumerate(self.rows) if row.payment_id == "005"]

    def arrive(self, commit: Commit, *, new: bool) -> None:
        """Do what a press asks, if the portal allows it now; a ``new`` payment's Confirmar makes a row, each time."""
        places = self.ours()
        match commit:
            case Commit.CONFIRMAR if new:
                self.rows.append(PaymentRow("006" if places else "005", "Pago 005", RIGHT, "", _SAVED))
                self.made += 1
            case Commit.CONFIRMAR if places and row_state(self.rows[places[0]]) in {RowState.PLANNED, RowState.SAVED}:
                self.rows[places[0]] = PaymentRow("005", "Pago 005", RIGHT, "", _SAVED)
            case Commit.ENVIAR if places and row_state(self.rows[places[0]]) is RowState.SAVED:
                self.set_state("Enviado a la Entidad Estatal")
                self.sent += 1
            case Commit.EDITAR if places and row_state(self.rows[places[0]]) is RowState.REJECTED:
                self.rows[places[0]] = replace(self.rows[places[0]], state="Rechazada", offers=_SAVED)
            case _:
                pass

    def set_state(self, text: str) -> None:
        """Let the payment's row say ``text`` and offer Detalle alone."""
        for place in self.ours():
            self.rows[place] = replace(self.rows[place], state=text, offers=_OUT)


class ExactlyOnce(RuleBasedStateMachine):
    """One payment of one contract, from many runs."""

    filing: Filing
    steps_taken = 0

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self.receipts = Path(self._folder.name)
        self.now = datetime(2026, 11, 4, 9, tzinfo=COLOMBIA)
        self.portal = Portal()
        self.consents = 0
        self.by_hand = 0
        self._patch = pytest.MonkeyPatch()
        for module in (clock, journal, memory, receipt):
            self._patch.setattr(module, "now", lambda: self.now)
        self._patch.setattr(os, "fsync", lambda _: None)

    def teardown(self) -> None:
        self._patch.undo()
        self._folder.cleanup()

    # --- A run

    @initialize(planned=st.booleans())
    def begin(self, *, planned: bool) -> None:
        """Four payments are paid; the fifth may be planned."""
        self.portal.rows = [PaymentRow(f"00{n}", f"Pago 00{n}", RIGHT, "Pagado", _OUT) for n in range(1, 5)]
        if planned:
            row = PaymentRow("005", "", None, "Pendiente", frozenset({RowAction.REGISTRO}))
            self.portal.rows.append(row)
            self.portal.made += 1

    @rule(fate=_fates, crash=_crashes, send=st.booleans(), fate_of_sending=_fates, crash_at_sending=_crashes)
    def submit(self, fate: Fate, crash: Crash, fate_of_sending: Fate, crash_at_sending: Crash, *, send: bool) -> None:
        """Run ``submit``, with consent to send or without."""
        with self._run() as remembered:
            rows = list(self.portal.rows)
            decision = for_submit(self.filing, decide(self.filing, rows))
            if isinstance(decision, Refuse) or self._is_open(remembered, rows) or isinstance(decision, Done):
                return
            self._save(remembered, decision, fate, crash)
            if send:
                self._send(remembered, fate_of_sending, crash_at_sending)

    @rule(fate=_fates, crash=_crashes, unlocking=_fates, send=st.booleans())
    def edit_rejected(self, fate: Fate, crash: Crash, unlocking: Fate, *, send: bool) -> None:
        """Run ``edit-rejected``."""
        with self._run() as remembered:
            rows = list(self.portal.rows)
            decision = for_edit(self.filing, rows, edited_here=remembered.has_pressed(Commit.EDITAR))
            if isinstance(decision, Refuse) or self._is_open(remembered, rows) or isinstance(decision, Done):
                return
            if isinstance(decision, Edit):
                self._press(remembered, Commit.EDITAR, unlocking, "nowhere")
                if row_state(self.portal.rows[self.portal.ours()[0]]) is not RowState.SAVED:
                    return
            self._save(remembered, decision, fate, crash)
            if send:
                self._send(remembered, "done", "nowhere")

    @rule()
    def status(self) -> None:
        """Look, and settle what is open."""
        with self._run() as remembered:
            settled = settle(remembered, PAYMENT, self.portal.rows)
            if settled and settled.end is End.ABSENT:
                assert not self.portal.on_its_way, "what may still come was called absent"
            if settled and settled.end is End.SENT:
                assert row_state(self.portal.rows[self.portal.ours()[0]]) is not RowState.SAVED

    @rule()
    def torn(self) -> None:
        """The disk keeps but a part of the last run's journal."""
        journals = sorted(self.receipts.rglob(NAME))
        if journals:
            last = max(journals, key=lambda path: (path.stat().st_mtime_ns, str(path)))
            last.write_bytes(last.read_bytes()[:-7])
            os.utime(last, (self.now.timestamp(), self.now.timestamp()))

    # --- The world meanwhile

    @rule(minutes=st.sampled_from([1, 12, 31, 600]))
    def clock_goes_on(self, minutes: int) -> None:
        """Time passes, and what was on its way arrives, within the time the portal may take."""
        self.now += timedelta(minutes=minutes)
        due = [one for one in self.portal.on_its_way if one[0] <= self.now]
        self.portal.on_its_way = [one for one in self.portal.on_its_way if one not in due]
        for _, commit, new in due:
            self.portal.arrive(commit, new=new)

    @rule(text=st.sampled_from(["Rechazada", "Aceptada", "Pagado", "En aprobación", "EnLimbo"]))
    def entity_acts(self, text: str) -> None:
        """The entity decides on a payment that it was sent."""
        if self.portal.ours() and row_state(self.portal.rows[self.portal.ours()[0]]) not in {
            RowState.SAVED,
            RowState.PLANNED,
        }:
            self.portal.set_state(text)

    @rule(what=st.sampled_from(["save", "delete", "change", "twin"]))
    def a_hand_acts(self, what: str) -> None:
        """The contractor does something in the portal, or another computer does."""
        places = self.portal.ours()
        saved = bool(places) and row_state(self.portal.rows[places[0]]) is RowState.SAVED
        if what == "save" and not places and not self.portal.on_its_way:
            self.portal.rows.append(PaymentRow("005", "Pago 005", WRONG, "", _SAVED))
            self.portal.made += 1
        elif what == "delete" and saved and not self.portal.on_its_way:
            del self.portal.rows[places[0]]
            self.portal.made -= 1
        elif what == "change" and saved:
            self.portal.rows[places[0]] = replace(self.portal.rows[places[0]], value=WRONG)
        elif what == "twin" and places and not self.by_hand:
            self.by_hand += 1
            self.portal.rows.append(replace(self.portal.rows[places[0]], payment_id="006", value=WRONG))

    # --- What must never be

    @invariant()
    def one_payment_at_most(self) -> None:
        """No press of the bot's made a second one."""
        assert self.portal.made <= 1
        assert len(self.portal.ours()) <= 1

    @invariant()
    def nothing_sent_without_consent(self) -> None:
        """Each Enviar that came through had a consent of its own."""
        assert self.portal.sent <= self.consents

    # --- How a run acts

    def _run(self) -> _Running:
        type(self).steps_taken += 1
        return _Running(self)

    def _is_open(self, remembered: PaymentMemory, rows: list[PaymentRow]) -> bool:
        settled = settle(remembered, PAYMENT, rows)
        return settled is not None and settled.is_open

    def _save(
        self, remembered: PaymentMemory, decision: Create | Register | Resume | Edit, fate: Fate, crash: Crash
    ) -> None:
        saved = decision.row if isinstance(decision, Resume) else None
        if saved is None or saved.value != RIGHT:
            self._press(remembered, Commit.CONFIRMAR, fate, crash, new=isinstance(decision, Create))
        row = self.portal.rows[self.portal.ours()[0]] if self.portal.ours() else None
        if row is None or row_state(row) is not RowState.SAVED or row.value != RIGHT:
            raise CrashError  # not as meant: the run ends here, and says so

    def _send(self, remembered: PaymentMemory, fate: Fate, crash: Crash) -> None:
        self.consents += 1
        before = self.portal.rows[self.portal.ours()[0]]
        assert before.value == RIGHT, "what is not as meant is not sent"
        self._press(remembered, Commit.ENVIAR, fate, crash)

    def _press(self, remembered: PaymentMemory, commit: Commit, fate: Fate, crash: Crash, *, new: bool = False) -> None:
        self._die(crash, "before intent")
        remembered.begin(commit)
        self._die(crash, "after intent")
        if fate == "done":
            self.portal.arrive(commit, new=new)
        elif fate == "late":
            self.portal.on_its_way.append((self.now + SLOWEST_PORTAL - timedelta(minutes=1), commit, new))
        self._die(crash, "after press")
        if fate != "done":
            raise CrashError  # no answer: the run ends unknown
        remembered.end(commit)
        self._die(crash, "after end")

    @staticmethod
    def _die(crash: Crash, here: Crash) -> None:
        if crash == here:
            raise CrashError


class _Running:
    """A run with its journal; it may end at any moment."""

    def __init__(self, world: ExactlyOnce) -> None:
        self._world = world

    def __enter__(self) -> PaymentMemory:
        world = self._world
        opened: Receipt = open_receipt(world.receipts, payment_place(CONTRACT, "2026-10", PAYMENT))
        return PaymentMemory(opened.journal, runs_of(world.receipts, CONTRACT, PAYMENT), CONTRACT, ENTITY, PAYMENT)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
        return isinstance(error, CrashError)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> type[ExactlyOnce]:
    filing = Desk.furnished(tmp_path_factory.mktemp("mes")).filing(MONTH)
    return type("ExactlyOnce", (ExactlyOnce,), {"filing": filing})


def test_whatever_happens_there_is_one_payment_and_nothing_is_sent_without_consent(
    machine: type[ExactlyOnce], record_property: Prove
) -> None:
    how = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(machine, settings=how)

    assert machine.steps_taken > EXAMPLES * STEPS / 4, "the machine hardly ran"
    record_property(MACHINE_STEPS, machine.steps_taken)

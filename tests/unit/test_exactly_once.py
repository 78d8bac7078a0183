"""Exactly once, as a state machine: runs that crash or lose their session, a late portal, a clock, people's hands.

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
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from secop_bot import clock, journal, memory, receipt
from secop_bot.clock import COLOMBIA
from secop_bot.consent import Consent
from secop_bot.errors import UnknownOutcomeError
from secop_bot.filing.decision import Create, Done, Edit, Refuse, Register, Resume, decide
from secop_bot.filing.rejected import for_edit, for_submit
from secop_bot.filing.rows import PaymentRow, RowAction, RowState, row_state
from secop_bot.journal import NAME
from secop_bot.memory import PAYMENT_COMMITS, SLOWEST_PORTAL, Commit, PaymentMemory
from secop_bot.receipt import LOOKS, Receipt, looks_of, open_receipt, payment_place, runs_of
from secop_bot.settling import End, settle
from tests.conftest import MACHINE_STEPS, Prove
from tests.unit.month_desk import MONTH, Desk, changed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from secop_bot.filing.filing import Filing

CONTRACT, ENTITY, PAYMENT = "CO1.PCCNTR.8263723", "Alcaldía", 5
RIGHT, OTHER, WRONG = Decimal(3500000), Decimal(3600000), Decimal(1)
"""What the month file says, what it says once it was changed, and what neither does."""
STEPS = 30
EXAMPLES = 300
_SAVED = frozenset({RowAction.BORRAR, RowAction.REGISTRO, RowAction.ENVIAR})
_OUT = frozenset({RowAction.DETALLE})
Fate = Literal["done", "lost", "late"]
"""What becomes of a press: it is done, it never arrives, or it arrives later."""
Crash = Literal["nowhere", "before intent", "after intent", "after press", "after end"]
Expiry = Literal["never", "before intent", "after end"]
"""Where the session runs out, and the run begins anew: never while a press is open."""
_pauses = st.sampled_from([0, 1, 31, 600])
"""Minutes before a run."""
_fates = st.sampled_from(["done", "done", "late", "lost"])
_expiries = st.sampled_from(["never", "never", "before intent", "after end"])
_crashes = st.sampled_from([*["nowhere"] * 6, "before intent", "after intent", "after press", "after end"])


class CrashError(Exception):
    """The process is gone."""


class ExpiredError(Exception):
    """The portal has forgotten who is there."""


@dataclass(frozen=True)
class Press:
    """A press as the portal gets it: ``value`` is what it saves, or what was consented to; ``new`` makes a row.

    ``consent`` is what an Enviar was made with.
    """

    number: int
    commit: Commit
    value: Decimal
    new: bool = False
    consent: Consent | None = None


@dataclass
class Portal:
    """Plan de pagos, and the presses that are on their way to it."""

    rows: list[PaymentRow] = field(default_factory=list)
    on_its_way: list[tuple[datetime, Press]] = field(default_factory=list)
    arrived: set[int] = field(default_factory=set)
    made: int = 0
    rejected: bool = False
    sent_with: list[Consent | None] = field(default_factory=list)
    sent_otherwise: int = 0

    def ours(self) -> list[int]:
        """The places of this payment's rows."""
        return [place for place, row in enumerate(self.rows) if row.payment_id == "005"]

    def may_change(self) -> bool:
        """Whether a Confirmar or an Enviar is on its way."""
        return any(press.commit in PAYMENT_COMMITS for _, press in self.on_its_way)

    def is_out(self) -> bool:
        """Whether the payment is there and out of the contractor's hands."""
        in_hands = {RowState.SAVED, RowState.PLANNED}
        return any(row_state(self.rows[place]) not in in_hands for place in self.ours())

    def arrive(self, press: Press) -> None:
        """Do what a press asks, if the portal allows it now; a new payment's Confirmar makes a row, each time."""
        self.arrived.add(press.number)
        places = self.ours()
        match press.commit:
            case Commit.CONFIRMAR if press.new:
                self.rows.append(PaymentRow("006" if places else "005", "Pago 005", press.value, "", _SAVED))
                self.made += 1
            case Commit.CONFIRMAR if places and row_state(self.rows[places[0]]) in {RowState.PLANNED, RowState.SAVED}:
                self.rows[places[0]] = PaymentRow("005", "Pago 005", press.value, "", _SAVED)
            case Commit.ENVIAR if places and row_state(self.rows[places[0]]) is RowState.SAVED:
                self.sent_otherwise += self.rows[places[0]].value not in {press.value, WRONG}  # that was a hand
                self.set_state("Enviado a la Entidad Estatal")
                self.sent_with.append(press.consent)
            case Commit.EDITAR if places and row_state(self.rows[places[0]]) is RowState.REJECTED:
                self.rows[places[0]] = replace(self.rows[places[0]], state="Rechazada", offers=_SAVED)
            case _:
                pass

    def set_state(self, text: str) -> None:
        """Let the payment's row say ``text`` and offer Detalle alone."""
        self.rejected |= text == "Rechazada"
        for place in self.ours():
            self.rows[place] = replace(self.rows[place], state=text, offers=_OUT)


class ExactlyOnce(RuleBasedStateMachine):
    """One payment of one contract, from many runs."""

    filings: Mapping[Decimal, Filing]
    steps_taken = 0

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self.receipts = Path(self._folder.name)
        self.now = datetime(2026, 11, 4, 9, tzinfo=COLOMBIA)
        self.portal = Portal()
        self.meant = RIGHT
        self.presses = 0
        self.by_hand = 0
        self.saved_by_hand = False
        self.sent_by_hand = False
        self.settled: set[object] = set()
        self.tears = 0
        self._patch = pytest.MonkeyPatch()
        for module in (clock, journal, memory, receipt):
            self._patch.setattr(module, "now", lambda: self.now)
        self._patch.setattr(os, "fsync", lambda _: None)

    def teardown(self) -> None:
        self._patch.undo()
        self._folder.cleanup()

    # --- A run

    @initialize(stands=st.sampled_from(["nowhere", "planned", "rejected"]))
    def begin(self, stands: str) -> None:
        """Four payments are paid; the fifth may be planned, or rejected as another computer has sent it."""
        self.portal.rows = [PaymentRow(f"00{n}", f"Pago 00{n}", RIGHT, "Pagado", _OUT) for n in range(1, 5)]
        if stands != "nowhere":
            row = PaymentRow("005", "", None, "Pendiente", frozenset({RowAction.REGISTRO}))
            self.portal.rows.append(row)
            self.portal.made += 1
        if stands == "rejected":
            self.portal.set_state("Rechazada")

    @property
    def filing(self) -> Filing:
        """The month file as it is now."""
        return self.filings[self.meant]

    @rule(
        pause=_pauses,
        fate=_fates,
        crash=_crashes,
        expires=_expiries,
        send=st.booleans(),
        fate_of_sending=_fates,
        crash_at_sending=_crashes,
    )
    def submit(
        self,
        pause: int,
        fate: Fate,
        crash: Crash,
        expires: Expiry,
        fate_of_sending: Fate,
        crash_at_sending: Crash,
        *,
        send: bool,
    ) -> None:
        """Run ``submit``, with consent to send or without; a session that runs out makes it begin anew."""
        consent = Consent(CONTRACT, "005") if send else None

        def visit(crash: Crash, expires: Expiry) -> None:
            rows = list(self.portal.rows)
            decision = for_submit(self.filing, decide(self.filing, rows))
            if self._stops(remembered, rows, decision) or isinstance(decision, Refuse | Done):
                return
            self._expire(expires, "before intent")
            self._save(remembered, decision, fate, crash)
            self._expire(expires, "after end")
            if consent:
                self._send(remembered, consent, fate_of_sending, crash_at_sending)

        with self._run(pause) as remembered:
            try:
                visit(crash, expires)
            except ExpiredError:
                visit(crash, "never")

    @precondition(lambda self: self.portal.rejected)
    @rule(pause=_pauses, fate=_fates, crash=_crashes, unlocking=_fates, send=st.booleans())
    def edit_rejected(self, pause: int, fate: Fate, crash: Crash, unlocking: Fate, *, send: bool) -> None:
        """Run ``edit-rejected``."""
        with self._run(pause) as remembered:
            rows = list(self.portal.rows)
            decision = for_edit(self.filing, rows, edited_here=remembered.has_pressed(Commit.EDITAR))
            if self._stops(remembered, rows, decision) or isinstance(decision, Refuse | Done):
                return
            if isinstance(decision, Edit):
                self._press(remembered, Commit.EDITAR, unlocking, "nowhere")
                if row_state(self.portal.rows[self.portal.ours()[0]]) is not RowState.SAVED:
                    return
            self._save(remembered, decision, fate, crash)
            if send:
                self._send(remembered, Consent(CONTRACT, "005"), "done", "nowhere")

    @rule(pause=_pauses)
    def status(self, pause: int) -> None:
        """Look, and settle what is open."""
        with self._run(pause, looks=True) as remembered:
            self._is_open(remembered, self.portal.rows)

    @rule()
    def torn(self) -> None:
        """The disk keeps but a part of the last run's journal."""
        journals = sorted(self.receipts.rglob(NAME))
        if journals:
            self.tears += 1
            last = max(journals, key=lambda path: (path.stat().st_mtime_ns, str(path)))
            last.write_bytes(last.read_bytes()[:-7])
            os.utime(last, (self.now.timestamp(), self.now.timestamp()))

    # --- The world meanwhile

    @rule()
    def the_file_is_changed(self) -> None:
        """The contractor corrects the value in the month file, or takes that back."""
        self.meant = OTHER if self.meant == RIGHT else RIGHT

    @precondition(lambda self: self.portal.is_out())
    @rule(text=st.sampled_from(["Rechazada", "Rechazada", "Aceptada", "Pagado", "En aprobación", "EnLimbo"]))
    def entity_acts(self, text: str) -> None:
        """The entity decides on a payment that it was sent."""
        self.portal.set_state(text)

    @rule(what=st.sampled_from(["save", "delete", "change", "send", "twin"]))
    def a_hand_acts(self, what: str) -> None:
        """The contractor does something in the portal, or another computer does."""
        places = self.portal.ours()
        saved = bool(places) and row_state(self.portal.rows[places[0]]) is RowState.SAVED
        if what == "save" and not places and not self.portal.on_its_way:
            self.portal.rows.append(PaymentRow("005", "Pago 005", WRONG, "", _SAVED))
            self.portal.made += 1
            self.saved_by_hand = True
        elif what == "delete" and saved and not self.portal.on_its_way:
            del self.portal.rows[places[0]]
            self.portal.made -= 1
        elif what == "change" and saved:
            self.portal.rows[places[0]] = replace(self.portal.rows[places[0]], value=WRONG)
        elif what == "send" and saved:
            self.portal.set_state("Enviado a la Entidad Estatal")
            self.sent_by_hand = True
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
        """Each Enviar that came through had a consent of its own, which is used up."""
        consents = [consent for consent in self.portal.sent_with if consent]
        assert len({id(consent) for consent in consents}) == len(self.portal.sent_with)
        for consent in consents:
            with pytest.raises(ValueError, match="already spent"):
                consent.spend(CONTRACT, "005")

    @invariant()
    def nothing_else_is_sent_than_was_consented_to(self) -> None:
        """No press that came late changed what was about to be sent."""
        assert self.portal.sent_otherwise == 0

    # --- How a run acts

    def _run(self, pause: int, *, looks: bool = False) -> _Running:
        type(self).steps_taken += 1
        self._wait(pause)
        return _Running(self, LOOKS if looks else payment_place(CONTRACT, "2026-10", PAYMENT))

    def _wait(self, minutes: int) -> None:
        """Time passes, and what was on its way arrives, within the time the portal may take."""
        self.now += timedelta(minutes=minutes)
        due = [one for one in self.portal.on_its_way if one[0] <= self.now]
        self.portal.on_its_way = [one for one in self.portal.on_its_way if one not in due]
        for _, press in due:
            self.portal.arrive(press)

    def _stops(self, remembered: PaymentMemory, rows: list[PaymentRow], decision: object) -> bool:
        """Look first, where the run would go on; nothing is pressed while a press may come."""
        if isinstance(decision, Refuse):
            return True
        return self._is_open(remembered, rows) or remembered.may_still_come() is not None

    def _is_open(self, remembered: PaymentMemory, rows: list[PaymentRow]) -> bool:
        """Settle what is open, and judge how it was settled by what became of the press."""
        settled = settle(remembered, PAYMENT, rows)
        if settled is None:
            return False
        number = settled.pressed.detail.get("number")  # none: of a torn journal
        if not settled.is_open and number and not self.tears:
            assert number not in self.settled, "what was settled was settled again"
            self.settled.add(number)
        match settled.end:
            case End.UNTOLD if self.portal.is_out():
                assert self.sent_by_hand or self.tears, "a saved payment went out, and no press of ours sent it"
            case End.ABSENT | End.UNTOLD:
                assert not self.portal.on_its_way, "what may still come was called absent"
            case End.SENT:
                assert row_state(self.portal.rows[self.portal.ours()[0]]) is not RowState.SAVED
                by_hand = self.saved_by_hand or (self.sent_by_hand and settled.pressed.commit is Commit.ENVIAR)
                assert number in self.portal.arrived or by_hand or self.tears or settled.pressed.is_guessed
            case End.SAVED:
                assert number in self.portal.arrived or self.saved_by_hand, "what never came was called saved"
            case _:
                pass
        return settled.is_open

    def _save(
        self, remembered: PaymentMemory, decision: Create | Register | Resume | Edit, fate: Fate, crash: Crash
    ) -> None:
        saved = decision.row if isinstance(decision, Resume) else None
        if saved is None or saved.value != self.meant:
            new, was_saved = isinstance(decision, Create), isinstance(decision, Resume | Edit)
            self._press(remembered, Commit.CONFIRMAR, fate, crash, new=new, was_saved=was_saved)
        row = self.portal.rows[self.portal.ours()[0]] if self.portal.ours() else None
        if row is None or row_state(row) is not RowState.SAVED or row.value != self.meant:
            raise CrashError  # not as meant: the run ends here, and says so

    def _send(self, remembered: PaymentMemory, consent: Consent, fate: Fate, crash: Crash) -> None:
        consent.spend(CONTRACT, self.portal.rows[self.portal.ours()[0]].payment_id)
        self._press(remembered, Commit.ENVIAR, fate, crash, consent=consent)

    def _press(
        self,
        remembered: PaymentMemory,
        commit: Commit,
        fate: Fate,
        crash: Crash,
        *,
        new: bool = False,
        consent: Consent | None = None,
        **detail: bool,
    ) -> None:
        self._die(crash, "before intent")
        self.presses += 1
        press = Press(self.presses, commit, self.meant, new, consent)
        try:
            remembered.begin(commit, number=press.number, **detail)
        except UnknownOutcomeError as error:  # once in a run
            raise CrashError from error
        self._die(crash, "after intent")
        assert commit not in PAYMENT_COMMITS or not self.portal.may_change(), "an earlier press may still come"
        if fate == "done":
            self.portal.arrive(press)
        elif fate == "late":
            self.portal.on_its_way.append((self.now + SLOWEST_PORTAL - timedelta(minutes=1), press))
        self._die(crash, "after press")
        if fate != "done":
            raise CrashError  # no answer: the run ends unknown
        remembered.end(commit)
        self._die(crash, "after end")

    @staticmethod
    def _expire(expires: Expiry, here: Expiry) -> None:
        if expires == here:
            raise ExpiredError

    @staticmethod
    def _die(crash: Crash, here: Crash) -> None:
        if crash == here:
            raise CrashError


class _Running:
    """A run with its journal; it may end at any moment."""

    def __init__(self, world: ExactlyOnce, place: str) -> None:
        self._receipts = world.receipts
        self._place = place

    def __enter__(self) -> PaymentMemory:
        opened: Receipt = open_receipt(self._receipts, self._place)
        past, looks = runs_of(self._receipts, CONTRACT, PAYMENT), looks_of(self._receipts)
        return PaymentMemory(opened.journal, past, CONTRACT, ENTITY, PAYMENT, looks)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
        return isinstance(error, CrashError)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> type[ExactlyOnce]:
    desk = Desk.furnished(tmp_path_factory.mktemp("mes"))
    filings = {RIGHT: desk.filing(MONTH), OTHER: desk.filing(changed(("3.500.000", "3.600.000")))}
    return type("ExactlyOnce", (ExactlyOnce,), {"filings": filings})


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


def test_a_press_is_waited_for_where_the_payment_may_have_gone_out_by_another_hand(
    machine: type[ExactlyOnce],
) -> None:
    world = machine()
    world.begin("nowhere")
    world.submit(0, "done", "nowhere", "never", "late", "nowhere", send=True)
    world.a_hand_acts("send")
    world.status(0)
    world.entity_acts("Rechazada")
    world.the_file_is_changed()

    world.edit_rejected(0, "done", "nowhere", "done", send=True)
    pressed_while_it_may_come = world.presses - 2
    world.edit_rejected(31, "done", "nowhere", "done", send=True)
    pressed_after = world.presses - 2
    world.teardown()

    assert (pressed_while_it_may_come, pressed_after) == (0, 3), "Editar, Confirmar, Enviar"

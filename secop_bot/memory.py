"""What this computer knows of a payment and the portal does not show: a commit without its end, and the files attached.

It stands in the journals of the payment's receipts. The portal outranks it: it only ever makes a run look first, or
attach anew.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from secop_bot.clock import now
from secop_bot.filing.calendar import Period
from secop_bot.filing.problems import FlawError
from secop_bot.filing.text import folded
from secop_bot.journal import END, INTENT, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from secop_bot.journal import Journal, PastRun

SLOWEST_PORTAL = timedelta(minutes=30)
"""How long a commit without its end may still come through; generous, since a second payment is worse than a wait."""


class Commit(StrEnum):
    """A press that changes the portal."""

    EDITAR = "Editar"
    CONFIRMAR = "Confirmar"
    CARGAR = "Cargar nuevo"
    ENVIAR = "Enviar"


PAYMENT_COMMITS = frozenset({Commit.CONFIRMAR, Commit.ENVIAR})
"""The two that must never be made twice; Editar only unlocks, and evidences are a matter of their own."""


@dataclass(frozen=True)
class OpenCommit:
    """A press of the run in folder ``run`` whose end was not seen; ``until`` is when it can no longer come through.

    ``is_guessed``: that run's journal can't be read whole, and may have had such a press.
    """

    commit: Commit
    until: datetime
    detail: Mapping[str, object]
    run: Path

    @property
    def is_guessed(self) -> bool:
        """Whether nobody knows that it was made."""
        return bool(self.detail.get("guessed"))

    @property
    def is_over(self) -> bool:
        """Whether it can no longer come through."""
        return now() >= self.until


def where_it_stands(presses: Mapping[str, Mapping[str, object] | None]) -> str:
    """Say in Spanish what a run that was interrupted has done at the portal; ``presses`` are those of its journal."""
    open_presses = [commit for commit, end in presses.items() if end is None]
    if open_presses:
        return f"después de oprimir {open_presses[-1]}, y no se vio en qué quedó"
    came = {end.get("came") for end in presses.values() if end}
    if "sent" in came:
        return "y el pago ya se había enviado"
    if "saved" in came:
        return "y el pago ya estaba guardado, sin enviar"
    if Commit.EDITAR in presses:
        return "y el pago quedó abierto para corregir, sin guardar nada"
    if Commit.CARGAR in presses and (presses[Commit.CARGAR] or {}).get("came") != "refused":
        return "y las evidencias ya estaban cargadas; en esta ejecución el pago no se guardó ni se envió"
    return "y no se guardó ni se envió nada"


def _opened(run: Path, intent: Entry) -> OpenCommit:
    return OpenCommit(Commit(intent.data["commit"]), intent.at + SLOWEST_PORTAL, intent.data, run)


class PaymentMemory:
    """The memory of one payment of one contract: what earlier runs wrote down, and this one writes on.

    ``past`` are the runs of the payment, oldest first, with what this one has written so far. ``looks`` are those that
    only looked: they too may have settled a press, and are read where one is open.
    """

    def __init__(
        self,
        journal: Journal,
        past: Iterable[PastRun],
        contract: str,
        entity: str,
        payment: int,
        looks: Iterable[PastRun],
    ) -> None:
        self._journal = journal
        self._subject = {"contract": contract, "entity": entity, "payment": payment}
        self._known_as = self._named(journal.hidden(self._subject))
        self._periods: dict[Path, Period] = {}
        self._notes = [(run.folder, entry) for run in past for entry in self._own(run)]
        if self.open_commit(*PAYMENT_COMMITS) or self.open_commit(Commit.CARGAR):
            for end in [entry for run in looks for entry in self._own(run) if "settles" in entry.data]:
                self._take(end)

    def _take(self, end: Entry) -> None:
        """Let an end that a look has seen follow on what the run that pressed wrote itself."""
        places = [place for place, (run, _) in enumerate(self._notes, 1) if run.name == end.data["settles"]]
        if places:
            self._notes.insert(places[-1], (self._notes[places[-1] - 1][0], end))

    def _own(self, run: PastRun) -> Iterator[Entry]:
        """Give what a run wrote of this payment; a damaged journal may have held any press."""
        with suppress(FlawError):
            if not run.damaged:
                self._periods[run.folder] = Period.parse(str(run.about.get("period")))
        for entry in run.entries:
            if entry.event in {INTENT, END} and self._named(entry.data) == self._known_as:
                yield entry
        if run.damaged:
            for commit in (Commit.CONFIRMAR, Commit.CARGAR, Commit.ENVIAR):
                yield Entry(run.damaged, INTENT, {**self._subject, "commit": commit.value, "guessed": True})

    @staticmethod
    def _named(data: Mapping[str, object]) -> tuple[object, ...]:
        """Give the payment that a line speaks of; the list may print its contract in other letters next time."""
        return folded(str(data.get("contract"))), folded(str(data.get("entity"))), data.get("payment")

    def attached(self) -> Mapping[str, str]:
        """Return name and SHA-256 of the files this computer saw saved with the payment."""
        known: Mapping[str, str] = {}
        for _, entry in self._notes:
            if entry.data.get("commit") == Commit.CONFIRMAR:
                found = entry.data.get("attached")
                known = found if entry.event == END and isinstance(found, dict) else {}
        return known

    def period(self) -> Period | None:
        """Return the month for which this computer last saved or sent the payment, or may have; None if not known."""
        filed: list[Period | None] = []
        for run, entry in self._notes:
            if entry.data.get("commit") not in PAYMENT_COMMITS:
                continue
            if entry.event == INTENT:
                filed.append(self._periods.get(run))
            elif entry.data.get("came") in {"refused", "absent"}:
                del filed[-1:]
        return next((period for period in reversed(filed) if period), None)

    def open_commit(self, *kinds: Commit) -> OpenCommit | None:
        """Return the last press of these kinds if its end was not seen, or None."""
        ours = [(run, entry) for run, entry in self._notes if entry.data.get("commit") in kinds]
        if not ours or ours[-1][1].event == END:
            return None
        return _opened(*ours[-1])

    def may_still_come(self) -> OpenCommit | None:
        """Return the last press if it was only settled by a payment out of hands, and may come through yet, or None.

        Somebody else may have sent that payment: rejected and unlocked again, it would take the press.
        """
        last = None
        for run, entry in self._notes:
            if entry.data.get("commit") not in PAYMENT_COMMITS:
                continue
            if entry.event == INTENT:
                last = _opened(run, entry)
            elif "settles" not in entry.data or entry.data.get("came") not in {"sent", "untold"}:
                last = None
        return last if last and not last.is_over else None

    def loaded(self, name: str) -> str | None:
        """Return the SHA-256 of the file of this name that this computer last saw loaded as evidence, or None."""
        ends = [
            entry.data.get("sha256")
            for _, entry in self._notes
            if entry.event == END and entry.data.get("commit") == Commit.CARGAR and entry.data.get("name") == name
        ]
        return str(ends[-1]) if ends else None

    def loaded_now(self, name: str) -> str | None:
        """Return the SHA-256 of the file of this name that this very run has loaded as evidence, or None."""
        end = self._journal.presses.get(Commit.CARGAR) or {}
        return str(end["sha256"]) if end.get("name") == name and "sha256" in end else None

    def has_pressed(self, commit: Commit) -> bool:
        """Return whether any run of this computer has pressed this for the payment."""
        return any(entry.data.get("commit") == commit for _, entry in self._notes)

    def has_open(self, commit: Commit) -> bool:
        """Return whether this run has made this press and has not seen its end."""
        pressed = self.open_commit(commit)
        return pressed is not None and pressed.run == self._journal.folder

    def may_have_saved(self) -> bool:
        """Return whether this run has pressed Confirmar, and the portal is not known to have refused it."""
        presses = self._journal.presses
        return Commit.CONFIRMAR in presses and (presses[Commit.CONFIRMAR] or {}).get("came") != "refused"

    def begin(self, commit: Commit, **detail: object) -> None:
        """Write down a press before it is made. What a Confirmar leaves attached is not known until its end.

        Raises UnknownOutcomeError (exit 7) for a second press of one kind in one run.
        """
        self._write(INTENT, commit, **detail)

    def end(self, commit: Commit, **detail: object) -> None:
        """Write down that the end was seen; after a save, ``attached`` has name and SHA-256 of the files."""
        self._write(END, commit, **detail)

    def settle(self, pressed: OpenCommit, came: str) -> None:
        """Write down how a press of an earlier run turned out; a file is loaded only where it came."""
        loaded = {key: pressed.detail[key] for key in ("name", "sha256") if key in pressed.detail}
        self.end(pressed.commit, came=came, settles=pressed.run.name, **(loaded if came == "loaded" else {}))

    def _write(self, event: str, commit: Commit, **detail: object) -> None:
        data = {**self._subject, "commit": commit.value, **detail}
        self._journal.write(event, **data)
        self._notes.append((self._journal.folder, Entry(now(), event, data)))

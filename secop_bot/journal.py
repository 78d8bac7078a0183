"""The journal of a run: JSON lines in its receipt's folder, each on disk before the run goes on.

A line has ``at`` (ISO 8601, Colombia), ``event`` and what belongs to the event; the first is the event ``run`` with
the format's ``version``.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from secop_bot.clock import now
from secop_bot.errors import InputError, UnknownOutcomeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NAME = "journal.jsonl"
INTENT = "intent"
END = "end"
"""The two lines around every press that changes the portal."""
FORM = "form"
"""The line of a form that was read: what is meant for it beside what it shows."""
OUTCOME = "outcome"
"""The line of a run that came to its end."""
_VERSION = 1


def as_bytes(text: str) -> bytes:
    """Return a text as a receipt's files hold it: UTF-8, with a mark for the half characters that a page may show."""
    return text.encode("utf-8", "replace")


class Journal:
    """Written by one run, to its end or to its death."""

    def __init__(self, folder: Path, *, number: int = 1, **about: Any) -> None:
        self.folder = folder
        self._path = folder / NAME
        self.presses: dict[str, Mapping[str, Any] | None] = {}
        """What this run has pressed, and what it saw of its end; None: nothing. See ``INTENT`` and ``END``."""
        self._path.touch(exist_ok=False)
        self._secret = ""
        self.write("run", version=_VERSION, number=number, **about)
        flush_folder(folder)

    @property
    def pending(self) -> bool:
        """Whether a press was begun whose end was not seen."""
        return None in self.presses.values()

    def write(self, event: str, **data: Any) -> None:
        """Write one line and return when the disk has it.

        Raises InputError (exit 3) where it can't be written and nothing is pressed half-way, otherwise
        UnknownOutcomeError (exit 7); that also for the second intent of one ``commit`` in one run: nothing is pressed
        twice.
        """
        if event == INTENT and data["commit"] in self.presses:
            raise _pressed_once(data["commit"])
        line = {"at": now().isoformat(timespec="milliseconds"), "event": event, **data}
        try:
            with self._path.open("ab") as file:
                file.write(as_bytes(json.dumps(self.hidden(line), ensure_ascii=False) + "\n"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise (UnknownOutcomeError if self.pending else InputError)(
                "journal_unwritable",
                f"No se puede escribir en {self._path}: {error.strerror or error}.",
                "Libere espacio en el disco y ejecute otra vez el mismo comando: el bot mira primero qué quedó.",
            ) from error
        if event == INTENT:
            self.presses[data["commit"]] = None
        if event == END and data["commit"] in self.presses:  # otherwise it is the end of another run's
            self.presses[data["commit"]] = data

    def hide(self, secret: str) -> None:
        """Write ``secret`` nowhere from now on, also where a page says it."""
        self._secret = secret

    def hidden(self, told: Any) -> Any:
        """Return plain data with the secret covered in every text of it."""
        match told:
            case str():
                return told.replace(self._secret, "●●●●") if self._secret else told
            case dict():
                return {key: self.hidden(value) for key, value in told.items()}
            case list() | tuple():
                return [self.hidden(value) for value in told]
            case _:
                return told


def _pressed_once(commit: str) -> UnknownOutcomeError:
    return UnknownOutcomeError(
        "pressed_once",
        f"En esta ejecución ya se oprimió {commit}, y el bot no lo oprime dos veces.",
        "Ejecute otra vez el mismo comando: el bot mira primero qué quedó.",
    )


def flush_folder(folder: Path) -> None:
    """Let the disk know the names in a folder too; Windows can't, and does so by itself."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@dataclass(frozen=True)
class Entry:
    """One line: when, what, and what belongs to it."""

    at: datetime
    event: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class PastRun:
    """The journal of a run in ``folder``; later runs have higher numbers.

    ``damaged`` is when a file with an unreadable line was last written, or None.

    A torn line, a line that is no entry and a newer version are all unreadable: what they said is not known.
    """

    folder: Path
    entries: tuple[Entry, ...]
    damaged: datetime | None = None
    number: int = 0

    @property
    def about(self) -> Mapping[str, Any]:
        """What its first line says of the run; empty where that can't be read."""
        return self.entries[0].data if self.entries and self.entries[0].event == "run" else {}

    @property
    def ended(self) -> bool:
        """Whether the run came to its end, whatever that was."""
        return any(entry.event == OUTCOME for entry in self.entries)


def unread(runs: Sequence[PastRun]) -> list[PastRun]:
    """Return the damaged ones of a payment's runs, oldest first, behind which none has come to its end."""
    ended = max((place for place, run in enumerate(runs) if run.ended and not run.damaged), default=-1)
    return [run for run in runs[ended + 1 :] if run.damaged]


def read_journal(path: Path) -> PastRun:
    """Read an earlier run's journal as far as it goes; one that can't be read at all is damaged."""
    entries: list[Entry] = []
    damaged = None
    try:
        raw = path.read_bytes()
    except OSError:
        raw = b""
    for line in raw.splitlines():
        entry = _entry(line)
        if entry is None or (entry.event == "run" and entry.data.get("version") != _VERSION):
            damaged = _last_written(path)
        else:
            entries.append(entry)
    if not entries:  # not even its first line came to be
        damaged = _last_written(path)
    number = entries[0].data.get("number") if entries and entries[0].event == "run" else None
    return PastRun(path.parent, tuple(entries), damaged, number if isinstance(number, int) else 0)


def _last_written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, now().tzinfo)
    except OSError:
        return now()


def _entry(line: bytes) -> Entry | None:
    try:
        data = json.loads(line.decode("utf-8"))
        return Entry(datetime.fromisoformat(data.pop("at")), str(data.pop("event")), data)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None

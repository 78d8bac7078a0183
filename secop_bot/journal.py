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

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "journal.jsonl"
INTENT = "intent"
END = "end"
"""The two lines around every press that changes the portal."""
_VERSION = 1


class Journal:
    """Written by one run, to its end or to its death."""

    def __init__(self, folder: Path, **about: Any) -> None:
        self._path = folder / NAME
        self.pending = False
        """Whether a press was begun whose end was not seen: see ``INTENT`` and ``END``."""
        self._path.touch(exist_ok=False)
        self.write("run", version=_VERSION, **about)
        _flush_folder(folder)

    def write(self, event: str, **data: Any) -> None:
        """Write one line and return when the disk has it."""
        self.pending = event == INTENT or (self.pending and event != END)
        line = {"at": now().isoformat(timespec="milliseconds"), "event": event, **data}
        with self._path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Let the disk know the file's name too; Windows can't, and does so by itself."""
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
    """The journal of an earlier run. ``damaged`` is when a file with an unreadable line was last written, or None.

    A torn line, a line that is no entry and a newer version are all unreadable: what they said is not known.
    """

    entries: tuple[Entry, ...]
    damaged: datetime | None = None


def read_journal(path: Path) -> PastRun:
    """Read an earlier run's journal as far as it goes. Raises OSError."""
    entries = []
    damaged = None
    raw = path.read_bytes()
    for line in raw.splitlines():
        entry = _entry(line)
        if entry is None or (entry.event == "run" and entry.data.get("version") != _VERSION):
            damaged = datetime.fromtimestamp(path.stat().st_mtime, now().tzinfo)
        else:
            entries.append(entry)
    if not entries:  # not even its first line came to be
        damaged = datetime.fromtimestamp(path.stat().st_mtime, now().tzinfo)
    return PastRun(tuple(entries), damaged)


def _entry(line: bytes) -> Entry | None:
    try:
        data = json.loads(line.decode("utf-8"))
        return Entry(datetime.fromisoformat(data.pop("at")), str(data.pop("event")), data)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None

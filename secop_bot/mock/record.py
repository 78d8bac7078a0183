"""The exact, ordered record of what the portal received."""

from __future__ import annotations

import copy
import threading
from typing import Any


class Record:
    """A list of entries, each a dict with its ``event`` and what came with it; passwords never come in."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def add(self, event: str, **what: Any) -> None:
        """Append an entry."""
        with self._lock:
            self._entries.append({"event": event, **copy.deepcopy(what)})

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._entries.clear()

    def entries(self, *events: str) -> list[dict[str, Any]]:
        """Give a copy of all entries, or of those of the named events, oldest first."""
        with self._lock:
            return copy.deepcopy([entry for entry in self._entries if not events or entry["event"] in events])

"""The terminal's lines, read beside the browser while a person walks in its window."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


class TerminalLines:
    """The terminal's lines, read beside the browser; from then on whatever is asked is answered through here."""

    def __init__(self, source: TextIO) -> None:
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(source,), daemon=True).start()

    def _read(self, source: TextIO) -> None:
        for line in source:
            self._lines.put(line.rstrip("\n"))
        self._lines.put("")  # an end of input answers nothing with a yes

    def __call__(self) -> str | None:
        """Return the next line, or None while there is none."""
        try:
            return self._lines.get_nowait()
        except queue.Empty:
            return None

    def wait(self) -> str:
        """Wait for a line."""
        return self._lines.get()

"""What a person tells a tour while it runs: pause, go on, stop. Any thread may tell; the run looks between actions."""

from __future__ import annotations

from enum import StrEnum
from threading import Lock


class Signal(StrEnum):
    """What is told, by the name it has in the page's script."""

    PAUSE = "pause"
    STOP = "stop"
    DONE = "done"


class Remote:
    """The last word of the person who watches."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._paused = False
        self._stop = False
        self._heard = 0

    def tell(self, signal: Signal) -> None:
        """Hear a signal: the first pause holds the run, the next lets it go on."""
        with self._lock:
            self._heard += 1
            match signal:
                case Signal.PAUSE:
                    self._paused = not self._paused
                case Signal.STOP:
                    self._stop, self._paused = True, False
                case Signal.DONE:
                    pass

    def is_paused(self) -> bool:
        """Return whether the run is to wait."""
        with self._lock:
            return self._paused

    def count(self) -> int:
        """Return how many signals have come, to notice the next."""
        with self._lock:
            return self._heard

    def is_stopping(self) -> bool:
        """Return whether a stop was told and not taken yet."""
        with self._lock:
            return self._stop

    def take_stop(self) -> bool:
        """Return whether the run is to stop. Told once: leaving the form is not stopped again."""
        with self._lock:
            stop, self._stop = self._stop, False
            return stop

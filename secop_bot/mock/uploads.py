"""Files on their way in: each is processed a moment after it arrived, and only while its window is open."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from secop_bot.mock.scenario import Scenario
    from secop_bot.mock.store import Document

Progress = Literal["processing", "success", "error"]


@dataclass
class _Arrival:
    document: Document
    ready_at: float  # of the monotonic clock
    fails: bool
    progress: Progress = "processing"


@dataclass
class UploadWindow:
    """One opening of the upload window (or one use of a file input)."""

    token: str
    owner: str  # the form or contract it was opened for
    attach: Callable[[Document], None]
    failed: Callable[[Document], None]
    arrivals: list[_Arrival] = field(default_factory=list)
    open: bool = True

    def arrive(self, document: Document, scenario: Scenario, *, fails: bool = False) -> None:
        """Take a file in; it is processed later."""
        fails = fails or any(fnmatch(document.name.lower(), pattern.lower()) for pattern in scenario.upload_failures)
        self.arrivals.append(_Arrival(document, time.monotonic() + scenario.upload_delay, fails))

    def settle(self) -> None:
        """Process whatever is ready, as long as the window is open."""
        for arrival in self.arrivals:
            if self.open and arrival.progress == "processing" and time.monotonic() >= arrival.ready_at:
                arrival.progress = "error" if arrival.fails else "success"
                (self.failed if arrival.fails else self.attach)(arrival.document)

    def abandon(self) -> None:
        """Forget the window with its files, as when its browser has died."""
        self.open = False
        self.arrivals.clear()

    def close(self) -> list[Document]:
        """Close the window; what was not processed by now is lost, and given back."""
        self.settle()
        self.open = False
        lost = [arrival.document for arrival in self.arrivals if arrival.progress == "processing"]
        self.arrivals.clear()
        return lost


class Uploads:
    """All upload windows."""

    def __init__(self) -> None:
        self._windows: dict[str, UploadWindow] = {}

    def begin(self, owner: str, attach: Callable[[Document], None], failed: Callable[[Document], None]) -> UploadWindow:
        """Open a window whose processed files go to ``attach``.

        One that still stands open for this owner is of a browser that is gone, and what was not done is lost.
        """
        for left in self._windows.values():
            if left.owner == owner:
                left.abandon()
        window = UploadWindow(secrets.token_urlsafe(12), owner, attach, failed)
        self._windows[window.token] = window
        return window

    def find(self, token: str) -> UploadWindow:
        """Give a window; raises KeyError."""
        return self._windows[token]

    def close_all(self, owner: str) -> list[Document]:
        """Close every window of a form or contract; give what was lost with them."""
        return [lost for window in self._windows.values() if window.owner == owner for lost in window.close()]

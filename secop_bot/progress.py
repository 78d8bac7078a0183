"""How a run tells what it is doing; the screen is one listener, silence another."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What listens to a run. All texts are Spanish, for the contractor."""

    def step(self, title: str) -> None:
        """Note that a step begins; the one before it is done."""

    def note(self, text: str) -> None:
        """Show something worth seeing within the current step."""

    def warn(self, text: str) -> None:
        """Tell something the contractor should decide about or know."""

    def failing(self) -> None:
        """Note that an error is about to end the run, while the page that shows it still stands."""


class Silent:
    """Listens and shows nothing."""

    def step(self, title: str) -> None:
        """Pass over it."""

    def note(self, text: str) -> None:
        """Pass over it."""

    def warn(self, text: str) -> None:
        """Pass over it."""

    def failing(self) -> None:
        """Pass over it."""


class Several:
    """Several listeners to one run, told in their order."""

    def __init__(self, *listeners: Progress) -> None:
        self._all = listeners

    def step(self, title: str) -> None:
        """Tell all."""
        for one in self._all:
            one.step(title)

    def note(self, text: str) -> None:
        """Tell all."""
        for one in self._all:
            one.note(text)

    def warn(self, text: str) -> None:
        """Tell all."""
        for one in self._all:
            one.warn(text)

    def failing(self) -> None:
        """Tell all."""
        for one in self._all:
            one.failing()

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


class Silent:
    """Listens and shows nothing."""

    def step(self, title: str) -> None:
        """Pass over it."""

    def note(self, text: str) -> None:
        """Pass over it."""

    def warn(self, text: str) -> None:
        """Pass over it."""

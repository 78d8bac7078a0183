"""Native questions of the browser (alert, confirm): each is answered at once and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

    from playwright.sync_api import BrowserContext, Dialog


class Dialogs:
    """Answers "no" to every native question, but for the one kind that is awaited.

    A dialog nobody answers would freeze the page, so the listener always answers.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.seen: list[str] = []
        self.accepted: list[str] = []
        self._awaited: re.Pattern[str] | None = None
        context.on("dialog", self._answer)

    def await_question(self, about: re.Pattern[str]) -> None:
        """Say yes to the next question whose text matches ``about``, once."""
        self._awaited = about

    def forget_question(self) -> None:
        """Say yes to nothing any more."""
        self._awaited = None

    def _answer(self, dialog: Dialog) -> None:
        self.seen.append(dialog.message)
        if dialog.type in {"alert", "beforeunload"}:
            dialog.accept()
        elif dialog.type == "confirm" and self._awaited and self._awaited.search(dialog.message):
            self._awaited = None
            self.accepted.append(dialog.message)
            dialog.accept()
        else:
            dialog.dismiss()

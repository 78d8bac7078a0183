"""The tour of a run that a person watches: how it is led, by which keys, and what it shows at the end."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from secop_bot.remote import Remote
from secop_bot.summary import summary_of
from secop_bot.terminal_keys import HINT, listening

if TYPE_CHECKING:
    from secop_bot.portal.tour import Tour
    from secop_bot.receipt import Receipt
    from secop_bot.report import Report
    from secop_bot.screen import Screen
    from secop_bot.settings import Settings
    from secop_bot.workflows.registering import Submission
    from secop_bot.workflows.visiting import Watching

_READING = 8
"""How many times a step's slow motion a caption stays, to be read."""


class Touring:
    """One run as a person sees it. A dry run is led by keys and ends with a summary; others are captioned alone.

    ``at_terminal`` says that somebody sits at a terminal; ``tour`` is None where there is nothing to see or to steer.
    """

    def __init__(
        self, command: str, submission: Submission, watching: Watching, screen: Screen, *, at_terminal: bool
    ) -> None:
        from secop_bot.portal.tour import Tour
        from secop_bot.workflows.stages import stages_of

        led = submission.dry_run and (at_terminal or not watching.headless)
        self._keys = led and at_terminal
        self._shows_end = led and at_terminal and not watching.headless
        self._screen = screen
        self._dry_run = submission.dry_run
        self._remote = Remote() if led else None
        self.tour: Tour | None = None
        if led or not watching.headless:
            sends = submission.ask_consent is not None
            self.tour = Tour(
                stages_of(command, submission.filing, dry_run=submission.dry_run, sends=sends),
                pace=watching.slow_mo / 1000 * _READING if led and not watching.headless else 0,
                remote=self._remote,
                say=screen.tell,
            )

    def keys(self) -> AbstractContextManager[None]:
        """Hear the terminal, where the run is led from one."""
        if self._remote is None or not self._keys:
            return nullcontext()
        self._screen.tell(HINT)
        return listening(self._remote)

    def end(self, report: Report, receipt: Receipt, settings: Settings, *, as_json: bool) -> None:
        """Show the summary of a dry run in the page, and hold it there for whoever is watching."""
        if self.tour and self._shows_end and not as_json and (summary := summary_of(report)):
            receipt.done()  # the picture of the last step is of the portal's page
            self.tour.end(summary, settings.person_timeout)

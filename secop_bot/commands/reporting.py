"""How a run at the portal is told: to the person, to a program, and in its receipt."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from secop_bot.crash import describe_crash
from secop_bot.errors import (
    InputError,
    PersonNeededError,
    RefusedError,
    SecopBotError,
    StoppedError,
    UnknownPageError,
    UnreachableError,
)
from secop_bot.filing.problems import MonthFileError
from secop_bot.interruption import was_interrupted
from secop_bot.printing import print_error, print_problems
from secop_bot.screen import drop_output
from secop_bot.settings import home_folder
from secop_bot.story import error_json, evidence_json, filing_json, tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from secop_bot.receipt import Receipt
    from secop_bot.report import Report
    from secop_bot.screen import Screen


class Reported:
    """One run: what it has read, its receipt once there is one, and how it ended."""

    def __init__(self, screen: Screen) -> None:
        from secop_bot.report import Report

        self.screen = screen
        self.report: Report = Report()
        self.receipt: Receipt | None = None
        self.failure: SecopBotError | None = None
        self.exit_code = 0
        self.page: Path | None = None

    def run(self, act: Callable[[], int | None]) -> None:
        """Act, keep how it ended, and write the receipt, also of a run that a person interrupts."""
        from secop_bot.report import Outcome

        try:
            self.exit_code = act() or 0
        except (KeyboardInterrupt, click.Abort):
            self._interrupted()
        except Exception as error:  # noqa: BLE001 - the last resort: said as unknown, kept for a report
            if was_interrupted():
                self._interrupted()
            elif isinstance(error, SecopBotError):
                self.failure = self._after_presses(error)
                if self._has_sent():
                    self.report.outcome = Outcome.SENT
                elif self.report.outcome is None or not isinstance(error, PersonNeededError):
                    self.report.outcome = Outcome.of_error(self.failure)
            else:
                self.failure = describe_crash(error, home_folder())
                self.report.outcome = Outcome.UNKNOWN
        if self.failure:
            self.exit_code = self.failure.exit_code
        self._write_receipt()

    def _after_presses(self, error: SecopBotError) -> SecopBotError:
        """Say where things stand after what this run has pressed, where the error itself can't know it.

        Exit 3 says that nothing was written; once anything was pressed, such an error ends with 5.
        """
        from secop_bot.memory import where_it_stands

        journal = self.receipt.journal if self.receipt else None
        if journal is None or not journal.presses:
            return error
        told = f"La ejecución paró {where_it_stands(journal.presses)}. {error.message}"
        if isinstance(error, InputError):
            return RefusedError(error.code, told, error.remedy)
        if isinstance(error, UnreachableError | UnknownPageError) and not error.says_where_it_stands:
            return type(error)(error.code, told, error.remedy)
        return error

    def _has_sent(self) -> bool:
        ends = self.receipt.journal.presses.values() if self.receipt else ()
        return any(end and end.get("came") == "sent" for end in ends)

    def _interrupted(self) -> None:
        from secop_bot.memory import where_it_stands
        from secop_bot.report import Outcome

        presses = self.receipt.journal.presses if self.receipt else {}
        if None in presses.values():
            self.report.outcome = Outcome.UNKNOWN
        elif self.report.outcome is None:  # one that was saved stays saved
            self.report.outcome = Outcome.FAILED
        self.failure = StoppedError(where_it_stands(presses))

    def _write_receipt(self) -> None:
        if self.receipt is None:
            return
        try:
            self.page = self.receipt.finish(tell(self.report, self.failure, self.exit_code))
        except Exception as error:  # noqa: BLE001 - what was done at the portal is told all the same
            describe_crash(error, home_folder())
            self.screen.warn(f"No se pudo terminar el recibo en {self.receipt.folder} ({type(error).__name__}).")

    def tell(self, say_success: Callable[[], None]) -> None:
        """Say to the person how it ended and where the receipt is."""
        if self.failure:
            print_failure(self.screen, self.failure)
        else:
            say_success()
        if self.page:
            self.screen.tell(f"  Recibo: {self.page}")

    def as_json(self, **more: Any) -> dict[str, Any]:
        """Give what ``--json`` promises, and what a command adds."""
        report = self.report
        return {
            "outcome": report.outcome,
            "payment_id": report.payment_id,
            "state": report.row.state if report.row else None,
            **(filing_json(report.filing, report.fields) if report.filing else {"fields": {}, "documents": []}),
            "evidence": evidence_json(report.loaded),
            **more,
            "receipt": str(self.page.parent) if self.page else None,
            "error": error_json(self.failure),
        }


def print_failure(screen: Screen, error: SecopBotError) -> None:
    """Say what happened and what to do; of a month file, every problem."""
    if isinstance(error, MonthFileError):
        print_problems(screen.console, error.problems)
    print_error(screen.console, error)


def write_json(document: dict[str, Any]) -> None:
    """Write the one object of ``--json`` to stdout."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        sys.stdout.write(text.encode("utf-8", "replace").decode() + "\n")  # a page may hold half a character
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output(sys.stdout)

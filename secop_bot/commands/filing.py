"""``submit``, ``edit-rejected`` and ``evidence``: a month file carried to the portal."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from secop_bot.clock import today
from secop_bot.commands.checking import warn_of_large_files
from secop_bot.commands.reporting import Reported, write_json
from secop_bot.consent import Consent
from secop_bot.errors import PersonNeededError
from secop_bot.filing.filing import prepare
from secop_bot.filing.payment_status import status_of
from secop_bot.filing.rows import RowState, row_state
from secop_bot.filing.text import as_typed
from secop_bot.known_states import KnownStates, Source
from secop_bot.printing import print_problems, print_summary
from secop_bot.screen import CONSENT_WORD, Screen, has_person
from secop_bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from secop_bot.filing.comparison import FormReading
    from secop_bot.filing.rows import PaymentRow
    from secop_bot.home import Home
    from secop_bot.portal.visit import Visit
    from secop_bot.workflows.registering import Submission


@dataclass(frozen=True)
class How:
    """How a run was asked for on the command line; None is "as the command thinks best"."""

    send: bool = False
    yes: bool = False
    dry_run: bool = False
    as_written: bool = False
    headless: bool | None = None
    slow_mo: float | None = None
    evidence: bool = True
    trace: bool = False


def run_submit(month: Path, how: How, *, as_json: bool) -> int:
    """Carry a month file to the portal and report how that ended."""
    return submit_with(month, how, load_settings, as_json=as_json)


def submit_with(
    month: Path, how: How, settings: Callable[[], Settings], *, as_json: bool, says_how_to_send: bool = True
) -> int:
    """Submit with these settings, which are read within the report: they may be wrong."""
    run = _Run("submit", month, how, as_json=as_json)

    def work(visit: Visit, submission: Submission) -> None:
        from secop_bot.workflows.submit import submit

        submit(visit, submission, run.reported.report)

    run.reported.run(lambda: run.at_portal(settings(), work))
    return run.end(lambda: _say_filed(run, says_how_to_send=says_how_to_send))


def run_edit_rejected(month: Path, how: How, *, as_json: bool) -> int:
    """Show why a payment was rejected, and correct it."""
    run = _Run("edit-rejected", month, how, as_json=as_json)

    def work(visit: Visit, submission: Submission) -> None:
        from secop_bot.workflows.edit_rejected import edit_rejected

        edit_rejected(visit, submission, run.reported.report, run.screen.show_rejection)

    run.reported.run(lambda: run.at_portal(load_settings(), work))
    return run.end(lambda: _say_filed(run, says_how_to_send=True))


def run_evidence(month: Path, how: How, *, again: bool, as_json: bool) -> int:
    """Load the month's evidences."""
    run = _Run("evidence", month, how, as_json=as_json)

    def work(visit: Visit, submission: Submission) -> None:
        from secop_bot.workflows.evidence import evidence

        evidence(visit, submission, run.reported.report, again=again)

    run.reported.run(lambda: run.at_portal(load_settings(), work))
    return run.end(lambda: _say_loaded(run))


class _Run:
    """One command with a month file, from the file to the last sentence."""

    def __init__(self, command: str, month: Path, how: How, *, as_json: bool) -> None:
        self.command = command
        self.month = month
        self.how = how
        self.screen = Screen(to_stderr=as_json)
        self.reported = Reported(self.screen)
        self._as_json = as_json

    def same_again(self, *more: str) -> str:
        """Return this command as it is typed for the same month and evidences, with ``more`` behind it."""
        without = [] if self.how.evidence else ["--no-evidence"]
        return as_typed("secop-bot", self.command, self.month, *without, *more)

    def at_portal(self, settings: Settings, work: Callable[[Visit, Submission], None]) -> None:
        """Read the month file, ask for what is missing, and go to the portal."""
        how, screen = self.how, self.screen
        filing = prepare(self.month, today(), evidence=how.evidence)
        self.reported.report.filing = filing
        print_problems(screen.console, filing.warnings)
        warn_of_large_files(screen, settings, filing)
        at_terminal = has_person()
        if how.send and not how.yes and not at_terminal:
            raise PersonNeededError(
                "no_consent",
                f"Para enviar hay que escribir {CONSENT_WORD}, y aquí no hay una terminal donde hacerlo.",
                "Ejecute el comando en una terminal, o agregue --yes si ya decidió enviar.",
            )
        if self.command == "evidence" and filing.evidence is None:
            from secop_bot.workflows.evidence import no_evidence

            raise no_evidence(filing)

        from secop_bot.commands.touring import Touring
        from secop_bot.credentials import find_credentials
        from secop_bot.home import prepare_home
        from secop_bot.portal.fence import host_of
        from secop_bot.receipt import open_receipt, payment_place
        from secop_bot.workflows.registering import Submission
        from secop_bot.workflows.visiting import Watching, open_portal

        def ask_consent(row: PaymentRow, reading: FormReading) -> Consent | None:
            agreed = how.yes or screen.asks_to_send(row, reading)
            return Consent(filing.contract, row.payment_id, waited=not how.yes) if agreed else None

        credentials = find_credentials(settings, screen if at_terminal else None)
        home = prepare_home(settings.home)
        watching = Watching.chosen(
            headless=settings.headless if how.headless is None else how.headless,
            slow_mo=how.slow_mo,
            dry_run=how.dry_run,
            traces=home.traces_if(how.trace),
        )
        receipt = self.reported.receipt = open_receipt(
            home.receipts,
            payment_place(filing.contract, str(filing.period), filing.payment),
            command=self.command,
            dry_run=how.dry_run,
            send=how.send,
            yes=how.yes,
            portal=host_of(settings.portal_url),
            period=str(filing.period),
            payment=filing.payment,
            source=self.month.name,
        )
        submission = Submission(
            filing,
            today(),
            home.receipts,
            receipt,
            settings.company,
            how.dry_run,
            how.as_written,
            ask_consent if how.send else None,
        )

        def carried(visit: Visit) -> None:
            work(visit, submission)
            touring.end(self.reported.report, receipt, settings, as_json=self._as_json)

        touring = Touring(self.command, submission, watching, screen, at_terminal=at_terminal)
        try:
            with (
                screen,
                touring.keys(),
                open_portal(settings, credentials, watching, screen, receipt, tour=touring.tour) as portal,
            ):
                portal.carry(carried)
        finally:
            self._remember(home)

    def _remember(self, home: Home) -> None:
        """Keep the state that the payment's row showed last, so that ``status`` can say what changed since."""
        report = self.reported.report
        if report.contract and report.row:
            states = KnownStates(home.states)
            states.update(report.contract.number, report.contract.entity, [status_of(report.row)], Source.PORTAL)
            with suppress(OSError):  # it only helps to say what is new; the receipt has the state too
                states.save()

    def end(self, say_success: Callable[[], None]) -> int:
        """Tell people and programs how it ended, and return the exit code."""
        self.reported.tell(say_success)
        if self._as_json:
            write_json(self.reported.as_json())
        return self.reported.exit_code


def _say_filed(run: _Run, *, says_how_to_send: bool) -> None:
    from secop_bot.report import Outcome
    from secop_bot.summary import summary_of

    report, screen = run.reported.report, run.screen
    state = f" Estado en SECOP II: «{report.row.state}»." if report.row and report.row.state else ""
    compared = bool(report.fields)
    said = {
        Outcome.SAVED: f"El pago {report.payment_id} quedó guardado en SECOP II, sin enviar.{state}",
        Outcome.SENT: f"El pago {report.payment_id} fue enviado a la entidad.{state}",
        Outcome.ALREADY_SENT: f"El pago {report.payment_id} ya estaba enviado; no se tocó nada.{state}",
        Outcome.NOTHING_TO_DO: f"El pago {report.payment_id} ya está como dice el archivo; no se cambió nada.{state}"
        if compared
        else f"El pago {report.payment_id} ya no está en sus manos; no se tocó ni se comparó con el archivo.{state}",
        Outcome.DRY_RUN: f"El ensayo del pago {report.payment_id} terminó; no se guardó nada.",
    }
    if report.rejection and report.outcome is Outcome.NOTHING_TO_DO:
        screen.warn(
            f"El pago {report.payment_id} sigue rechazado: SECOP II ya tiene lo mismo que su archivo;"
            " no se cambió nada."
        )
        screen.tell("  Corrija el archivo o los PDF según el motivo y ejecute otra vez el mismo comando.")
        return
    if run.how.dry_run and (summary := summary_of(report)):
        print_summary(screen.console, summary)
    screen.success(said[Outcome(report.outcome or "")])
    if report.loaded:
        screen.tell(f"  {report.loaded.evidence.name}: {report.loaded.said}")
    if not says_how_to_send:
        return
    unsent = report.row is not None and row_state(report.row) is RowState.SAVED
    match report.outcome:
        case Outcome.SAVED | Outcome.NOTHING_TO_DO if unsent:
            if run.command == "edit-rejected":
                reload = as_typed("secop-bot", "evidence", run.month, "--again")
                screen.tell(f"  Las evidencias, si las hay, no se tocaron; si cambiaron: {reload}")
            screen.tell(f"  Sigue sin enviar. Para enviarlo: {run.same_again('--send')}")
        case Outcome.SENT:
            screen.tell(f"  Para saber en qué va: {as_typed('secop-bot', 'status', run.month)}")
        case Outcome.DRY_RUN:
            as_written = ["--as-written"] if run.how.as_written else []
            screen.tell(f"  Para hacerlo de verdad: {run.same_again(*as_written)}")
        case _:
            pass


def _say_loaded(run: _Run) -> None:
    loaded = run.reported.report.loaded
    if loaded is None:
        return
    run.screen.success(f"{loaded.evidence.name}: {loaded.said}")
    if loaded.sha256 is None:
        reload = as_typed("secop-bot", "evidence", run.month, "--again")
        run.screen.tell(f"  Si cambió y quiere cargarlo otra vez: {reload}")

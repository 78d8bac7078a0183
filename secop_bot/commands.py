"""What each command does between its arguments and its exit code: settings, people, a workflow, the report."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secop_bot.clock import today
from secop_bot.consent import Consent
from secop_bot.crash import describe_crash
from secop_bot.errors import InputError, PersonNeededError, SecopBotError
from secop_bot.filing.fields import Field, Value, show
from secop_bot.filing.filing import Filing, prepare
from secop_bot.filing.problems import MonthFileError
from secop_bot.screen import CONSENT_WORD, MEGABYTE, Screen, print_error, print_filing, print_problems
from secop_bot.settings import Settings, home_folder, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from secop_bot.filing.comparison import FormReading
    from secop_bot.filing.decision import PaymentRow
    from secop_bot.filing.evidence import Evidence
    from secop_bot.workflows.report import Report


@dataclass(frozen=True)
class How:
    """How a submission was asked for on the command line; None is "as the command thinks best"."""

    send: bool = False
    yes: bool = False
    dry_run: bool = False
    headless: bool | None = None
    slow_mo: float | None = None


def run_check(month: Path, *, as_json: bool) -> int:
    """Print all that the month file says and where it comes from. Nothing leaves the computer."""
    screen = Screen(to_stderr=as_json)
    try:
        settings = load_settings()
        filing = prepare(month, today())
    except SecopBotError as error:
        _print_failure(screen, error)
        if as_json:
            problems = error.problems if isinstance(error, MonthFileError) else ()
            _write_json({"problems": [str(problem) for problem in problems], "error": _error_json(error)})
        return error.exit_code
    print_filing(screen.console, filing)
    _warn_of_large_documents(screen, settings, filing)
    screen.console.print("[bold green]✓ El archivo está listo para radicar.[/]")
    if as_json:
        origins = {field.value: resolved.origin for field, resolved in filing.fields.items()}
        warnings = [str(problem) for problem in filing.warnings]
        _write_json(
            {
                **_filing_json(filing),
                "evidence": _evidence_json(filing.evidence) if filing.evidence else None,
                "origins": origins,
                "problems": warnings,
                "error": None,
            }
        )
    return 0


def run_submit(month: Path, how: How, *, as_json: bool) -> int:
    """Carry a month file to the portal and report how that ended."""
    screen = Screen(to_stderr=as_json)
    return _reported(screen, lambda report: _submit(screen, month, how, load_settings(), report), as_json=as_json)


def run_demo(how: How, *, as_json: bool) -> int:
    """Submit a sample month to a mock portal of our own."""
    from tempfile import TemporaryDirectory

    from secop_bot.mock import MockPortal, Scenario
    from secop_bot.sample import write_sample

    screen = Screen(to_stderr=as_json)
    scenario = Scenario()
    with (
        TemporaryDirectory(prefix="secop-bot-demo-", ignore_cleanup_errors=True) as folder,
        MockPortal(scenario) as portal,
    ):
        screen.tell(f"SECOP II simulado en {portal.url}; nada de esto llega al portal verdadero.")
        month = write_sample(Path(folder), today())
        screen.tell(f"El archivo del mes, de ejemplo:\n\n{month.read_text(encoding='utf-8')}")

        def run(report: Report) -> None:
            settings = load_settings(
                home=Path(folder),
                portal_url=portal.url,
                username=scenario.username,
                password=scenario.password,
                company="",
            )
            _submit(screen, month, how, settings, report)

        exit_code = _reported(screen, run, as_json=as_json, says_how_to_send=False)
        screen.tell("  Fue una demostración. Con un archivo suyo, empiece por: secop-bot check octubre.yaml")
        return exit_code


def run_mock(port: int, scenario: Path | None) -> int:
    """Serve the mock portal until interrupted."""
    from secop_bot.mock import MockPortal, Scenario, ScenarioError, serve_forever

    try:
        chosen = Scenario() if scenario is None else Scenario.from_json(scenario.read_text(encoding="utf-8-sig"))
        portal = MockPortal(chosen, port=port)
    except (OSError, UnicodeDecodeError, ScenarioError) as error:
        raise InputError(
            "mock_scenario", f"El simulador no arranca: {error}.", "Corrija --scenario o --port."
        ) from error
    screen = Screen(to_stderr=False)
    screen.tell(f"SECOP II simulado: {portal.url}")
    screen.tell(f"Usuario: {chosen.username} · Contraseña: {chosen.password} · Ctrl+C para terminar.")
    sys.stdout.flush()
    serve_forever(portal)
    return 0


def _submit(screen: Screen, month: Path, how: How, settings: Settings, report: Report) -> None:
    """Read the month file, ask for what is missing, and go to the portal."""
    report.filing = filing = prepare(month, today())
    print_problems(screen.console, filing.warnings)
    _warn_of_large_documents(screen, settings, filing)
    at_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    if how.send and not how.yes and not at_terminal:
        raise PersonNeededError(
            "no_consent",
            f"Para enviar hay que escribir {CONSENT_WORD}, y aquí no hay una terminal donde hacerlo.",
            "Ejecute el comando en una terminal, o agregue --yes si ya decidió enviar.",
        )

    from secop_bot.credentials import find_credentials
    from secop_bot.workflows.submit import Submission, submit
    from secop_bot.workflows.visiting import Watching, portal_visit

    def ask_consent(row: PaymentRow, reading: FormReading) -> Consent | None:
        agreed = how.yes or screen.asks_to_send(row, reading)
        return Consent(filing.contract, row.payment_id) if agreed else None

    credentials = find_credentials(settings, screen if at_terminal else None)
    watching = Watching.chosen(
        headless=settings.headless if how.headless is None else how.headless,
        slow_mo=how.slow_mo,
        dry_run=how.dry_run,
    )
    submission = Submission(filing, today(), settings.home / "payments", how.dry_run, ask_consent if how.send else None)
    with screen, portal_visit(settings, credentials, watching, screen) as visit:
        submit(visit, submission, report)


def _reported(screen: Screen, run: Callable[[Report], None], *, as_json: bool, says_how_to_send: bool = True) -> int:
    """Run, and tell people and programs how it ended."""
    from secop_bot.workflows.report import Outcome, Report

    report = Report()
    failure: SecopBotError | None = None
    try:
        run(report)
    except SecopBotError as error:
        failure = error
        if report.outcome is None or not isinstance(error, PersonNeededError):
            report.outcome = Outcome.of_error(error)
    except Exception as error:  # noqa: BLE001 - the last resort: said as unknown, kept for a report
        failure = describe_crash(error, home_folder())
        report.outcome = Outcome.UNKNOWN
    if failure:
        _print_failure(screen, failure)
    else:
        _print_success(screen, report, says_how_to_send=says_how_to_send)
    if as_json:
        _write_json(
            {
                "outcome": report.outcome,
                "payment_id": report.payment_id,
                "state": report.row.state if report.row else None,
                **(_filing_json(report.filing, report.fields) if report.filing else {"fields": {}, "documents": []}),
                "receipt": None,
                "error": _error_json(failure) if failure else None,
            }
        )
    return failure.exit_code if failure else 0


def _print_success(screen: Screen, report: Report, *, says_how_to_send: bool) -> None:
    from secop_bot.workflows.report import Outcome

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
    screen.console.print(f"✓ {said[Outcome(report.outcome or '')]}", style="bold green", markup=False)
    if report.outcome is Outcome.SAVED and report.filing and says_how_to_send:
        screen.tell(f"  Para enviarlo: secop-bot submit {report.filing.source} --send")


def _print_failure(screen: Screen, error: SecopBotError) -> None:
    if isinstance(error, MonthFileError):
        print_problems(screen.console, error.problems)
    print_error(screen.console, error)


def _warn_of_large_documents(screen: Screen, settings: Settings, filing: Filing) -> None:
    limit = settings.max_document_mb
    sizes = [(document.name, document.size) for document in filing.documents]
    if filing.evidence:
        sizes.append((filing.evidence.name, filing.evidence.size))
    for name, size in sizes:
        if limit is not None and size > limit * MEGABYTE:
            screen.warn(f"{name} pesa más de {limit:g} MB y el portal podría no recibirlo.")


def _filing_json(filing: Filing, fields: dict[Field, Value] | None = None) -> dict[str, Any]:
    if fields == {}:  # the payment is out of our hands: nothing was compared, nothing is claimed
        return {"fields": {}, "documents": []}
    values = fields if fields is not None else {field: resolved.value for field, resolved in filing.fields.items()}
    return {
        "fields": {field.value: _plain(value) for field, value in values.items()},
        "documents": [
            {"kind": one.kind, "name": one.name, "size": one.size, "sha256": one.sha256} for one in filing.documents
        ],
    }


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    return {"name": evidence.name, "files": len(evidence.members), "size": evidence.size}


def _plain(value: Value) -> str | bool:
    """Write a value for programs: dates ISO, pesos as a plain decimal number in a string."""
    match value:
        case bool():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return show(value)


def _error_json(error: SecopBotError) -> dict[str, str]:
    return {"code": error.code, "message": error.message, "remedy": error.remedy}


def _write_json(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")

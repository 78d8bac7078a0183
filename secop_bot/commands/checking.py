"""``check``: all that the month file says and where it comes from, without leaving the computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.clock import today
from secop_bot.commands.reporting import print_failure, write_json
from secop_bot.errors import SecopBotError
from secop_bot.filing.filing import prepare
from secop_bot.filing.problems import MonthFileError
from secop_bot.filing.text import as_typed, weight
from secop_bot.printing import print_filing
from secop_bot.screen import Screen
from secop_bot.settings import Settings, load_settings
from secop_bot.story import error_json, filing_json

if TYPE_CHECKING:
    from pathlib import Path

    from secop_bot.filing.filing import Filing

_MEGABYTE = 1_000_000


def run_check(month: Path, *, as_json: bool) -> int:
    """Print all that the month file says and where it comes from. Nothing leaves the computer."""
    screen = Screen(to_stderr=as_json)
    try:
        settings = load_settings()
        filing = prepare(month, today())
    except SecopBotError as error:
        print_failure(screen, error)
        if as_json:
            problems = error.problems if isinstance(error, MonthFileError) else ()
            write_json({"problems": [str(problem) for problem in problems], "error": error_json(error)})
        return error.exit_code
    print_filing(screen.console, filing)
    warn_of_large_files(screen, settings, filing)
    screen.success("El archivo está listo para radicar.")
    screen.tell(
        f"  Siguiente: {as_typed('secop-bot', 'submit', month, '--dry-run')} (ensayo a la vista, no guarda nada)"
    )
    if as_json:
        evidence = filing.evidence
        write_json(
            {
                **filing_json(filing),
                "evidence": {"name": evidence.name, "files": len(evidence.members), "size": evidence.size}
                if evidence
                else None,
                "origins": {field.value: resolved.origin for field, resolved in filing.fields.items()},
                "problems": [str(problem) for problem in filing.warnings],
                "error": None,
            }
        )
    return 0


def warn_of_large_files(screen: Screen, settings: Settings, filing: Filing) -> None:
    """Warn of each file over the configured size; the portal's own limit is not known."""
    limit = settings.max_document_mb
    sizes = [(document.name, document.size) for document in filing.documents]
    if filing.evidence:
        sizes.append((filing.evidence.name, filing.evidence.size))
    for name, size in sizes:
        if limit is not None and size > limit * _MEGABYTE:
            screen.warn(f"{name} pesa {weight(size)}, más de {limit:g} MB, y el portal podría no recibirlo.")

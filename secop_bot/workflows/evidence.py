"""``evidence``: the month's evidences loaded by themselves, without touching the payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.errors import InputError
from secop_bot.report import Outcome, Report
from secop_bot.workflows.loading import load_evidences
from secop_bot.workflows.registering import Submission, approach

if TYPE_CHECKING:
    from secop_bot.filing.filing import Filing
    from secop_bot.portal.visit import Visit


def evidence(visit: Visit, submission: Submission, report: Report, *, again: bool) -> None:
    """Load the evidences that the month file names, once, or ``again``."""
    packed = submission.filing.evidence
    if packed is None:
        raise no_evidence(submission.filing)
    desk = approach(visit, submission, report)
    report.fields = {}  # the payment is not looked at
    loaded = load_evidences(visit, submission.filing, packed, desk.memory, report, again=again)
    report.outcome = Outcome.SAVED if loaded else Outcome.NOTHING_TO_DO


def no_evidence(filing: Filing) -> InputError:
    """Say that the month file names no evidences."""
    return InputError(
        "no_evidence",
        f"{filing.source.name} no dice dónde están las evidencias.",
        "Agregue «evidencias: evidencias/» (una carpeta o un ZIP) y vuelva a ejecutar.",
    )

"""How a run ended, and what it has read from the portal on the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from secop_bot.errors import RefusedError, SecopBotError, UnknownOutcomeError

if TYPE_CHECKING:
    from secop_bot.filing.decision import PaymentRow
    from secop_bot.filing.fields import Field, Value
    from secop_bot.filing.filing import Filing


class Outcome(StrEnum):
    """How a run ended."""

    DRY_RUN = "dry_run"
    SAVED = "saved"
    SENT = "sent"
    ALREADY_SENT = "already_sent"
    NOTHING_TO_DO = "nothing_to_do"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    FAILED = "failed"

    @classmethod
    def of_error(cls, error: SecopBotError) -> Outcome:
        """Return the outcome of a run that an error ended."""
        match error:
            case UnknownOutcomeError():
                return cls.UNKNOWN
            case RefusedError():
                return cls.REFUSED
            case _:
                return cls.FAILED


@dataclass
class Report:
    """What a run has read from the portal so far; it stays true when an error ends the run."""

    filing: Filing | None = None
    outcome: Outcome | None = None
    row: PaymentRow | None = None
    payment_id: str | None = None
    fields: dict[Field, Value] | None = None

"""How a run ended, and what it has read from the portal on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from secop_bot.errors import RefusedError, SecopBotError, UnknownOutcomeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from secop_bot.filing.comparison import Difference, FormReading
    from secop_bot.filing.evidence import Evidence
    from secop_bot.filing.fields import Field, Value
    from secop_bot.filing.filing import Filing
    from secop_bot.filing.payment_status import PaymentStatus
    from secop_bot.filing.rows import PaymentRow
    from secop_bot.portal.contracts import ListedContract


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


@dataclass(frozen=True)
class Rejection:
    """Why the entity rejected a payment, in its words, and what differs from the month file."""

    reason: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Loaded:
    """The evidences as they stand in the execution documents; ``sha256`` is None where nothing was packed.

    ``said`` is a Spanish sentence: how they came to be there, or why not.
    """

    evidence: Evidence
    sha256: str | None
    said: str


@dataclass(frozen=True)
class ReadContract:
    """A contract and its payments as the portal, or open data, shows them. ``error`` says why they were not read."""

    number: str
    entity: str
    state: str
    payments: tuple[PaymentStatus, ...] = ()
    error: SecopBotError | None = None


@dataclass
class Report:
    """What a run has read from the portal so far; it stays true when an error ends the run."""

    filing: Filing | None = None
    outcome: Outcome | None = None
    contract: ListedContract | None = None
    row: PaymentRow | None = None
    payment_id: str | None = None
    fields: dict[Field, Value] | None = None
    reading: FormReading | None = None
    attached: Mapping[str, str] = field(default_factory=dict)
    """Name and SHA-256 of the files that a Confirmar which this computer saw has left with the payment."""
    rejection: Rejection | None = None
    loaded: Loaded | None = None
    contracts: list[ReadContract] = field(default_factory=list)

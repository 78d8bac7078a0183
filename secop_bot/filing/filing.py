"""What to file: every field of the form resolved, each with its origin, and the documents inspected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from secop_bot.filing.attachments import resolve_documents
from secop_bot.filing.calendar import Period
from secop_bot.filing.dates import resolve_dates
from secop_bot.filing.evidence import inspect_evidence
from secop_bot.filing.fields import Field, Value
from secop_bot.filing.ledger import Ledger, Resolved
from secop_bot.filing.letters import resolve_letters
from secop_bot.filing.month import read_draft
from secop_bot.filing.problems import FlawError, MonthFileError, Problem, Severity, in_order
from secop_bot.filing.profile import GUIA, PROFILES
from secop_bot.filing.values import Persona

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from secop_bot.filing.documents import Document
    from secop_bot.filing.evidence import Evidence

_LONGEST_ID = 9
_ID = re.compile(r"[\w-]*[0-9][\w-]*")
_PLANILLA = (Field.PLANILLA_NUMERO, Field.PLANILLA_FECHA)


@dataclass(frozen=True)
class Filing:
    """One payment to file: ``payment`` is its number in the contract, ``source`` the month file.

    ``fields`` has the radicado as it is expected; ``for_form`` puts the ID that the form shows.
    """

    contract: str
    entity: str | None
    period: Period
    payment: int
    persona: Persona
    fields: Mapping[Field, Resolved]
    documents: tuple[Document, ...]
    warnings: tuple[Problem, ...]
    profile: str
    source: Path
    evidence: Evidence | None = None

    def agrees(self, payment_id: str) -> bool:
        """Whether an ID de pago is this payment's: its only number equals ``payment`` (``"005"``)."""
        return payment_number(payment_id) == self.payment

    def for_form(
        self, payment_id: str, *, asks_planilla: bool, filed: Mapping[Field, Value | None] = MappingProxyType({})
    ) -> dict[Field, Value]:
        """Return what must stand in the form that shows ``payment_id``.

        The radicado is the ID as shown, without other words beside it, unless it was given by hand (guide, letter h).
        The planilla's fields are there only if the form asks for them and the month file gives them. ``filed`` is what
        the form shows of a payment that was filed before: its day of reception stays, where the guide's letter g allows
        it, since it is the day on which the payment was filed.
        """
        meant = {
            target: resolved.value
            for target, resolved in self.fields.items()
            if asks_planilla or target not in _PLANILLA
        }
        if not self.fields[Field.NUMERO_RADICACION].given:
            found = _ID.search(payment_id)
            meant[Field.NUMERO_RADICACION] = found[0] if found else payment_id
        emission, ruled = self.fields[Field.FECHA_EMISION].value, self.fields[Field.FECHA_RECEPCION]
        match emission, filed.get(Field.FECHA_RECEPCION), ruled.value:
            case date() as first, date() as received, date() as last if not ruled.given and first <= received <= last:
                meant[Field.FECHA_RECEPCION] = received
            case _:
                pass
        return meant

    @property
    def planilla_since(self) -> date:
        """The first signing date of the contracts that are asked for the planilla (guide, letter j)."""
        return PROFILES[self.profile].planilla_since

    def planilla_due(self, signed: date | None) -> bool:
        """Whether a contract signed on a day is asked for the planilla; one of unknown date may be."""
        return signed is None or signed >= self.planilla_since


def prepare(path: Path, today: date, *, evidence: bool = True) -> Filing:
    """Read a month file, resolve every field by its profile's rules, and inspect the documents and evidences.

    Without ``evidence``, ``evidencias`` is not looked at and the filing has none.

    :raises MonthFileError: with every problem of the file, the rules, the documents and evidences, if one is an error.
    """
    reading = read_draft(path)
    profile = PROFILES[reading.draft.perfil or GUIA.name]
    ledger = Ledger(reading, profile, today)
    resolve_letters(ledger)
    resolve_dates(ledger)
    documents = resolve_documents(ledger)
    found = _check_evidence(ledger) if evidence else None
    problems = in_order([*reading.problems, *ledger.problems])
    month = reading.month
    if month is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise MonthFileError(path, problems)
    return Filing(
        contract=month.contrato,
        entity=month.entidad,
        period=month.periodo,
        payment=month.pago,
        persona=month.persona or Persona.NATURAL,
        fields=MappingProxyType({target: ledger.fields[target] for target in Field if target in ledger.fields}),
        documents=documents,
        warnings=problems,
        profile=profile.name,
        source=path,
        evidence=found,
    )


def payment_number(payment_id: str) -> int | None:
    """Return the one number of an ID de pago (``"005"`` -> 5); None if it has none, or several."""
    numbers = re.findall(r"[0-9]+", payment_id)
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) <= _LONGEST_ID else None


def _check_evidence(ledger: Ledger) -> Evidence | None:
    """Inspect the evidences, if the file names some; what is wrong with them is a problem."""
    written = ledger.draft.evidencias
    if written is None:
        return None
    period = ledger.draft.periodo or Period.of(ledger.today)  # without one nothing is filed, but all is told
    try:
        return inspect_evidence(ledger.reading.path.parent / written, period)
    except FlawError as flaw:
        ledger.error(("evidencias",), flaw.message, flaw.remedy)
        return None

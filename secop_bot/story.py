"""How a run ended, told as plain data: for ``--json`` and for the receipt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from secop_bot.filing.comparison import differences
from secop_bot.filing.documents import KINDS
from secop_bot.filing.fields import Field, Value, show
from secop_bot.filing.payment_status import status_of
from secop_bot.filing.text import collapsed

if TYPE_CHECKING:
    from secop_bot.errors import SecopBotError
    from secop_bot.filing.filing import Filing
    from secop_bot.filing.payment_status import PaymentStatus
    from secop_bot.known_states import Change, KnownState
    from secop_bot.report import Loaded, ReadContract, Report


def plain(value: Value) -> str | bool:
    """Write a value for programs: dates ISO, pesos as a plain decimal number in a string."""
    match value:
        case bool():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case _:
            return show(value)


def filing_json(filing: Filing, fields: dict[Field, Value] | None = None) -> dict[str, Any]:
    """Give the fields and documents of a filing; ``fields`` as they were meant for the form, once it was seen."""
    if fields == {}:  # the payment is out of our hands: nothing was compared, nothing is claimed
        return {"fields": {}, "documents": []}
    values = fields if fields is not None else {field: resolved.value for field, resolved in filing.fields.items()}
    return {
        "fields": {field.value: plain(value) for field, value in values.items()},
        "documents": [
            {"kind": one.kind, "name": one.name, "size": one.size, "sha256": one.sha256} for one in filing.documents
        ],
    }


def error_json(error: SecopBotError | None) -> dict[str, str] | None:
    """Give an error, or None."""
    return {"code": error.code, "message": error.message, "remedy": error.remedy} if error else None


def payment_json(payment: PaymentStatus) -> dict[str, Any]:
    """Give a payment as it was read, with what it means."""
    return {
        "payment_id": payment.payment_id,
        "invoice_number": payment.invoice_number,
        "value": None if payment.value is None else plain(payment.value),
        "state": payment.state,
        "meaning": payment.meaning.value,
        "dates": {name: day.isoformat() for name, day in payment.dates.items()},
        "oddities": list(payment.oddities),
    }


def evidence_json(loaded: Loaded | None) -> dict[str, Any] | None:
    """Give the evidences as they stand in the execution documents; more than the name only of what this run loaded."""
    if loaded is None:
        return None
    return {
        "name": loaded.evidence.name,
        "files": len(loaded.evidence.members) if loaded.sha256 else None,
        "size": loaded.evidence.size if loaded.sha256 else None,
        "sha256": loaded.sha256,
        "said": loaded.said,
    }


def contract_json(contract: ReadContract) -> dict[str, Any]:
    """Give a contract with its payments."""
    return {
        "number": contract.number,
        "entity": contract.entity,
        "state": contract.state,
        "payments": [payment_json(payment) for payment in contract.payments],
        "error": error_json(contract.error),
    }


def change_json(change: Change) -> dict[str, Any]:
    """Give a payment whose state is not the one last known."""
    return {
        "contract": change.contract,
        "payment_id": change.payment_id,
        "before": _known_json(change.before),
        "now": _known_json(change.now),
    }


def _known_json(known: KnownState) -> dict[str, str]:
    return {
        "state": known.state,
        "meaning": known.meaning.value,
        "seen": known.seen.isoformat(timespec="seconds"),
        "source": known.source.value,
    }


def tell(report: Report, failure: SecopBotError | None, exit_code: int) -> dict[str, Any]:
    """Give all that a receipt says of a run; its pictures and steps are the receipt's own."""
    filing, reading = report.filing, report.reading
    return {
        "outcome": str(report.outcome),
        "exit_code": exit_code,
        "error": error_json(failure),
        "contract": _contract(report),
        "payment_id": report.payment_id,
        "state": report.row.state if report.row else None,
        "row": payment_json(status_of(report.row)) if report.row else None,
        "fields": _fields(report),
        "documents": [
            {
                "kind": one.kind,
                "title": KINDS[one.kind],
                "name": one.name,
                "size": one.size,
                "sha256": one.sha256,
                "shown": one.name in reading.documents if reading else None,
                "proven": report.attached.get(one.name) == one.sha256,
            }
            for one in (filing.documents if filing and report.fields != {} else ())
        ],
        "other_documents": [
            name for name in (reading.documents if reading else ()) if filing and name not in _names(filing)
        ],
        "validations": _validations(report),
        "rejection": {
            "reason": report.rejection.reason,
            "differences": [
                {"what": one.what, "shown": one.shown, "meant": one.meant} for one in report.rejection.differences
            ],
        }
        if report.rejection
        else None,
        "evidence": evidence_json(report.loaded),
        "contracts": [contract_json(contract) for contract in report.contracts],
    }


def form_json(report: Report) -> dict[str, Any]:
    """Give what is meant for the open form beside what it shows: what the journal keeps of a form."""
    told = tell(report, None, 0)
    return {name: told[name] for name in ("payment_id", "fields", "documents", "other_documents", "validations")}


def _contract(report: Report) -> dict[str, str] | None:
    if report.contract:
        return {"number": report.contract.number, "entity": report.contract.entity, "state": report.contract.state}
    if report.filing:  # as the file names it: the portal's own list was not reached
        return {"number": report.filing.contract, "entity": report.filing.entity or "", "state": ""}
    return None


def _names(filing: Filing) -> set[str]:
    return {document.name for document in filing.documents}


def _fields(report: Report) -> list[dict[str, Any]]:
    """Put what was meant beside what the portal showed last; ``same`` is None where it was not read."""
    filing = report.filing
    if filing is None or report.fields == {}:
        return []
    meant = report.fields or {field: resolved.value for field, resolved in filing.fields.items()}
    shown = report.reading.fields if report.reading else {}
    told = []
    for field, value in meant.items():
        found = shown.get(field)
        told.append(
            {
                "field": field.value,
                "label": field.label,
                "meant": show(value),
                "shown": (show(found) if found is not None else "") if field in shown else None,
                "same": not differences({field: value}, report.reading.documents, report.reading)
                if report.reading and field in shown
                else None,
                "origin": filing.fields[field].origin,
            }
        )
    return told


def _validations(report: Report) -> list[dict[str, str]]:
    if not report.reading or not report.fields:
        return []
    words = {Field.PLANILLA_NUMERO: report.reading.planilla_state, Field.CUFE: report.reading.cufe_state}
    return [
        {"label": field.label, "words": collapsed(said)}
        for field, said in words.items()
        if field in report.fields and said
    ]

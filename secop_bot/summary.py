"""What a dry run found, for the person who watched it: the same as its receipt says, in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from secop_bot.story import tell

if TYPE_CHECKING:
    from secop_bot.report import Report

_SAID = {True: "✓ igual", False: "✗ difiere", None: "no se leyó"}
_OUTCOMES = {
    "dry_run": "Ensayo terminado: no se guardó nada",
    "nothing_to_do": "Ensayo terminado: ya está como dice el archivo",
}


@dataclass(frozen=True)
class SummaryRow:
    """A line of the summary; ``same`` is None where nothing was compared."""

    cells: tuple[str, ...]
    same: bool | None


@dataclass(frozen=True)
class Summary:
    """How a dry run ended: the same as its receipt says."""

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[SummaryRow, ...] = ()
    lines: tuple[str, ...] = ()


def summary_of(report: Report) -> Summary | None:
    """Put together what the receipt tells of a run's fields, documents and validations; None where nothing was read."""
    told = tell(report, None, 0)
    if not told["fields"] or report.reading is None:
        return None
    rows = [
        SummaryRow(
            (field["label"], field["meant"] or "(vacío)", _shown(field["shown"]), _SAID[field["same"]]), field["same"]
        )
        for field in told["fields"]
    ]
    for one in told["documents"]:
        shown = one["name"] if one["shown"] else "(no aparece)"
        rows.append(SummaryRow((one["title"], one["name"], shown, _SAID[one["shown"]]), one["shown"]))
    rows += [SummaryRow(("Otro documento", "", name, _SAID[False]), same=False) for name in told["other_documents"]]
    contract = told["contract"] or {"number": "", "entity": "", "state": ""}
    parts = [contract["number"], contract["entity"], contract["state"], f"pago {told['payment_id']}"]
    return Summary(
        title=_OUTCOMES.get(told["outcome"], "Ensayo terminado"),
        subtitle=" · ".join(part for part in parts if part),
        columns=("Qué", "En su archivo", "En SECOP II", "¿Igual?"),
        rows=tuple(rows),
        lines=tuple(f"Validación de {one['label']}: {one['words']}" for one in told["validations"]),
    )


def _shown(text: str | None) -> str:
    return "—" if text is None else text or "(vacío)"

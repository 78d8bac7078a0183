"""What is printed for people: tables, problems, errors. Whatever a page said is made safe for the terminal first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from secop_bot.checkup import Verdict as Goodness
from secop_bot.filing.documents import KINDS
from secop_bot.filing.fields import show
from secop_bot.filing.problems import Problem, Severity
from secop_bot.filing.rows import RowState
from secop_bot.filing.text import quoted, screen_safe, weight
from secop_bot.known_states import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from secop_bot.checkup import Finding
    from secop_bot.errors import SecopBotError
    from secop_bot.filing.filing import Filing
    from secop_bot.known_states import Change
    from secop_bot.portal.inventory import Sighting
    from secop_bot.receipts import KeptReceipt, Verdict
    from secop_bot.report import ReadContract
    from secop_bot.summary import Summary
    from secop_bot.workflows.survey import Survey


def print_filing(console: Console, filing: Filing) -> None:
    """Print every field with its value and origin, the documents, and the warnings."""
    console.print(f"[bold]{escape(filing.contract)}[/] · pago {filing.payment} · {filing.period.in_spanish}")
    fields = Table("Campo", "Valor", "De dónde sale")
    for field, resolved in filing.fields.items():
        fields.add_row(field.label, Text(show(resolved.value) or "—"), Text(resolved.origin, style="dim"))
    console.print(fields)
    documents = Table("Documento", "Archivo", "Tamaño", "SHA-256")
    for document in filing.documents:
        documents.add_row(
            KINDS.get(document.kind, document.kind),
            Text(document.name),
            weight(document.size),
            f"{document.sha256[:12]}…",
        )
    console.print(documents)
    if evidence := filing.evidence:
        count = len(evidence.members)
        files = "1 archivo" if count == 1 else f"{count} archivos"
        console.print(Text(f"Evidencias: {evidence.name} · {files} · {weight(evidence.size)}"))
    print_problems(console, filing.warnings)


def print_payments(console: Console, contract: ReadContract, *, public: bool) -> None:
    """Print a contract's payments, one a row, and what is odd about any."""
    state = f" · {contract.state}" if contract.state else ""
    title = " · ".join(part for part in (contract.number, contract.entity) if part) + state
    console.print(Text(screen_safe(title), style="bold"))
    if contract.error:
        print_error(console, contract.error)
        return
    if not contract.payments:
        console.print(
            "  Los datos abiertos no muestran pagos; no quiere decir que no los haya. Mire sin --public."
            if public
            else "  Plan de pagos no muestra pagos."
        )
        return
    table = Table("ID", "Factura", "Valor", "Estado", "En palabras", "Fechas")
    for payment in contract.payments:
        dates = "\n".join(f"{name}: {show(day)}" for name, day in payment.dates.items())
        value = "—" if payment.value is None else show(payment.value)
        cells = (payment.payment_id, payment.invoice_number, value, payment.state, payment.meaning.in_spanish, dates)
        style = "bold red" if payment.meaning is RowState.REJECTED else ""
        table.add_row(*(Text(screen_safe(cell) or "—") for cell in cells), style=style)
    console.print(table)
    for payment in contract.payments:
        for oddity in payment.oddities:
            console.print(Text(screen_safe(f"⚠ {payment.payment_id or '(sin ID)'}: {oddity}"), style="yellow"))


def print_changes(console: Console, changes: Iterable[Change]) -> None:
    """Print each payment whose state changed since it was last seen."""
    for change in changes:
        before, now = (
            quoted(one.state) if one.state else one.meaning.in_spanish for one in (change.before, change.now)
        )
        where = "en datos abiertos" if change.now.source is Source.OPEN_DATA else "en SECOP II"
        console.print(
            Text(
                f"● Cambió: el pago {screen_safe(change.payment_id)} del contrato"
                f" {screen_safe(change.contract)} pasó de {before}"
                f" (visto el {change.before.seen:%d/%m/%Y a las %H:%M}) a {now}, {where}.",
                style="bold",
            )
        )


_OUTCOMES = {
    "saved": "guardado",
    "sent": "enviado",
    "already_sent": "ya estaba enviado",
    "nothing_to_do": "nada que hacer",
    "dry_run": "ensayo",
    "refused": "no permitido",
    "failed": "no se terminó",
    "unknown": "no se sabe",
    "absent": "no llegó al portal",
    "untold": "no se supo si llegó",
    "loaded": "evidencias cargadas",
}


_OF_COMMAND = {
    "evidence": {"saved": "evidencias cargadas", "nothing_to_do": "ya estaban cargadas"},
    "status": {"nothing_to_do": "consulta"},
    "doctor": {"nothing_to_do": "revisión de las páginas"},
    "record": {"nothing_to_do": "grabación"},
}


def print_receipts(console: Console, receipts: Sequence[KeptReceipt]) -> None:
    """Print the receipts, oldest first, each with the page to open."""
    if not receipts:
        console.print("Todavía no hay recibos: se escribe uno cada vez que el bot va al portal.")
        return
    for one in receipts:
        words = {**_OUTCOMES, **_OF_COMMAND.get(one.command, {})}
        ended = "se cortó" if one.outcome is None else words.get(one.outcome, one.outcome)
        payment = None if one.payment is None else f"pago {one.payment}"
        state = f"«{one.state}»" if one.state else None
        told = " · ".join(part for part in (one.command, one.contract, payment, ended, state) if part)
        console.print(Text(screen_safe(f"{one.began[:16].replace('T', ' ')}  {told}")))
        console.print(Text(screen_safe(f"    {one.page}"), style="dim"), soft_wrap=True)  # to be copied whole


def print_verdicts(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print what a check of the receipts found."""
    for one in verdicts:
        for problem in one.problems:
            console.print(Text(f"✗ {one.folder}: {screen_safe(problem)}", style="red"))
    if not verdicts:
        console.print("Todavía no hay recibos que revisar.")
        return
    whole = [one for one in verdicts if not one.cut_off]
    if cut_off := [one for one in verdicts if one.cut_off]:
        console.print("Ejecuciones que se cortaron antes de terminar su recibo, y no tienen qué revisar:")
        for one in cut_off:
            console.print(Text(f"  {one.folder}"), soft_wrap=True)
    good = sum(not one.problems for one in whole)
    if good == len(whole):
        count = "1 recibo revisado" if good == 1 else f"{good} recibos revisados"
        console.print(f"[bold green]✓ {count}: todo está como se escribió.[/]")
    else:
        console.print(f"{good} de {len(whole)} recibos están como se escribieron.")
        console.print("  Qué hacer: si usted no cambió nada, saque una copia de los demás y pregunte en el proyecto.")


def print_summary(console: Console, summary: Summary) -> None:
    """Print what a dry run found, as the page has shown it."""
    console.print(Text(screen_safe(summary.subtitle), style="bold"))
    table = Table(*summary.columns)
    for row in summary.rows:
        table.add_row(*(Text(screen_safe(cell)) for cell in row.cells), style="red" if row.same is False else "")
    console.print(table)
    for line in summary.lines:
        console.print(Text(f"  {screen_safe(line)}"))


def print_problems(console: Console, problems: Iterable[Problem]) -> None:
    """Print each problem on its line, with its sign."""
    for problem in problems:
        wrong = problem.severity is Severity.ERROR
        console.print(Text(f"{'✗' if wrong else '⚠'} {problem}", style="red" if wrong else "yellow"))


def print_error(console: Console, error: SecopBotError) -> None:
    """Print what happened and what to do."""
    console.print(Text(f"✗ {screen_safe(error.message)}", style="bold red"))
    console.print(Text(f"  Qué hacer: {screen_safe(error.remedy)}"))


_SIGNS = {Goodness.GOOD: "[green]✓[/]", Goodness.WARNING: "[yellow]⚠[/]", Goodness.BAD: "[red]✗[/]"}


def print_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Print what was looked at on this computer, with a verdict and a remedy."""
    table = Table("", "Qué", "Cómo está", "Qué hacer")
    for one in findings:
        table.add_row(_SIGNS[one.verdict], one.what, Text(screen_safe(one.said)), Text(screen_safe(one.remedy)))
    console.print(table)


def print_sightings(console: Console, survey: Survey) -> None:
    """Print what was seen of each control, a table a page."""
    for page in dict.fromkeys(sighting.page for sighting in survey.sightings):
        table = Table("", "Nombre", "Texto", "Cómo se encontró", title=page, title_justify="left")
        for one in survey.sightings:
            if one.page == page:
                texts = " / ".join(one.label.texts or one.label.ids)
                table.add_row(_sign_of(one), one.entry.name, Text(texts), Text(screen_safe(_seen(one))))
        console.print(table)
    for page, why in survey.passed_over.items():
        console.print(Text(f"No se miró «{page}»: {why}.", style="dim"))


def _sign_of(sighting: Sighting) -> str:
    if sighting.trouble:
        return "[red]✗[/]"
    return "[green]✓[/]" if sighting.count else "·"


def _seen(sighting: Sighting) -> str:
    like = f" Parecidos: {', '.join(f'«{text}»' for text in sighting.nearest)}." if sighting.nearest else ""
    if sighting.trouble == "missing":
        return f"No se encontró.{like}"
    if sighting.trouble == "ambiguous":
        return f"Hay {sighting.count}, y no se sabe cuál es ({sighting.way}, {sighting.document})."
    if not sighting.count:
        return f"No está ahora; no siempre aparece.{like}"
    return f"{sighting.way}, {sighting.document}" + (f", {sighting.count} veces" if sighting.count > 1 else "")

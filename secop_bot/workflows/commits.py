"""The two presses that file a payment, each written down before it is made and read back after it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import RefusedError, SecopBotError, UnknownOutcomeError
from secop_bot.filing.comparison import row_differences
from secop_bot.filing.decision import two_rows
from secop_bot.filing.filing import payment_number
from secop_bot.filing.rows import PaymentRow, RowAction
from secop_bot.filing.text import as_typed
from secop_bot.journal import unread
from secop_bot.memory import PAYMENT_COMMITS, Commit, PaymentMemory
from secop_bot.portal.confirming import confirm, unknown_save
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.sending import send
from secop_bot.receipt import looks_of, payments_with_receipts, runs_of
from secop_bot.receipt_ending import close_broken
from secop_bot.settling import said_of_late, settle
from secop_bot.workflows.form_filling import stop_at, wrong_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from secop_bot.consent import Consent
    from secop_bot.filing.comparison import FormReading
    from secop_bot.filing.fields import Field, Value
    from secop_bot.filing.filing import Filing
    from secop_bot.journal import Journal
    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.payment_form import PaymentForm
    from secop_bot.portal.visit import Visit
    from secop_bot.settling import Settlement

_REFRESH_S = 10
"""How long the table may show the row as it was before Confirmar."""


def recall(visit: Visit, receipts: Path, journal: Journal, listed: ListedContract, payment: int) -> PaymentMemory:
    """Read what the runs of this computer wrote of a payment, and tell of a journal that can't be read whole."""
    runs = list(runs_of(receipts, listed.number, payment))
    for run in unread(runs):
        visit.progress.warn(
            f"Lo que el bot anotó una vez anterior no se lee completo ({run.folder}): está dañado o es de una"
            " versión más nueva. No se borra; lo que dijera se busca en el portal antes de oprimir nada."
        )
    return PaymentMemory(journal, runs, listed.number, listed.entity, payment, looks_of(receipts))


def memories_of(receipts: Path, journal: Journal, contract: str, entity: str) -> dict[int, PaymentMemory]:
    """Give the memory of each payment of a contract that this computer has receipts of, by its number."""
    return {
        payment: PaymentMemory(
            journal, runs_of(receipts, contract, payment), contract, entity, payment, looks_of(receipts)
        )
        for payment in payments_with_receipts(receipts, contract)
    }


def tell_open_commit(visit: Visit, memory: PaymentMemory, payment: int, rows: Sequence[PaymentRow]) -> None:
    """Settle a press whose end was not seen, by what the portal shows now, and warn of what is known of it."""
    tell_settled(visit, _settle(visit, memory, payment, rows))


def tell_settled(visit: Visit, settled: Settlement | None) -> None:
    """Give the receipt of a run that broke off its end, and say it."""
    if settled:
        close_broken(settled, visit.progress)
        visit.progress.warn(settled.said)


def heed_open_commit(
    visit: Visit, memory: PaymentMemory, filing: Filing, rows: Sequence[PaymentRow], *, presses: bool
) -> None:
    """Settle a press whose end was not seen, and stop while it may still come through; ``presses``: this run would.

    Raises UnknownOutcomeError (exit 7): pressing again could make a second payment, or send twice.
    """
    look = f"No se tocó nada. Para ver en qué va: {as_typed('secop-bot', 'status', filing.source)}"
    settled = _settle(visit, memory, filing.payment, rows)
    if settled and settled.is_open:
        raise UnknownOutcomeError("commit_open", settled.said, look)
    tell_settled(visit, settled)
    if presses and (late := memory.may_still_come()):
        raise UnknownOutcomeError("commit_open", said_of_late(filing.payment, late), look)


def _settle(visit: Visit, memory: PaymentMemory, payment: int, rows: Sequence[PaymentRow]) -> Settlement | None:
    """Settle the last press; where it would be said not to have come, the table is read anew: it may be drawn late."""
    pressed = memory.open_commit(*PAYMENT_COMMITS)
    if pressed and pressed.is_over and not any(payment_number(row.payment_id) == payment for row in rows):
        ContractPage(visit).open_execution()
        rows = PaymentPlan(visit).rows()
    return settle(memory, payment, rows)


@contextmanager
def unknown_while_open(
    memory: PaymentMemory, commit: Commit, unknown: Callable[[str], UnknownOutcomeError]
) -> Iterator[None]:
    """Raise what ``unknown`` makes of the reason where something fails while this run's press has no end yet."""
    try:
        yield
    except UnknownOutcomeError:
        raise
    except (PlaywrightError, SecopBotError) as error:
        if not memory.has_open(commit):
            raise
        raise unknown(
            error.message if isinstance(error, SecopBotError) else "El navegador dejó de responder."
        ) from error


def save(
    visit: Visit,
    plan: PaymentPlan,
    form: PaymentForm,
    filing: Filing,
    meant: Mapping[Field, Value],
    memory: PaymentMemory,
    *,
    was_saved: bool,
) -> tuple[PaymentRow, FormReading]:
    """Press Confirmar once, read the row back, and open the payment again to compare all of it.

    ``was_saved`` says that the payment was saved before: then its row alone can't tell whether a press came. Raises
    RefusedError (exit 5) when the portal says no or shows something else than was meant, and UnknownOutcomeError
    (exit 7) for anything that keeps the end from being seen.
    """
    payment_id = form.payment_id()
    accepted = False
    with unknown_while_open(
        memory, Commit.CONFIRMAR, lambda why: unknown_save(f"no se pudo leer en qué quedó. {why.removesuffix('.')}")
    ):
        try:
            confirm(visit, form, lambda: memory.begin(Commit.CONFIRMAR, was_saved=was_saved))
            accepted = True
            row = _read_back(visit, plan, payment_id, filing, meant)
            visit.progress.step("Releer lo guardado")
            saved = plan.register(row)
            reading = saved.read()
            saved.cancel()
            stop_at(wrong_in(visit.site, filing, meant, reading))
        except RefusedError as error:
            if memory.has_open(Commit.CONFIRMAR):
                memory.end(Commit.CONFIRMAR, came="saved" if accepted else "refused")
            if accepted:
                raise _saved_otherwise(payment_id, error) from error
            raise
    attached = {document.name: document.sha256 for document in filing.documents}
    memory.end(Commit.CONFIRMAR, came="saved", attached=attached)
    return row, reading


def _saved_otherwise(payment_id: str, differs: RefusedError) -> RefusedError:
    """Say that the portal took the press, and shows something else than was meant."""
    return RefusedError(
        differs.code,
        f"El pago {payment_id} quedó guardado, sin enviar. {differs.message}",
        differs.remedy,
    )


def send_once(
    visit: Visit, plan: PaymentPlan, contract: str, row: PaymentRow, consent: Consent, memory: PaymentMemory
) -> PaymentRow:
    """Press Enviar once, with consent, and return the row as the portal then shows it."""
    try:
        sent = send(visit, plan, contract, row, consent, lambda: memory.begin(Commit.ENVIAR))
    except RefusedError:
        if memory.has_open(Commit.ENVIAR):
            memory.end(Commit.ENVIAR, came="refused")
        raise
    memory.end(Commit.ENVIAR, came="sent")
    return sent


def refuse_twins(plan: PaymentPlan, filing: Filing) -> None:
    """Raise RefusedError (exit 5) where another row may be this payment too.

    While the form was open another computer may have saved the same month: then one of the two is too many, and no row
    says whose it is.
    """
    if twins := two_rows(filing, plan.rows()):
        raise RefusedError(
            twins.code,
            twins.message,
            "Mire Plan de pagos en SECOP II y quite allí la fila que sobra; esta vez no se envió nada.",
        )


def _read_back(
    visit: Visit, plan: PaymentPlan, payment_id: str, filing: Filing, meant: Mapping[Field, Value]
) -> PaymentRow:
    """Read the saved row and compare it with what was meant. Nothing is pressed."""

    def saved() -> PaymentRow | None:
        row = plan.row(payment_id)
        return row if row and RowAction.ENVIAR in row.offers else None

    def as_meant() -> PaymentRow | None:
        row = saved()
        return row if row and not row_differences(meant, row) else None

    # An edited row reads as before until the table is drawn again, which the portal may leave to us.
    row = visit.within(min(_REFRESH_S, visit.timeout), as_meant)
    if row is None:
        ContractPage(visit).open_execution()
        refuse_twins(plan, filing)  # with one ID they hide each other
        row = visit.until(
            saved,
            lambda: unknown_save(f"Plan de pagos no muestra el pago {payment_id} como guardado"),
        )
    refuse_twins(plan, filing)
    stop_at(row_differences(meant, row))
    return row

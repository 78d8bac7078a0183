"""``status``: the payments of one contract, or of all, as Plan de pagos shows them. Nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.errors import InputError, RefusedError, UnknownPageError
from secop_bot.filing.payment_status import status_of
from secop_bot.memory import Commit
from secop_bot.portal.contracts import ContractsPage
from secop_bot.portal.execution_documents import ExecutionDocuments
from secop_bot.receipt import payments_with_receipts
from secop_bot.report import ReadContract
from secop_bot.settling import settle_loading
from secop_bot.workflows.commits import recall, tell_open_commit, tell_settled
from secop_bot.workflows.visiting import open_payment_plan

if TYPE_CHECKING:
    from pathlib import Path

    from secop_bot.filing.rows import PaymentRow
    from secop_bot.memory import PaymentMemory
    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.visit import Visit
    from secop_bot.receipt import Receipt
    from secop_bot.report import Report


def read_contract(
    visit: Visit, number: str, entity: str | None, receipts: Path, receipt: Receipt, report: Report
) -> list[PaymentRow]:
    """Read one contract's payments into ``report``, settle what earlier runs left open, and return the rows."""
    listed, plan = open_payment_plan(visit, number, entity)
    rows = plan.rows()
    receipt.journal.write("read", contract=listed.number, plan=[str(row) for row in rows])
    payments = tuple(status_of(row) for row in rows)
    report.contracts.append(ReadContract(listed.number, listed.entity, listed.state, payments))
    _settle(visit, listed, rows, receipts, receipt)
    return rows


def read_all(visit: Visit, receipts: Path, receipt: Receipt, report: Report) -> None:
    """Read every contract of the list; one that can't be read is kept with the reason, and the next is read."""
    page = ContractsPage(visit)
    page.open()
    for contract in page.listed():
        read = len(report.contracts)
        try:
            read_contract(visit, contract.number, contract.entity, receipts, receipt, report)
        except (InputError, RefusedError, UnknownPageError) as error:
            visit.progress.warn(f"No se pudo leer {contract.number} ({contract.entity}): {error.message}")
            unread = ReadContract(contract.number, contract.entity, contract.state, error=error)
            report.contracts[read:] = [unread]  # also where its payments were, and what stands open was not


def _settle(visit: Visit, listed: ListedContract, rows: list[PaymentRow], receipts: Path, receipt: Receipt) -> None:
    """Compare each press whose end was not seen with what the portal shows, and say what is known of it."""
    for payment in payments_with_receipts(receipts, listed.number):
        memory = recall(visit, receipts, receipt.journal, listed, payment)
        tell_open_commit(visit, memory, payment, rows)
        if memory.open_commit(Commit.CARGAR):
            _settle_loading(visit, memory, payment)


def _settle_loading(visit: Visit, memory: PaymentMemory, payment: int) -> None:
    try:
        names = ExecutionDocuments(visit).names()
    except UnknownPageError as error:  # a contract that is closed may have none; its payments were read
        visit.progress.warn(f"No se pudo ver si las evidencias del pago {payment} se cargaron: {error.message}")
        return
    tell_settled(visit, settle_loading(memory, payment, names))

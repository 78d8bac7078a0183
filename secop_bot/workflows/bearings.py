"""Where the run stands before it writes anything: whose account, which contract, in which state, at which step."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from secop_bot.errors import RefusedError
from secop_bot.filing.rows import RowAction
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.login import account_in_header, check_company, company_in_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from secop_bot.filing.rows import PaymentRow
    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.payment_plan import PaymentPlan
    from secop_bot.portal.visit import Visit
    from secop_bot.receipt import Receipt

_DRAWN_S = 2
"""How long Crear may come after the rows."""
_WAIT_FOR_MODIFICATION = (
    "Espere a que la entidad publique la modificación, o pídale a su supervisor que la termine; después ejecute otra"
    " vez el mismo comando."
)


@dataclass(frozen=True)
class Bearings:
    """What the screen itself says; None where it does not show it."""

    account: str | None
    company: str | None
    contract: str
    entity: str
    state: str
    step: str

    def lines(self) -> tuple[str, ...]:
        """Tell them to the person, in Spanish."""
        told = {
            "Cuenta": self.account,
            "Compañía": self.company,
            "Contrato": self.contract,
            "Entidad": self.entity,
            "Estado del contrato": self.state,
            "Paso": self.step,
        }
        return tuple(f"{what}: {said or '(no se muestra)'}" for what, said in told.items())


def take_bearings(visit: Visit, listed: ListedContract, company: str | None, receipt: Receipt) -> Bearings:
    """Read the bearings off the screen, compare them with what is meant, and tell them.

    Number and entity were proven on the contract's page (``ContractPage.check``). Raises PersonNeededError (exit 4)
    for another company and UnknownPageError (exit 8) where another step is open.
    """
    check_company(visit, company)
    bearings = Bearings(
        account=account_in_header(visit),
        company=company_in_header(visit),
        contract=listed.number,
        entity=listed.entity,
        state=listed.state,
        step=ContractPage(visit).open_step(),
    )
    receipt.journal.write("bearings", **asdict(bearings))
    for line in bearings.lines():
        visit.progress.note(line)
    visit.guide.show("Antes de escribir nada: ¿es este su contrato?", bearings.lines())
    return bearings


def warn_of_state(visit: Visit, state: str) -> None:
    """Warn of a contract that is not in execution, and say what to do about one in modification."""
    if visit.site.in_execution.search(state):
        return
    told = f"El contrato está en estado «{state}», no «En ejecución»." if state else "La lista no muestra el estado."
    if visit.site.in_modification.search(state):
        told += (
            f" Si SECOP II no deja registrar el pago: {_WAIT_FOR_MODIFICATION[0].lower()}{_WAIT_FOR_MODIFICATION[1:]}"
        )
    visit.progress.warn(told)


def refuse_if_shut(visit: Visit, plan: PaymentPlan, listed: ListedContract, rows: Sequence[PaymentRow]) -> None:
    """Raise RefusedError (exit 5) for a contract not in execution that offers neither Crear nor Registro."""
    if visit.site.in_execution.search(listed.state):
        return
    if any(RowAction.REGISTRO in row.offers for row in rows):
        return
    if visit.within(min(_DRAWN_S, visit.timeout), lambda: plan.offers_create() or None):
        return
    told = (
        f"El contrato está en estado «{listed.state}» y SECOP II no ofrece ni Crear ni Registro; no se escribió nada."
    )
    if visit.site.in_modification.search(listed.state):
        raise RefusedError("contract_in_modification", told, _WAIT_FOR_MODIFICATION)
    raise RefusedError(
        "contract_not_in_execution",
        told,
        "Pregunte a su supervisor en qué va el contrato; cuando vuelva a «En ejecución», ejecute otra vez.",
    )

"""The list of contracts, a contract's page, and its Plan de pagos."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from secop_bot.mock import Contract, Payment
from secop_bot.mock.fillers import filler_contracts
from secop_bot.mock.pages.contract import EXECUTION, steps_of
from secop_bot.mock.scenario import sample_payments
from secop_bot.mock.store import LiveContract
from secop_bot.portal.contracts import ContractsPage
from tests.recording.states import Expected, state
from tests.recording.walk import NUMBER, Walk, state_words

if TYPE_CHECKING:
    from secop_bot.mock.scenario import PaymentState

NEVER = 3600.0
_TWINS = (
    Contract(number="CPS-011-2026", entity="Alcaldía de Ejemplo", signed=date(2026, 2, 3)),
    Contract(number="CPS-011-2026", entity="Hospital San Modelo E.S.E.", signed=date(2025, 8, 21)),
    Contract(number=NUMBER, payments=sample_payments()),
)
_OURS: dict[str, Any] = {"state": "saved", "invoice_number": "Pago 005", "value": "3.500.000"}


# --- The list


@state("contracts-first-tab", filler_contracts=12)
def first_tab(walk: Walk) -> Expected:
    walk.sign_in()
    listed = [one for one in _contracts(walk) if one.in_first_tab]
    shown = listed[: walk.portal.scenario.page_size]
    walk.open_list(f"Mostrando {len(shown)} de {len(listed)}")
    return {"contracts": [_listed(one) for one in shown], "more": len(shown) < len(listed), "all": True}


@state("contracts-all", contracts=_TWINS, filler_contracts=9, ours="last")
def every_contract(walk: Walk) -> Expected:
    walk.sign_in()
    ContractsPage(walk.visit).open()
    return {"contracts": [_listed(one) for one in _contracts(walk)], "more": False, "all": True}


@state("contracts-in-code", contracts=_TWINS, filler_contracts=0, tabs=False, translate_delay=NEVER)
def in_code(walk: Walk) -> Expected:
    walk.sign_in()
    ContractsPage(walk.visit).open()
    listed = [{**_listed(one), "state": one.state} for one in _contracts(walk)]
    return {"contracts": listed, "more": False, "all": False}


@state("contracts-expired-session", expiry_look="empty_list")
def expired(walk: Walk) -> Expected:
    walk.sign_in()
    walk.portal.expire_sessions()
    walk.open_list()
    return {"contracts": [], "more": False, "all": False}


def _contracts(walk: Walk) -> list[Contract]:
    scenario = walk.portal.scenario
    fillers = filler_contracts(scenario.filler_contracts)
    return [*fillers, *scenario.contracts] if scenario.ours == "last" else [*scenario.contracts, *fillers]


def _listed(contract: Contract) -> Expected:
    return {
        "number": contract.number,
        "entity": contract.entity,
        "signed": contract.signed.isoformat(),
        "state": state_words()[contract.state],
    }


# --- One contract


@state("contract")
@state("contract-pending-modification", contracts=(Contract(pending_modification=True),))
def contract(walk: Walk) -> Expected:
    walk.sign_in()
    walk.open_contract()
    spec = walk.portal.scenario.contracts[0]
    steps = steps_of(LiveContract(spec, "", [], []))
    return {
        "number": spec.number,
        "entity": spec.entity,
        "steps": list(steps),
        "execution_step": steps.index(EXECUTION) + 1,
    }


# --- Plan de pagos


def _planned(*ids: int) -> tuple[Payment, ...]:
    return tuple(Payment(payment_id=f"{n:03}", state="planned") for n in ids)


def _fifth(payment_state: PaymentState, **more: Any) -> tuple[Payment, ...]:
    return (*sample_payments(), Payment(payment_id="005", **{**_OURS, "state": payment_state, **more}))


PLANS: dict[str, dict[str, Any]] = {
    "plan-empty": {"contracts": (Contract(),)},
    "plan-finished": {},
    "plan-planned": {"contracts": (Contract(payments=(*sample_payments(), *_planned(5, 6, 7))),)},
    "plan-saved": {"contracts": (Contract(payments=_fifth("saved")),)},
    "plan-rejected": {"contracts": (Contract(payments=_fifth("rejected", reason="Falta la planilla de octubre")),)},
    "plan-sent": {"contracts": (Contract(payments=_fifth("sent")),)},
    "plan-under-approval": {"contracts": (Contract(payments=_fifth("under_approval")),)},
    "plan-in-code": {"contracts": (Contract(payments=_fifth("saved")),), "translate_delay": NEVER},
    "plan-value-in-box": {"contracts": (Contract(payments=_fifth("saved")),), "value_as_input": True},
}


def _plan(walk: Walk) -> Expected:
    # A state that is never translated is not waited for.
    walk.visit.timeout = 2 if walk.portal.scenario.translate_delay == NEVER else walk.visit.timeout
    walk.open_plan().rows()
    return {"rows": rows(walk)}


def rows(walk: Walk) -> list[Expected]:
    """Give what the table must show, by what the portal holds."""
    in_code = walk.portal.scenario.translate_delay == NEVER
    return [
        {
            "payment_id": held["payment_id"],
            "invoice_number": held["fields"].get("invoice_number", ""),
            "value": held["fields"].get("total_value", ""),
            "received": held["fields"].get("reception_date", ""),
            "state": held["state_code"] if in_code else state_words()[held["state_code"]],
            "offers": held["actions"],
        }
        for held in walk.payments()
    ]


for _name, _scenario in PLANS.items():
    state(_name, **_scenario)(_plan)


@state(
    "execution-documents",
    contracts=(
        Contract(
            payments=sample_payments(),
            execution_documents=("acta de inicio.pdf", "EVIDENCIAS_SEPTIEMBRE_2026.zip", "informe final (2).docx"),
        ),
    ),
)
def execution_documents(walk: Walk) -> Expected:
    walk.open_plan()
    return {"rows": rows(walk), "names": [one["name"] for one in walk.portal.execution_documents(NUMBER)]}


@state("send-question", contracts=(Contract(payments=_fifth("saved")),), send_button="Sí")
def send_question(walk: Walk) -> Expected:
    walk.open_plan()
    walk.page.get_by_role("button", name="Enviar", exact=True).click()
    box = walk.page.locator("#" + walk.names("mdbox", "send question"))
    box.wait_for()
    assert walk.portal.events("send") == []
    return {
        "rows": rows(walk),
        "question": box.locator(".mdText").inner_text(),
        "yes": walk.portal.scenario.send_button,
    }

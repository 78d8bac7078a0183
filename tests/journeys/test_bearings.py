"""Before the first write: whose account, which contract, in which state, at which step; and when a run stops there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from secop_bot.mock import Contract
from secop_bot.mock.scenario import sample_payments
from tests.conftest import Secop, Serve
from tests.journeys.conftest import writes


def journal_lines(home: Path) -> list[dict[str, Any]]:
    text = next(home.rglob("journal.jsonl")).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_what_the_screen_says_is_in_the_journal_before_anything_is_opened(
    serve: Serve, secop: Secop, month: Path, home: Path
) -> None:
    serve(companies=("Ejemplo y Asociados S.A.S.", "Laura Ejemplo Rojas"))

    ran = secop("submit", month, "--dry-run", company="Laura Ejemplo Rojas")

    assert ran.exit_code == 0, ran.said
    lines = journal_lines(home)
    place = next(place for place, line in enumerate(lines) if line["event"] == "bearings")
    said = {key: value for key, value in lines[place].items() if key not in {"at", "event"}}
    assert said == {
        "account": "Laura Ejemplo Rojas",
        "company": "Laura Ejemplo Rojas",
        "contract": "CO1.PCCNTR.8263723",
        "entity": "Alcaldía de Ejemplo",
        "state": "En ejecución",
        "step": "Ejecución del Contrato",
    }
    assert not [line for line in lines[:place] if line.get("title") == "Crear el pago"]


@pytest.mark.parametrize(
    ("state", "code", "remedy"),
    [
        ("UnderModification", "contract_in_modification", "publique la modificación"),
        ("Closed", "contract_not_in_execution", "supervisor"),
    ],
)
def test_a_contract_that_is_shut_is_told_with_what_to_do(
    serve: Serve, secop: Secop, month: Path, state: Any, code: str, remedy: str
) -> None:
    portal = serve(contracts=(Contract(payments=sample_payments(), state=state),))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, code), ran.said
    assert remedy in ran.report["error"]["remedy"]
    assert writes(portal) == []


def test_a_saved_payment_of_a_contract_in_modification_is_told_the_same(
    serve: Serve, secop: Secop, month: Path
) -> None:
    from secop_bot.mock import Payment

    saved = Payment(payment_id="005", state="saved", invoice_number="Pago 005", value="3.500.000")
    portal = serve(contracts=(Contract(payments=(*sample_payments(), saved), state="UnderModification"),))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "contract_in_modification"), ran.said
    assert writes(portal) == []


@pytest.mark.parametrize("send", [(), ("--send", "--yes")])
def test_a_saved_payment_that_is_shut_with_its_contract_is_not_told_as_out_of_ones_hands(
    serve: Serve, secop: Secop, month: Path, send: tuple[str, ...]
) -> None:
    from secop_bot.mock import Payment

    shut = Payment(
        payment_id="005",
        state="saved",
        state_text="Registrado",
        actions=("Detalle",),
        invoice_number="Pago 005",
        value="3.500.000",
    )
    portal = serve(contracts=(Contract(payments=(*sample_payments(), shut), state="UnderModification"),))

    ran = secop("submit", month, "--json", *send)

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "contract_in_modification"), ran.said
    assert writes(portal) == []


def test_a_modified_contract_that_offers_crear_gets_a_warning_and_goes_on(
    serve: Serve, secop: Secop, month: Path
) -> None:
    portal = serve(contracts=(Contract(payments=sample_payments(), state="Modified"),))

    ran = secop("submit", month, "--json")

    assert ran.exit_code == 0, ran.said
    assert "no «En ejecución»" in ran.said
    assert writes(portal) == ["create"]

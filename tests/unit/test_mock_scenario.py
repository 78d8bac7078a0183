"""The mock's scenario, its invented names, and its writing of money and dates."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, time
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from secop_bot.mock import Contract, Fault, Payment, Scenario, ScenarioError
from secop_bot.mock.app import create_app
from secop_bot.mock.fault import ROUTES
from secop_bot.mock.formats import long_date, money, parse_date, parse_money
from secop_bot.mock.names import Names


def test_a_scenario_survives_json() -> None:
    scenario = Scenario(
        companies=("Una S.A.S.", "Otra S.A.S."),
        contracts=(Contract(signed=date(2021, 3, 1), payments=(Payment(payment_id="001", state="planned"),)),),
        faults={"send": Fault(kind="hang", times=None)},
        planilla_by_number={"9412345678": "down"},
    )
    assert Scenario.from_json(TypeAdapter(Scenario).dump_json(scenario)) == scenario


def test_what_json_leaves_out_keeps_its_default() -> None:
    assert Scenario.from_json('{"username": "otra"}') == Scenario(username="otra")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"usernam": "x"}', "usernam: unknown key"),
        ('{"contracts": [{"numbr": "x"}]}', "contracts.0.numbr: unknown key"),
        ('{"send_question": "maybe"}', "send_question"),
        ('{"skin": "old"}', "skin"),
        ('{"page_size": "many"}', "page_size"),
        ('{"faults": {"enviar": {}}}', "no such route: enviar"),
        ("not json", "the scenario"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused_and_says_where(text: str, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        Scenario.from_json(text)


def test_a_scenario_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Scenario().username = "otra"  # type: ignore[misc]  # what must not work


def test_each_skin_has_its_own_way_to_ask_before_sending() -> None:
    assert Scenario().asks_before_sending == "box"
    assert Scenario(skin="modern").asks_before_sending == "native"
    assert Scenario(skin="modern", send_question="box").asks_before_sending == "box"
    assert Scenario.from_json('{"skin": "modern"}') == Scenario(skin="modern")


def test_a_fault_can_be_put_on_every_route_and_on_no_other() -> None:
    rules = create_app(Scenario()).url_map.iter_rules()
    served = {rule.endpoint for rule in rules if not rule.rule.startswith(("/static", "/__mock__"))}
    assert {endpoint.rpartition(".")[2] for endpoint in served} == ROUTES


def test_names_are_the_same_with_the_same_seed_and_others_without() -> None:
    assert Names(7)("txt", "invoice") == Names(7)("txt", "invoice")
    assert Names(None)("txt", "invoice") != Names(None)("txt", "invoice")


def test_names_keep_the_habits_of_the_platform() -> None:
    names = Names(7)
    assert names("txt", "invoice").startswith("txt")
    assert names("dtmb", "issued").startswith("dtmb")
    assert names("dtmb", "issued").endswith("_txt")
    assert names("mdbox", "send").endswith("Dialog")
    assert names.inside("form", "rdbg", "electronic", 1).endswith("_1")
    assert names.inside("form", "txt", "invoice").endswith(names("txt", "invoice"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3500000", Decimal(3500000)),
        ("3.500.000", Decimal(3500000)),
        ("3.500.000,50 COP", Decimal("3500000.50")),
        ("3500.50", Decimal(350050)),  # the trap: a dot only ever parts thousands
        ("tres", None),
        ("NaN", None),
        ("", None),
    ],
)
def test_money_boxes_read_as_colombians_write(typed: str, read: Decimal | None) -> None:
    assert parse_money(typed) == read


def test_money_and_dates_are_written_as_the_portal_writes_them() -> None:
    assert money(Decimal("3500000.5")) == "3.500.000,50 COP"
    assert long_date(date(2026, 7, 1)) == "1/07/2026 12:00:00 PM ((UTC-05:00) Bogotá, Lima, Quito)"
    assert long_date(date(2026, 7, 1), time(0, 5)).startswith("1/07/2026 12:05:00 AM")


@pytest.mark.parametrize("typed", ["31/02/2026", "2026-11-03", "3-11-2026", "03/11/26", "03/11/2026 25:00", "x"])
def test_a_date_box_takes_only_dates(typed: str) -> None:
    assert parse_date(typed) is None

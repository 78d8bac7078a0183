"""The list of contracts and a contract's page, as recorded."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from secop_bot.errors import InputError, SecopBotError, UnknownPageError, UnreachableError
from secop_bot.portal import locate
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.contracts import ContractsPage, ListedContract
from secop_bot.portal.sitemap import KNOWN
from tests.pages.conftest import SHORT_S, Show, Shown, clicked, doubled, note_clicks, without

LISTS = ["contracts-first-tab", "contracts-all", "contracts-in-code"]
CONTRACTS = ["contract", "contract-pending-modification"]
DETAIL = r'<a id="lnk\w+" onclick="">Detalle</a>'
STEP = r'<div id="stepDiv_\d+"[^>]*><span[^>]*>\d+</span><span class="StepText">Ejecución del Contrato</span></div>'


# --- The list


@pytest.mark.parametrize("name", LISTS)
def test_every_contract_of_the_list_is_found_as_the_portal_holds_it(show: Show, name: str) -> None:
    shown = show(name)
    page = ContractsPage(shown.visit)

    for held in shown.expected["contracts"]:
        found = page.find(held["number"], held["entity"])
        assert (found.number, found.entity, found.state) == (held["number"], held["entity"], held["state"])
        assert found.signed == date.fromisoformat(held["signed"])
        assert held["entity"] in found.row.inner_text()


@pytest.mark.parametrize("name", LISTS)
def test_a_number_is_enough_where_it_stands_once(show: Show, name: str) -> None:
    shown = show(name)
    counted = Counter(held["number"] for held in shown.expected["contracts"])

    for number in (number for number, times in counted.items() if times == 1):
        assert ContractsPage(shown.visit).find(number.lower(), None).number == number


def test_a_number_of_two_entities_needs_the_entity(show: Show) -> None:
    shown = show("contracts-all")
    (number, times), *_ = Counter(held["number"] for held in shown.expected["contracts"]).most_common()
    entities = [held["entity"] for held in shown.expected["contracts"] if held["number"] == number]
    assert times > 1

    with pytest.raises(InputError) as stopped:
        ContractsPage(shown.visit).find(number, None)

    assert stopped.value.code == "contract_ambiguous"
    assert all(entity in stopped.value.message for entity in entities)


def test_a_number_that_is_not_listed_is_said_with_how_many_are(show: Show) -> None:
    shown = show("contracts-all")

    with pytest.raises(InputError, match=rf"contratos en ella: {len(shown.expected['contracts'])}\)") as stopped:
        ContractsPage(shown.visit).find("CO1.PCCNTR.1", None)

    assert stopped.value.code == "contract_not_listed"


def test_the_list_of_an_expired_session_is_not_an_account_without_contracts(show: Show) -> None:
    shown = show("contracts-expired-session")

    with pytest.raises(UnreachableError) as stopped:
        ContractsPage(shown.visit).find("CO1.PCCNTR.8263723", None)

    assert stopped.value.code == "empty_list"


@pytest.mark.parametrize("name", [*LISTS, "contracts-expired-session"])
def test_the_tab_and_more_are_found_exactly_where_they_are_shown(show: Show, name: str) -> None:
    shown = show(name)
    html = shown.page.locator("html")

    assert bool(locate.button(html, KNOWN.all_contracts)) is shown.expected["all"]
    assert bool(locate.button(html, KNOWN.more)) is shown.expected["more"]
    assert locate.heading(html, KNOWN.contracts_title) is not None


def test_the_detail_pressed_is_the_one_of_the_contracts_own_row(show: Show) -> None:
    shown = show("contracts-all")
    page = ContractsPage(shown.visit)
    shown.page.evaluate(
        "() => document.addEventListener('click', e => window.pressed = e.target.closest('tr').innerText, true)"
    )

    for held in shown.expected["contracts"]:
        page.open_detail(page.find(held["number"], held["entity"]))
        row = shown.page.evaluate("() => window.pressed")
        assert held["number"] in row
        assert held["entity"] in row


def test_a_list_without_its_ids_is_read_by_the_heads_of_its_columns(show: Show) -> None:
    shown = show("contracts-all", lambda html: html.replace("_tdContract", "_td"))

    held = shown.expected["contracts"][0]

    found = ContractsPage(shown.visit).find(held["number"], held["entity"])
    assert (found.signed, found.state) == (date.fromisoformat(held["signed"]), held["state"])


def test_a_row_without_detalle_is_an_unknown_page(show: Show) -> None:
    shown = show("contracts-all", without(DETAIL), timeout=SHORT_S)

    stopped = _stopped_detail(shown)

    assert "«Administración de contratos»" in stopped.message
    assert "«Detalle»" in stopped.message


def test_a_row_with_two_detalle_is_not_guessed(show: Show) -> None:
    shown = show("contracts-all", doubled(DETAIL), timeout=SHORT_S)

    assert _stopped_detail(shown).code == "control_ambiguous"


def test_a_landing_page_without_its_menu_is_an_unknown_page(show: Show) -> None:
    shown = show("landing-menu", without(r"<a[^>]*>Mis procesos</a>"), timeout=SHORT_S)

    with pytest.raises(UnknownPageError, match=r"«Inicio».*«Mis procesos»"):
        ContractsPage(shown.visit).open()


def test_a_list_without_its_title_is_an_unknown_page(show: Show) -> None:
    shown = show("landing-menu", timeout=SHORT_S)  # the menu stands, and nothing leads on

    with pytest.raises(UnknownPageError, match="«Administración de contratos»"):
        ContractsPage(shown.visit).open()


# --- One contract


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_page_of_the_right_contract_is_taken(show: Show, name: str) -> None:
    shown = show(name)

    ContractPage(shown.visit).check(_meant(shown))


@pytest.mark.parametrize("name", CONTRACTS)
@pytest.mark.parametrize(
    "other",
    [{"number": "CO1.PCCNTR.826372"}, {"number": "CO1.PCCNTR.82637230"}, {"entity": "Alcaldía de Ejemplares"}],
)
def test_the_page_of_another_contract_is_refused(show: Show, name: str, other: dict[str, str]) -> None:
    shown = show(name)

    with pytest.raises(InputError) as stopped:
        ContractPage(shown.visit).check(_meant(shown, **other))

    assert stopped.value.code == "other_contract"
    assert next(iter(other.values())) in stopped.value.message


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_step_is_chosen_by_its_text_wherever_it_stands(show: Show, name: str) -> None:
    shown = show(name)
    note_clicks(shown.visit)
    place = shown.expected["execution_step"]
    assert shown.expected["steps"][place - 1] == "Ejecución del Contrato"

    ContractPage(shown.visit).open_execution()

    step = shown.page.locator(f"#stepDiv_{place}").inner_html()
    assert clicked(shown.visit)[-1] in step


def test_a_contract_without_the_step_is_an_unknown_page(show: Show) -> None:
    shown = show("contract", without(STEP), timeout=SHORT_S)

    with pytest.raises(UnknownPageError, match=r"«Contrato».*«Ejecución del Contrato»"):
        ContractPage(shown.visit).open_execution()


def test_a_step_that_stands_twice_is_not_guessed(show: Show) -> None:
    shown = show("contract", doubled(STEP), timeout=SHORT_S)

    with pytest.raises(UnknownPageError, match="«Ejecución del Contrato» puede ser dos cosas"):
        ContractPage(shown.visit).open_execution()


def _meant(shown: Shown, **other: str) -> ListedContract:
    told: dict[str, Any] = {key: shown.expected[key] for key in ("number", "entity")}
    return ListedContract(**{**told, **other}, signed=None, state="", row=shown.page.locator("tr").first)


def _stopped_detail(shown: Shown) -> SecopBotError:
    page, held = ContractsPage(shown.visit), shown.expected["contracts"][0]
    with pytest.raises(UnknownPageError) as stopped:
        page.open_detail(page.find(held["number"], held["entity"]))
    return stopped.value

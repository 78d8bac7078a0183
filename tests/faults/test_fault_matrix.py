"""Every fault on each route and step it can reach: one payment with the right values, whatever happens."""

from __future__ import annotations

import pytest

from secop_bot.mock import Fault
from secop_bot.mock.fault import ROUTES
from secop_bot.mock.scenario import Skin, sample_payments
from tests.conftest import MATRIX_CELLS, SECOND_RUNS, Prove
from tests.faults.cells import (
    BEGINS_ANEW,
    BREAKING,
    DRAWN,
    MILD,
    QUICK,
    STEPS,
    UNASKED,
    Cell,
)
from tests.faults.conftest import Begin
from tests.faults.stories import (
    BEFORE,
    NUMBER,
    Story,
    StoryName,
    assert_filed_once,
    assert_journal_agrees,
    assert_next_run_files_it,
    assert_nothing_forbidden,
)


def _check(cell: Cell, story: Story, record_property: Prove) -> None:
    with story.at_steps({cell.step: {cell.route: cell.fault}}):
        ran = story.run(**(BEGINS_ANEW if cell.is_behind_a_press else {}))
    assert ran.exit_code in cell.ends, ran.said
    assert (cell.route, cell.kind) in story.portal.struck, "the fault struck nothing"
    assert_nothing_forbidden(story)
    assert_journal_agrees(story)
    if cell.kind == "twin":
        story.run_to_the_end()
        assert_nothing_forbidden(story)
        assert_journal_agrees(story)
        _assert_twin_is_left_alone(story)
        record_property(SECOND_RUNS, 1)
    else:
        record_property(SECOND_RUNS, assert_next_run_files_it(story))
    record_property(MATRIX_CELLS, 1)


def _assert_twin_is_left_alone(story: Story) -> None:
    """What somebody else has saved is never sent; ours is, where it was before the other came and that was meant."""
    payments = story.portal.payments(NUMBER)
    assert len(payments) <= len(sample_payments()) + 2, "ours and theirs"
    sent = [one for one in payments if one["state"] == "sent"][len(BEFORE) :]
    assert [one["fields"]["total_value"] for one in sent] in ([], ["3.500.000,00 COP"])
    assert (sent != []) == (story.sends and any(ran.exit_code == 0 for ran in story.runs))


@pytest.mark.parametrize(
    "cell", [pytest.param(cell, marks=[pytest.mark.quick] if cell in QUICK else [], id=str(cell)) for cell in BREAKING]
)
def test_a_fault_never_costs_a_second_payment(cell: Cell, begin: Begin, record_property: Prove) -> None:
    _check(cell, begin(cell.story), record_property)


def _assert_cells_are_all(name: StoryName, asked: set[tuple[str, str]]) -> None:
    """Each route that a step of the run has asked is listed; and each that is listed as this story's own was asked."""
    listed = [(step, route) for steps in STEPS.values() for step, routes in steps.items() for route in routes]
    ours = [(step, route) for step, routes in STEPS[name].items() for route in routes]
    unlisted = [one for one in asked if not any(one[0].startswith(step) and one[1] == route for step, route in listed)]
    unasked = [(step, route) for step, route in ours if not any(a.startswith(step) and b == route for a, b in asked)]
    assert (unlisted, unasked) == ([], [])
    logs_in = any("login_authenticate" in routes for routes in STEPS[name].values())
    assert any(route == "login_authenticate" for _, route in asked) is logs_in, "the others use a kept session"


@pytest.mark.parametrize("cells", MILD.values(), ids=MILD)
def test_what_a_person_would_wait_for_or_click_away_changes_nothing(
    cells: list[Cell], begin: Begin, record_property: Prove
) -> None:
    story = begin(cells[0].story)
    faults: dict[str, dict[str, Fault]] = {}
    for cell in cells:
        faults.setdefault(cell.step, {})[cell.route] = cell.fault

    asked = {(title, route) for title, routes in story.walk(faults) for route in routes}

    if cells[0].name == "alert":  # which costs no request
        _assert_cells_are_all(story.name, asked)
    assert sorted(story.portal.struck) == sorted((cell.route, cell.kind) for cell in cells)
    assert_nothing_forbidden(story)
    assert_journal_agrees(story)
    assert_filed_once(story)
    record_property(SECOND_RUNS, assert_next_run_files_it(story))
    record_property(MATRIX_CELLS, len(cells))


class TestOnTheSecondSkin:
    @pytest.fixture
    def skin(self) -> Skin:
        return "modern"

    @pytest.mark.parametrize("cell", DRAWN, ids=str)
    def test_a_fault_never_costs_a_second_payment(self, cell: Cell, begin: Begin, record_property: Prove) -> None:
        _check(cell, begin(cell.story), record_property)


@pytest.mark.quick
def test_every_route_of_the_mock_has_its_cells_or_a_reason() -> None:
    listed = {route for steps in STEPS.values() for routes in steps.values() for route in routes}
    assert listed.isdisjoint(UNASKED)
    assert listed | set(UNASKED) == ROUTES

"""The recordings are complete, of today's mock, and what they refuse is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from secop_bot.mock import Scenario
from tests.recording.fixture import COMMAND, FIXTURES, STYLESHEET, Fixture, recorded_names
from tests.recording.replay import Replay
from tests.recording.states import record, states, stylesheet

STALE = f"the recordings are stale: run «{COMMAND}» and look at what changed"
CHEAP = ["login-recaptcha", "contracts-first-tab", "plan-saved", "form-electronic"]  # one of each family


def test_every_state_is_recorded_and_nothing_else() -> None:
    assert recorded_names() == sorted(states()), STALE


def test_every_recording_is_of_its_states_scenario() -> None:
    for name, state in states().items():
        kept = Fixture.read(FIXTURES / name).provenance
        assert kept["scenario"] == state.scenario_told, f"{name}: {STALE}"
        assert kept["command"] == f"{COMMAND} {name}"


def test_a_recordings_scenario_can_be_served_again() -> None:
    from json import dumps

    for state in states().values():
        assert Scenario.from_json(dumps(state.scenario_told)) == state.scenario


def test_the_stylesheet_is_the_mocks() -> None:
    assert (FIXTURES / STYLESHEET).read_text(encoding="utf-8") == stylesheet(), STALE


@pytest.mark.parametrize("name", CHEAP)
def test_a_second_recording_is_the_same(browser: Browser, name: str, tmp_path: Path) -> None:
    record(states()[name], browser).write(tmp_path)

    fresh, kept = (Fixture.read(folder / name).dateless() for folder in (tmp_path, FIXTURES))

    assert fresh.documents() == kept.documents(), f"{name}: {STALE}"
    assert fresh == kept, f"{name}: {STALE}"


def test_recording_the_same_again_leaves_the_day_as_it_was(tmp_path: Path) -> None:
    kept = Fixture.read(FIXTURES / "login")
    earlier = replace(kept, provenance={**kept.provenance, "recorded_on": "2026-01-01"})
    earlier.write(tmp_path)

    kept.write(tmp_path)
    assert Fixture.read(tmp_path / "login") == earlier

    changed = replace(kept, expected={})
    changed.write(tmp_path)
    assert Fixture.read(tmp_path / "login") == changed


@pytest.mark.parametrize("name", recorded_names())
def test_a_recording_has_no_script_no_address_and_no_secret(name: str) -> None:
    for html in Fixture.read(FIXTURES / name).documents().values():
        for never in ("<script", "javascript:", "127.0.0.1", "localhost", "http://", Scenario().password):
            assert never not in html
    assert str(FIXTURES.parent) not in (FIXTURES / name / "provenance.json").read_text(encoding="utf-8")


def test_a_request_that_was_not_recorded_is_refused_and_remembered(page: Page) -> None:
    replay = Replay(page.context)
    page.goto(replay.add(Fixture.read(FIXTURES / "login")))

    with pytest.raises(PlaywrightError):
        page.goto("https://secop.invalid/STS/Users/Login/Otra")

    assert replay.unrecorded == ["GET https://secop.invalid/STS/Users/Login/Otra"]


def test_an_edit_that_changes_nothing_is_an_error(page: Page) -> None:
    with pytest.raises(AssertionError, match="changed nothing"):
        Replay(page.context).add(Fixture.read(FIXTURES / "login"), lambda html: html)

"""What is recorded: every state of a page, by name, with its scenario and the walk that leads there."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from secop_bot.mock import MockPortal, Scenario
from secop_bot.portal.session import SCREEN
from secop_bot.recording.page import seen
from tests.recording.fixture import FIXTURES, STYLESHEET, Fixture, recorded_names
from tests.recording.replay import Replay
from tests.recording.walk import Walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Expected = dict[str, Any]
Lead = Callable[[Walk], Expected]

_DAY = date(2026, 11, 23)
_QUICK: dict[str, Any] = {"page_latency": 0, "ajax_latency": 0, "translate_delay": 0, "upload_delay": 0}
_FAMILIES = ("access_states", "contract_states", "form_states", "upload_states")
_registry: dict[str, State] = {}


@dataclass(frozen=True)
class State:
    """One state: the walk leads there, and returns what must be read, out of the mock's own state and record."""

    name: str
    scenario: Scenario
    walk: Lead

    @property
    def scenario_told(self) -> dict[str, Any]:
        """The scenario as JSON, without what is as always."""
        told: dict[str, Any] = TypeAdapter(Scenario).dump_python(self.scenario, mode="json", exclude_defaults=True)
        return told


def state(name: str, **scenario: Any) -> Callable[[Lead], Lead]:
    """Register a state. Its invented ids are its own, and always the same."""

    def register(walk: Lead) -> Lead:
        assert name not in _registry, name
        seed = zlib.crc32(name.encode())
        _registry[name] = State(name, Scenario(**{"seed": seed, "today": _DAY, **_QUICK, **scenario}), walk)
        return walk

    return register


def states() -> dict[str, State]:
    """Give all states by name."""
    for family in _FAMILIES:
        import_module(f"tests.recording.{family}")
    return dict(_registry)


def record(found: State, browser: Browser) -> Fixture:
    """Record one state, and prove that the recording shows what the portal showed."""
    with MockPortal(found.scenario) as portal, tempfile.TemporaryDirectory() as home:
        context = browser.new_context(**SCREEN)
        walk = Walk(portal, context.new_page(), Path(home))
        expected = found.walk(walk)
        screen = walk.settled()
        fixture = Fixture.record(found.name, screen, found.scenario_told, expected)
        shown = seen(screen)
        context.close()
        _refuse_leaks(fixture, portal)
    context = browser.new_context(**SCREEN, java_script_enabled=True)
    replay, page = Replay(context), context.new_page()
    page.goto(replay.add(fixture, stylesheet=stylesheet()))
    assert seen(page) == shown, f"the recording of {found.name} does not show what the portal showed"
    assert not replay.unrecorded, replay.unrecorded
    context.close()
    return fixture


def stylesheet() -> str:
    """Give the mock's stylesheet, which all recordings share."""
    return (
        Path(import_module("secop_bot.mock").__file__ or "")
        .with_name("static")
        .joinpath("vortal", "site.css")
        .read_text("utf-8")
    )


def write_all(browser: Browser, names: list[str], into: Path = FIXTURES) -> None:
    """Record the named states (none: all, and drop what is no state any more)."""
    known = states()
    for name in names or known:
        record(known[name], browser).write(into)
    (into / STYLESHEET).write_text(stylesheet(), encoding="utf-8", newline="\n")
    for name in set(recorded_names(into)) - set(known):
        for file in (into / name).iterdir():
            file.unlink()
        (into / name).rmdir()


def _refuse_leaks(fixture: Fixture, portal: MockPortal) -> None:
    for html in fixture.documents().values():
        for secret in ("127.0.0.1", "localhost", portal.scenario.password, "<script", "javascript:"):
            assert secret not in html, f"{secret} in the recording of {fixture.name}"

"""A portal that draws otherwise than the mock: its answers are changed on their way to the browser, the mock is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route

from secop_bot.mock import MockPortal
from secop_bot.portal import session
from secop_bot.portal.session import SCREEN
from tests.conftest import EVERY_SECOND_RUN, Secop, Serve
from tests.faults.stories import Stories, Story, StoryName
from tests.recording.walk import Walk

Prepare = Callable[[BrowserContext], object]
Walks = Callable[[MockPortal], Walk]
Begin = Callable[[StoryName], Story]


class Bend:
    """What is done to every browser context of a test before its first page opens."""

    def __init__(self) -> None:
        self._prepared: list[Prepare] = []
        self._texts: dict[str, dict[str, str]] = {}
        self.unmade: set[str] = set()

    def text(self, where: str, old: str, new: str) -> None:
        """Put ``new`` for ``old`` in answers whose address ends in ``where``. The test fails if none had ``old``."""
        if where not in self._texts:
            address = re.compile(re.escape(where) + r"(\?|$)")
            self.context(lambda context: context.route(address, lambda route: self._change(route, where)))
        self._texts.setdefault(where, {})[old] = new
        self.unmade.add(old)

    def _change(self, route: Route, where: str) -> None:
        answer = route.fetch()
        text = answer.text()
        for old, new in self._texts[where].items():
            if old in text:
                self.unmade.discard(old)
            text = text.replace(old, new)
        route.fulfill(response=answer, body=text)

    def script(self, source: str) -> None:
        """Run a script in every document before its own."""
        self.context(lambda context: context.add_init_script(source))

    def context(self, prepare: Prepare) -> None:
        """Do anything else to a context."""
        self._prepared.append(prepare)

    def prepare(self, context: BrowserContext) -> BrowserContext:
        """Do it."""
        for one in self._prepared:
            one(context)
        return context


@pytest.fixture
def bend(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bend]:
    """Change what arrives in the browser, in the command's runs and in ``walk``."""
    bent, open_context = Bend(), session.new_context

    def new_context(*given: Any) -> BrowserContext:
        return bent.prepare(open_context(*given))

    monkeypatch.setattr(session, "new_context", new_context)
    yield bent
    assert not bent.unmade, "a change that no answer had a place for"


@pytest.fixture
def walk(browser: Browser, bend: Bend, home: Path) -> Iterator[Walks]:
    """Open a browser at a mock portal, for the page objects alone."""
    with ExitStack() as stack:

        def start(portal: MockPortal) -> Walk:
            context = bend.prepare(stack.enter_context(browser.new_context(**SCREEN)))
            return Walk(portal, context.new_page(), home)

        yield start


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory, worker_id: str, pytestconfig: pytest.Config) -> Stories:
    """The stories, with what all workers share of them."""
    ours = tmp_path_factory.getbasetemp()
    shared = ours if worker_id == "master" else ours.parent
    kept, ended_well = shared / "stories", shared / "ended-well"
    for folder in (kept, ended_well):
        folder.mkdir(exist_ok=True)
    return Stories(kept, None if pytestconfig.getoption(EVERY_SECOND_RUN) else ended_well)


@pytest.fixture
def begin(stories: Stories, serve: Serve, secop: Secop, home: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Stand at the beginning of a story."""
    return lambda name: stories.begin(name, serve, secop, home, monkeypatch)

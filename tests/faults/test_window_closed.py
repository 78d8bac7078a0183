"""The window closed by a person in the middle of a run, or stuck: said, and the next run makes one payment of it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Route

from tests.conftest import SECOND_RUNS, Prove
from tests.faults.conftest import Begin, Bend
from tests.faults.stories import (
    Story,
    StoryName,
    assert_journal_agrees,
    assert_next_run_files_it,
    assert_nothing_forbidden,
)

READ_OR_DRAFT, TOO_SLOW, PRESS = 4, 6, 7
STICK = "() => { setTimeout(() => { for (;;); }) }"


def _assert_the_next_run_files_it(story: Story, record_property: Prove) -> None:
    assert_nothing_forbidden(story)
    assert_journal_agrees(story)
    record_property(SECOND_RUNS, assert_next_run_files_it(story))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page that answers nothing be given up soon."""
    monkeypatch.setattr("secop_bot.workflows.visiting._GRACE_S", 1)


@pytest.mark.parametrize(
    ("name", "asked", "ends"),
    [
        ("new", "SalesContractManagement/Index", READ_OR_DRAFT),
        ("new", "StepManagerGoToStep", READ_OR_DRAFT),
        ("new", "Edit", READ_OR_DRAFT),
        ("new", "Commit", READ_OR_DRAFT),
        ("new", "Documents", READ_OR_DRAFT),
        ("new", "ValidatePlanilla", READ_OR_DRAFT),
        ("new", "Confirm", PRESS),
        ("saved", "SendPayment", PRESS),
        ("rejected", "Unlock", PRESS),
    ],
)
def test_a_closed_window_is_told_and_the_next_run_finishes(
    name: StoryName, asked: str, ends: int, begin: Begin, bend: Bend, record_property: Prove
) -> None:
    story = begin(name)
    closed: list[str] = []

    def close(route: Route) -> None:
        closed.append(urlsplit(route.request.url).path)
        for page in route.request.frame.page.context.pages:
            page.close()

    def watch(context: BrowserContext) -> None:
        context.route(re.compile(rf"/{asked}(\?|$)"), lambda route: route.fallback() if closed else close(route))

    bend.context(watch)

    ran = story.run()

    assert closed, "the window was never closed"
    assert ran.exit_code == ends, ran.said
    assert ends == PRESS or ran.report["error"]["code"] == "window_closed", ran.said
    _assert_the_next_run_files_it(story, record_property)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("name", "step", "ends"),
    [
        ("new", "Confirmar", TOO_SLOW),
        ("new", "Releer lo guardado", PRESS),
        ("saved", "Leer el Plan de pagos", TOO_SLOW),
    ],
)
def test_a_page_that_answers_nothing_any_more_is_given_up_and_the_next_run_finishes(
    name: StoryName, step: str, ends: int, begin: Begin, bend: Bend, record_property: Prove
) -> None:
    story = begin(name)
    contexts: list[BrowserContext] = []
    bend.context(contexts.append)
    story.when(step, lambda: contexts[-1].pages[0].evaluate(STICK))

    ran = story.run()

    assert ran.exit_code == ends, ran.said
    _assert_the_next_run_files_it(story, record_property)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("name", "asked"), [("saved", "SendPayment"), ("rejected", "Unlock")])
def test_a_page_that_is_stuck_behind_a_press_leaves_it_unknown(
    name: StoryName, asked: str, begin: Begin, bend: Bend, record_property: Prove
) -> None:
    story = begin(name)
    struck: list[str] = []

    def stick(route: Route) -> None:
        if not struck:
            struck.append(asked)
            route.request.frame.page.evaluate(STICK)
        route.fallback()

    bend.context(lambda context: context.route(re.compile(rf"/{asked}(\?|$)"), stick))

    ran = story.run()

    assert struck
    assert ran.exit_code == PRESS, ran.said
    _assert_the_next_run_files_it(story, record_property)

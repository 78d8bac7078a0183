"""A browser that answers no more: what it was asked is given up, so that no run waits for ever."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUESTIONS = (
    ".all",
    ".all_inner_texts",
    ".bounding_box",
    ".content",
    ".count",
    ".element_handle",
    ".evaluate",
    ".evaluate_all",
    ".evaluate_handle",
    ".frame_element",
    ".get_attribute",
    ".inner_text",
    ".input_value",
    ".is_checked",
    ".is_visible",
    ".screenshot",
    ".storage_state",
    ".title",
)
"""The ends of the names of those calls of Playwright that ask a page something: most of them know no time-out."""
_LOOKS = 4


@contextmanager
def answered_within(seconds: float) -> Iterator[None]:
    """Give up a question that the block asks the browser and that is not answered in ``seconds``, or a little more.

    A page that is left while it is asked, or that is at work without end, may never answer. Playwright's sync calls are
    tasks of an event loop that is the running one once it has been used; asking it is all that is needed. Raises
    Playwright's TimeoutError.
    """
    loop = asyncio.get_running_loop()
    seen: dict[asyncio.Task[Any], int] = {}
    given_up: set[asyncio.Task[Any]] = set()
    timer: asyncio.TimerHandle

    def look() -> None:
        nonlocal timer
        open_now = [task for task in asyncio.all_tasks(loop) if _is_question(task)]
        for task in seen.keys() - open_now:
            del seen[task]
        for task in open_now:  # how often it was seen, and not how long: a computer that slept counts as one look
            seen[task] = seen.get(task, 0) + 1
            if seen[task] > _LOOKS:
                given_up.add(task)
                task.cancel()
        timer = loop.call_later(seconds / _LOOKS, look)

    timer = loop.call_later(seconds / _LOOKS, look)
    try:
        yield
    except asyncio.CancelledError as error:
        if not given_up:
            raise
        raise PlaywrightTimeout(f"The page has not answered within {seconds} s") from error
    finally:
        timer.cancel()


def _is_question(task: asyncio.Task[Any]) -> bool:
    return getattr(task.get_coro(), "__qualname__", "").endswith(_QUESTIONS)

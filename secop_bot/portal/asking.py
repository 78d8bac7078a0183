"""Asks the page something about one element in one message: Playwright's own ``evaluate`` takes three."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import ElementHandle

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_ON_FIRST = "(all, argument) => all.length ? [(%s)(all[0], argument)] : null"


def ask(place: Locator | ElementHandle, script: str, argument: Any = None) -> Any:
    """Return what a script gives for the element, as ``evaluate`` does; one that is not there is waited for."""
    if isinstance(place, ElementHandle):
        return place.evaluate(script, argument)
    answer: list[Any] | None = place.evaluate_all(_ON_FIRST % script, argument)
    return place.evaluate(script, argument) if answer is None else answer[0]

"""What a tour draws over the portal's page: see ``caption.js``. A page that can't be drawn on is left as it is."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Locator, Page

    from secop_bot.summary import Summary

_CALL = "secopBotTour"
_PATIENCE_MS = 2000
HIDE = "secop-bot-tour { display: none !important }"
"""The style that takes a tour's drawings off a picture: a receipt shows the portal's page and nothing of ours."""


@dataclass(frozen=True)
class Caption:
    """One caption: which step, what is done, and why. ``keys`` says how to pause and stop."""

    step: str
    what: str
    lines: tuple[str, ...] = ()
    keys: str = ""
    paused: bool = False


def listen(context: BrowserContext, tell: Callable[[str], None]) -> None:
    """Hear F8 and F9 in every document of the visit, and the summary's button."""
    context.expose_binding(_CALL, lambda _source, signal: tell(str(signal)))
    context.add_init_script(f"({_script('keys.js')})({json.dumps(_CALL)})")


def scroll_to(spot: Locator) -> None:
    """Bring a part of the page to the middle of the screen, where no caption covers it."""
    with suppress(PlaywrightError):
        spot.evaluate("e => e.scrollIntoView({block: 'center', inline: 'nearest'})", timeout=_PATIENCE_MS)


def draw(page: Page, caption: Caption, spot: Locator | None) -> None:
    """Draw the caption, and the outline around ``spot``, in the topmost document of its window."""
    with suppress(PlaywrightError):
        box = spot.bounding_box(timeout=_PATIENCE_MS) if spot else None
        _call(page, "draw", {**asdict(caption), "spot": box})


def lift(page: Page) -> None:
    """Take the outline off: what it stood around was pressed."""
    with suppress(PlaywrightError):
        _call(page, "lift", {})


def draw_summary(page: Page, summary: Summary) -> bool:
    """Show the summary over the page; return whether it could be shown."""
    signs = {True: "yes", False: "no", None: ""}
    told = {
        **asdict(summary),
        "rows": [{"cells": row.cells, "sign": signs[row.same]} for row in summary.rows],
        "button": "Terminar (Enter)",
        "call": _CALL,
    }
    with suppress(PlaywrightError):
        _call(page, "summary", told)
        return True
    return False


def _call(page: Page, what: str, told: dict[str, Any]) -> None:
    source = _script("caption.js").strip().rstrip(";")
    page.locator("html").evaluate(f"(html, told) => ({source}).{what}(told)", told, timeout=_PATIENCE_MS)


@cache
def _script(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")

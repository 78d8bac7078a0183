"""Pages of builders who never saw this program (``fixtures/strangers``), and where each control of theirs truly is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, FrameLocator, Locator, Page

from secop_bot.errors import UnknownPageError
from secop_bot.portal import locate
from secop_bot.portal.payment_form import WORDS
from secop_bot.portal.sitemap import FILE_INPUT, KNOWN, PASSWORD_BOX, Label
from secop_bot.portal.visit import Visit
from secop_bot.progress import Silent

STRANGERS = Path(__file__).parents[2] / "fixtures" / "strangers"
_SAME = """(found, true_one) => found === true_one || found.contains(true_one) || true_one.contains(found)
  || (found.control ?? null) === true_one || found.shadowRoot?.contains(true_one) === true"""
_ROW_SAYING = "xpath=.//*[(self::tr or @role='row') and .//*[normalize-space(.)={}]]"


@dataclass(frozen=True)
class Truth:
    """One control of a page: its name in the site map, what it is, and the place that is right."""

    page: str
    control: str
    kind: str
    told: dict[str, Any]

    @property
    def label(self) -> Label:
        return KNOWN.labels().get(self.control, Label(()))

    def __str__(self) -> str:
        return f"{self.page}:{self.control}" + (f":{self.kind}" if self.kind.startswith("radio") else "")


def truths() -> list[Truth]:
    read: dict[str, list[dict[str, Any]]] = json.loads((STRANGERS / "truth.json").read_text(encoding="utf-8"))
    return [Truth(page, one["control"], one["kind"], one) for page, told in read.items() for one in told]


def outcome(page: Page, truth: Truth) -> str:
    """Say what ``locate`` makes of a control: "right", "wrong", "ambiguous" or "absent"."""
    visit = Visit(page, 2, Silent())
    try:
        found = _found(visit, truth)
    except UnknownPageError:
        return "ambiguous"
    if found is None:
        return "absent"
    if truth.kind == "printed":
        words = " ".join((found.evaluate(WORDS) or "").split())
        return "right" if words == " ".join(str(truth.told["text"]).split()) else "wrong"
    same: bool = found.evaluate(_SAME, _true_one(page, truth.told["selector"]))
    return "right" if same else "wrong"


def _true_one(page: Page, selector: Any) -> ElementHandle:
    root: Page | FrameLocator = page
    if isinstance(selector, dict):
        for frame in selector["frame"]:
            root = root.frame_locator(frame)
        selector = selector["selector"]
    return root.locator(selector).element_handle()


def _found(visit: Visit, truth: Truth) -> Locator | None:
    if "row_text" in truth.told:
        return _in_row(visit, truth)
    roots, label = visit.roots(), truth.label
    finders: dict[str, Callable[[Locator, Label], Locator | None]] = {
        "password": lambda root, label: locate.field(root, label, PASSWORD_BOX),
        "box": locate.field,
        "select": locate.field,
        "radio_yes": lambda root, label: _answer(root, label, 0),
        "radio_no": lambda root, label: _answer(root, label, 1),
        "printed": locate.text,
        "button": locate.button,
        "file": lambda root, _: root.locator(FILE_INPUT) if root.locator(FILE_INPUT).count() == 1 else None,
    }
    if truth.kind == "title":  # which may repeat
        return next((found for root in roots if (found := locate.heading(root, label))), None)
    return locate.one_in(roots, label, finders[truth.kind])


def _answer(root: Locator, label: Label, place: int) -> Locator | None:
    pair = locate.radios(root, label, (KNOWN.yes, KNOWN.no))
    return pair and pair[place]


def _in_row(visit: Visit, truth: Truth) -> Locator | None:
    """A row's own button: that of the innermost row with a text of its own that says which one it is."""
    said = str(truth.told["row_text"])
    rows = [
        row
        for root in visit.roots()
        for row in root.locator(_ROW_SAYING.format(json.dumps(said))).filter(visible=True).all()
        if not row.locator(_ROW_SAYING.format(json.dumps(said))).count() and locate.button(row, truth.label)
    ]
    return locate.button(rows[0], truth.label) if len(rows) == 1 else None

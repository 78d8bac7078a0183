"""Pages of builders who never saw this program (``fixtures/strangers``), and where each control of theirs truly is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, FrameLocator, Locator, Page

from secop_bot.errors import UnknownPageError
from secop_bot.portal import locate
from secop_bot.portal.payment_form import WORDS
from secop_bot.portal.sitemap import KNOWN, PASSWORD_BOX, Label
from secop_bot.portal.visit import Visit
from secop_bot.progress import Silent

STRANGERS = Path(__file__).parents[2] / "fixtures" / "strangers"
_SAME = """(found, true_one) => found === true_one || found.contains(true_one) || true_one.contains(found)
  || (found.control ?? null) === true_one || found.shadowRoot?.contains(true_one) === true"""
# The text that belongs to a title may stand in a part of it, or be all that a part around it says.


@dataclass(frozen=True)
class Truth:
    """One control of a page: its name in the site map, what it is, and the place that is right."""

    page: str
    control: str
    kind: str
    told: dict[str, Any]

    @property
    def label(self) -> Label:
        return KNOWN.labels()[{"planilla_fecha_pago": "planilla_fecha_pago"}.get(self.control, self.control)]

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
    roots = visit.roots()
    if "row_text" in truth.told:  # a row's own button
        said = str(truth.told["row_text"])
        rows = [
            row
            for root in roots
            for row in root.locator("tr, [role=row]").filter(has_text=said, visible=True).all()
            if locate.button(row, truth.label)
        ]
        return locate.button(rows[-1], truth.label) if rows else None
    match truth.kind:
        case "password":
            return locate.one_in(roots, truth.label, lambda root, label: locate.field(root, label, PASSWORD_BOX))
        case "box" | "select":
            return locate.one_in(roots, truth.label, locate.field)
        case "radio_yes" | "radio_no":
            pairs = [pair for root in roots if (pair := locate.radios(root, truth.label, (KNOWN.yes, KNOWN.no)))]
            return pairs[0][truth.kind == "radio_no"] if len(pairs) == 1 else None
        case "printed":
            return locate.one_in(roots, truth.label, locate.text)
        case "title":
            return next((found for root in roots if (found := locate.heading(root, truth.label))), None)
        case "file":
            return visit.page.locator("input[type=file]").first
        case _:
            return locate.one_in(roots, truth.label, locate.button)

"""A control by its visible label, wherever it stands: the way a person finds it.

Ways are tried from the surest to the loosest: a confirmed id, ``label``/aria, the neighbouring cell, the cell
below a column's head, the element after the label. The first way that finds something decides: one control is
the answer, two are an error that names both.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from secop_bot.errors import UnknownPageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from playwright.sync_api import Locator

    from secop_bot.portal.sitemap import Label

    Finder: TypeAlias = Callable[[Locator, Label], Locator | None]

BOXES = "input:not([type]), input[type=text], input[type=tel], input[type=number], input[type=date], textarea, select"
RADIOS = "input[type=radio]"
CLICKABLE = (
    "a, button, input[type=button], input[type=submit], input[type=image],"
    " [role=button], [role=link], [role=tab], [role=menuitem], [onclick]"
)
_CELL = "*[self::td or self::th]"
_COLUMN = """e => { const cell = e.closest('td, th');
  return cell ? [...cell.parentElement.cells].slice(0, cell.cellIndex).reduce((n, c) => n + c.colSpan, 0) : -1 }"""
# Whether a label heads a column: a label beside it in its row is a head too, where a value would stand otherwise.
_HEADS = """(e, known) => { const cell = e.closest('td, th');
  const beside = cell ? [cell.previousElementSibling, cell.nextElementSibling].filter(Boolean) : [];
  const isHead = c => new RegExp(known, 'i').test(c.innerText) || (c.tagName === 'TH' && cell.tagName === 'TH');
  return beside.some(isHead) }"""
_ACCENTED = {"a": "aáà", "e": "eéè", "i": "iíì", "o": "oóò", "u": "uúùü", "n": "nñ"}


def folded(text: str) -> str:
    """Return the text without accents, case and spare spaces, for comparing what people read as the same."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def text_pattern(texts: Iterable[str]) -> re.Pattern[str]:
    """Match an element that says one of ``texts`` and no more; accents, case, colon, asterisk aside."""
    either = "|".join(_loosely(text) for text in texts)
    return re.compile(rf"^[\s*]*(?:{either})[\s*:]*(?:\(obligatori[oa]\))?[\s*:]*$", re.IGNORECASE)


def _loosely(text: str) -> str:
    return "".join(
        rf"[{_ACCENTED[c]}]" if c in _ACCENTED else r"\s+" if c == " " else re.escape(c) for c in folded(text)
    )


def field(root: Locator, label: Label, kind: str = BOXES) -> Locator | None:
    """Return the one visible control of ``kind`` (a CSS selector) that ``label`` names, or None.

    Raises UnknownPageError (exit 8) where two stand, naming both.
    """
    return _only(_ways_to_field(root, label, kind), label)


def button(root: Locator, label: Label) -> Locator | None:
    """Return the one visible thing to click that says ``label`` by text, value, title or picture, or None.

    Raises UnknownPageError (exit 8) where two stand, naming both.
    """
    return _only(_ways_to_button(root, label), label)


def text(root: Locator, label: Label) -> Locator | None:
    """Return the place where the value of ``label`` is printed (not typed), or None."""
    return _only(_ways_to_text(root, label), label)


def section(inner: Locator, find: Callable[[Locator], Locator | None]) -> Locator | None:
    """Return the smallest part of the page around ``inner`` in which ``find`` finds something, or None."""
    around = inner.locator("xpath=ancestor::*")
    for depth in reversed(range(around.count())):
        part = around.nth(depth)
        if find(part):
            return part
    return None


def heading(root: Locator, label: Label) -> Locator | None:
    """Return the first visible text that says ``label`` and no more, or None; for titles, which may repeat."""
    found = root.get_by_text(text_pattern(label.texts)).filter(visible=True)
    return found.first if found.count() else None


def beside(title: Locator, label: Label) -> Locator | None:
    """Return the place where the value of this very ``title`` is printed, or None."""
    return _only(_beside(title), label)


def headings(root: Locator, label: Label) -> list[Locator]:
    """Return every visible text that says ``label`` and no more."""
    return root.get_by_text(text_pattern(label.texts)).filter(visible=True).all()


def heads_column(title: Locator, labels: Iterable[str]) -> bool:
    """Return whether ``title`` stands in a row of heads: another of ``labels``, or another head, is beside it."""
    heads: bool = title.evaluate(_HEADS, text_pattern(labels).pattern)
    return heads


def one_in(roots: Iterable[Locator], label: Label, find: Finder) -> Locator | None:
    """Return what ``find`` finds in exactly one of several documents. Raises UnknownPageError for two."""
    found = [control for root in roots if (control := find(root, label))]
    if len(found) > 1:
        raise _ambiguous(label, [describe(control) for control in found])
    return found[0] if found else None


def describe(control: Locator) -> str:
    """Return a control's opening tag, to name it in an error; what was typed in it is left out."""
    tag: str = control.evaluate("e => e.cloneNode(false).outerHTML")
    return re.sub(r'\svalue="[^"]*"', "", tag)[:160]


def missing(page_name: str, label: Label) -> UnknownPageError:
    """Say which page object did not find which label (exit 8)."""
    return UnknownPageError(
        "control_not_found",
        f"En «{page_name}» no se encontró «{label.texts[0]}».",
        "No se siguió adelante. Abra el portal con --headed y mire si la página cambió; avise en el proyecto.",
    )


def _only(ways: Iterator[Locator], label: Label) -> Locator | None:
    for way in ways:
        seen = way.filter(visible=True)
        count = seen.count()
        if count == 1:
            return seen
        if count > 1:
            raise _ambiguous(label, [describe(control) for control in seen.all()[:2]])
    return None


def _ambiguous(label: Label, described: list[str]) -> UnknownPageError:
    return UnknownPageError(
        "control_ambiguous",
        f"«{label.texts[0]}» puede ser dos cosas en la página: {described[0]} y {described[1]}.",
        "No se siguió adelante, para no adivinar. Avise en el proyecto con este mensaje.",
    )


def _ways_to_field(root: Locator, label: Label, kind: str) -> Iterator[Locator]:
    pattern = text_pattern(label.texts)
    controls = root.locator(kind)
    for known in label.ids:  # a prefix of the enclosing part may stand before it
        yield root.locator(f"[id$='{known}']").and_(controls)
    yield root.get_by_label(pattern).and_(controls)
    labels = root.get_by_text(pattern).filter(visible=True)
    if not labels.count():
        return
    yield labels.locator(f"xpath=ancestor-or-self::{_CELL}[1]/following-sibling::{_CELL}[1]").locator(kind)
    yield below_heads(labels).locator(kind)
    after = labels.locator("xpath=following-sibling::*[1]")
    yield after.locator(kind).or_(after.and_(controls))
    # Only of a parent that holds the label alone: after a row with more in it stands another field's row.
    after_parent = labels.locator(
        "xpath=self::*[not(following-sibling::*)]/parent::*[not(self::tr)]/following-sibling::*[1]"
    )
    yield after_parent.locator(kind).or_(after_parent.and_(controls))


def below_heads(labels: Locator) -> Locator:
    """Return the cells below ``labels`` that are heads of a column."""
    column: int = labels.first.evaluate(_COLUMN)
    rows_below = labels.locator(
        "xpath=ancestor::tr[1]/following-sibling::tr | ancestor::thead[1]/following-sibling::tbody/tr"
    )
    return rows_below.locator(f"xpath=./{_CELL}[{column + 1}]")


def _ways_to_button(root: Locator, label: Label) -> Iterator[Locator]:
    pattern = text_pattern(label.texts)
    clickable = root.locator(CLICKABLE)
    for known in label.ids:
        yield root.locator(f"[id$='{known}']")
    yield (
        root.get_by_role("button", name=pattern)
        .or_(root.get_by_role("link", name=pattern))
        .or_(root.get_by_role("tab", name=pattern))
    )
    yield clickable.filter(has_text=pattern)
    yield clickable.and_(root.get_by_title(pattern))
    yield root.get_by_text(pattern)  # some things answer to a click and look like plain text to a program


def _ways_to_text(root: Locator, label: Label) -> Iterator[Locator]:
    for known in label.ids:
        yield root.locator(f"[id$='{known}']")
    labels = root.get_by_text(text_pattern(label.texts)).filter(visible=True)
    if not labels.count():
        return
    yield from _beside(labels)


def _beside(labels: Locator) -> Iterator[Locator]:
    yield labels.locator(f"xpath=ancestor-or-self::{_CELL}[1]/following-sibling::{_CELL}[1]")
    yield labels.locator("xpath=following-sibling::*[1]")
    yield labels.locator("xpath=../following-sibling::*[1]")

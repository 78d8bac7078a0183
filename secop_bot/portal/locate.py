"""A control by its visible label, wherever it stands: the way a person finds it.

The ways of ``ways.py`` are tried in their order, and the first that finds something decides: one control is the answer,
two are an error that names both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from secop_bot.errors import UnknownPageError
from secop_bot.filing.text import folded
from secop_bot.portal import ways
from secop_bot.portal.asking import ask
from secop_bot.portal.narrowing import NARROW
from secop_bot.portal.sitemap import FILE_INPUT
from secop_bot.portal.ways import CLICKABLE, below_heads
from secop_bot.portal.wording import button_pattern, text_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from playwright.sync_api import Locator

    from secop_bot.portal.sitemap import Label
    from secop_bot.portal.ways import Way

    Finder: TypeAlias = Callable[[Locator, Label], Locator | None]

T = TypeVar("T")

__all__ = ["CLICKABLE", "below_heads", "folded", "text_pattern"]

SELECTS = "select, [role=combobox], [aria-haspopup=listbox], [id$='_msdd']"
BOXES = (
    "input:not([type=hidden], [type=button], [type=submit], [type=reset], [type=image], [type=file], [type=password],"
    f" [type=checkbox], [type=radio]), textarea, [role=spinbutton], {SELECTS}"
)
RADIOS = "input[type=radio], [role=radio]"
_DRAWN_ANEW = 5
"""How often a part that is drawn anew while it is looked at is looked at again."""
# Which of two radio buttons is whose, where nothing but their order says so: a word after each, or a word before each.
_PAIR = r"""(part, answers) => {
  const seen = e => e.getClientRects().length > 0;
  const walk = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const order = [];
  let radios = 0;
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.nodeType === Node.TEXT_NODE) {
      const said = answers.findIndex(a => new RegExp(a, 'i').test(node.data));
      if (said >= 0 && seen(node.parentElement)) order.push({word: said});
    } else if (node.matches('input[type=radio], [role=radio]') && seen(node)) order.push({radio: radios++});
  }
  if (radios !== 2 || order.length !== 4) return null;
  const words = order.filter(o => 'word' in o).map(o => o.word);
  const shape = order.map(o => 'word' in o ? 'w' : 'r').join('');
  if (new Set(words).size !== 2 || !['rwrw', 'wrwr'].includes(shape)) return null;
  return [words.indexOf(0), words.indexOf(1)];
}"""
# Whether a label heads a column: a label beside it in its row is a head too, where a value would stand otherwise.
_HEADS = """(e, known) => { const cell = e.closest('td, th');
  const beside = cell ? [cell.previousElementSibling, cell.nextElementSibling].filter(Boolean) : [];
  const isHead = c => new RegExp(known, 'i').test(c.innerText) || (c.tagName === 'TH' && cell.tagName === 'TH');
  return beside.some(isHead) }"""

# Which parts hold anything that could be of a label: its id, or its words in a text, a value or any other attribute.
_SPEAK_OF = r"""(parts, {said, ids}) => {
  if (parts.some(part => !part.isConnected)) return null;
  const words = said && new RegExp(said, 'i');
  const says = text => !!words && !!text && text.length < 300 && words.test(text);
  const speaks = e => ids.some(id => e.id.includes(id)) || e.hasAttribute('aria-labelledby') || says(e.value)
    || [...e.attributes].some(a => says(a.value))
    || (e.textContent.length < 300 && (says(e.textContent) || says(e.innerText)));
  const all = [...(parts[0]?.ownerDocument.querySelectorAll('*') ?? [])].filter(speaks);
  return parts.map((part, place) => all.some(e => part.contains(e)) ? place : -1).filter(place => place >= 0);
}"""


@dataclass(frozen=True)
class Filled:
    """A control, and the text that stood in it when it was found."""

    control: Locator
    text: str


def field(root: Locator, label: Label, kind: str = BOXES) -> Locator | None:
    """Return the one visible control of ``kind`` (a CSS selector) that ``label`` names, or None.

    Raises UnknownPageError (exit 8) where two stand, naming both.
    """
    return _only(ways.to_field(root, label, kind), label)


def fields(root: Locator, labels: Mapping[T, Label]) -> dict[T, Filled]:
    """Return the controls that these labels name, each as ``field`` finds it; what is not there is left out.

    Raises UnknownPageError (exit 8) where two stand, naming both.
    """
    known = zip(labels.items(), ways.mentions(root, labels.values()), strict=True)
    found = {name: _the_one(ways.to_field(root, label, BOXES, mention), label) for (name, label), mention in known}
    return {name: filled for name, filled in found.items() if filled}


def button(root: Locator, label: Label) -> Locator | None:
    """Return the one visible thing to click that says ``label`` by text, value, title or picture, or None.

    Raises UnknownPageError (exit 8) where two stand, naming both.
    """
    return _only(ways.to_button(root, label), label)


def text(root: Locator, label: Label) -> Locator | None:
    """Return the place where the value of ``label`` is printed (not typed), or None."""
    return _only(ways.to_text(root, label), label)


def radios(root: Locator, question: Label, answers: tuple[Label, Label]) -> tuple[Locator, Locator] | None:
    """Return the two radio buttons that answer a question, in the order of ``answers``, or None."""
    for way in ways.to_choice(root, question, answers):
        pairs = [pair for part in candidates(way, question) if (pair := _pair(part, answers))]
        if len(pairs) > 1:
            raise _ambiguous(question, [pair[0] for pair in pairs])
        if pairs:
            return pairs[0]
    return None


def _pair(part: Locator, answers: tuple[Label, Label]) -> tuple[Locator, Locator] | None:
    """Return the radio buttons of a part of the page that are named by the answers, or stand beside their words."""
    first, second = (_only(ways.to_radio(part, answer), answer) for answer in answers)
    if first and second:
        return first, second
    places = ask(part, _PAIR, [text_pattern(answer.texts).pattern for answer in answers])
    both = part.locator(RADIOS).filter(visible=True)
    return (both.nth(places[0]), both.nth(places[1])) if places else None


def by_id(root: Locator, label: Label) -> Locator | None:
    """Return what is visible and has one of the label's ids, however many; None for a label without ids."""
    return ways.by_ending(root, label.ids).filter(visible=True) if label.ids else None


def section(inner: Locator, label: Label, find: Finder = button) -> Locator | None:
    """Return the smallest part of the page around ``inner`` in which ``find`` finds something of ``label``, or None."""
    around = inner.locator("xpath=ancestor::*")
    asked = {"said": button_pattern(label.texts).pattern if label.texts else None, "ids": label.ids}
    for _ in range(_DRAWN_ANEW):
        speaking: list[int] | None = around.evaluate_all(_SPEAK_OF, asked)
        for depth in reversed(speaking or []):
            part = around.nth(depth)
            if find(part, label):
                return part
        if speaking == []:
            return None
    return None


def heading(root: Locator, label: Label) -> Locator | None:
    """Return the first visible text that says ``label`` and no more, or None; for titles, which may repeat."""
    found = ways.shown(root, label)
    return found.first if found.count() else None


def headings(root: Locator, label: Label) -> list[Locator]:
    """Return every visible text that says ``label`` and no more."""
    return ways.shown(root, label).all()


def beside(title: Locator, label: Label) -> Locator | None:
    """Return the place where the value of this very ``title`` is printed, or None."""
    return _only(ways.beside(title, label), label)


def heads_column(title: Locator, labels: Iterable[str]) -> bool:
    """Return whether ``title`` stands in a row of heads: another of ``labels``, or another head, is beside it."""
    heads: bool = ask(title, _HEADS, text_pattern(labels).pattern)
    return heads


def one_in(roots: Iterable[Locator], label: Label, find: Finder) -> Locator | None:
    """Return what ``find`` finds in exactly one of several documents. Raises UnknownPageError for two."""
    found = [control for root in roots if (control := find(root, label))]
    if len(found) > 1:
        raise _ambiguous(label, found)
    return found[0] if found else None


def describe(control: Locator) -> str:
    """Return a control's opening tag, to name it in an error; what was typed in it is left out."""
    tag: str = ask(control, "e => e.cloneNode(false).outerHTML")
    return re.sub(r'\svalue="[^"]*"', "", tag)[:160]


def missing(page_name: str, label: Label) -> UnknownPageError:
    """Say which page object did not find which label (exit 8)."""
    return UnknownPageError(
        "control_not_found",
        f"En «{page_name}» no se encontró «{_name(label)}».",
        "No se siguió adelante. Ejecute secop-bot doctor --portal: dice qué textos parecidos hay en la página, y cómo"
        " corregirlo en config.toml sin esperar otra versión.",
    )


def candidates(way: Way, label: Label) -> list[Locator]:
    """Return what a person could take for the label's control by this way: all of it is visible and can be reached."""
    return [filled.control for filled in _filled(way, label)]


def _filled(way: Way, label: Label) -> list[Filled]:
    seen = way.found.filter(visible=True)
    asked = {
        "section": text_pattern(label.sections).pattern if label.sections else None,
        "label": text_pattern(label.texts).pattern,
        "guard": way.guard,
        "boxes": f"{BOXES}, {FILE_INPUT}, {RADIOS}",
    }
    for _ in range(_DRAWN_ANEW):
        kept: list[tuple[int, str]] | None = seen.evaluate_all(NARROW, asked)
        if kept is not None:
            return [Filled(seen.nth(place), said) for place, said in kept]
    return []


def _only(found_by: Iterable[Way], label: Label) -> Locator | None:
    found = _the_one(found_by, label)
    return found.control if found else None


def _the_one(found_by: Iterable[Way], label: Label) -> Filled | None:
    for way in found_by:
        found = _filled(way, label)
        if len(found) > 1:
            raise _ambiguous(label, [filled.control for filled in found])
        if found:
            return found[0]
    return None


def _ambiguous(label: Label, found: list[Locator]) -> UnknownPageError:
    one, other = found[:2]
    return UnknownPageError(
        "control_ambiguous",
        f"«{_name(label)}» puede ser dos cosas en «{one.page.title()}»: {describe(one)} y {describe(other)}.",
        "No se siguió adelante, para no adivinar. secop-bot doctor --portal dice dónde están, y en config.toml se dice"
        " cuál es: [site.sections] con el título de su parte, o [site.ids].",
    )


def _name(label: Label) -> str:
    return label.texts[0] if label.texts else label.ids[0]

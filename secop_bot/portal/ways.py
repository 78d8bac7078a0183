"""The ways from a visible label to its control, from the surest to the loosest; one entry a way.

Playwright's own locators come first (id, ``label``, aria, title, placeholder, role); then where a person looks on a
page laid out with tables and spans: the cell beside, the cells below, the definition, the fieldset, what follows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Literal

from secop_bot.portal.asking import ask
from secop_bot.portal.wording import button_pattern, phrase_pattern, question_pattern, text_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Locator

    from secop_bot.portal.sitemap import Label

CLICKABLE = (
    "a, button, summary, input[type=button], input[type=submit], input[type=image],"
    " [role=button], [role=link], [role=tab], [role=menuitem], [onclick]"
)
_ROLES = ("button", "link", "tab", "menuitem")
_CELL = "*[self::td or self::th or @role='cell' or @role='gridcell' or @role='columnheader' or @role='rowheader']"
_ROW = "*[self::tr or @role='row']"
_CONTROL = "self::input[not(@type='hidden')] or self::select or self::textarea or self::button"
_NOT_SHOWN = "self::script or self::style or self::input[@type='hidden']"
# What follows a label and is not just its asterisk or colon: something to fill in, or something to read.
_FOLLOWING = f"""following-sibling::*[not({_NOT_SHOWN})][
  {_CONTROL} or .//input or .//select or .//textarea or string-length(normalize-space(.)) > 1][1]"""
# What follows a label as its value, empty or not: neither a line's end nor a picture nor its asterisk.
_READ_NEXT = f"""following-sibling::*[not({_NOT_SHOWN} or self::br or self::img)][
  not(string-length(normalize-space(.)) > 0 and translate(normalize-space(.), '*:', '') = '')][1]"""
_HOLDS_ONE = "not(self::td or self::th) and count(*) = 1"
# The column of a cell, and how many rows below it are its own: up to the first that looks like the label's row again
# and has nothing to fill in (of ``kind``), which is the next field's label.
_REACH = """(e, kind) => {
  const cell = e.closest('td, th, [role=cell], [role=gridcell], [role=columnheader]');
  if (!cell) return [-1, 0];
  const cells = [...cell.parentElement.children];
  const place = cells.indexOf(cell);
  const column = cells.slice(0, place).reduce((n, c) => n + (c.colSpan || 1), 0);
  let row = cell.parentElement, count = 0;
  while (kind && (row = row.nextElementSibling)) {
    const below = row.children[place];
    if (below && !row.querySelector(kind) && below.className === cell.className && below.tagName === cell.tagName
             && below.innerText.trim() && !/\\d/.test(below.innerText)) return [column, count];
    count += 1;
  }
  return [column, 1000];
}"""
_EACH = "(all, argument) => all.map(e => (%s)(e, argument))"
# Whether a label stands in a row of labels, each above its value: all that is said in its row is drawn alike, and what
# is said in the row below is drawn otherwise.
_AMONG_LABELS = """e => {
  const cell = e.closest('td, th, [role=cell], [role=gridcell], [role=columnheader]');
  const below = cell?.parentElement.nextElementSibling;
  if (!below || below.children.length !== cell.parentElement.children.length) return false;
  const drawn = c => [c, ...c.querySelectorAll('*')]
    .map(p => [p.tagName, p.className, p.getAttribute('role')].join('.')).join(' ');
  const said = row => [...row.children].filter(c => c.innerText.trim().length > 1);
  const ours = said(cell.parentElement);
  return ours.length > 1 && ours.every(c => drawn(c) === drawn(cell))
    && said(below).length > 0 && said(below).every(c => drawn(c) !== drawn(cell));
}"""
# Whether anything of a part could be named by words, and whether it could print them: quickly, and yes rather than no.
# What could not need not be asked of Playwright, whose looking at every element's names takes ten times as long.
_MENTIONS = r"""(part, asked) => {
  const whole = part.ownerDocument;
  if ([...whole.querySelectorAll('*')].some(e => e.shadowRoot)) return asked.map(() => [true, true]);
  const BUTTON = 'input[type=button], input[type=submit]';  // what stands in other boxes is no part of a label
  const wordsOf = e => {
    const walk = whole.createTreeWalker(e, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    const texts = [];
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (node.nodeType === Node.ELEMENT_NODE) texts.push(node.matches(BUTTON) ? node.value : '');
      else if (!node.parentElement.closest('script, style, noscript')) texts.push(node.data);
    }
    return texts.join('');
  };
  const NAMES = ['aria-label', 'title', 'placeholder', 'alt', 'value'];
  const named = [...part.querySelectorAll(NAMES.map(name => `[${name}]`).join())];
  const names = [
    ...[...whole.querySelectorAll('label')].map(wordsOf),
    ...named.flatMap(e => NAMES.map(name => e.getAttribute(name) ?? '')),
  ];
  const namedElsewhere = part.querySelector('[aria-labelledby]') !== null;
  const printed = wordsOf(part);
  return asked.map(said => {
    const words = new RegExp(said, 'i');
    const says = text => words.test(text.replace(/[\u200b\u00ad]/g, ''));
    return [namedElsewhere || names.some(says), says(printed)];
  });
}"""
_MOST_LABELS = 6
"""Of a text that stands more often, no column is looked at."""


@dataclass(frozen=True)
class Way:
    """One way and what it leads to, hidden things included; ``name`` is Spanish, for the report of ``doctor``.

    A ``guard`` leaves out what another label claims: "nearest" takes only a control whose nearest text before it is
    the label, "unlabelled" only one without words of its own in its cell.
    """

    name: str
    found: Locator
    guard: Literal["nearest", "unlabelled"] | None = None


@dataclass(frozen=True)
class Mention:
    """Whether a part of a page could name something by a label's words, and whether it could print them."""

    names: bool
    prints: bool


def mentions(root: Locator, labels: Iterable[Label]) -> list[Mention]:
    """Return for each label whether its words could be anywhere in a part of a page; in one that is gone: nowhere."""
    asked = [phrase_pattern(label.texts).pattern for label in labels]
    found: list[list[tuple[bool, bool]]] = root.evaluate_all(_EACH % _MENTIONS, asked)
    return [Mention(*one) for one in found[0]] if found else [Mention(names=False, prints=False)] * len(asked)


def to_field(root: Locator, label: Label, kind: str, mention: Mention | None = None) -> Iterator[Way]:
    """Lead to controls of ``kind`` (a CSS selector) that ``label`` names; ``mention`` is what is known of its words."""
    controls = root.locator(kind)
    if label.ids:
        yield Way("id", by_ending(root, label.ids).and_(controls))
    if not label.texts:
        return
    pattern = text_pattern(label.texts)
    mention = mention or mentions(root, [label])[0]
    if mention.names:
        yield Way("label", root.get_by_label(pattern).and_(controls))
        yield Way("title", root.get_by_title(pattern).and_(controls))
        yield Way("placeholder", root.get_by_placeholder(pattern).and_(controls))
    if mention.prints:
        yield from _to_field_by(shown(root, label), root, label, kind)
    yield Way("texto delante", controls, guard="nearest")


def _to_field_by(labels: Locator, root: Locator, label: Label, kind: str) -> Iterator[Way]:
    """Lead from the visible texts of a label to what stands about them."""
    controls, pattern = root.locator(kind), text_pattern(label.texts)
    yield Way("celda de al lado", _cell_beside(labels).locator(kind))
    reaches: list[tuple[int, int]] = labels.evaluate_all(_EACH % _REACH, kind)
    if not reaches:
        return
    columns = [_column_below(labels.nth(place), *reach) for place, reach in enumerate(reaches[:_MOST_LABELS])]
    yield Way("columna", _any(columns).locator(kind), guard="unlabelled")
    yield Way(
        "definición (dt)",
        labels.locator("xpath=ancestor-or-self::dt[1]/following-sibling::*[1][self::dd]//*").and_(controls),
    )
    yield Way("grupo (fieldset)", _groups(root, labels, label).locator(kind))
    after = labels.locator(f"xpath={_FOLLOWING}")
    yield Way("lo que sigue", after.locator(kind).or_(after.and_(controls)), guard="nearest")
    alone = labels.locator("xpath=ancestor-or-self::*[position() <= 3]").filter(has_text=pattern)
    yield Way("el mismo recuadro", alone.locator(kind))
    # Only of a parent that holds the label alone: after a row with more in it stands another field's row.
    after_parent = alone.locator(f"xpath=self::*[not(self::tr) and not(self::td) and not(self::th)]/{_FOLLOWING}")
    yield Way("después del rótulo", after_parent.locator(kind).or_(after_parent.and_(controls)), guard="nearest")


def to_button(root: Locator, label: Label) -> Iterator[Way]:
    """Lead to things to press that say ``label`` by text, value, title, name or picture."""
    if label.ids:
        yield Way("id", by_ending(root, label.ids))
    if not label.texts:
        return
    pattern = button_pattern(label.texts)
    clickable = root.locator(CLICKABLE)
    by_role = root.get_by_role("button", name=pattern)
    for role in _ROLES[1:]:
        by_role = by_role.or_(root.get_by_role(role, name=pattern))  # type: ignore[arg-type] # roles, all of them
    yield Way("botón", by_role)
    yield Way("texto", clickable.filter(has_text=pattern))
    mention = mentions(root, [label])[0]
    if not (mention.names or mention.prints):
        return
    pictures = root.get_by_alt_text(pattern)
    rest = (
        Way("title", clickable.and_(root.get_by_title(pattern))),
        Way("imagen (alt)", clickable.filter(has=pictures).or_(pictures)),
        Way("texto sin botón", root.get_by_text(pattern)),  # some answer to a click and look like plain text
    )
    if _any(way.found for way in rest).filter(visible=True).count():  # a hidden button is mentioned, and nothing here
        yield from rest


def to_radio(root: Locator, answer: Label) -> Iterator[Way]:
    """Lead to radio buttons that are named by an answer. One that only stands beside its word is told by the pair."""
    yield Way("radio", root.get_by_role("radio", name=text_pattern(answer.texts)))


def to_choice(root: Locator, question: Label, answers: Iterable[Label]) -> Iterator[Way]:
    """Lead to the parts of a page that hold the answers to a question."""
    labels = shown(root, question)
    yield Way("grupo (fieldset)", _groups(root, labels, question))
    if not labels.count():
        return
    yield Way("celda de al lado", _cell_beside(labels))
    yield Way("columna", below_heads(labels.first, 1))
    yield Way("definición (dt)", labels.locator("xpath=ancestor-or-self::dt[1]/following-sibling::*[1][self::dd]"))
    yield Way("lo que sigue", labels.locator(f"xpath={_FOLLOWING}"))
    whole = question_pattern(question.texts, [answer.texts for answer in answers])
    yield Way("el mismo recuadro", labels.locator("xpath=ancestor-or-self::*[position() <= 3]").filter(has_text=whole))


def to_text(root: Locator, label: Label) -> Iterator[Way]:
    """Lead to where the value of ``label`` is printed."""
    if label.ids:
        yield Way("id", by_ending(root, label.ids))
    if not label.texts:
        return
    pattern = text_pattern(label.texts)
    yield Way("label", root.get_by_label(pattern).and_(root.locator("output, span, div, p, dd, strong")))
    yield from beside(shown(root, label), label)


def to_title(root: Locator, label: Label) -> Iterator[Way]:
    """Lead to titles and heads of columns that say ``label``, and to what is known by its id alone."""
    if label.ids:
        yield Way("id", root.locator(", ".join(f"[id*={json.dumps(known)}]" for known in label.ids)))
    if label.texts:
        yield Way("texto", root.get_by_text(text_pattern(label.texts)))


def to_header(root: Locator, label: Label) -> Iterator[Way]:
    """Lead to what the page's header shows, by a confirmed id or by a name that says what it is."""
    if label.ids:
        yield Way("id", by_ending(root, label.ids))
    banner = root.locator("header, [role=banner]")
    yield Way("label", banner.get_by_label(text_pattern(label.texts)))


def beside(labels: Locator, label: Label) -> Iterator[Way]:
    """Lead to what is printed beside these labels, or below those that head a column."""
    among_labels: list[bool] = labels.evaluate_all(_EACH % _AMONG_LABELS)[:_MOST_LABELS]
    if not among_labels:
        return
    if any(among_labels):  # what stands beside such a one is another label
        yield Way(
            "celda de abajo",
            _any(
                below_heads(labels.nth(place), 1) if among else labels.nth(place).locator(f"xpath={_READ_NEXT}")
                for place, among in enumerate(among_labels)
            ),
        )
        return
    yield Way(
        "celda de al lado",
        _cell_beside(labels).locator("xpath=self::*[not(self::th) and not(@role='columnheader')]"),
    )
    heads = labels.locator("xpath=ancestor-or-self::th[1][not(following-sibling::td or preceding-sibling::td)]").all()
    if heads:
        yield Way("columna", _any(below_heads(head) for head in heads[:_MOST_LABELS]))
    yield Way("lo que sigue", labels.locator(f"xpath={_READ_NEXT}"))
    alone = labels.locator("xpath=parent::*").filter(has_text=text_pattern(label.texts))
    yield Way("después del rótulo", alone.locator(f"xpath=self::*[{_HOLDS_ONE}]/following-sibling::*[1]"))


def shown(root: Locator, label: Label) -> Locator:
    """Return the visible texts that say ``label`` and no more."""
    return root.get_by_text(text_pattern(label.texts)).filter(visible=True)


def by_ending(root: Locator, ids: tuple[str, ...]) -> Locator:
    """Return what has one of these ids, also with a prefix; behind ``lblName_`` there is a number."""
    return root.locator(", ".join(f"[id{'*' if known.endswith('_') else '$'}={json.dumps(known)}]" for known in ids))


def below_heads(head: Locator, reach: int | None = None) -> Locator:
    """Return the cells below the one of ``head``, which heads a column: all of them, or ``reach`` rows of them."""
    column, _ = ask(head, _REACH)
    return _column_below(head, column, reach)


def _column_below(head: Locator, column: int, reach: int | None) -> Locator:
    own = "" if reach is None else f"[position() <= {reach}]"
    rows = head.locator(
        f"xpath=ancestor::{_ROW}[1]/following-sibling::{_ROW}{own}"
        f" | ancestor::thead[1]/following-sibling::tbody/tr{own}"
        f" | ancestor::*[@role='rowgroup'][1]/following-sibling::*[@role='rowgroup']/{_ROW}{own}"
    )
    return rows.locator(f"xpath=./{_CELL}[{column + 1}]")


def _cell_beside(labels: Locator) -> Locator:
    """Lead to the next cell, or the one after a cell that has but a mark in it."""
    cell = f"ancestor-or-self::{_CELL}[1]/following-sibling::{_CELL}[1]"
    mark = "[string-length(normalize-space(.)) < 2 and not(.//input or .//select or .//textarea or .//button or .//a)]"
    return labels.locator(
        f"xpath={cell}[not(self::*{mark})]"
        f" | {cell}{mark}/following-sibling::{_CELL}[1]"
        f" | {cell}{mark}[not(following-sibling::{_CELL})]"
    )


def _any(places: Iterable[Locator]) -> Locator:
    """Lead to what any of these leads to."""
    return reduce(lambda one, other: one.or_(other), places)


def _groups(root: Locator, labels: Locator, label: Label) -> Locator:
    """Lead to the fieldset whose legend is the label, and groups that are named by it."""
    pattern = text_pattern(label.texts)
    legend = labels.locator("xpath=ancestor-or-self::legend[1]/parent::fieldset")
    return legend.or_(root.get_by_role("group", name=pattern)).or_(root.get_by_role("radiogroup", name=pattern))

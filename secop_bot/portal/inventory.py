"""Which controls of the site map stand on which page, and what is seen of each: found how, where, how many.

Nothing is pressed and nothing is typed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never
from urllib.parse import urlsplit

from secop_bot.filing.fields import Field
from secop_bot.portal import contracts, locate, ways
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.login import LoginPage
from secop_bot.portal.payment_form import PaymentForm
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.sitemap import PASSWORD_BOX, name_of
from secop_bot.portal.wording import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Frame, Locator

    from secop_bot.portal.sitemap import Label
    from secop_bot.portal.visit import Visit
    from secop_bot.portal.ways import Way

_LONGEST = 80
_TEXTS = """(html, longest) => {
  const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  const said = [];
  for (const e of html.querySelectorAll('*')) {
    if (!seen(e) || e.matches('script, style, option')) continue;
    if (e.matches('input[type=button], input[type=submit]')) said.push(e.value);
    if (!e.children.length || e.matches('label, button, a, th, dt, legend')) said.push(e.innerText ?? '');
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) said.push(e.getAttribute(name) ?? '');
  }
  return [...new Set(said.map(text => text.replace(/\\s+/g, ' ').trim()))].filter(t => t && t.length <= longest);
}"""
_DIGITS = re.compile(r"\d")
_LONG_NUMBER = re.compile(r"\d{3,}")
_WINDOW = "dialog:modal, [aria-modal=true]"


class Kind(Enum):
    """What a control is to the one who looks for it."""

    BOX = auto()
    PASSWORD = auto()
    RADIOS = auto()
    BUTTON = auto()
    PRINTED = auto()
    TITLE = auto()
    COLUMN = auto()
    HEADER = auto()


@dataclass(frozen=True)
class Entry:
    """A control on a page, by its name in the site map.

    One that is not ``needed`` may be missing on an honest page; ``several`` may stand there, a row each.
    """

    name: str
    kind: Kind
    needed: bool = True
    several: bool = False


@dataclass(frozen=True)
class Sighting:
    """What was seen of one control: the ``way`` it was found, in which document, and how many there were.

    ``nearest`` are the likest texts on the page where none was found; digits in them are masked.
    """

    page: str
    entry: Entry
    label: Label
    count: int
    way: str = ""
    document: str = ""
    nearest: tuple[str, ...] = ()

    @property
    def trouble(self) -> str:
        """Return "" for what is as it should be, else "missing" or "ambiguous"."""
        if self.count == 0:
            return "missing" if self.entry.needed else ""
        return "ambiguous" if self.count > 1 and not self.entry.several else ""


def _boxes(*fields: Field, needed: bool = True) -> tuple[Entry, ...]:
    return tuple(Entry(name_of(field), Kind.BOX, needed) for field in fields)


LOGIN, START, MENU = LoginPage.name, contracts.START, contracts.MENU
LIST, CONTRACT = contracts.ContractsPage.name, ContractPage.name
PLAN, FORM = PaymentPlan.name, PaymentForm.name
PAGES: dict[str, tuple[Entry, ...]] = {
    LOGIN: (Entry("username", Kind.BOX), Entry("password", Kind.PASSWORD), Entry("login", Kind.BUTTON)),
    START: (
        Entry("my_processes", Kind.BUTTON),
        Entry("account_in_header", Kind.HEADER, needed=False),
        Entry("company_in_header", Kind.HEADER, needed=False),
    ),
    MENU: (Entry("my_contracts", Kind.BUTTON),),
    LIST: (
        Entry("contracts_title", Kind.TITLE, several=True),
        *(Entry(name, Kind.COLUMN, several=True) for name in ("list_number", "list_entity", "list_state")),
        Entry("list_signed", Kind.COLUMN, several=True),
        Entry("contract_detail", Kind.BUTTON, several=True),
        Entry("all_contracts", Kind.BUTTON, needed=False),
        Entry("more", Kind.BUTTON, needed=False),
    ),
    CONTRACT: (Entry("execution_step", Kind.BUTTON),),
    PLAN: (
        Entry("payment_plan", Kind.TITLE, several=True),
        *(Entry(name, Kind.COLUMN, several=True) for name in ("row_id", "row_invoice", "row_value", "row_state")),
        Entry("create", Kind.BUTTON, needed=False),
        *(
            Entry(name, Kind.BUTTON, needed=False, several=True)
            for name in ("row_registro", "row_enviar", "row_detalle")
        ),
        Entry("execution_documents", Kind.TITLE, several=True),
        Entry("upload_new", Kind.BUTTON),
    ),
    FORM: (
        Entry("payment_id", Kind.PRINTED),
        Entry(name_of(Field.OBLIGADO), Kind.RADIOS),
        *_boxes(Field.CUFE, needed=False),
        *_boxes(Field.NUMERO_FACTURA, Field.FECHA_EMISION, Field.FECHA_VENCIMIENTO, Field.VALOR_NETO),
        *_boxes(Field.VALOR_TOTAL, Field.NOTAS, Field.FECHA_RECEPCION, Field.NUMERO_RADICACION),
        *_boxes(Field.PLANILLA_NUMERO, Field.PLANILLA_FECHA, needed=False),
        Entry("documentation", Kind.TITLE, several=True),
        Entry("attach", Kind.BUTTON),
        Entry("validate", Kind.BUTTON, needed=False, several=True),
        Entry("confirm", Kind.BUTTON),
        Entry("cancel", Kind.BUTTON),
    ),
}
"""The pages of the walk, in its order. What appears only after a press that changes something is not among them."""


def look(visit: Visit, page: str, within: Frame | None = None) -> list[Sighting]:
    """Return what is seen now of every control that stands on this page.

    ``within`` is the frame that the page's controls stand in, in the window that is open over it if there is one.
    """
    labels = visit.site.labels()
    if within:
        window = within.locator(_WINDOW).filter(visible=True)
        places = [(within, window.last if window.count() else within.locator("html"))]
    else:
        places = [(frame, frame.locator("html")) for frame in visit.frames()]
    return [_sighting(visit, page, entry, labels[entry.name], places) for entry in PAGES[page]]


def _sighting(visit: Visit, page: str, entry: Entry, label: Label, places: list[tuple[Frame, Locator]]) -> Sighting:
    count, found_by, where = 0, "", ""
    for frame, root in places:
        for way, found in _found(visit, root, entry, label):
            if not count:
                found_by, where = way, _named(visit, frame)
            count += found
            break
    if count:
        return Sighting(page, entry, label, count, found_by, where)
    like = _nearest([root for _, root in places], label) if entry.needed else ()
    return Sighting(page, entry, label, 0, nearest=tuple(like))


def _found(visit: Visit, root: Locator, entry: Entry, label: Label) -> Iterator[tuple[str, int]]:
    """Give each way that finds something, and how much."""
    if entry.kind is Kind.RADIOS:
        if locate.radios(root, label, (visit.site.yes, visit.site.no)):
            yield "pregunta con Sí y No", 1
        return
    for way in _ways(root, entry.kind, label):
        if found := locate.candidates(way, label):
            yield way.name, len(found)


def _ways(root: Locator, kind: Kind, label: Label) -> Iterable[Way]:
    match kind:
        case Kind.BOX:
            return ways.to_field(root, label, locate.BOXES)
        case Kind.PASSWORD:
            return ways.to_field(root, label, PASSWORD_BOX)
        case Kind.BUTTON:
            return ways.to_button(root, label)
        case Kind.PRINTED:
            return ways.to_text(root, label)
        case Kind.HEADER:
            return ways.to_header(root, label)
        case Kind.TITLE | Kind.COLUMN | Kind.RADIOS:
            return ways.to_title(root, label)
        case _:
            assert_never(kind)


def _named(visit: Visit, frame: Frame) -> str:
    """Name a document without its address's query, which may tell who looks."""
    path = "/".join(_LONG_NUMBER.sub("#", urlsplit(frame.url).path).split("/")[-2:])
    if frame == visit.page.main_frame:
        return "página"
    return f"{'ventana' if frame.parent_frame is None else 'marco'} {path}"


def _nearest(roots: list[Locator], label: Label) -> list[str]:
    texts: list[str] = [text for root in roots for text in root.evaluate(_TEXTS, _LONGEST)]
    return [_DIGITS.sub("#", text) for text in nearest(label.texts, texts)]

"""What a text is by where it stands: a label, a value beside a label or below a column's head, something to press."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from secop_bot.filing.fields import Field
from secop_bot.filing.text import folded
from secop_bot.portal.sitemap import KNOWN
from secop_bot.recording import vocabulary
from secop_bot.recording.stand_ins import Kind
from secop_bot.recording.tree import Element, Text

_CELLS = ("td", "th")
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6", "legend", "th", "label", "dt", "title")
_HOLDS_MORE = ("table", "input", "select", "textarea", "button", "iframe", "form", "ul", "ol")
_BLOCKS = ("table", "div", "iframe", "form", "ul", "ol", "fieldset", "section")
_HEADS = 3  # fewer known words side by side may be a label and its value
_PRESSES = ("a", "button")
_COMPANIES = ("companiesSelector", "seldpCompany")
_ACCOUNT = "userImage"
_OF_ID = {"ContractBuyerNameCol": Kind.ENTITY, "ContractNameCol": Kind.CONTRACT, "ContractIdCol": Kind.CONTRACT}
_OF_LABEL = (
    (Kind.ENTITY, r"^(nombre de la )?entidad( estatal| contratante)?$|^ordenador|^comprador$"),
    (Kind.CONTRACT, r"^(id|numero|n[ou]m?\.?|referencia|codigo) del? (contrato|proceso)\b|^contrato$"),
    (Kind.PERSON, r"proveedor|contratista|supervisor|representante|interventor|responsable|usuario|razon social"),
    (Kind.PERSON, r"^(aprobado|creado) por|^nombres?$|^apellidos?$|^nombre (completo|del? (?!documento|archivo))"),
)
_COMPANY_NAME = re.compile(
    r"\b(s\.?\s?a\.?\s?s|s\.?\s?a|ltda|e\.?\s?u|limitada|cooperativa|fundaci[oó]n|corporaci[oó]n)\b\.?", re.IGNORECASE
)
_STATE = re.compile(r"\bestado\b|\bprogreso\b", re.IGNORECASE)


class Role(Enum):
    """How much of a text may stay."""

    LABEL = auto()
    PRESS = auto()
    VALUE = auto()
    STATE = auto()
    FREE = auto()


@dataclass(frozen=True)
class Place:
    """Where a text stands: its role, the label it belongs to ("" for none), and what that makes it."""

    role: Role
    label: str = ""
    kind: Kind = Kind.TEXT
    in_grid: bool = False


def place_of(node: Element | Text) -> Place:
    """Return the place of a text, or of a box."""
    holder = node.parent or Element("")
    around = [holder, *holder.around()]
    select = next((one for one in (node, *around) if isinstance(one, Element) and one.tag == "select"), None)
    if select is not None and select.get("id").endswith(_COMPANIES):
        return Place(Role.VALUE, kind=Kind.COMPANY)
    if any(one.get("id").endswith(_ACCOUNT) for one in around) or _is_account(node):
        return Place(Role.VALUE, kind=Kind.PERSON)
    if any(one.tag == "textarea" for one in around) or (isinstance(node, Element) and node.tag == "textarea"):
        return Place(Role.FREE)
    beside = _beside(node, around)
    ids = [one.get("id") for one in around]
    place = _in_cell(around) if beside is None else _value(beside, ids, in_grid=False)
    if place is not None and place.role in {Role.VALUE, Role.STATE} and place.kind is Kind.TEXT and _presses(around):
        return Place(Role.PRESS)
    if place is not None:
        return place
    return Place(Role.PRESS if _presses(around) else Role.LABEL)


def is_title(text: Text) -> bool:
    """Return whether a text is a heading, which may be longer than other words of a page."""
    above = [text.parent, *text.parent.around()][:3]
    return any(
        one.tag in _TITLES or re.search("title|titulo|head|label", one.get("class"), re.IGNORECASE) for one in above
    )


def kind_of_name(text: str, kind: Kind) -> Kind:
    """Tell a company from a person by the form of its name."""
    if kind not in {Kind.PERSON, Kind.COMPANY}:
        return kind
    return Kind.COMPANY if _COMPANY_NAME.search(text) else Kind.PERSON


def _is_account(node: Element | Text) -> bool:
    return isinstance(node, Element) and node.get("id").endswith(_ACCOUNT)


def _presses(around: list[Element]) -> bool:
    return any(one.tag in _PRESSES or one.get("role") in {"button", "link", "tab", "menuitem"} for one in around[:3])


def _value(label: str, ids: list[str], *, in_grid: bool) -> Place:
    hinted = next((kind for part, kind in _OF_ID.items() if any(part in one for one in ids[:3])), None)
    said = folded(label).strip(" :*?¿")
    kind = hinted or next((kind for kind, pattern in _OF_LABEL if re.search(pattern, said)), Kind.TEXT)
    if vocabulary.is_about(label, KNOWN.reason) or vocabulary.is_about(label, KNOWN.form[Field.NOTAS]):
        return Place(Role.FREE, label)
    role = Role.STATE if kind is Kind.TEXT and _STATE.search(label) else Role.VALUE
    return Place(role, label, kind, in_grid)


def _beside(node: Element | Text, around: list[Element]) -> str | None:
    """Return the label right before a text, or before what holds it; None where there is none."""
    inner: Element | Text = node
    for holder in around[:3]:
        before = holder.before(inner)
        if isinstance(before, Element) and before.tag not in _CELLS and _reads_as_label(before):
            return before.words()
        if holder.tag in (*_CELLS, "body", "") or any(True for _ in holder.elements(*_HOLDS_MORE)):
            return None
        inner = holder
    return None


def _in_cell(around: list[Element]) -> Place | None:
    cell = next((one for one in around if one.tag in _CELLS), None)
    row = cell.parent if cell else None
    if cell is None or row is None or row.tag != "tr":
        return None
    ids = [one.get("id") for one in around[: around.index(cell) + 1]]
    if cell.tag == "th" or _is_label_cell(cell) or _is_head_row(row):
        return Place(Role.LABEL)
    before = row.before(cell)
    if isinstance(before, Element) and _is_label_cell(before):
        return _value(before.words(), ids, in_grid=False)
    if head := _head_of(cell, row):
        return _value(head, ids, in_grid=True)
    if any(True for _ in cell.elements(*_BLOCKS)) or not _in_table_of_values(row):
        return None
    return _value("", ids, in_grid=False)


def _is_label_cell(cell: Element) -> bool:
    words = cell.words()
    if any(True for _ in cell.elements(*_HOLDS_MORE)):
        return False
    return bool(words) and ("label" in cell.get("class").casefold() or cell.tag == "th" or _says_label(words))


def _reads_as_label(before: Element) -> bool:
    if any(True for _ in before.elements(*_HOLDS_MORE)) or before.tag in (*_HOLDS_MORE, "div"):
        return _says_label(before.words()) and not any(True for _ in before.elements())
    return before.tag in {"dt", "label"} or _says_label(before.words())


def _says_label(words: str) -> bool:
    return words.endswith((":", "*")) or vocabulary.is_label(words)


def _is_head_row(row: Element) -> bool:
    cells = [one for one in row.children if isinstance(one, Element)]
    if not cells:
        return False
    if all(one.tag == "th" for one in cells) or (row.parent and row.parent.tag == "thead"):
        return True
    if re.search("head", row.get("class"), re.IGNORECASE):
        return True
    told = [one.words() for one in cells if one.words()]
    return (
        len(told) >= _HEADS
        and all(vocabulary.is_label(one) or vocabulary.says_nothing(one) for one in told)
        and not any(re.search(r"\d", one) for one in told)
    )


def _rows(row: Element) -> list[Element]:
    table = next((one for one in row.around() if one.tag == "table"), Element(""))
    return [one for one in table.elements("tr") if next(up for up in one.around() if up.tag == "table") is table]


def _head_of(cell: Element, row: Element) -> str | None:
    """Return the head of the cell's column; "" is no head, and a row of other length has none that is sure."""
    cells = [one for one in row.children if isinstance(one, Element) and one.tag in _CELLS]
    above = _rows(row)
    above = above[: next(place for place, one in enumerate(above) if one is row)]
    for head in reversed(above):
        if _is_head_row(head):
            heads = [one for one in head.children if isinstance(one, Element) and one.tag in _CELLS]
            place = next(place for place, one in enumerate(cells) if one is cell)
            return (heads[place].words() if len(heads) == len(cells) else "") or "—"
    return None


def _in_table_of_values(row: Element) -> bool:
    """Return whether a row stands in a table of data: one with a head, or with a label beside a value."""
    return any(
        _is_head_row(one)
        or any(isinstance(cell, Element) and cell.tag in _CELLS and _is_label_cell(cell) for cell in one.children)
        for one in _rows(row)
    )

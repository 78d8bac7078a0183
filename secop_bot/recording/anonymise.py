"""Takes everything personal out of recorded documents: what is not known to be the portal's own does not stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from secop_bot.filing.text import collapsed, folded
from secop_bot.recording import vocabulary
from secop_bot.recording.patterns import WHOLE_FILE, Scrubber
from secop_bot.recording.places import Place, Role, is_title, kind_of_name, place_of
from secop_bot.recording.stand_ins import Kind, StandIns
from secop_bot.recording.tree import Element, Text, parse, serialise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "object",
        "embed",
        "video",
        "audio",
        "canvas",
        "math",
        "base",
        "link",
        "source",
        "track",
        "param",
    ]
)
_KEPT = frozenset(
    [
        "type",
        "role",
        "colspan",
        "rowspan",
        "checked",
        "selected",
        "disabled",
        "hidden",
        "readonly",
        "open",
        "multiple",
        "rows",
        "cols",
        "width",
        "height",
        "processed",
        "tabindex",
        "lang",
        "charset",
    ]
)
_NAMES = frozenset({"id", "class", "name", "for"})
_TOLD = frozenset({"title", "alt", "placeholder"})
_EMPTIED = frozenset({"href", "onclick"})
_PRESSED = frozenset({"button", "submit", "reset", "image"})
_VALUELESS = frozenset({"password", "file", "hidden", "radio", "checkbox"})
_HIDDEN = re.compile(r"display:none|visibility:hidden")
_FRAME = re.compile(r"frame-\d+\.html")
_SHORTEST = 3
_SHORTEST_PART = 4
_LONGEST = {Role.LABEL: 48, Role.PRESS: 32, Role.STATE: 48}
_LONGEST_TITLE = 100
_NAMED = frozenset({Kind.PERSON, Kind.COMPANY, Kind.ENTITY, Kind.CONTRACT})


class Anonymiser:
    """Makes the documents of one visit anonymous; the same original has the same stand-in in all of them.

    ``known`` are strings that are personal wherever they stand. Names, entities and contracts that the documents
    themselves label as such are added to them.
    """

    def __init__(self, documents: Iterable[str], known: Mapping[str, Kind]) -> None:
        self._trees = [_bare(parse(document)) for document in documents]
        everything = folded(" ".join(serialise(tree) for tree in self._trees))
        everything += "\n" + re.sub(r"(?<=\d)[ .,'-](?=\d)", "", everything)  # numbers also without their grouping
        self.stand_ins = StandIns(lambda text: folded(text) in everything)
        found: dict[str, Kind] = {}
        for text, kind in [*known.items(), *(one for tree in self._trees for one in _labelled(tree))]:
            words = collapsed(text)
            if len(words) >= _SHORTEST and folded(words) not in {folded(one) for one in found}:
                found[words] = kind_of_name(words, kind)
        self.known = _with_parts(found)
        self._scrubber = Scrubber(self.known)

    def documents(self) -> list[str]:
        """Give the documents, anonymous, in their order."""
        return [self.document(tree) for tree in self._trees]

    def document(self, tree: Element) -> str:
        """Give one document, anonymous."""
        places = {id(text): place_of(text) for text in tree.texts()}
        boxes = {id(box): place_of(box) for box in tree.elements("input", "select", "textarea")}
        asks_password = any(box.get("type") == "password" for box in tree.elements("input"))
        for element in tree.elements():
            element.attributes = self._attributes(element, boxes.get(id(element)), asks_password=asks_password)
        for text in tree.texts():
            place = places[id(text)]
            longest = _LONGEST_TITLE if place.role is Role.LABEL and is_title(text) else None
            text.text = self.text(text.text, place, longest)
        return serialise(tree)

    def text(self, text: str, place: Place, longest: int | None = None) -> str:
        """Give a text as it may stand in its place."""
        if not text.strip():
            return text
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        said = text.strip()
        label, colon, value = said.partition(": ")
        if place.role is Role.LABEL and colon and value.strip():
            inner = Place(Role.VALUE)
            return f"{lead}{self.text(label + ':', place)} {self.text(value, inner)}{tail}"
        if file := WHOLE_FILE.match(said):
            name, size = self.stand_ins.give(Kind.FILE, file[2]), file[3]
            return f"{lead}{name}{self.text(size, Place(Role.VALUE))}{tail}"
        if place.role is Role.VALUE and place.kind in _NAMED and not vocabulary.says_nothing(said):
            whole = self._scrubber.scrub(said, lambda _, original: original)[1]
            if whole.strip():  # a name of which only a part is known
                return lead + self.stand_ins.give(kind_of_name(said, place.kind), said) + tail
        clean, left = self._scrubber.scrub(said, self.stand_ins.give)
        return lead + (clean if _may_stay(left, place, longest) else self.stand_ins.give(Kind.TEXT, said)) + tail

    def kept_words(self) -> str:
        """Give every text that now stands in the documents, once, a line each: for a person to look through."""
        told = {collapsed(text.text) for tree in self._trees for text in tree.texts()}
        told |= {one.get(name) for tree in self._trees for one in tree.elements() for name in (*sorted(_TOLD), "value")}
        return "".join(f"{one}\n" for one in sorted(filter(None, told)))

    def path(self, path: str) -> str:
        """Give a path at the portal without numbers of anybody's."""
        return self._scrubber.scrub(path, self.stand_ins.give, identifier=True)[0]

    # --- Attributes

    def _attributes(self, element: Element, place: Place | None, *, asks_password: bool) -> dict[str, str]:
        kept: dict[str, str] = {}
        for name, value in element.attributes.items():
            if name in _KEPT:
                kept[name] = value if re.fullmatch(r"[\w -]{0,20}", value) else ""
            elif name in _NAMES or (name.startswith("aria-") and name.endswith(("by", "controls", "owns"))):
                kept[name] = self._scrubber.scrub(value, self._identifier, identifier=True)[0]
            elif name in _TOLD or name.startswith("aria-"):
                role = Role.PRESS if element.tag in {"a", "button", "input"} else Role.LABEL
                kept[name] = self.text(value, _account_or(element, Place(role)), _LONGEST_TITLE)
            elif name in _EMPTIED:
                kept[name] = ""
            elif name == "style" and (hidden := _HIDDEN.search(value.replace(" ", ""))):
                kept[name] = hidden[0]
            elif name == "src" and element.tag in {"iframe", "frame"} and _FRAME.fullmatch(value):
                kept[name] = value
            elif name == "value" and element.tag == "input":
                kept |= self._value(element.get("type"), value, place or Place(Role.VALUE), asks_password=asks_password)
        return kept

    def _value(self, kind: str, value: str, place: Place, *, asks_password: bool) -> dict[str, str]:
        if kind in _PRESSED:
            return {"value": self.text(value, Place(Role.PRESS))}
        if kind in _VALUELESS or asks_password:
            return {}
        return {"value": self.text(value, place if place.role is Role.FREE else Place(Role.VALUE, kind=place.kind))}

    def _identifier(self, kind: Kind, original: str) -> str:
        given = re.sub(r"[^\w.]", "", self.stand_ins.give(kind, original))
        self.stand_ins.issued.add(given)
        return given


def _may_stay(left: str, place: Place, longest: int | None) -> bool:
    if not left.strip() or not vocabulary.WORD.search(left):
        return True
    match place.role:
        case Role.FREE:
            return False
        case Role.VALUE:
            return vocabulary.says_nothing(left) or (place.in_grid and vocabulary.is_wording(left))
        case _:
            asks = left.lstrip().startswith("¿")
            limit = longest or _LONGEST[place.role]
            return vocabulary.is_plain(left, max(limit, _LONGEST_TITLE) if asks else limit)


def _account_or(element: Element, otherwise: Place) -> Place:
    place = place_of(element)
    return place if place.kind is Kind.PERSON and not place.label else otherwise


def _bare(tree: Element) -> Element:
    """Drop what holds no words for people: scripts, styles, drawings."""
    tree.children = [one for one in tree.children if isinstance(one, Text) or one.tag not in _DROPPED]
    for child in tree.children:
        if isinstance(child, Element):
            if child.tag == "svg":
                child.children = []
            if child.tag == "meta" and "charset" not in child.attributes:
                child.attributes = {}
            _bare(child)
    return tree


def _labelled(tree: Element) -> Iterable[tuple[str, Kind]]:
    """Give each name, entity and contract number that a document labels as such."""
    for text in tree.texts():
        place, said = place_of(text), collapsed(text.text)
        if place.role is Role.VALUE and place.kind in _NAMED and _is_name(said):
            yield said, place.kind
    for element in tree.elements():
        place = _account_or(element, Place(Role.LABEL))
        for name in ("title", "alt"):
            if place.kind is Kind.PERSON and _is_name(element.get(name)):
                yield element.get(name), Kind.PERSON


def _is_name(said: str) -> bool:
    return bool(vocabulary.WORD.search(said)) and not vocabulary.says_nothing(said)


def _with_parts(known: Mapping[str, Kind]) -> dict[str, tuple[Kind, str]]:
    """Add the words of persons' names, each of which stands for the whole."""
    told = {text: (kind, text) for text, kind in known.items()}
    for text, kind in known.items():
        if kind is Kind.PERSON:
            for word in vocabulary.WORD.findall(text):
                if len(word) >= _SHORTEST_PART and folded(word) not in vocabulary.known_words():
                    told.setdefault(word, (kind, text))
    return told

"""A document as a tree, read from what a browser wrote and written back; for changing its texts and attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass(eq=False)
class Text:
    """A run of text."""

    text: str
    parent: Element


@dataclass(eq=False)
class Element:
    """An element; the document itself is one without a name. Attributes without a value are ``""``."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    children: list[Element | Text] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute, "" where there is none."""
        return self.attributes.get(name, "")

    def elements(self, *tags: str) -> Iterator[Element]:
        """Give all elements inside, in order; only those with one of ``tags`` if any are named."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.elements(*tags)

    def texts(self) -> Iterator[Text]:
        """Give all texts inside, in order."""
        for child in self.children:
            if isinstance(child, Text):
                yield child
            else:
                yield from child.texts()

    def words(self) -> str:
        """Return all the text inside, in one line."""
        return " ".join(" ".join(text.text for text in self.texts()).split())

    def around(self) -> Iterator[Element]:
        """Give the elements around this one, the nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def before(self, child: Element | Text) -> Element | Text | None:
        """Return what stands before a child, blank texts aside."""
        earlier = self.children[: next(place for place, one in enumerate(self.children) if one is child)]
        told = (one for one in reversed(earlier) if isinstance(one, Element) or one.text.strip())
        return next(told, None)


def parse(html: str) -> Element:
    """Read a document. Comments and the like are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def serialise(root: Element) -> str:
    """Write a document."""
    return "<!DOCTYPE html>\n" + "".join(_written(root)).strip("\n") + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.children.append(Element(tag, {name: value or "" for name, value in attrs}, self._open))

    def handle_endtag(self, tag: str) -> None:
        ends = next((one for one in (self._open, *self._open.around()) if one.tag == tag), None)
        if ends is not None and ends.parent is not None:
            self._open = ends.parent

    def handle_data(self, data: str) -> None:
        last = self._open.children[-1] if self._open.children else None
        if isinstance(last, Text):
            last.text += data
        else:
            self._open.children.append(Text(data, self._open))


def _written(node: Element | Text) -> Iterator[str]:
    if isinstance(node, Text):
        yield node.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")
        return
    if node.tag:
        told = (f' {name}="{_quoted(value)}"' for name, value in node.attributes.items())
        yield f"<{node.tag}{''.join(told)}>"
    for child in node.children:
        yield from _written(child)
    if node.tag and node.tag not in VOID:
        yield f"</{node.tag}>"


def _quoted(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace("\xa0", "&nbsp;")

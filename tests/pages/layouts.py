"""How pages lay out labels and what is filled in beside them: each layout draws a whole row of fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from secop_bot.portal import locate
from secop_bot.portal.sitemap import FILE_INPUT

IT, TWIN, OTHER = "yes", "twin", "other"
"""What a control's ``data-it`` says: the one that is asked for, a second one with the same label, a neighbour."""

_numbers = count(1)


@dataclass(frozen=True)
class Kind:
    """A kind of control: how it is drawn, ``{}`` being its attributes, and the selector that asks for it."""

    name: str
    drawn: str
    asked: str = locate.BOXES


TEXT = Kind("text", '<input type="text" {}>')
KINDS = (
    TEXT,
    Kind("date", '<span><input type="hidden"><input size="10" {}><a title="Calendario"><img></a></span>'),
    Kind("native-date", '<input type="date" {}>'),
    Kind("money", '<span><input {} value="0,00"><span>COP</span></span>'),
    Kind("notes", '<textarea rows="2" {}></textarea>'),
    Kind("select", "<select {}><option>Elija</option><option>CC</option></select>"),
    Kind(
        "msdropdown",
        '<div style="height:0;overflow:hidden"><select id="sel{n}"><option>Elija</option></select></div>'
        '<div class="dd ddcommon" id="sel{n}_msdd" {}><div class="ddTitle"><span class="ddlabel">Elija</span></div>'
        '<div class="ddChild" style="display:none"><ul><li>Elija</li></ul></div></div>',
        locate.SELECTS,
    ),
    Kind("file", '<input type="file" {}>', FILE_INPUT),
)
PRINTED = Kind("printed", "<span {}>{value}</span>")


@dataclass(frozen=True)
class Entry:
    """A label and its control; ``it`` is the control's ``data-it``, and without a kind ``value`` alone is printed."""

    label: str
    kind: Kind | None = TEXT
    it: str = OTHER
    value: str = ""
    id: str = field(default_factory=lambda: f"c{next(_numbers)}")

    def drawn(self, attributes: str = "") -> str:
        """Draw the control with more attributes."""
        if self.kind is None:
            return self.value
        return (
            self.kind.drawn.replace("{}", f'data-it="{self.it}" {attributes}')
            .replace("{n}", self.id)
            .replace("{value}", self.value)
        )


Layout = Callable[[Sequence[Entry]], str]


def _each(pattern: str, around: str = "{}") -> Layout:
    """Draw every field by itself: ``{l}`` is its label, ``{c}`` its control, ``{i}`` an id of its own.

    ``{c:…}`` draws the control with attributes.
    """

    def draw(entries: Sequence[Entry]) -> str:
        return around.replace("{}", "".join(_fill(pattern, entry) for entry in entries))

    return draw


def _fill(pattern: str, entry: Entry) -> str:
    before, found, rest = pattern.partition("{c:")
    attributes, _, after = rest.partition("}")
    ready = before + "{c}" + after if found else pattern
    own = attributes.replace("[l]", entry.label).replace("[i]", entry.id)
    return ready.replace("{l}", entry.label).replace("{i}", entry.id).replace("{c}", entry.drawn(own))


def _rows(*rows: str, around: str = "<table>{}</table>", most: int = 9) -> Layout:
    """Draw rows of cells over one another, ``most`` fields wide; ``rows`` are patterns of one cell."""

    def draw(entries: Sequence[Entry]) -> str:
        bands = [entries[at : at + most] for at in range(0, len(entries), most)]
        return around.replace(
            "{}",
            "".join(f"<tr>{''.join(_fill(cell, entry) for entry in band)}</tr>" for band in bands for cell in rows),
        )

    return draw


def _head_and_body(entries: Sequence[Entry]) -> str:
    heads = "".join(f"<th>{entry.label}</th>" for entry in entries)
    cells = "".join(f"<td>{entry.drawn()}</td>" for entry in entries)
    return f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"


NAMED: dict[str, Layout] = {
    "label-for": _each('<p><label for="{i}">{l}</label></p><p>{c:id="[i]"}</p>'),
    "label-for-in-cells": _each(
        '<tr><td><label for="{i}">{l}</label></td><td>{c:id="[i]"}</td></tr>', "<table>{}</table>"
    ),
    "aria-label": _each('{c:aria-label="[l]"}'),
    "aria-labelledby": _each('<p id="l{i}">{l}</p><p>{c:aria-labelledby="l[i]"}</p>'),
    "title": _each('{c:title="[l]"}'),
    "placeholder": _each('{c:placeholder="[l]"}'),
}
"""Where the page itself says whose label it is."""

TABLES: dict[str, Layout] = {
    "cell-beside": _each("<tr><td>{l}</td><td>{c}</td></tr>", "<table>{}</table>"),
    "cell-beside-vortal": _each(
        '<tr><td class="Label">{l}:</td><td class="Field">{c}</td></tr>', '<table class="Form">{}</table>'
    ),
    "cell-beside-nested": _each(
        "<tr><td><div><b>{l}</b> *</div></td><td><div><p>{c}</p></div></td></tr>", "<table>{}</table>"
    ),
    "row-head": _each('<tr><th scope="row">{l}</th><td>{c}</td></tr>', "<table><tbody>{}</tbody></table>"),
    "mark-between": _each("<tr><td>{l}</td><td>*</td><td>{c}</td></tr>", "<table>{}</table>"),
    "table-in-cell": _each(
        "<tr><td>{l}</td><td><table><tr><td>{c}</td><td><img></td></tr></table></td></tr>", "<table>{}</table>"
    ),
    "help-beside-label": _each('<tr><td><span>{l}</span> <img alt="Ayuda"></td><td>{c}</td></tr>', "<table>{}</table>"),
    "pairs-in-one-row": _each("<td>{l}</td><td>{c}</td>", "<table><tr>{}</tr></table>"),
    "aria-table": _each(
        '<div role="row"><span role="cell">{l}</span><span role="cell">{c}</span></div>', '<div role="table">{}</div>'
    ),
}
"""The label in the cell before."""

COLUMNS: dict[str, Layout] = {
    "cell-above": _rows("<td>{l}</td>", "<td>{c}</td>", most=1),
    "cells-above-two-by-two": _rows('<td class="Label">{l}</td>', '<td class="Field">{c}</td>', most=2),
    "column-heads": _rows("<td>{l}</td>", "<td>{c}</td>"),
    "column-heads-th": _rows("<th>{l}</th>", "<td>{c}</td>"),
    "column-heads-in-thead": _head_and_body,
}
"""The label in a cell above."""

BOXES: dict[str, Layout] = {
    "wrapped": _each("<label>{l} {c}</label>"),
    "wrapped-span": _each("<label><span>{l}</span> {c}</label>"),
    "definition": _each("<dt>{l}</dt><dd>{c}</dd>", "<dl>{}</dl>"),
    "definition-in-boxes": _each("<div><dt>{l}</dt><dd>{c}</dd></div>", "<dl>{}</dl>"),
    "fieldset": _each("<fieldset><legend>{l}</legend>{c}</fieldset>"),
    "sibling": _each("<div><span>{l}</span>{c}</div>"),
    "sibling-with-help": _each('<div><span>{l}</span><img alt="Ayuda"><i>*</i>{c}</div>'),
    "siblings-in-one-box": _each("<span>{l}</span>{c}", "<div>{}</div>"),
    "siblings-over-lines": _each("<b>{l}</b><br>{c}<br>", "<div>{}</div>"),
    "label-without-for": _each("<div><label>{l}</label><div>{c}</div></div>"),
    "two-boxes": _each("<div><div><b>{l}</b></div><div>{c}</div></div>"),
    "boxes-in-turn": _each("<div><b>{l}</b></div><div>{c}</div>", "<section>{}</section>"),
    "title-above": _each("<section><h4>{l}</h4><div><p>{c}</p></div></section>"),
    "list-item": _each("<li><span>{l}</span> {c}</li>", "<ul>{}</ul>"),
    "label-after-in-its-box": _each("<div>{c}<label>{l}</label></div>"),
}
"""The label near by, in boxes of any kind."""

BARE: dict[str, Layout] = {
    "bare-text": _each("<p>{l}: {c}</p>"),
    "bare-text-in-cell": _each("<tr><td>{l}: {c}</td></tr>", "<table>{}</table>"),
    "bare-text-in-one-box": _each("{l} {c} ", "<div>{}</div>"),
}
"""The label is text of the box that holds the control too."""

LAYOUTS = NAMED | TABLES | COLUMNS | BOXES | BARE

"""Tables as a person reads them: rows by the heads of their columns or by confirmed ids, and lists of files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from secop_bot.portal.asking import ask
from secop_bot.portal.ways import CLICKABLE
from secop_bot.portal.wording import text_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from playwright.sync_api import Locator

    from secop_bot.portal.sitemap import Label

_TABLES = "table, [role=table]:not(table), [role=grid]:not(table)"
_ROWS = "xpath=self::table/tr | self::table/*/tr | self::*[not(self::table)]//*[@role='row']"
FILE_NAME = re.compile(r"^(\S.*\.[A-Za-z0-9]{2,5})(?:\s+\(.*\))?$")
"""A file's name, perhaps with its size behind it: ``informe.pdf (2 MB)``."""

# One evaluation reads the whole document, so that a table rebuilt meanwhile can't mix two moments.
_READ = r"""
(html, {columns, optional, clickable, tableLike}) => {
  const names = Object.keys(columns);
  const whole = heads => names.every(n => optional.includes(n) || n in heads);
  const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  const said = e => ('value' in e && e.tagName !== 'LI' ? e.value : e.innerText).replace(/\s+/g, ' ').trim();
  const name = e => (e.value || e.innerText || e.title || e.querySelector('img')?.alt || '').trim();
  const rowsOf = table => [...table.querySelectorAll(
    table.tagName === 'TABLE' ? ':scope > tr, :scope > * > tr' : '[role=row]')];
  const cellsOf = row => [...(row.cells ?? row.querySelectorAll(
    ':scope > [role=cell], :scope > [role=gridcell], :scope > [role=columnheader], :scope > [role=rowheader]'))];
  const tables = [...html.querySelectorAll(tableLike)];

  // The columns that a row of heads names, by their place.
  const headsIn = row => {
    const cells = cellsOf(row).map(c => c.querySelector('table') ? '' : said(c));
    const at = names.map(n => [n, cells.findIndex(text => new RegExp(columns[n].pattern, 'i').test(text))]);
    return Object.fromEntries(at.filter(([, place]) => place >= 0));
  };
  const inCell = cell => said(cell.querySelector('input:not([type=hidden], [type=button]), textarea') ?? cell);
  const record = (row, values) => ({
    table: tables.indexOf(row.closest(tableLike)),
    row: rowsOf(row.closest(tableLike)).indexOf(row),
    values,
    offers: [...row.querySelectorAll(clickable)].filter(seen).map(name),
  });

  const known = new Map();  // row -> values by confirmed id
  for (const n of names)
    for (const id of columns[n].ids)
      for (const e of html.querySelectorAll(`[id*="${id}"]`)) {
        const row = e.closest('tr, [role=row]');
        if (!row || !seen(row)) continue;
        if (!known.has(row)) known.set(row, {});
        known.get(row)[n] ??= said(e);
      }
  const found = [];
  for (const table of tables) {
    let heads = {};
    for (const row of rowsOf(table)) {
      if (!seen(row)) continue;
      const here = headsIn(row);
      if (Object.keys(here).length > 1 && !known.has(row)) { heads = here; continue; }
      const reaches = cellsOf(row).length > Math.max(-1, ...Object.values(heads));
      if (!known.has(row) && !(whole(heads) && reaches)) continue;
      const byHead = reaches ? Object.entries(heads).map(([n, at]) => [n, inCell(cellsOf(row)[at])]) : [];
      found.push(record(row, {...Object.fromEntries(byHead), ...known.get(row)}));
    }
  }
  return found;
}
"""


# The pieces of text that are seen: those in rows with something to press, and all of them.
_PIECES = r"""(part, clickable) => {
  const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const listed = [], all = [];
  while (walk.nextNode()) {
    const text = walk.currentNode.data.replace(/\s+/g, ' ').trim();
    const around = walk.currentNode.parentElement;
    const box = document.createRange();
    box.selectNodeContents(walk.currentNode);
    if (!text || !box.getClientRects().length || getComputedStyle(around).visibility === 'hidden') continue;
    all.push(text);
    const row = around.closest('tr, li, [role=row], [role=listitem]');
    if (row && part.contains(row) && row !== part && row.querySelector(clickable)) listed.push(text);
  }
  return [listed, all];
}"""


@dataclass(frozen=True)
class Record:
    """One row: its ``values`` by column, what it ``offers`` to press, and where it stands."""

    values: Mapping[str, str]
    offers: tuple[str, ...]
    row: Locator


def read_records(root: Locator, columns: Mapping[str, Label], optional: Collection[str] = ()) -> list[Record]:
    """Return the visible rows that have these columns; an empty list where there is no such table.

    A table may lack the ``optional`` columns; their values are then empty.
    """
    asked = {
        column: {"ids": list(label.ids), "pattern": text_pattern(label.texts).pattern}
        for column, label in columns.items()
    }
    rows = ask(
        root, _READ, {"columns": asked, "optional": list(optional), "clickable": CLICKABLE, "tableLike": _TABLES}
    )
    return [
        Record(
            values={column: found["values"].get(column, "") for column in columns},
            offers=tuple(found["offers"]),
            row=root.locator(_TABLES).nth(found["table"]).locator(_ROWS).nth(found["row"]),
        )
        for found in rows
    ]


def file_names(part: Locator) -> list[str]:
    """Return the names of files that a part of the page lists: ``acta.pdf (2 MB)``.

    Where files stand in rows with something to press (Eliminar, Descargar), other texts are no names: a hint is none.
    """
    listed, all_texts = ask(part, _PIECES, CLICKABLE)
    for texts in (listed, all_texts):
        found = [match[1] for text in texts if (match := FILE_NAME.match(text))]
        if found:
            return found
    return []

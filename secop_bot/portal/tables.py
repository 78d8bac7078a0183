"""The rows of a table as a person reads them: by the heads of its columns, or by confirmed ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from secop_bot.portal.locate import CLICKABLE, text_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator

    from secop_bot.portal.sitemap import Label

# One evaluation reads the whole document, so that a table rebuilt meanwhile can't mix two moments.
_READ = r"""
(html, {columns, clickable}) => {
  const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  const said = e => (('value' in e && e.tagName !== 'LI') ? e.value : e.innerText).replace(/\s+/g, ' ').trim();
  const name = e => (e.value || e.innerText || e.title || e.querySelector?.('img')?.alt || '').trim();
  const offers = row => [...row.querySelectorAll(clickable)].filter(seen).map(name);
  const tables = [...html.querySelectorAll('table')];
  const where = row => {
    const table = row.closest('table');
    const rows = [...table.querySelectorAll(':scope > tr, :scope > * > tr')];
    return {table: tables.indexOf(table), row: rows.indexOf(row)};
  };
  const byId = new Map();
  for (const [column, {ids}] of Object.entries(columns))
    for (const id of ids)
      for (const e of html.querySelectorAll(`[id*="${id}"]`)) {
        const row = e.closest('tr');
        if (!row || !seen(row)) continue;
        if (!byId.has(row)) byId.set(row, {});
        byId.get(row)[column] ??= said(e);
      }
  if (byId.size) return [...byId].map(([row, values]) => ({...where(row), values, offers: offers(row)}));
  const found = [];
  for (const table of tables) {
    let heads = null;
    for (const row of table.querySelectorAll(':scope > tr, :scope > * > tr')) {
      if (!seen(row)) continue;
      const cells = [...row.cells];
      const here = {};
      for (const [column, {pattern}] of Object.entries(columns)) {
        const at = cells.findIndex(c => !c.querySelector('table') && new RegExp(pattern, 'i').test(said(c)));
        if (at >= 0) here[column] = at;
      }
      if (Object.keys(here).length === Object.keys(columns).length) { heads = here; continue; }
      if (!heads || cells.length <= Math.max(...Object.values(heads))) continue;
      const cell = c => { const box = c.querySelector('input:not([type=hidden]), textarea'); return said(box ?? c); };
      const values = Object.fromEntries(Object.entries(heads).map(([column, at]) => [column, cell(cells[at])]));
      found.push({...where(row), values, offers: offers(row)});
    }
  }
  return found;
}
"""


@dataclass(frozen=True)
class Record:
    """One row: its ``values`` by column, what it ``offers`` to press, and where it stands."""

    values: Mapping[str, str]
    offers: tuple[str, ...]
    row: Locator


def read_records(root: Locator, columns: Mapping[str, Label]) -> list[Record]:
    """Return the visible rows that have these columns; an empty list where there is no such table."""
    asked = {
        column: {"ids": list(label.ids), "pattern": text_pattern(label.texts).pattern}
        for column, label in columns.items()
    }
    rows = root.evaluate(_READ, {"columns": asked, "clickable": CLICKABLE})
    return [
        Record(
            values={column: found["values"].get(column, "") for column in columns},
            offers=tuple(found["offers"]),
            row=root.locator("table").nth(found["table"]).locator("xpath=./tr | ./*/tr").nth(found["row"]),
        )
        for found in rows
    ]

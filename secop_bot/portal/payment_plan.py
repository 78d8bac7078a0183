"""Plan de pagos: one row a payment, and what each row offers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from secop_bot.filing.filing import payment_number
from secop_bot.filing.money import read_pesos
from secop_bot.filing.rows import PaymentRow, RowAction
from secop_bot.portal import locate, sitemap, tables
from secop_bot.portal.dates import read_date
from secop_bot.portal.more import more_of, read_to_the_end
from secop_bot.portal.payment_detail import PaymentDetail
from secop_bot.portal.payment_form import PaymentForm

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from secop_bot.filing.row_text import TextState
    from secop_bot.portal.tables import Record
    from secop_bot.portal.visit import Visit

_TRANSLATION_S = 3


class PaymentPlan:
    """The table of payments in the step "Ejecución del Contrato"."""

    name = "Plan de pagos"

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._site = site = visit.site
        self._columns = {
            "id": site.row_id,
            "invoice": site.row_invoice,
            "value": site.row_value,
            "state": site.row_state,
            **site.row_dates,
        }

    def rows(self) -> list[PaymentRow]:
        """Read all the payments, those behind "Ver más" too, once their states are translated."""
        self._find_title()

        def whole() -> list[PaymentRow] | None:
            shown = read_to_the_end(self._visit, self._rows_but_state, self._more)
            rows = self._translated()
            # Drawn anew in between, the table shows its first rows alone.
            return rows if _but_state(rows) == shown else None

        return self._visit.until(whole, self._visit.too_slow)

    def rows_shown(self) -> list[PaymentRow]:
        """Read the payments that the table shows now, once their states are translated; nothing is pressed."""
        self._find_title()
        self._visit.steady(self._rows_but_state)
        return self._translated()

    def _find_title(self) -> None:
        self._visit.find(self.name, self._site.payment_plan, locate.heading)
        self._visit.wait_until_free()

    def _translated(self) -> list[PaymentRow]:
        def translated() -> list[PaymentRow] | None:
            rows = self._rows()
            return None if any(sitemap.STATE_CODE.fullmatch(row.state) for row in rows) else rows

        read = self._visit.within(min(_TRANSLATION_S, self._visit.timeout), translated)
        return self._rows() if read is None else read  # a state that stays a code is one that no script knows

    def row(self, payment_id: str) -> PaymentRow | None:
        """Return the row with exactly this ID de pago as it reads now, or None."""
        return _only(self.rows(), payment_id)

    def offers_create(self) -> bool:
        """Return whether Crear stands there now."""
        return any(locate.button(root, self._site.create) for root in self._visit.roots())

    def create(self) -> PaymentForm:
        """Open a new payment with Crear."""

        def crear() -> Locator:
            return self._visit.find(self.name, self._site.create, locate.button)

        self._visit.guide.point_at(crear, "Se oprime Crear", "en Plan de pagos todavía no hay una fila para este pago")
        return self._open(crear())

    def register(self, row: PaymentRow) -> PaymentForm:
        """Open a planned or saved payment with its row's Registro."""
        self._visit.guide.point_at(
            lambda: self.action(row, RowAction.REGISTRO),
            "Se oprime Registro",
            f"la fila del pago {row.payment_id} ya está",
        )
        return self._open(self.action(row, RowAction.REGISTRO))

    def detail(self, row: PaymentRow) -> PaymentDetail:
        """Open a rejected payment's Detalle."""
        self._visit.guide.point_at(
            lambda: self.action(row, RowAction.DETALLE), "Se oprime Detalle", "allí dice por qué fue rechazado"
        )
        self._visit.follow(self.action(row, RowAction.DETALLE))
        return PaymentDetail.opened(self._visit)

    def action(self, row: PaymentRow, action: RowAction) -> Locator:
        """Return the row's button, if the row still is the one that was read; its state may be translated since."""
        found = self._action_now(row, action)
        if found is None and self.hides_rows():  # drawn anew, the table shows its first rows alone
            self.rows()
            found = self._action_now(row, action)
        if found is None:
            raise self._visit.not_found(self.name, self._site.row_actions[action])
        return found

    def _action_now(self, row: PaymentRow, action: RowAction) -> Locator | None:
        for record in self._records():
            now = self._as_row(record)
            if replace(now, state=row.state, reads_as=row.reads_as) == row:
                found = locate.button(record.row, self._site.row_actions[action])
                if found:
                    return found
        return None

    def row_now(self, payment_id: str) -> PaymentRow | None:
        """Return the row at this very moment, its state perhaps not translated yet, or None; nothing is pressed."""
        return _only(self._rows(), payment_id)

    def hides_rows(self) -> bool:
        """Return whether "Ver más" stands below the rows."""
        return self._more() is not None

    def _open(self, button: Locator) -> PaymentForm:
        self._visit.follow(button)
        return PaymentForm.opened(self._visit)

    def _more(self) -> Locator | None:
        records = self._records()
        return more_of(records[-1].row, self._site.more, self._site.execution_documents) if records else None

    def _rows_but_state(self) -> list[PaymentRow]:
        return _but_state(self._rows())

    def _rows(self) -> list[PaymentRow]:
        return [self._as_row(record) for record in self._records()]

    def _records(self) -> list[Record]:
        return [
            record
            for root in self._visit.roots()
            for record in tables.read_records(root, self._columns, self._site.row_dates)
        ]

    def _as_row(self, record: Record) -> PaymentRow:
        said = {locate.folded(text) for text in record.offers}
        return PaymentRow(
            payment_id=record.values["id"],
            invoice_number=record.values["invoice"],
            value=read_pesos(record.values["value"]),
            state=record.values["state"],
            reads_as=self._meaning(record.values["state"]),
            dates={name: day for name in self._site.row_dates if (day := read_date(record.values[name]))},
            offers=frozenset(action for action in RowAction if said.intersection(self._texts(action))),
        )

    def _texts(self, action: RowAction) -> set[str]:
        label = self._site.row_actions.get(action)
        return {locate.folded(text) for text in (label.texts if label else (action.value,))}

    def _meaning(self, state: str) -> TextState | None:
        """Return what the user's own site map says that a state's text means, or None."""
        said = locate.folded(state)
        found = [
            meaning for meaning, texts in self._site.states.items() if said in {locate.folded(text) for text in texts}
        ]
        return found[0] if found else None


def _but_state(rows: list[PaymentRow]) -> list[PaymentRow]:
    return [replace(row, state="", reads_as=None) for row in rows]


def _only(rows: list[PaymentRow], payment_id: str) -> PaymentRow | None:
    """Return the row of an ID that may be printed otherwise elsewhere: ``005`` and ``5`` are the same."""
    number = payment_number(payment_id)
    found = [
        row
        for row in rows
        if row.payment_id == payment_id or (number is not None and payment_number(row.payment_id) == number)
    ]
    return found[0] if len(found) == 1 else None

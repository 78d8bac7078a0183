"""Plan de pagos: one row a payment, what each row offers, and the only press of Enviar."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import RefusedError, SecopBotError, UnknownOutcomeError
from secop_bot.filing.decision import PaymentRow, RowAction, RowState, row_state
from secop_bot.filing.money import read_pesos
from secop_bot.portal import locate, sitemap, tables
from secop_bot.portal.payment_form import PaymentForm

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from secop_bot.consent import Consent
    from secop_bot.portal.tables import Record
    from secop_bot.portal.visit import Visit

_TRANSLATION_S = 3
_COLUMNS = {
    "id": sitemap.ROW_ID,
    "invoice": sitemap.ROW_INVOICE,
    "value": sitemap.ROW_VALUE,
    "state": sitemap.ROW_STATE,
}


class PaymentPlan:
    """The table of payments in the step "Ejecución del Contrato"."""

    name = "Plan de pagos"

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def rows(self) -> list[PaymentRow]:
        """Read the payments as the table shows them now, once their states are translated."""
        self._visit.find(self.name, sitemap.PAYMENT_PLAN, locate.heading)
        self._visit.wait_until_free()

        def translated() -> list[PaymentRow] | None:
            rows = self._rows()
            return None if any(sitemap.STATE_CODE.fullmatch(row.state) for row in rows) else rows

        read = self._visit.within(min(_TRANSLATION_S, self._visit.timeout), translated)
        return self._rows() if read is None else read  # a state that stays a code is one that no script knows

    def row(self, payment_id: str) -> PaymentRow | None:
        """Return the row with exactly this ID de pago as it reads now, or None."""
        return _only(self.rows(), payment_id)

    def create(self) -> PaymentForm:
        """Open a new payment with Crear."""
        return self._open(self._visit.find(self.name, sitemap.CREATE, locate.button))

    def register(self, row: PaymentRow) -> PaymentForm:
        """Open a planned or saved payment with its row's Registro."""
        return self._open(self._action(row, RowAction.REGISTRO))

    def send(self, contract: str, row: PaymentRow, consent: Consent) -> PaymentRow:
        """Press Enviar once, answer the portal's own question, and return the row as it then reads.

        Spends ``consent`` before the press. Raises UnknownOutcomeError (exit 7) when the outcome can't be read,
        and RefusedError (exit 5) when the portal says no and still offers Enviar.
        """
        button = self._action(row, RowAction.ENVIAR)
        self._visit.wait_until_free()
        boxes_before = len(self._questions())
        told_before = len(self._visit.dialogs.seen)
        consent.spend(contract, row.payment_id)
        self._visit.dialogs.await_question(sitemap.ABOUT_SENDING)
        try:
            self._visit.press(button)
            self._answer_question(row, boxes_before)
            sent = self._visit.until(lambda: self._sent(row), lambda: _unknown(row))
            return self.row(row.payment_id) or sent
        except PlaywrightError as error:
            raise _unknown(row) from error
        except SecopBotError as error:
            refused = self._refusal(row, told_before)
            raise refused or error from error
        finally:
            self._visit.dialogs.forget_question()

    def _answer_question(self, row: PaymentRow, boxes_before: int) -> None:
        """Say yes in the one visible box that speaks of sending, if the portal shows one."""

        def question_or_end() -> list[Locator] | None:
            """Return the box that asks, or nothing to answer once the payment is sent or said yes to."""
            if self._visit.dialogs.accepted or self._sent(row):
                return []
            boxes = self._questions()
            return boxes[-1:] if len(boxes) == boxes_before + 1 else None

        for box in self._visit.until(question_or_end, lambda: _unknown(row)):
            yes = locate.button(box, sitemap.SEND_YES)
            if yes is None:
                raise _unknown(row)
            self._visit.press(yes)

    def _questions(self) -> list[Locator]:
        """Return the innermost visible boxes that speak of sending and offer a yes."""
        found: list[Locator] = []
        for root in self._visit.roots():
            found += [
                box
                for box in _speaking_boxes(root).all()
                if not _speaking_boxes(box).count() and locate.button(box, sitemap.SEND_YES)
            ]
        return found

    def _sent(self, row: PaymentRow) -> PaymentRow | None:
        if self._visit.busy():
            return None
        now = _only(self._rows(), row.payment_id)
        sent = {RowState.SENT, RowState.IN_REVIEW, RowState.APPROVED, RowState.PAID, RowState.OUT_OF_HANDS}
        return now if now and row_state(now) in sent else None

    def _refusal(self, row: PaymentRow, told_before: int) -> RefusedError | None:
        """Tell a clear no from an unknown: the portal said something and the row still offers Enviar."""
        said = " ".join(self._visit.dialogs.seen[told_before:])
        try:
            now = self.row(row.payment_id)
        except (PlaywrightError, SecopBotError):
            return None
        if not said or now is None or RowAction.ENVIAR not in now.offers:
            return None
        return RefusedError(
            "send_refused",
            f"SECOP II no aceptó el envío del pago {row.payment_id}: «{said}».",
            "El pago sigue guardado sin enviar. Corrija lo que dice el portal y vuelva a ejecutar con --send.",
        )

    def _open(self, button: Locator) -> PaymentForm:
        self._visit.follow(button)
        return PaymentForm.opened(self._visit)

    def _action(self, row: PaymentRow, action: RowAction) -> Locator:
        """Return the row's button, if the row still is the one that was read; its state may be translated since."""
        for record in self._records():
            now = _as_row(record)
            if replace(now, state=row.state) == row:
                found = locate.button(record.row, sitemap.ROW_ACTIONS[action])
                if found:
                    return found
        raise locate.missing(self.name, sitemap.ROW_ACTIONS[action])

    def _rows(self) -> list[PaymentRow]:
        return [_as_row(record) for record in self._records()]

    def _records(self) -> list[Record]:
        return [record for root in self._visit.roots() for record in tables.read_records(root, _COLUMNS)]


def _only(rows: list[PaymentRow], payment_id: str) -> PaymentRow | None:
    found = [row for row in rows if row.payment_id == payment_id]
    return found[0] if len(found) == 1 else None


def _as_row(record: Record) -> PaymentRow:
    said = {locate.folded(text) for text in record.offers}
    return PaymentRow(
        payment_id=record.values["id"],
        invoice_number=record.values["invoice"],
        value=read_pesos(record.values["value"]),
        state=record.values["state"],
        offers=frozenset(action for action in RowAction if locate.folded(action.value) in said),
    )


def _speaking_boxes(root: Locator) -> Locator:
    return root.locator(sitemap.MESSAGE_BOX).filter(visible=True, has_text=sitemap.ABOUT_SENDING)


def _unknown(row: PaymentRow) -> UnknownOutcomeError:
    return UnknownOutcomeError(
        "send_unknown",
        f"Se oprimió Enviar para el pago {row.payment_id} y no se pudo leer en qué quedó.",
        "No lo envíe a mano todavía: ejecute otra vez el mismo comando; el bot mira primero en qué estado está.",
    )

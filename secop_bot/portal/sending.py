"""Enviar: the one press that can't be taken back, the portal's own question, and the outcome as the portal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import RefusedError, SecopBotError, UnknownOutcomeError
from secop_bot.filing.rows import PaymentRow, RowAction, RowState, row_state
from secop_bot.filing.text import collapsed
from secop_bot.portal import locate, sitemap
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.notice import find_notice, standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import ElementHandle, Locator

    from secop_bot.consent import Consent
    from secop_bot.portal.payment_plan import PaymentPlan
    from secop_bot.portal.visit import Visit

# What each part of the button's row says by itself, as the table is read: the text of a box stands in its value.
_SAID_IN_ROW = """e => [...e.closest('tr, [role=row]')?.querySelectorAll('*') ?? []]
  .map(part => 'value' in part && part.tagName !== 'LI' ? part.value : part.innerText ?? '')
  .map(text => text.replace(/\\s+/g, ' ').trim())"""
_SENT = {RowState.SENT, RowState.IN_REVIEW, RowState.APPROVED, RowState.PAID}


def send(
    visit: Visit, plan: PaymentPlan, contract: str, row: PaymentRow, consent: Consent, begin: Callable[[], None]
) -> PaymentRow:
    """Press Enviar once, answer the portal's own question, and return the row as it then reads.

    Spends ``consent`` and calls ``begin`` before the press. Raises RefusedError (exit 5) when the portal said no in
    words that are known and, read anew, still offers Enviar; UnknownOutcomeError (exit 7) when the outcome can't be
    read. Nothing is pressed twice.
    """
    visit.wait_until_free()
    button = _pinned(visit, plan, row)
    attempt = _Attempt(visit, plan, row)
    consent.spend(contract, row.payment_id)
    begin()
    visit.dialogs.await_question(visit.site.about_sending)
    try:
        visit.press(button, commit=True)
        attempt.answer_question()
        visit.until(attempt.is_sent, attempt.unknown)
        now = plan.row(row.payment_id)
        return now if now and row_state(now) in _SENT else attempt.give_up(None)
    except (PlaywrightError, SecopBotError) as error:
        return attempt.settle_by_looking(error)
    finally:
        visit.dialogs.forget_question()


def _pinned(visit: Visit, plan: PaymentPlan, row: PaymentRow) -> ElementHandle:
    """Return this very button of this very row: drawn anew meanwhile, it is gone and not another row's.

    Raises UnknownPageError (exit 8) if the row is not the payment's.
    """
    button = plan.action(row, RowAction.ENVIAR).element_handle()
    if row.payment_id not in button.evaluate(_SAID_IN_ROW):
        raise visit.not_found(plan.name, visit.site.row_actions[RowAction.ENVIAR])
    return button


class _Attempt:
    """One press of Enviar: what was on the screen before it, and what is seen since."""

    def __init__(self, visit: Visit, plan: PaymentPlan, row: PaymentRow) -> None:
        self._visit = visit
        self._plan = plan
        self._row = row
        self._mark = visit.traffic.mark()
        self._said: list[str] = []
        self._heard: list[str] = []
        self._questions_before = len(self._questions())
        self._stood = standing(visit)
        self._told_before = len(visit.dialogs.seen)
        self._accepted_before = len(visit.dialogs.accepted)

    def answer_question(self) -> None:
        """Say yes in the one visible box that speaks of sending, if the portal shows one."""

        def question_or_end() -> list[Locator] | None:
            """Return the box that asks, or nothing to answer once the payment is sent or said yes to."""
            if len(self._visit.dialogs.accepted) > self._accepted_before or self.is_sent():
                return []
            boxes = self._questions()
            return boxes[-1:] if len(boxes) == self._questions_before + 1 else None

        for box in self._visit.until(question_or_end, self.unknown):
            yes = locate.button(box, self._visit.site.send_yes)
            if yes is None:
                raise self.unknown()
            if box.locator(locate.CLICKABLE).filter(visible=True).count() == 1:  # it tells, and asks nothing
                self._said.append(collapsed(box.inner_text()))
            self._visit.press(yes, commit=True)

    def is_sent(self) -> bool | None:
        """Tell whether the row reads as sent; None while it does not. Raises when an answer failed."""
        if self._visit.traffic.fault_since(self._mark):
            raise self.unknown()
        if self._visit.busy():
            return None
        now = self._plan.row_now(self._row.payment_id)
        if now is None and self._plan.hides_rows() and not self._is_spoken_to():
            now = self._plan.row(self._row.payment_id)
        return (now is not None and row_state(now) in _SENT) or None

    def settle_by_looking(self, cause: Exception) -> PaymentRow:
        """Read the table anew after a press whose end was not seen, and return the row if it is sent."""
        dialogs = self._visit.dialogs
        accepted = dialogs.accepted[self._accepted_before :]  # the portal's own question is not its answer
        said = [*(text for text in dialogs.seen[self._told_before :] if text not in accepted), *self._said]
        self._heard = said
        self._visit.acknowledge_fault()
        try:
            if message := find_notice(self._visit, self._stood):
                said.append(message[1])
                self._visit.press(message[0])
            ContractPage(self._visit).open_execution()
            now = self._plan.row(self._row.payment_id)
        except (PlaywrightError, SecopBotError):
            return self.give_up(cause)
        if now is not None and row_state(now) in _SENT:
            return now
        traffic = self._visit.traffic
        answered = traffic.answered_since(self._mark) and not traffic.fault_since(self._mark)
        site = self._visit.site
        denied = [words for words in said if site.denied.search(words) and not site.not_done_yet.search(words)]
        if denied and answered and now is not None and RowAction.ENVIAR in now.offers:
            raise RefusedError(
                "send_refused",
                f"SECOP II no envió el pago {self._row.payment_id}: «{'; '.join(denied)}».",
                "El pago sigue guardado, sin enviar. Corrija lo que dice el portal y vuelva a ejecutar con --send.",
            ) from cause
        return self.give_up(cause)

    def give_up(self, cause: Exception | None) -> PaymentRow:
        """Raise that the outcome is unknown."""
        raise self.unknown() from cause

    def unknown(self) -> UnknownOutcomeError:
        """Say that Enviar was pressed and nobody knows how it ended, and what the portal said of it."""
        heard = f" SECOP II dijo: «{'; '.join(self._heard)}»." if self._heard else ""
        return UnknownOutcomeError(
            "send_unknown",
            f"Se oprimió Enviar para el pago {self._row.payment_id} y no se pudo leer en qué quedó.{heard}",
            "No lo envíe a mano todavía: ejecute otra vez el mismo comando; el bot mira primero en qué estado está.",
        )

    def _is_spoken_to(self) -> bool:
        """Return whether a box stands that has come since: what leads on to more rows would close it unheard."""
        return bool(find_notice(self._visit, self._stood)) or len(self._questions()) > self._questions_before

    def _questions(self) -> list[Locator]:
        """Return the innermost visible boxes that speak of sending and offer a yes.

        What holds Plan de pagos itself is no question, whatever it is called: its yes would be Enviar once more.
        """
        return [
            box
            for root in self._visit.roots()
            for box in self._speaking_boxes(root).all()
            if not self._speaking_boxes(box).count()
            and not locate.heading(box, self._visit.site.payment_plan)
            and locate.button(box, self._visit.site.send_yes)
        ]

    def _speaking_boxes(self, root: Locator) -> Locator:
        return root.locator(sitemap.MESSAGE_BOX).filter(visible=True, has_text=self._visit.site.about_sending)

"""One running portal: everything its pages share."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import current_app

from secop_bot.mock.draft import Draft, Mode
from secop_bot.mock.names import Names
from secop_bot.mock.record import Record
from secop_bot.mock.sessions import Sessions
from secop_bot.mock.store import PLANILLA_SINCE, LiveContract, LivePayment, Store
from secop_bot.mock.trouble import Trouble
from secop_bot.mock.uploads import Uploads

if TYPE_CHECKING:
    from secop_bot.mock.scenario import Scenario

EXTENSION = "secop_bot.mock"


class World:
    """The state of a portal from its start to its end."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.names = Names(scenario.seed)
        self.record = Record()
        self.store = Store(scenario)
        self.sessions = Sessions()
        self.uploads = Uploads()
        self.trouble = Trouble(scenario)
        self.lock = threading.RLock()  # held while anything above is read or changed
        self._drafts: dict[str, Draft] = {}
        self._asked: Counter[str] = Counter()

    def adjust(self, **changes: Any) -> None:
        """Let the portal behave otherwise from now on; what it holds stays, sequences begin anew."""
        with self.lock:
            self.scenario = replace(self.scenario, **changes)
            self.trouble.restart(self.scenario)
            self._asked.clear()

    def today(self) -> date:
        """Give the portal's day."""
        return self.scenario.today or date.today()  # noqa: DTZ011 - the portal's own wall clock

    def next_answer(self, name: str, answers: tuple[str, ...]) -> str:
        """Give the next of a sequence of answers, the last for ever; empty when there are none."""
        place = self._asked[name]
        self._asked[name] += 1
        return answers[min(place, len(answers) - 1)] if answers else ""

    def next_refusal(self) -> str:
        """Give what the next Confirmar is refused with, if it is."""
        place = self._asked["confirm"]
        self._asked["confirm"] += 1
        refusals = self.scenario.confirm_refusals
        return refusals[place] if place < len(refusals) else ""

    def open_form(self, contract: LiveContract, payment: LivePayment | None, mode: Mode) -> Draft:
        """Open the form of a payment, or of a new one."""
        payment_id = payment.payment_id if payment else self.store.next_payment_id(contract)
        if mode == "create" and self.scenario.create_makes_row:
            payment = LivePayment(payment_id, "draft")
            contract.payments.append(payment)
        draft = Draft(
            token=secrets.token_urlsafe(12),
            contract=contract,
            payment=payment,
            payment_id=payment_id,
            mode=mode,
            asks_planilla=self.scenario.planilla == "always"
            or (self.scenario.planilla == "by_date" and contract.spec.signed >= PLANILLA_SINCE),
        )
        if payment:
            draft.values.update(payment.fields)
            draft.received.update(payment.received)
            draft.documents.extend(payment.documents)
            draft.planilla, draft.cufe = payment.planilla, payment.cufe
        self._drafts[draft.token] = draft
        return draft

    def draft(self, token: str) -> Draft:
        """Give an open form; raises KeyError."""
        return self._drafts[token]

    def close_form(self, draft: Draft) -> None:
        """Forget an open form."""
        self._drafts.pop(draft.token, None)


def world() -> World:
    """Give the portal that serves this request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, World)  # noqa: S101 - put there by create_app alone
    return found


def close_windows(owner: str) -> None:
    """Close the upload windows of a form or contract, and record what was lost with them."""
    portal = world()
    for document in portal.uploads.close_all(owner):
        portal.record.add("upload_lost", **document.told())

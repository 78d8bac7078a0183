"""Consent is for one payment and for one press."""

from __future__ import annotations

import pytest

from secop_bot.consent import Consent


def test_a_consent_is_spent_once() -> None:
    consent = Consent("CO1.PCCNTR.1", "005")
    consent.spend("CO1.PCCNTR.1", "005")

    with pytest.raises(ValueError, match="already spent"):
        consent.spend("CO1.PCCNTR.1", "005")


@pytest.mark.parametrize(("contract", "payment_id"), [("CO1.PCCNTR.1", "006"), ("CO1.PCCNTR.2", "005")])
def test_a_consent_is_for_no_other_payment(contract: str, payment_id: str) -> None:
    with pytest.raises(ValueError, match="is for payment 005"):
        Consent("CO1.PCCNTR.1", "005").spend(contract, payment_id)


def test_a_consent_says_whether_a_person_was_waited_for() -> None:
    assert Consent("C", "005").waited is False
    assert Consent("C", "005", waited=True).waited is True

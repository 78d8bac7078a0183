"""Consent to press Enviar: given by a person, spent by one press."""

from __future__ import annotations


class Consent:
    """One yes to sending one payment. It can be spent once; nothing gives it back."""

    def __init__(self, contract: str, payment_id: str, *, waited: bool = False) -> None:
        self.contract = contract
        self.payment_id = payment_id
        self.waited = waited
        """Whether a person took the time to give it: what was read before may have changed since."""
        self._spent = False

    def spend(self, contract: str, payment_id: str) -> None:
        """Use the consent up, just before the press. Raises ValueError for another payment or a second press."""
        if (contract, payment_id) != (self.contract, self.payment_id):
            raise ValueError(f"consent is for payment {self.payment_id} of {self.contract}")
        if self._spent:
            raise ValueError(f"consent for payment {self.payment_id} is already spent")
        self._spent = True

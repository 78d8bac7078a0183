"""A payment as a table for people shows it: read from Plan de pagos, or published as open data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from secop_bot.filing.rows import RowState, row_state

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from secop_bot.filing.rows import PaymentRow


@dataclass(frozen=True)
class PaymentStatus:
    """One payment's state: ``state`` as it is written there, ``meaning`` as it is understood.

    ``oddities`` are Spanish sentences about what is missing in it or can't be read.
    """

    payment_id: str
    invoice_number: str
    value: Decimal | None
    state: str
    meaning: RowState
    dates: Mapping[str, date] = field(default_factory=dict)
    oddities: tuple[str, ...] = ()


def status_of(row: PaymentRow) -> PaymentStatus:
    """Give a row of Plan de pagos with what it means."""
    return PaymentStatus(row.payment_id, row.invoice_number, row.value, row.state, row_state(row), row.dates)

"""The payments of a contract as datos.gov.co publishes them: no login, no browser, nothing written."""

from __future__ import annotations

from secop_bot.open_data.payments import read_public_payments
from secop_bot.open_data.rows import PublicPayment
from secop_bot.settings import PUBLIC_PAYMENTS

__all__ = ["PUBLIC_PAYMENTS", "PublicPayment", "read_public_payments"]

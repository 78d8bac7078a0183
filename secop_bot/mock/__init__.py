"""A stateful mock SECOP II on loopback, written from what is known of the portal and from nothing else."""

from __future__ import annotations

from secop_bot.mock.fault import Fault
from secop_bot.mock.scenario import Contract, Payment, Scenario, ScenarioError
from secop_bot.mock.server import MockPortal, serve_forever

__all__ = [
    "Contract",
    "Fault",
    "MockPortal",
    "Payment",
    "Scenario",
    "ScenarioError",
    "serve_forever",
]

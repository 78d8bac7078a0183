"""Slowness and faults: how long an answer takes, and which requests go wrong."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secop_bot.mock.scenario import Fault, Scenario


class Trouble:
    """Delays and faults of one portal; every wait ends at once when the portal stops."""

    def __init__(self, scenario: Scenario) -> None:
        self.stopping = threading.Event()
        self.restart(scenario)

    def restart(self, scenario: Scenario) -> None:
        """Begin anew with this scenario's faults."""
        self._scenario = scenario
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def delay(self, *, ajax: bool) -> None:
        """Take the time an answer of this kind takes."""
        self.stopping.wait(self._scenario.ajax_latency if ajax else self._scenario.page_latency)

    def strikes(self, route: str) -> Fault | None:
        """Give the fault that hits this request, if one does."""
        if (fault := self._scenario.faults.get(route)) is None:
            return None
        with self._lock:
            self._seen[route] += 1
            hit = self._seen[route] - fault.skip
        return fault if hit > 0 and (fault.times is None or hit <= fault.times) else None

    def hang(self) -> None:
        """Give no answer until the portal stops."""
        self.stopping.wait()

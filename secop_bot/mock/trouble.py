"""Slowness and faults: how long an answer takes, and which requests go wrong."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secop_bot.mock.fault import Fault
    from secop_bot.mock.scenario import Scenario


class Trouble:
    """Delays and faults of one portal; every wait ends at once when the portal stops."""

    def __init__(self, scenario: Scenario) -> None:
        self.stopping = threading.Event()
        self.restart(scenario)
        self.forget()

    def restart(self, scenario: Scenario) -> None:
        """Begin anew with this scenario's faults."""
        self._scenario = scenario
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Forget what was asked so far, and what struck."""
        with self._lock:
            self.requests: list[str] = []
            self.struck: list[tuple[str, str]] = []

    def delay(self, *, ajax: bool) -> None:
        """Take the time an answer of this kind takes."""
        self.stopping.wait(self._scenario.ajax_latency if ajax else self._scenario.page_latency)

    def strikes(self, route: str) -> Fault | None:
        """Note a request, and give the fault that hits it, if one does."""
        fault = self._scenario.faults.get(route)
        with self._lock:
            self.requests.append(route)
            self._seen[route] += 1
            hit = self._seen[route] - (fault.skip if fault else 0)
            if fault is None or hit <= 0 or (fault.times is not None and hit > fault.times):
                return None
            self.struck.append((route, fault.kind))
        return fault

    def hang(self) -> None:
        """Give no answer until the portal stops."""
        self.stopping.wait()

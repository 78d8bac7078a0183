"""What the portal was asked and how it answered, so that a wait can name the answer it waits for."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Request, Response

_ANSWERED_BY_SERVER = frozenset({"document", "xhr", "fetch"})
_ERROR = 400
_SERVER_ERROR = 500
_REMEMBERED = 500


class Traffic:
    """The portal's page and ajax requests in one browser context, in order; pictures and styles are left out."""

    def __init__(self, context: BrowserContext, is_portal: Callable[[str], bool]) -> None:
        self._is_portal = is_portal
        self._begun: deque[tuple[int, Request]] = deque(maxlen=_REMEMBERED)
        self._next = 0
        self._open: set[Request] = set()
        self._faults: dict[Request, str] = {}
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("requestfinished", self._on_finished)
        context.on("requestfailed", self._on_failed)

    def mark(self) -> int:
        """Return a point in time for the questions below."""
        return self._next

    def begun_since(self, mark: int) -> bool:
        """Return whether anything was asked of the portal since ``mark``."""
        return any(number >= mark for number, _ in self._begun)

    def answered_since(self, mark: int) -> bool:
        """Return whether all that was asked since ``mark`` has its answer."""
        return not any(number >= mark and request in self._open for number, request in self._begun)

    def fault_since(self, mark: int) -> str | None:
        """Return how the first failed answer since ``mark`` failed ("error 500"), or None."""
        for number, request in self._begun:
            if number >= mark and request in self._faults:
                return self._faults[request]
        return None

    def _on_request(self, request: Request) -> None:
        if request.resource_type in _ANSWERED_BY_SERVER and self._is_portal(request.url):
            self._begun.append((self._next, request))
            self._open.add(request)
        self._next += 1

    def _on_response(self, response: Response) -> None:
        if response.status >= _ERROR:  # its body may never be read, so that it never counts as finished
            if response.status >= _SERVER_ERROR and response.request in self._open:
                self._faults[response.request] = f"error {response.status}"
            self._open.discard(response.request)

    def _on_finished(self, request: Request) -> None:
        self._open.discard(request)

    def _on_failed(self, request: Request) -> None:
        if request in self._open:
            self._open.discard(request)
            reason = request.failure or ""
            if "ABORTED" not in reason:  # a page left before it was loaded is no fault
                self._faults[request] = reason.removeprefix("net::")

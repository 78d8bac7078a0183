"""Shows recorded pages to a browser under the addresses they came from, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route

    from secop_bot.recording.page import RecordedPage

HOST = "secop.invalid"  # a host that can't exist: nothing recorded can reach a real one


class Replay:
    """Answers every request of a browser context from recordings; what was not recorded is refused and remembered."""

    def __init__(self, context: BrowserContext) -> None:
        self.unrecorded: list[str] = []
        self._recorded: dict[str, tuple[str, str]] = {}  # address -> content type, text
        context.route("**/*", self._answer)

    def serve(self, page: RecordedPage) -> str:
        """Serve a page from now on and return its address."""
        address = f"https://{HOST}{page.provenance['address']}"
        for name, html in page.documents().items():
            self.serve_text(address if name == "page.html" else urljoin(address, name), "text/html", html)
        return address

    def serve_text(self, address: str, kind: str, text: str) -> None:
        """Serve one text of a content type."""
        if (known := self._recorded.get(address)) and known != (kind, text):
            msg = f"{address} is served already"
            raise ValueError(msg)
        self._recorded[address] = (kind, text)

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)._replace(query="", fragment="").geturl()
        if address not in self._recorded:
            self.unrecorded.append(f"{route.request.method} {route.request.url}")
            route.abort()
            return
        kind, text = self._recorded[address]
        route.fulfill(content_type=f"{kind}; charset=utf-8", body=text)

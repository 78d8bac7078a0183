"""Shows recorded pages to a browser under the addresses they came from, without a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from tests.recording.fixture import FIXTURES, STYLESHEET, Fixture

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route

Edit = Callable[[str], str]

HOST = "secop.invalid"  # a host that can't exist: nothing recorded can reach a real one


class Replay:
    """Answers every request of a browser context from fixtures; what was not recorded is refused and remembered."""

    def __init__(self, context: BrowserContext) -> None:
        self.unrecorded: list[str] = []
        self._recorded: dict[str, tuple[str, str]] = {}  # address -> content type, text
        context.route("**/*", self._answer)

    def add(self, fixture: Fixture, edit: Edit | None = None, stylesheet: str | None = None) -> str:
        """Serve a fixture from now on and return its address; ``edit`` changes its documents, and must."""
        address = f"https://{HOST}{fixture.provenance['address']}"
        documents = fixture.documents()
        if edit:
            edited = {name: edit(html) for name, html in documents.items()}
            assert edited != documents, f"the edit changed nothing in {fixture.name}"
            documents = edited
        for name, html in documents.items():
            place = address if name == "page.html" else urljoin(address, name)
            assert place not in self._recorded, f"{place} is served already"
            self._recorded[place] = ("text/html", html)
        css = stylesheet or (FIXTURES / STYLESHEET).read_text(encoding="utf-8")
        self._recorded[urljoin(address, f"../{STYLESHEET}")] = ("text/css", css)
        return address

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)._replace(query="", fragment="").geturl()
        if address not in self._recorded:
            self.unrecorded.append(f"{route.request.method} {route.request.url}")
            route.abort()
            return
        kind, text = self._recorded[address]
        route.fulfill(content_type=f"{kind}; charset=utf-8", body=text)

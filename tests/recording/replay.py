"""Shows the recordings of ``fixtures/`` to a browser, with their stylesheet, edited if a test asks for it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from secop_bot.recording import replay
from tests.recording.fixture import FIXTURES, STYLESHEET, Fixture

Edit = Callable[[str], str]


class Replay(replay.Replay):
    """Answers from fixtures."""

    def add(self, fixture: Fixture, edit: Edit | None = None, stylesheet: str | None = None) -> str:
        """Serve a fixture from now on and return its address; ``edit`` changes its documents, and must."""
        if edit:
            edited = fixture.with_documents({name: edit(html) for name, html in fixture.documents().items()})
            assert edited != fixture, f"the edit changed nothing in {fixture.name}"
            fixture = edited
        address = self.serve(fixture)
        css = stylesheet or (FIXTURES / STYLESHEET).read_text(encoding="utf-8")
        self.serve_text(urljoin(address, f"../{STYLESHEET}"), "text/css", css)
        return address

"""Shows the recordings of ``fixtures/`` to a browser, with their stylesheet, edited if a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urljoin

from secop_bot.recording import replay
from tests.recording.fixture import FIXTURES, STYLESHEET, Fixture

Edit = Callable[[str], str]


class InTurn(tuple[Edit, ...]):
    """Several edits of a page, one after the other, each of which must change something."""

    __slots__ = ()

    def __call__(self, html: str) -> str:
        """Make all of them."""
        for edit in self:
            html = edit(html)
        return html


class Replay(replay.Replay):
    """Answers from fixtures."""

    def add(self, fixture: Fixture, edit: Edit | None = None, stylesheet: str | None = None) -> str:
        """Serve a fixture from now on and return its address; ``edit`` changes its documents, and must."""
        for place, one in enumerate(_each(edit), 1):
            edited = fixture.with_documents({name: one(html) for name, html in fixture.documents().items()})
            assert edited != fixture, f"edit {place} changed nothing in {fixture.name}"
            fixture = edited
        address = self.serve(fixture)
        css = stylesheet or (FIXTURES / STYLESHEET).read_text(encoding="utf-8")
        self.serve_text(urljoin(address, f"../{STYLESHEET}"), "text/css", css)
        return address


def _each(edit: Edit | None) -> Iterator[Edit]:
    if isinstance(edit, InTurn):
        for one in edit:
            yield from _each(one)
    elif edit:
        yield edit

"""Documentos de ejecución del contrato: where the evidences go, in the step that also has Plan de pagos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.filing.text import collapsed
from secop_bot.portal import locate
from secop_bot.portal.more import more_of, read_to_the_end
from secop_bot.portal.tables import FILE_NAME, file_names
from secop_bot.portal.upload import upload

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator

    from secop_bot.portal.visit import Visit


class ExecutionDocuments:
    """The list of documents of a contract in execution; what is loaded here can't be taken back by the bot."""

    name = "Documentos de ejecución del contrato"

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def names(self) -> list[str]:
        """Read the names of all the documents listed, page after page of them."""
        self._visit.find(self.name, self._visit.site.execution_documents, locate.heading)
        self._visit.wait_until_free()
        return read_to_the_end(self._visit, self.names_now, self._more)

    def names_now(self) -> list[str]:
        """Read the names that are listed at this very moment."""
        known = [
            match[1] if (match := FILE_NAME.match(collapsed(text))) else collapsed(text)
            for root in self._visit.roots()
            if (names := locate.by_id(root, self._visit.site.execution_document_name))
            for text in names.all_inner_texts()
        ]
        return known or file_names(self._section())

    def load(self, file: Path, before_attaching: Callable[[], None]) -> None:
        """Load a file by Cargar nuevo; ``before_attaching`` is called just before the press that can't be undone."""
        button = locate.button(self._section(), self._visit.site.upload_new)
        if button is None:
            raise self._visit.not_found(self.name, self._visit.site.upload_new)
        upload(self._visit, button, [file], before_attaching)

    def _more(self) -> Locator | None:
        site = self._visit.site
        below = locate.button(self._section(), site.upload_new)
        return below and more_of(below, site.more, site.payment_plan)

    def _section(self) -> Locator:
        for root in self._visit.roots():
            title = locate.heading(root, self._visit.site.execution_documents)
            part = title and locate.section(title, self._visit.site.upload_new)
            if part:
                return part
        raise self._visit.not_found(self.name, self._visit.site.upload_new)

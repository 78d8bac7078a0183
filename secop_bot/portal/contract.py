"""One contract's page: whose it is, and its step "Ejecución del Contrato"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.errors import InputError
from secop_bot.portal import locate
from secop_bot.portal.sitemap import Label

if TYPE_CHECKING:
    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.visit import Visit


class ContractPage:
    """The page behind Detalle; its steps stand on the left."""

    name = "Contrato"

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def check(self, meant: ListedContract) -> None:
        """Read number and entity on the screen. Raises InputError (exit 3) for another contract."""
        self._visit.find(self.name, self._visit.site.execution_step, locate.button)
        for what, text in (("el número", meant.number), ("la entidad", meant.entity)):
            printed = Label((text,))
            if not any(locate.heading(root, printed) for root in self._visit.roots()):
                raise InputError(
                    "other_contract",
                    f"La página del contrato no muestra {what} «{text}»; puede ser otro contrato.",
                    "No se escribió nada. Repita con --headed y mire qué contrato se abre.",
                )

    def open_execution(self) -> None:
        """Choose the step by its text; its place shifts when a modification is pending."""
        self._visit.follow(self._visit.find(self.name, self._visit.site.execution_step, locate.button))

"""One contract's page: whose it is, and its step "Ejecución del Contrato"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from secop_bot.errors import InputError, UnknownPageError
from secop_bot.filing.text import collapsed
from secop_bot.portal import locate
from secop_bot.portal.sitemap import CHOSEN_STEP, Label

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.visit import Visit


_MARKED_S = 5
"""How long the mark of the open step may come after its contents."""


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
                    "No se escribió nada. Mire en el recibo qué contrato se abrió.",
                )

    def open_execution(self) -> None:
        """Choose the step by its text; its place shifts when a modification is pending."""
        self._visit.guide.point_at(self._step, "Se abre el paso «Ejecución del Contrato»", "allí está el Plan de pagos")
        self._visit.follow(self._step())

    def open_step(self) -> str:
        """Return the name of the open step; where nothing marks it, the title that only this step has.

        Raises UnknownPageError (exit 8) where the page marks another step as the open one.
        """
        site = self._visit.site
        marked: list[str] = []

        def read() -> str | None:
            marked[:] = [
                re.sub(r"^[0-9]+\s*", "", collapsed(text))  # its number stands before its name
                for root in self._visit.roots()
                for text in root.locator(CHOSEN_STEP).filter(visible=True).all_inner_texts()
            ]
            if not marked:
                return site.payment_plan.texts[0] if self._shows_plan() else None
            wanted = [locate.folded(text) for text in site.execution_step.texts]
            return next((text for text in marked if any(name in locate.folded(text) for name in wanted)), None)

        return self._visit.until(
            read,
            lambda: UnknownPageError(
                "step_differs",
                f"El paso abierto no es «{site.execution_step.texts[0]}» sino «{', '.join(marked)}».",
                "No se escribió nada. Mire en el recibo qué paso se abrió.",
            ),
            timeout=min(_MARKED_S, self._visit.timeout),
        )

    def _step(self) -> Locator:
        return self._visit.find(self.name, self._visit.site.execution_step, locate.button)

    def _shows_plan(self) -> bool:
        return any(locate.heading(root, self._visit.site.payment_plan) for root in self._visit.roots())

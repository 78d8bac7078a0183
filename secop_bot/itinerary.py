"""The steps of a run, known before it begins: "Paso 3 de 9"."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Stage: TypeAlias = tuple[str, ...]
"""One step, by how its title begins; several where the portal decides which of them it is."""


class Itinerary:
    """Counts the steps as they are reached. One that the run leaves out counts as passed."""

    def __init__(self, stages: Sequence[Stage] = ()) -> None:
        self._stages = tuple(stages)
        self._reached = 0

    def reach(self, title: str) -> str:
        """Return "Paso 3 de 9" for the step of this title; "" for one that was not foreseen."""
        for number in range(max(self._reached, 1), len(self._stages) + 1):
            if title.startswith(self._stages[number - 1]):
                self._reached = number
                return f"Paso {number} de {len(self._stages)}"
        return ""

    def change(self, stages: Sequence[Stage]) -> None:
        """Foresee other steps from here on; those that are passed stay passed."""
        self._stages = tuple(stages)

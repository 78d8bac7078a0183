"""``doctor --portal``: the live pages walked as far as Plan de pagos, and what is found on each. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from secop_bot.portal import inventory
from secop_bot.portal.entrance import Whereabouts
from secop_bot.workflows.walking import walk

if TYPE_CHECKING:
    from playwright.sync_api import Frame

    from secop_bot.errors import SecopBotError
    from secop_bot.portal.contracts import ListedContract
    from secop_bot.portal.inventory import Sighting
    from secop_bot.portal.visit import Visit


@dataclass
class Survey:
    """What was seen on each page so far; it stays when an error ends the walk, and ``stopped`` says why."""

    sightings: list[Sighting] = field(default_factory=list)
    passed_over: dict[str, str] = field(default_factory=dict)
    """Pages that were not looked at, and why, in Spanish."""
    stopped: SecopBotError | None = None
    personal: set[str] = field(default_factory=set)
    """Texts seen on the way that tell who looks: they are in no report."""

    @property
    def troubles(self) -> list[Sighting]:
        """What is missing or stands twice."""
        return [sighting for sighting in self.sightings if sighting.trouble]

    def end(self, stopped: SecopBotError | None) -> None:
        """Say what was not looked at, and what ended the walk if something did."""
        self.stopped = stopped
        seen = {sighting.page for sighting in self.sightings}
        if seen:
            self.passed_over.setdefault(inventory.LOGIN, "había una sesión abierta")
        for page in inventory.PAGES:
            self.passed_over.setdefault(page, "no se llegó hasta ahí")
        self.passed_over = {page: why for page, why in self.passed_over.items() if page not in seen}

    def arrive(self, visit: Visit, where: Whereabouts) -> None:
        """Look at the pages between the portal's address and its landing page."""
        if where in {Whereabouts.LOGIN, Whereabouts.CAPTCHA}:
            visit.steady(visit.words)
            self.sightings += inventory.look(visit, inventory.LOGIN)


def survey(visit: Visit, found: Survey, number: str | None, entity: str | None, *, open_form: bool) -> None:
    """Walk the pages and look at each; ``found`` has what was seen also when an error ends the walk."""

    def chosen(listed: ListedContract) -> None:
        found.personal |= {listed.number, listed.entity}

    def look(page: str, frame: Frame | None) -> None:
        found.sightings += inventory.look(visit, page, frame)

    if not open_form:
        found.passed_over[inventory.FORM] = "se abre solo con --open-form"
    walk(visit, number, entity, look, chosen, open_form=open_form)

"""The list of contracts: "Administración de contratos"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from secop_bot.errors import InputError, UnreachableError
from secop_bot.portal import locate, tables
from secop_bot.portal.dates import read_date
from secop_bot.portal.more import read_to_the_end

if TYPE_CHECKING:
    from datetime import date

    from playwright.sync_api import Locator

    from secop_bot.portal.sitemap import Label
    from secop_bot.portal.visit import Visit


START, MENU = "Inicio", "Menú"
"""The page behind the login, and what Mis procesos opens over it."""
_FIRST_ROWS_S = 10
_TABS_S = 1
"""How long rows and tabs may come after the page; there may be none of either."""


@dataclass(frozen=True)
class ListedContract:
    """A row of the list; ``signed`` is None where the list does not say it readably."""

    number: str
    entity: str
    signed: date | None
    state: str
    row: Locator


class ContractsPage:
    """Where one's contracts are listed, five at a time."""

    name = "Administración de contratos"

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._site = site = visit.site
        self._columns = {
            "number": site.list_number,
            "entity": site.list_entity,
            "signed": site.list_signed,
            "state": site.list_state,
        }

    def open(self) -> None:
        """Walk Mis procesos → Mis contratos, and show all of them."""
        self.open_menu()
        self.open_list()

    def open_menu(self) -> None:
        """Open Mis procesos."""
        self._visit.follow(self._visit.find(START, self._site.my_processes, locate.button))

    def open_list(self) -> None:
        """Choose Mis contratos in the open menu, and show all of them."""
        self._visit.follow(self._visit.find(MENU, self._site.my_contracts, locate.button))
        self._visit.find(self.name, self._site.contracts_title, locate.heading)
        self._visit.within(min(_FIRST_ROWS_S, self._visit.timeout), lambda: self._keys() or None)
        if every := self._visit.within(_TABS_S, lambda: self._now(self._site.all_contracts)):
            self._visit.follow(every)
        read_to_the_end(self._visit, self._keys, lambda: self._now(self._site.more))

    def listed(self) -> list[ListedContract]:
        """Return all the contracts. Raises UnreachableError for none, which is what an expired session shows too."""
        listed = self._listed()
        if not listed:
            raise UnreachableError(
                "empty_list",
                "La lista de contratos salió vacía; así se ve también una sesión vencida.",
                "Vuelva a intentar; si sigue vacía, entre a mano y mire si sus contratos aparecen.",
            )
        return listed

    def find(self, number: str, entity: str | None) -> ListedContract:
        """Return the one contract with this number (and entity, if given).

        Raises InputError (exit 3) where it is not listed, or listed twice; UnreachableError where the list is
        empty.
        """
        listed = self.listed()
        same = [contract for contract in listed if locate.folded(contract.number) == locate.folded(number)]
        fits = [c for c in same if entity is None or locate.folded(c.entity) == locate.folded(entity)]
        if len(fits) == 1:
            return fits[0]
        if same:
            entities = "; ".join(contract.entity for contract in same)
            there = f"{len(same)} veces en su lista" if len(same) > 1 else "en su lista con otra entidad"
            of_one = len({locate.folded(contract.entity) for contract in fits}) == 1
            raise InputError(
                "contract_ambiguous" if fits else "contract_not_listed",
                f"El contrato {number} está {there}: {entities}.",
                "Son de la misma entidad, y el bot no adivina cuál es el suyo: mírelos en SECOP II y pregúntele a ella."
                if of_one
                else "Escriba en el archivo del mes «entidad:» con el nombre exacto de la suya.",
            )
        raise InputError(
            "contract_not_listed",
            f"El contrato {number} no está en su lista de SECOP II (contratos en ella: {len(listed)}).",
            "Revise el número («contrato:» en el archivo del mes): es el «Número del Contrato» de esa lista.",
        )

    def open_detail(self, contract: ListedContract) -> None:
        """Press the row's Detalle."""
        detail = locate.button(contract.row, self._site.contract_detail)
        if detail is None:
            raise locate.missing(self.name, self._site.contract_detail)
        self._visit.follow(detail)

    def _now(self, label: Label) -> Locator | None:
        return locate.one_in(self._visit.roots(), label, locate.button)

    def _keys(self) -> list[tuple[str, str]]:
        return [(contract.number, contract.entity) for contract in self._listed()]

    def _listed(self) -> list[ListedContract]:
        return [
            ListedContract(
                number=record.values["number"],
                entity=record.values["entity"],
                signed=read_date(record.values["signed"]),
                state=record.values["state"],
                row=record.row,
            )
            for root in self._visit.roots()
            for record in tables.read_records(root, self._columns)
        ]

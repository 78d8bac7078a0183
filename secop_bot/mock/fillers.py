"""Other contracts of the same supplier, so that a list has something to be searched for in."""

from __future__ import annotations

from datetime import date, timedelta

from secop_bot.mock.scenario import Contract, ContractState

_ENTITIES = (
    "Gobernación de Muestra",
    "Instituto Municipal de Ensayo",
    "Ministerio de Pruebas",
    "Hospital San Modelo E.S.E.",
    "Universidad del Ejemplo",
    "Personería de Villa Prueba",
)
_STATES: tuple[ContractState, ...] = ("Closed", "Modified", "Terminated", "Signed")


def filler_contracts(count: int) -> tuple[Contract, ...]:
    """Give ``count`` contracts, none of them with payments; those that are over stand only under "Todos"."""
    return tuple(_filler(place) for place in range(count))


def _filler(place: int) -> Contract:
    signed = date(2019 + place % 7, place % 12 + 1, place % 27 + 1)
    own_number = place % 3 == 1
    state = _STATES[place % len(_STATES)]
    return Contract(
        number=f"CPS-{place + 11:03}-{signed.year}" if own_number else f"CO1.PCCNTR.{1402211 + 97003 * place}",
        sales_id=f"CO1.SLCNTR.{904417 + 61001 * place}",
        entity=_ENTITIES[place % len(_ENTITIES)],
        entity_type="Descentralizada" if place % 2 else "Centralizada",
        signed=signed,
        ends=signed + timedelta(days=300),
        value=f"{18_000_000 + 750_000 * place}",
        state=state,
        in_first_tab=state in {"Modified", "Signed"},
    )

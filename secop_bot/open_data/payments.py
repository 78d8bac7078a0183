"""What is asked of open data: the payments of one contract, page by page, and of no other."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tenacity import sleep as really_sleep

from secop_bot.errors import InputError, UnknownPageError, UnreachableError
from secop_bot.filing.text import collapsed, quoted
from secop_bot.open_data.asking import Desk
from secop_bot.open_data.rows import read_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from secop_bot.open_data.rows import PublicPayment

_PORTAL_NUMBER = re.compile(r"CO1\.PCCNTR\.[0-9]+", re.IGNORECASE)
_PAGE = 1000
_MOST_ROWS = 50 * _PAGE
"""No contract has so many payments: a server that never comes to an end is not followed."""
_REPORT = "Puede que datos abiertos haya cambiado: avise en el proyecto con este mensaje, y mire en SECOP II."


def read_public_payments(
    contract: str,
    entity: str | None,
    *,
    address: str,
    app_token: str | None,
    timeout: float,
    note: Callable[[str], None],
    sleep: Callable[[float], None] = really_sleep,
) -> list[PublicPayment]:
    """Read all published payments of a contract, in the order of the source; [] where nothing is published.

    ``contract`` is CO1.PCCNTR.n, or the entity's own number together with ``entity``, the entity's name (case aside).
    ``timeout`` is in seconds and holds for each answer. ``note`` is told once for each time it is tried again.

    Raises InputError (exit 3) where the entity is needed, RefusedError (exit 5) where the server refuses the
    question, UnreachableError (exit 6) where it gives no answer, UnknownPageError (exit 8) where the answer is not as
    known.
    """
    where = _clause(contract, entity)
    rows: list[Any] = []
    with Desk(address, app_token=app_token, timeout=timeout, note=note, sleep=sleep) as desk:
        last: list[Any] = []
        while True:
            asked = {"$where": where, "$order": ":id", "$limit": str(_PAGE), "$offset": str(len(rows))}
            page = _rows(desk.ask(asked))
            rows += page
            if len(page) < _PAGE:
                break
            if page == last or len(rows) >= _MOST_ROWS:
                raise UnknownPageError(
                    "open_data_unexpected",
                    f"Datos abiertos repite filas o no termina: van {len(rows)} para un solo contrato.",
                    _REPORT,
                )
            last = page
    _one_contract(rows, contract)
    return [read_row(row) for row in rows]


def _clause(contract: str, entity: str | None) -> str:
    """Write the SoQL condition that holds for the user's own contract alone."""
    number = collapsed(contract)
    if _PORTAL_NUMBER.fullmatch(number):
        return f"id_del_contrato = {_literal(number.upper())}"
    if not number:
        raise InputError(
            "contract_needed",
            "No se dijo de qué contrato son los pagos.",
            "Escriba --contract con su número, por ejemplo CO1.PCCNTR.8263723.",
        )
    name = collapsed(entity or "")
    if not name:
        raise InputError(
            "entity_needed",
            f"Otra entidad puede usar el mismo número de contrato {quoted(number)}, y solo se consulta el suyo.",
            "Diga también la entidad, como la muestra SECOP II, o use el número CO1.PCCNTR del contrato.",
        )
    # The server folds both sides: its idea of a capital Í may not be Python's.
    return f"referencia_contrato = {_literal(number)} AND upper(nombre_entidad) = upper({_literal(name)})"


def _literal(text: str) -> str:
    """Quote a text for SoQL, where a quote is written twice."""
    return "'" + text.replace("'", "''") + "'"


def _rows(body: bytes) -> list[Any]:
    try:
        found = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise UnreachableError(
            "open_data_down",
            "Datos abiertos respondió algo que no son datos.",
            "Revise su conexión (una red que pide ingresar responde así) y vuelva a intentar más tarde.",
        ) from None
    if not isinstance(found, list):
        raise UnknownPageError(
            "open_data_unexpected",
            f"Datos abiertos no respondió una lista de pagos sino {quoted(json.dumps(found, default=str))}.",
            _REPORT,
        )
    return found


def _one_contract(rows: list[Any], asked: str) -> None:
    """Stop where the rows are not of one contract: an entity may give its own number twice."""
    columns = (row.get("id_del_contrato") for row in rows if isinstance(row, dict))
    found = sorted({column.strip().upper() for column in columns if isinstance(column, str) and column.strip()})
    number = collapsed(asked).upper()
    if _PORTAL_NUMBER.fullmatch(number):
        if others := [one for one in found if one != number]:
            raise UnknownPageError(
                "open_data_unexpected",
                f"Se preguntó por {number} y datos abiertos respondió con {quoted(', '.join(others))}.",
                _REPORT,
            )
    elif len(found) > 1:
        raise InputError(
            "contract_ambiguous",
            f"La entidad tiene {len(found)} contratos con el número {quoted(asked)}: {quoted(', '.join(found))}.",
            "Use el número CO1.PCCNTR del suyo.",
        )

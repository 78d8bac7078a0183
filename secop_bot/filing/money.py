"""Pesos as Colombians write them: dots between thousands, a comma before the cents."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from secop_bot.filing.problems import FlawError
from secop_bot.filing.text import collapsed, quoted

_CENT: Final = Decimal("0.01")
_FIGURE = r"(?:[0-9]{1,3}(?:\.[0-9]{3}){1,4}|[0-9]{1,15})(?:,[0-9]{1,2})?"
_CURRENCY = r"(?:COP|\$|COP ?\$|\$ ?COP)"
_SIGNED_AMOUNT = re.compile(rf"(?:{_CURRENCY} ?)?({_FIGURE})(?: ?(?:COP|\$))?", re.IGNORECASE)
_LEADING_ZERO = re.compile(r"0[0-9.]")
_ENGLISH = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?")
_ONE_COMMA = re.compile(r"([0-9]{1,3}),([0-9]{3})")
_DECIMAL_DOT = re.compile(r"([0-9]+)\.([0-9]{1,2})")
_RIGHT_FORM = "Escríbalo con puntos en los miles y coma en los centavos: 3.500.000 o 3.500.000,50."


def parse_pesos(text: str) -> Decimal:
    """Read an amount a person wrote: ``3.500.000``, ``3500000``, ``$ 3.500.000,50 COP``; ``3.500`` is 3500.

    :raises FlawError: for zero, a negative, more than two decimals, and all that can be read two ways or that
        only another country's writing explains (``3,500,000``, ``3500.50``, ``3,500``).
    """
    amount = _amount(text)
    if amount is None:
        raise _flaw(text)
    if not amount:
        raise FlawError("El valor es cero.", "Escriba el valor que cobra, por ejemplo 3.500.000.")
    return amount


def read_pesos(text: str) -> Decimal | None:
    """Read an amount the portal shows (``3.500.000,00 COP``, also ``0,00 COP``); None if it is not one."""
    return _amount(text)


def format_pesos(amount: Decimal) -> str:
    """Write ``3.500.000``, or ``3.500.000,50`` where there are cents; half a cent goes to the even one."""
    exact = amount.quantize(_CENT)
    whole, cents = f"{abs(exact):,.2f}".split(".")
    sign = "-" if exact < 0 else ""
    figure = sign + whole.replace(",", ".")
    return figure if cents == "00" else f"{figure},{cents}"


def _amount(text: str) -> Decimal | None:
    found = _SIGNED_AMOUNT.fullmatch(collapsed(text))
    if found is None or _LEADING_ZERO.match(found[1]):
        return None
    return Decimal(found[1].replace(".", "").replace(",", "."))


def _flaw(text: str) -> FlawError:
    figure = re.sub(r"COP|[$\s]", "", text, flags=re.IGNORECASE)
    if figure.startswith(("-", "\N{MINUS SIGN}")):
        return FlawError(f"{quoted(text)} es negativo.", "Escriba el valor que cobra, por ejemplo 3.500.000.")
    if found := _ONE_COMMA.fullmatch(figure):
        return FlawError(
            f"{quoted(text)} se puede leer de dos maneras.",
            f"Escriba {found[1]}.{found[2]} si son miles, o {found[1]},{found[2][:2]} si son centavos.",
        )
    message = f"{quoted(text)} no es un valor en pesos como se escribe en Colombia."
    if found := _ENGLISH.fullmatch(figure):
        cents = f",{found[2]}" if found[2] else ""
        return FlawError(message, f"Escriba {found[1].replace(',', '.')}{cents}.")
    if found := _DECIMAL_DOT.fullmatch(figure):
        return FlawError(message, f"Si el punto separa los centavos, escriba {found[1]},{found[2]}. {_RIGHT_FORM}")
    return FlawError(message, _RIGHT_FORM)

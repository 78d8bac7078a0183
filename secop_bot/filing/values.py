"""One value of the month file, as written, turned into what it means; each refusal says the right form."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from secop_bot.filing.problems import FlawError
from secop_bot.filing.profile import PROFILES
from secop_bot.filing.text import folded, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_MAX_TEXT = 500


class Persona(StrEnum):
    """Who charges: a natural person or a company."""

    NATURAL = "natural"
    JURIDICA = "juridica"


def as_text(value: object) -> str:
    """Take one line of text, stripped.

    :raises FlawError: for a list or a group, and for text that is empty, of several lines or too long (500).
    """
    if not isinstance(value, str):
        raise FlawError("Debe ser un solo dato, no una lista ni un grupo.", "Escriba «nombre: dato».")
    text = value.strip()
    if not text:
        raise FlawError("Está vacío.", "Escriba el dato, o quite la línea si no hace falta.")
    if "\n" in text or "\t" in text:
        raise FlawError(
            "Tiene un salto de línea o un tabulador.",
            "Escríbalo en una sola línea; si es una ruta con «\\», use «/» o comillas simples.",
        )
    if len(text) > _MAX_TEXT:
        raise FlawError(f"Pasa de {_MAX_TEXT} caracteres.", "Escriba solo el dato.")
    return text


def as_notes(value: object) -> str:
    """Take text of any number of lines; it may be empty."""
    return value.strip() if isinstance(value, str) else as_text(value)


def reader(parse: Callable[[str], T]) -> Callable[[object], T]:
    """Make a parser of text one that also refuses what is no text."""

    def read(value: object) -> T:
        return parse(as_text(value))

    return read


def parse_day(text: str) -> date:
    """Read ``2026-11-04``.

    :raises FlawError: for any other form, a day that does not exist, or another century.
    """
    remedy = "Escriba año, mes y día con guiones, por ejemplo 2026-11-04."
    if re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", text) is None:
        raise FlawError(f"{quoted(text)} no es una fecha.", remedy)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FlawError(f"La fecha {quoted(text)} no existe en el calendario.", remedy) from None


def parse_payment(text: str) -> int:
    """Read the payment's number, 1 to 999; leading zeros are allowed (``005``)."""
    if re.fullmatch(r"[0-9]{1,3}", text) is None or not int(text):
        raise FlawError(f"{quoted(text)} no es un número de pago.", "Escriba un entero de 1 a 999, por ejemplo 5.")
    return int(text)


def parse_planilla(text: str) -> str:
    """Check a planilla's number: digits only, at least 6, kept as written."""
    if re.fullmatch(r"[0-9]+", text) is None:
        raise FlawError(
            f"{quoted(text)} no es un número de planilla: lleva solo dígitos.",
            "Escriba el número sin espacios, puntos ni guiones, como está en la planilla.",
        )
    if re.fullmatch(r"[0-9]{6,}", text) is None:
        raise FlawError(f"{quoted(text)} tiene menos de 6 dígitos.", "Escriba el número completo de la planilla.")
    return text


def parse_cufe(text: str) -> str:
    """Read a CUFE, a SHA-384 in 96 hexadecimal digits, as lower case."""
    if re.fullmatch(r"[0-9a-fA-F]{96}", text) is None:
        raise FlawError(
            f"El CUFE debe tener 96 dígitos hexadecimales (0-9, a-f), y este tiene {len(text)} caracteres"
            f"{'' if re.fullmatch(r'[0-9a-fA-F]*', text) else ', no todos hexadecimales'}.",
            "Cópielo completo de la factura electrónica.",
        )
    return text.lower()


def parse_persona(text: str) -> Persona:
    """Read ``natural`` or ``juridica``, accents and case aside."""
    try:
        return Persona(folded(text))
    except ValueError:
        raise FlawError(f"{quoted(text)} no es una clase de persona.", "Escriba natural o juridica.") from None


def parse_profile(text: str) -> str:
    """Check the name of a known profile."""
    if text not in PROFILES:
        raise FlawError(f"No hay un perfil {quoted(text)}.", f"Escriba {' o '.join(PROFILES)}.")
    return text

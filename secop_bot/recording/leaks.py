"""The last look before a recording is written: nothing personal may stand in it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from secop_bot.errors import InputError
from secop_bot.filing.text import folded
from secop_bot.recording.patterns import is_long
from secop_bot.recording.tree import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_SUSPECT = re.compile(
    r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|CO1\.[a-z]+\.\d+|\d{5,}|\d{1,3}(?:[.,']\d{3})+(?!\d)", re.IGNORECASE
)
_SHORT = 5


def refuse_leaks(
    texts: Mapping[str, str], known: Collection[str], issued: Collection[str], password: str | None
) -> None:
    """Raise InputError (exit 3) naming the file, never the string, where something personal is left."""
    stand_ins = re.compile("|".join(map(re.escape, sorted(map(folded, issued), key=len, reverse=True))) or r"(?!)")
    # A page object gives an amount back without its dots: 9.000.001,00 is 9000001 and 00.
    digits = {_digits(part) for one in issued for part in (one, re.sub(r"[.,]\d\d$", "", one))}
    for name, text in texts.items():
        if password and (password in text or password in html.unescape(text)):
            raise _leak(name, "la contraseña")
        forms = [text, html.unescape(text)]
        if name.endswith(".html"):
            forms.append("".join(one.text for one in parse(text).texts()))
        for form in forms:
            rest = stand_ins.sub("\0", folded(form))
            for one in known:
                if _occurs(folded(one), rest):
                    raise _leak(name, "un dato suyo conocido")
            if any(_is_suspect(found[0], digits) for found in _SUSPECT.finditer(rest)):
                raise _leak(name, "un correo o un número largo")


def _is_suspect(found: str, digits: Collection[str]) -> bool:
    """Return whether a find is somebody's: an e-mail, or a long number whose digits are no stand-in's."""
    if "@" in found or not found[0].isdigit():
        return True
    return is_long(found) and _digits(found) not in digits


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _occurs(known: str, text: str) -> bool:
    if len(known) >= _SHORT:
        return known in text
    return bool(re.search(rf"(?<![^\W_]){re.escape(known)}(?![^\W_])", text))


def _leak(name: str, what: str) -> InputError:
    return InputError(
        "recording_leaks",
        f"Después de reemplazar todo, en {name} todavía queda {what}; no se escribió nada.",
        "Avise en el proyecto con este mensaje, sin enviar nada más: hay que corregir el reemplazo.",
    )

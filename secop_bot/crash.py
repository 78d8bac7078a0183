"""What is said, and kept for a report, when the program itself fails."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from secop_bot.errors import UnknownOutcomeError

if TYPE_CHECKING:
    from pathlib import Path


def describe_crash(error: Exception, home: Path) -> UnknownOutcomeError:
    """Keep where the program failed in ``home/error.txt``, and return what to say.

    The file has places in the program and the error's type alone: an error's text may hold what was typed.
    """
    kept = home / "error.txt"
    try:
        home.mkdir(parents=True, exist_ok=True)
        kept.write_text(
            "".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__ + "\n", encoding="utf-8"
        )
        where = f"adjuntando {kept}"
    except OSError:
        where = "contando qué hacía"
    return UnknownOutcomeError(
        "internal_error",
        f"El bot falló por un error propio ({type(error).__name__}).",
        f"Ejecute otra vez el mismo comando: mira primero qué quedó. Si se repite, avise en el proyecto {where}.",
    )

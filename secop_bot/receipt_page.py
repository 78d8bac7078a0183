"""The page of a receipt: one self-contained HTML file, to look at and to print."""

from __future__ import annotations

import base64
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from secop_bot.filing.money import format_pesos
from secop_bot.filing.text import weight

_TEMPLATES = Path(__file__).parent / "templates"
_OUTCOMES = {
    "saved": ("ok", "Guardado en SECOP II, sin enviar"),
    "sent": ("ok", "Enviado a la entidad"),
    "already_sent": ("ok", "Ya estaba enviado; no se tocó nada"),
    "nothing_to_do": ("ok", "No había nada que cambiar"),
    "dry_run": ("ok", "Ensayo: no se guardó nada"),
    "refused": ("no", "No se terminó como se pidió; aquí dice por qué"),
    "failed": ("no", "No se terminó"),
    "unknown": ("no", "No se sabe en qué quedó: hay que mirar"),
}


_SETTLED = {
    "sent": ("ok", "Salió a la entidad; se supo después"),
    "saved": ("ok", "Guardado en SECOP II, sin enviar; se supo después"),
    "loaded": ("ok", "Evidencias cargadas; se supo después"),
    "absent": ("no", "No llegó a SECOP II; se supo después"),
    "untold": ("no", "No se supo si llegó a SECOP II"),
}
_EVIDENCE = {
    "saved": ("ok", "Evidencias cargadas en SECOP II"),
    "nothing_to_do": ("ok", "Las evidencias ya estaban cargadas"),
}
_OF_COMMAND = {
    "evidence": _EVIDENCE,
    "status": {"nothing_to_do": ("ok", "Estado de los pagos")},
    "doctor": {"nothing_to_do": ("ok", "Revisión de las páginas; no se cambió nada")},
    "record": {"nothing_to_do": ("ok", "Grabación de las páginas; no se cambió nada")},
}


def render(story: dict[str, Any], folder: Path) -> str:
    """Write the page of a receipt from its data; its pictures are read from ``folder`` and put into the page."""

    def picture(name: str) -> str:
        return "data:image/jpeg;base64," + base64.b64encode((folder / name).read_bytes()).decode("ascii")

    story = {"settled": None, **story}
    settled = story["settled"]
    ends = {**_OUTCOMES, **_OF_COMMAND.get(story["command"], {})}
    sign, headline = _SETTLED[settled["end"]] if settled else ends[story["outcome"]]
    failure = (folder / story["failure_text"]).read_text(encoding="utf-8") if story["failure_text"] else ""
    return _page().render(**story, sign=sign, headline=headline, failure_words=failure, picture=picture)


@cache
def _page() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(moment=_moment, pesos=_pesos, hour=_hour, size=weight)
    return environment.get_template("receipt.html")


def _moment(at: str) -> str:
    """Return ``23 de noviembre de 2026, 14:22:10``."""
    from babel.dates import format_date

    moment = datetime.fromisoformat(at)
    day = format_date(moment.date(), "d 'de' MMMM 'de' y", locale="es_CO")
    return f"{day}, {moment:%H:%M:%S}"


def _pesos(plain: str | None) -> str:
    return format_pesos(Decimal(plain)) if plain else "—"


def _hour(at: str | None) -> str:
    return f"{datetime.fromisoformat(at):%H:%M:%S}" if at else "—"

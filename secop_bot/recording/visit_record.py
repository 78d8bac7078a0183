"""One visit's pages, held in memory as they were seen, then made anonymous, read and written: in that order only."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from secop_bot.clock import today
from secop_bot.errors import InputError
from secop_bot.filing.text import folded
from secop_bot.recording.anonymise import Anonymiser
from secop_bot.recording.leaks import refuse_leaks
from secop_bot.recording.page import RecordedPage, as_json, paths, take
from secop_bot.recording.reading import read_recorded

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from secop_bot.portal.sitemap import Site
    from secop_bot.recording.reading import PageReading
    from secop_bot.recording.stand_ins import Kind

# Everything that can be read is made transparent, and every picture hidden; what is left is where things stand.
_MASK = """*, *::before, *::after, *::placeholder, *::marker { color: transparent !important;
  -webkit-text-fill-color: transparent !important; text-shadow: none !important; background-image: none !important;
  caret-color: transparent !important; text-decoration-color: transparent !important }
img, svg, canvas, video, object, embed { visibility: hidden !important }"""

README = """Páginas grabadas de SECOP II
============================

Cada carpeta es una página como se vio en una visita: page.html, las ventanas internas (frame-1.html, ...),
lo que el programa leyó de ella (expected.json) y de qué parte del portal viene (provenance.json).

Qué se cambió: nombres, empresas, entidades, números de contrato, documentos, valores, teléfonos, correos, nombres de
archivo, códigos y textos libres tienen reemplazos inventados, los mismos en todas las páginas. No hay programas,
direcciones de internet ni contraseñas. replaced.json dice cuántos reemplazos hubo de cada clase, sin los originales.

Qué se conserva: los títulos y botones del portal, y las fechas. Las fechas no se cambian.
No se graba lo que el portal muestre dentro de componentes cerrados (shadow DOM).

Antes de compartirla: abra kept.txt, que tiene todas las palabras que quedaron, y cada page.html en su navegador.
Si ve algo suyo, no la comparta y avise en el proyecto qué clase de dato era, sin copiarlo.
Si hay picture.png, mire también esas imágenes: no deben tener letras.

Para revisarla: secop-bot record --check CARPETA
"""


@dataclass
class _Taken:
    name: str | None
    documents: tuple[str, ...]
    paths: list[str]
    picture: bytes | None


@dataclass(frozen=True)
class Ready:
    """A recording that may be written: anonymous, read by the page objects, and searched for leaks."""

    pages: list[RecordedPage]
    readings: list[PageReading]
    replaced: dict[tuple[Kind, str], str]
    uses: Counter[Kind]
    pictures: list[bytes | None]
    kept: str

    def write(self, into: Path) -> None:
        """Write one folder a page. Raises InputError (exit 3) where it can't be, or where something stands already."""
        try:
            into.mkdir(parents=True, exist_ok=True)
            if any(into.iterdir()):
                raise InputError(
                    "folder_not_empty",
                    f"La carpeta {into} no está vacía.",
                    "Indique otra carpeta: secop-bot record OTRA.",
                )
            for page, picture in zip(self.pages, self.pictures, strict=True):
                page.write(into)
                if picture:
                    (into / page.name / "picture.png").write_bytes(picture)
            for name, text in (("README.txt", README), ("kept.txt", self.kept), ("replaced.json", self._counts())):
                (into / name).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(
                "recording_unwritable",
                f"No se puede escribir en {into}: {error.strerror or error}.",
                "Revise esa carpeta y sus permisos, o indique otra.",
            ) from error

    def _counts(self) -> str:
        kinds = Counter(kind for kind, _ in self.replaced)
        return as_json({kind.value: {"originals": kinds[kind], "places": self.uses[kind]} for kind in sorted(kinds)})


@dataclass
class VisitRecord:
    """What a visit has shown so far; nothing of it is on disk."""

    pictures: bool = False
    known: dict[str, Kind] = field(default_factory=dict)
    password: str | None = None
    _taken: list[_Taken] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._taken)

    def keep(self, screen: Page, name: str | None = None) -> None:
        """Keep what a window shows now; ``name`` None: it is named by what it turns out to be."""
        picture = screen.screenshot(style=_MASK) if self.pictures else None
        self._taken.append(_Taken(name, take(screen), paths(screen), picture))

    def prepare(self, browser: Browser, site: Site) -> Ready:
        """Make it all anonymous, let the page objects read it, and prove that nothing personal is left.

        Raises InputError (exit 3) where nothing was kept, or where something personal is left.
        """
        if not self._taken:
            raise InputError(
                "nothing_recorded", "No se grabó ninguna página.", "Vuelva a ejecutar y recorra el portal."
            )
        anonymiser = Anonymiser((html for taken in self._taken for html in taken.documents), self.known)
        documents = iter(anonymiser.documents())
        pages, readings = [], []
        for number, taken in enumerate(self._taken, start=1):
            page = _page([next(documents) for _ in taken.documents], [anonymiser.path(path) for path in taken.paths])
            reading = read_recorded(browser, page, site)
            pages.append(_named(page, f"{number:02}-{taken.name or _slug(reading)}", reading.as_json()))
            readings.append(reading)
        stand_ins = anonymiser.stand_ins
        texts = {f"{page.name}/{file}": text for page in pages for file, text in page.files().items()}
        kept = anonymiser.kept_words()
        refuse_leaks({**texts, "kept.txt": kept}, anonymiser.known, stand_ins.issued, self.password)
        pictures = [taken.picture for taken in self._taken]
        return Ready(pages, readings, stand_ins.replaced, stand_ins.uses, pictures, kept)


def _page(documents: list[str], addresses: list[str]) -> RecordedPage:
    provenance = {
        "source": "record",
        "address": addresses[0],
        "frames": addresses[1:],
        "recorded_on": today().isoformat(),
    }
    return RecordedPage("page", documents[0], tuple(documents[1:]), {}, provenance)


def _named(page: RecordedPage, name: str, expected: dict[str, Any]) -> RecordedPage:
    return RecordedPage(name, page.page, page.frames, expected, page.provenance)


def _slug(reading: PageReading) -> str:
    """Name a page by the last page object that knows it, which is the most particular one."""
    last = next(reversed(reading.read), "pagina")
    return re.sub(r"[^a-z0-9]+", "-", folded(last))

"""A contractor's folder for the tests: real PDFs, and a month file beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfWriter

from secop_bot.filing.filing import Filing, prepare
from secop_bot.filing.problems import MonthFileError, Problem, Severity

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 4)
CUFE = "0123456789abcdef" * 6
MONTH = """\
contrato: CO1.PCCNTR.8263723
periodo: 2026-10
pago: 5
valor: 3.500.000
planilla:
  numero: 0412345678
  fecha_pago: 2026-11-03
documentos:
  cuenta_de_cobro: docs/cuenta.pdf
  informe_de_actividades: docs/informe.pdf
  planilla: docs/planilla.pdf
  certificado_arl: docs/arl.pdf
  orden_de_pago: docs/orden.pdf
"""


def write_pdf(path: Path, *, pages: int = 1, password: str | None = None) -> Path:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=612, height=792)
    if password is not None:
        writer.encrypt(user_password="", owner_password=password, algorithm="AES-256")
    path.parent.mkdir(exist_ok=True)
    writer.write(path)
    return path


def changed(*changes: tuple[str, str]) -> str:
    """Return the month file with texts replaced, each of which must be in it."""
    text = MONTH
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def without(*keys: str) -> str:
    """Return the month file without some of its top-level keys and what stands below them."""
    kept, dropping = [], False
    for line in MONTH.splitlines(keepends=True):
        if not line.startswith(" "):
            dropping = line.partition(":")[0] in keys
        if not dropping:
            kept.append(line)
    return "".join(kept)


@dataclass(frozen=True)
class Desk:
    """A folder with ``mes.yaml`` and its documents."""

    folder: Path

    @classmethod
    def furnished(cls, folder: Path) -> Desk:
        for name in ("cuenta", "informe", "planilla", "arl", "orden"):
            write_pdf(folder / "docs" / f"{name}.pdf")
        return cls(folder)

    @property
    def path(self) -> Path:
        return self.folder / "mes.yaml"

    def write(self, text: str) -> Path:
        self.path.write_text(text, encoding="utf-8")
        return self.path

    def filing(self, text: str = MONTH, today: date = TODAY) -> Filing:
        return prepare(self.write(text), today)

    def problems(self, text: str, today: date = TODAY) -> list[Problem]:
        """Return all problems of a month file that can't be filed."""
        with pytest.raises(MonthFileError) as caught:
            self.filing(text, today)
        return list(caught.value.problems)

    def error(self, text: str, today: date = TODAY) -> Problem:
        """Return the only error of a month file."""
        (error,) = (one for one in self.problems(text, today) if one.severity is Severity.ERROR)
        return error

    def warning(self, text: str, today: date = TODAY) -> Problem:
        """Return the only warning of a month file that can be filed."""
        (warning,) = self.filing(text, today).warnings
        return warning

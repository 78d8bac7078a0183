"""A month to try things with: a month file and its five documents, real PDFs made on the spot."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = "CO1.PCCNTR.8263723"
PAYMENT = 5
_DOCUMENTS = {
    "cuenta_de_cobro": "Cuenta de cobro",
    "informe_de_actividades": "Informe de actividades",
    "planilla": "Planilla de seguridad social",
    "certificado_arl": "Certificado de ARL",
    "orden_de_pago": "Orden de pago del mes anterior",
}
_A4 = (595, 842)


def write_sample(folder: Path, today: date) -> Path:
    """Write ``mes.yaml`` and ``documentos/*.pdf`` into ``folder`` for the month before ``today``; return the file."""
    last_month = today.replace(day=1) - timedelta(days=1)
    month = f"{last_month:%Y-%m}"
    documents = folder / "documentos"
    documents.mkdir(parents=True, exist_ok=True)
    for key, title in _DOCUMENTS.items():
        _write_pdf(documents / f"{key}.pdf", [title, f"Pago 005, {month}", "Documento de ejemplo, sin valor."])
    listed = "\n".join(f"  {key}: documentos/{key}.pdf" for key in _DOCUMENTS)
    path = folder / "mes.yaml"
    path.write_text(
        f"""\
contrato: {CONTRACT}
periodo: {month}
pago: {PAYMENT}
valor: 3.500.000
planilla:
  numero: "9412345678"
  fecha_pago: {today.replace(day=1):%Y-%m-%d}
documentos:
{listed}
""",
        encoding="utf-8",
    )
    return path


def _write_pdf(path: Path, lines: list[str]) -> None:
    """Write one page with these lines of Latin-1 text."""
    writer = PdfWriter()
    page = writer.add_blank_page(*_A4)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}  # noqa: SLF001
    )
    content = DecodedStreamObject()
    shown = "".join(f"({line}) Tj T* " for line in lines)
    content.set_data(f"BT /F1 16 Tf 24 TL 72 760 Td {shown}ET".encode("cp1252"))
    page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001 - pypdf's documented way is the same
    with path.open("wb") as file:
        writer.write(file)

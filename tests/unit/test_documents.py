from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secop_bot.filing.documents import KINDS, inspect_document
from secop_bot.filing.problems import FlawError
from tests.unit.month_desk import write_pdf

if TYPE_CHECKING:
    from pathlib import Path


def flaw(path: Path) -> FlawError:
    with pytest.raises(FlawError) as caught:
        inspect_document("planilla", path)
    assert caught.value.message.endswith(".")
    assert caught.value.remedy.endswith(".")
    return caught.value


def test_a_pdf_is_described_by_its_bytes(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "Informe de octubre.pdf", pages=3)
    document = inspect_document("informe_de_actividades", path)
    assert (document.kind, document.path, document.name) == (
        "informe_de_actividades",
        path,
        "Informe de octubre.pdf",
    )
    assert document.size == len(path.read_bytes())
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_kinds_stand_in_the_order_of_the_guide() -> None:
    assert list(KINDS) == [
        "cuenta_de_cobro",
        "informe_de_actividades",
        "planilla",
        "certificado_arl",
        "orden_de_pago",
        "otros",
    ]


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "No existe" in flaw(tmp_path / "no.pdf").message
    assert "«/»" in flaw(tmp_path / "docs\\no.pdf").remedy
    assert "carpeta" in flaw(tmp_path).message
    assert "No se puede leer" in flaw(tmp_path / ("x" * 5000)).message


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tubo.pdf")
    assert "no es un archivo" in flaw(tmp_path / "tubo.pdf").message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vacío"),
        (b"PK\x03\x04 un Word", "no es un PDF"),
        (b"%PDF-1.7\n", "incompleto"),
        (b"%PDF-1.7\n%%EOF\n", "dañado"),
        (b"%PDF-1.7\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n", "dañado"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    assert said in flaw(path).message


def test_a_pdf_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    content = write_pdf(tmp_path / "x.pdf", pages=3).read_bytes()
    for length in range(0, len(content) - len(b"%%EOF\n"), 37):
        (tmp_path / "x.pdf").write_bytes(content[:length])
        flaw(tmp_path / "x.pdf")


def test_a_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    assert "ninguna página" in flaw(write_pdf(tmp_path / "x.pdf", pages=0)).message


def test_an_encrypted_pdf_is_refused_even_if_it_opens_without_a_password(tmp_path: Path) -> None:
    found = flaw(write_pdf(tmp_path / "x.pdf", password="secreto"))
    assert "contraseña" in found.message
    assert "sin contraseña" in found.remedy


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_damage_is_refused_or_harmless_and_never_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], data: st.DataObject
) -> None:
    content = bytearray(write_pdf(tmp_path / "x.pdf", pages=2).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(9, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    (tmp_path / "x.pdf").write_bytes(content)
    with suppress(FlawError):
        inspect_document("planilla", tmp_path / "x.pdf")
    assert capfd.readouterr() == ("", "")

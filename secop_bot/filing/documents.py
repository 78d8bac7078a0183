"""The documents of a payment: whether each is a whole, open PDF, and its size and SHA-256."""

from __future__ import annotations

import hashlib
import logging
import warnings
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final

from secop_bot.filing.problems import FlawError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cuenta_de_cobro": "Cuenta de cobro",
        "informe_de_actividades": "Informe de actividades",
        "planilla": "Planilla de seguridad social",
        "certificado_arl": "Certificado de ARL",
        "orden_de_pago": "Orden de pago del mes anterior",
        "otros": "Otro documento",
    }
)
"""The kinds with their Spanish titles, in the order in which they are attached."""

_HEADER_WITHIN = 1024
_TRAILER_WITHIN = 2048
_SAVE_AGAIN = "Ábralo, guárdelo o imprímalo otra vez como PDF, y ejecute otra vez el mismo comando."
_log = logging.getLogger("pypdf")
_log.addHandler(logging.NullHandler())  # without a handler, pypdf's warnings go to stderr


@dataclass(frozen=True)
class Document:
    """A PDF to attach: ``kind`` is a key of ``KINDS``, ``name`` what the portal shows, ``size`` in bytes."""

    kind: str
    path: Path
    name: str
    size: int
    sha256: str


def inspect_document(kind: str, path: Path) -> Document:
    """Read a document and describe it.

    :raises FlawError: if it is missing, a folder, empty, unreadable, no PDF, damaged or encrypted.
    """
    try:
        if not path.exists():
            raise FlawError(f"No existe el archivo {path}.", where_to_look(path))
        if path.is_dir():
            raise FlawError(f"{path} es una carpeta.", "Indique el archivo PDF que está en ella.")
        if not path.is_file():
            raise FlawError(f"{path} no es un archivo.", "Indique un archivo PDF.")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            _check_pdf(path, file, size)
    except (OSError, ValueError) as error:
        if isinstance(error, FlawError):
            raise
        raise FlawError(
            f"No se puede leer {path}.", "Revise el nombre, los permisos, y que no esté abierto."
        ) from error
    return Document(kind, path, path.name, size, digest)


def check_unchanged(document: Document) -> None:
    """Hash a document once more. Raises FlawError if it is not, byte by byte, the one that was inspected."""
    try:
        with document.path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == document.sha256
    except OSError:
        same = False
    if not same:
        raise FlawError(
            f"{document.name} cambió mientras el bot trabajaba.",
            "No se confirmó nada. Cuando el archivo esté listo, ejecute otra vez el mismo comando.",
        )


def _check_pdf(path: Path, file: BinaryIO, size: int) -> None:
    if not size:
        raise FlawError(f"{path.name} está vacío: tiene 0 bytes.", "Guárdelo otra vez, o indique el bueno.")
    file.seek(0)
    if b"%PDF-" not in file.read(_HEADER_WITHIN):
        raise FlawError(f"{path.name} no es un PDF.", "Guárdelo o expórtelo como PDF, e indique ese archivo.")
    file.seek(max(0, size - _TRAILER_WITHIN))
    if b"%%EOF" not in file.read():
        raise FlawError(f"{path.name} está incompleto: le falta el final.", _SAVE_AGAIN)
    file.seek(0)
    if not _pages(path, file):
        raise FlawError(f"{path.name} no tiene ninguna página.", _SAVE_AGAIN)


def _pages(path: Path, file: BinaryIO) -> int:
    from pypdf import PdfReader  # slow to import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(file)
            if not reader.is_encrypted:
                return sum(1 for _ in reader.pages)
    except Exception as error:  # pypdf raises whatever the broken bytes provoke
        raise FlawError(f"{path.name} está dañado: no se puede leer como PDF.", _SAVE_AGAIN) from error
    raise FlawError(
        f"{path.name} está protegido con contraseña o cifrado.",
        "Guárdelo sin contraseña ni restricciones (o imprímalo como PDF) e indique ese archivo.",
    )


def where_to_look(path: Path) -> str:
    """Return the remedy for a path of the month file where nothing is."""
    if "\\" in path.name:
        return "Escriba la ruta con «/» en vez de «\\»."
    return "Revise el nombre y la carpeta; la ruta parte de la carpeta del archivo del mes."

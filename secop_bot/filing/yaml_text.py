"""The bytes of a month file as text, and YAML's own errors as Spanish sentences."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NoReturn

from ruamel.yaml.error import MarkedYAMLError

from secop_bot.filing.problems import MonthFileError, Problem, Severity

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 256 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SAVE_AS_UTF8 = (
    "Guárdelo como UTF-8 (en el Bloc de notas: Archivo, Guardar como, Codificación UTF-8) y ejecute otra vez el mismo"
    " comando."
)
_SYNTAX = (
    (r"'\t'", "hay un tabulador", "Use espacios en vez de la tecla Tab."),
    (
        "escape",
        "hay una «\\» dentro de comillas dobles",
        "Escriba la ruta con «/», o póngala entre comillas simples.",
    ),
    ("end of stream", "unas comillas quedaron sin cerrar", "Cierre las comillas."),
    ("expected ',' or", "falta una coma, o cerrar un corchete o una llave", "Complete la lista o el grupo."),
    (
        "mapping values",
        "hay dos puntos de más o la línea no está alineada con las otras",
        "Alinee los nombres de los datos, y ponga entre comillas el dato que lleve «: ».",
    ),
    ("could not find expected ':'", "falta «:» después del nombre", "Escriba «nombre: dato»."),
    (
        "expected <block end>",
        "la línea no está alineada con las otras",
        "Ponga los mismos espacios al comienzo de los datos de un mismo grupo.",
    ),
    (
        "cannot start any token",
        "un dato empieza por un signo que YAML reserva",
        "Póngalo entre comillas.",
    ),
)
_SYNTAX_REMEDY = "Escriba cada dato como «nombre: dato», y entre comillas si lleva signos."


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file (with or without BOM) of at most 256 KiB.

    :raises MonthFileError: if there is no such file, or it is a folder, too big, empty, or not UTF-8.
    """
    try:
        if path.is_dir():
            _refuse(path, f"{path} es una carpeta.", "Indique el archivo del mes, por ejemplo mes.yaml.")
        if path.exists() and not path.is_file():
            _refuse(path, f"{path} no es un archivo.", "Indique el archivo del mes, por ejemplo mes.yaml.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        _refuse(path, f"No existe el archivo {path}.", "Revise el nombre y la carpeta.")
    except (OSError, ValueError):
        _refuse(path, f"No se puede leer {path}.", "Revise el nombre y los permisos del archivo.")
    if len(data) > MAX_BYTES:
        _refuse(
            path,
            f"El archivo pasa de {MAX_BYTES // 1024} KiB: no parece un archivo de mes.",
            "Indique el archivo YAML del mes.",
        )
    text = _decode(path, data)
    if not text.strip():
        _refuse(path, "El archivo está vacío.", "Escriba en él los datos del mes.")
    return text


def syntax_problem(path: Path, error: Exception) -> Problem:
    """Say a YAML error in Spanish, with its line where the error knows it."""
    mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
    said = str(getattr(error, "problem", None) or error)
    if isinstance(error, MarkedYAMLError) and "end of stream" in said and error.context_mark:
        mark = error.context_mark
    reason, remedy = next(
        ((reason, remedy) for sign, reason, remedy in _SYNTAX if sign in said),
        ("no se entiende lo que está escrito", _SYNTAX_REMEDY),
    )
    line = int(mark.line) + 1 if mark is not None else None
    return Problem(Severity.ERROR, f"El archivo no es YAML válido: {reason}.", remedy, line=line, file=path)


def _decode(path: Path, data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _refuse(path, "El archivo no está en UTF-8, sino en UTF-16.", _SAVE_AS_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(path, "El archivo no está en UTF-8.", _SAVE_AS_UTF8, line)
    if found := _CONTROL.search(text):
        _refuse(
            path,
            "El archivo tiene caracteres de control: no parece un texto.",
            "Indique el archivo YAML del mes, o borre y escriba de nuevo esa línea.",
            text.count("\n", 0, found.start()) + 1,
        )
    return text


def _refuse(path: Path, message: str, remedy: str, line: int | None = None) -> NoReturn:
    raise MonthFileError(path, [Problem(Severity.ERROR, message, remedy, line=line, file=path)])

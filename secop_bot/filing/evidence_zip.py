"""Evidences in a ZIP that the contractor made: every visible file in it, and no trick."""

from __future__ import annotations

import re
import stat
import zipfile
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from secop_bot.filing.evidence_member import CHUNK_BYTES, Member, check_count
from secop_bot.filing.evidence_names import archive_form, check_name, is_hidden, shown
from secop_bot.filing.problems import FlawError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ENCRYPTED = 0x1
_NAME_IS_UTF8 = 0x800
_UNIX_MODE_SHIFT = 16
_LEADS_OUT = re.compile(r"^[/\\]|^[A-Za-z]:[/\\]|(^|[/\\])\.\.($|[/\\])")
_USUAL_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What every program writes; the others unpack without a bound on memory, or not at all."""

_NAME_THE_FOLDER = "Descomprímalo, e indique en «evidencias» la carpeta: el ZIP lo arma secop-bot."


@contextmanager
def zip_members(path: Path) -> Iterator[tuple[Member, ...]]:
    """Open a ZIP and list its files, but for folders and hidden ones, in no order; they can be read while it is open.

    :raises FlawError: if it is damaged, or a name in it is not UTF-8, can't be packed or leads out of the archive,
        or something in it is encrypted, a link, or packed in an unusual way.
    """
    with _opened(path) as archive:
        entries = archive.infolist()
        check_count(len(entries))
        yield tuple(
            Member(name, entry.file_size, partial(_chunks, archive, entry, name))
            for entry in entries
            if (name := _visible_name(entry)) is not None
        )


def _damaged(name: str) -> FlawError:
    """Return what is said of a ZIP, or of a file in it, that can't be unpacked."""
    return FlawError(
        f"{shown(name)} está dañado: no se puede descomprimir.",
        "Arme el ZIP otra vez, o indique en «evidencias» la carpeta.",
    )


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except UnicodeDecodeError:
        raise FlawError(f"Un nombre dentro de {shown(path.name)} no está escrito en UTF-8.", _NAME_THE_FOLDER) from None
    except Exception as error:  # zipfile raises whatever the broken bytes provoke
        raise _damaged(path.name) from error


def _visible_name(entry: zipfile.ZipInfo) -> str | None:
    """Check an entry and return its archive name; None for a folder and for what is hidden."""
    written = entry.orig_filename  # as in the archive: ``filename`` has "\" replaced on Windows, and ends at a NUL
    parts = [part for part in written.split("/") if part not in {"", "."}]
    if not parts or _LEADS_OUT.search(written):
        raise FlawError(f"El nombre {shown(written)} no queda dentro del ZIP.", _NAME_THE_FOLDER)
    if written.endswith("/") or _is_hidden(entry, parts):
        return None
    if not entry.flag_bits & _NAME_IS_UTF8 and not written.isascii():
        raise FlawError(f"El nombre de {shown(written)} no está escrito en UTF-8.", _NAME_THE_FOLDER)
    for part in parts:
        check_name(part, written)
    name = archive_form("/".join(parts))
    if entry.flag_bits & _ENCRYPTED:
        raise FlawError(f"{shown(name)} está cifrado dentro del ZIP.", "Arme el ZIP otra vez, sin contraseña.")
    kind = stat.S_IFMT(entry.external_attr >> _UNIX_MODE_SHIFT)
    if kind not in {0, stat.S_IFREG}:
        said = "es un enlace" if kind == stat.S_IFLNK else "no es un archivo"
        raise FlawError(f"{shown(name)} {said} dentro del ZIP.", "Arme el ZIP otra vez, con el archivo de verdad.")
    if entry.compress_type not in _USUAL_METHODS:
        raise FlawError(f"{shown(name)} está comprimido de un modo poco común.", _NAME_THE_FOLDER)
    return name


def _is_hidden(entry: zipfile.ZipInfo, parts: list[str]) -> bool:
    return any(map(is_hidden, parts)) or bool(entry.external_attr & stat.FILE_ATTRIBUTE_HIDDEN)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Unpack one file; zipfile compares its CRC, never goes beyond its declared size, but may end before it."""
    try:
        with archive.open(entry) as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
            if file.tell() != entry.file_size:
                raise zipfile.BadZipFile  # noqa: TRY301  # told as all other damage
    except Exception as error:  # zipfile raises whatever the broken bytes provoke
        raise _damaged(name) from error

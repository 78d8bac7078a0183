"""Evidences in a folder: every visible file below it, by links too as long as they stay inside."""

from __future__ import annotations

import errno
import os
import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from secop_bot.filing.evidence_member import CHUNK_BYTES, Member, check_count
from secop_bot.filing.evidence_names import archive_form, check_name, is_hidden, shown
from secop_bot.filing.problems import FlawError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CAN_NOT_RESOLVE = 1921  # Windows: ERROR_CANT_RESOLVE_FILENAME, its ELOOP
_PUT_THE_FILE = "Ponga en su lugar el archivo o la carpeta de verdad."


def folder_members(folder: Path) -> tuple[Member, ...]:
    """List the files of a folder and of the folders in it, but for hidden ones, in no order.

    Nothing is opened, so that no FIFO or device is waited for.

    :raises FlawError: naming what can't be read, has a name that can't be packed, leads out of the folder or in a
        circle, or is no file.
    """
    members: list[Member] = []
    seen = 0
    top = _real(folder, folder.name)
    pending: list[tuple[Path, str, tuple[Path, ...]]] = [(folder, "", (top,))]
    while pending:
        here, prefix, above = pending.pop()
        for entry in _entries(here, prefix or folder.name):
            seen += 1
            check_count(seen)
            name = prefix + entry.name
            if is_hidden(entry.name) or _has_hidden_attribute(entry, name):
                continue
            check_name(entry.name, name)
            real = _real(entry, name)
            if not real.is_relative_to(top):
                raise FlawError(f"{shown(name)} es un enlace que sale de la carpeta.", _PUT_THE_FILE)
            status = _status(entry, name)
            if stat.S_ISDIR(status.st_mode):
                if real in above:
                    raise _circle(name)
                pending.append((real, f"{name}/", (*above, real)))
            elif stat.S_ISREG(status.st_mode):
                members.append(Member(archive_form(name), status.st_size, partial(_chunks, entry, name)))
            else:
                raise FlawError(f"{shown(name)} no es un archivo ni una carpeta.", "Sáquelo de la carpeta.")
    return tuple(members)


def unreadable(name: str) -> FlawError:
    """Return what is said of a file or folder that the system does not let us read."""
    return FlawError(f"No se puede leer {shown(name)}.", "Revise sus permisos, y que no esté abierto en otro programa.")


def _chunks(path: Path, name: str) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise unreadable(name) from error


def _entries(folder: Path, name: str) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise unreadable(name) from error


def _has_hidden_attribute(entry: Path, name: str) -> bool:
    """Whether Windows or macOS keeps the entry from sight by an attribute."""
    try:
        status = entry.lstat()
    except OSError as error:
        raise unreadable(name) from error
    on_windows: int = getattr(status, "st_file_attributes", 0)
    on_macos: int = getattr(status, "st_flags", 0)
    return bool(on_windows & stat.FILE_ATTRIBUTE_HIDDEN or on_macos & stat.UF_HIDDEN)


def _real(path: Path, name: str) -> Path:
    """Return where a path leads when every link (on Windows, junctions too) is followed."""
    try:
        return Path(os.path.realpath(path, strict=True))
    except FileNotFoundError:
        raise FlawError(f"{shown(name)} es un enlace roto: no lleva a nada.", _PUT_THE_FILE) from None
    except OSError as error:
        if error.errno == errno.ELOOP or getattr(error, "winerror", None) == _CAN_NOT_RESOLVE:
            raise _circle(name) from None
        raise unreadable(name) from error


def _status(path: Path, name: str) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise unreadable(name) from error


def _circle(name: str) -> FlawError:
    return FlawError(f"{shown(name)} es un enlace que da vueltas en círculo.", _PUT_THE_FILE)

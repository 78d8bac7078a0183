"""The names of evidences: which are hidden, which no Windows can hold, and which would be taken for one another."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from secop_bot.filing.problems import FlawError
from secop_bot.filing.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

_SYSTEM_FILES = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_LOCK_FILE = "~$"
_FORBIDDEN = re.compile(r'[\\:*?"<>|]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL)
_LONGEST_SHOWN = 300
_RENAME = "Cámbiele el nombre y ejecute otra vez el mismo comando."


def is_hidden(part: str) -> bool:
    """Whether a file or folder name is one that systems and Office keep for themselves (``.x``, ``~$x``)."""
    return part.startswith((".", _LOCK_FILE)) or part.casefold() in _SYSTEM_FILES


def shown(name: str) -> str:
    """Return an archive name as messages quote it, long enough to find the file by it."""
    return quoted(name, _LONGEST_SHOWN)


def check_name(part: str, name: str) -> None:
    """Check that a part of an archive name is one that every system can unpack; messages show the whole name.

    The rules of Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file.

    :raises FlawError: if it is not Unicode (on Linux, its bytes are not UTF-8) or Windows can't have it.
    """
    try:
        part.encode("utf-8")
    except UnicodeEncodeError:
        raise FlawError(f"El nombre de {shown(name)} no está escrito en UTF-8.", _RENAME) from None
    if _CONTROL.search(part):
        reason = "tiene un carácter de control"
    elif found := _FORBIDDEN.search(part):
        reason = f"tiene «{found[0]}»"
    elif part.endswith((".", " ")):
        reason = "termina en punto o en espacio"
    elif _RESERVED.fullmatch(part):
        reason = "es uno que Windows reserva"
    else:
        return
    raise FlawError(f"El nombre de {shown(name)} no sirve en Windows: {reason}.", _RENAME)


def check_apart(names: Iterable[str]) -> None:
    """Check that no two archive names fall together where case and Unicode form do not count.

    :raises FlawError: naming both, the file and the file or folder that would take its place.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        key = _folded(name)
        if key in files:
            raise _clash(files[key], name)
        files[key] = name
        for folder in PurePosixPath(name).parents:
            folders.setdefault(_folded(str(folder)), str(folder))
    for key in files.keys() & folders.keys():
        raise _clash(files[key], folders[key])


def archive_form(name: str) -> str:
    """Return a name in the one Unicode form that archives hold (NFC): macOS gives the same name as NFD."""
    return unicodedata.normalize("NFC", name)


def _folded(name: str) -> str:
    return archive_form(archive_form(name).casefold())


def _clash(first: str, second: str) -> FlawError:
    return FlawError(
        f"{shown(first)} y {shown(second)} son el mismo nombre para Windows, y se perdería uno.",
        "Cámbiele el nombre a uno de los dos.",
    )

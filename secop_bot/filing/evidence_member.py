"""One file among the evidences, wherever it stands, and how many and how large they may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from secop_bot.filing.problems import FlawError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_BYTES: Final = 2_000_000_000
"""More than this is a mistake or a ZIP bomb, and would need ZIP64, which not every program opens."""

MAX_FILES: Final = 65_535
"""As many as a ZIP without ZIP64 holds."""

CHUNK_BYTES: Final = 1024 * 1024


@dataclass(frozen=True)
class Member:
    """A file to pack: its archive ``name`` (NFC, parts joined by ``/``) and the ``size`` it is said to have.

    ``chunks`` reads it from the beginning, a mebibyte at a time; it raises FlawError where it can't be read.
    """

    name: str
    size: int
    chunks: Callable[[], Iterator[bytes]]


def check_size(size: int) -> None:
    """Check how many bytes the evidences have in all.

    :raises FlawError: if they are more than ``MAX_BYTES``.
    """
    if size > MAX_BYTES:
        raise FlawError(
            f"Las evidencias pasan de {MAX_BYTES // 1_000_000_000} GB.",
            "Deje solo las de este mes, o comprima las fotos y los videos.",
        )


def check_count(count: int) -> None:
    """Check how many files and folders the evidences are.

    :raises FlawError: if they are more than ``MAX_FILES``.
    """
    if count > MAX_FILES:
        raise FlawError(
            f"Las evidencias tienen más de {MAX_FILES} archivos y carpetas.",
            "Indique una carpeta que tenga solo las evidencias de este mes.",
        )

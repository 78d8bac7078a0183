"""The evidences of a month: one folder or ZIP, inspected, and packed as the guide names it."""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from secop_bot.filing.documents import where_to_look
from secop_bot.filing.evidence_folder import folder_members, unreadable
from secop_bot.filing.evidence_member import Member, check_size
from secop_bot.filing.evidence_names import check_apart, shown
from secop_bot.filing.evidence_zip import zip_members
from secop_bot.filing.problems import FlawError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from secop_bot.filing.calendar import Period

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_PLAIN_FILE: Final = (stat.S_IFREG | 0o644) << 16


@dataclass(frozen=True)
class PackedEvidence:
    """A ZIP on disk, ready to be loaded: ``name`` is what the portal will show, ``size`` in bytes."""

    path: Path
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Evidence:
    """What was found to pack: ``members`` are the archive names, sorted; ``size`` their bytes before packing.

    ``checksums`` has the CRC-32 of each member, by which ``pack`` knows that it still is what was inspected.
    """

    source: Path
    name: str
    members: tuple[str, ...]
    size: int
    checksums: tuple[int, ...] = field(repr=False)

    def pack(self, folder: Path) -> PackedEvidence:
        """Write the ZIP into a folder, which is made if there is none.

        The bytes depend on the files' names and contents alone: sorted, dated 1980-01-01, with the same
        attributes everywhere, and stored without compression, since what zlib makes of the same file changes
        with its version. Photos and PDFs would hardly shrink anyway. Files are read a piece at a time.

        :raises FlawError: if a file is not what it was when it was inspected, or the ZIP can't be written.
        """
        target = folder / self.name
        unfinished = folder / f"{self.name}.part"
        if self._is_hit_by(target):
            raise FlawError(
                f"El ZIP {target} quedaría en el lugar de las mismas evidencias.",
                "Ponga las evidencias en otra carpeta, o cámbiele el nombre a su ZIP.",
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._write(unfinished)
                unfinished.replace(target)
            finally:
                unfinished.unlink(missing_ok=True)
            with target.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                return PackedEvidence(target, self.name, file.tell(), digest)
        except OSError as error:
            raise FlawError(
                f"No se puede escribir {target}.", "Revise los permisos de la carpeta y el espacio en el disco."
            ) from error

    def _is_hit_by(self, target: Path) -> bool:
        inside = target.resolve().is_relative_to(self.source.resolve())
        return inside or (target.exists() and self.source.exists() and target.samefile(self.source))

    def _write(self, path: Path) -> None:
        expected = dict(zip(self.members, self.checksums, strict=True))
        with _members(self.source) as members, zipfile.ZipFile(path, "w") as archive:
            if other := {member.name for member in members}.symmetric_difference(self.members):
                raise _changed(min(other))
            for member in members:
                entry = zipfile.ZipInfo(member.name, _EPOCH)
                entry.create_system = _UNIX
                entry.external_attr = _PLAIN_FILE
                entry.compress_type = zipfile.ZIP_STORED
                entry.file_size = member.size
                with archive.open(entry, "w") as packed:
                    for chunk in _within(member):
                        packed.write(chunk)
                if expected[member.name] != entry.CRC:
                    raise _changed(member.name)


def inspect_evidence(path: Path, period: Period) -> Evidence:
    """Read all evidences of the month charged for, in a folder or a ZIP, and name their ZIP.

    The name is the guide's, under "Cargue de evidencias": ``EVIDENCIAS_OCTUBRE_2026.zip``.

    :raises FlawError: if there are none, or one can't be read or packed; the message names it.
    """
    with _members(path) as members:
        checksums = []
        for member in members:
            checksum = 0
            for chunk in _within(member):
                checksum = zlib.crc32(chunk, checksum)
            checksums.append(checksum)
        return Evidence(
            path,
            f"EVIDENCIAS_{period.month_in_spanish.upper()}_{period.year}.zip",
            tuple(member.name for member in members),
            sum(member.size for member in members),
            tuple(checksums),
        )


@contextmanager
def _members(path: Path) -> Iterator[tuple[Member, ...]]:
    """Yield what is to be packed, sorted by name, with no two that fall together and at most 2 GB in all."""
    with _found(path) as members:
        if not members:
            raise FlawError(
                f"{path} no tiene ningún archivo de evidencias.",
                "Ponga allí las evidencias, o quite la línea «evidencias» del archivo del mes.",
            )
        in_order = tuple(sorted(members, key=lambda member: member.name))
        check_apart(member.name for member in in_order)
        check_size(sum(member.size for member in in_order))
        yield in_order


@contextmanager
def _found(path: Path) -> Iterator[tuple[Member, ...]]:
    try:
        if not path.exists():
            raise FlawError(f"No existe {path}.", where_to_look(path))
        is_folder, is_file = path.is_dir(), path.is_file()
        if is_file:
            path.open("rb").close()  # a ZIP that can't be read is not one that is damaged
    except OSError as error:
        raise unreadable(str(path)) from error
    if is_folder:
        yield folder_members(path)
    elif not is_file or path.suffix.casefold() != ".zip":
        raise FlawError(f"{path} no es una carpeta ni un ZIP.", "Indique la carpeta: el ZIP lo arma secop-bot.")
    else:
        with zip_members(path) as members:
            yield members


def _within(member: Member) -> Iterator[bytes]:
    """Read a member, which must have as many bytes as it was said to have."""
    read = 0
    for chunk in member.chunks():
        read += len(chunk)
        if read > member.size:
            break
        yield chunk
    if read != member.size:
        raise _changed(member.name)


def _changed(name: str) -> FlawError:
    return FlawError(
        f"{shown(name)} cambió mientras se preparaban las evidencias.", "Ejecute otra vez el mismo comando."
    )

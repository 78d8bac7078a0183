"""The receipts that are kept: listed, and checked against their manifests."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from secop_bot.errors import InputError
from secop_bot.journal import NAME as JOURNAL
from secop_bot.journal import read_journal
from secop_bot.receipt import DATA, MANIFEST, PAGE, files_of, find_folders, sha256_of

if TYPE_CHECKING:
    from pathlib import Path

_LINE = re.compile(r"([0-9a-f]{64})  ([^/\\]+)")


@dataclass(frozen=True)
class KeptReceipt:
    """One receipt's folder. ``outcome`` is None where the run was cut off before it could write its end."""

    folder: Path
    began: str
    command: str
    contract: str
    payment: int | None
    outcome: str | None
    state: str | None

    @property
    def page(self) -> Path:
        """What to open: the page, or the folder of a run that could not write one."""
        page = self.folder / PAGE
        return page if page.exists() else self.folder


@dataclass(frozen=True)
class Verdict:
    """What a check of one folder found: ``problems`` are Spanish sentences; none means all is as it was written.

    ``cut_off``: its run did not come to its end and left nothing to be checked.
    """

    folder: Path
    files: int
    problems: tuple[str, ...]
    cut_off: bool = False


def find_receipts(receipts: Path) -> list[KeptReceipt]:
    """Return all receipts, oldest first. Raises InputError (exit 3) where their folder is none."""
    if receipts.exists() and not receipts.is_dir():
        raise InputError(
            "receipts_unreadable",
            f"{receipts} no es una carpeta, y allí deben estar los recibos.",
            "Cámbiele el nombre a ese archivo, o indique otra carpeta en SECOP_BOT_HOME.",
        )
    found = [_read(folder) for folder in find_folders(receipts)]
    return sorted(found, key=lambda receipt: (receipt.folder.name, str(receipt.folder)))


def verify(folder: Path) -> Verdict:
    """Compare a receipt's files with its manifest: changed, missing, added, or no readable manifest at all."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        run = read_journal(folder / JOURNAL)
        cut_off = bool(run.about) and not run.ended and not (folder / DATA).exists()
        return Verdict(folder, 0, () if cut_off else ("No tiene manifiesto.",), cut_off)
    except (OSError, UnicodeDecodeError):
        return Verdict(folder, 0, (f"No se puede leer {MANIFEST}.",))
    vouched: dict[str, str] = {}
    problems = []
    for line in lines:
        if found := _LINE.fullmatch(line):
            vouched[found[2]] = found[1]
        else:
            problems.append(f"{MANIFEST} tiene una línea que no se entiende.")
    there = {path.name: path for path in files_of(folder)}
    for name, expected in vouched.items():
        if name not in there:
            problems.append(f"Falta {name}.")
        elif _hash(there[name]) != expected:
            problems.append(f"Cambió {name}.")
    problems += [f"Sobra {name}, que no es del recibo." for name in there if name not in vouched]
    return Verdict(folder, len(vouched), tuple(problems))


def read_story(folder: Path) -> dict[str, Any]:
    """Return the data of a receipt; empty where it has none that can be read."""
    try:
        found = json.loads((folder / DATA).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _hash(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except OSError:
        return None


def _number(story: dict[str, Any]) -> str | None:
    contract = story.get("contract")
    return _text(contract.get("number")) if isinstance(contract, dict) else None


def _settled(story: dict[str, Any]) -> str | None:
    """Return how a run that broke off has ended, once a later one has seen it."""
    settled = story.get("settled")
    return _text(settled.get("end")) if isinstance(settled, dict) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _read(folder: Path) -> KeptReceipt:
    """Read what a receipt says of itself; a cut-off run has said it in its journal's first line alone."""
    story = read_story(folder)
    if not story:
        run = read_journal(folder / JOURNAL)
        if run.about:
            story = {**run.about, "began": run.entries[0].at.isoformat(timespec="seconds")}
    payment = story.get("payment")
    return KeptReceipt(
        folder=folder,
        began=str(story.get("began", folder.name)),
        command=str(story.get("command", "")),
        contract=_number(story) or (folder.parent.parent.name if isinstance(payment, int) else ""),
        payment=payment if isinstance(payment, int) else None,
        outcome=_settled(story) or _text(story.get("outcome")),
        state=_text(story.get("state")),
    )

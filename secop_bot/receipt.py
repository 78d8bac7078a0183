"""The receipt of a run at the portal: a folder with its journal, pictures, a page to print, and a manifest.

``SECOP_BOT_HOME/receipts/<contract>/<period>-pago-<n>/<time>/`` for a payment; other runs stand under ``consultas``.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Protocol

from secop_bot.clock import now
from secop_bot.errors import InputError
from secop_bot.filing.evidence_names import is_hidden
from secop_bot.filing.text import folded
from secop_bot.journal import NAME as JOURNAL
from secop_bot.journal import OUTCOME, Journal, PastRun, as_bytes, flush_folder, read_journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = "manifest.sha256"
DATA = "receipt.json"
PAGE = "receipt.html"
LOOKS = "consultas"
"""Where the receipts of runs stand that only look."""
FAILURE = "fallo"
VERSION = 1
_SLUG_LENGTH = 40
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d\d)?")


class Camera(Protocol):
    """Takes what is on the portal's screen; None where it can't, or must not."""

    def picture(self) -> bytes | None:
        """Return the screen as JPEG."""

    def words(self) -> str | None:
        """Return the text on the screen."""


@dataclass
class Step:
    """One step of a run; times are ISO 8601 in Colombia, ``picture`` is a file of the folder."""

    title: str
    began: str
    ended: str | None = None
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    picture: str | None = None


class Receipt:
    """The folder of one run while it runs. Listens as ``Progress``; each step is pictured as it ends."""

    def __init__(self, folder: Path, **about: Any) -> None:
        self.folder = folder
        self.journal = Journal(folder, **about)
        self.camera: Camera | None = None
        self._about = about
        self._began = now()
        self._steps: list[Step] = []
        self._failure_text: str | None = None
        self._begun_anew = 0

    def hide(self, secret: str) -> None:
        """Write ``secret`` nowhere from now on, also where a page says it."""
        self.journal.hide(secret)

    @property
    def doing(self) -> str:
        """What the run does, as a command: ``submit octubre.yaml``."""
        return " ".join(filter(None, (self._about.get("command"), self._about.get("source"))))

    # --- Progress

    def step(self, title: str) -> None:
        """Begin a step; the one before it is pictured and done."""
        title = self.journal.hidden(title)
        self._end_step()
        self._steps.append(Step(title, _time()))
        self.journal.write("step", title=title)

    def note(self, text: str) -> None:
        """Keep a detail of the current step."""
        text = self.journal.hidden(text)
        self.journal.write("note", text=text)
        if self._steps:
            self._steps[-1].notes.append(text)

    def warn(self, text: str) -> None:
        """Keep a warning of the current step."""
        text = self.journal.hidden(text)
        self.journal.write("warning", text=text)
        if self._steps:
            self._steps[-1].warnings.append(text)

    # --- The end

    def done(self) -> None:
        """Picture the last step while the browser still is there."""
        self._end_step()

    def failing(self) -> None:
        """Keep the picture and the text of the page on which the run fails; the first such page is the one."""
        if self.camera and not self._failure_text:
            words = self.camera.words()
            name = FAILURE + (f"-{self._begun_anew + 1}" if self._begun_anew else "")
            if words is not None:
                self._failure_text = self._keep(f"{name}.txt", as_bytes(self.journal.hidden(words)))
            self._end_step(name)

    def go_on(self) -> None:
        """Take the failure as passed: the run begins anew."""
        self._begun_anew += 1
        self._failure_text = None

    def finish(self, told: dict[str, Any]) -> Path:
        """Write page, data and manifest, and return the page. ``told`` is how the run ended; see ``story.py``."""
        self._end_step()
        self.journal.write(OUTCOME, outcome=told.get("outcome"), exit_code=told.get("exit_code"))
        story = {
            "version": VERSION,
            "program": program(),
            **self._about,
            "began": self._began.isoformat(timespec="seconds"),
            "ended": _time(),
            **self.journal.hidden(told),
            "steps": [asdict(step) for step in self._steps],
            "failure_text": self._failure_text,
        }
        return seal(self.folder, story)

    def _end_step(self, named: str | None = None) -> None:
        if not self._steps or self._steps[-1].ended:
            return
        step = self._steps[-1]
        picture = self.camera.picture() if self.camera else None
        if picture:
            step.picture = self._keep(f"{named or f'{len(self._steps):02}-{_slug(step.title)}'}.jpg", picture)
        step.ended = _time()
        self.journal.write("step_end", title=step.title, picture=step.picture)

    def _keep(self, name: str, content: bytes) -> str | None:
        """Write what only shows how it was; a disk that does not take it stops no run. Return the name if it did."""
        try:
            (self.folder / name).write_bytes(content)
        except OSError as error:
            self.warn(f"No se pudo guardar {name}: {error.strerror or error}.")
            return None
        return name


def seal(folder: Path, story: dict[str, Any]) -> Path:
    """Write a receipt's data, its page and the manifest that vouches for all of the folder, and return the page."""
    from secop_bot.receipt_page import render

    (folder / DATA).write_bytes(as_bytes(json.dumps(story, ensure_ascii=False, indent=2) + "\n"))
    (folder / PAGE).write_bytes(as_bytes(render(story, folder)))
    lines = [f"{sha256_of(path)}  {path.name}\n" for path in files_of(folder)]
    (folder / MANIFEST).write_bytes(as_bytes("".join(lines)))
    return folder / PAGE


def open_receipt(receipts: Path, place: str, **about: Any) -> Receipt:
    """Make the folder of a run that begins now; ``place`` comes from ``payment_place`` or is a plain name.

    Raises InputError (exit 3) where it can't be written.
    """
    above = receipts / place
    started = f"{now():%Y-%m-%dT%H-%M-%S}"
    try:
        receipts.mkdir(parents=True, exist_ok=True, mode=0o700)
        above.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, 100):
            folder = above / (started if attempt == 1 else f"{started}-{attempt:02}")
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            earlier = (receipts / place.partition("/")[0]).rglob(JOURNAL)
            number = 1 + max((read_journal(journal).number for journal in earlier), default=0)
            receipt = Receipt(folder, number=number, **about)
            for made in (above, *above.parents):
                flush_folder(made)
                if made == receipts.parent:
                    break
            return receipt
        raise FileExistsError(above)
    except OSError as error:
        raise InputError(
            "receipt_unwritable",
            f"No se puede escribir el recibo en {above}: {error.strerror or error}.",
            "Libere espacio o revise los permisos de esa carpeta, o indique otra en SECOP_BOT_HOME; no se hizo nada.",
        ) from error


def open_look(receipts: Path, command: str, portal: str, source: str | None = None) -> Receipt:
    """Make the folder of a run that only looks. Raises as ``open_receipt`` does."""
    return open_receipt(
        receipts,
        LOOKS,
        command=command,
        dry_run=False,
        send=False,
        yes=False,
        portal=portal,
        period=None,
        payment=None,
        source=source,
    )


def find_folders(receipts: Path) -> list[Path]:
    """Return the folders of all runs, known by their names: whatever is missing in one, it is a receipt's."""
    return [path for path in receipts.rglob("*") if _TIME.fullmatch(path.name) and path.is_dir()]


def payment_place(contract: str, period: str, payment: int) -> str:
    """Return where the receipts of a payment stand: ``CO1.PCCNTR.1/2026-10-pago-5``."""
    return f"{_contract_folder(contract)}/{period}-pago-{payment}"


def runs_of(receipts: Path, contract: str, payment: int) -> Iterator[PastRun]:
    """Read the journals of a payment's runs, oldest first, whatever month they were said to charge for.

    The run that reads them may be one of them, the last.
    """
    journals = (receipts / _contract_folder(contract)).glob(f"*-pago-{payment}/*/{JOURNAL}")
    read = [read_journal(journal) for journal in sorted(journals, key=lambda path: path.parent.name)]
    # By their numbers: a clock that was set back would put a later run before an earlier one. A run that is too
    # damaged to say its number comes right after the one whose folder stands before its own.
    places = accumulate((run.number for run in read), lambda before, number: number or before + 0.5)
    for _, run in sorted(zip(places, read, strict=True), key=lambda placed: placed[0]):
        yield run


def looks_of(receipts: Path) -> Iterator[PastRun]:
    """Read the journals of the runs that only looked."""
    return (read_journal(journal) for journal in (receipts / LOOKS).glob(f"*/{JOURNAL}"))


def payments_with_receipts(receipts: Path, contract: str) -> list[int]:
    """Return the numbers of a contract's payments that have receipts."""
    folders = (receipts / _contract_folder(contract)).glob("*-pago-*")
    named = (re.search(r"-pago-([0-9]+)$", folder.name) for folder in folders)
    return sorted({int(found[1]) for found in named if found})


def files_of(folder: Path) -> list[Path]:
    """Return what a manifest vouches for: all that stands in the folder but itself, and what systems leave anywhere."""
    return sorted(path for path in folder.iterdir() if path.name != MANIFEST and not is_hidden(path.name))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def program() -> str:
    """Return what a receipt says it was written by."""
    return f"secop-bot {version('secop-bot')}"


def _contract_folder(contract: str) -> str:
    return re.sub(r"[^A-Z0-9.-]", "_", folded(contract).upper()).strip(".") or "_"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_LENGTH].strip("-")


def _time() -> str:
    return now().isoformat(timespec="seconds")

"""A recorded page: one folder, with the page, what is read from it, and where it comes from."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import InputError

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

_PAGE, _EXPECTED, _PROVENANCE = "page.html", "expected.json", "provenance.json"
_SNAPSHOT = Path(__file__).with_name("snapshot.js").read_text(encoding="utf-8")
_PLACE = "e => [...e.ownerDocument.querySelectorAll('iframe, frame')].indexOf(e)"
_EMPTY = "<!DOCTYPE html>\n<html><head></head><body></body></html>\n"
# What a person sees of a document: its words, and what stands in its boxes.
_SEEN = """() => [document.body.innerText, ...[...document.querySelectorAll('input, textarea, select')]
  .filter(e => e.getClientRects().length && !['password', 'file'].includes(e.type))
  .map(e => ['checkbox', 'radio'].includes(e.type) ? e.checked : e.value)]"""


@dataclass(frozen=True)
class RecordedPage:
    """A page of the portal as it stood at one moment; ``frames`` are the documents of its iframes, in order.

    ``provenance`` has at least: source, address and frames (paths at the portal), recorded_on.
    """

    name: str
    page: str
    frames: tuple[str, ...]
    expected: dict[str, Any]
    provenance: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a recorded folder. Raises InputError (exit 3) for one that is none."""
        count = len(list(folder.glob("frame-*.html")))
        try:
            return cls(
                name=folder.name,
                page=_read(folder / _PAGE),
                frames=tuple(_read(folder / f"frame-{n}.html") for n in range(1, count + 1)),
                expected=json.loads(_read(folder / _EXPECTED)),
                provenance=json.loads(_read(folder / _PROVENANCE)),
            )
        except (OSError, ValueError) as error:
            raise InputError(
                "recording_unreadable",
                f"La carpeta {folder} no es una página grabada completa: {error}.",
                "Grabe otra vez con secop-bot record, o indique otra carpeta.",
            ) from error

    def write(self, into: Path) -> None:
        """Write the folder; the recording day moves only when something else did."""
        folder = into / self.name
        kept = type(self).read(folder) if (folder / _PROVENANCE).exists() else None
        if kept and kept.dateless() == self.dateless():
            return
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("frame-*.html"):
            old.unlink()
        for name, text in self.files().items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")

    def files(self) -> dict[str, str]:
        """Give every file of the folder by its name."""
        return {**self.documents(), _EXPECTED: as_json(self.expected), _PROVENANCE: as_json(self.provenance)}

    def documents(self) -> dict[str, str]:
        """Give every document by its file name, the page itself first."""
        return {_PAGE: self.page, **{f"frame-{n}.html": html for n, html in enumerate(self.frames, start=1)}}

    def with_documents(self, documents: dict[str, str]) -> Self:
        """Give the same page with other documents, by the names of ``documents()``."""
        page, *frames = documents.values()
        return replace(self, page=page, frames=tuple(frames))

    def dateless(self) -> Self:
        """Give the same recording without its day, for comparing two of them."""
        return replace(self, provenance={**self.provenance, "recorded_on": ""})


def take(screen: Page, stylesheet: str | None = None) -> tuple[str, ...]:
    """Give the documents that a window shows now: the page's own, then those of its frames, nested ones too.

    ``stylesheet`` is what they link to; without one, what style sheets hide is hidden in the documents themselves.
    """
    main, *inner = screen.frames
    files = {frame: f"frame-{number}.html" for number, frame in enumerate(inner, start=1)}
    return (_snapshot(main, files, stylesheet), *(_inner_snapshot(frame, files, stylesheet) for frame in inner))


def paths(screen: Page) -> list[str]:
    """Give the paths at the portal of the page and its frames, in the order of ``take``."""
    return [urlsplit(frame.url).path for frame in screen.frames]


def recorded_names(folder: Path) -> list[str]:
    """Name the recorded pages in a folder."""
    return sorted(path.parent.name for path in folder.glob(f"*/{_PROVENANCE}"))


def seen(screen: Page) -> list[Any]:
    """Give what a person sees on a page and in its frames."""
    return [frame.evaluate(_SEEN) for frame in screen.frames]


def as_json(data: object) -> str:
    """Give data as the JSON of a recording's files."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _snapshot(frame: Frame, files: dict[Frame, str], stylesheet: str | None) -> str:
    names: dict[int, str] = {
        child.frame_element().evaluate(_PLACE): files[child] for child in frame.child_frames if child in files
    }
    count = max(names, default=-1) + 1
    html: str = frame.evaluate(
        _SNAPSHOT, {"frames": [names.get(place) for place in range(count)], "stylesheet": stylesheet}
    )
    return html


def _inner_snapshot(frame: Frame, files: dict[Frame, str], stylesheet: str | None) -> str:
    """Take a frame; one that has gone, or never loaded, is an empty document."""
    try:
        return _snapshot(frame, files, stylesheet)
    except PlaywrightError:
        if stylesheet:
            raise
        return _EMPTY


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")

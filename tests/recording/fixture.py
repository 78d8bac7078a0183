"""A recorded page: one folder, with the page, what must be read from it, and where it comes from."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from secop_bot.clock import today

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

FIXTURES = Path(__file__).parents[2] / "fixtures"
STYLESHEET = "mock.css"
COMMAND = "uv run python -m tests.recording"

_PAGE, _EXPECTED, _PROVENANCE = "page.html", "expected.json", "provenance.json"
_SNAPSHOT = Path(__file__).with_name("snapshot.js").read_text(encoding="utf-8")
# What a person sees of a document: its words, and what stands in its boxes.
_SEEN = """() => [document.body.innerText, ...[...document.querySelectorAll('input, textarea, select')]
  .filter(e => e.getClientRects().length && !['password', 'file'].includes(e.type))
  .map(e => ['checkbox', 'radio'].includes(e.type) ? e.checked : e.value)]"""


@dataclass(frozen=True)
class Fixture:
    """A page of the portal as it stood at one moment; ``frames`` are the documents of its iframes, in order.

    ``provenance`` has: source, command, scenario, address and frames (paths at the portal), recorded_on.
    """

    name: str
    page: str
    frames: tuple[str, ...]
    expected: dict[str, Any]
    provenance: dict[str, Any]

    @classmethod
    def record(cls, name: str, screen: Page, scenario: dict[str, Any], expected: dict[str, Any]) -> Fixture:
        """Take what ``screen`` shows now, with all its frames."""
        main, *inner = screen.frames
        files = {frame: f"frame-{number}.html" for number, frame in enumerate(inner, start=1)}
        return cls(
            name=name,
            page=_snapshot(main, files),
            frames=tuple(_snapshot(frame, files) for frame in inner),
            expected=expected,
            provenance={
                "source": "mock",
                "command": f"{COMMAND} {name}",
                "scenario": scenario,
                "address": urlsplit(main.url).path,
                "frames": [urlsplit(frame.url).path for frame in inner],
                "recorded_on": today().isoformat(),
            },
        )

    @classmethod
    def read(cls, folder: Path) -> Fixture:
        """Read a recorded folder."""
        count = len(list(folder.glob("frame-*.html")))
        return cls(
            name=folder.name,
            page=(folder / _PAGE).read_text(encoding="utf-8"),
            frames=tuple((folder / f"frame-{n}.html").read_text(encoding="utf-8") for n in range(1, count + 1)),
            expected=json.loads((folder / _EXPECTED).read_text(encoding="utf-8")),
            provenance=json.loads((folder / _PROVENANCE).read_text(encoding="utf-8")),
        )

    def write(self, into: Path) -> None:
        """Write the folder; the recording day moves only when something else did."""
        folder = into / self.name
        kept = Fixture.read(folder) if (folder / _PROVENANCE).exists() else None
        if kept and kept.dateless() == self.dateless():
            return
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("frame-*.html"):
            old.unlink()
        for name, html in self.documents().items():
            _write(folder / name, html)
        _write(folder / _EXPECTED, _as_json(self.expected))
        _write(folder / _PROVENANCE, _as_json(self.provenance))

    def documents(self) -> dict[str, str]:
        """Give every document by its file name, the page itself first."""
        return {_PAGE: self.page, **{f"frame-{n}.html": html for n, html in enumerate(self.frames, start=1)}}

    def dateless(self) -> Fixture:
        """Give the same recording without its day, for comparing two of them."""
        return replace(self, provenance={**self.provenance, "recorded_on": ""})


def recorded_names(folder: Path = FIXTURES) -> list[str]:
    """Name the recorded folders."""
    return sorted(path.parent.name for path in folder.glob(f"*/{_PROVENANCE}"))


def seen(screen: Page) -> list[Any]:
    """Give what a person sees on a page and in its frames."""
    return [frame.evaluate(_SEEN) for frame in screen.frames]


def _snapshot(frame: Frame, files: dict[Frame, str]) -> str:
    places = {}
    for child in frame.child_frames:
        place = child.frame_element().evaluate("e => [...document.querySelectorAll('iframe')].indexOf(e)")
        places[place] = files[child]
    html: str = frame.evaluate(_SNAPSHOT, [places[place] for place in sorted(places)])
    return html


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"

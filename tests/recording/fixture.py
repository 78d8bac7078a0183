"""A recording of the mock: its page, what must be read from it, and the scenario it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from secop_bot.clock import today
from secop_bot.recording import page
from secop_bot.recording.page import RecordedPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIXTURES = Path(__file__).parents[2] / "fixtures"
STYLESHEET = "mock.css"
COMMAND = "uv run python -m tests.recording"


class Fixture(RecordedPage):
    """A page of the mock; ``provenance`` also has the command and the scenario."""

    @classmethod
    def record(cls, name: str, screen: Page, scenario: dict[str, Any], expected: dict[str, Any]) -> Fixture:
        """Take what ``screen`` shows now, with all its frames."""
        main, *frames = page.take(screen, f"../{STYLESHEET}")
        address, *inner = page.paths(screen)
        return cls(
            name=name,
            page=main,
            frames=tuple(frames),
            expected=expected,
            provenance={
                "source": "mock",
                "command": f"{COMMAND} {name}",
                "scenario": scenario,
                "address": address,
                "frames": inner,
                "recorded_on": today().isoformat(),
            },
        )


def recorded_names(folder: Path = FIXTURES) -> list[str]:
    """Name the recorded folders."""
    return page.recorded_names(folder)

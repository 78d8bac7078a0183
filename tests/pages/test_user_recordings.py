"""Every recording that somebody shared is read as it was when it was made."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from secop_bot.recording.page import RecordedPage, recorded_names
from secop_bot.recording.reading import differences, read_recorded
from tests.recording.fixture import FIXTURES

RECORDINGS = FIXTURES / "recordings"
PAGES = [folder / name for folder in sorted(RECORDINGS.iterdir()) if folder.is_dir() for name in recorded_names(folder)]


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_shared_page_is_known_and_read_as_ever(browser: Browser, folder: Path) -> None:
    page = RecordedPage.read(folder)

    reading = read_recorded(browser, page)

    assert reading.known, reading.errors
    assert page.expected, "a recording says what was read from it"
    assert differences(page.expected, reading) == []


def test_there_is_a_recording_of_each_page_of_the_walk() -> None:
    assert {path.name.partition("-")[2] for path in PAGES} >= {
        "ingreso",
        "administracion-de-contratos",
        "plan-de-pagos",
        "formulario-del-pago",
    }

"""``record --check``: a recording shown to the page objects, without a server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from secop_bot.commands.reporting import Reported, write_json
from secop_bot.errors import InputError, UnknownPageError
from secop_bot.filing.text import screen_safe
from secop_bot.screen import Screen
from secop_bot.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from secop_bot.recording.reading import PageReading


def run_check(folder: Path, *, as_json: bool) -> int:
    """Let the page objects read a recording. Exit code 8 where one is not known, or reads otherwise than it did."""
    check = _Check(folder, Screen(to_stderr=as_json))
    check.reported.run(check.check)
    check.reported.tell(lambda: check.reported.screen.success("Todas las páginas se reconocen y se leen."))
    if as_json:
        write_json(check.as_json())
    return check.reported.exit_code


class _Check:
    def __init__(self, folder: Path, screen: Screen) -> None:
        self._folder = folder
        self.reported = Reported(screen)
        self._pages: list[tuple[str, PageReading, list[str]]] = []

    def check(self) -> int:
        """Read every page of the recording."""
        from secop_bot.portal.site_overrides import site_of
        from secop_bot.recording.page import RecordedPage, recorded_names
        from secop_bot.recording.reading import differences, read_recorded
        from secop_bot.report import Outcome
        from secop_bot.workflows.visiting import offline_browser

        names = recorded_names(self._folder)
        if not names:
            raise InputError(
                "no_recording",
                f"En {self._folder} no hay páginas grabadas.",
                "Indique la carpeta que escribió secop-bot record.",
            )
        settings = load_settings()
        site = site_of(settings.site)
        with offline_browser(settings, self.reported.screen) as browser:
            for name in names:
                page = RecordedPage.read(self._folder / name)
                reading = read_recorded(browser, page, site)
                self._pages.append((name, reading, differences(page.expected, reading)))
        _print_checked(self.reported.screen, self._pages)
        wrong = [_said_wrong(*page) for page in self._pages if not page[1].known or page[2]]
        if wrong:
            raise UnknownPageError(
                "recording_not_read",
                "No se lee como se espera: " + "; ".join(wrong) + ".",
                "Comparta la grabación en el proyecto (lea antes su README.txt): así el bot aprende esa página.",
            )
        self.reported.report.outcome = Outcome.NOTHING_TO_DO
        return 0

    def as_json(self) -> dict[str, Any]:
        """Give what every command gives, and each page's reading."""
        return self.reported.as_json(
            pages=[
                {"name": name, "known": reading.known, **reading.as_json(), "differences": changed}
                for name, reading, changed in self._pages
            ]
        )


def _said_wrong(name: str, reading: PageReading, changed: list[str]) -> str:
    if reading.errors:
        return f"{name}: {reading.errors[0].rstrip('.')}"
    return f"{name}: cambió {changed[0]}" if changed else f"{name}: ninguna página conocida"


def _print_checked(screen: Screen, pages: list[tuple[str, PageReading, list[str]]]) -> None:
    table = Table("Página", "La reconoce", "Lee", "No se encontró")
    for name, reading, changed in pages:
        read = "\n".join(f"{key}: {_short(value)}" for page in reading.read.values() for key, value in page.items())
        wrong = "\n".join([*reading.errors, *reading.missing, *(f"cambió {one}" for one in changed)])
        cells = (name, "\n".join(reading.read) or "ninguna", read, wrong or "—")
        table.add_row(
            *(Text(screen_safe(cell)) for cell in cells), style="" if reading.known and not changed else "red"
        )
    screen.console.print(table)


def _short(value: object) -> str:
    if isinstance(value, (list, dict)):
        return str(len(value))
    return json.dumps(value, ensure_ascii=False)

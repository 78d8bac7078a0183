"""``record``: pages of the portal without anything personal, written only after what was replaced has been shown."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from secop_bot.clock import today
from secop_bot.commands.reporting import Reported, write_json
from secop_bot.errors import InputError, PersonNeededError
from secop_bot.filing.text import collapsed, screen_safe
from secop_bot.screen import Screen, has_person
from secop_bot.settings import load_settings
from secop_bot.terminal_lines import TerminalLines

if TYPE_CHECKING:
    from collections.abc import Callable

    from secop_bot.recording.visit_record import Ready, VisitRecord
    from secop_bot.settings import Settings


@dataclass(frozen=True)
class Asked:
    """What was asked for. ``folder`` None is one named by the day, in the current folder."""

    folder: Path | None = None
    walk: bool = False
    contract: str | None = None
    entity: str | None = None
    open_form: bool = False
    pictures: bool = False
    yes: bool = False
    headless: bool | None = None


def run_record(asked: Asked, *, as_json: bool, said: Callable[[], str | None] | None = None) -> int:
    """Walk or watch, show what is replaced, ask, and write. ``said`` gives the lines a person types meanwhile."""
    recording = _Recording(asked, Screen(to_stderr=as_json), said)
    recording.reported.run(recording.record)
    recording.reported.tell(recording.tell)
    if as_json:
        write_json(recording.as_json())
    return recording.reported.exit_code


class _Recording:
    def __init__(self, asked: Asked, screen: Screen, said: Callable[[], str | None] | None) -> None:
        self._asked = asked
        self._screen = screen
        self._said = said
        self._lines: TerminalLines | None = None
        self.reported = Reported(screen)
        self._folder = asked.folder or Path(f"recording-{today().isoformat()}")
        self._ready: Ready | None = None
        self._written = False

    def record(self) -> int:
        """Visit the portal, and write what it showed."""
        from secop_bot.recording.visit_record import VisitRecord
        from secop_bot.report import Outcome

        at_terminal = has_person()
        if not (self._asked.yes or at_terminal):
            raise PersonNeededError(
                "no_consent",
                "Antes de escribir una grabación se muestra qué se reemplazó, y aquí no hay a quién preguntar.",
                "Ejecútelo en una terminal, o agregue --yes.",
            )
        if self._folder.exists() and any(self._folder.iterdir()):
            raise InputError(
                "folder_not_empty",
                f"La carpeta {self._folder} no está vacía.",
                "Indique otra carpeta: secop-bot record OTRA.",
            )
        record = VisitRecord(pictures=self._asked.pictures)
        settings = load_settings()
        if settings.username:
            record.known |= _user(settings.username)
        if self._asked.walk:
            self._ready = self._walk(settings, record, at_terminal=at_terminal)
        else:
            self._ready = self._watch(settings, record)
        _print_replaced(self._screen, self._ready)
        if self._asked.yes or self._agrees(f"¿Escribir la grabación en {self._folder}?"):
            self._ready.write(self._folder)
            self._written = True
        self.reported.report.outcome = Outcome.NOTHING_TO_DO
        return 0

    def _walk(self, settings: Settings, record: VisitRecord, *, at_terminal: bool) -> Ready:
        from secop_bot.credentials import find_credentials
        from secop_bot.home import prepare_home
        from secop_bot.portal.fence import host_of
        from secop_bot.receipt import open_look
        from secop_bot.workflows.recording import keep_login, record_walk
        from secop_bot.workflows.visiting import Watching, open_portal

        credentials = find_credentials(settings, self._screen if at_terminal else None)
        record.known |= _user(credentials.username)
        record.password = credentials.password.get_secret_value()
        headless = settings.headless if self._asked.headless is None else self._asked.headless
        receipt = self.reported.receipt = open_look(
            prepare_home(settings.home).receipts, "record", host_of(settings.portal_url)
        )
        watching = Watching.chosen(headless=headless, slow_mo=0, dry_run=False)
        with (
            self._screen,
            open_portal(settings, credentials, watching, self._screen, receipt) as portal,
            portal.visit() as visit,
        ):
            keep_login(visit, settings, record.keep)
            contract, entity = settings.contract_meant(self._asked.contract, self._asked.entity)
            record_walk(visit, contract, entity, record.keep, open_form=self._asked.open_form)
            visit.progress.step("Reemplazar lo personal")
            browser = visit.page.context.browser
            assert browser  # noqa: S101 - it was opened by this visit
            return record.prepare(browser, visit.site)

    def _watch(self, settings: Settings, record: VisitRecord) -> Ready:
        from secop_bot.workflows.recording import watch
        from secop_bot.workflows.visiting import person_visit

        self._screen.tell(
            "Se abre SECOP II: entre usted y recorra las páginas que quiera mostrar. Cada página nueva se guarda en"
            " memoria.\nEnter guarda la página como está; escriba fin (o cierre la ventana principal) para terminar.\n"
            "No confirme ni envíe nada en esta visita: a las preguntas del navegador se responde «no»."
        )
        with person_visit(settings, headless=bool(self._asked.headless), progress=self._screen) as visit:
            browser = visit.page.context.browser
            assert browser  # noqa: S101 - it was opened by this visit
            if self._said is None:
                self._said = self._lines = TerminalLines(sys.stdin)
            watch(visit, settings, record, self._said)
            return record.prepare(browser, visit.site)

    def _agrees(self, question: str) -> bool:
        """Ask the person; while the terminal is read beside the browser, the answer comes that way."""
        if self._lines is None:
            return self._screen.agrees(question)
        self._screen.tell(f"{question} [s/n]")
        return self._lines.wait().strip().casefold() in {"s", "si", "sí"}

    def tell(self) -> None:
        """Say where the recording is, and what to look at."""
        if self._written:
            self._screen.success(f"Grabación escrita en {self._folder}.")
            self._screen.tell("  Antes de compartirla lea README.txt y kept.txt de esa carpeta.")
        else:
            self._screen.tell("No se escribió nada.")

    def as_json(self) -> dict[str, Any]:
        """Give what every command gives, and the folder, its pages and the counts; never an original."""
        ready = self._ready
        return self.reported.as_json(
            folder=str(self._folder) if self._written else None,
            pages=[
                {"name": page.name, **reading.as_json()}
                for page, reading in zip(ready.pages, ready.readings, strict=True)
            ]
            if ready
            else [],
            replaced={kind.value: count for kind, count in sorted(ready.uses.items())} if ready else {},
        )


def _print_replaced(screen: Screen, ready: Ready) -> None:
    """Show every original with its stand-in: at this terminal alone, never in a file."""
    table = Table(
        "Qué", "Original (no se escribe)", "En la grabación", title="Lo que se reemplazó", title_justify="left"
    )
    for (kind, original), stand_in in sorted(ready.replaced.items()):
        table.add_row(kind.value, *(Text(screen_safe(collapsed(one))) for one in (original, stand_in)))
    if screen.console.is_terminal:
        screen.console.print(table)
    counts = ", ".join(f"{kind.value} {count}" for kind, count in sorted(ready.uses.items()))
    pages = "1 página" if len(ready.pages) == 1 else f"{len(ready.pages)} páginas"
    screen.tell(f"{pages}. Reemplazos: {counts}.")
    screen.tell("Las fechas y las palabras del portal se conservan.")


def _user(username: str) -> dict[str, Any]:
    from secop_bot.recording.stand_ins import Kind

    return {username: Kind.USER}

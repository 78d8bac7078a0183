"""What the contractor sees in the terminal: the live list of steps, questions, tables, the last sentence."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Self

import click
from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from secop_bot.filing.fields import Field, show
from secop_bot.filing.text import screen_safe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from rich.console import RenderableType

    from secop_bot.filing.comparison import FormReading
    from secop_bot.filing.rows import PaymentRow
    from secop_bot.report import Rejection

CONSENT_WORD = "ENVIAR"
_PIPE_WIDTH = 1000


def has_person() -> bool:
    """Return whether somebody sits at a terminal and can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class _Console(Console):
    """A console whose reader may leave (``| head``): the run goes on to its end, and nobody reads the rest."""

    def on_broken_pipe(self) -> None:
        """Drop what is still to be said. Called by Rich, whose own way is to end the program."""
        drop_output(self.file)


def drop_output(stream: IO[str]) -> None:
    """Let a stream that nobody reads any more lead nowhere; what is still in it would fail once more at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class Screen:
    """A terminal that listens to a run. Piped, it is quiet: warnings only."""

    def __init__(self, *, to_stderr: bool) -> None:
        self.console = _Console(stderr=to_stderr, highlight=False)
        if not self.console.is_terminal:  # no line of a pipe is broken in the middle of a path
            self.console.width = _PIPE_WIDTH
        self._steps: list[str] = []
        self._notes: list[str] = []
        self._live: Live | None = None
        self._spinner = Spinner("dots")

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._live = Live(console=self.console, refresh_per_second=8, get_renderable=self._render)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._finish(failed=error is not None)
            self._live.stop()
            self._live = None

    # --- Progress

    def step(self, title: str) -> None:
        """Begin a step; the one before it is done."""
        self._finish(failed=False)
        self._steps.append(title)

    def note(self, text: str) -> None:
        """Show a detail below the current step."""
        self._notes.append(text)

    def warn(self, text: str) -> None:
        """Show a warning above the list, or as a line of its own where the screen is quiet."""
        self.console.print(Text(f"⚠ {screen_safe(text)}", style="yellow"))

    def failing(self) -> None:
        """Say nothing yet: the error itself is told at the end."""

    def _finish(self, *, failed: bool) -> None:
        """Print the current step for good, with its notes."""
        if self._live and self._steps:
            sign = "[red]✗[/]" if failed else "[green]✓[/]"
            self.console.print(f"{sign} {escape(screen_safe(self._steps[-1]))}")
            for note in self._notes:
                self.console.print(Text(f"    {screen_safe(note)}", style="dim"))
        self._steps, self._notes = [], []

    def _render(self) -> RenderableType:
        if not self._steps:
            return Text("")
        self._spinner.update(text=Text(screen_safe(self._steps[-1])))
        return Group(self._spinner, *(Text(f"    {screen_safe(note)}", style="dim") for note in self._notes[-3:]))

    # --- Questions

    @contextmanager
    def _still(self) -> Iterator[None]:
        """Hold the live list while a person types."""
        if self._live:
            self._live.stop()
        try:
            yield
        finally:
            if self._live:
                self._live.start()

    def ask(self, question: str) -> str:
        """Return what the person types."""
        with self._still():
            return str(click.prompt(question, err=True)).strip()

    def ask_secret(self, question: str) -> str:
        """Return what the person types, unseen."""
        with self._still():
            return str(click.prompt(question, hide_input=True, err=True))

    def agrees(self, question: str) -> bool:
        """Return whether the person answers s (sí)."""
        with self._still():
            answer = click.prompt(f"{question} [s/n]", default="n", show_default=False, err=True)
            return str(answer).strip().casefold() in {"s", "si", "sí"}

    def tell(self, text: str) -> None:
        """Say something on the side."""
        self.console.print(Text(screen_safe(text)))

    def success(self, text: str) -> None:
        """Say that it is done."""
        self.console.print(Text(f"✓ {screen_safe(text)}", style="bold green"))

    def show_rejection(self, rejection: Rejection) -> None:
        """Show why the entity rejected the payment, and what differs from the month file."""
        reason = rejection.reason or "SECOP II no lo muestra con un nombre conocido; mírelo en Detalle."
        self.console.print(Text("Motivo del rechazo:", style="bold"))
        self.console.print(Text(screen_safe(reason)))
        if not rejection.differences:
            return
        table = Table("Qué", "En el portal", "En su archivo")
        for one in rejection.differences:
            table.add_row(*(Text(screen_safe(text)) for text in (one.what, one.shown, one.meant)))
        self.console.print(table)

    def asks_to_send(self, row: PaymentRow, reading: FormReading) -> bool:
        """Show what the portal says is saved, and return whether the person types ENVIAR."""
        table = Table(
            "Campo", "Lo que muestra SECOP II", title=Text(screen_safe(f"Pago {row.payment_id}")), title_justify="left"
        )
        for field in Field:
            value = reading.fields.get(field)
            if value is not None and value != "":
                table.add_row(field.label, Text(screen_safe(show(value))))
        table.add_row("Documentos", Text(screen_safe("\n".join(reading.documents))))
        with self._still():
            self.console.print(table)
            self.console.print("Enviar no se puede deshacer: la cuenta de cobro pasa a su supervisor.")
            typed = click.prompt(f"Para enviarla escriba {CONSENT_WORD}", default="", show_default=False, err=True)
        return str(typed).strip() == CONSENT_WORD

"""The command line: parses and prints; nothing else. Heavy imports stand inside the command that needs them."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from secop_bot.errors import SecopBotError
from secop_bot.spanish_help import SpanishCommand, SpanishGroup, usage_error_in_spanish

_INTERRUPTED = 130
_USAGE = 2

_headed = click.option(
    "--headed/--headless", "headed", default=None, help="Con o sin ventana del navegador a la vista."
)
_slow_mo = click.option(
    "--slow-mo", type=click.FloatRange(0, 10_000), metavar="MS", help="Milisegundos de pausa en cada paso."
)
_json = click.option("--json", "as_json", is_flag=True, help="Un objeto JSON en la salida, para programas.")
_month = click.argument("month", metavar="MES.yaml", type=click.Path(path_type=Path))


@click.group(
    cls=SpanishGroup,
    groups={
        "Para empezar": ["demo"],
        "Preparar": ["check"],
        "Radicar": ["submit"],
        "Para quien desarrolla": ["mock"],
    },
)
@click.version_option(package_name="secop-bot", message="%(prog)s %(version)s", help="Muestra la versión y termina.")
def cli() -> None:
    """Radica su cuenta de cobro en SECOP II a partir de un archivo YAML al mes, y se detiene antes de Enviar."""


@cli.command(cls=SpanishCommand, example="secop-bot demo --headed")
@_headed
@_slow_mo
@_json
def demo(*, headed: bool | None, slow_mo: float | None, as_json: bool) -> None:
    """Muestra el recorrido completo en un SECOP II simulado: sin cuenta y sin configurar nada."""
    from secop_bot.commands import How, run_demo

    sys.exit(run_demo(How(headless=_headless(headed), slow_mo=slow_mo), as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot check octubre.yaml")
@_month
@_json
def check(*, month: Path, as_json: bool) -> None:
    """Revisa el archivo del mes sin conexión: cada campo, su valor y de dónde sale; todos los errores juntos."""
    from secop_bot.commands import run_check

    sys.exit(run_check(month, as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot submit octubre.yaml")
@_month
@click.option("--send", is_flag=True, help="Sigue hasta Enviar, después de que usted escriba ENVIAR.")
@click.option("--yes", is_flag=True, help="Con --send: envía sin preguntar.")
@click.option("--dry-run", is_flag=True, help="Recorre todo a la vista y sale por Cancelar, sin guardar nada.")
@_headed
@_slow_mo
@_json
def submit(*, month: Path, headed: bool | None, as_json: bool, **asked: Any) -> None:
    """Llena, anexa, valida y confirma el pago del mes. Se detiene antes de Enviar, salvo con --send."""
    if asked["yes"] and not asked["send"]:
        raise click.UsageError("--yes solo tiene sentido con --send.")
    if asked["send"] and asked["dry_run"]:
        raise click.UsageError("--dry-run no guarda ni envía nada; quite --send.")
    from secop_bot.commands import How, run_submit

    sys.exit(run_submit(month, How(headless=_headless(headed), **asked), as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot mock --port 8000")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Puerto; 0 busca uno libre.")
@click.option("--scenario", type=click.Path(path_type=Path), metavar="ARCHIVO.json", help="Cómo se porta el simulador.")
def mock(*, port: int, scenario: Path | None) -> None:
    """Sirve el SECOP II simulado en este computador, para ensayar y para pruebas."""
    from secop_bot.commands import run_mock

    sys.exit(run_mock(port, scenario))


def _headless(headed: bool | None) -> bool | None:  # noqa: FBT001 - a flag with a third state
    return None if headed is None else not headed


def main() -> NoReturn:
    """Run the command line; every way out has its exit code and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if not stream.isatty():  # Windows would write a pipe in its old code page
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a text stream of the interpreter's
    try:
        cli.main(prog_name="secop-bot", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(_USAGE)
    except click.UsageError as error:
        click.echo(usage_error_in_spanish(error), err=True)
        sys.exit(_USAGE)
    except (click.Abort, KeyboardInterrupt):
        with contextlib.suppress(OSError):
            click.echo("\nInterrumpido. Ejecute otra vez el mismo comando: el bot mira primero qué quedó.", err=True)
        sys.exit(_INTERRUPTED)
    except SecopBotError as error:
        click.echo(f"✗ {error.message}\n  Qué hacer: {error.remedy}", err=True)
        sys.exit(error.exit_code)
    sys.exit(0)

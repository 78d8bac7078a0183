"""The command line: parses and prints; nothing else. Heavy imports stand inside the command that needs them."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from secop_bot.errors import SecopBotError
from secop_bot.interruption import interruptible
from secop_bot.spanish_help import SpanishCommand, SpanishGroup, usage_error_in_spanish

if TYPE_CHECKING:
    from secop_bot.mock.scenario import Skin

_INTERRUPTED = 130
_USAGE = 2
_DRIVER_LOGS = ("DEBUG", "DEBUGP", "DEBUG_FILE", "PWDEBUG")

_headed = click.option(
    "--headed/--headless", "headed", default=None, help="Con o sin ventana del navegador a la vista."
)
_slow_mo = click.option(
    "--slow-mo", type=click.FloatRange(0, 10_000), metavar="MS", help="Milisegundos de pausa en cada paso."
)
_trace = click.option(
    "--trace", is_flag=True, help="Guarda lo que mostró el navegador, para quien arregle el bot; tiene datos suyos."
)
_json = click.option("--json", "as_json", is_flag=True, help="Un objeto JSON en la salida, para programas.")
_send = click.option("--send", is_flag=True, help="Sigue hasta Enviar, después de que usted escriba ENVIAR.")
_yes = click.option("--yes", is_flag=True, help="Con --send: envía sin preguntar; no se puede deshacer.")
_as_written = click.option(
    "--as-written",
    is_flag=True,
    help="El archivo está bien, aunque desde aquí se radicó ese pago por otro mes, o ese mes en otro pago.",
)
_skin = click.option(
    "--skin",
    type=click.Choice(["vortal", "modern"]),
    help="De qué están hechas las páginas simuladas: vortal, como se conocen hoy, o modern, de HTML moderno.",
)
_month = click.argument("month", metavar="MES.yaml", type=click.Path(path_type=Path))


@click.group(
    cls=SpanishGroup,
    groups={
        "Para empezar": ["demo"],
        "Preparar": ["check"],
        "Radicar": ["submit", "evidence"],
        "Hacer seguimiento": ["status", "receipts"],
        "Cuando algo sale mal": ["edit-rejected", "doctor", "record"],
        "Para quien desarrolla": ["mock"],
    },
)
@click.version_option(package_name="secop-bot", message="%(prog)s %(version)s", help="Muestra la versión y termina.")
def cli() -> None:
    """Radica su cuenta de cobro en SECOP II a partir de un archivo YAML al mes, y se detiene antes de Enviar."""


@cli.command(cls=SpanishCommand, example="secop-bot demo --headed")
@_headed
@_slow_mo
@_skin
@_json
def demo(*, headed: bool | None, slow_mo: float | None, skin: Skin | None, as_json: bool) -> None:
    """Muestra el recorrido completo en un SECOP II simulado: sin cuenta y sin configurar nada."""
    from secop_bot.commands.filing import How
    from secop_bot.commands.rehearsing import run_demo

    sys.exit(run_demo(How(headless=_headless(headed), slow_mo=slow_mo), skin, as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot check octubre.yaml")
@_month
@_json
def check(*, month: Path, as_json: bool) -> None:
    """Revisa el archivo del mes sin conexión: cada campo, su valor y de dónde sale; todos los errores juntos."""
    from secop_bot.commands.checking import run_check

    sys.exit(run_check(month, as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot submit octubre.yaml")
@_month
@_send
@_yes
@click.option("--dry-run", is_flag=True, help="Recorre todo a la vista y sale por Cancelar, sin guardar nada.")
@click.option("--no-evidence", is_flag=True, help="No carga las evidencias, aunque el archivo las nombre.")
@_as_written
@_headed
@_slow_mo
@_trace
@_json
def submit(*, month: Path, headed: bool | None, as_json: bool, no_evidence: bool, **asked: Any) -> None:
    """Llena, anexa, valida y confirma el pago del mes. Se detiene antes de Enviar, salvo con --send."""
    _check_asked(asked)
    from secop_bot.commands.filing import How, run_submit

    how = How(headless=_headless(headed), evidence=not no_evidence, **asked)
    sys.exit(run_submit(month, how, as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot evidence octubre.yaml")
@_month
@click.option("--again", is_flag=True, help="Carga otra vez un ZIP que ya está.")
@_headed
@_slow_mo
@_trace
@_json
def evidence(*, month: Path, again: bool, headed: bool | None, as_json: bool, **asked: Any) -> None:
    """Empaca las evidencias del mes en un ZIP y lo carga en los documentos de ejecución, una sola vez."""
    from secop_bot.commands.filing import How, run_evidence

    how = How(headless=_headless(headed), **asked)
    sys.exit(run_evidence(month, how, again=again, as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot status octubre.yaml")
@click.argument("month", metavar="[MES.yaml]", type=click.Path(path_type=Path), required=False)
@click.option("--contract", metavar="NÚMERO", help="El contrato; si no, el del archivo del mes o el configurado.")
@click.option("--entity", metavar="NOMBRE", help="La entidad, si otra usa el mismo número de contrato.")
@click.option("--all", "every", is_flag=True, help="Todos sus contratos.")
@click.option("--rejected", is_flag=True, help="Termina con código 1 si hay algún pago rechazado.")
@click.option("--public", is_flag=True, help="Lee los datos abiertos (datos.gov.co), sin entrar al portal.")
@_headed
@_trace
@_json
def status(*, month: Path | None, headed: bool | None, as_json: bool, **asked: Any) -> None:
    """Muestra en qué va cada pago, qué cambió desde la última vez y qué haría su archivo del mes."""
    if asked["every"] and (month or asked["contract"]):
        raise click.UsageError("--all muestra todos los contratos; no indique además uno.")
    if month and asked["contract"]:
        raise click.UsageError("El contrato lo dice el archivo del mes; quite --contract, o el archivo.")
    if asked["public"] and asked["trace"]:
        raise click.UsageError("--public no abre un navegador; quite --trace.")
    if asked["public"] and headed:
        raise click.UsageError("--public no abre un navegador; quite --headed.")
    if asked["entity"] and not asked["contract"]:
        raise click.UsageError("--entity va con --contract.")
    from secop_bot.commands.status import Asked, run_status

    sys.exit(run_status(Asked(month=month, headless=_headless(headed), **asked), as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot receipts --verify")
@click.option("--verify", "check", is_flag=True, help="Revisa que nada haya cambiado en los recibos.")
@_json
def receipts(*, check: bool, as_json: bool) -> None:
    """Muestra los recibos que hay en este computador."""
    from secop_bot.commands.receipts import run_receipts

    sys.exit(run_receipts(check=check, as_json=as_json))


@cli.command("edit-rejected", cls=SpanishCommand, example="secop-bot edit-rejected octubre.yaml")
@_month
@_send
@_yes
@click.option("--dry-run", is_flag=True, help="Muestra el motivo y lo que difiere, sin oprimir Editar ni guardar nada.")
@_as_written
@_headed
@_slow_mo
@_trace
@_json
def edit_rejected(*, month: Path, headed: bool | None, as_json: bool, **asked: Any) -> None:
    """Muestra por qué rechazaron el pago y corrige lo que difiere de su archivo. Se detiene antes de Enviar."""
    _check_asked(asked)
    from secop_bot.commands.filing import How, run_edit_rejected

    sys.exit(run_edit_rejected(month, How(headless=_headless(headed), evidence=False, **asked), as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot doctor --portal")
@click.option("--portal", is_flag=True, help="Entra a SECOP II y dice qué encuentra en cada página, sin escribir nada.")
@click.option(
    "--open-form", is_flag=True, help="Con --portal: abre también el formulario del pago y sale con Cancelar."
)
@click.option(
    "--contract", metavar="NÚMERO", help="El contrato que se mira; si no, el configurado o el primero en ejecución."
)
@click.option("--entity", metavar="NOMBRE", help="La entidad, si otra usa el mismo número de contrato.")
@_headed
@_json
def doctor(*, portal: bool, open_form: bool, headed: bool | None, as_json: bool, **asked: Any) -> None:
    """Revisa este computador y, con --portal, si el bot encuentra todo en las páginas de SECOP II."""
    if (open_form or asked["contract"]) and not portal:
        raise click.UsageError("--open-form y --contract van con --portal.")
    if asked["entity"] and not asked["contract"]:
        raise click.UsageError("--entity va con --contract.")
    from secop_bot.commands.doctor import Examined, run_doctor

    examined = Examined(portal=portal, open_form=open_form, headless=_headless(headed), **asked)
    sys.exit(run_doctor(examined, as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot record")
@click.argument("folder", metavar="[CARPETA]", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--check", is_flag=True, help="Revisa una grabación sin entrar al portal: qué se reconoce y qué no.")
@click.option("--walk", is_flag=True, help="El bot entra y recorre hasta Plan de pagos; si no, recorre usted.")
@click.option(
    "--contract", metavar="NÚMERO", help="Con --walk: el contrato; si no, el configurado o el primero en ejecución."
)
@click.option("--entity", metavar="NOMBRE", help="La entidad, si otra usa el mismo número de contrato.")
@click.option("--open-form", is_flag=True, help="Con --walk: abre también el formulario y sale por Cancelar.")
@click.option("--pictures", is_flag=True, help="Guarda además una imagen de cada página, sin letras.")
@click.option("--yes", is_flag=True, help="Escribe la grabación sin preguntar.")
@_headed
@_json
def record(*, folder: Path | None, check: bool, headed: bool | None, as_json: bool, **asked: Any) -> None:
    """Graba páginas del portal sin datos personales, para que el bot las conozca; no oprime nada que cambie algo."""
    if check and (any(asked.values()) or headed is not None):
        raise click.UsageError("--check va solo con la carpeta.")
    if check and folder is None:
        raise click.UsageError("--check necesita la carpeta de la grabación.")
    if not asked["walk"] and (asked["contract"] or asked["entity"] or asked["open_form"]):
        raise click.UsageError("--contract, --entity y --open-form van con --walk.")
    if asked["entity"] and not asked["contract"]:
        raise click.UsageError("--entity va con --contract.")
    if not asked["walk"] and headed is False:
        raise click.UsageError("Sin --walk recorre usted, y para eso hace falta la ventana; quite --headless.")
    if check and folder:
        from secop_bot.commands.recording_check import run_check

        sys.exit(run_check(folder, as_json=as_json))
    from secop_bot.commands.recording import Asked, run_record

    sys.exit(run_record(Asked(folder=folder, headless=_headless(headed), **asked), as_json=as_json))


@cli.command(cls=SpanishCommand, example="secop-bot mock --port 8000")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Puerto; 0 busca uno libre.")
@click.option("--scenario", type=click.Path(path_type=Path), metavar="ARCHIVO.json", help="Cómo se porta el simulador.")
@_skin
def mock(*, port: int, scenario: Path | None, skin: Skin | None) -> None:
    """Sirve el SECOP II simulado en este computador, para ensayar y para pruebas."""
    from secop_bot.commands.rehearsing import run_mock

    sys.exit(run_mock(port, scenario, skin))


def _check_asked(asked: dict[str, Any]) -> None:
    if asked["yes"] and not asked["send"]:
        raise click.UsageError("--yes solo tiene sentido con --send.")
    if asked["send"] and asked["dry_run"]:
        raise click.UsageError("--dry-run no guarda ni envía nada; quite --send.")


def _headless(headed: bool | None) -> bool | None:  # noqa: FBT001 - a flag with a third state
    return None if headed is None else not headed


def main() -> NoReturn:
    """Run the command line; every way out has its exit code and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if not stream.isatty():  # Windows would write a pipe in its old code page
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a text stream of the interpreter's
    _keep_driver_silent()
    try:
        with interruptible():
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
        _fail(error)
    except Exception as error:  # noqa: BLE001 - the last resort of a command that reports nothing itself
        from secop_bot.crash import describe_crash
        from secop_bot.settings import home_folder

        _fail(describe_crash(error, home_folder()))
    sys.exit(0)


def _keep_driver_silent() -> None:
    """Take away what makes Playwright log what is typed: the password would be in it. It reads this when imported."""
    for name in _DRIVER_LOGS:
        if os.environ.pop(name, None):
            click.echo(
                f"⚠ Se pasa por alto {name}: el registro del navegador mostraría su contraseña. Use --trace.", err=True
            )


def _fail(error: SecopBotError) -> NoReturn:
    from secop_bot.printing import print_error
    from secop_bot.screen import Screen

    print_error(Screen(to_stderr=True).console, error)
    sys.exit(error.exit_code)

"""Click's help and usage errors in Spanish, with the commands in the order of a contractor's month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HELP = "Muestra esta ayuda y termina."


class SpanishCommand(click.Command):
    """A command whose help is in Spanish and ends with one ``example``."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._example = example

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write ``Uso: …``."""
        pieces = [piece.replace("[OPTIONS]", "[OPCIONES]") for piece in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Uso: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the example."""
        _write_options(self, ctx, formatter)
        if self._example:
            with formatter.section("Ejemplo"):
                formatter.write_text(self._example)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help`` with a Spanish text."""
        return _in_spanish(super().get_help_option(ctx))

    @property
    def example(self) -> str:
        """One way to call it."""
        return self._example


class SpanishGroup(click.Group):
    """A group that lists its commands under Spanish heads; ``groups`` maps a head to names, in order."""

    def __init__(self, *args: Any, groups: Mapping[str, Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = groups

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write ``Uso: …``."""
        formatter.write_usage(ctx.command_path, "[OPCIONES] COMANDO [ARGUMENTOS]…", prefix="Uso: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands first: they are what a contractor looks for."""
        self.format_commands(ctx, formatter)
        _write_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each group of commands, with one example each."""
        for head, names in self._groups.items():
            with formatter.section(head):
                rows = []
                for name in names:
                    command = self.get_command(ctx, name)
                    if command is not None:
                        example = getattr(command, "example", "")
                        rows.append((name, f"{command.get_short_help_str(limit=400)} Ej.: {example}"))
                formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help`` with a Spanish text."""
        return _in_spanish(super().get_help_option(ctx))


def _write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    options = [param for param in command.get_params(ctx) if isinstance(param, click.Option)]
    rows = [row for option in options if (row := option.get_help_record(ctx))]
    if rows:
        with formatter.section("Opciones"):
            formatter.write_dl(rows)


def _in_spanish(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = _HELP
    return option


def usage_error_in_spanish(error: click.UsageError) -> str:
    """Say what is wrong with the command as typed, and where to look."""
    match error:
        case click.NoSuchOption():
            said = f"No existe la opción {error.option_name}."
            if error.possibilities:
                said += f" ¿Quiso decir {', '.join(sorted(error.possibilities))}?"
        case click.MissingParameter(param=click.Parameter() as param):
            said = f"Falta {param.make_metavar(error.ctx) if error.ctx else param.name}."
        case click.BadParameter(param=click.Parameter() as param):
            said = f"El valor de {'/'.join(param.opts)} no sirve."
        case click.BadOptionUsage():
            said = f"La opción {error.option_name} está incompleta o sobra algo."
        case _ if error.message.startswith("No such command"):
            said = f"No existe el comando {error.message.split()[-1].strip('.')}."
        case _ if error.message.startswith("Got unexpected extra argument"):
            extra = error.message.partition("(")[2].rstrip(").")
            said = f"En el comando sobra: {extra}. Si el nombre del archivo tiene espacios, póngalo entre comillas."
        case _:
            said = error.message
    path = error.ctx.command_path if error.ctx else "secop-bot"
    return f"✗ {said}\n  Qué hacer: mire {path} --help"

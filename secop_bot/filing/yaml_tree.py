"""A small YAML file as text, dicts and lists, each key with its line: no type guessed, no trick followed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from secop_bot.filing.problems import MonthFileError, Problem, Severity
from secop_bot.filing.text import printable, quoted
from secop_bot.filing.yaml_text import read_text, syntax_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Tree: TypeAlias = "str | dict[str, Tree] | list[Tree] | None"
Loc: TypeAlias = tuple[str | int, ...]
"""The way to a value: ``("documentos", "otros", 0)``."""

_MAX_DEPTH = 8
_MAX_EVENTS = 2000
_ABSENT = frozenset({"", "~", "null", "Null", "NULL"})
_INVISIBLE = frozenset({"Cc", "Cf"})
_TOO_BIG = "Deje en el archivo solo los datos del mes, como los escribe secop-bot en su ejemplo."


@dataclass(frozen=True)
class YamlFile:
    """What a file says. ``lines`` has the line (from 1) of every key and list item, filled or not."""

    data: Mapping[str, Tree]
    lines: Mapping[Loc, int]
    problems: tuple[Problem, ...]


def read_yaml(path: Path) -> YamlFile:
    """Read a file whose root is a mapping; scalars stay as written, an empty plain one or ``null`` is None.

    A duplicate key is a problem of the result (the first one stands); everything else that is wrong raises.

    :raises MonthFileError: for a file that can't be read, is no YAML, or uses aliases, anchors or tags.
    """
    text = read_text(path)
    builder = _Builder(path, _events(path, text))
    return YamlFile(builder.document(), builder.lines, tuple(builder.problems))


def dotted(loc: Loc) -> str:
    """Name a place for people, list items counted from 1: ``documentos.otros[1]``."""
    name = ""
    for part in loc:
        if isinstance(part, int):
            name += f"[{part + 1}]"
        else:
            name += f".{printable(part)}" if name else printable(part)
    return name


def _events(path: Path, text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except (YAMLError, ValueError, OverflowError) as error:
        raise MonthFileError(path, [syntax_problem(path, error)]) from None


class _Builder:
    def __init__(self, path: Path, events: Iterator[Event]) -> None:
        self.path = path
        self.lines: dict[Loc, int] = {}
        self.problems: list[Problem] = []
        self._events = enumerate(events)

    def document(self) -> dict[str, Tree]:
        root = self._next(StreamStartEvent, DocumentStartEvent)
        if isinstance(root, StreamEndEvent):
            self._refuse(None, "El archivo no tiene ningún dato.", "Escriba en él los datos del mes.")
        if not isinstance(root, MappingStartEvent):
            self._check_plain(root)
            self._refuse(
                root,
                "El archivo no tiene la forma «nombre: dato».",
                "Escriba un dato por línea, por ejemplo «periodo: 2026-10».",
            )
        data = self._mapping(root, ())
        after = self._next(DocumentEndEvent)
        if not isinstance(after, StreamEndEvent):
            self._refuse(after, "El archivo tiene varios documentos YAML.", "Quite la línea «---» y lo que le sigue.")
        return data

    def _next(self, *skipped: type[Event]) -> Event:
        for count, event in self._events:
            if count > _MAX_EVENTS:
                self._refuse(event, "El archivo tiene demasiados datos para ser un mes.", _TOO_BIG)
            if not isinstance(event, skipped):
                return event
        raise AssertionError("the parser always ends with StreamEndEvent")

    def _value(self, event: Event, loc: Loc) -> Tree:
        self._check_plain(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if len(loc) >= _MAX_DEPTH:
            self._refuse(event, "El archivo tiene demasiados niveles, unos dentro de otros.", _TOO_BIG)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(loc)
        return self._mapping(event, loc)

    def _mapping(self, start: Event, loc: Loc) -> dict[str, Tree]:
        self._check_plain(start)
        data: dict[str, Tree] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            self._check_plain(event)
            if not isinstance(event, ScalarEvent):
                self._refuse(
                    event,
                    "Donde debe estar el nombre de un dato hay una lista o un grupo.",
                    "Escriba el dato como «nombre: dato», sin corchetes ni llaves en el nombre.",
                )
            key = self._visible(event)
            inner = (*loc, key)
            line = _line(event)
            first = self.lines.setdefault(inner, line)
            value = self._value(self._next(), inner)
            if key in data:
                self.problems.append(
                    Problem(
                        Severity.ERROR,
                        f"El dato {quoted(key)} está dos veces: ya estaba en la línea {first}.",
                        "Deje uno solo.",
                        dotted(inner),
                        line,
                        self.path,
                    )
                )
            else:
                data[key] = value
        return data

    def _sequence(self, loc: Loc) -> list[Tree]:
        items: list[Tree] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            inner = (*loc, len(items))
            self.lines.setdefault(inner, _line(event))
            items.append(self._value(event, inner))
        return items

    def _scalar(self, event: ScalarEvent) -> str | None:
        if event.style is None and event.value in _ABSENT:
            return None
        return self._visible(event)

    def _visible(self, event: ScalarEvent) -> str:
        value = _paired(str(event.value))
        if any(unicodedata.category(char) in _INVISIBLE and char not in "\t\n" for char in value):
            self._refuse(
                event,
                f"El dato {quoted(value)} tiene caracteres invisibles.",
                "Bórrelo y escríbalo de nuevo a mano; si es una ruta con «\\», use «/» o comillas simples.",
            )
        return value

    def _check_plain(self, event: Event) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self._refuse(
                event,
                "El archivo usa «*» o «&» para repetir datos, y eso no se acepta.",
                "Escriba el dato completo; si empieza por ese signo, póngalo entre comillas.",
            )
        if getattr(event, "tag", None):
            self._refuse(
                event,
                "El archivo usa «!», una etiqueta de YAML, y eso no se acepta.",
                "Quítela; si el dato empieza por ese signo, póngalo entre comillas.",
            )

    def _refuse(self, event: Event | None, message: str, remedy: str) -> NoReturn:
        line = _line(event) if event is not None else None
        problem = Problem(Severity.ERROR, message, remedy, line=line, file=self.path)
        raise MonthFileError(self.path, [*self.problems, problem])


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _paired(text: str) -> str:
    r"""Join what JSON writes as two escapes (``\ud83d\ude00``); half a pair becomes a visible mark."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

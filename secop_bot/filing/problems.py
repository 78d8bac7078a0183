"""Problems of a month file, each with its place and remedy, and the error that carries them all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from secop_bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Severity(StrEnum):
    """Whether a problem stops the filing."""

    ERROR = "error"
    WARNING = "warning"


class FlawError(ValueError):
    """One value or file is not usable: a Spanish ``message`` and a ``remedy``; the catcher adds the place."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True)
class Problem:
    """One thing to correct, or to know. ``key`` is dotted (``planilla.numero``), ``line`` counts from 1."""

    severity: Severity
    message: str
    remedy: str
    key: str = ""
    line: int | None = None
    file: Path | None = None

    def __str__(self) -> str:
        """One line, ``mes.yaml:7 · planilla.numero: message remedy``, without what is not known."""
        place = self.file.name if self.file else ""
        if place and self.line:
            place = f"{place}:{self.line}"
        where = " · ".join(part for part in (place, self.key) if part)
        said = f"{self.message} {self.remedy}"
        return f"{where}: {said}" if where else said


class MonthFileError(InputError):
    """The month file or its documents can't be filed; ``problems`` has all of them, warnings too, by line."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        errors = [problem for problem in self.problems if problem.severity is Severity.ERROR]
        if len(errors) == 1:
            key = f"{errors[0].key}: " if errors[0].key else ""
            message = f"Hay 1 error en {path.name}: {key}{errors[0].message}"
            remedy = errors[0].remedy
        else:
            message = f"Hay {len(errors)} errores en {path.name}."
            remedy = "Corrija cada uno como se indica y ejecute otra vez el mismo comando."
        super().__init__("month_file", message, remedy)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by line; what has no line (a key that is missing) comes last."""
    return tuple(sorted(problems, key=lambda problem: (problem.line is None, problem.line or 0)))

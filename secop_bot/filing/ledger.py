"""Where the rules write: each field with its value and origin, and each problem with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from secop_bot.filing.problems import Problem, Severity
from secop_bot.filing.yaml_tree import dotted

if TYPE_CHECKING:
    from datetime import date

    from secop_bot.filing.fields import Field, Value
    from secop_bot.filing.month import MonthDraft, Reading
    from secop_bot.filing.profile import Profile
    from secop_bot.filing.yaml_tree import Loc

_KEEP_OR_DROP = "Quite la línea para usar el valor de la guía, o déjela si su entidad lo pide así."


@dataclass(frozen=True)
class Resolved:
    """A value of the form and, in Spanish, where it comes from; ``given`` if it was written by hand."""

    value: Value
    origin: str
    given: bool


@dataclass(frozen=True)
class Ledger:
    """One file on its way through the rules; ``fields`` and ``problems`` grow."""

    reading: Reading
    profile: Profile
    today: date
    fields: dict[Field, Resolved] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def draft(self) -> MonthDraft:
        """What is usable in the file."""
        return self.reading.draft

    def filled(self, *loc: str) -> bool:
        """Whether the file gives a value at a place, usable or not."""
        return loc in self.reading.filled

    def written(self, target: Field, value: Value, *loc: str) -> None:
        """Take a value from the file, written at a place."""
        line = self.reading.lines.get(loc)
        self.fields[target] = Resolved(value, f"escrito en {self.reading.path.name}, línea {line}", given=True)

    def ruled(self, target: Field, value: Value, origin: str) -> None:
        """Take the value that a rule gives."""
        self.fields[target] = Resolved(value, origin, given=False)

    def error(self, loc: Loc, message: str, remedy: str) -> None:
        """Note what stops the filing."""
        self._note(Severity.ERROR, loc, message, remedy)

    def warn(self, loc: Loc, message: str, remedy: str) -> None:
        """Note what the contractor should know."""
        self._note(Severity.WARNING, loc, message, remedy)

    def departs(self, letter: str, said: str, rule_gives: str, *loc: str) -> None:
        """Warn that a value written by hand departs from a rule, and say what the rule would give."""
        self.warn(
            loc,
            f"{said}; la {self.profile.rule(letter)}, pide {rule_gives}.",
            _KEEP_OR_DROP,
        )

    def _note(self, severity: Severity, loc: Loc, message: str, remedy: str) -> None:
        lines = self.reading.lines
        line = lines.get(loc) or lines.get(loc[:-1])
        self.problems.append(Problem(severity, message, remedy, dotted(loc), line, self.reading.path))

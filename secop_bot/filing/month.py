"""The month file: what a contractor writes for one payment, read with every error at its line."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError

from secop_bot.filing.calendar import Period
from secop_bot.filing.money import parse_pesos
from secop_bot.filing.month_errors import month_problem
from secop_bot.filing.values import (
    Persona,
    as_notes,
    as_text,
    parse_cufe,
    parse_day,
    parse_payment,
    parse_persona,
    parse_planilla,
    parse_profile,
    reader,
)
from secop_bot.filing.yaml_tree import Loc, Tree, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from secop_bot.filing.problems import Problem

Text: TypeAlias = Annotated[str, PlainValidator(as_text)]
Notes: TypeAlias = Annotated[str, PlainValidator(as_notes)]
Day: TypeAlias = Annotated[date, PlainValidator(reader(parse_day))]
Pesos: TypeAlias = Annotated[Decimal, PlainValidator(reader(parse_pesos))]
Month: TypeAlias = Annotated[Period, PlainValidator(reader(Period.parse))]
PaymentNumber: TypeAlias = Annotated[int, PlainValidator(reader(parse_payment))]
PlanillaNumber: TypeAlias = Annotated[str, PlainValidator(reader(parse_planilla))]
Cufe: TypeAlias = Annotated[str, PlainValidator(reader(parse_cufe))]
PersonaKind: TypeAlias = Annotated[Persona, PlainValidator(reader(parse_persona))]
ProfileName: TypeAlias = Annotated[str, PlainValidator(reader(parse_profile))]


class _Part(BaseModel):
    """A frozen part of the file; a draft ignores the keys that the finished part forbids."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PlanillaDraft(_Part):
    """What is usable under ``planilla``."""

    numero: PlanillaNumber | None = None
    fecha_pago: Day | None = None


class Planilla(PlanillaDraft, extra="forbid"):
    """The social security payment: its number as written, and the day it was paid."""

    numero: PlanillaNumber
    fecha_pago: Day


class FacturaDraft(_Part):
    """What is usable under ``factura``."""

    numero: Text | None = None
    cufe: Cufe | None = None


class Factura(FacturaDraft, extra="forbid"):
    """The electronic invoice: its number, and its CUFE in lower case."""

    numero: Text
    cufe: Cufe


class DocumentosDraft(_Part):
    """Paths as written, relative to the month file; None where there is none that is usable."""

    cuenta_de_cobro: Text | None = None
    informe_de_actividades: Text | None = None
    planilla: Text | None = None
    certificado_arl: Text | None = None
    orden_de_pago: Text | None = None
    otros: tuple[Text | None, ...] | None = None


class Documentos(DocumentosDraft, extra="forbid"):
    """The documents of a file without errors."""

    otros: tuple[Text, ...] | None = None


class MonthDraft(_Part):
    """What is usable in a file, for the rules to go on with when something else in it is wrong."""

    contrato: Text | None = None
    entidad: Text | None = None
    periodo: Month | None = None
    pago: PaymentNumber | None = None
    perfil: ProfileName | None = None
    persona: PersonaKind | None = None
    valor: Pesos | None = None
    valor_neto: Pesos | None = None
    valor_total: Pesos | None = None
    planilla: PlanillaDraft | None = None
    factura: FacturaDraft | None = None
    documentos: DocumentosDraft | None = None
    evidencias: Text | None = None
    numero_factura: Text | None = None
    fecha_emision: Day | None = None
    fecha_vencimiento: Day | None = None
    fecha_recepcion: Day | None = None
    numero_radicacion: Text | None = None
    notas: Notes | None = None


class MonthFile(MonthDraft, extra="forbid"):
    """A month file in which every value is well formed; whether they keep the rules is for ``filing.py``."""

    contrato: Text
    periodo: Month
    pago: PaymentNumber
    planilla: Planilla | None = None
    factura: Factura | None = None
    documentos: Documentos


@dataclass(frozen=True)
class Reading:
    """What was read: always a draft, a ``month`` only where there is no problem.

    ``filled`` has every place that the file gives a value, usable or not.
    """

    path: Path
    draft: MonthDraft
    month: MonthFile | None
    lines: Mapping[Loc, int]
    filled: frozenset[Loc]
    problems: tuple[Problem, ...]


def read_draft(path: Path) -> Reading:
    """Read a month file, keeping what is usable beside the problems.

    :raises MonthFileError: if it is no YAML mapping at all.
    """
    source = read_yaml(path)
    problems = list(source.problems)
    usable: dict[str, Tree] = copy.deepcopy(dict(source.data))
    month = None
    try:
        month = MonthFile.model_validate(source.data)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            problems.append(month_problem(error, MonthFile, path, source.lines))
            _blank(usable, error["loc"])
    return Reading(
        path,
        MonthDraft.model_validate(usable),
        month if not problems else None,
        source.lines,
        frozenset(_filled(source.data)),
        tuple(problems),
    )


def _blank(data: Any, loc: Loc) -> None:
    """Empty the value at a place, if it is there."""
    *parents, last = loc
    for part in parents:
        data = data[part]
    if not isinstance(data, dict) or last in data:
        data[last] = None


def _filled(tree: object, loc: Loc = ()) -> set[Loc]:
    match tree:
        case None:
            return set()
        case dict():
            inner = [_filled(value, (*loc, key)) for key, value in tree.items()]
        case list():
            inner = [_filled(value, (*loc, index)) for index, value in enumerate(tree)]
        case _:
            inner = []
    return {loc}.union(*inner)

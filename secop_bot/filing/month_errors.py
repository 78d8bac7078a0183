"""What pydantic finds wrong in a month file, as sentences for the contractor that name the key."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from secop_bot.filing.problems import FlawError, Problem, Severity
from secop_bot.filing.text import quoted
from secop_bot.filing.yaml_tree import dotted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from secop_bot.filing.yaml_tree import Loc

_LONGEST_KEY = 40
_EXAMPLES = {
    "contrato": "«contrato: CO1.PCCNTR.8263723», el «Número del Contrato» que muestra SECOP II",
    "periodo": "«periodo: 2026-10», el mes que cobra",
    "pago": "«pago: 5», cuál de los pagos del contrato es",
    "documentos": "«documentos:» y debajo, con dos espacios, cada documento con su ruta",
    "planilla": "«planilla:» y debajo, con dos espacios, numero y fecha_pago",
    "planilla.numero": 'debajo de planilla «numero: "9412345678"»',
    "planilla.fecha_pago": "debajo de planilla «fecha_pago: 2026-11-04», el día en que la pagó",
    "factura": "«factura:» y debajo, con dos espacios, numero y cufe",
    "factura.numero": "debajo de factura «numero: FV-12», el número de la factura electrónica",
    "factura.cufe": "debajo de factura «cufe:» y los 96 dígitos del CUFE",
}


def month_problem(error: ErrorDetails, model: type[BaseModel], path: Path, lines: Mapping[Loc, int]) -> Problem:
    """Translate one of pydantic's errors; a key that is missing has the line of the group it belongs to."""
    loc = error["loc"]
    key = dotted(loc)
    message, remedy = _sentence(error, model, key)
    line = lines.get(loc) or lines.get(loc[:-1])
    return Problem(Severity.ERROR, message, remedy, key, line, path)


def _sentence(error: ErrorDetails, model: type[BaseModel], key: str) -> tuple[str, str]:
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown(error["loc"], model)
    if kind == "missing" or (error["input"] is None and isinstance(error["loc"][-1], str)):
        return "Falta este dato.", f"Escriba {_EXAMPLES.get(key, 'el dato')}."
    flaw = error.get("ctx", {}).get("error")
    if isinstance(flaw, FlawError):
        return flaw.message, flaw.remedy
    if kind in {"tuple_type", "list_type"}:
        return "Debe ser una lista.", "Escriba cada ruta en su línea, con «- » delante, o []."
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        return "Debe ser un grupo de datos.", f"Escriba {_EXAMPLES.get(key, 'sus datos debajo')}."
    return "No tiene la forma esperada.", "Compare la línea con el ejemplo del archivo del mes."


def _unknown(loc: Loc, model: type[BaseModel]) -> tuple[str, str]:
    name = str(loc[-1])
    known = list(_part(loc[:-1], model).model_fields)
    message = f"El archivo dice {quoted(name)}, y ese dato no se conoce."
    near = difflib.get_close_matches(name.casefold(), known, n=1) if len(name) <= _LONGEST_KEY else []
    if near:
        return message, f"¿Quiso escribir «{near[0]}»?"
    return message, f"Quítelo; los datos de este grupo son: {', '.join(known)}."


def _part(loc: Loc, model: type[BaseModel]) -> type[BaseModel]:
    """Return the model of the group at a place, from the annotation ``Part`` or ``Part | None``."""
    for name in loc:
        annotation: Any = model.model_fields[str(name)].annotation
        options = getattr(annotation, "__args__", (annotation,))
        model = next(option for option in options if hasattr(option, "model_fields"))
    return model

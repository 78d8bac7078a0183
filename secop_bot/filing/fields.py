"""The fields of the payment form: their keys in the month file, their titles on the screen, their values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, assert_never

from secop_bot.filing.money import format_pesos

Value: TypeAlias = bool | str | date | Decimal


class Field(StrEnum):
    """A field of the form, in the form's order; its value is the month file's dotted key."""

    OBLIGADO = "obligado_a_facturar"
    CUFE = "factura.cufe"
    NUMERO_FACTURA = "numero_factura"
    FECHA_EMISION = "fecha_emision"
    FECHA_VENCIMIENTO = "fecha_vencimiento"
    VALOR_NETO = "valor_neto"
    VALOR_TOTAL = "valor_total"
    NOTAS = "notas"
    FECHA_RECEPCION = "fecha_recepcion"
    NUMERO_RADICACION = "numero_radicacion"
    PLANILLA_NUMERO = "planilla.numero"
    PLANILLA_FECHA = "planilla.fecha_pago"

    @property
    def label(self) -> str:
        """The Spanish name, as the form's label shows it."""
        return _TITLES[self]


_TITLES = {
    Field.OBLIGADO: "Obligado a facturar electrónicamente",
    Field.CUFE: "CUFE",
    Field.NUMERO_FACTURA: "Número de factura",
    Field.FECHA_EMISION: "Fecha de emisión",
    Field.FECHA_VENCIMIENTO: "Fecha de vencimiento",
    Field.VALOR_NETO: "Valor neto",
    Field.VALOR_TOTAL: "Valor total",
    Field.NOTAS: "Notas",
    Field.FECHA_RECEPCION: "Fecha de recepción original",
    Field.NUMERO_RADICACION: "Número de radicación",
    Field.PLANILLA_NUMERO: "Número de planilla",
    Field.PLANILLA_FECHA: "Fecha de pago",
}


def show(value: Value) -> str:
    """Write a value for people: ``Sí`` / ``No``, ``04/11/2026``, ``3.500.000``, text as it is."""
    match value:
        case bool():
            return "Sí" if value else "No"
        case date():
            return f"{value:%d/%m/%Y}"
        case Decimal():
            return format_pesos(value)
        case str():
            return value
        case _:
            assert_never(value)

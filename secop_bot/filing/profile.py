"""An entity's rules as data: the profile ``guia``, each rule with its letter in the contractor's guide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class EmissionRule(Enum):
    """How "Fecha de emisión" follows from the billed month."""

    FIRST_BUSINESS_DAY_AFTER_PERIOD = auto()


class DueRule(Enum):
    """How "Fecha de vencimiento" follows from the emission."""

    LAST_DAY_OF_EMISSION_MONTH = auto()


class ReceptionRule(Enum):
    """How "Fecha de recepción original" follows from today and the emission."""

    TODAY_BETWEEN_EMISSION_AND_LIMIT = auto()


@dataclass(frozen=True)
class Profile:
    """The rules of one entity.

    ``letters`` has, for each rule's letter, what it says; ``{}`` fields are filled by ``origin``.
    """

    name: str
    source: str
    letters: Mapping[str, str]
    invoice_template: str
    radicado_template: str
    emission: EmissionRule
    due: DueRule
    reception: ReceptionRule
    reception_limit: int
    required_documents: tuple[str, ...]
    not_with_first_payment: frozenset[str]
    planilla_since: date

    def rule(self, letter: str) -> str:
        """Name a rule: ``"guía, letra c"``."""
        return f"{self.source}, letra {letter}"

    def origin(self, letter: str, **words: str) -> str:
        """Say where a value comes from: ``"guía, letra c: primer día hábil después de octubre de 2026"``."""
        return f"{self.rule(letter)}: {self.letters[letter].format(**words)}"

    def invoice_number(self, payment: int) -> str:
        """Return a natural person's invoice number: ``"Pago 005"``."""
        return self.invoice_template.format(pago=payment)

    def radicado(self, payment: int) -> str:
        """Return the payment's ID as the portal is expected to show it: ``"005"``."""
        return self.radicado_template.format(pago=payment)

    def required_with(self, payment: int) -> tuple[str, ...]:
        """Return the kinds of document that must go with a payment."""
        return tuple(
            kind for kind in self.required_documents if payment != 1 or kind not in self.not_with_first_payment
        )


GUIA: Final = Profile(
    name="guia",
    source="guía",
    letters=MappingProxyType(
        {
            "a": "No, porque el archivo no trae factura electrónica",
            "b": "persona natural, el número del pago",
            "c": "primer día hábil después de {period}",
            "d": "último día calendario del mes de la emisión",
            "e": "persona natural, el valor cobrado en neto y en total",
            "f": "no es necesario diligenciarlas",
            "g": "el día en que se presenta, a más tardar el tercer día hábil del mes ({limit})",
            "h": "el ID del pago, como lo muestre el portal",
            "i": "documentos obligatorios",
            "j": "número y fecha de pago de la planilla",
        }
    ),
    invoice_template="Pago {pago:03d}",
    radicado_template="{pago:03d}",
    emission=EmissionRule.FIRST_BUSINESS_DAY_AFTER_PERIOD,
    due=DueRule.LAST_DAY_OF_EMISSION_MONTH,
    reception=ReceptionRule.TODAY_BETWEEN_EMISSION_AND_LIMIT,
    reception_limit=3,
    required_documents=(
        "cuenta_de_cobro",
        "informe_de_actividades",
        "planilla",
        "certificado_arl",
        "orden_de_pago",
    ),
    not_with_first_payment=frozenset({"orden_de_pago"}),
    planilla_since=date(2022, 6, 11),
)

PROFILES: Final[Mapping[str, Profile]] = MappingProxyType({GUIA.name: GUIA})

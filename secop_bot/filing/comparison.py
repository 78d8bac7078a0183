"""What was meant beside what the form shows: every difference, named for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from secop_bot.filing.fields import Field, Value, show
from secop_bot.filing.text import collapsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from secop_bot.filing.rows import PaymentRow

_NOT_SHOWN = "(no aparece)"
_NOTHING = "(nada)"
_EMPTY = "(vacío)"
_DOCUMENTS = "Documentación"


@dataclass(frozen=True)
class FormReading:
    """The form as read. A field missing from ``fields`` is not shown; None is shown and empty or unreadable.

    ``documents`` has the names under Documentación; the states are the texts beside Validar.
    """

    payment_id: str
    fields: Mapping[Field, Value | None]
    documents: tuple[str, ...]
    planilla_state: str
    cufe_state: str


@dataclass(frozen=True)
class Difference:
    """One thing that is not as meant, in Spanish."""

    what: str
    meant: str
    shown: str

    def __str__(self) -> str:
        """For people: ``Valor neto: debía ser «1» y el portal muestra «2»``, ``Documentación: falta «a.pdf»``."""
        if self.what == _DOCUMENTS and self.shown == _NOT_SHOWN:
            return f"{self.what}: falta «{self.meant}»"
        if self.what == _DOCUMENTS and self.meant == _NOTHING:
            return f"{self.what}: sobra «{self.shown}»"
        return f"{self.what}: debía ser «{self.meant}» y el portal muestra «{self.shown}»"


def differences(meant: Mapping[Field, Value], names: Sequence[str], reading: FormReading) -> list[Difference]:
    """Compare each field of ``meant`` by its value, and the attached names exactly, as often as each stands.

    Spacing does not count in text, nor case in a CUFE. What the form shows beyond ``meant``, and the
    states of Validar, are for the caller.
    """
    return [*_field_differences(meant, reading.fields), *_name_differences(names, reading.documents)]


def row_differences(meant: Mapping[Field, Value], row: PaymentRow) -> list[Difference]:
    """Compare invoice number and value of a row of Plan de pagos with what is meant. Spacing does not count in text."""
    number, total = meant[Field.NUMERO_FACTURA], meant[Field.VALOR_TOTAL]
    wrong = []
    if collapsed(row.invoice_number) != number:
        wrong.append(Difference("Número de factura en la fila", show(number), row.invoice_number))
    if row.value != total:
        wrong.append(Difference("Valor en la fila", show(total), "" if row.value is None else show(row.value)))
    return wrong


def _field_differences(meant: Mapping[Field, Value], shown: Mapping[Field, Value | None]) -> Iterator[Difference]:
    for field, wanted in meant.items():
        if field not in shown:
            if not _may_be_hidden(field, meant):
                yield Difference(field.label, _for_people(wanted), _NOT_SHOWN)
        elif not _same(field, wanted, shown[field]):
            yield Difference(field.label, _for_people(wanted), _for_people(shown[field]))


def _may_be_hidden(field: Field, meant: Mapping[Field, Value]) -> bool:
    return (field is Field.NOTAS and not meant[field]) or (field is Field.CUFE and meant.get(Field.OBLIGADO) is False)


def _same(field: Field, wanted: Value, found: Value | None) -> bool:
    match wanted, found:
        case str(), None:
            return not wanted
        case str(), str():
            left, right = collapsed(wanted), collapsed(found)
            return left.casefold() == right.casefold() if field is Field.CUFE else left == right
        case _:
            return type(wanted) is type(found) and wanted == found


def _name_differences(names: Sequence[str], shown: Sequence[str]) -> Iterator[Difference]:
    wanted, found = Counter(names), Counter(shown)
    for name in (wanted - found).elements():
        yield Difference(_DOCUMENTS, name, _NOT_SHOWN)
    for name in (found - wanted).elements():
        yield Difference(_DOCUMENTS, _NOTHING, name)


def _for_people(value: Value | None) -> str:
    return _EMPTY if value is None or value == "" else show(value)

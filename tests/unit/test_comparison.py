from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secop_bot.filing.comparison import Difference, FormReading, differences
from secop_bot.filing.fields import Field, Value

MEANT: dict[Field, Value] = {
    Field.OBLIGADO: True,
    Field.CUFE: "ab" * 48,
    Field.NUMERO_FACTURA: "Pago 005",
    Field.FECHA_EMISION: date(2026, 11, 3),
    Field.VALOR_NETO: Decimal(3500000),
    Field.NOTAS: "",
    Field.NUMERO_RADICACION: "005",
}
NAMES = ["cuenta.pdf", "informe.pdf"]


def reading(fields: dict[Field, Value | None] | None = None, documents: tuple[str, ...] = tuple(NAMES)) -> FormReading:
    return FormReading("005", MEANT if fields is None else fields, documents, "", "")


def test_a_form_as_meant_has_no_differences() -> None:
    assert differences(MEANT, NAMES, reading()) == []


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (Field.CUFE, "AB" * 48),
        (Field.NUMERO_FACTURA, " Pago\n  005 "),
        (Field.VALOR_NETO, Decimal("3500000.00")),
        (Field.NOTAS, None),
        (Field.NOTAS, "  "),
    ],
)
def test_the_same_value_in_other_writing_is_no_difference(field: Field, shown: Value | None) -> None:
    assert differences(MEANT, NAMES, reading({**MEANT, field: shown})) == []


@pytest.mark.parametrize(
    ("field", "shown", "difference"),
    [
        (Field.OBLIGADO, False, Difference("Obligado a facturar electrónicamente", "Sí", "No")),
        (Field.OBLIGADO, None, Difference("Obligado a facturar electrónicamente", "Sí", "(vacío)")),
        (Field.NUMERO_FACTURA, "pago 005", Difference("Número de factura", "Pago 005", "pago 005")),
        (Field.FECHA_EMISION, date(2026, 3, 11), Difference("Fecha de emisión", "03/11/2026", "11/03/2026")),
        (Field.FECHA_EMISION, "03/11/2026", Difference("Fecha de emisión", "03/11/2026", "03/11/2026")),
        (Field.VALOR_NETO, Decimal("35000.00"), Difference("Valor neto", "3.500.000", "35.000")),
        (Field.VALOR_NETO, None, Difference("Valor neto", "3.500.000", "(vacío)")),
        (Field.NOTAS, "vieja", Difference("Notas", "(vacío)", "vieja")),
        (Field.NUMERO_RADICACION, "5", Difference("Número de radicación", "005", "5")),
        (Field.NUMERO_RADICACION, "", Difference("Número de radicación", "005", "(vacío)")),
    ],
)
def test_another_value_is_a_difference_told_for_people(
    field: Field, shown: Value | None, difference: Difference
) -> None:
    assert differences(MEANT, NAMES, reading({**MEANT, field: shown})) == [difference]


@pytest.mark.parametrize("field", [field for field in MEANT if field is not Field.NOTAS])
def test_a_meant_field_that_is_not_shown_is_a_difference(field: Field) -> None:
    shown: dict[Field, Value | None] = {one: value for one, value in MEANT.items() if one is not field}
    (found,) = differences(MEANT, NAMES, reading(shown))
    assert (found.what, found.shown) == (field.label, "(no aparece)")


def test_empty_notes_and_the_cufe_of_who_has_none_need_not_be_shown() -> None:
    meant: dict[Field, Value] = {Field.OBLIGADO: False, Field.CUFE: "", Field.NOTAS: ""}
    assert differences(meant, [], reading({Field.OBLIGADO: False}, ())) == []


def test_notes_that_were_meant_must_be_shown() -> None:
    (found,) = differences({Field.NOTAS: "hola"}, [], reading({}, ()))
    assert found == Difference("Notas", "hola", "(no aparece)")


def test_what_is_not_meant_is_not_compared() -> None:
    assert differences({Field.NOTAS: ""}, NAMES, reading()) == []


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        (("informe.pdf", "cuenta.pdf"), []),
        (("cuenta.pdf",), [("informe.pdf", "(no aparece)")]),
        (("cuenta.pdf", "informe.pdf", "otro.pdf"), [("(nada)", "otro.pdf")]),
        (("cuenta.pdf", "informe.pdf", "informe.pdf"), [("(nada)", "informe.pdf")]),
        (("Cuenta.pdf", "informe.pdf"), [("cuenta.pdf", "(no aparece)"), ("(nada)", "Cuenta.pdf")]),
    ],
)
def test_the_names_are_compared_exactly_and_as_often_as_they_stand(
    shown: tuple[str, ...], found: list[tuple[str, str]]
) -> None:
    expected = [Difference("Documentación", *one) for one in found]
    assert differences(MEANT, NAMES, reading(None, shown)) == expected


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Difference("Valor neto", "1", "2"), "Valor neto: debía ser «1» y el portal muestra «2»"),
        (Difference("Documentación", "a.pdf", "(no aparece)"), "Documentación: falta «a.pdf»"),
        (Difference("Documentación", "(nada)", "a.pdf"), "Documentación: sobra «a.pdf»"),
    ],
)
def test_a_difference_is_told_in_words(one: Difference, said: str) -> None:
    assert str(one) == said


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_there_is_no_difference_only_between_the_same_names(meant: list[str], shown: list[str]) -> None:
    assert (not differences({}, meant, reading({}, tuple(shown)))) == (sorted(meant) == sorted(shown))

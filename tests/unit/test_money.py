from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secop_bot.filing.money import format_pesos, parse_pesos, read_pesos
from secop_bot.filing.problems import FlawError

amounts = st.decimals(Decimal("0.01"), Decimal(10**12), places=2)


@pytest.mark.parametrize(
    ("text", "pesos"),
    [
        ("3.500.000", "3500000"),
        ("3.500.000,50", "3500000.50"),
        ("3.500.000,5", "3500000.5"),
        ("3500000", "3500000"),
        ("3500000,50", "3500000.50"),
        ("3.500", "3500"),
        ("$ 3.500.000", "3500000"),
        ("$3.500.000,00 COP", "3500000"),
        ("  3.500.000 cop ", "3500000"),
        ("COP 3.500.000", "3500000"),
        ("COP $ 3.500.000", "3500000"),
        ("3.500.000\xa0COP", "3500000"),
        ("0,50", "0.50"),
    ],
)
def test_colombian_writing_is_read(text: str, pesos: str) -> None:
    assert parse_pesos(text) == Decimal(pesos)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("3,500,000", "3.500.000"),
        ("3,500,000.50", "3.500.000,50"),
        ("3500.50", "3500,50"),
        ("3.50", "3,50"),
        ("1.00", "1,00"),
        ("3,500", "3.500"),
        ("$ 3,500 COP", "3,50"),
        ("3500000,505", "3.500.000,50"),
        ("3.500.00", "3.500.000"),
        ("35.00.000", "3.500.000"),
        ("3500.000.000", "3.500.000"),
        ("0.500", "3.500.000"),
        ("003.500", "3.500.000"),
        ("-3.500.000", "3.500.000"),
        ("−3.500.000", "3.500.000"),
        ("0", "3.500.000"),
        ("0,00", "3.500.000"),
        ("3 500 000", "3.500.000"),
        ("3'500.000", "3.500.000"),
        ("3_500_000", "3.500.000"),
        ("3.5e6", "3.500.000"),
        ("٣٥٠٠", "3.500.000"),
        ("tres millones", "3.500.000"),
        ("", "3.500.000"),
        ("9" * 400, "3.500.000"),
        ("NaN", "3.500.000"),
    ],
)
def test_all_else_is_refused_and_the_right_form_shown(text: str, right: str) -> None:
    with pytest.raises(FlawError) as caught:
        parse_pesos(text)
    assert right in caught.value.remedy


_AMOUNT = "Escriba el valor que cobra, por ejemplo 3.500.000."
_NOT_OURS = "no es un valor en pesos como se escribe en Colombia."


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("0", "El valor es cero.", _AMOUNT),
        ("cop -5", "«cop -5» es negativo.", _AMOUNT),
        ("\N{MINUS SIGN}5", "«\N{MINUS SIGN}5» es negativo.", _AMOUNT),
        (
            "3,500",
            "«3,500» se puede leer de dos maneras.",
            "Escriba 3.500 si son miles, o 3,50 si son centavos.",
        ),
        ("3,500,000", f"«3,500,000» {_NOT_OURS}", "Escriba 3.500.000."),
        ("3,500,000.5", f"«3,500,000.5» {_NOT_OURS}", "Escriba 3.500.000,5."),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_write(text: str, message: str, remedy: str) -> None:
    with pytest.raises(FlawError) as caught:
        parse_pesos(text)
    assert (caught.value.message, caught.value.remedy) == (message, remedy)


@pytest.mark.parametrize("text", ["3.50", "tres millones"])
def test_what_is_no_amount_at_all_is_said_to_be_none(text: str) -> None:
    with pytest.raises(FlawError) as caught:
        parse_pesos(text)
    assert caught.value.message == f"«{text}» {_NOT_OURS}"


@given(amounts)
def test_what_is_written_is_read_again(amount: Decimal) -> None:
    assert parse_pesos(format_pesos(amount)) == amount
    assert read_pesos(f"$ {format_pesos(amount)} COP") == amount


@given(st.text())
def test_any_text_is_either_an_amount_or_refused(text: str) -> None:
    with suppress(FlawError):
        assert parse_pesos(text) > 0


@given(st.from_regex(r"[0-9.,]{1,12}", fullmatch=True))
def test_what_is_accepted_has_no_other_reading(text: str) -> None:
    amount = read_pesos(text)
    if amount is None:
        return
    whole, _, cents = text.partition(",")
    assert Decimal(f"{whole.replace('.', '')}.{cents or 0}") == amount
    assert text.count(",") <= 1
    assert len(cents) <= 2


def test_amounts_are_written_as_colombians_do() -> None:
    assert format_pesos(Decimal(3500000)) == "3.500.000"
    assert format_pesos(Decimal("3500000.5")) == "3.500.000,50"
    assert format_pesos(Decimal("-1234.05")) == "-1.234,05"
    assert format_pesos(Decimal(0)) == "0"


@pytest.mark.parametrize(
    ("shown", "pesos"),
    [
        ("3.500.000,00 COP", Decimal(3500000)),
        ("\n 3.500.000,50\xa0COP ", Decimal("3500000.50")),
        ("0,00 COP", Decimal(0)),
        ("", None),
        ("3,500,000.00", None),
        ("Cargando…", None),
    ],
)
def test_what_the_portal_shows_is_read_or_is_none(shown: str, pesos: Decimal | None) -> None:
    assert read_pesos(shown) == pesos

"""The count of steps: known beforehand, never beyond its end, and what the lines of a terminal mean."""

from __future__ import annotations

import pytest

from secop_bot.itinerary import Itinerary
from secop_bot.remote import Remote
from secop_bot.terminal_keys import Lines

STAGES = (("Entrar",), ("Crear el pago", "Registrar"), ("Llenar",), ("Salir",))


def test_steps_are_counted_and_those_left_out_count_as_passed() -> None:
    itinerary = Itinerary(STAGES)

    assert [
        itinerary.reach(title) for title in ("Entrar a SECOP II", "Registrar el pago 005", "Salir con Cancelar")
    ] == [
        "Paso 1 de 4",
        "Paso 2 de 4",
        "Paso 4 de 4",
    ]


def test_a_step_that_was_not_foreseen_or_comes_too_late_has_no_number() -> None:
    itinerary = Itinerary(STAGES)
    itinerary.reach("Salir")

    assert [itinerary.reach("Enviar"), itinerary.reach("Entrar"), itinerary.reach("Salir otra vez")] == [
        "",
        "",
        "Paso 4 de 4",
    ]


@pytest.mark.parametrize(
    ("typed", "paused", "stops"),
    [("\n", True, False), ("\n\r", False, False), ("hola\n", False, False), ("S\n", False, True), ("s", False, False)],
)
def test_only_enter_and_s_are_signals(typed: str, paused: bool, stops: bool) -> None:  # noqa: FBT001 - a table
    remote = Remote()
    lines = Lines(remote)

    for key in typed:
        lines.take(key)

    assert (remote.is_paused(), remote.take_stop(), remote.take_stop()) == (paused, stops, False)

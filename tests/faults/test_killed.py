"""Killed at every act (SIGKILL, a process of its own), then run once more: one payment with the right values."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.conftest import KILL_POINTS, SECOND_RUNS, Prove
from tests.faults.acts import When, watch
from tests.faults.conftest import Begin
from tests.faults.stories import COMPANY, StoryName, assert_next_run_files_it, assert_nothing_forbidden

ACTS: dict[StoryName, dict[str, int]] = {
    "sent": {"Entrar a SECOP II": 2},
    "saved": {
        "Buscar el contrato": 4,
        "Leer el Plan de pagos": 1,
        "Abrir el pago 005": 1,
        "Salir con Cancelar": 1,
        "Cargar las evidencias": 6,  # the step again, Cargar nuevo, its intent, Anexar, Cerrar, its end
        "Enviar": 4,  # its intent, Enviar, the yes to the portal's question, its end
    },
    "new": {"Crear el pago": 1, "Confirmar": 2},
    "corrected": {"Confirmar": 2, "Releer lo guardado": 3},
    "planned": {
        "Registrar el pago 005": 1,
        "Llenar los campos": 2,
        "Anexar los documentos": 4,
        "Validar Número de planilla": 1,
        "Validar CUFE": 1,
    },
    "rejected": {"Leer por qué": 1, "Editar": 3, "Registrar otra vez": 1},
}
"""How many acts the steps of each story have; the steps it shares with another stand there."""
POINTS = [
    (story, step, number, when)
    for story, steps in ACTS.items()
    for step, count in steps.items()
    for number in range(1, count + 1)
    for when in ("before", "after")
]
QUICK = {("saved", "Enviar", 3, "after")}
"""The point that stands for the others in the README's test command: the portal has just been told yes."""


@pytest.mark.parametrize(
    ("name", "step", "number", "when"),
    [pytest.param(*point, marks=[pytest.mark.quick] if point in QUICK else []) for point in POINTS],
)
def test_a_run_that_is_killed_never_costs_a_second_payment(
    name: StoryName,
    step: str,
    number: int,
    when: When,
    *,
    begin: Begin,
    environment: dict[str, str],
    record_property: Prove,
) -> None:
    story = begin(name)
    before = len(story.portal.requests)

    died = subprocess.run(
        [sys.executable, "-m", "tests.faults.dying", step, str(number), when, *map(str, story.command)],
        env={**os.environ, **environment, "SECOP_BOT_COMPANY": COMPANY},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert died.returncode == (-signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM), died.stderr
    asked = story.portal.requests[before:]
    assert [route for route in ("confirm", "send", "unlock") if asked.count(route) > 1] == [], "pressed twice"
    assert_nothing_forbidden(story)
    record_property(SECOND_RUNS, assert_next_run_files_it(story))
    record_property(KILL_POINTS, 1)


@pytest.mark.parametrize("name", ACTS)
def test_the_points_are_all_that_a_clean_run_has(
    name: StoryName, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = begin(name)
    seen: dict[str, int] = {}
    with monkeypatch.context() as watched:
        watch(lambda step, number, _when: seen.update({step: number}), watched.setattr)
        assert story.run(timeout=20).exit_code == 0, story.runs[-1].said

    listed = {step: count for steps in ACTS.values() for step, count in steps.items()}
    unlisted = [step for step in seen if not any(step.startswith(known) for known in listed)]
    assert unlisted == []
    for step, count in ACTS[name].items():
        assert [number for title, number in seen.items() if title.startswith(step)] == [count], step


def test_there_are_enough_points() -> None:
    assert len(POINTS) >= 60
    assert set(POINTS) >= QUICK

"""``demo`` and ``mock``: the mock portal, with a sample month or by itself."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from secop_bot.clock import today
from secop_bot.commands.filing import How, submit_with
from secop_bot.errors import InputError
from secop_bot.screen import Screen
from secop_bot.settings import load_settings

if TYPE_CHECKING:
    from secop_bot.mock.scenario import Skin


def run_demo(how: How, skin: Skin | None, *, as_json: bool) -> int:
    """Submit a sample month to a mock portal of our own, and leave its receipt to be looked at; no skin: the usual."""
    from secop_bot.mock import MockPortal, Scenario
    from secop_bot.sample import write_sample

    screen = Screen(to_stderr=as_json)
    scenario = Scenario(skin=skin) if skin else Scenario()
    folder = Path(mkdtemp(prefix="secop-bot-demo-"))
    with MockPortal(scenario) as portal:
        screen.tell(f"SECOP II simulado en {portal.url}; nada de esto llega al portal verdadero.")
        month = write_sample(folder, today())
        screen.tell(f"El archivo del mes, de ejemplo:\n\n{month.read_text(encoding='utf-8')}")
        exit_code = submit_with(
            month,
            how,
            lambda: load_settings(
                home=folder,
                portal_url=portal.url,
                username=scenario.username,
                password=scenario.password,
                company="",
            ),
            as_json=as_json,
            says_how_to_send=False,
        )
    screen.tell(f"  Fue una demostración; todo quedó en {folder}, y puede borrarlo.")
    screen.tell("  Con un archivo suyo, empiece por: secop-bot check octubre.yaml")
    return exit_code


def run_mock(port: int, scenario: Path | None, skin: Skin | None) -> int:
    """Serve the mock portal until interrupted; ``skin`` outranks the scenario's own."""
    from secop_bot.mock import MockPortal, Scenario, ScenarioError, serve_forever

    try:
        chosen = Scenario() if scenario is None else Scenario.from_json(scenario.read_text(encoding="utf-8-sig"))
        chosen = replace(chosen, skin=skin) if skin else chosen
        portal = MockPortal(chosen, port=port)
    except (OSError, UnicodeDecodeError, ScenarioError) as error:
        raise InputError(
            "mock_scenario", f"El simulador no arranca: {error}.", "Corrija --scenario o --port."
        ) from error
    screen = Screen(to_stderr=False)
    screen.tell(f"SECOP II simulado: {portal.url}")
    screen.tell(f"Usuario: {chosen.username} · Contraseña: {chosen.password} · Ctrl+C para terminar.")
    sys.stdout.flush()
    serve_forever(portal)
    return 0

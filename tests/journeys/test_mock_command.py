"""``secop-bot mock`` in one shell and ``secop-bot submit`` in another."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.conftest import Secop


def test_the_mock_serves_a_scenario_and_shows_what_it_received(
    environment: dict[str, str], secop_process: Secop, month: Path, tmp_path: Path
) -> None:
    scenario = tmp_path / "escenario.json"
    scenario.write_text(json.dumps({"username": "laura", "password": "otra-clave", "filler_contracts": 1}), "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "secop_bot", "mock", "--scenario", str(scenario)],
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as mock:
        try:
            assert mock.stdout
            address = re.search(r"http://\S+", mock.stdout.readline())
            assert address

            ran = secop_process(
                "submit", month, "--json", portal_url=address[0], username="laura", password="otra-clave"
            )

            assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
            origin = address[0].partition("/STS")[0]
            with urllib.request.urlopen(f"{origin}/__mock__/record") as answer:  # noqa: S310 - loopback
                record = json.load(answer)
        finally:
            mock.terminate()

    assert [entry["event"] for entry in record].count("create") == 1


def test_the_skin_of_the_command_line_outranks_the_scenarios(environment: dict[str, str], tmp_path: Path) -> None:
    scenario = tmp_path / "escenario.json"
    scenario.write_text(json.dumps({"skin": "vortal", "login_button": "Iniciar sesión"}), "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "secop_bot", "mock", "--scenario", str(scenario), "--skin", "modern"],
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as mock:
        try:
            assert mock.stdout
            address = re.search(r"http://\S+", mock.stdout.readline())
            assert address
            with urllib.request.urlopen(address[0]) as answer:  # noqa: S310 - loopback
                page = answer.read().decode()
        finally:
            mock.terminate()

    assert "Iniciar sesión</button>" in page
    assert "<main" in page


def test_a_skin_that_is_none_is_refused(secop: Secop) -> None:
    ran = secop("mock", "--skin", "otra")

    assert ran.exit_code == 2
    assert "--skin" in ran.said


def test_a_scenario_that_cannot_be_is_said(secop: Secop, tmp_path: Path) -> None:
    scenario = tmp_path / "escenario.json"
    scenario.write_text('{"capcha": "x"}', encoding="utf-8")

    ran = secop("mock", "--scenario", scenario)

    assert ran.exit_code == 3
    assert "capcha" in ran.said

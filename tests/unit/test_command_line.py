"""The command line: quick to answer, in Spanish, and with no forbidden way of waiting behind it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import secop_bot
from secop_bot.cli import cli
from tests.conftest import Secop

HEAVY = ("playwright", "pydantic", "keyring", "holidays", "flask", "rich", "ruamel", "pypdf")
SOURCES = sorted(Path(secop_bot.__file__).parent.rglob("*.py"))
ASKS_FOR_HELP = """
import sys
sys.argv = ["secop-bot", *{arguments!r}]
try:
    from secop_bot.cli import main
    main()
except SystemExit:
    pass
print("LOADED", [name for name in {heavy!r} if name in sys.modules])
"""


@pytest.mark.parametrize("arguments", [["--help"], ["submit", "--help"], ["--version"]])
def test_help_loads_none_of_the_heavy_libraries(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKS_FOR_HELP.format(arguments=arguments, heavy=HEAVY)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout.rstrip().endswith("LOADED []")


def test_a_failure_of_the_program_itself_is_told_in_one_sentence_and_kept_for_a_report(
    secop: Secop, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError(str(35 * 100_000))

    monkeypatch.setattr("secop_bot.commands.checking.run_check", fails)

    ran = secop("check", tmp_path / "mes.yaml")

    assert ran.exit_code == 7
    assert "El bot falló por un error propio (ValueError)." in ran.said
    assert "Traceback" not in ran.said
    kept = (home / "error.txt").read_text(encoding="utf-8")
    assert "run_check" in kept
    assert "3500000" not in kept


def test_help_is_spanish_and_lists_the_commands_in_the_order_of_a_month(secop: Secop) -> None:
    ran = secop("--help")

    assert ran.exit_code == 0
    assert ran.said.startswith("Uso: secop-bot")
    assert not re.search(r"\b(Usage|Options|Commands|Show this|exit)\b", ran.said)
    in_order = [
        "demo",
        "check",
        "submit",
        "evidence",
        "status",
        "receipts",
        "edit-rejected",
        "doctor",
        "record",
        "mock",
    ]
    assert sorted(cli.commands) == sorted(in_order)
    places = [ran.out.index(f"\n  {name} ") for name in in_order]
    assert places == sorted(places)
    for name in in_order:
        one = secop(name, "--help")
        assert one.said.startswith(f"Uso: secop-bot {name}")
        assert f"Ejemplo: secop-bot {name}" in one.said


@pytest.mark.parametrize(
    "forbidden", ["time.sleep", "wait_for_timeout", "networkidle", "force=True", "from time import sleep"]
)
def test_nothing_sleeps_or_forces_a_click(forbidden: str) -> None:
    guilty = [path.name for path in SOURCES if forbidden in path.read_text(encoding="utf-8")]

    assert SOURCES
    assert guilty == []


def test_only_two_modules_press() -> None:
    """What they refuse to press is asserted in the tests of pages: ``forbidden_button``."""
    pressing = {
        path.name: path.read_text(encoding="utf-8").count(".click(")
        for path in SOURCES
        if ".click(" in path.read_text(encoding="utf-8")
    }

    # visit.py: the press itself, the focus before typing, and the notice in the way; upload.py: its own window.
    assert pressing == {"visit.py": 3, "upload.py": 1}

"""At a terminal: what is asked, what the word ENVIAR does, and what the list of steps shows."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from secop_bot.mock import Fault
from tests.conftest import COMMAND_TIMEOUT_S, Serve
from tests.journeys.conftest import writes
from tests.journeys.test_submit import NUMBER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix's")

Type = Callable[..., tuple[int, str]]


@pytest.fixture
def at_terminal(environment: dict[str, str]) -> Type:
    """Run ``secop-bot`` at a pseudo-terminal, answering each prompt (a regular expression) once.

    An answer may be worked out the moment it is asked for.
    """

    def run(*arguments: str | Path, answers: Sequence[tuple[str, str | Callable[[], str]]]) -> tuple[int, str]:
        import pty

        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "secop_bot", *map(str, arguments)],
            env={**environment, "TERM": "xterm", "COLUMNS": "120"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        said, waiting = "", list(answers)
        while True:
            try:
                read = os.read(ours, 65536)
            except OSError:  # the other end has closed
                break
            if not read:
                break
            said += read.decode("utf-8", errors="replace")
            if waiting and re.search(waiting[0][0], said):
                answer = waiting.pop(0)[1]
                os.write(ours, ((answer if isinstance(answer, str) else answer()) + "\n").encode())
        os.close(ours)
        assert not waiting, f"never asked: {waiting}\n{said}"
        return process.wait(timeout=COMMAND_TIMEOUT_S), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said)

    return run


def test_the_word_enviar_sends_what_the_screen_has_shown(serve: Serve, at_terminal: Type, month: Path) -> None:
    portal = serve()

    exit_code, said = at_terminal("submit", month, "--send", answers=[(r"escriba ENVIAR.*: ", "ENVIAR")])

    assert exit_code == 0, said
    assert writes(portal) == ["create", "send"]
    shown = said[: said.index("escriba ENVIAR")]
    for text in ("Pago 005", "3.500.000", "9412345678", "certificado_arl.pdf", "no se puede deshacer"):
        assert text in shown
    assert "✓ Confirmar" in said
    assert "fue enviado" in said


@pytest.mark.parametrize("word", ["", "enviar"])
def test_any_other_word_leaves_it_saved_and_not_sent(serve: Serve, at_terminal: Type, month: Path, word: str) -> None:
    portal = serve()

    exit_code, said = at_terminal("submit", month, "--send", answers=[(r"escriba ENVIAR.*: ", word)])

    assert exit_code == 4, said
    assert writes(portal) == ["create"]
    assert "quedó guardado, sin enviar" in said


def test_what_a_hand_changes_while_the_word_is_awaited_is_not_sent(
    serve: Serve, at_terminal: Type, month: Path
) -> None:
    portal = serve()

    def meanwhile() -> str:
        portal.change(NUMBER, "005", fields={"filing_number": "999"})
        return "ENVIAR"

    exit_code, said = at_terminal("submit", month, "--send", answers=[(r"escriba ENVIAR.*: ", meanwhile)])

    assert exit_code == 5, said
    flat = " ".join(said.split())
    assert "Mientras se esperaba su respuesta, el pago 005 cambió" in flat
    assert "Número de radicación" in flat
    assert "No se envió." in flat
    assert writes(portal) == ["create"]


def test_a_second_payment_that_comes_while_the_word_is_awaited_stops_enviar(
    serve: Serve, at_terminal: Type, month: Path
) -> None:
    portal = serve()

    def meanwhile() -> str:
        portal.adjust(faults={"step": Fault(kind="twin")})
        return "ENVIAR"

    exit_code, said = at_terminal("submit", month, "--send", answers=[(r"escriba ENVIAR.*: ", meanwhile)])

    assert exit_code == 5, said
    assert "Hay 2 filas que pueden ser el pago 5" in " ".join(said.split())
    assert writes(portal) == ["create"]


def test_what_is_missing_is_asked_and_the_password_is_not_shown(
    serve: Serve, at_terminal: Type, month: Path, environment: dict[str, str]
) -> None:
    portal = serve()
    password = environment.pop("SECOP_BOT_PASSWORD")
    user = environment.pop("SECOP_BOT_USERNAME")

    exit_code, said = at_terminal(
        "submit",
        month,
        "--dry-run",
        "--headless",
        answers=[("Usuario de SECOP II: ", user), ("Contraseña de SECOP II", password), (r"llavero.*\[s/n\]", "n")],
    )

    assert exit_code == 0, said
    assert password not in said
    assert [entry["ok"] for entry in portal.events("login")] == [True]


def test_closing_the_input_at_the_last_question_leaves_it_saved(
    serve: Serve, at_terminal: Type, month: Path, home: Path
) -> None:
    portal = serve()

    exit_code, said = at_terminal("submit", month, "--send", answers=[(r"escriba ENVIAR.*: ", "\x04")])

    assert exit_code == 130, said
    assert writes(portal) == ["create"]
    assert "se interrumpió" in said
    assert not (home / "error.txt").exists()
    story = json.loads(next(home.rglob("receipt.json")).read_text(encoding="utf-8"))
    assert (story["outcome"], story["exit_code"], story["error"]["code"]) == ("saved", 130, "interrupted")


def test_a_dry_run_is_paused_and_goes_on_by_enter(serve: Serve, at_terminal: Type, month: Path) -> None:
    portal = serve()

    exit_code, said = at_terminal(
        "submit", month, "--dry-run", "--headless", answers=[("Leer el Plan de pagos", ""), ("En pausa", "")]
    )

    assert exit_code == 0, said
    assert said.index("En pausa") < said.index("Sigue.") < said.index("✓ igual")
    assert writes(portal) == []


def test_a_dry_run_is_stopped_by_s(serve: Serve, at_terminal: Type, month: Path, home: Path) -> None:
    portal = serve()

    exit_code, said = at_terminal("submit", month, "--dry-run", "--headless", answers=[("Llenar los campos", "s")])

    assert exit_code == 130, said
    assert "Usted detuvo el ensayo; no se guardó nada." in said
    assert writes(portal) == []
    assert portal.events("cancel"), "the form is left by Cancelar"
    story = json.loads(next(home.rglob("receipt.json")).read_text(encoding="utf-8"))
    assert (story["exit_code"], story["error"]["code"]) == (130, "stopped")


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_a_reader_that_leaves_does_not_end_the_run(
    serve: Serve, environment: dict[str, str], month: Path, home: Path, how: tuple[str, ...]
) -> None:
    portal = serve()
    ours, theirs = os.pipe()
    os.close(ours)

    done = subprocess.run(
        [sys.executable, "-m", "secop_bot", "submit", month, *how],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=COMMAND_TIMEOUT_S,
        check=False,
    )

    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    assert writes(portal) == ["create"]
    (story,) = (home / "receipts").rglob("receipt.json")
    assert json.loads(story.read_text(encoding="utf-8"))["outcome"] == "saved"

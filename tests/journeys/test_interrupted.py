"""Ctrl-C and a polite kill, at any point: exit 130, no browser left, a closed journal, and where things stand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from secop_bot.journal import OUTCOME, read_journal
from secop_bot.mock import Fault, MockPortal
from secop_bot.mock.scenario import Skin
from tests.conftest import Serve
from tests.journeys.conftest import writes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as POSIX sends them")
PATIENCE_S = 90


@pytest.fixture
def skin() -> Skin:
    return "vortal"


def wait_for(seen: Callable[[], object]) -> None:
    until = monotonic() + PATIENCE_S
    while not seen():
        assert monotonic() < until, "it never came"
        Event().wait(0.02)


def ours(home: Path) -> list[int]:
    """The processes that were started with this SECOP_BOT_HOME and still run."""
    mark = f"SECOP_BOT_HOME={home}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in place.read_bytes().split(b"\0"):
                found.append(int(place.parent.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("faults", "reached", "said", "outcome"),
    [
        (
            {"login_authenticate": Fault(kind="slow", delay=3)},
            "login_authenticate",
            "no se guardó ni se envió",
            "failed",
        ),
        ({}, "commit", "no se guardó ni se envió", "failed"),
        ({"upload": Fault(kind="slow", delay=3)}, "upload", "no se guardó ni se envió", "failed"),
        ({"confirm": Fault(kind="slow", delay=3)}, "confirm", "después de oprimir Confirmar", "unknown"),
        ({"send": Fault(kind="slow", delay=3)}, "send", "después de oprimir Enviar", "unknown"),
    ],
)
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_in_130_and_says_where_things_stand(  # noqa: PLR0917 - fixtures
    serve: Serve,
    environment: dict[str, str],
    month: Path,
    home: Path,
    faults: dict[str, Fault],
    reached: str,
    said: str,
    outcome: str,
    sent: signal.Signals,
) -> None:
    portal: MockPortal = serve(faults=faults)
    with subprocess.Popen(
        [sys.executable, "-m", "secop_bot", "submit", str(month), "--json", "--send", "--yes"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        wait_for(lambda: reached in portal.requests)
        if sent is signal.SIGINT:  # a terminal sends it to all that stand in it
            os.killpg(process.pid, sent)
        else:
            process.send_signal(sent)
        out, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 130, err
    report = json.loads(out)
    assert (report["outcome"], report["error"]["code"]) == (outcome, "interrupted")
    assert said in report["error"]["message"]
    assert "Traceback" not in err
    folder = Path(report["receipt"])
    assert (folder / "receipt.html").exists()
    assert read_journal(folder / "journal.jsonl").entries[-1].event == OUTCOME
    assert portal.events("delete") == []
    assert len(writes(portal)) <= 2
    if Path("/proc").is_dir():
        wait_for(lambda: not ours(home))

"""A signal ends a run as an interruption, and what the browser's driver logs after it is not shown."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from secop_bot.interruption import interruptible

SCRIPT = """
import logging, signal
from secop_bot.interruption import interruptible, was_interrupted

driver = logging.getLogger("playwright")
try:
    with interruptible():
        driver.error("before")
        signal.raise_signal(signal.SIGTERM)
except KeyboardInterrupt:
    driver.error("after")
    print(was_interrupted())
"""


def test_what_the_driver_logs_after_a_signal_is_not_shown() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, encoding="utf-8", check=True)

    assert ran.stdout.strip() == "True"
    assert ran.stderr.strip() == "before"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signal")
def test_a_closed_terminal_ends_nothing_under_nohup() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptible():
            signal.raise_signal(signal.SIGHUP)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        with pytest.raises(KeyboardInterrupt), interruptible():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)

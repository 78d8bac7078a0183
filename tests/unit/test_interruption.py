"""A signal ends a run as an interruption, and what the browser's driver logs after it is not shown."""

from __future__ import annotations

import subprocess
import sys

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

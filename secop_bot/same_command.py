"""The command line of this run, as a person would type it again."""

from __future__ import annotations

import shlex
import subprocess
import sys


def same_command(*more: str) -> str:
    """Return this run's command with ``more`` behind it: ``secop-bot submit octubre.yaml --headed``."""
    given = [one for one in sys.argv[1:] if one not in {"--headless", *more}]
    words = ["secop-bot", *given, *more]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)

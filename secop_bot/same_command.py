"""The command line of this run, as a person would type it again."""

from __future__ import annotations

import sys

from secop_bot.filing.text import as_typed


def same_command(*more: str) -> str:
    """Return this run's command with ``more`` behind it: ``secop-bot submit octubre.yaml --headed``."""
    given = [one for one in sys.argv[1:] if one not in {"--headless", *more}]
    return as_typed("secop-bot", *given, *more)

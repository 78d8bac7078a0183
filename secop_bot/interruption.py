"""Ctrl-C, and what else asks a program to end: each ends a run as an interruption, wherever it stands."""

from __future__ import annotations

import logging
import signal
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Ctrl-C, a polite kill, a closed terminal, Ctrl-Break; not every system has all."""
_asked = Event()
# A signal may fall between a message to the browser and its noting that an answer is due; the answer is then logged as
# an error, with a traceback, though nobody waits for it any more.
logging.getLogger("playwright").addFilter(lambda _record: not _asked.is_set())


@contextmanager
def interruptible() -> Iterator[None]:
    """Let every such signal raise KeyboardInterrupt in the main thread while the block runs."""
    _asked.clear()
    ours = [getattr(signal, name) for name in _NAMES if hasattr(signal, name) and not _is_for_nohup(name)]
    before = {one: signal.signal(one, _interrupt) for one in ours}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _is_for_nohup(name: str) -> bool:
    """Return whether a closed terminal is to end nothing: ``nohup`` lets its signal be ignored."""
    return name == "SIGHUP" and signal.getsignal(getattr(signal, name)) is signal.SIG_IGN


def was_interrupted() -> bool:
    """Return whether a person asked for the end: what the browser says after that is but its being closed."""
    return _asked.is_set()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt

"""The terminal as a tour's remote: Enter pauses and goes on, "s" and Enter stops.

What is typed is read by a thread only while the tour runs, and never more of it than has been typed, so that no later
question loses its answer.
"""

from __future__ import annotations

import os
import select
import sys
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from secop_bot.remote import Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from secop_bot.remote import Remote

HINT = "Enter pausa o sigue; s y Enter termina."
_LOOK_AGAIN_S = 0.1
_ENTER = "\r\n"


class Lines:
    """Keys put together to lines, each of which is a signal."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._typed = ""

    def take(self, keys: str) -> None:
        """Tell the remote what is typed, once Enter has ended it. Anything but "" and "s" is no signal."""
        for key in keys:
            if key not in _ENTER:
                self._typed += key
                continue
            word, self._typed = self._typed.strip().casefold(), ""
            if word in {"", "s"}:
                self._remote.tell(Signal.STOP if word else Signal.PAUSE)


@contextmanager
def listening(remote: Remote) -> Iterator[None]:
    """Hear the terminal for as long as this lasts."""
    with _windows_console(Lines(remote)) if sys.platform == "win32" else _unix_terminal(Lines(remote)):
        yield


@contextmanager
def _unix_terminal(lines: Lines) -> Iterator[None]:
    terminal = sys.stdin.fileno()
    if not _is_ours(terminal):
        yield
        return
    woken, wake = os.pipe()

    def hear() -> None:
        while True:
            ready, _, _ = select.select([terminal, woken], [], [])
            if woken in ready or not _is_ours(terminal):
                return
            read = os.read(terminal, 1024)
            if not read:  # the input is closed: nobody tells anything any more
                return
            lines.take(read.decode(errors="ignore"))

    thread = Thread(target=hear, name="terminal keys", daemon=True)
    with _unechoed(terminal):
        thread.start()
        try:
            yield
        finally:
            os.write(wake, b".")
            thread.join()
            os.close(woken)
            os.close(wake)


def _is_ours(terminal: int) -> bool:
    """Return whether this process runs in the terminal's foreground: one that does not is halted if it reads there."""
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return True  # no controlling terminal, so nobody's foreground


@contextmanager
def _unechoed(terminal: int) -> Iterator[None]:
    """Keep an Enter from breaking the live list of steps."""
    import termios

    try:
        before = termios.tcgetattr(terminal)
    except termios.error:
        yield
        return
    now = [*before]
    now[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSADRAIN, now)
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


@contextmanager
def _windows_console(lines: Lines) -> Iterator[None]:
    import msvcrt

    ended = Event()

    def hear() -> None:
        while not ended.wait(_LOOK_AGAIN_S):
            while msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore] # Windows alone has it
                lines.take(msvcrt.getwch())  # type: ignore[attr-defined,unused-ignore] # the same

    thread = Thread(target=hear, name="terminal keys", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()

"""Runs the command line and kills its own process at one act: ``python -m tests.faults.dying STEP NUMBER WHEN …``."""

from __future__ import annotations

import os
import signal
import sys

from secop_bot.cli import main
from tests.faults.acts import When, watch


def die_at(step: str, number: int, when: When) -> None:
    """Let no more happen once that act is reached."""

    def tell(title: str, count: int, moment: When) -> None:
        if title.startswith(step) and (count, moment) == (number, when):
            os.kill(os.getpid(), signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    watch(tell, setattr)


if __name__ == "__main__":
    from secop_bot.portal import camera, visit

    visit._STEADY_S = 0.08  # noqa: SLF001 - the stories' own haste
    setattr(camera.VisitCamera, "picture", lambda _: None)  # noqa: B010 - mypy knows no other way to say so
    _, at, place, moment, *command = sys.argv
    assert moment in {"before", "after"}
    die_at(at, int(place), moment)  # type: ignore[arg-type]
    sys.argv = ["secop-bot", *command]
    main()

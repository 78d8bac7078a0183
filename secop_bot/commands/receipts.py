"""``receipts``: the receipts that are kept, and whether anything in them has changed."""

from __future__ import annotations

from secop_bot.commands.reporting import print_failure, write_json
from secop_bot.errors import SecopBotError
from secop_bot.home import Home
from secop_bot.printing import print_receipts, print_verdicts
from secop_bot.receipts import find_receipts, verify
from secop_bot.screen import Screen
from secop_bot.settings import load_settings
from secop_bot.story import error_json

_CHANGED = 3


def run_receipts(*, check: bool, as_json: bool) -> int:
    """List the receipts, or check them against their manifests: exit code 3 if anything is not as it was written."""
    screen = Screen(to_stderr=as_json)
    try:
        found = find_receipts(Home(load_settings().home).receipts)
    except SecopBotError as error:
        print_failure(screen, error)
        if as_json:
            write_json({"receipts": [], "error": error_json(error)})
        return error.exit_code
    if not check:
        print_receipts(screen.console, found)
        if as_json:
            write_json(
                {
                    "receipts": [
                        {
                            "folder": str(one.folder),
                            "began": one.began,
                            "command": one.command,
                            "contract": one.contract or None,
                            "payment": one.payment,
                            "outcome": one.outcome,
                            "state": one.state,
                        }
                        for one in found
                    ],
                    "error": None,
                }
            )
        return 0
    verdicts = [verify(one.folder) for one in found]
    print_verdicts(screen.console, verdicts)
    if as_json:
        write_json(
            {
                "receipts": [
                    {
                        "folder": str(one.folder),
                        "files": one.files,
                        "problems": list(one.problems),
                        "cut_off": one.cut_off,
                    }
                    for one in verdicts
                ],
                "error": None,
            }
        )
    return _CHANGED if any(one.problems for one in verdicts) else 0

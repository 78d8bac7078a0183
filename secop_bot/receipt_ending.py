"""The receipt of a run that broke off gets its end, once a later run has seen it at the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from secop_bot.clock import now
from secop_bot.journal import FORM, read_journal
from secop_bot.journal import NAME as JOURNAL
from secop_bot.receipt import MANIFEST, VERSION, program, seal
from secop_bot.receipts import read_story, verify
from secop_bot.report import Outcome, Report
from secop_bot.story import tell

if TYPE_CHECKING:
    from pathlib import Path

    from secop_bot.journal import Entry
    from secop_bot.progress import Progress
    from secop_bot.settling import Settlement


def close_broken(settlement: Settlement, progress: Progress) -> None:
    """Add to the receipt of the run that made the press what ``settlement`` says, and write its page anew.

    A receipt that is not as its manifest says is left as it is, and so is one whose journal can't be read whole: nobody
    knows that it made the press.
    """
    folder = settlement.pressed.run
    if (
        settlement.is_open
        or settlement.pressed.is_guessed
        or ((folder / MANIFEST).exists() and verify(folder).problems)
    ):
        return
    story = read_story(folder) or _story_of_journal(folder)
    if not story:
        return
    story["settled"] = {
        "at": now().isoformat(timespec="seconds"),
        "commit": settlement.pressed.commit.value,
        "end": settlement.end.value,
        "said": settlement.said,
    }
    try:
        seal(folder, story)
    except OSError as error:
        progress.warn(f"No se pudo completar el recibo de {folder}: {error.strerror or error}.")


def _story_of_journal(folder: Path) -> dict[str, Any]:
    """Tell a run that was cut off as far as its journal goes; empty where that does not say what the run was."""
    run = read_journal(folder / JOURNAL)
    if not run.about:
        return {}
    entries = run.entries
    forms = [entry.data for entry in entries if entry.event == FORM]
    pressed = next((entry.data for entry in entries if "contract" in entry.data and "entity" in entry.data), {})
    return {
        "program": program(),
        **{key: value for key, value in run.about.items() if key != "number"},
        "version": VERSION,
        "began": _time(entries[0]),
        "ended": None,
        **tell(Report(outcome=Outcome.UNKNOWN), None, 0),
        **(forms[-1] if forms else {}),
        "exit_code": None,
        "contract": {"number": pressed["contract"], "entity": pressed["entity"], "state": ""} if pressed else None,
        "steps": _steps(entries),
        "failure_text": None,
    }


def _steps(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for entry in entries:
        match entry.event:
            case "step":
                title = entry.data.get("title", "")
                begun: dict[str, Any] = {"title": title, "began": _time(entry), "ended": None, "picture": None}
                steps.append({**begun, "notes": [], "warnings": []})
            case "note" | "warning" if steps:
                steps[-1][f"{entry.event}s"].append(entry.data.get("text", ""))
            case "step_end" if steps:
                steps[-1].update(ended=_time(entry), picture=entry.data.get("picture"))
            case _:
                pass
    return steps


def _time(entry: Entry) -> str:
    return entry.at.isoformat(timespec="seconds")

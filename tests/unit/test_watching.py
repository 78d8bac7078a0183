"""Who watches: a dry run shows itself where there is a screen, and takes its time; other runs do not."""

from __future__ import annotations

import pytest

from secop_bot.workflows.visiting import DRY_RUN_SLOW_MO_MS, Watching


@pytest.mark.parametrize(
    ("screen", "dry_run", "headless", "expected"),
    [
        (True, True, None, Watching(headless=False, slow_mo=DRY_RUN_SLOW_MO_MS)),
        (False, True, None, Watching(headless=True, slow_mo=0)),
        (True, True, True, Watching(headless=True, slow_mo=0)),
        (True, False, None, Watching(headless=True, slow_mo=0)),
        (True, False, False, Watching(headless=False, slow_mo=0)),
    ],
)
def test_what_was_not_said_is_chosen_by_the_run_and_the_screen(
    monkeypatch: pytest.MonkeyPatch, *, screen: bool, dry_run: bool, headless: bool | None, expected: Watching
) -> None:
    monkeypatch.setattr("secop_bot.workflows.visiting.has_screen", lambda: screen)

    assert Watching.chosen(headless=headless, slow_mo=None, dry_run=dry_run) == expected


def test_what_was_said_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secop_bot.workflows.visiting.has_screen", lambda: True)

    assert Watching.chosen(headless=True, slow_mo=70, dry_run=True) == Watching(headless=True, slow_mo=70)

"""``uv run python -m tests.recording [NAME…]``: record pages of the mock into ``fixtures/``; all of them by default."""

from __future__ import annotations

import os
from pathlib import Path

import click

from secop_bot.portal.browser import open_browser
from tests.recording.fixture import FIXTURES
from tests.recording.states import states, write_all


@click.command(help=__doc__)
@click.argument("names", nargs=-1, type=click.Choice(sorted(states())), metavar="[NAME]…")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=FIXTURES, help="Another folder.")
def main(names: tuple[str, ...], into: Path) -> None:
    configured = os.environ.get("SECOP_BOT_BROWSER")
    into.mkdir(parents=True, exist_ok=True)
    with open_browser(configured, headless=True, slow_mo=0, tell=click.echo) as browser:
        write_all(browser, list(names), into)
    click.echo(f"{len(names) or len(states())} recorded")


main()

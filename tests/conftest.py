"""What many tests share: a mock portal, a month to file, and the command itself, run as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keyring
import pytest
from hypothesis import settings
from keyring.backend import KeyringBackend
from playwright.sync_api import Browser, Playwright

from secop_bot.cli import main
from secop_bot.clock import today
from secop_bot.mock import MockPortal, Scenario
from secop_bot.mock.scenario import Skin
from secop_bot.portal.browser import fetch_browser, launch
from secop_bot.sample import write_sample

COMMAND_TIMEOUT_S = 120


MATRIX = "test_fault_matrix.py"
LAYOUTS = "test_locate_table.py"
PAGES_DRAWN_IN = 3
DRAWN_IN = {
    LAYOUTS: 12,
    "test_locate_radios.py": 6,
    "test_recordings.py": 4,
    "test_changed_portal.py": 16,
}
"""Of the tests of pages one in so many is quick, the others are long; in these files there are more of a kind."""
SECOND_SKIN_DRAWN_IN = 5
"""Of the journeys on the second skin one in so many is long, the others make the whole."""
MATRIX_CELLS = "cells of the fault matrix"
KILL_POINTS = "points at which a run was killed"
MACHINE_STEPS = "steps of the state machine"
CHANGED_CONTROLS = "changed controls"
SECOND_RUNS = "places that they left, each with a run from there to its end"
PROVED = (MATRIX_CELLS, KILL_POINTS, SECOND_RUNS, MACHINE_STEPS, CHANGED_CONTROLS)
Prove = Callable[[str, int], None]
"""pytest's ``record_property``: a test says by one of ``PROVED`` what stands proved when it passes."""


EVERY_SECOND_RUN = "--every-second-run"
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # no test is one of speed, on a machine that others use too


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the faults be followed by a second run each, also where one like it was seen."""
    parser.addoption(EVERY_SECOND_RUN, action="store_true", help="see the run behind every fault, not one of a kind")


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Take one worker more than there are cores: a test waits for its page half of its time."""
    return (yield) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the part that it belongs to; see ``_part_of``."""
    for item in items:
        if part := _part_of(item):
            item.add_marker(part)


def _part_of(item: pytest.Item) -> str | None:
    """Return the part that a test is in; None: it runs with every ``pytest``, or says itself where it belongs.

    The fault matrix is a part by itself. Journeys and faults are long, but for those that say that they are quick; on
    the second skin a drawn part is long, the others make the whole. Of the tests of pages a drawn part is quick, the
    others, but for those that say that they are quick, are long; half of the table of layouts makes the whole.
    """
    drawn, folder, name = zlib.crc32(item.name.encode()), item.path.parent.name, item.path.name
    is_quick, is_whole = (item.get_closest_marker(marker) is not None for marker in ("quick", "whole"))
    if name == MATRIX:
        return None if is_quick else "matrix"
    if folder in {"journeys", "faults"}:
        if is_whole:
            return None
        if "[modern" in item.name:
            return "whole" if drawn % SECOND_SKIN_DRAWN_IN else "long"
        return None if is_quick else "long"
    if is_quick or drawn % DRAWN_IN.get(name, PAGES_DRAWN_IN if folder == "pages" else 1) == 0:
        return None
    return "whole" if name == LAYOUTS and drawn % 2 else "long"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many cells, kill points, steps and changed controls the tests that passed have gone through."""
    proved = Counter[str]()
    for report in terminalreporter.getreports("passed"):
        proved.update({name: int(count) for name, count in report.user_properties if name in PROVED})
    if proved:
        terminalreporter.section("proved")
        for name in PROVED:
            terminalreporter.write_line(f"{proved[name]:6} {name}")


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """Give pytest-playwright the browser that the bot itself would take, fetching one if there is none."""
    configured = os.environ.get("SECOP_BOT_BROWSER")
    started = launch(playwright, configured, headless=True)
    if started is None:
        fetch_browser(headless=True, tell=_tell)
        started = launch(playwright, configured, headless=True)
    assert started, "no browser could be had"
    browser, found = started
    browser.close()
    return {**browser_type_launch_args, "executable_path": found.path, "channel": found.channel}


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    exit_code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON object on stdout."""
        read: dict[str, Any] = json.loads(self.out)
        return read

    @property
    def said(self) -> str:
        """All that was said to a person, in one line."""
        people = self.err if self.out.startswith("{") else self.out + self.err
        return " ".join(people.split())


Secop = Callable[..., Ran]
Serve = Callable[..., MockPortal]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty SECOP_BOT_HOME."""
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """The machine's environment without settings of its user, and with an empty home."""
    mine = {key: value for key, value in os.environ.items() if not key.startswith("SECOP_BOT_")}
    configured = os.environ.get("SECOP_BOT_BROWSER")
    return {
        **mine,
        **({"SECOP_BOT_BROWSER": configured} if configured else {}),
        "SECOP_BOT_HOME": str(home),
        "SECOP_BOT_TIMEOUT": "20",
        "SECOP_BOT_RETRY_TIMEOUT": "0",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "",  # set on some machines; then each process would compile our modules anew
    }


@pytest.fixture
def secop_process(environment: dict[str, str]) -> Secop:
    """Run ``secop-bot`` as a process of its own; keywords are settings (``timeout=5`` is SECOP_BOT_TIMEOUT=5)."""

    def run(*arguments: str | Path, **settings: object) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "secop_bot", *map(str, arguments)],
            env={**environment, **_as_variables(settings)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def secop(
    environment: dict[str, str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Secop:
    """Run the same command line within this process, with the tests' one browser: many runs, one start."""

    @contextmanager
    def open_browser(configured: str | None, **how: Any) -> Iterator[Browser]:
        assert how["headless"]
        assert not configured or configured == os.environ.get("SECOP_BOT_BROWSER")
        yield request.getfixturevalue("browser")

    def run(*arguments: str | Path, **settings: object) -> Ran:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr("secop_bot.workflows.visiting.open_browser", open_browser)
            patch.setattr("secop_bot.portal.browser.try_out", lambda _: request.getfixturevalue("browser").version)
            for name in [name for name in os.environ if name.startswith("SECOP_BOT_")]:
                patch.delenv(name)
            for name, value in {**environment, **_as_variables(settings)}.items():
                patch.setenv(name, value)
            patch.setattr("sys.argv", ["secop-bot", *map(str, arguments)])
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, said.out, said.err)

    return run


def _as_variables(settings: dict[str, object]) -> dict[str, str]:
    return {f"SECOP_BOT_{key.upper()}": str(value) for key, value in settings.items()}


class KeptKeyring(KeyringBackend):
    """A keyring that this process alone has."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring is not annotated there
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def keyring_of_ours() -> Iterator[KeptKeyring]:
    """Put a keyring in the place of the system's, for as long as the test lasts."""
    before = keyring.get_keyring()
    ours = KeptKeyring()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """The sample month: payment 5 of the mock's contract, with five documents."""
    return write_sample(tmp_path, today())


@pytest.fixture
def skin() -> Skin:
    """The mock's dress. The journeys go through both."""
    return "vortal"


@pytest.fixture
def serve(environment: dict[str, str], skin: Skin) -> Iterator[Serve]:
    """Start mock portals; the command is pointed at the latest, with its user and password."""
    with ExitStack() as stack:

        def start(**scenario: Any) -> MockPortal:
            portal = stack.enter_context(MockPortal(Scenario(**{"skin": skin, **scenario})))
            environment["SECOP_BOT_PORTAL_URL"] = portal.url
            environment["SECOP_BOT_USERNAME"] = portal.scenario.username
            environment["SECOP_BOT_PASSWORD"] = portal.scenario.password
            return portal

        yield start

"""The password is in no file and no stream, whatever is switched on and however the run ends."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from secop_bot.mock.scenario import Skin
from tests.conftest import Serve

SENTINEL = "Centinela-ñandú-8417!"
_CRASH = """
import sys
from secop_bot.portal import validation
def crash(*_given, **_named): raise RuntimeError(repr(_given) + repr(sys._getframe(3).f_locals))
import secop_bot.workflows.form_filling as filling
filling.validate = crash
from secop_bot.cli import main
sys.argv = ["secop-bot", *sys.argv[1:]]
main()
"""


@pytest.fixture
def skin() -> Skin:
    return "vortal"


def contents(path: Path, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What a file holds, archives opened."""
    yield str(path), data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from contents(path / name, archive.read(name))


def forms_of(secret: str) -> list[bytes]:
    """The ways in which a program may write a text down."""
    json_form = secret.encode("ascii", "backslashreplace")
    return [secret.encode(), secret.encode("utf-16-le"), quote(secret).encode(), json_form]


@pytest.mark.parametrize("how", ["to its end", "a crash", "a wrong password"])
def test_the_password_is_nowhere(
    serve: Serve, environment: dict[str, str], month: Path, home: Path, tmp_path: Path, how: str
) -> None:
    portal = serve(password=SENTINEL if how != "a wrong password" else "otra")
    logs = tmp_path / "driver.log"
    environment |= {
        "SECOP_BOT_PASSWORD": SENTINEL,
        "DEBUG": "pw:*",
        "DEBUG_FILE": str(logs),
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONWARNINGS": "default",
    }
    program = ["-c", _CRASH] if how == "a crash" else ["-m", "secop_bot"]

    ran = subprocess.run(
        [sys.executable, *program, "submit", str(month), "--json", "--trace", "--send", "--yes"],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )

    expected = {"to its end": 0, "a crash": 7, "a wrong password": 4}[how]
    assert ran.returncode == expected, ran.stderr.decode()
    assert portal.events("login")[-1]["ok"] == (how != "a wrong password")
    if how != "a wrong password":
        assert list((home / "traces").glob("*.zip")) != [], "there is a trace to look into"
    looked_at = 0
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for path, data in {**written, Path("stdout"): ran.stdout, Path("stderr"): ran.stderr}.items():
        for name, content in contents(path, data):
            looked_at += 1
            for form in forms_of(SENTINEL):
                assert form not in content, f"the password is in {name}"
    assert looked_at > 10
    assert SENTINEL not in str(portal.record)

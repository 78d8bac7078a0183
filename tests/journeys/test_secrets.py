"""The password is in no file and no stream, whatever is switched on and however the run ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from secop_bot.mock.scenario import Skin
from tests.conftest import Serve

PARTS = ("Centinela", "Avestruz8417")
SENTINEL = "-ñandú-".join(PARTS) + "!"
FORMS = [part.encode(code) for part in PARTS for code in ("ascii", "utf-16-le")]
"""What of the password stands there in whatever way a program writes it down: no escaping touches plain letters."""
_CRASH = """
import os, sys
from secop_bot.receipt import Receipt
step = Receipt.step
def crash(receipt, title):
    step(receipt, title)
    if title.startswith("Validar"):
        raise RuntimeError(os.environ["SECOP_BOT_PASSWORD"])
Receipt.step = crash
from secop_bot.cli import main
sys.argv = ["secop-bot", *sys.argv[1:]]
main()
"""
"""The worst that an error of the program's own can say."""


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


@pytest.mark.quick
@pytest.mark.parametrize(
    "write",
    [
        str.encode,
        lambda text: text.encode("utf-16-le"),
        lambda text: json.dumps({"password": text}).encode(),
        lambda text: ascii(text).encode(),
        lambda text: quote(text, safe="!~*'()").encode(),  # as encodeURIComponent does
        lambda text: quote_plus(text).encode(),
    ],
)
def test_the_password_would_be_found_in_any_form(write: Callable[[str], bytes]) -> None:
    assert any(form in write(SENTINEL) for form in FORMS)


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
        "DEBUGP": "1",
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
            assert not any(form in content for form in FORMS), f"the password is in {name}"
    assert looked_at > 10
    assert not any(part in str(portal.record) for part in PARTS)

"""One run at a time for each account; a second one is told who holds it and since when."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from secop_bot.errors import InputError, RefusedError
from secop_bot.settings import Settings
from secop_bot.workflows.account_lock import one_at_a_time

PORTAL = "http://127.0.0.1:1/STS"


def settings(home: Path, **more: str) -> Settings:
    return Settings(home=home, portal_url=PORTAL, **more)  # type: ignore[arg-type] # texts, all of them


def test_a_second_run_says_who_holds_the_account_and_since_when(tmp_path: Path) -> None:
    with (
        one_at_a_time(settings(tmp_path), "laura", "submit octubre.yaml"),
        pytest.raises(RefusedError) as refused,
        one_at_a_time(settings(tmp_path, company="Otra"), "laura", "status"),
    ):
        pass

    assert refused.value.code == "another_run"
    assert "«secop-bot submit octubre.yaml»" in refused.value.message
    assert f"proceso {os.getpid()}" in refused.value.message
    assert "desde las " in refused.value.message


def test_a_month_file_whose_name_is_no_utf_8_holds_the_account_too(tmp_path: Path) -> None:
    with (
        one_at_a_time(settings(tmp_path), "laura", "submit oc\udcf1.yaml"),
        pytest.raises(RefusedError, match=r"submit oc\?\.yaml"),
        one_at_a_time(settings(tmp_path), "laura", "status"),
    ):
        pass


def test_another_account_is_free_and_so_is_this_one_afterwards(tmp_path: Path) -> None:
    with one_at_a_time(settings(tmp_path), "laura", "submit"), one_at_a_time(settings(tmp_path), "pedro", "submit"):
        pass
    with one_at_a_time(settings(tmp_path), "laura", "submit"):
        pass
    assert list((tmp_path / "session").glob("*.holder.json")) == []


@pytest.mark.parametrize(
    "told", ["", "{", "[]", json.dumps({"pid": 1}), json.dumps({"pid": 1, "doing": "x", "since": 5})]
)
def test_a_holder_that_can_t_be_read_is_still_a_holder(tmp_path: Path, told: str) -> None:
    with one_at_a_time(settings(tmp_path), "laura", "submit"):
        next((tmp_path / "session").glob("*.holder.json")).write_text(told, encoding="utf-8")
        with pytest.raises(RefusedError, match="Otra ejecución"), one_at_a_time(settings(tmp_path), "laura", "x"):
            pass


def test_the_same_name_in_other_letters_is_the_same_account(tmp_path: Path) -> None:
    with (
        one_at_a_time(settings(tmp_path), "laura", "submit"),
        pytest.raises(RefusedError),
        one_at_a_time(settings(tmp_path), "Laura", "submit"),
    ):
        pass


def test_a_folder_that_can_t_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "session").write_text("no folder", encoding="utf-8")

    with pytest.raises(InputError), one_at_a_time(settings(tmp_path), "laura", "submit"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_a_process_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    held = (
        "import pathlib, sys, time; from secop_bot.settings import Settings;"
        " from secop_bot.workflows.account_lock import one_at_a_time;"
        f" lock = one_at_a_time(Settings(home=pathlib.Path(sys.argv[1]), portal_url='{PORTAL}'), 'laura', 'submit');"
        " lock.__enter__(); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(RefusedError), one_at_a_time(settings(tmp_path), "laura", "submit"):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()

    with one_at_a_time(settings(tmp_path), "laura", "submit"):
        pass

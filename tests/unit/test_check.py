"""What ``check`` tells of the evidences, to people and to programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from secop_bot.clock import today
from secop_bot.filing.calendar import Period
from secop_bot.filing.text import as_typed
from tests.conftest import Secop


@pytest.fixture
def name(month: Path) -> str:
    """The name of the ZIP of the sample's period, which is written into the sample with its folder."""
    text = month.read_text(encoding="utf-8")
    month.write_text(text + "evidencias: evidencias\n", encoding="utf-8")
    (month.parent / "evidencias").mkdir()
    (month.parent / "evidencias" / "foto.jpg").write_bytes(b"f" * 1_250_000)
    charged = next(line for line in text.splitlines() if line.startswith("periodo:")).split()[1]
    assert Period.parse(charged) < Period.of(today())
    spanish, year = Period.parse(charged).in_spanish.split(" de ")
    return f"EVIDENCIAS_{spanish.upper()}_{year}.zip"


def test_people_read_the_name_the_files_and_the_size(secop: Secop, month: Path, name: str) -> None:
    assert f"Evidencias: {name} · 1 archivo · 1,2 MB" in secop("check", month).said
    (month.parent / "evidencias" / "acta.txt").write_bytes(b"")
    assert f"Evidencias: {name} · 2 archivos · 1,2 MB" in secop("check", month).said


def test_programs_read_the_same(secop: Secop, month: Path, name: str) -> None:
    assert secop("check", month, "--json").report["evidence"] == {"name": name, "files": 1, "size": 1_250_000}


def test_without_evidences_there_is_nothing_to_tell(secop: Secop, month: Path) -> None:
    ran = secop("check", month, "--json")
    assert ran.report["evidence"] is None
    assert "Evidencias" not in ran.said


def test_evidences_over_the_limit_are_warned_of(secop: Secop, month: Path, name: str) -> None:
    warning = f"⚠ {name} pesa "
    ran = secop("check", month, max_document_mb=1)
    assert ran.exit_code == 0
    assert warning in ran.said
    assert "más de 1 MB" in ran.said
    assert " pesa " not in secop("check", month, max_document_mb=2).said


def test_the_next_command_can_be_typed_as_it_stands(secop: Secop, month: Path) -> None:
    spaced = month.rename(month.with_name("cuenta octubre.yaml"))
    assert as_typed("secop-bot", "submit", spaced, "--dry-run") in secop("check", spaced).said
    assert "póngalo entre comillas" in secop("check", "cuenta", "octubre.yaml").said


@pytest.mark.parametrize(("platform", "typed"), [("win32", '"a b.yaml"'), ("linux", "'a b.yaml'")])
def test_a_name_with_spaces_stands_in_the_quotation_marks_of_its_system(
    monkeypatch: pytest.MonkeyPatch, platform: str, typed: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert as_typed("secop-bot", "check", Path("a b.yaml")) == f"secop-bot check {typed}"

"""``secop-bot evidence``, and the same step within ``submit``: one ZIP in the execution documents, once."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from secop_bot.clock import today
from secop_bot.mock import Contract, Fault, MockPortal, Payment
from secop_bot.mock.scenario import sample_payments
from tests.conftest import Secop, Serve
from tests.journeys.conftest import payment, writes
from tests.journeys.test_submit import NUMBER

MONTHS = [
    "ENERO",
    "FEBRERO",
    "MARZO",
    "ABRIL",
    "MAYO",
    "JUNIO",
    "JULIO",
    "AGOSTO",
    "SEPTIEMBRE",
    "OCTUBRE",
    "NOVIEMBRE",
    "DICIEMBRE",
]
LAST_MONTH = today().replace(day=1) - timedelta(days=1)
ZIP_NAME = f"EVIDENCIAS_{MONTHS[LAST_MONTH.month - 1]}_{LAST_MONTH.year}.zip"


@pytest.fixture
def with_evidence(month: Path) -> Path:
    """The sample month with a folder of evidences."""
    folder = month.parent / "evidencias"
    (folder / "fotos").mkdir(parents=True)
    (folder / "acta de reunión.txt").write_text("Se reunió el comité.", encoding="utf-8")
    (folder / "fotos" / "1.jpg").write_bytes(b"\xff\xd8 one")
    (folder / ".oculto").write_text("no", encoding="utf-8")
    month.write_text(month.read_text(encoding="utf-8") + "evidencias: evidencias/\n", encoding="utf-8")
    return month


def loaded(portal: MockPortal) -> list[dict[str, Any]]:
    return portal.execution_documents(NUMBER)


def test_twice_is_one_zip_and_the_payment_is_not_touched(serve: Serve, secop: Secop, with_evidence: Path) -> None:
    portal = serve(contracts=(Contract(payments=sample_payments(), execution_documents=("acta de inicio.pdf",)),))

    first = secop("evidence", with_evidence, "--json")

    assert (first.exit_code, first.report["outcome"]) == (0, "saved"), first.said
    assert [one["name"] for one in loaded(portal)] == ["acta de inicio.pdf", ZIP_NAME]

    again = secop("evidence", with_evidence, "--json")

    assert (again.exit_code, again.report["outcome"]) == (0, "nothing_to_do"), again.said
    assert "--again" in again.said
    assert writes(portal) == ["execution_document"]
    assert portal.events("open_form") == []
    story = json.loads((Path(first.report["receipt"]) / "receipt.json").read_text(encoding="utf-8"))
    assert story["evidence"]["sha256"] == loaded(portal)[1]["sha256"]


def test_a_zip_that_was_loaded_and_is_not_shown_is_not_loaded_again_by_itself(
    serve: Serve, secop: Secop, with_evidence: Path
) -> None:
    serve()
    assert secop("evidence", with_evidence, "--json").exit_code == 0
    portal = serve()  # its list comes late, or somebody has taken the ZIP off

    ran = secop("evidence", with_evidence, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "evidence_gone"), ran.said
    assert loaded(portal) == []
    assert secop("evidence", with_evidence, "--json", "--again").exit_code == 0
    assert len(loaded(portal)) == 1


def test_again_loads_the_same_bytes_once_more_on_any_day(serve: Serve, secop: Secop, with_evidence: Path) -> None:
    portal = serve()
    assert secop("evidence", with_evidence).exit_code == 0
    for path in (with_evidence.parent / "evidencias").rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))

    ran = secop("evidence", with_evidence, "--json", "--again")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
    assert [one["name"] for one in loaded(portal)] == [ZIP_NAME, ZIP_NAME]
    assert len({one["sha256"] for one in loaded(portal)}) == 1


def test_a_zip_is_loaded_under_the_fixed_name(serve: Serve, secop: Secop, month: Path) -> None:
    with ZipFile(month.parent / "mis cosas.zip", "w") as archive:
        archive.writestr("informe.txt", "hecho")
    month.write_text(month.read_text(encoding="utf-8") + "evidencias: mis cosas.zip\n", encoding="utf-8")
    portal = serve()

    ran = secop("evidence", month, "--json")

    assert ran.report["outcome"] == "saved", ran.said
    assert [one["name"] for one in loaded(portal)] == [ZIP_NAME]


def test_submit_loads_them_after_confirmar_and_before_enviar(serve: Serve, secop: Secop, with_evidence: Path) -> None:
    portal = serve()

    ran = secop("submit", with_evidence, "--json", "--send", "--yes")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "sent"), ran.said
    assert writes(portal) == ["create", "execution_document", "send"]
    assert [one["name"] for one in loaded(portal)] == [ZIP_NAME]
    assert len(payment(portal)["documents"]) == 5


def test_submit_leaves_them_where_that_is_asked(serve: Serve, secop: Secop, with_evidence: Path) -> None:
    portal = serve()
    (with_evidence.parent / "evidencias" / "acta de reunión.txt").chmod(0)

    ran = secop("submit", with_evidence, "--json", "--no-evidence")

    assert ran.report["outcome"] == "saved", ran.said
    assert writes(portal) == ["create"]


def test_a_dry_run_loads_none_and_says_so(serve: Serve, secop: Secop, with_evidence: Path) -> None:
    portal = serve()

    ran = secop("submit", with_evidence, "--json", "--dry-run", "--headless")

    assert ran.report["outcome"] == "dry_run", ran.said
    assert writes(portal) == []
    assert "no se cargan las evidencias" in ran.said


def test_a_second_submit_loads_what_the_first_could_not(serve: Serve, secop: Secop, with_evidence: Path) -> None:
    portal = serve(upload_failures=("*.zip",))

    refused = secop("submit", with_evidence, "--json", "--send", "--yes")

    assert (refused.exit_code, refused.report["outcome"]) == (5, "refused"), refused.said
    assert refused.report["payment_id"] == "005"
    assert writes(portal) == ["create"], "what the supervisor would look for is not there: nothing is sent"

    portal.adjust(upload_failures=())
    ran = secop("submit", with_evidence, "--json", "--send", "--yes")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "sent"), ran.said
    assert writes(portal) == ["create", "execution_document", "send"]


def test_an_upload_whose_end_is_not_seen_is_looked_for_and_not_repeated(
    serve: Serve, secop: Secop, with_evidence: Path
) -> None:
    portal = serve(faults={"upload_status": Fault(times=None, skip=1, status=500)})

    lost = secop("evidence", with_evidence, "--json", timeout=4)

    assert (lost.exit_code, lost.report["outcome"]) == (7, "unknown"), lost.said

    portal.adjust(faults={})
    there = len(loaded(portal))
    ran = secop("evidence", with_evidence, "--json")

    assert len(loaded(portal)) == there, "looked at, not loaded again"
    assert ran.exit_code == (0 if there else 7), ran.said


def test_a_month_without_evidences_says_how_to_name_them(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()

    ran = secop("evidence", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (3, "no_evidence"), ran.said
    assert "evidencias:" in ran.report["error"]["remedy"]
    assert portal.record == []


@pytest.mark.parametrize("damage", ["empty", "loop", "missing", "latin-1"])
@pytest.mark.parametrize("command", ["evidence", "submit", "check"])
def test_unusable_evidences_are_told_before_anything_is_opened(
    serve: Serve, secop: Secop, with_evidence: Path, damage: str, command: str
) -> None:
    portal = serve()
    folder = with_evidence.parent / "evidencias"
    match damage:
        case "empty":
            (folder / "acta de reunión.txt").unlink()
            (folder / "fotos" / "1.jpg").unlink()
        case "loop":
            (folder / "vuelta").symlink_to(folder, target_is_directory=True)
        case "missing":
            folder.rename(folder.with_name("otra"))
        case "latin-1":
            (folder / os.fsdecode("reunión.txt".encode("latin-1"))).write_text("x", encoding="utf-8")

    ran = secop(command, with_evidence, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (3, "month_file"), ran.said
    assert "evidencias" in ran.report["error"]["message"]
    assert portal.record == []


def test_the_bytes_depend_on_the_files_alone(serve: Serve, secop: Secop, with_evidence: Path) -> None:
    portal = serve()
    assert secop("evidence", with_evidence).exit_code == 0
    other = with_evidence.parent / "otra"
    (other / "fotos").mkdir(parents=True)
    for name in ("fotos/1.jpg", "acta de reunión.txt"):
        (other / name).write_bytes((with_evidence.parent / "evidencias" / name).read_bytes())
    text = with_evidence.read_text(encoding="utf-8").replace("evidencias/", "otra/")
    with_evidence.write_text(text, encoding="utf-8")

    assert secop("evidence", with_evidence, "--again").exit_code == 0

    hashes = {one["sha256"] for one in loaded(portal)}
    assert len(hashes) == 1
    assert hashes != {hashlib.sha256(b"").hexdigest()}


def test_a_payment_that_was_saved_is_told_where_the_evidences_fail(
    serve: Serve, secop: Secop, with_evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = serve(faults={"upload_execution_window": Fault(times=None)})

    ran = secop("submit", with_evidence, "--json", timeout=5)

    assert ran.exit_code in {6, 8}, ran.said
    assert "quedó guardado, sin enviar" in ran.report["error"]["message"]
    assert "--no-evidence" in ran.report["error"]["remedy"]
    assert writes(portal) == ["create"]


def test_what_was_never_loaded_is_told_when_the_payment_is_out_of_our_hands(
    serve: Serve, secop: Secop, with_evidence: Path
) -> None:
    serve()
    assert secop("submit", with_evidence, "--send", "--yes", "--no-evidence").exit_code == 0

    ran = secop("submit", with_evidence, "--json")
    assert (ran.exit_code, ran.report["outcome"]) == (0, "nothing_to_do"), ran.said
    assert f"secop-bot evidence {with_evidence}" in ran.said

    loaded_now = secop("evidence", with_evidence, "--json")
    page = (Path(loaded_now.report["receipt"]) / "receipt.html").read_text(encoding="utf-8")
    assert "Evidencias cargadas en SECOP II" in page
    assert "sin enviar" not in page.partition("Paso a paso")[0]
    assert "no están cargadas" not in secop("submit", with_evidence).said


def test_a_list_of_documents_that_is_not_there_hides_no_payment_that_is_sent(
    serve: Serve, secop: Secop, with_evidence: Path
) -> None:
    sent = Payment(payment_id="005", state="sent")
    portal = serve(
        contracts=(Contract(payments=(*sample_payments(), sent)),),
        renamed={"Documentos de ejecución del contrato": "Archivo"},
    )

    ran = secop("submit", with_evidence, "--json", "--send", "--yes", timeout=4)

    assert (ran.exit_code, ran.report["outcome"]) == (0, "already_sent"), ran.said
    assert "No se pudo ver si las evidencias están cargadas" in ran.said
    assert writes(portal) == []


def test_evidences_that_changed_since_they_were_loaded_are_told(
    serve: Serve, secop: Secop, with_evidence: Path
) -> None:
    portal = serve()
    assert "cambiaron" not in secop("submit", with_evidence).said
    assert "cambiaron" not in secop("submit", with_evidence).said
    (with_evidence.parent / "evidencias" / "otra.txt").write_text("nueva", encoding="utf-8")

    ran = secop("submit", with_evidence, "--json")

    assert ran.exit_code == 0, ran.said
    assert "Sus evidencias cambiaron" in ran.said
    assert "--again" in ran.said
    assert len(loaded(portal)) == 1

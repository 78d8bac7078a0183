"""What every run at the portal leaves behind, and what ``secop-bot receipts`` says of it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from secop_bot.errors import InputError
from secop_bot.mock import Fault
from secop_bot.receipt import Receipt
from tests.conftest import Ran, Secop, Serve
from tests.journeys.conftest import sha256_of, writes
from tests.journeys.test_submit import NUMBER


def folder_of(ran: Ran) -> Path:
    return Path(ran.report["receipt"])


def text_of(browser: Browser, folder: Path) -> str:
    """What a person reads on the page."""
    page = browser.new_page()
    try:
        page.goto((folder / "receipt.html").as_uri())
        pictures = page.locator("img")
        assert all(
            pictures.nth(place).evaluate("e => e.complete && e.naturalWidth > 0") for place in range(pictures.count())
        )
        return page.locator("body").inner_text()
    finally:
        page.close()


def test_a_saved_a_sent_and_a_failed_run_each_leave_a_receipt(
    serve: Serve, secop: Secop, month: Path, browser: Browser, home: Path
) -> None:
    portal = serve()

    saved = secop("submit", month, "--json")
    sent = secop("submit", month, "--json", "--send", "--yes")
    portal.adjust(faults={"contract_list": Fault(times=None)})
    failed = secop("submit", month, "--json")

    above = folder_of(saved).parent
    assert above.parent == home / "receipts" / NUMBER
    assert re.fullmatch(r"\d{4}-\d{2}-pago-5", above.name)
    assert {folder_of(ran).parent for ran in (sent, failed)} == {above}
    for ran, headline in (
        (saved, "Guardado en SECOP II, sin enviar"),
        (sent, "Enviado a la entidad"),
        (failed, "No se terminó"),
    ):
        folder = folder_of(ran)
        names = {path.name for path in folder.iterdir()}
        assert {"receipt.html", "receipt.json", "journal.jsonl", "manifest.sha256"} <= names
        read = text_of(browser, folder)
        assert headline in read
        assert NUMBER in read
        story = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
        assert story["outcome"] == ran.report["outcome"]
        assert story["exit_code"] == ran.exit_code
        assert story["began"].endswith("-05:00")
        journal = [json.loads(line) for line in (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
        assert (journal[0]["event"], journal[-1]["event"]) == ("run", "outcome")

    story = json.loads((folder_of(saved) / "receipt.json").read_text(encoding="utf-8"))
    assert {one["name"]: one["sha256"] for one in story["documents"]} == sha256_of(month.parent / "documentos")
    assert all(one["shown"] for one in story["documents"])
    assert all(one["same"] for one in story["fields"])
    assert all(one["picture"] for one in story["steps"])
    assert "Consulta exitosa" in story["validations"][0]["words"]
    read = text_of(browser, folder_of(saved))
    for value in (
        "3.500.000",
        "Pago 005",
        "9412345678",
        "Registrado",
        *sha256_of(month.parent / "documentos").values(),
    ):
        assert value in read
    assert "Enviado a la Entidad Estatal" in text_of(browser, folder_of(sent))

    broken = folder_of(failed)
    assert (broken / "fallo.jpg").stat().st_size > 1000
    assert "Server Error" in (broken / "fallo.txt").read_text(encoding="utf-8")
    assert "Server Error" in text_of(browser, broken)
    assert failed.report["error"]["message"] in text_of(browser, broken)


def test_a_failure_within_the_form_is_pictured_before_the_form_is_left(serve: Serve, secop: Secop, month: Path) -> None:
    serve(confirm_refusals=("El valor supera el saldo del contrato.",))

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "refused"
    assert "El valor supera el saldo del contrato." in (folder_of(ran) / "fallo.txt").read_text(encoding="utf-8")


def test_no_receipt_holds_the_password_even_where_the_page_shows_it(serve: Serve, secop: Secop, month: Path) -> None:
    secret = "Clave-Muy-Secreta-77"
    serve(password=secret, login_refusal="text")
    refused = secop("submit", month, "--json", password=f"{secret}x")
    assert refused.exit_code == 4

    serve(password=secret, account=f"Laura {secret}")
    ran = secop("submit", month, "--json", "--send", "--yes")
    assert ran.report["outcome"] == "sent", ran.said

    story = json.loads((folder_of(ran) / "receipt.json").read_text(encoding="utf-8"))
    assert not any(one["picture"] for one in story["steps"]), "a picture would show it"
    for folder in (folder_of(refused), folder_of(ran)):
        for path in folder.iterdir():
            assert secret.encode() not in path.read_bytes(), path


def test_no_receipt_holds_a_cookie(serve: Serve, secop: Secop, month: Path, home: Path) -> None:
    serve()
    ran = secop("submit", month, "--json")

    kept = json.loads(next((home / "session").glob("*.json")).read_text(encoding="utf-8"))
    cookies = [cookie["value"] for cookie in kept["cookies"]]
    assert any(len(cookie) > 8 for cookie in cookies)
    for path in folder_of(ran).iterdir():
        assert not [cookie for cookie in cookies if len(cookie) > 8 and cookie.encode() in path.read_bytes()], path


def test_the_list_names_every_run_and_a_changed_byte_is_found(serve: Serve, secop: Secop, month: Path) -> None:
    nothing = secop("receipts", "--json")
    assert (nothing.exit_code, nothing.report["receipts"]) == (0, [])
    serve()
    ran = secop("submit", month, "--json")
    secop("status", month)

    listed = secop("receipts", "--json")
    assert [(one["command"], one["payment"], one["outcome"]) for one in listed.report["receipts"]] == [
        ("submit", 5, "saved"),
        ("status", None, "nothing_to_do"),
    ]
    assert str(folder_of(ran)) in listed.said

    (folder_of(ran) / ".DS_Store").write_bytes(b"Finder was here")
    good = secop("receipts", "--verify", "--json")
    assert good.exit_code == 0, good.said
    assert all(one["files"] >= 5 and not one["problems"] for one in good.report["receipts"])

    picture = next(folder_of(ran).glob("*.jpg"))
    content = bytearray(picture.read_bytes())
    content[len(content) // 2] ^= 1
    picture.write_bytes(bytes(content))
    changed = secop("receipts", "--verify", "--json")
    assert changed.exit_code == 3
    assert changed.report["receipts"][0]["problems"] == [f"Cambió {picture.name}."]
    assert str(folder_of(ran)) in changed.said


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "receipt.json").unlink(), "Falta receipt.json."),
        (lambda folder: (folder / "nota.txt").write_text("x"), "Sobra nota.txt"),
        (lambda folder: (folder / "manifest.sha256").unlink(), "No tiene manifiesto"),
        (lambda folder: (folder / "manifest.sha256").write_bytes(b"\xff\xfe"), "No se puede leer manifest.sha256"),
        (lambda folder: (folder / "manifest.sha256").write_text("../x\n"), "no se entiende"),
        (lambda folder: (folder / "journal.jsonl").unlink(), "Falta journal.jsonl."),
        (lambda folder: (folder / "más").mkdir(), "Sobra más"),
        (lambda folder: (folder / "journal.jsonl").write_text("{}\n"), "Cambió journal.jsonl."),
    ],
)
def test_every_harm_to_a_receipt_is_told(serve: Serve, secop: Secop, month: Path, harm: object, said: str) -> None:
    serve()
    folder = folder_of(secop("submit", month, "--json", "--dry-run", "--headless"))
    assert callable(harm)
    harm(folder)

    ran = secop("receipts", "--verify", "--json")

    assert ran.exit_code == 3
    assert any(said in problem for problem in ran.report["receipts"][0]["problems"]), ran.said


def test_a_run_that_was_cut_off_is_told_and_is_no_harm(serve: Serve, secop: Secop, month: Path) -> None:
    serve()
    folder = folder_of(secop("submit", month, "--json", "--dry-run", "--headless"))
    for name in ("manifest.sha256", "receipt.json", "receipt.html"):
        (folder / name).unlink()
    journal = folder / "journal.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))

    ran = secop("receipts", "--verify", "--json")

    assert (ran.exit_code, ran.report["receipts"][0]["cut_off"]) == (0, True), ran.said
    assert "se cortaron antes de terminar" in ran.said
    assert str(folder) in ran.said


def test_a_disk_that_refuses_what_only_helps_later_stops_no_run(
    serve: Serve, secop: Secop, month: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = serve()
    home.mkdir()
    (home / "traces").write_text("", encoding="utf-8")
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.suffix == ".jpg":
            raise OSError(28, "No space left on device")
        return write(path, content)

    def no_session(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr("secop_bot.portal.entrance.keep_session", no_session)

    ran = secop("submit", month, "--json", "--trace", "--send", "--yes")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "sent"), ran.said
    assert writes(portal) == ["create", "send"]
    for told in ("No se pudo guardar la sesión", "No se pudo guardar la traza"):
        assert told in ran.said
    story = json.loads((folder_of(ran) / "receipt.json").read_text(encoding="utf-8"))
    assert not any(step["picture"] for step in story["steps"])
    assert "No se pudo guardar 01-" in json.dumps(story, ensure_ascii=False)


def test_a_full_disk_after_confirmar_does_not_say_that_nothing_was_written(
    serve: Serve, secop: Secop, month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = serve()
    step = Receipt.step

    def full(receipt: Receipt, title: str) -> None:
        if title == "Enviar":
            raise InputError("journal_unwritable", "No se puede escribir: disco lleno.", "Libere espacio.")
        step(receipt, title)

    monkeypatch.setattr(Receipt, "step", full)

    ran = secop("submit", month, "--json", "--send", "--yes")

    assert (ran.exit_code, ran.report["outcome"]) == (5, "refused"), ran.said
    assert "y el pago ya estaba guardado, sin enviar" in ran.report["error"]["message"]
    assert writes(portal) == ["create"]


def test_the_home_folder_says_what_is_in_it(serve: Serve, secop: Secop, month: Path, home: Path) -> None:
    serve()
    secop("submit", month)

    readme = (home / "README.txt").read_text(encoding="utf-8")

    for path in home.iterdir():
        if path.name != "README.txt":
            assert path.name in readme, path
    if os.name == "posix":
        assert (home / "receipts").stat().st_mode & 0o077 == 0


def test_a_home_that_can_t_be_written_stops_the_run_before_the_portal(
    serve: Serve, secop: Secop, month: Path, home: Path
) -> None:
    portal = serve()
    home.parent.mkdir(exist_ok=True)
    home.write_text("no es una carpeta", encoding="utf-8")

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (3, "failed"), ran.said
    assert portal.record == []


@pytest.mark.parametrize("told", ["[]", '{"outcome": [], "state": 5, "began": "[/x]", "payment": "5"}', "\x00"])
def test_a_receipt_of_another_make_is_listed_as_it_is(secop: Secop, home: Path, told: str) -> None:
    folder = home / "receipts" / NUMBER / "2026-10-pago-5" / "2026-11-23T10-00-00"
    folder.mkdir(parents=True)
    (folder / "receipt.json").write_text(told, encoding="utf-8")

    ran = secop("receipts", "--json")

    assert (ran.exit_code, len(ran.report["receipts"])) == (0, 1), ran.said
    assert secop("receipts", "--verify").exit_code == 3


def test_receipts_that_are_no_folder_are_an_error(secop: Secop, home: Path) -> None:
    home.mkdir()
    (home / "receipts").write_text("x", encoding="utf-8")

    assert secop("receipts", "--verify").exit_code == 3

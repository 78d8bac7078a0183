"""``record``: the portal's pages, without anything personal, and a check that reads them again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from secop_bot.commands.recording import Asked, run_record
from secop_bot.mock import Contract, MockPortal, Payment
from secop_bot.mock.fillers import filler_contracts
from secop_bot.mock.scenario import sample_payments
from tests.conftest import Secop, Serve
from tests.journeys.conftest import WRITES, writes
from tests.recording.fixture import FIXTURES

NUMBER = "CO1.PCCNTR.8263723"
SENTINEL = "Centinela-de-Clave-2026"
REASON = "El informe no está firmado por el supervisor Pérez."
SAVED = Payment(
    payment_id="005",
    state="saved",
    invoice_number="FV-7781",
    value="3.517.219,50",
    fields={
        "electronic": "no",
        "notes": "Llame al 310 555 1234 o escriba a laura.ejemplo@correo.example, Carrera 7 # 12-34",
        "planilla_number": "0094123450",
        "planilla_date": "04/11/2026",
    },
    documents=("Cuenta Laura Rojas.pdf", "9412345678_informe.docx"),
    planilla_status="Consulta exitosa",
)
REJECTED = Payment(payment_id="006", state="rejected", invoice_number="Pago 006", value="1.234.567", reason=REASON)
OURS = Contract(
    sales_id="CO1.SLCNTR.5299001",
    payments=(*sample_payments(), SAVED, REJECTED),
    execution_documents=("Acta de inicio Rojas.pdf", "EVIDENCIAS_7.zip"),
)
TYPED = ("310 555 1234", "laura.ejemplo@correo.example", "Carrera 7", REASON, "Pérez", "FV-7781")


def personal(portal: MockPortal) -> set[str]:
    """Every string of the mock that is somebody's."""
    scenario = portal.scenario
    contracts = [*scenario.contracts, *filler_contracts(scenario.filler_contracts)]
    payments = [payment for contract in contracts for payment in contract.payments]
    fields = [value for one in payments for key, value in one.fields.items() if key in {"notes", "planilla_number"}]
    held = portal.payments(NUMBER)
    told = [
        *(scenario.username, scenario.password, scenario.account, *scenario.account.split(), *scenario.companies),
        *(
            text
            for one in contracts
            for text in (one.sales_id, one.number, one.number.rpartition(".")[2], one.entity, one.value)
        ),
        *(name for one in contracts for name in one.execution_documents),
        *(text for one in payments for text in (one.value, one.reason, *one.documents)),
        *(one["name"] for payment in held for one in payment["documents"]),
        *(entry["contract"] for entry in portal.record if "contract" in entry),
        *fields,
        *TYPED,
    ]
    return {text for text in told if text}


def texts_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*.*") if path.suffix != ".png"
    }


def assert_nothing_personal(folder: Path, portal: MockPortal) -> None:
    told = personal(portal)
    assert len(told) > 30
    for name, text in texts_of(folder).items():
        for one in told:
            assert one.casefold() not in text.casefold(), f"«{one}» in {name}"


def test_a_walk_is_recorded_without_anything_personal_and_read_again(
    serve: Serve, secop: Secop, tmp_path: Path
) -> None:
    portal = serve(contracts=(OURS,), password=SENTINEL)
    folder = tmp_path / "grabación"

    ran = secop("record", folder, "--walk", "--contract", NUMBER, "--open-form", "--pictures", "--yes", "--json")

    assert ran.exit_code == 0, ran.err
    names = [page["name"] for page in ran.report["pages"]]
    assert names == [
        "01-ingreso",
        "02-inicio",
        "03-menu",
        "04-administracion-de-contratos",
        "05-contrato",
        "06-plan-de-pagos",
        "07-formulario-del-pago",
    ]
    assert_nothing_personal(folder, portal)
    for one in personal(portal) - {portal.scenario.username}:  # its own name is no secret of the program's
        assert one not in ran.out
    assert sorted(path.name for path in folder.iterdir()) == [*names, "README.txt", "kept.txt", "replaced.json"]
    assert all((folder / name / "picture.png").stat().st_size for name in names)
    assert writes(portal) == []
    assert portal.events(*WRITES, "attach", "attach_failed", "confirm_refused") == []
    assert portal.events("open_form"), "the form was not opened"

    checked = secop("record", "--check", folder, "--json")

    assert checked.exit_code == 0, checked.err
    pages = {page["name"]: page for page in checked.report["pages"]}
    assert [page["differences"] for page in pages.values()] == [[]] * 7
    assert "Formulario del pago" in pages["07-formulario-del-pago"]["read"]
    rows = pages["06-plan-de-pagos"]["read"]["Plan de pagos"]["rows"]
    assert [row["payment_id"] for row in rows] == ["001", "002", "003", "004", "005", "006"]
    assert rows[4]["offers"] == ["Borrar", "Enviar", "Registro"]
    assert rows[0]["value"] == rows[1]["value"] != rows[5]["value"]
    said = secop("record", "--check", folder).said
    assert "Plan de pagos" in said
    assert "Todas las páginas se reconocen" in said


def test_a_changed_recording_fails_its_check_naming_page_and_label(secop: Secop, tmp_path: Path) -> None:
    folder = tmp_path / "grabación"
    shutil.copytree(FIXTURES / "recordings" / "mock-walk", folder)
    frame = next((folder / "07-formulario-del-pago").glob("frame-*.html"))
    frame.write_text(frame.read_text("utf-8").replace("Número de factura", "Consecutivo"), "utf-8")

    ran = secop("record", "--check", folder, "--json")

    assert ran.exit_code == 8
    assert "07-formulario-del-pago" in ran.report["error"]["message"]
    assert "Número de factura" in ran.report["error"]["message"]


def test_nothing_is_written_without_consent(serve: Serve, secop: Secop, tmp_path: Path) -> None:
    portal = serve()

    ran = secop("record", tmp_path / "grabación", "--walk")

    assert ran.exit_code == 4
    assert "--yes" in ran.said
    assert not (tmp_path / "grabación").exists()
    assert portal.record == []


def test_a_folder_with_something_in_it_is_left_alone(serve: Serve, secop: Secop, tmp_path: Path, month: Path) -> None:
    portal = serve()
    before = month.read_bytes()

    ran = secop("record", month.parent, "--walk", "--yes")

    assert ran.exit_code == 3
    assert "no está vacía" in ran.said
    assert month.read_bytes() == before
    assert portal.record == []


def test_a_folder_that_is_no_recording_is_said_so(secop: Secop, tmp_path: Path) -> None:
    ran = secop("record", "--check", tmp_path)

    assert ran.exit_code == 3
    assert "no hay páginas grabadas" in ran.said


class Person:
    """Walks in the window while ``record`` looks on; each call is one look of the command at the terminal."""

    def __init__(self, portal: MockPortal) -> None:
        self._portal = portal
        self.page: Page | None = None
        self._steps = self._walk()
        self._rests = 0

    def __call__(self) -> str | None:
        if self._rests:  # a person reads a page for a while
            self._rests -= 1
            return None
        self._rests = 4
        return next(self._steps)

    def _walk(self) -> Iterator[str | None]:
        page = self.page
        assert page
        yield None
        page.get_by_label("Nombre de usuario").or_(page.locator("[id$=txtUserName]")).first.fill(
            self._portal.scenario.username
        )
        page.locator("input[type=password]").fill(self._portal.scenario.password)
        yield ""
        page.get_by_role("button", name="Entrar").click()
        page.get_by_text("Mis procesos").wait_for()
        user = self._portal.scenario.username
        page.evaluate("user => { document.querySelector('h1').textContent += ', su usuario es ' + user }", user)
        yield ""
        page.get_by_text("Mis procesos", exact=True).click()
        page.get_by_text("Mis contratos", exact=True).click()
        page.get_by_text("Administración de contratos").first.wait_for()
        yield None
        page.locator("tr", has_text=NUMBER).get_by_text("Detalle").click()
        page.get_by_text("Ejecución del Contrato", exact=True).click()
        page.get_by_text("Plan de pagos", exact=True).wait_for()
        yield None
        with page.context.expect_page() as opened:
            page.get_by_role("button", name="Cargar nuevo").click()
        opened.value.get_by_role("button", name="Anexar").wait_for()
        yield None
        yield "fin"


@pytest.fixture
def by_person(
    browser: Browser, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Person, Asked], int]:
    """Run ``record`` as a person's visit, with the tests' browser for a window."""

    def run(person: Person, asked: Asked) -> int:
        @contextmanager
        def open_browser(*_: Any, **__: Any) -> Iterator[Browser]:
            yield browser

        for key, value in environment.items():
            if key.startswith("SECOP_BOT_") and key not in {"SECOP_BOT_USERNAME", "SECOP_BOT_PASSWORD"}:
                monkeypatch.setenv(key, value)
        monkeypatch.setattr("secop_bot.workflows.visiting.open_browser", open_browser)

        def look() -> str | None:
            person.page = person.page or browser.contexts[-1].pages[0]
            return person()

        return run_record(asked, as_json=False, said=look)

    return run


def test_a_person_walks_and_every_look_is_kept_with_its_windows(
    serve: Serve, by_person: Callable[[Person, Asked], int], secop: Secop, tmp_path: Path
) -> None:
    portal = serve(contracts=(OURS,), password=SENTINEL, username="lrojas77x")
    folder = tmp_path / "grabación"

    code = by_person(Person(portal), Asked(folder=folder, yes=True, headless=True))

    assert code == 0
    kinds = {path.name.partition("-")[2] for path in folder.iterdir() if path.is_dir()}
    assert {"ingreso", "inicio", "administracion-de-contratos", "ventana-de-anexar"} <= kinds
    assert_nothing_personal(folder, portal)
    assert writes(portal) == []
    counts = json.loads((folder / "replaced.json").read_text("utf-8"))
    assert counts["usuario"] == {"originals": 1, "places": 1}
    assert counts["entidad"]["originals"] == 2  # as many as the list's first tab shows
    assert "su usuario es Usuario 1" in (folder / "kept.txt").read_text("utf-8")
    assert secop("record", "--check", folder).exit_code == 0

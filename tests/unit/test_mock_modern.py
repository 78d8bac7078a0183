"""The modern skin in a browser: a person's whole journey, and what a scenario can make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from secop_bot.mock import Contract, Fault, MockPortal, Scenario
from tests.unit.mock_markup import all_markup, names_of
from tests.unit.test_mock_visitor import GOOD, NUMBER, RIGHT, with_payment

Open = Callable[..., "Person"]
QUICK: dict[str, Any] = {"page_latency": 0, "ajax_latency": 0, "upload_delay": 0, "translate_delay": 0.02}
FILL = {
    "Número de factura": "Pago 005",
    "Fecha de emisión": "2026-11-03",
    "Fecha de vencimiento": "2026-11-30",
    "Valor neto": "3500000",
    "Valor total": "3.500.000",
    "Fecha de recepción original": "2026-11-04",
    "Número de radicación": "005",
    "Número de planilla": "9412345678",
    "Fecha de pago": "2026-11-04",
}


class Person:
    """Someone before the modern pages, who reads and presses what is there."""

    def __init__(self, portal: MockPortal, page: Page) -> None:
        self.portal = portal
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(portal.url)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def free(self) -> None:
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def press(self, name: str, within: Locator | None = None) -> None:
        self.free()
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def log_in(self) -> None:
        self.page.get_by_label("Nombre de usuario").fill("contratista")
        self.page.get_by_label("Contraseña").fill(RIGHT)
        self.press(self.portal.scenario.login_button)

    def open_list(self) -> None:
        self.press("Mis procesos")
        self.page.get_by_role("link", name="Mis contratos").click()
        expect(self.page.get_by_role("status")).to_contain_text("Mostrando")

    def open_plan(self) -> None:
        self.log_in()
        self.open_list()
        self.page.get_by_role("row").filter(has_text=NUMBER).get_by_role("link", name="Detalle").click()
        self.press("Ejecución del Contrato")
        expect(self.page.get_by_role("heading", name="Plan de pagos")).to_be_visible()
        self.free()

    def row(self, payment: str) -> Locator:
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=payment, exact=True))

    def fill(self, **other: str) -> None:
        self.free()
        self.dialog.get_by_label("No", exact=True).check()
        for label, text in {**FILL, **other}.items():
            self.free()
            box = self.dialog.get_by_label(label)
            box.fill(text)
            box.blur()
        self.free()

    def attach(self, name: str, *files: Path) -> None:
        with self.page.expect_popup() as opened:
            self.press(name)
        window = opened.value
        window.get_by_label("Seleccionar archivos").set_input_files(files)
        window.get_by_role("button", name="Anexar").click()
        expect(window.get_by_text("Documento anexo")).to_have_count(len(files))
        with window.expect_event("close"):
            window.get_by_role("button", name="Cerrar").click()
        self.free()

    def payment(self, payment_id: str) -> dict[str, Any]:
        return next(held for held in self.portal.payments(NUMBER) if held["payment_id"] == payment_id)


@pytest.fixture
def open_portal(browser: Browser) -> Iterator[Open]:
    with ExitStack() as stack:
        people: list[Person] = []

        def start(**scenario: Any) -> Person:
            portal = stack.enter_context(MockPortal(Scenario(skin="modern", **{**QUICK, **scenario})))
            context = stack.enter_context(browser.new_context(locale="es-CO"))
            context.set_default_timeout(10_000)
            people.append(Person(portal, context.new_page()))
            return people[-1]

        yield start
        assert [error for person in people for error in person.errors] == []


@pytest.fixture
def pdfs(tmp_path: Path) -> tuple[Path, Path]:
    files = tmp_path / "cuenta.pdf", tmp_path / "informe.pdf"
    for file in files:
        file.write_bytes(b"%PDF-1.4 " + file.name.encode())
    return files


def test_the_whole_journey(open_portal: Open, pdfs: tuple[Path, Path]) -> None:
    person = open_portal()
    person.open_plan()
    person.press("Crear")
    person.fill()
    person.attach("Anexar", *pdfs)
    person.press("Quitar", person.dialog.get_by_role("listitem").filter(has_text="informe.pdf"))
    expect(person.dialog.get_by_text("informe.pdf")).to_have_count(0)
    person.press("Confirmar")
    expect(person.dialog.get_by_role("alert")).to_contain_text("Debe validar el número de planilla")
    person.press("Validar")
    expect(person.dialog.get_by_label("Estado")).to_have_text("Consulta exitosa")
    person.press("Confirmar")
    expect(person.dialog).to_have_count(0)

    saved = person.payment("005")
    assert saved["fields"] == {**GOOD, "net_value": "3.500.000,00 COP", "total_value": "3.500.000,00 COP"} | {
        "planilla_number": "9412345678"
    }
    assert saved["received"]["issue_date"] == "03/11/2026"
    assert [document["name"] for document in saved["documents"]] == ["cuenta.pdf"]

    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    person.page.on("dialog", accept)
    person.press("Enviar", person.row("005"))
    expect(person.row("005")).to_contain_text("Enviado a la Entidad Estatal")
    assert asked == ["¿Está seguro de que desea enviar el pago a la Entidad Estatal?"]

    person.portal.change(NUMBER, "005", state="rejected", reason="Falta la firma")
    person.press("Ejecución del Contrato")
    person.press("Detalle", person.row("005"))
    expect(person.dialog.get_by_role("definition").filter(has_text="Falta la firma")).to_be_visible()
    expect(person.dialog).to_contain_text("Rechazada")
    person.press("Editar")
    expect(person.row("005").get_by_role("button")).to_have_text(["Borrar", "Registro", "Enviar"])
    person.press("Registro", person.row("005"))
    expect(person.dialog.get_by_label("Fecha de vencimiento")).to_have_value("2026-11-30")
    expect(person.dialog.get_by_label("Valor neto")).to_have_value("3.500.000,00")
    person.press("Cancelar")

    person.attach("Cargar nuevo", pdfs[1])
    expect(person.page.get_by_role("cell", name="informe.pdf")).to_be_visible()
    assert [document["name"] for document in person.portal.execution_documents(NUMBER)] == ["informe.pdf"]


def test_what_scripts_make_is_not_of_the_other_skin_either(open_portal: Open) -> None:
    person = open_portal(ajax_latency=0.3)
    seen: set[str] = set()
    person.page.expose_function("saw", lambda names: seen.update(names))  # noqa: PLW0108 - a method of set is none of its own
    person.page.add_init_script(
        "new MutationObserver(() => saw([...document.querySelectorAll('[id], [class]')]"
        ".flatMap(e => [e.id, ...e.classList]).filter(Boolean)))"
        ".observe(document, {subtree: true, childList: true, attributes: true})"
    )
    person.page.reload()
    person.open_plan()
    person.press("Crear")
    expect(person.dialog).to_be_visible()
    person.free()

    other = names_of(all_markup(Scenario()))
    assert "sc-busy" in seen
    assert not seen & (other["id"] | other["class"])


@pytest.mark.parametrize("style", ["chooser", "input"])
def test_files_come_in_without_a_window_too(open_portal: Open, pdfs: tuple[Path, Path], style: str) -> None:
    person = open_portal(upload_style=style, upload_failures=("informe*",))
    person.open_plan()
    person.press("Crear")
    person.free()
    if style == "chooser":
        with person.page.expect_file_chooser() as asked:
            person.press("Anexar")
        asked.value.set_files(pdfs)
    else:
        person.dialog.get_by_label("Archivos por anexar").set_input_files(pdfs)
        person.press("Anexar")
    expect(person.dialog.get_by_role("listitem")).to_contain_text(["cuenta.pdf"])
    person.free()
    assert [entry["name"] for entry in person.portal.events("attach_failed")] == ["informe.pdf"]


@pytest.mark.long
@pytest.mark.parametrize("rebuild", ["never", "keeps_text", "loses_text"])
def test_the_form_is_drawn_again_as_the_scenario_says(open_portal: Open, rebuild: str) -> None:
    person = open_portal(rebuild=rebuild, ajax_latency=0.2, changed_on_commit={"due_date": "29/11/2026"})
    person.open_plan()
    person.press("Crear")
    person.free()
    date, other = person.dialog.get_by_label("Fecha de vencimiento"), person.dialog.get_by_label("Número de radicación")
    node = date.element_handle()
    date.fill("2026-11-30")
    date.blur()
    other.fill("005")  # while the answer is on its way
    person.free()
    expect(date).to_have_value("2026-11-29")
    expect(other).to_have_value("" if rebuild == "loses_text" else "005")
    assert node.evaluate("node => node.isConnected") is (rebuild == "never")


def test_an_amount_that_is_none_is_told_beside_its_box(open_portal: Open) -> None:
    person = open_portal(form_columns=2, invoice_label="Número de la factura")
    person.open_plan()
    person.press("Crear")
    person.free()
    box = person.dialog.get_by_label("Valor neto")
    box.fill("tres")
    box.blur()
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description("El formato no es válido")
    expect(person.dialog.get_by_label("Número de la factura")).to_be_visible()


@pytest.mark.parametrize(("answer", "sent"), [("Sí", True), ("Cancelar", False)])
def test_a_box_can_ask_before_sending(open_portal: Open, answer: str, *, sent: bool) -> None:
    person = open_portal(contracts=with_payment(state="saved"), send_question="box", send_button="Sí")
    person.open_plan()
    person.press("Enviar", person.row("005"))
    expect(person.dialog).to_contain_text("enviar el pago")
    person.press(answer, person.dialog)
    expect(person.dialog).to_have_count(0)
    if sent:
        expect(person.row("005")).to_contain_text("Enviado a la Entidad Estatal")
    assert bool(person.portal.events("send")) is sent


def test_signing_in_by_every_stage(open_portal: Open) -> None:
    companies = ("Una S.A.S.", "Otra S.A.S.")
    person = open_portal(
        login_button="Iniciar sesión",
        captcha="K7RW2",
        recaptcha=True,
        verification_code="123456",
        password_change=True,
        companies=companies,
        notice="Habrá mantenimiento",
        notice_delay=0,
    )
    page = person.page
    person.log_in()
    expect(page.get_by_role("alert")).to_have_text("El texto de verificación no es correcto.")
    page.get_by_label("Texto de la imagen").fill("K7RW2")
    page.frame_locator("iframe").get_by_label("No soy un robot").check()
    person.press("Iniciar sesión")
    page.get_by_label("Código de verificación").fill("123456")
    person.press("Continuar")
    page.get_by_label("Nueva contraseña").fill("Otra-2026")
    person.press("Continuar")
    page.get_by_label("Empresa").select_option("Otra S.A.S.")
    person.press("Entrar")
    expect(person.dialog).to_contain_text("Habrá mantenimiento")
    person.press("Entendido")
    expect(person.dialog).to_have_count(0)
    with page.expect_response("**/Companies/Switch"):  # the address stays as it was
        page.get_by_label("Empresa").select_option("Una S.A.S.")
    expect(page.get_by_label("Empresa")).to_have_value("Una S.A.S.")
    assert [entry["company"] for entry in person.portal.events("switch_company")] == ["Una S.A.S."]
    person.press("Laura Ejemplo Rojas")
    page.get_by_role("link", name="Cerrar sesión").click()
    expect(page.get_by_label("Contraseña")).to_be_visible()


def test_a_refusal_may_be_an_alert(open_portal: Open) -> None:
    person = open_portal(login_refusal="alert", password="otra")
    told: list[str] = []

    def close(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.accept()

    person.page.on("dialog", close)
    with person.page.expect_event("dialog"):
        person.log_in()
    assert told == ["El nombre de usuario o la contraseña no son correctos."]


def test_forty_contracts_in_tabs(open_portal: Open) -> None:
    person = open_portal(contracts=(Contract(in_first_tab=False),), filler_contracts=39, ours="last")
    person.log_in()
    person.open_list()
    page = person.page
    person.free()
    page.get_by_role("tab", name="Todos").click()
    for shown in range(5, 40, 5):
        expect(page.get_by_role("status")).to_have_text(f"Mostrando {shown} de 40")
        person.press("Ver más")
    expect(page.get_by_role("row").filter(has_text=NUMBER)).to_be_visible()
    expect(page.get_by_role("button", name="Ver más")).to_have_count(0)


def test_a_button_can_answer_to_the_keyboard_alone(open_portal: Open) -> None:
    person = open_portal(keyboard_only=("Crear",), value_as_input=True, create_makes_row=True)
    person.open_plan()
    expect(person.row("001").get_by_role("textbox")).to_have_value("3.500.000,00 COP")
    person.press("Crear")
    assert person.portal.events("open_form") == []
    person.page.get_by_role("button", name="Crear", exact=True).press("Enter")
    expect(person.dialog).to_be_visible()
    person.press("Cancelar")
    expect(person.row("005")).to_contain_text("Borrador")


def test_the_table_can_be_drawn_once_more(open_portal: Open) -> None:
    person = open_portal(table_rebuilt_after=0.4)
    person.open_plan()
    node = person.row("001").element_handle()
    node.wait_for_element_state("hidden")
    expect(person.row("001")).to_be_visible()


def test_trouble_is_told_and_an_expired_session_shows_the_login(open_portal: Open) -> None:
    person = open_portal(faults={"payment_form": Fault(), "commit": Fault()})
    person.open_plan()
    person.press("Crear")
    expect(person.dialog).to_contain_text("error inesperado en el servidor")
    person.press("Aceptar")
    person.press("Crear")
    expect(person.dialog.get_by_role("heading", name="Registro de factura")).to_be_visible()
    box = person.dialog.get_by_label("Valor neto")
    box.fill("1")
    box.blur()
    expect(person.dialog.filter(has_text="error inesperado")).to_be_visible()
    person.press("Aceptar")
    person.portal.expire_sessions()
    person.press("Confirmar")
    expect(person.page.get_by_label("Contraseña")).to_be_visible()

"""``doctor``: this computer, and what the bot finds at the portal, where nothing is written."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from secop_bot.mock import Contract, Payment
from secop_bot.mock.names import Names
from secop_bot.mock.scenario import sample_payments
from tests.conftest import Ran, Secop, Serve
from tests.journeys.conftest import payment, writes

RENAMED = {
    "Confirmar": "Guardar pago",
    "Número de radicación": "Radicado número",
    "Fecha de recepción original": "Recepción original",
}
NAMES = {"confirm": "Guardar pago", "numero_radicacion": "Radicado número", "fecha_recepcion": "Recepción original"}


def troubles(ran: Ran) -> dict[str, Any]:
    return {one["name"]: one["trouble"] for one in ran.report["controls"] if one["trouble"]}


# --- This computer


@pytest.mark.quick
def test_doctor_looks_at_this_computer_and_asks_the_portal_nothing(serve: Serve, secop: Secop) -> None:
    portal = serve()

    ran = secop("doctor", "--json")

    assert ran.exit_code == 0, ran.said
    assert [one["what"] for one in ran.report["findings"]] == [
        "Configuración",
        "Reloj",
        "Carpeta y disco",
        "Navegador",
        "Usuario y contraseña",
        "Sesión",
    ]
    assert not any(one["verdict"] == "bad" for one in ran.report["findings"])
    assert portal.record == []


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('max_document_mb = "mucho"', "max_document_mb: debe ser un número"),
        ('[site.labels]\nconfirmar = "Guardar"', "[site.labels] confirmar: no existe; ¿quiso decir confirm"),
        ('[site.labels]\ncreate = "Borrar"', "«Borrar» nunca se oprime"),
        ('[site.labels]\ncreate = "Enviar"', "create: «Enviar» es el texto de Enviar"),
        ('[site.labels]\nrow_enviar = "Crear"', "create: «Crear» es el texto de Enviar"),
        ("[site.labels]\ncreate = []", "create: falta el texto"),
        ('[site.ids]\ncreate = "x] or *"', "un id lleva solo letras"),
        ('[site.botones]\ncreate = "x"', "[site.botones] no existe; hay [site.labels]"),
        ('[site.states]\nenviado = "x"', "[site.states] enviado: no existe"),
    ],
)
def test_a_wrong_configuration_is_named_and_nothing_is_opened(
    serve: Serve, secop: Secop, home: Path, config: str, said: str
) -> None:
    portal = serve()
    home.mkdir()
    (home / "config.toml").write_text(config, encoding="utf-8")

    ran = secop("doctor", "--portal")

    assert (ran.exit_code, portal.record) == (3, [])
    assert said in ran.said


def test_a_folder_that_is_no_whole_path_is_a_finding_like_any_other(secop: Secop) -> None:
    ran = secop("doctor", "--json", home="aqui")

    assert ran.exit_code == 3
    (wrong,) = [one for one in ran.report["findings"] if one["verdict"] == "bad"]
    assert "escriba la ruta completa" in wrong["said"]
    assert ran.report["report"] is None


def test_what_the_user_corrected_is_shown(serve: Serve, secop: Secop, home: Path) -> None:
    serve()
    home.mkdir()
    (home / "config.toml").write_text('[site.labels]\nconfirm = ["Confirmar", "Guardar"]\n', encoding="utf-8")

    assert "labels.confirm = «Confirmar», «Guardar»" in secop("doctor").said


def test_doctor_starts_the_browser_that_the_bot_would_use(secop_process: Secop) -> None:
    ran = secop_process("doctor", "--json")

    browser = next(one for one in ran.report["findings"] if one["what"] == "Navegador")
    assert re.search(r", versión \d+\.", browser["said"]), ran.said


def test_a_browser_that_is_not_there_is_told_with_what_to_do(secop_process: Secop) -> None:
    ran = secop_process("doctor", "--portal", "--json", browser="/no/such/browser")

    browser = next(one for one in ran.report["findings"] if one["what"] == "Navegador")
    assert (ran.exit_code, browser["verdict"]) == (3, "bad"), ran.said
    assert "Instale Google Chrome" in browser["remedy"]


# --- The portal


def test_doctor_at_the_portal_finds_all_and_writes_nothing(serve: Serve, secop: Secop) -> None:
    portal = serve()

    ran = secop("doctor", "--portal", "--open-form", "--json")

    assert (ran.exit_code, troubles(ran), ran.report["not_looked_at"]) == (0, {}, {}), ran.said
    assert [entry["event"] for entry in portal.record] == [
        "login",
        "list_page",
        "open_contract",
        "open_step",
        "open_step",
        "open_form",
        "cancel",
    ]
    found = {one["name"]: one for one in ran.report["controls"]}
    assert found["numero_factura"]["count"] == 1
    assert found["numero_factura"]["way"]
    assert found["numero_factura"]["document"]


def test_without_open_form_no_form_is_opened(serve: Serve, secop: Secop) -> None:
    portal = serve()

    ran = secop("doctor", "--portal", "--json")

    assert ran.exit_code == 0, ran.said
    assert ran.report["not_looked_at"] == {"Formulario del pago": "se abre solo con --open-form"}
    assert portal.events("open_form") == []


def test_three_renamed_controls_are_named_and_mended_by_the_configuration(
    serve: Serve, secop: Secop, month: Path, home: Path
) -> None:
    portal = serve(renamed=RENAMED, send_button="Aceptar")

    ran = secop("doctor", "--portal", "--open-form", "--json")

    assert (ran.exit_code, troubles(ran)) == (8, dict.fromkeys(NAMES, "missing")), ran.said
    near = {one["name"]: one["nearest"] for one in ran.report["controls"]}
    assert near["fecha_recepcion"][0].startswith("Recepción original")
    assert secop("submit", month).exit_code == 8
    assert writes(portal) == []

    config = "[site.labels]\n" + "".join(f'{name} = "{text}"\n' for name, text in NAMES.items())
    assert set(tomllib.loads(config)["site"]["labels"]) == set(NAMES)
    (home / "config.toml").write_text(config, encoding="utf-8")

    assert troubles(secop("doctor", "--portal", "--open-form", "--json")) == {}
    filed = secop("submit", month, "--send", "--yes", "--json")
    assert (filed.exit_code, filed.report["outcome"]) == (0, "sent"), filed.said
    assert writes(portal) == ["create", "send"]
    assert payment(portal)["fields"]["filing_number"] == "005"


def test_the_report_holds_nothing_personal(serve: Serve, secop: Secop) -> None:
    portal = serve(renamed=RENAMED, companies=("Ejemplo y Asociados S.A.S.", "Laura Ejemplo Rojas"))

    ran = secop("doctor", "--portal", "--open-form", "--json", company="Laura Ejemplo Rojas")

    text = Path(ran.report["report"]).read_text(encoding="utf-8")
    assert "NO SE ENCONTRÓ · confirm «Confirmar»" in text
    contract = portal.scenario.contracts[0]
    told = (portal.scenario.username, portal.scenario.password, portal.scenario.account, contract.number)
    for personal in (*told, contract.entity, contract.value, "8263723", str(Path.home()), *portal.scenario.companies):
        assert personal.casefold() not in text.casefold()


def test_a_walk_that_can_t_go_on_says_where_it_stopped(serve: Serve, secop: Secop) -> None:
    serve(renamed={"Mis contratos": "Contratos míos"})

    ran = secop("doctor", "--portal", "--json", timeout=3)

    assert (ran.exit_code, troubles(ran)) == (8, {"my_contracts": "missing"})
    assert ran.report["error"]["code"] == "control_not_found"
    assert ran.report["not_looked_at"]["Plan de pagos"] == "no se llegó hasta ahí"


def test_a_renamed_login_is_reported_too(serve: Serve, secop: Secop) -> None:
    portal = serve(renamed={"Contraseña": "Clave", "txtPassword": "cajaDos"})

    ran = secop("doctor", "--portal", "--json", timeout=3)

    assert (ran.exit_code, troubles(ran)) == (8, {"password": "missing"})
    assert portal.events("login") == []
    assert "control_not_found" in Path(ran.report["report"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["--open-form"], ["--contract", "X"], ["--portal", "--entity", "X"]])
def test_options_that_say_nothing_by_themselves_are_refused(secop: Secop, arguments: list[str]) -> None:
    assert secop("doctor", *arguments).exit_code == 2


@pytest.mark.parametrize("skin", ["vortal"])  # the other has no ids that stay
@pytest.mark.parametrize("what", ["Enviar", "Borrar"])
def test_an_id_that_leads_to_another_button_presses_nothing(
    serve: Serve, secop: Secop, month: Path, home: Path, what: str
) -> None:
    saved = Payment(payment_id="004", state="saved", invoice_number="Pago 004", value="3.500.000")
    portal = serve(seed=7, contracts=(Contract(payments=(*sample_payments()[:3], saved)),))
    home.mkdir()
    place = Names(7).inside("plan", "btn", what, 3)
    (home / "config.toml").write_text(f'[site.ids]\ncreate = "{place}"\n', encoding="utf-8")

    ran = secop("submit", month, "--json")

    code = {"Enviar": "commit_button", "Borrar": "forbidden_button"}[what]
    assert (ran.exit_code, ran.report["error"]["code"]) == (8, code), ran.said
    assert writes(portal) == []


def test_a_button_that_answers_to_the_keyboard_alone_is_mended_by_the_configuration(
    serve: Serve, secop: Secop, month: Path, home: Path
) -> None:
    portal = serve(keyboard_only=("Crear", "Confirmar"))
    stopped = secop("submit", month, "--json", timeout=3)
    assert stopped.exit_code != 0
    assert writes(portal) == []

    (home / "config.toml").write_text('[site.press]\ncreate = "keyboard"\nconfirm = "keyboard"\n', encoding="utf-8")
    ran = secop("submit", month, "--json")

    assert (ran.exit_code, writes(portal)) == (0, ["create"]), ran.said

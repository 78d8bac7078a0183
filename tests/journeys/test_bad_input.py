"""What is wrong is told in one Spanish sentence with its remedy and exit code, and nothing is written."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from secop_bot.clock import today
from secop_bot.credentials import keyring_service
from secop_bot.filing.calendar import Period
from secop_bot.mock import Contract, Fault, MockPortal
from secop_bot.mock.scenario import sample_payments
from tests.conftest import KeptKeyring, Ran, Secop, Serve
from tests.journeys.conftest import Edit, writes

NUMBER = "CO1.PCCNTR.8263723"
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are bytes")
ON_POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no FIFO, and links for few")
BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n"


@pytest.fixture(scope="module")
def portal_nobody_may_reach() -> Iterator[MockPortal]:
    with MockPortal() as portal:
        yield portal
        assert portal.record == []


def replace(old: str, new: str) -> Callable[[Path], None]:
    def spoil(month: Path) -> None:
        text = month.read_text(encoding="utf-8")
        assert old in text
        month.write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def write(text: str) -> Callable[[Path], None]:
    def spoil(month: Path) -> None:
        month.write_text(text, encoding="utf-8")

    return spoil


def spoil_document(content: bytes) -> Callable[[Path], None]:
    def spoil(month: Path) -> None:
        (month.parent / "documentos" / "certificado_arl.pdf").write_bytes(content)

    return spoil


def encrypt_document(month: Path) -> None:
    path = month.parent / "documentos" / "certificado_arl.pdf"
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt("clave", algorithm="RC4-128")
    writer.write(path)


def evidence(spoil: Callable[[Path], object]) -> Callable[[Path], None]:
    """Name a folder of evidences in the month file, with one good file in it, and spoil it."""

    def name_and_spoil(month: Path) -> None:
        folder = month.parent / "evidencias"
        folder.mkdir()
        (folder / "foto.jpg").write_bytes(b"foto")
        spoil(folder)
        replace("pago: 5", "pago: 5\nevidencias: evidencias/")(month)

    return name_and_spoil


def in_latin_1(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/informaci\xf3n.pdf")).write_bytes(b"x")


def in_the_future(month: Path) -> None:
    next_month = Period.of(today()).next()
    text = month.read_text(encoding="utf-8")
    month.write_text(
        "\n".join(f"periodo: {next_month}" if line.startswith("periodo:") else line for line in text.splitlines()),
        encoding="utf-8",
    )


@pytest.mark.quick
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(lambda month: month.unlink(), "No existe", id="missing file"),
        pytest.param(write(""), "está vacío", id="empty file"),
        pytest.param(write("solo un texto\n"), "nombre: dato", id="not a mapping"),
        pytest.param(write(BOMB), "repetir datos", id="alias bomb"),
        pytest.param(replace("pago: 5", "pago: 5\nvalro: 3"), "valro", id="unknown key"),
        pytest.param(replace("pago: 5", "pago: cinco"), "cinco", id="wrong type"),
        pytest.param(replace("valor: 3.500.000", "valor: 3,500,000"), "3.500.000", id="money of another country"),
        pytest.param(
            lambda month: (month.parent / "documentos" / "planilla.pdf").unlink(), "No existe", id="missing document"
        ),
        pytest.param(spoil_document(b""), "vacío", id="empty document"),
        pytest.param(spoil_document(b"<html>no</html>"), "PDF", id="document that is no PDF"),
        pytest.param(encrypt_document, "contraseña", id="encrypted document"),
        pytest.param(
            replace("pago: 5", "pago: 5\nfactura: {numero: FV-1, cufe: abc123}"), "96", id="CUFE of another length"
        ),
        pytest.param(replace('"9412345678"', '"94123"'), "6", id="planilla of five digits"),
        pytest.param(in_the_future, "periodo", id="period in the future"),
        pytest.param(evidence(shutil.rmtree), "No existe", id="missing evidences"),
        pytest.param(
            evidence(lambda folder: (folder / "foto.jpg").unlink()), "ningún archivo", id="empty folder of evidences"
        ),
        pytest.param(evidence(in_latin_1), "UTF-8", id="evidence named in Latin-1", marks=ON_LINUX),
        pytest.param(
            evidence(lambda folder: (folder / "x").symlink_to(".")), "en círculo", id="loop of links", marks=ON_POSIX
        ),
        pytest.param(
            evidence(lambda folder: (folder / "x").symlink_to("../mes.yaml")), "sale", id="link out", marks=ON_POSIX
        ),
        pytest.param(
            evidence(lambda folder: os.mkfifo(folder / "x")), "no es un archivo", id="FIFO evidence", marks=ON_POSIX
        ),
    ],
)
def test_a_month_file_that_is_wrong_reaches_no_portal(
    portal_nobody_may_reach: MockPortal,
    secop: Secop,
    month: Path,
    spoil: Callable[[Path], None],
    told: str,
) -> None:
    spoil(month)

    ran = secop("submit", month, "--json", portal_url=portal_nobody_may_reach.url, username="a", password="b")

    assert_stopped(ran, 3, told)
    assert secop("check", month).exit_code == 3


@pytest.mark.quick
def test_every_problem_of_a_file_is_told_at_once_with_its_line(secop: Secop, month: Path) -> None:
    for spoil in (replace("valor: 3.500.000", "valor: 3500.50"), replace("94123", "x"), replace("pago: 5", "pago: 0")):
        spoil(month)
    (month.parent / "documentos" / "planilla.pdf").unlink()

    ran = secop("check", month)

    assert ran.exit_code == 3
    for place in ("mes.yaml:3 · pago", "mes.yaml:4 · valor", "mes.yaml:6 · planilla.numero", "documentos.planilla"):
        assert place in ran.said


@pytest.mark.parametrize(
    ("line", "told"),
    [("", "8263723"), ("entidad: Otra Entidad", "Otra"), ("entidad: Gobernación de Muestra", "")],
)
def test_two_contracts_of_one_number_are_told_apart_by_their_entity(
    serve: Serve, secop: Secop, month: Path, edit: Edit, line: str, told: str
) -> None:
    portal = serve(
        contracts=(
            Contract(payments=sample_payments()),
            Contract(entity="Gobernación de Muestra", payments=sample_payments()),
        )
    )
    if line:
        edit(month, "periodo:", f"{line}\nperiodo:")

    ran = secop("submit", month, "--json")

    if told:
        assert_stopped(ran, 3, "Gobernación de Muestra")
        assert writes(portal) == []
    else:
        assert ran.report["outcome"] == "saved", ran.said
        assert portal.events("create")[0]["entity"] == "Gobernación de Muestra"


def test_a_contract_that_is_not_listed_is_said(serve: Serve, secop: Secop, month: Path, edit: Edit) -> None:
    portal = serve()
    edit(month, NUMBER, "CO1.PCCNTR.1")

    assert_stopped(secop("submit", month, "--json"), 3, "CO1.PCCNTR.1")
    assert writes(portal) == []


def test_an_id_de_pago_that_disagrees_stops_before_confirmar(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(first_new_id=7)

    ran = secop("submit", month, "--json")

    assert_stopped(ran, 3, "007")
    assert "pago 5" in ran.said
    assert writes(portal) == []
    assert [entry["event"] for entry in portal.record][-1] == "cancel"


@pytest.mark.quick
def test_a_wrong_password_is_tried_once(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()

    ran = secop("submit", month, "--json", password="otra")

    assert_stopped(ran, 4, "no dejó entrar")
    assert [entry["ok"] for entry in portal.events("login")] == [False]


def test_a_kept_password_that_is_refused_is_not_typed_by_the_next_run(
    serve: Serve, secop: Secop, month: Path, environment: dict[str, str], keyring_of_ours: KeptKeyring
) -> None:
    portal = serve()
    del environment["SECOP_BOT_PASSWORD"]
    keyring_of_ours.set_password(keyring_service(portal.url), portal.scenario.username, "vieja")

    assert_stopped(secop("submit", month, "--json"), 4, "se quitó del llavero")
    assert_stopped(secop("submit", month, "--json"), 3, "No hay contraseña guardada")

    assert [entry["ok"] for entry in portal.events("login")] == [False]


def test_a_wrong_password_told_by_an_alert_is_tried_once(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(login_refusal="alert")

    assert_stopped(secop("submit", month, "--json", password="otra"), 4, "no dejó entrar")
    assert len(portal.events("login")) == 1


@pytest.mark.parametrize(
    "scenario", [{"captcha": "K7RW2"}, {"recaptcha": True}, {"verification_code": "884422"}, {"password_change": True}]
)
def test_a_captcha_or_a_code_ends_a_headless_run(
    serve: Serve, secop: Secop, month: Path, scenario: dict[str, object]
) -> None:
    portal = serve(**scenario)

    assert_stopped(secop("submit", month, "--json"), 4, "--headed")
    assert writes(portal) == []


def test_a_browser_that_is_not_there_is_named(serve: Serve, secop_process: Secop, month: Path, tmp_path: Path) -> None:
    portal = serve()

    ran = secop_process("submit", month, "--json", browser=tmp_path / "no-hay-chrome")

    assert_stopped(ran, 3, "no-hay-chrome")
    assert portal.record == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_headed_without_a_screen_is_said(
    serve: Serve, secop_process: Secop, month: Path, environment: dict[str, str]
) -> None:
    portal = serve()
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(name, None)

    assert_stopped(secop_process("submit", month, "--json", "--headed"), 3, "pantalla")
    assert portal.record == []


@pytest.mark.parametrize("route", ["login", "contract_rows", "step", "payment_form"])
def test_a_portal_that_answers_500_is_out_of_reach(serve: Serve, secop: Secop, month: Path, route: str) -> None:
    portal = serve(faults={route: Fault(status=500, times=None)})

    assert_stopped(secop("submit", month, "--json"), 6, "500")
    assert writes(portal) == []


def test_a_portal_that_hangs_is_too_slow(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(faults={"step": Fault(kind="hang", times=None)})

    assert_stopped(secop("submit", month, "--json", timeout=4), 6, "4 segundos")
    assert writes(portal) == []


def test_a_portal_that_is_not_there_is_said(secop: Secop, month: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"

    ran = secop("submit", month, "--json", portal_url=url, username="a", password="b")

    assert_stopped(ran, 6, "No se pudo abrir")


def test_sending_without_a_person_or_a_yes_is_not_begun(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()

    assert_stopped(secop("submit", month, "--json", "--send"), 4, "ENVIAR")
    assert portal.record == []


def test_user_and_password_that_are_missing_are_said(secop: Secop, month: Path) -> None:
    assert_stopped(secop("submit", month, "--json"), 3, "SECOP_BOT_USERNAME")
    assert_stopped(secop("submit", month, "--json", username="a"), 3, "contraseña")


def test_a_password_in_the_configuration_is_refused(secop: Secop, month: Path, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('password = "secreta"\n', encoding="utf-8")

    ran = secop("submit", month, "--json")

    assert_stopped(ran, 3, "llavero")
    assert "secreta" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"portal_url": "http://secop.example.com/"}, "https"),
        ({"portal_url": "ftp://127.0.0.1/"}, "https"),
        ({"timeout": "mucho"}, "SECOP_BOT_TIMEOUT"),
        ({"headless": "quizás"}, "SECOP_BOT_HEADLESS"),
    ],
)
def test_a_setting_that_is_wrong_is_named(secop: Secop, month: Path, settings: dict[str, object], told: str) -> None:
    assert_stopped(secop("submit", month, "--json", **settings), 3, told)


@pytest.mark.quick
@pytest.mark.parametrize(
    "arguments", [["submit"], ["submit", "mes.yaml", "--enviar"], ["enviar"], ["submit", "mes.yaml", "--yes"], []]
)
def test_a_command_typed_wrong_is_answered_in_spanish(secop: Secop, arguments: list[str]) -> None:
    ran = secop(*arguments)

    assert ran.exit_code == 2
    assert not any(word in ran.said for word in ("Usage", "Error", "Missing", "No such"))


def assert_stopped(ran: Ran, exit_code: int, told: str) -> None:
    """The run ended with this code, one error, and a remedy; people and programs read the same."""
    assert ran.exit_code == exit_code, ran.said
    error = ran.report["error"]
    assert told in error["message"] + error["remedy"] + ran.said
    assert error["message"]
    assert error["remedy"]
    assert " ".join(error["message"].split()) in ran.said
    assert ran.report["outcome"] in {"failed", "refused"}


def test_an_error_of_our_own_is_said_as_unknown_and_kept_without_what_was_typed(
    serve: Serve, secop: Secop, month: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "centinela"

    def fail(*_: object) -> None:
        raise ValueError(secret)

    portal = serve()
    monkeypatch.setattr("secop_bot.workflows.registering.open_payment_plan", fail)

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (7, "internal_error")
    kept = (home / "error.txt").read_text(encoding="utf-8")
    assert "ValueError" in kept
    assert secret not in kept + ran.out + ran.err
    assert writes(portal) == []

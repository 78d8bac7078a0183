"""What the portal answers on a bad day: the bot stops, says so, and has written no more than it should."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from secop_bot import memory
from secop_bot.clock import now
from secop_bot.memory import SLOWEST_PORTAL
from secop_bot.mock import Contract, Fault, Payment
from secop_bot.mock.scenario import sample_payments
from tests.conftest import Secop, Serve
from tests.faults.conftest import Begin
from tests.journeys.conftest import payment, writes

NUMBER = "CO1.PCCNTR.8263723"


# --- Validar


@pytest.mark.parametrize("trouble", ["down", "server_error"])
def test_a_planilla_service_that_is_down_is_asked_again(serve: Serve, secop: Secop, month: Path, trouble: str) -> None:
    portal = serve(planilla_answers=(trouble, "success"))

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "saved", ran.said
    assert len(portal.events("validate_planilla")) == 2


def test_a_planilla_service_that_stays_down_is_asked_four_times_and_no_more(
    serve: Serve, secop: Secop, month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secop_bot.portal.validation._FIRST_PAUSE_S", 0.01)
    portal = serve(planilla_answers=("down",))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (6, "validation_down"), ran.said
    assert len(portal.events("validate_planilla")) == 4
    assert writes(portal) == []


def test_a_planilla_that_is_not_visible_yet_says_when_to_try_again(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(planilla_answers=("not_visible",))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "planilla_not_visible"), ran.said
    assert "Intente el " in ran.report["error"]["remedy"]
    assert len(portal.events("validate_planilla")) == 1
    assert writes(portal) == []


@pytest.mark.parametrize("answer", ["not_visible", "Factura en estudio"])
def test_a_refused_cufe_is_told_of_the_invoice_and_not_of_the_planilla(
    serve: Serve, secop: Secop, month: Path, answer: str
) -> None:
    portal = serve(cufe_answers=(answer,))
    with month.open("a", encoding="utf-8") as file:
        file.write(f'\nfactura: {{numero: FV-12, cufe: "{"ab12" * 24}"}}\n')

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "validation_refused"), ran.said
    assert "Copie el CUFE otra vez" in ran.report["error"]["remedy"]
    assert "planilla" not in ran.report["error"]["message"] + ran.report["error"]["remedy"]
    assert writes(portal) == []


def test_an_answer_nobody_knows_counts_as_no_and_is_shown(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(planilla_answers=("Planilla en estudio",))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (5, "refused"), ran.said
    assert "Planilla en estudio" in ran.report["error"]["message"]
    assert writes(portal) == []


def test_a_form_that_asks_for_a_planilla_the_file_lacks_is_left(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()
    text = month.read_text(encoding="utf-8")
    begin, end = text.index("planilla:\n  numero"), text.index("documentos:")
    month.write_text(text[:begin] + text[end:], encoding="utf-8")

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (3, "planilla_missing"), ran.said
    assert writes(portal) == []


# --- Editar


def test_an_editar_whose_row_is_not_seen_again_is_unknown(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secop_bot.workflows.edit_rejected._REFRESH_S", 0.5)
    story = begin("rejected")
    down = Fault(times=None)
    story.when("Editar", lambda: story.portal.adjust(faults={"payment_plan": down, "step": down}))

    ran = story.run()

    assert (ran.exit_code, ran.report["error"]["code"]) == (7, "edit_unknown"), ran.said
    assert "solo abre el pago" in ran.report["error"]["message"]


def test_a_correction_that_was_saved_otherwise_is_not_said_to_be_unsaved(begin: Begin) -> None:
    story = begin("rejected")
    story.portal.adjust(changed_on_save={"filing_number": "999"})

    ran = story.run()

    assert ran.exit_code == 5, ran.said
    assert "quedó guardado, sin enviar" in ran.report["error"]["message"]
    assert "sin guardar la corrección" not in ran.said


# --- Confirmar


def test_a_refused_form_says_what_the_portal_says(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(confirm_refusals=("El valor supera el saldo del contrato.",))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "save_refused"), ran.said
    assert "El valor supera el saldo del contrato." in ran.report["error"]["message"]
    assert len(portal.events("confirm_refused")) == 1
    assert writes(portal) == []


@pytest.mark.parametrize("skin", ["vortal", "modern"])
def test_a_box_that_says_saved_is_closed_and_what_was_saved_is_read(
    serve: Serve, secop: Secop, month: Path, skin: str
) -> None:
    portal = serve(skin=skin, saved_box="La factura fue guardada correctamente.")

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
    assert len(portal.events("create")) == 1
    assert portal.requests.count("confirm") == 1


def test_a_value_the_server_changes_while_typing_is_caught_before_confirmar(
    serve: Serve, secop: Secop, month: Path
) -> None:
    portal = serve(changed_on_commit={"total_value": "3.400.000,00 COP"})

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "readback_differs"), ran.said
    assert "Valor total" in ran.report["error"]["message"]
    assert writes(portal) == []


def test_a_value_the_server_changes_on_save_is_caught_in_the_row(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(changed_on_save={"total_value": "3.400.000,00 COP"})

    ran = secop("submit", month, "--json", "--send", "--yes")

    assert ran.exit_code == 5, ran.said
    assert "3.400.000" in ran.report["error"]["message"]
    assert "quedó guardado, sin enviar" in ran.report["error"]["message"]
    assert writes(portal) == ["create"], "what is not as meant is not sent"
    journal = (Path(ran.report["receipt"]) / "journal.jsonl").read_text(encoding="utf-8")
    assert '"came": "saved"' in journal, "the portal took it, whatever it shows"


def test_a_field_the_row_does_not_show_is_caught_before_enviar(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(changed_on_save={"filing_number": "999"})

    ran = secop("submit", month, "--json", "--send", "--yes")

    assert ran.exit_code == 5, ran.said
    assert "Número de radicación" in ran.report["error"]["message"]
    assert writes(portal) == ["create"]


def test_a_lost_answer_to_confirmar_is_unknown_and_the_next_run_looks_first(
    serve: Serve, secop: Secop, month: Path
) -> None:
    portal = serve(faults={"confirm": Fault(status=500, after=True)})

    ran = secop("submit", month, "--json")
    assert (ran.exit_code, ran.report["outcome"]) == (7, "unknown"), ran.said

    again = secop("submit", month, "--json")
    assert again.report["outcome"] == "saved", again.said
    assert writes(portal) == ["create", "save"], "what the lost save attached is not known, and attached anew"
    assert len(portal.payments(NUMBER)) == 5
    assert len(payment(portal)["documents"]) == 5


def test_a_lost_confirmar_over_a_saved_payment_is_not_said_to_have_come(
    serve: Serve, secop: Secop, month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = serve()
    right = month.read_text(encoding="utf-8")
    month.write_text(right.replace("valor: 3.500.000", "valor: 3.400.000"), encoding="utf-8")
    assert secop("submit", month, "--json").report["outcome"] == "saved"
    month.write_text(right, encoding="utf-8")
    portal.adjust(faults={"confirm": Fault(kind="drop")})
    assert secop("submit", month, "--json", timeout=5).exit_code == 7
    portal.adjust(faults={})

    looked = secop("status", month, "--json")
    assert "Plan de pagos no dice si llegó" in looked.said
    assert "Ya se sabe" not in looked.said
    early = secop("submit", month, "--json")
    assert (early.exit_code, early.report["error"]["code"]) == (7, "commit_open"), early.said
    assert writes(portal) == ["create"]

    later = now() + SLOWEST_PORTAL + timedelta(minutes=1)
    monkeypatch.setattr(memory, "now", lambda: later)
    looked = secop("status", month, "--json")
    assert "No se sabe si llegó" in looked.said
    assert "No se sabe" not in secop("status", month, "--json").said, "it is said once"
    ran = secop("submit", month, "--json")
    assert ran.report["outcome"] == "saved", ran.said
    assert writes(portal) == ["create", "save"]
    assert payment(portal)["fields"]["total_value"] == "3.500.000,00 COP"


def test_a_confirmar_that_may_still_come_through_is_waited_for_and_not_repeated(
    serve: Serve, secop: Secop, month: Path
) -> None:
    portal = serve(faults={"confirm": Fault(kind="hang", times=1)})

    ran = secop("submit", month, "--json", timeout=4)
    assert (ran.exit_code, ran.report["outcome"]) == (7, "unknown"), ran.said

    again = secop("submit", month, "--json", "--send", "--yes")
    assert (again.exit_code, again.report["error"]["code"]) == (7, "commit_open"), again.said
    assert len(portal.events("open_form")) == 1, "no form is opened while the first may come through"
    assert writes(portal) == []


def test_an_enviar_that_may_still_come_through_is_not_pressed_again(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(faults={"send": Fault(kind="hang", times=1)})

    ran = secop("submit", month, "--json", "--send", "--yes", timeout=4)
    assert ran.exit_code == 7, ran.said

    again = secop("submit", month, "--json", "--send", "--yes")
    assert (again.exit_code, again.report["error"]["code"]) == (7, "commit_open"), again.said
    assert portal.events("send") == []


@pytest.mark.parametrize("route", ["payment_plan", "payment_form"])
def test_what_fails_after_confirmar_is_unknown(serve: Serve, secop: Secop, month: Path, route: str) -> None:
    skip = 1 if route == "payment_form" else 0
    portal = serve(faults={route: Fault(status=500, times=1, skip=skip)})

    ran = secop("submit", month, "--json", timeout=8)

    assert (ran.exit_code, ran.report["outcome"]) == (7, "unknown"), ran.said
    assert writes(portal) == ["create"]


def test_a_second_run_of_the_same_account_is_kept_out(serve: Serve, secop: Secop, month: Path, home: Path) -> None:
    portal = serve()
    assert secop("submit", month, "--dry-run", "--headless").exit_code == 0
    reached = len(portal.record)
    lock = next((home / "session").glob("*.lock"))

    with FileLock(lock):
        ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "another_run"), ran.said
    assert len(portal.record) == reached


def test_a_file_that_fails_to_upload_is_named(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(upload_failures=("certificado*",))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "upload_refused"), ran.said
    assert "certificado_arl.pdf" in ran.report["error"]["message"]
    assert writes(portal) == []


def test_a_row_that_crear_already_leaves_is_said_and_used_the_next_time(
    serve: Serve, secop: Secop, month: Path
) -> None:
    portal = serve(create_makes_row=True, confirm_refusals=("Falta algo.",))

    ran = secop("submit", month, "--json")
    assert ran.exit_code == 5
    assert "Plan de pagos muestra un cambio" in ran.said

    again = secop("submit", month, "--json")
    assert again.report["outcome"] == "saved", again.said
    assert len(portal.payments(NUMBER)) == 5


# --- Enviar


@pytest.mark.parametrize("question", ["native", "box", "none"])
def test_an_enviar_without_an_effect_is_unknown_and_is_not_pressed_twice(
    serve: Serve, secop: Secop, month: Path, question: str
) -> None:
    portal = serve(send_outcome="stays", send_question=question)

    ran = secop("submit", month, "--json", "--send", "--yes", timeout=5)
    assert (ran.exit_code, ran.report["outcome"]) == (7, "unknown"), ran.said

    again = secop("submit", month, "--json", "--send", "--yes")
    assert (again.exit_code, again.report["error"]["code"]) == (7, "commit_open"), again.said
    assert len(portal.events("send")) == 1


def test_an_error_after_enviar_is_settled_by_reading_the_table_anew(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(faults={"send": Fault(status=500, after=True)})

    ran = secop("submit", month, "--json", "--send", "--yes")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "sent"), ran.said
    assert len(portal.events("send")) == 1


def test_an_enviar_that_is_never_answered_is_unknown_and_the_next_run_finds_it_sent(
    serve: Serve, secop: Secop, month: Path
) -> None:
    portal = serve(faults={"send": Fault(kind="hang", after=True)})

    ran = secop("submit", month, "--json", "--send", "--yes", timeout=4)
    assert (ran.exit_code, ran.report["outcome"]) == (7, "unknown"), ran.said

    again = secop("submit", month, "--json", "--send", "--yes")
    assert again.report["outcome"] == "already_sent", again.said
    assert len(portal.events("send")) == 1


@pytest.mark.parametrize("question", ["native", "box", "none"])
def test_an_enviar_the_portal_refuses_says_why_and_leaves_it_saved(
    serve: Serve, secop: Secop, month: Path, question: str
) -> None:
    portal = serve(send_outcome="refused", send_question=question)

    ran = secop("submit", month, "--json", "--send", "--yes", timeout=5)

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "send_refused"), ran.said
    assert "No fue posible enviar" in ran.report["error"]["message"]
    assert payment(portal)["state"] == "saved"
    assert len(portal.events("send")) == 1


# --- Plan de pagos


def test_two_rows_that_fit_are_both_named_and_nothing_is_opened(serve: Serve, secop: Secop, month: Path) -> None:
    twins = (
        Payment(payment_id="005", state="planned"),
        Payment(payment_id="006", state="saved", invoice_number="Pago 005"),
    )
    portal = serve(contracts=(Contract(payments=(*sample_payments(), *twins)),))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (5, "refused"), ran.said
    assert "005" in ran.report["error"]["message"]
    assert "006" in ran.report["error"]["message"]
    assert portal.events("open_form") == []


def test_a_rejected_payment_is_not_touched_by_submit(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()
    assert secop("submit", month, "--send", "--yes").exit_code == 0
    portal.change(NUMBER, "005", state="rejected", reason="Falta la firma.")

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (5, "refused"), ran.said
    assert writes(portal) == ["create", "send"]


def test_a_state_nobody_knows_is_shown_and_nothing_is_written(serve: Serve, secop: Secop, month: Path) -> None:
    odd = Payment(payment_id="005", state="saved", state_text="En limbo", actions=("Borrar",))
    portal = serve(contracts=(Contract(payments=(*sample_payments(), odd)),))

    ran = secop("submit", month, "--json")

    assert ran.exit_code == 5, ran.said
    assert "En limbo" in ran.report["error"]["message"]
    assert writes(portal) == []


# --- The session


@pytest.mark.parametrize("look", ["login", "empty_list"])
def test_a_session_that_expires_midway_is_said_and_the_next_run_finishes(
    serve: Serve, secop: Secop, month: Path, look: str
) -> None:
    portal = serve(session_expires_after=6, expiry_look=look)

    ran = secop("submit", month, "--json", timeout=6)
    assert ran.exit_code in {6, 7}, ran.said
    assert writes(portal) == []

    again = secop("submit", month, "--json")
    assert again.report["outcome"] == "saved", again.said
    assert payment(portal)["state"] == "saved"


def test_a_kept_session_that_ran_out_is_replaced_by_a_new_login(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()
    assert secop("submit", month).exit_code == 0
    portal.expire_sessions()

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "nothing_to_do", ran.said
    assert [entry["ok"] for entry in portal.events("login")] == [True, True]


@pytest.mark.parametrize("route", ["upload_window", "documents", "validate_planilla", "commit"])
def test_a_portal_that_never_answers_inside_the_form_is_too_slow(
    serve: Serve, secop: Secop, month: Path, route: str
) -> None:
    portal = serve(faults={route: Fault(kind="hang", times=None)})

    ran = secop("submit", month, "--json", timeout=4)

    assert (ran.exit_code, ran.report["outcome"]) == (6, "failed"), ran.said
    assert writes(portal) == []

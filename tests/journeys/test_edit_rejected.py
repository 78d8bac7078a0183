"""``secop-bot edit-rejected``: from the entity's reason to a payment corrected, saved and sent again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from secop_bot.mock import Contract, MockPortal, Payment
from secop_bot.mock.scenario import sample_payments
from tests.conftest import Secop, Serve
from tests.journeys.conftest import Edit, assert_holds, payment, sha256_of, writes
from tests.journeys.test_submit import NUMBER, meant_fields

REASON = "El valor no corresponde y falta la firma <b>del supervisor</b>."


def reject(portal: MockPortal, **changes: Any) -> None:
    portal.change(NUMBER, "005", state="rejected", state_text=None, offered=None, reason=REASON, **changes)


@pytest.fixture
def sent_with_errors(serve: Serve, secop: Secop, month: Path, edit: Edit) -> MockPortal:
    """A payment that was sent with a wrong value and two wrong documents, and rejected; the file is right by now."""
    portal = serve()
    documents = month.parent / "documentos"
    right = (documents / "planilla.pdf").read_bytes()
    (documents / "planilla.pdf").write_bytes((documents / "certificado_arl.pdf").read_bytes())
    (documents / "orden_de_pago.pdf").rename(documents / "orden vieja.pdf")
    edit(month, "orden_de_pago.pdf", "orden vieja.pdf")
    edit(month, "valor: 3.500.000", "valor: 3.050.000")
    ran = secop("submit", month, "--json", "--send", "--yes")
    assert ran.report["outcome"] == "sent", ran.said
    reject(portal)
    (documents / "planilla.pdf").write_bytes(right)
    (documents / "orden vieja.pdf").rename(documents / "orden_de_pago.pdf")
    edit(month, "orden vieja.pdf", "orden_de_pago.pdf")
    edit(month, "valor: 3.050.000", "valor: 3.500.000")
    return portal


def test_value_and_two_documents_are_corrected_then_saved_then_sent(
    sent_with_errors: MockPortal, secop: Secop, month: Path
) -> None:
    portal = sent_with_errors
    before = len(portal.record)
    documents = month.parent / "documentos"

    saved = secop("edit-rejected", month, "--json")

    assert (saved.exit_code, saved.report["outcome"]) == (0, "saved"), saved.said
    assert REASON in saved.said, "the reason is shown as it stands, HTML as text"
    assert "3.050.000" in saved.said
    assert "3.500.000" in saved.said
    events = [entry["event"] for entry in portal.record[before:]]
    assert events.count("edit_unlock") == 1
    assert events.count("save") == 1
    assert not {"create", "send", "delete"} & set(events)
    assert {entry["name"] for entry in portal.events("detach")} == {"planilla.pdf", "orden vieja.pdf"}
    touched = {entry["field"] for entry in portal.record[before:] if entry["event"] == "field_committed"}
    assert {"net_value", "total_value"} <= touched
    assert "issue_date" not in touched, "only what differs is written"
    assert "validate_planilla" in events, "validated again"
    assert_holds(payment(portal), meant_fields(), sha256_of(documents))

    sent = secop("edit-rejected", month, "--json", "--send", "--yes")

    assert (sent.exit_code, sent.report["outcome"]) == (0, "sent"), sent.said
    assert writes(portal) == ["create", "send", "edit_unlock", "save", "send"]
    assert len(portal.payments(NUMBER)) == 5
    assert payment(portal)["state"] == "sent"
    assert_holds(payment(portal), meant_fields(), sha256_of(documents))

    last = secop("edit-rejected", month, "--json", "--send", "--yes")
    assert (last.exit_code, last.report["outcome"]) == (0, "already_sent"), last.said
    assert writes(portal) == ["create", "send", "edit_unlock", "save", "send"]


def test_one_command_corrects_and_sends(sent_with_errors: MockPortal, secop: Secop, month: Path) -> None:
    sent_with_errors.adjust(plan_page_size=4)  # the rejected one stands behind Ver más

    ran = secop("edit-rejected", month, "--json", "--send", "--yes")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "sent"), ran.said
    assert writes(sent_with_errors) == ["create", "send", "edit_unlock", "save", "send"]
    assert_holds(payment(sent_with_errors), meant_fields(), sha256_of(month.parent / "documentos"))
    story = json.loads((Path(ran.report["receipt"]) / "receipt.json").read_text(encoding="utf-8"))
    assert story["rejection"]["reason"] == REASON
    assert {"what": "Valor neto", "shown": "3.050.000", "meant": "3.500.000"} in story["rejection"]["differences"]
    page = (Path(ran.report["receipt"]) / "receipt.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;del supervisor&lt;/b&gt;" in page
    assert "<b>" not in page


def test_another_invoice_is_validated_where_the_answer_to_the_first_one_still_stands(
    serve: Serve, secop: Secop, month: Path, edit: Edit
) -> None:
    portal = serve()
    first, second = "ab12" * 24, "cd34" * 24
    with month.open("a", encoding="utf-8") as file:
        file.write(f'\nfactura: {{numero: FV-12, cufe: "{first}"}}\n')
    assert secop("submit", month, "--json", "--send", "--yes").report["outcome"] == "sent"
    reject(portal)
    edit(month, first, second)

    ran = secop("edit-rejected", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
    assert [entry["cufe"] for entry in portal.events("validate_cufe")] == [first, second]
    assert payment(portal)["fields"]["cufe"] == second


def test_a_dry_run_shows_the_reason_and_does_not_even_unlock(
    sent_with_errors: MockPortal, secop: Secop, month: Path
) -> None:
    ran = secop("edit-rejected", month, "--json", "--dry-run", "--headless")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "dry_run"), ran.said
    assert REASON in ran.said
    assert writes(sent_with_errors) == ["create", "send"]


def test_where_nothing_differs_nothing_is_changed(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()
    assert secop("submit", month, "--send", "--yes").exit_code == 0
    reject(portal)

    ran = secop("edit-rejected", month, "--json")
    assert (ran.exit_code, ran.report["outcome"]) == (0, "nothing_to_do"), ran.said
    assert REASON in ran.said
    assert "sigue rechazado" in ran.said

    unsent = secop("edit-rejected", month, "--json", "--send", "--yes")
    assert (unsent.exit_code, unsent.report["error"]["code"]) == (5, "nothing_differs"), unsent.said
    assert writes(portal) == ["create", "send"]


def test_the_day_of_reception_of_the_first_filing_is_no_difference(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()
    assert secop("submit", month, "--send", "--yes").exit_code == 0
    portal.change(NUMBER, "005", fields={"reception_date": meant_fields()["issue_date"]})
    reject(portal)

    ran = secop("edit-rejected", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "nothing_to_do"), ran.said
    assert writes(portal) == ["create", "send"]


def test_documents_of_which_no_receipt_is_known_are_attached_anew(serve: Serve, secop: Secop, month: Path) -> None:
    names = ("cuenta_de_cobro.pdf", "informe_de_actividades.pdf", "planilla.pdf", "certificado_arl.pdf")
    fields = {**meant_fields(), "net_value": "3.500.000", "total_value": "3.500.000"}
    rejected = Payment(
        payment_id="005",
        state="rejected",
        reason=REASON,
        fields=fields,
        planilla_status="Consulta exitosa",
        documents=(*names, "orden_de_pago.pdf"),
    )
    portal = serve(contracts=(Contract(payments=(*sample_payments(), rejected)),))

    ran = secop("edit-rejected", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
    assert writes(portal) == ["edit_unlock", "save"]
    assert len(portal.events("detach")) == 5
    assert_holds(payment(portal), meant_fields(), sha256_of(month.parent / "documentos"))


def test_an_unlocked_payment_that_still_reads_as_rejected_is_carried_on(
    serve: Serve, secop: Secop, month: Path
) -> None:
    rejected = Payment(payment_id="005", state="rejected", reason=REASON, value="1.000.000")
    portal = serve(contracts=(Contract(payments=(*sample_payments(), rejected)),), unlocked_keeps_state=True)

    ran = secop("edit-rejected", month, "--json", "--send", "--yes")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "sent"), ran.said
    assert writes(portal) == ["edit_unlock", "save", "send"]


def test_a_dry_run_of_an_unlocked_payment_walks_through_it_and_saves_nothing(
    sent_with_errors: MockPortal, secop: Secop, month: Path, edit: Edit
) -> None:
    assert secop("edit-rejected", month).exit_code == 0
    edit(month, "valor: 3.500.000", "valor: 3.400.000")

    ran = secop("edit-rejected", month, "--json", "--dry-run")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "dry_run"), ran.said
    assert sent_with_errors.record[-1]["event"] == "cancel"
    assert len(sent_with_errors.events("save")) == 1


@pytest.mark.parametrize(
    ("state", "said", "remedy"),
    [
        ("planned", "planeado", "secop-bot submit"),
        ("saved", "guardado, sin enviar", "secop-bot submit"),
        ("sent", "enviado a la entidad", "secop-bot status"),
        ("under_approval", "en aprobación", "secop-bot status"),
        ("approved", "aprobado", "secop-bot status"),
        ("paid", "pagado", "secop-bot status"),
        (None, "no está en Plan de pagos", "secop-bot submit"),
    ],
)
def test_a_payment_that_is_not_rejected_is_left_alone_and_its_state_is_said(
    serve: Serve, secop: Secop, month: Path, state: Any, said: str, remedy: str
) -> None:
    there = (Payment(payment_id="005", state=state, value="3.500.000"),) if state else ()
    portal = serve(contracts=(Contract(payments=(*sample_payments(), *there)),))
    before = portal.payments(NUMBER)

    ran = secop("edit-rejected", month, "--json", "--send", "--yes")

    assert (ran.exit_code, ran.report["outcome"]) == (5, "refused"), ran.said
    assert ran.report["error"]["code"] == "not_rejected"
    assert said in ran.report["error"]["message"]
    assert remedy in ran.report["error"]["remedy"]
    assert portal.events("open_form") == []
    assert portal.payments(NUMBER) == before


def test_two_rejected_payments_with_the_same_number_are_refused_and_listed(
    serve: Serve, secop: Secop, month: Path
) -> None:
    twice = tuple(
        Payment(payment_id=number, state="rejected", invoice_number="Pago 005", value=value)
        for number, value in (("005", "3.500.000"), ("006", "3.400.000"))
    )
    portal = serve(contracts=(Contract(payments=(*sample_payments(), *twice)),))

    ran = secop("edit-rejected", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "two_rows_fit"), ran.said
    assert "3.500.000" in ran.said
    assert "3.400.000" in ran.said
    assert writes(portal) == []


def test_a_document_that_can_t_be_taken_off_stops_the_run_before_confirmar(
    sent_with_errors: MockPortal, secop: Secop, month: Path, home: Path
) -> None:
    (home / "config.toml").write_text('[site.labels]\ndetach = "Desprender"\n', encoding="utf-8")

    ran = secop("edit-rejected", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "cannot_detach"), ran.said
    assert writes(sent_with_errors) == ["create", "send", "edit_unlock"]
    assert payment(sent_with_errors)["fields"]["net_value"] == "3.050.000,00 COP"


def test_a_rejected_payment_is_not_corrected_into_another_month(
    sent_with_errors: MockPortal, secop: Secop, month: Path, edit: Edit
) -> None:
    period = next(line for line in month.read_text(encoding="utf-8").splitlines() if line.startswith("periodo:"))
    edit(month, period, "periodo: 2026-01")

    ran = secop("edit-rejected", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "other_month"), ran.said
    assert sent_with_errors.events("edit_unlock") == []


def test_submit_points_to_edit_rejected(sent_with_errors: MockPortal, secop: Secop, month: Path) -> None:
    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "rejected"), ran.said
    assert "secop-bot edit-rejected" in ran.report["error"]["remedy"]


def test_an_answer_lost_after_editar_is_unknown_and_the_next_run_goes_on(
    sent_with_errors: MockPortal, secop: Secop, month: Path
) -> None:
    from secop_bot.mock import Fault

    sent_with_errors.adjust(faults={"unlock": Fault(after=True)})
    lost = secop("edit-rejected", month, "--json", timeout=5)
    assert (lost.exit_code, lost.report["outcome"]) == (7, "unknown"), lost.said

    ran = secop("edit-rejected", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
    assert writes(sent_with_errors) == ["create", "send", "edit_unlock", "save"]
    assert_holds(payment(sent_with_errors), meant_fields(), sha256_of(month.parent / "documentos"))


def test_a_correction_that_stops_half_way_says_that_the_payment_stands_open(
    sent_with_errors: MockPortal, secop: Secop, month: Path
) -> None:
    sent_with_errors.adjust(planilla_answers=("not_visible",))

    stopped = secop("edit-rejected", month, "--json", "--send", "--yes")

    assert (stopped.exit_code, stopped.report["outcome"]) == (5, "refused"), stopped.said
    assert stopped.report["state"] == "Registrado"
    assert "quedó abierto para corregir" in stopped.said
    story = json.loads((Path(stopped.report["receipt"]) / "receipt.json").read_text(encoding="utf-8"))
    assert "No se encontró" in story["validations"][0]["words"], "what the form showed when it was left"
    assert {one["label"]: one["same"] for one in story["fields"]}["Valor neto"]

    sent_with_errors.adjust(planilla_answers=("success",))
    ran = secop("edit-rejected", month, "--json", "--send", "--yes")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "sent"), ran.said
    assert writes(sent_with_errors) == ["create", "send", "edit_unlock", "save", "send"]
    assert_holds(payment(sent_with_errors), meant_fields(), sha256_of(month.parent / "documentos"))


def test_an_error_right_after_editar_says_that_the_payment_stands_open(
    sent_with_errors: MockPortal, secop: Secop, month: Path
) -> None:
    from secop_bot.mock import Fault

    sent_with_errors.adjust(faults={"payment_form": Fault(skip=1)})

    ran = secop("edit-rejected", month, "--json")

    assert (ran.exit_code, ran.report["state"]) == (6, "Registrado"), ran.said
    assert "quedó abierto para corregir" in ran.said


def test_the_receipt_does_not_vouch_for_a_file_that_only_has_the_name(
    sent_with_errors: MockPortal, secop: Secop, month: Path
) -> None:
    ran = secop("edit-rejected", month, "--json", "--dry-run", "--headless")

    story = json.loads((Path(ran.report["receipt"]) / "receipt.json").read_text(encoding="utf-8"))
    proven = {one["name"]: (one["shown"], one["proven"]) for one in story["documents"]}
    assert proven["planilla.pdf"] == (True, False)
    assert proven["certificado_arl.pdf"] == (True, True)
    page = (Path(ran.report["receipt"]) / "receipt.html").read_text(encoding="utf-8")
    assert page.count("✓ anexo") == 3

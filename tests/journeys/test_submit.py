"""``secop-bot submit`` from its month file to the mock's record of what it received."""

from __future__ import annotations

import os
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from secop_bot.clock import today
from secop_bot.filing.calendar import first_business_day_after, nth_business_day
from secop_bot.mock import Contract, Fault, Payment
from secop_bot.mock.scenario import sample_payments
from tests.conftest import Secop, Serve
from tests.journeys.conftest import Edit, assert_holds, payment, sha256_of, writes

NUMBER = "CO1.PCCNTR.8263723"


def spanish(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def meant_fields() -> dict[str, str]:
    """The sample month by the guide's letters, for whatever day the test runs on."""
    first = today().replace(day=1)
    emission = first_business_day_after(first - timedelta(days=1))
    reception = max(emission, min(today(), nth_business_day(first.year, first.month, 3)))
    return {
        "electronic": "no",
        "invoice_number": "Pago 005",
        "issue_date": spanish(emission),
        "due_date": spanish(first.replace(day=monthrange(first.year, first.month)[1])),
        "net_value": "3.500.000,00 COP",
        "total_value": "3.500.000,00 COP",
        "reception_date": spanish(reception),
        "filing_number": "005",
        "planilla_number": "9412345678",
        "planilla_date": spanish(first),
    }


@pytest.mark.quick
def test_a_month_is_saved_once_sent_once_and_never_again(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()

    first = secop("submit", month, "--json")
    assert (first.exit_code, first.report["outcome"]) == (0, "saved"), first.said
    assert first.report["payment_id"] == "005"
    assert_holds(payment(portal), meant_fields(), sha256_of(month.parent / "documentos"))

    again = secop("submit", month, "--json")
    assert (again.exit_code, again.report["outcome"]) == (0, "nothing_to_do"), again.said
    assert writes(portal) == ["create"]

    sent = secop("submit", month, "--json", "--send", "--yes")
    assert (sent.exit_code, sent.report["outcome"]) == (0, "sent"), sent.said
    assert sent.report["state"] == "Enviado a la Entidad Estatal"

    last = secop("submit", month, "--json", "--send", "--yes")
    assert (last.exit_code, last.report["outcome"]) == (0, "already_sent"), last.said
    assert writes(portal) == ["create", "send"]
    assert len(portal.events("login")) == 1, "the kept session is used"


def test_a_plan_that_shows_two_payments_at_a_time_is_read_to_its_end(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(plan_page_size=2)

    saved, sent = (secop("submit", month, "--json", *consent).report for consent in ((), ("--send", "--yes")))

    assert (saved["outcome"], sent["outcome"]) == ("saved", "sent")
    assert_holds(payment(portal), meant_fields(), sha256_of(month.parent / "documentos"))
    assert writes(portal) == ["create", "send"]
    read = secop("status", month, "--json").report["contracts"][0]["payments"]
    assert [row["payment_id"] for row in read] == ["001", "002", "003", "004", "005"]


def test_a_confirmar_that_was_not_answered_is_found_behind_ver_mas(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(plan_page_size=2, faults={"confirm": Fault(kind="drop", after=True)})

    broken = secop("submit", month, "--json", timeout=3)
    again = secop("submit", month, "--json")

    assert (broken.exit_code, again.exit_code) == (7, 0), broken.said + again.said
    assert writes(portal) == ["create", "save"], "saved again: no receipt vouches for the documents"
    assert len(portal.payments(NUMBER)) == 5


def test_a_planned_row_is_registered_and_no_payment_is_added(serve: Serve, secop: Secop, month: Path) -> None:
    planned = tuple(Payment(payment_id=f"{n:03}", state="planned") for n in (5, 6, 7))
    portal = serve(contracts=(Contract(payments=(*sample_payments(), *planned)),))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
    assert_holds(payment(portal), meant_fields(), sha256_of(month.parent / "documentos"))
    assert writes(portal) == ["save"]
    assert len(portal.payments(NUMBER)) == 7


def test_the_step_is_found_by_its_name_when_a_modification_is_pending(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(contracts=(Contract(payments=sample_payments(), pending_modification=True),))

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "saved", ran.said
    assert portal.events("open_step")[-1]["number"] == 8


def test_the_company_is_chosen_and_a_late_notice_is_closed(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(
        companies=("Ejemplo y Asociados S.A.S.", "Laura Ejemplo Rojas"),
        notice="El portal estará en mantenimiento el domingo.",
        notice_delay=0.6,
    )

    unsaid = secop("submit", month)
    assert unsaid.exit_code == 3
    assert "varias compañías: Ejemplo y Asociados S.A.S., Laura Ejemplo Rojas." in unsaid.said

    ran = secop("submit", month, "--json", company="Laura Ejemplo Rojas")
    assert ran.report["outcome"] == "saved", ran.said
    assert portal.events("choose_company")[-1]["company"] == "Laura Ejemplo Rojas"


@pytest.mark.parametrize("where", ["contract_list", "contract"])
def test_a_notice_may_cover_any_page(serve: Serve, secop: Secop, month: Path, where: str) -> None:
    portal = serve(notice="Aviso importante.", notice_page=where, notice_delay=0.1)

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "saved", ran.said
    assert writes(portal) == ["create"]


def test_the_contract_is_found_on_the_last_page_of_forty(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(filler_contracts=39, ours="last")

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "saved", ran.said
    assert portal.events("open_contract")[-1]["contract"] == NUMBER


def test_a_company_files_with_its_cufe(serve: Serve, secop: Secop, month: Path, edit: Edit) -> None:
    cufe = "ab12" * 24
    edit(
        month,
        "valor: 3.500.000",
        f"persona: juridica\nvalor_neto: 10.000.000\nvalor_total: 11.900.000,50\n"
        f'factura: {{numero: FV-12, cufe: "{cufe}"}}',
    )
    portal = serve()

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "saved", ran.said
    held = payment(portal)["fields"]
    assert held["electronic"] == "si"
    assert held["cufe"] == cufe
    assert held["invoice_number"] == "FV-12"
    assert (held["net_value"], held["total_value"]) == ("10.000.000,00 COP", "11.900.000,50 COP")
    assert portal.events("validate_cufe")[-1]["cufe"] == cufe


def test_a_contract_of_2021_is_not_asked_for_the_planilla(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve(contracts=(Contract(signed=date(2021, 3, 1), payments=sample_payments()),))

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "saved", ran.said
    assert not payment(portal)["fields"].get("planilla_number")
    assert portal.events("validate_planilla") == []


def test_a_dry_run_walks_all_the_way_and_saves_nothing(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()

    ran = secop("submit", month, "--json", "--dry-run", "--headless")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "dry_run"), ran.said
    assert writes(portal) == []
    assert len(portal.payments(NUMBER)) == 4
    walked = [entry["event"] for entry in portal.record]
    assert walked.count("attach") == 5
    assert walked[-2:] == ["validate_planilla", "cancel"]


def test_a_saved_payment_is_corrected_and_then_sent(serve: Serve, secop: Secop, month: Path, edit: Edit) -> None:
    portal = serve()
    assert secop("submit", month).exit_code == 0
    edit(month, "valor: 3.500.000", "valor: 3.600.000")
    committed = len(portal.events("field_committed"))

    corrected = secop("submit", month, "--json")

    assert (corrected.exit_code, corrected.report["outcome"]) == (0, "saved"), corrected.said
    assert writes(portal) == ["create", "save"]
    touched = {entry["field"] for entry in portal.events("field_committed")[committed:]}
    assert {"net_value", "total_value"} <= touched
    assert "issue_date" not in touched, "only what differs is written"
    assert len(portal.events("attach")) == 5, "the documents stand as they were"
    expected = {**meant_fields(), "net_value": "3.600.000,00 COP", "total_value": "3.600.000,00 COP"}
    assert_holds(payment(portal), expected, sha256_of(month.parent / "documentos"))

    sent = secop("submit", month, "--json", "--send", "--yes")
    assert sent.report["outcome"] == "sent", sent.said
    assert writes(portal) == ["create", "save", "send"]
    assert len(portal.payments(NUMBER)) == 5


def test_the_day_of_reception_of_an_earlier_run_stays(serve: Serve, secop: Secop, month: Path) -> None:
    """It is the day of the run, up to the third business day: a run of the next day would work out another."""
    portal = serve()
    assert secop("submit", month).exit_code == 0
    portal.change(NUMBER, "005", fields={"reception_date": meant_fields()["issue_date"]})

    again = secop("submit", month, "--json")
    assert again.report["outcome"] == "nothing_to_do", again.said

    sent = secop("submit", month, "--json", "--send", "--yes")
    assert sent.report["outcome"] == "sent", sent.said
    assert writes(portal) == ["create", "send"]


def test_a_dry_run_takes_no_document_off(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()
    assert secop("submit", month).exit_code == 0
    documents = month.parent / "documentos"
    (documents / "planilla.pdf").write_bytes((documents / "certificado_arl.pdf").read_bytes())

    ran = secop("submit", month, "--json", "--dry-run", "--headless")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "dry_run"), ran.said
    assert "En el ensayo no se quita ni se anexa nada: ya están anexos planilla.pdf" in ran.said
    assert (portal.events("detach"), len(portal.events("attach"))) == ([], 5)
    assert writes(portal) == ["create"]


def test_a_document_that_is_no_longer_in_the_file_is_taken_off(
    serve: Serve, secop: Secop, month: Path, edit: Edit
) -> None:
    portal = serve()
    assert secop("submit", month).exit_code == 0
    documents = month.parent / "documentos"
    (documents / "orden_de_pago.pdf").rename(documents / "orden_de_octubre.pdf")
    edit(month, "orden_de_pago.pdf", "orden_de_octubre.pdf")

    ran = secop("submit", month, "--json")

    assert ran.report["outcome"] == "saved", ran.said
    assert_holds(payment(portal), meant_fields(), sha256_of(documents))
    assert [entry["name"] for entry in portal.events("detach")] == ["orden_de_pago.pdf"]


def test_a_document_replaced_under_its_name_is_attached_anew(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()
    assert secop("submit", month).exit_code == 0
    documents = month.parent / "documentos"
    (documents / "planilla.pdf").write_bytes((documents / "certificado_arl.pdf").read_bytes())

    ran = secop("submit", month, "--json", "--send", "--yes")

    assert ran.report["outcome"] == "sent", ran.said
    assert writes(portal) == ["create", "save", "send"]
    assert [entry["name"] for entry in portal.events("detach")] == ["planilla.pdf"]
    assert_holds(payment(portal), meant_fields(), sha256_of(documents))


@pytest.mark.parametrize(("question", "style"), [("native", "window"), ("box", "chooser"), ("none", "input")])
def test_either_question_and_any_way_of_attaching_will_do(
    serve: Serve, secop: Secop, month: Path, question: str, style: str
) -> None:
    portal = serve(send_question=question, upload_style=style)

    ran = secop("submit", month, "--json", "--send", "--yes")

    assert ran.report["outcome"] == "sent", ran.said
    assert writes(portal) == ["create", "send"]
    assert_holds(payment(portal), meant_fields(), sha256_of(month.parent / "documentos"))


def test_a_payment_out_of_our_hands_is_left_alone(serve: Serve, secop: Secop, month: Path, edit: Edit) -> None:
    portal = serve()
    for state in ("sent", "approved", "paid"):
        portal.change(NUMBER, "004", state=state)
        edit(month, "pago: 5", "pago: 4")
        ran = secop("submit", month, "--json")
        edit(month, "pago: 4", "pago: 5")
        assert (ran.exit_code, ran.report["outcome"]) == (0, "nothing_to_do"), ran.said
    assert writes(portal) == []
    assert portal.events("open_form") == []


def earlier(month: Path) -> str:
    """The line of a file that charges for the month before the one it was written for."""
    wanted = (today().replace(day=1) - timedelta(days=40)).strftime("%Y-%m")
    return f"periodo: {wanted}"


def written(month: Path) -> str:
    return next(line for line in month.read_text(encoding="utf-8").splitlines() if line.startswith("periodo:"))


def test_a_file_copied_from_another_month_overwrites_and_sends_nothing(
    serve: Serve, secop: Secop, month: Path, edit: Edit
) -> None:
    portal = serve()
    assert secop("submit", month).exit_code == 0
    edit(month, written(month), earlier(month))

    copied = secop("submit", month, "--json", "--send", "--yes")

    assert (copied.exit_code, copied.report["error"]["code"]) == (5, "other_month"), copied.said
    assert "--as-written" in copied.report["error"]["remedy"]
    assert writes(portal) == ["create"]
    looked = secop("status", month, "--json")
    assert looked.report["month"]["decision"] == "refuse", looked.said

    meant = secop("submit", month, "--json", "--as-written")
    assert (meant.exit_code, meant.report["outcome"]) == (0, "saved"), meant.said
    again = secop("submit", month, "--json", "--send", "--yes")
    assert (again.exit_code, again.report["outcome"]) == (0, "sent"), again.said
    assert writes(portal) == ["create", "save", "send"]


def test_a_sent_month_does_not_pass_for_the_next_one_whose_number_was_forgotten(
    serve: Serve, secop: Secop, month: Path, edit: Edit
) -> None:
    portal = serve()
    assert secop("submit", month, "--send", "--yes").exit_code == 0
    edit(month, written(month), earlier(month))

    ran = secop("submit", month, "--json", "--send", "--yes")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "other_month"), ran.said
    assert writes(portal) == ["create", "send"]


def test_a_month_is_not_charged_a_second_time_under_another_number(
    serve: Serve, secop: Secop, month: Path, edit: Edit
) -> None:
    portal = serve()
    assert secop("submit", month).exit_code == 0
    edit(month, "pago: 5", "pago: 6")

    copied = secop("submit", month, "--json")

    assert (copied.exit_code, copied.report["error"]["code"]) == (5, "month_charged"), copied.said
    assert writes(portal) == ["create"]

    meant = secop("submit", month, "--json", "--as-written")
    assert (meant.exit_code, meant.report["payment_id"]) == (0, "006"), meant.said
    again = secop("submit", month, "--json")
    assert (again.exit_code, again.report["outcome"]) == (0, "nothing_to_do"), again.said


def test_a_payment_out_of_hands_with_another_invoice_is_not_this_one(
    serve: Serve, secop: Secop, month: Path, edit: Edit
) -> None:
    sent = Payment(payment_id="005", state="sent", invoice_number="FV-11")
    portal = serve(contracts=(Contract(payments=(*sample_payments(), sent)),))

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "out_of_hands_differs"), ran.said
    assert "«FV-11»" in ran.report["error"]["message"]
    assert writes(portal) == []


def test_the_kept_session_is_its_users_alone_and_holds_no_password(
    serve: Serve, secop: Secop, month: Path, home: Path
) -> None:
    portal = serve()
    ran = secop("submit", month, "--json")
    assert ran.report["outcome"] == "saved", ran.said

    session = next((home / "session").glob("*.json"))
    if os.name == "posix":
        assert session.stat().st_mode & 0o077 == 0
        assert session.parent.stat().st_mode & 0o077 == 0
    written = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert len(written) >= 15, "the session and the receipt, pictures included"
    for said in (*written, ran.out.encode(), ran.err.encode()):
        assert portal.scenario.password.encode() not in said


@pytest.mark.quick
def test_the_demo_saves_a_payment_and_says_so(secop_process: Secop) -> None:
    ran = secop_process("demo")

    assert ran.exit_code == 0, ran.said
    assert "quedó guardado en SECOP II, sin enviar" in ran.said
    assert "simulado" in ran.said


def test_a_process_of_its_own_files_a_month_with_json_alone_on_stdout(
    serve: Serve, secop_process: Secop, month: Path
) -> None:
    portal = serve()

    ran = secop_process("submit", month, "--json")

    assert (ran.exit_code, ran.report["outcome"]) == (0, "saved"), ran.said
    assert_holds(payment(portal), meant_fields(), sha256_of(month.parent / "documentos"))
    assert {one["name"]: one["sha256"] for one in ran.report["documents"]} == sha256_of(month.parent / "documentos")
    assert ran.report["error"] is None


def test_a_document_that_changes_while_the_form_is_filled_stops_the_run(
    serve: Serve, secop: Secop, month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from secop_bot.portal.upload import upload

    portal = serve()
    changed = month.parent / "documentos" / "planilla.pdf"

    def upload_late(*arguments: Any) -> None:
        upload(*arguments)
        changed.write_bytes(changed.read_bytes() + b"\n%%EOF\n")

    monkeypatch.setattr("secop_bot.workflows.form_filling.upload", upload_late)

    ran = secop("submit", month, "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (3, "document_changed"), ran.said
    assert "planilla.pdf" in ran.report["error"]["message"]
    assert writes(portal) == []

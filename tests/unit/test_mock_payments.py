"""The payment form, Validar, the rows and the files: what the mock portal takes, refuses and records."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import date

import pytest

from secop_bot.mock import Contract
from secop_bot.mock.scenario import Skin
from tests.unit.test_mock_visitor import EDIT, FORM, GOOD, PDF, SITE, SKINS, UPLOAD, button, inside, with_payment


class TestForm:
    @pytest.mark.parametrize("skin", SKINS)
    def test_confirmar_saves_exactly_what_came(self, skin: Skin) -> None:
        visitor = inside(skin=skin)
        form = visitor.filled_form()
        assert visitor.confirm(form) == {"ok": True}
        saved = visitor.payments()["005"]
        assert saved["state"] == "saved"
        assert saved["actions"] == ["Borrar", "Registro", "Enviar"]
        assert saved["fields"]["net_value"] == "3.500.000,00 COP"
        assert saved["received"]["net_value"] == "3500000"
        assert saved["fields"]["filing_number"] == "005"
        assert saved["planilla_status"] == "Consulta exitosa"
        assert saved["documents"] == [
            {"name": "cuenta.pdf", "size": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest()}
        ]
        created = visitor.world.record.entries("create")
        assert created[0]["fields"] == saved["fields"]
        assert "save" not in visitor.events()

    def test_a_second_confirmar_through_registro_is_a_save(self) -> None:
        visitor = inside()
        visitor.confirm(visitor.filled_form())
        form = visitor.open_form("register", "005")
        visitor.fill(form, notes="Aclaración")
        assert visitor.confirm(form) == {"ok": True}
        assert [event for event in visitor.events() if event in {"create", "save"}] == ["create", "save"]
        assert visitor.payments()["005"]["fields"]["notes"] == "Aclaración"

    def test_a_planned_row_is_registered_and_makes_no_second_payment(self) -> None:
        visitor = inside(contracts=with_payment(state="planned"))
        assert visitor.payments()["005"]["actions"] == ["Registro"]
        visitor.confirm(visitor.filled_form("register", "005"))
        assert len(visitor.payments()) == 5
        assert "create" not in visitor.events()
        assert "save" in visitor.events()

    def test_cancelar_leaves_nothing(self) -> None:
        visitor = inside()
        form = visitor.filled_form()
        visitor.post(f"{FORM}/Cancel", form=form)
        assert "005" not in visitor.payments()
        assert visitor.events()[-1] == "cancel"

    def test_unless_opening_crear_already_makes_a_row(self) -> None:
        visitor = inside(create_makes_row=True)
        form = visitor.open_form()
        visitor.post(f"{FORM}/Cancel", form=form)
        assert visitor.payments()["005"]["state"] == "draft"
        assert visitor.payments()["005"]["actions"] == ["Borrar", "Registro"]

    def test_the_id_can_disagree(self) -> None:
        visitor = inside(first_new_id=9)
        visitor.confirm(visitor.filled_form())
        assert list(visitor.payments())[-1] == "009"

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"invoice_number": ""}, "Número de factura es obligatorio"),
            ({"electronic": ""}, "Obligado a facturar electrónicamente es obligatorio"),
            ({"issue_date": "31/02/2026"}, "Fecha de emisión no es válido"),
            ({"due_date": "01/11/2026"}, "vencimiento no puede ser anterior"),
            ({"reception_date": "02/11/2026"}, "recepción original no puede ser anterior"),
            ({"net_value": "0"}, "neto debe ser mayor que cero"),
            ({"net_value": "tres"}, "Valor neto no es válido"),
            ({"total_value": "3000000"}, "total no puede ser inferior"),
            ({"total_value": "40000000"}, "supera el saldo"),
            ({"electronic": "si"}, "validar el CUFE"),
        ],
    )
    def test_the_server_refuses_what_is_wrong(self, wrong: dict[str, str], told: str) -> None:
        visitor = inside()
        errors = visitor.confirm(visitor.filled_form(**wrong))["errors"]
        assert any(told in error for error in errors)
        assert "005" not in visitor.payments()
        assert visitor.events()[-1] == "confirm_refused"

    def test_it_insists_on_a_document(self) -> None:
        visitor = inside()
        form = visitor.filled_form()
        visitor.post(f"{FORM}/Detach", form=form, index=0)
        assert visitor.confirm(form)["errors"] == ["Debe anexar al menos un documento"]
        assert visitor.world.record.entries("detach")[0]["name"] == "cuenta.pdf"

    def test_refusals_of_the_scenario_come_once_each(self) -> None:
        visitor = inside(confirm_refusals=("El supervisor no está asignado",))
        form = visitor.filled_form()
        assert visitor.confirm(form) == {"errors": ["El supervisor no está asignado"]}
        assert visitor.confirm(form) == {"ok": True}

    def test_the_server_can_alter_a_value(self) -> None:
        visitor = inside(changed_on_save={"due_date": "29/11/2026"}, changed_on_commit={"notes": "otra"})
        form = visitor.filled_form(notes="una")
        visitor.confirm(form)
        assert visitor.payments()["005"]["fields"]["due_date"] == "29/11/2026"
        assert visitor.payments()["005"]["fields"]["notes"] == "otra"


class TestValidar:
    @pytest.mark.parametrize(
        ("answer", "shown"),
        [
            ("success", "Consulta exitosa"),
            ("not_visible", "No se encontró"),
            ("down", "intente más tarde"),
            ("Respuesta en revisión", "Respuesta en revisión"),
        ],
    )
    @pytest.mark.parametrize("skin", SKINS)
    def test_each_answer_is_shown_and_only_one_is_good(self, skin: Skin, answer: str, shown: str) -> None:
        visitor = inside(skin=skin, planilla_answers=(answer,))
        form = visitor.filled_form()
        assert shown in visitor.validate(form).get_json()["sections"]["planilla"]
        assert ("ok" in visitor.confirm(form)) is (answer == "success")

    def test_answers_come_in_turn_and_the_last_stays(self) -> None:
        visitor = inside(planilla_answers=("server_error", "down", "success"))
        form = visitor.open_form()
        visitor.fill(form, planilla_date="04/11/2026")
        assert [visitor.validate(form).status_code for _ in range(4)] == [500, 200, 200, 200]
        told = [entry["answer"] for entry in visitor.world.record.entries("validate_planilla")]
        assert told == ["server_error", "down", "success", "success"]

    @pytest.mark.parametrize("skin", SKINS)
    def test_a_number_can_have_its_own_answer(self, skin: Skin) -> None:
        visitor = inside(skin=skin, planilla_by_number={"9400000001": "not_visible"})
        form = visitor.open_form()
        visitor.fill(form, planilla_date="04/11/2026")
        assert "No se encontró" in visitor.validate(form, "9400000001").get_json()["sections"]["planilla"]
        assert "exitosa" in visitor.validate(form, "9400000002").get_json()["sections"]["planilla"]

    def test_a_number_changed_after_validar_counts_as_not_validated(self) -> None:
        visitor = inside()
        form = visitor.filled_form()
        visitor.fill(form, planilla_number="9412345679")
        assert "planilla" in visitor.confirm(form)["errors"][0]

    def test_the_portal_may_let_an_unvalidated_one_through(self) -> None:
        visitor = inside(planilla_required=False, planilla_answers=("down",))
        assert visitor.confirm(visitor.filled_form()) == {"ok": True}

    @pytest.mark.parametrize(("signed", "asked"), [(date(2022, 6, 10), False), (date(2022, 6, 11), True)])
    @pytest.mark.parametrize("skin", SKINS)
    def test_it_is_asked_of_contracts_signed_since_the_decree(self, skin: Skin, signed: date, *, asked: bool) -> None:
        visitor = inside(skin=skin, contracts=(Contract(signed=signed),))
        visitor.open_form()
        assert ("Número de planilla" in visitor.pages[-1]) is asked

    @pytest.mark.parametrize("skin", SKINS)
    def test_an_electronic_invoice_needs_its_cufe_validated(self, skin: Skin) -> None:
        visitor = inside(skin=skin)
        form = visitor.filled_form(electronic="si")
        for cufe, shown in [("abc", "96 caracteres"), ("a" * 96, "Consulta exitosa")]:
            answer = visitor.post(f"{FORM}/ValidateCufe", form=form, texts={"cufe": cufe})
            assert shown in answer.get_json()["sections"]["data"]
        assert visitor.confirm(form) == {"ok": True}
        assert visitor.world.record.entries("create")[0]["cufe_status"] == "Consulta exitosa"


class TestRows:
    def test_enviar_sends_once_and_leaves_only_detalle(self) -> None:
        visitor = inside(contracts=with_payment(state="saved"))
        visitor.act("Send", "005")
        assert visitor.payments()["005"]["state_code"] == "SentToBuyer"
        assert visitor.payments()["005"]["actions"] == ["Detalle"]
        assert visitor.act("Send", "005").get_json()["message"]
        assert [entry["outcome"] for entry in visitor.world.record.entries("send")] == ["ok", "refused"]

    def test_enviar_can_change_nothing_and_say_nothing(self) -> None:
        visitor = inside(contracts=with_payment(state="saved"), send_outcome="stays")
        assert visitor.act("Send", "005").get_json() == {"ok": True}
        assert visitor.payments()["005"]["state"] == "saved"

    def test_borrar_deletes_and_is_recorded(self) -> None:
        visitor = inside(contracts=with_payment(state="saved"))
        visitor.act("Delete", "005")
        assert "005" not in visitor.payments()
        assert visitor.world.record.entries("delete")[0]["payment_id"] == "005"

    def test_what_is_out_of_our_hands_cannot_be_deleted_or_edited(self) -> None:
        visitor = inside()
        assert visitor.act("Delete", "001").get_json()["message"]
        query = {"docUniqueIdentifier": visitor.sales_id, "mode": "register", "payment": "001"}
        assert visitor.get(f"{FORM}/Edit", **query).status_code == 403

    @pytest.mark.parametrize("skin", SKINS)
    def test_editar_only_unlocks_a_rejected_payment(self, skin: Skin) -> None:
        contracts = with_payment(state="rejected", reason="Falta la firma", fields=GOOD)
        visitor = inside(skin=skin, contracts=contracts)
        form = visitor.open_form("view", "005")
        assert "Falta la firma" in visitor.pages[-1]
        assert button("Editar").search(visitor.pages[-1])
        before = visitor.payments()["005"]["fields"]
        visitor.post(f"{FORM}/Unlock", form=form)
        after = visitor.payments()["005"]
        assert after["actions"] == ["Borrar", "Registro", "Enviar"]
        assert after["fields"] == before
        assert visitor.events()[-1] == "edit_unlock"

    def test_a_row_can_be_odd(self) -> None:
        visitor = inside(contracts=with_payment(state="saved", state_text="Rara", actions=("Consultar",)))
        assert visitor.payments()["005"]["state_code"] == "Rara"
        assert visitor.payments()["005"]["actions"] == ["Consultar"]


class TestUpload:
    def test_a_window_closed_early_loses_its_files(self) -> None:
        visitor = inside()
        visitor.world.adjust(upload_delay=60)
        form = visitor.open_form()
        visitor.attach(form, "cuenta.pdf")
        assert visitor.world.draft(form).documents == []
        assert visitor.events()[-1] == "upload_lost"

    def test_a_window_that_just_vanished_loses_them_too(self) -> None:
        visitor = inside()
        visitor.world.adjust(upload_delay=60)
        form = visitor.open_form()
        files = {"file": (io.BytesIO(PDF), "cuenta.pdf")}
        visitor.client.post(f"{UPLOAD}/Upload?form={form}", base_url=SITE, data=files)
        visitor.post(f"{FORM}/Documents", form=form, closed=True)
        assert visitor.events()[-1] == "upload_lost"

    def test_some_files_fail(self) -> None:
        visitor = inside(upload_failures=("*.zip",))
        form = visitor.open_form()
        visitor.attach(form, "todo.ZIP")
        visitor.attach(form, "cuenta.pdf")
        assert [document.name for document in visitor.world.draft(form).documents] == ["cuenta.pdf"]
        assert "attach_failed" in visitor.events()

    @pytest.mark.parametrize("skin", SKINS)
    def test_execution_documents_have_their_own_list(self, skin: Skin) -> None:
        visitor = inside(skin=skin)
        page = visitor.get(f"{UPLOAD}/ExecutionDocuments", docUniqueIdentifier=visitor.sales_id).text
        token = re.findall(r"window=([\w-]+)", page)[0]
        files = {"file": (io.BytesIO(PDF), "EVIDENCIAS_OCTUBRE_2026.zip")}
        visitor.client.post(f"{UPLOAD}/Upload?window={token}", base_url=SITE, data=files)
        visitor.post(f"{UPLOAD}/Status?window={token}")
        table = visitor.post(f"{EDIT}/ExecutionDocuments", contract=visitor.sales_id).get_json()["html"]
        assert "EVIDENCIAS_OCTUBRE_2026.zip" in table
        assert visitor.events()[-1] == "execution_document"

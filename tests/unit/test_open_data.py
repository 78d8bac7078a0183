"""Open data: the user's contract and no other, every page, patience within bounds, and odd rows told."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from secop_bot.errors import InputError, RefusedError, SecopBotError, UnknownPageError, UnreachableError
from secop_bot.open_data import PUBLIC_PAYMENTS, PublicPayment, read_public_payments
from tests.socrata import DRIPS, DROPS, FAILS, HANGS, HTML, PATH, RIGHT, Socrata, Trouble, busy, says

NUMBER = "CO1.PCCNTR.8263723"
OWN_NUMBER = "CPS-12-2026"
ENTITY = "Alcaldía de Ejemplo"


def row(payment_id: str = "001", **columns: Any) -> dict[str, Any]:
    """A published row; a column given as None is left out, as Socrata does."""
    published = {
        "id_del_contrato": NUMBER,
        "referencia_contrato": OWN_NUMBER,
        "nombre_entidad": "ALCALDÍA DE EJEMPLO",
        "id_de_pago": payment_id,
        "numero_de_factura": f"Pago {payment_id}",
        "estado": "Pagado",
        "valor_total": "3500000",
        **columns,
    }
    return {column: value for column, value in published.items() if value is not None}


class Asking:
    """Reads from a server, and keeps what was told and slept meanwhile."""

    def __init__(self, server: Socrata) -> None:
        self.server = server
        self.notes: list[str] = []
        self.slept: list[float] = []

    def read(self, contract: str = NUMBER, entity: str | None = None, **how: Any) -> list[PublicPayment]:
        given: dict[str, Any] = {"address": self.server.address, "app_token": None, "timeout": 10, **how}
        return read_public_payments(contract, entity, note=self.notes.append, sleep=self.slept.append, **given)

    def stopped(self, kind: type[SecopBotError], contract: str = NUMBER, **how: Any) -> SecopBotError:
        with pytest.raises(kind) as stopped:
            self.read(contract, **how)
        assert stopped.value.message.endswith(".")
        assert stopped.value.remedy.endswith(".")
        return stopped.value


@contextmanager
def serving(*rows: object, troubles: Sequence[Trouble | None] = ()) -> Iterator[Asking]:
    with Socrata(rows, troubles) as server:
        yield Asking(server)


def read_one(given: object) -> PublicPayment:
    with serving(given) as asking:
        (payment,) = asking.read()
    return payment


def test_the_live_address_is_the_published_payments() -> None:
    assert PUBLIC_PAYMENTS == "https://www.datos.gov.co/resource/uymx-8p3j.json"


class TestWhatIsAsked:
    def test_a_row_is_read_as_published(self) -> None:
        published = row(
            "005",
            estado="Enviado Por Proveedor",
            valor_neto="1",
            fecha_de_emision="2026-10-01T00:00:00.000",
            fecha_de_recepcion="2026-10-02T00:00:00.000",
            fecha_de_vencimiento="2026-10-31T00:00:00.000",
            fecha_estimada_de_pago="2026-11-05T00:00:00.000",
            fecha_real_de_pago="2026-11-06",
        )
        dates = {
            "emisión": date(2026, 10, 1),
            "recepción": date(2026, 10, 2),
            "vencimiento": date(2026, 10, 31),
            "pago estimado": date(2026, 11, 5),
            "pago real": date(2026, 11, 6),
        }
        assert read_one(published) == PublicPayment(
            "005", "Pago 005", Decimal(3500000), "Enviado Por Proveedor", dates, (), "ALCALDÍA DE EJEMPLO"
        )

    def test_2500_rows_come_whole_and_in_order_a_thousand_a_page(self) -> None:
        rows = [row(f"{n:04}") for n in range(2500)]
        others = [row(f"{n:04}", id_del_contrato="CO1.PCCNTR.1") for n in range(500)]
        with serving(*others, *rows) as asking:
            payments = asking.read()
        assert [payment.payment_id for payment in payments] == [f"{n:04}" for n in range(2500)]
        assert [asked.query["$offset"] for asked in asking.server.asked] == ["0", "1000", "2000"]
        assert {(asked.query["$limit"], asked.query["$order"]) for asked in asking.server.asked} == {("1000", ":id")}

    def test_a_full_last_page_is_followed_by_an_empty_one(self) -> None:
        with serving(*(row(f"{n:04}") for n in range(1000))) as asking:
            assert len(asking.read()) == 1000
            assert len(asking.server.asked) == 2

    def test_a_contract_without_published_payments_has_none(self) -> None:
        with serving(row()) as asking:
            assert asking.read("CO1.PCCNTR.1") == []

    def test_only_the_contract_named_is_asked_for(self) -> None:
        with serving(row(), row("002", id_del_contrato="CO1.PCCNTR.82637234")) as asking:
            assert [payment.payment_id for payment in asking.read(" co1.pccntr.8263723 ")] == ["001"]
            assert asking.server.asked[0].query["$where"] == f"id_del_contrato = '{NUMBER}'"

    def test_an_own_number_is_asked_for_with_its_entity_case_aside(self) -> None:
        other = row("002", nombre_entidad="OTRA ENTIDAD", id_del_contrato="CO1.PCCNTR.1")
        with serving(row(), other) as asking:
            payments = asking.read(OWN_NUMBER, "  alcaldía de  Ejemplo")
        assert [payment.payment_id for payment in payments] == ["001"]

    @pytest.mark.parametrize("entity", [None, "", "  "])
    def test_an_own_number_without_its_entity_is_not_asked_for(self, entity: str | None) -> None:
        with serving(row()) as asking:
            error = asking.stopped(InputError, OWN_NUMBER, entity=entity)
            assert asking.server.asked == []
        assert (error.exit_code, error.code) == (3, "entity_needed")
        assert "entidad" in error.remedy

    def test_without_a_contract_nothing_is_asked(self) -> None:
        with serving(row()) as asking:
            assert asking.stopped(InputError, " ", entity=ENTITY).code == "contract_needed"
            assert asking.server.asked == []

    @pytest.mark.parametrize(
        ("number", "entity"),
        [
            ("CPS 'O'' 7", "Fondo d'Or"),
            ("' OR '1' = '1", "x') OR upper('x"),
            ("CO1.PCCNTR.1' OR id_del_contrato = 'CO1.PCCNTR.2", ENTITY),
            ("%&$where=#+", "Ñandú + Cía. & Co; --"),
        ],
    )
    def test_no_number_or_entity_can_ask_for_more_than_itself(self, number: str, entity: str) -> None:
        mine = row("007", referencia_contrato=number, nombre_entidad=entity)
        with serving(row(), mine) as asking:
            assert [payment.payment_id for payment in asking.read(number, entity)] == ["007"]

    def test_an_own_number_that_an_entity_gave_twice_is_refused(self) -> None:
        with serving(row(), row(id_del_contrato="CO1.PCCNTR.1")) as asking:
            error = asking.stopped(InputError, OWN_NUMBER, entity=ENTITY)
        assert error.code == "contract_ambiguous"
        assert NUMBER in error.message
        assert "CO1.PCCNTR.1" in error.message

    def test_the_bot_says_who_it_is_and_sends_a_token_only_if_given(self) -> None:
        with serving(row()) as asking:
            asking.read()
            asking.read(app_token="ficha-7")
            first, second = (asked.headers for asked in asking.server.asked)
        assert re.fullmatch(r"secop-bot/[0-9]+(\.[0-9]+)+\S*", first["User-Agent"])
        assert "X-App-Token" not in first
        assert second["X-App-Token"] == "ficha-7"

    @pytest.mark.parametrize("token", ["con espacio", "salto\n", "ñandú"])
    def test_a_token_that_can_not_be_one_is_refused_and_not_shown(self, token: str) -> None:
        with serving(row()) as asking:
            error = asking.stopped(InputError, app_token=token)
        assert token.strip() not in error.message + error.remedy


class TestOddRows:
    @pytest.mark.parametrize(
        ("columns", "value"),
        [
            ({"valor_total": "1", "valor_a_pagar": "2", "valor_neto": "3"}, "1"),
            ({"valor_total": None, "valor_a_pagar": "2", "valor_neto": "3"}, "2"),
            ({"valor_total": " ", "valor_neto": "3.50"}, "3.50"),
            ({"valor_total": "0"}, "0"),
            ({"valor_total": "-1200"}, "-1200"),
        ],
    )
    def test_the_value_is_the_first_of_three_columns_that_is_there(self, columns: dict[str, Any], value: str) -> None:
        payment = read_one(row(**columns))
        assert (payment.value, payment.oddities) == (Decimal(value), ())

    @pytest.mark.parametrize("value", ["3.500.000", "$3500000", "NaN", "1e9", "tres", "3500000,50", "９"])
    def test_a_value_that_is_no_number_is_told_and_no_other_column_stands_in(self, value: str) -> None:
        payment = read_one(row(valor_total=value, valor_neto="3500000"))
        assert payment.value is None
        assert payment.oddities == (f"El valor (valor_total) no es un número: «{value}».",)

    @pytest.mark.parametrize(
        ("columns", "told"),
        [
            ({"id_de_pago": None}, "No trae el ID del pago."),
            ({"id_de_pago": "  "}, "No trae el ID del pago."),
            ({"estado": None}, "No trae el estado."),
            ({"valor_total": None}, "No trae el valor."),
            ({"fecha_de_emision": "pronto"}, "La fecha de emisión no es una fecha: «pronto»."),
            ({"fecha_real_de_pago": "2026-02-30T00:00:00.000"}, "«2026-02-30T00:00:00.000»"),
            ({"fecha_real_de_pago": "01/10/2026"}, "La fecha de pago real no es una fecha"),
            ({"fecha_de_recepcion": 20261001}, "fecha_de_recepcion no trae un texto sino «20261001»"),
            ({"id_de_pago": {"a": [1]}}, 'id_de_pago no trae un texto sino «{"a": [1]}»'),
            ({"nombre_entidad": True}, "nombre_entidad no trae un texto sino «true»"),
            ({"valor_total": [3500000]}, "valor_total no trae un texto sino «[3500000]»"),
        ],
    )
    def test_a_row_with_something_odd_is_shown_with_what_is_odd(self, columns: dict[str, Any], told: str) -> None:
        payment = read_one(row(numero_de_factura="Pago 009", **columns))
        assert payment.invoice_number == "Pago 009"
        (oddity,) = payment.oddities
        assert told in oddity
        assert oddity.endswith(".")

    def test_dates_and_other_texts_that_are_missing_are_nothing_odd(self) -> None:
        payment = read_one(row(numero_de_factura=None, nombre_entidad=None, fecha_real_de_pago=" "))
        assert (payment.invoice_number, payment.entity, payment.dates, payment.oddities) == ("", "", {}, ())

    def test_a_number_where_a_text_is_expected_is_read_and_told(self) -> None:
        payment = read_one(row(id_de_pago=5, valor_total=3500000.5))
        assert (payment.payment_id, payment.value, len(payment.oddities)) == ("5", Decimal("3500000.5"), 2)

    def test_what_is_neither_text_nor_number_is_told_and_not_read(self) -> None:
        payment = read_one(row(id_de_pago=True, valor_total=False))
        assert (payment.payment_id, payment.value, len(payment.oddities)) == ("", None, 2)

    @pytest.mark.parametrize("given", ["una fila", 7, None, True, ["001", "Pagado"], "x" * 500])
    def test_a_row_that_is_no_object_is_shown_shortened(self, given: object) -> None:
        with serving(row("001"), given, row("002")) as asking:
            before, odd, after = asking.read()
        assert (before.payment_id, after.payment_id) == ("001", "002")
        assert (odd.payment_id, odd.state, odd.value, odd.dates) == ("", "", None, {})
        (oddity,) = odd.oddities
        assert oddity.startswith("La fila no es un registro: «")
        assert len(oddity) < 100

    def test_an_empty_row_is_shown_with_all_it_lacks(self) -> None:
        with serving(troubles=[says("[{}]")]) as asking:
            (payment,) = asking.read()
        assert payment.oddities == ("No trae el ID del pago.", "No trae el estado.", "No trae el valor.")

    def test_what_could_harm_a_terminal_is_kept_as_published_and_quoted_without_harm(self) -> None:
        payment = read_one(row(estado="\x1b[31mPagado", valor_total="\x1b[2J"))
        assert payment.state == "\x1b[31mPagado"
        assert "\x1b" not in "".join(payment.oddities)


class TestPatience:
    @pytest.mark.parametrize("trouble", [FAILS, DROPS, busy(), says("", 503), says("[]", 202)])
    def test_a_passing_fault_is_tried_again_and_told_once_for_each_time(self, trouble: Trouble) -> None:
        with serving(row(), troubles=[trouble, trouble]) as asking:
            assert len(asking.read()) == 1
        assert len(asking.notes) == len(asking.slept) == 2
        assert "intento 2 de 5" in asking.notes[0]
        assert "intento 3 de 5" in asking.notes[1]

    def test_a_fault_on_the_second_page_repeats_that_page_alone(self) -> None:
        rows = [row(f"{n:04}") for n in range(1500)]
        with serving(*rows, troubles=[RIGHT, DROPS]) as asking:
            assert len(asking.read()) == 1500
        assert [asked.query["$offset"] for asked in asking.server.asked] == ["0", "1000", "1000"]

    def test_pauses_grow_and_are_not_all_alike(self) -> None:
        with serving(troubles=[FAILS] * 5) as asking:
            asking.stopped(UnreachableError)
        assert len(asking.slept) == 4
        for pause, least in zip(asking.slept, (1, 2, 4, 8), strict=True):
            assert least <= pause <= least + 1
        assert len({pause % 1 for pause in asking.slept}) > 1

    def test_retry_after_in_seconds_is_obeyed(self) -> None:
        with serving(row(), troubles=[busy("17"), says("", 503, Retry_After="23")]) as asking:
            asking.read()
        assert asking.slept == [17, 23]
        assert "17 s" in asking.notes[0]

    def test_retry_after_as_a_date_is_obeyed(self) -> None:
        moment = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
        with serving(row(), troubles=[busy(moment)]) as asking:
            asking.read()
        assert 30 < asking.slept[0] <= 40

    @pytest.mark.parametrize("asked", ["", "pronto", "-5", "1.5", "Wed, 21 Oct 2015 07:28:00 GMT", "9" * 30, "0"])
    def test_a_retry_after_that_says_nothing_leaves_the_usual_pause(self, asked: str) -> None:
        with serving(row(), troubles=[busy(asked)]) as asking:
            asking.read()
        assert 1 <= asking.slept[0] <= 2

    @pytest.mark.parametrize(("asked", "told"), [("3600", "60 minutos"), ("999999", "otro día")])
    def test_a_server_that_asks_for_a_long_pause_is_left_in_peace(self, asked: str, told: str) -> None:
        with serving(row(), troubles=[busy(asked)]) as asking:
            error = asking.stopped(UnreachableError)
            assert len(asking.server.asked) == 1
        assert told in error.remedy
        assert asking.slept == []

    @pytest.mark.parametrize("trouble", [FAILS, DROPS, busy("1")])
    def test_a_lasting_fault_ends_with_what_to_do(self, trouble: Trouble) -> None:
        with serving(row(), troubles=[trouble] * 9) as asking:
            error = asking.stopped(UnreachableError)
            assert len(asking.server.asked) == 5
        assert (error.exit_code, error.code) == (6, "open_data_down")
        assert "SECOP II" in error.remedy
        assert len(asking.notes) == 4

    def test_a_server_that_is_not_there_is_unreachable(self) -> None:
        with serving() as asking:
            pass
        assert asking.stopped(UnreachableError).code == "open_data_down"

    @pytest.mark.parametrize("trouble", [HANGS, DRIPS])
    def test_an_answer_that_never_ends_is_given_up(self, trouble: Trouble) -> None:
        begun = time.monotonic()
        with serving(troubles=[trouble] * 9) as asking:
            error = asking.stopped(UnreachableError, timeout=0.2)
            assert len(asking.server.asked) == 5
        assert "a tiempo" in error.message
        assert time.monotonic() - begun < 10


class TestAnswersThatAreNone:
    def test_a_query_that_socrata_refuses_is_told_in_its_words_and_not_repeated(self) -> None:
        told = '{"code":"query.soql.no-such-column","error":true,"message":"No such column:\\n\\u001b[2J estado"}'
        with serving(troubles=[says(told, 400)]) as asking:
            error = asking.stopped(RefusedError)
            assert len(asking.server.asked) == 1
        assert (error.exit_code, error.code) == (5, "open_data_refused")
        assert "«No such column: \N{REPLACEMENT CHARACTER}[2J estado»" in error.message

    @pytest.mark.parametrize(
        "body", ["<h1>Forbidden</h1>", '{"message": 7}', "[]", '{"error": true}', "", "[" * 200_000]
    )
    def test_a_refusal_without_a_message_is_told_by_its_number(self, body: str) -> None:
        with serving(troubles=[says(body, 403)]) as asking:
            assert asking.stopped(RefusedError).message == "Datos abiertos no aceptó la consulta (respondió 403)."

    def test_a_long_message_is_shortened(self) -> None:
        with serving(troubles=[says('{"message": "' + "x" * 5000 + '"}', 400)]) as asking:
            assert len(asking.stopped(RefusedError).message) < 150

    @pytest.mark.parametrize("trouble", [HTML, says(""), says('[{"id_de'), says("[" * 200_000)])
    def test_an_answer_that_is_no_json_is_unreachable(self, trouble: Trouble) -> None:
        with serving(troubles=[trouble]) as asking:
            error = asking.stopped(UnreachableError)
        assert (error.code, asking.slept) == ("open_data_down", [])

    @pytest.mark.parametrize("body", ["{}", '"pagos"', "7", "null", '{"data": []}'])
    def test_json_that_is_no_list_is_a_page_that_changed(self, body: str) -> None:
        with serving(troubles=[says(body)]) as asking:
            error = asking.stopped(UnknownPageError)
        assert error.exit_code == 8
        assert f"«{body}»" in error.message

    def test_rows_of_another_contract_are_a_page_that_changed(self) -> None:
        with serving(troubles=[says('[{"id_del_contrato": "CO1.PCCNTR.1"}]')]) as asking:
            assert "CO1.PCCNTR.1" in asking.stopped(UnknownPageError).message

    def test_a_server_that_gives_the_same_page_for_ever_is_not_followed(self) -> None:
        page = says("[" + ",".join(['{"id_de_pago": "001"}'] * 1000) + "]")
        with serving(troubles=[page] * 9) as asking:
            asking.stopped(UnknownPageError)
            assert len(asking.server.asked) == 2

    def test_an_answer_that_is_too_large_is_not_read(self) -> None:
        with serving(troubles=[says("[" + " " * 33 * 1024**2 + "]")]) as asking:
            assert "MB" in asking.stopped(UnknownPageError).message

    def test_a_redirect_to_another_host_is_not_followed(self) -> None:
        with serving(row()) as other, serving(troubles=[says("", 302, Location=other.server.address)]) as asking:
            error = asking.stopped(UnreachableError, app_token="ficha-7")
            assert other.server.asked == []
        assert (error.code, asking.slept) == ("open_data_down", [])

    def test_a_redirect_within_the_host_is_followed(self) -> None:
        with serving(row(), troubles=[says("", 301, Location=f"{PATH}?$where=id_del_contrato = '{NUMBER}'")]) as asking:
            assert len(asking.read()) == 1

    def test_redirects_in_a_circle_end(self) -> None:
        with serving(troubles=[says("", 302, Location=PATH)] * 9) as asking:
            asking.stopped(UnreachableError)
            assert len(asking.server.asked) == 4


class TestThisComputer:
    def test_a_proxy_that_can_not_be_used_is_told_without_its_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALL_PROXY", "socks://yo:centinela@127.0.0.1:9")
        with serving(row()) as asking:
            error = asking.stopped(InputError)
        assert error.code == "proxy_wrong"
        assert "centinela" not in error.message + error.remedy

    def test_an_address_that_is_none_is_told(self) -> None:
        with serving() as asking:
            assert asking.stopped(InputError, address="http://127.0.0.1:puerto/x").code == "open_data_url_wrong"


class TestTheServerOfTheseTests:
    @pytest.mark.parametrize(
        "where",
        [
            "id_del_contrato = CO1.PCCNTR.1",
            "id_del_contrato = 'CO1",
            "id_del_contrato = 'a' OR id_del_contrato = 'b'",
            "referencia_contrato = 'it's'",
            "upper(nombre_entidad = 'X'",
            "id_del_contrato",
            "contrato = 'x'",
            "",
        ],
    )
    def test_it_refuses_what_socrata_refuses(self, where: str) -> None:
        with Socrata([row()]) as server:
            answer = httpx.get(server.address, params={"$where": where})
        assert answer.status_code == 400
        assert answer.json()["error"] is True
        assert answer.json()["code"].startswith("query.")

    def test_it_gives_a_thousand_rows_where_no_limit_is_asked(self) -> None:
        with Socrata([row(f"{n}") for n in range(1200)]) as server:
            assert len(httpx.get(server.address).json()) == 1000

"""``secop-bot status``: the payments as the portal, or open data, shows them; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from secop_bot.errors import UnknownPageError
from secop_bot.mock import Contract, MockPortal, Payment
from secop_bot.mock.scenario import PaymentState, sample_payments
from tests.conftest import Ran, Secop, Serve
from tests.journeys.conftest import Edit, writes
from tests.journeys.test_submit import NUMBER
from tests.socrata import DROPS, FAILS, HTML, Socrata, Trouble, busy, says

MEANINGS = {
    "planned": "planned",
    "draft": "planned",
    "saved": "saved",
    "sent": "sent",
    "under_approval": "in_review",
    "approved": "approved",
    "rejected": "rejected",
    "paid": "paid",
}


def every_state() -> tuple[Payment, ...]:
    return tuple(
        Payment(
            payment_id=f"{n:03}",
            state=state,
            invoice_number=f"Pago {n:03}",
            value=f"1.000.{n:03}",
            fields={"reception_date": f"{n:02}/11/2026"},
            reason="No." if state == "rejected" else "",
        )
        for n, state in enumerate(get_args(PaymentState), start=1)
    )


@pytest.mark.quick
def test_all_states_equal_the_portal_s_own_list(serve: Serve, secop: Secop) -> None:
    portal = serve(contracts=(Contract(payments=every_state()),))

    ran = secop("status", "--contract", NUMBER, "--json")

    assert ran.exit_code == 0, ran.said
    (contract,) = ran.report["contracts"]
    assert (contract["number"], contract["entity"], contract["state"]) == (
        NUMBER,
        "Alcaldía de Ejemplo",
        "En ejecución",
    )
    assert [
        {
            "id": one["payment_id"],
            "number": one["invoice_number"],
            "value": one["value"],
            "meaning": one["meaning"],
            "received": one["dates"].get("recepción"),
        }
        for one in contract["payments"]
    ] == [
        {
            "id": held["payment_id"],
            "number": held["fields"]["invoice_number"],
            "value": held["fields"]["total_value"].removesuffix(",00 COP").replace(".", ""),
            "meaning": MEANINGS[held["state"]],
            "received": f"2026-11-{int(held['payment_id']):02}",
        }
        for held in portal.payments(NUMBER)
    ]
    assert {one["state"] for one in contract["payments"]} >= {"Aceptada", "Rechazada", "Enviado a la Entidad Estatal"}
    assert writes(portal) == []
    assert portal.events("open_form") == []


def test_people_get_a_table_in_plain_words(serve: Serve, secop: Secop) -> None:
    serve(contracts=(Contract(payments=every_state()),))

    ran = secop("status", "--contract", NUMBER)

    assert ran.exit_code == 0
    for words in ("001", "1.000.003", "guardado, sin enviar", "en aprobación", "pagado", "Alcaldía de Ejemplo"):
        assert words in ran.said


def test_rejected_ends_in_one_only_where_something_is_rejected(serve: Serve, secop: Secop) -> None:
    portal = serve()
    assert secop("status", "--contract", NUMBER, "--rejected").exit_code == 0

    portal.change(NUMBER, "004", state="rejected", state_text=None)
    assert secop("status", "--contract", NUMBER).exit_code == 0
    assert secop("status", "--contract", NUMBER, "--rejected").exit_code == 1


def test_what_changed_since_the_last_look_is_said_once(serve: Serve, secop: Secop, month: Path) -> None:
    portal = serve()
    assert secop("status", month, "--json").report["changes"] == []
    portal.change(NUMBER, "004", state="approved", state_text=None)

    ran = secop("status", month, "--json")

    (change,) = ran.report["changes"]
    assert (change["payment_id"], change["before"]["meaning"], change["now"]["meaning"]) == ("004", "sent", "approved")
    assert "Cambió: el pago 004" in ran.said
    assert secop("status", month, "--json").report["changes"] == []


@pytest.mark.parametrize(
    ("state", "decision", "said"),
    [
        (None, "create", "crearía el pago 5"),
        ("planned", "register", "registraría el pago 005"),
        ("saved", "resume", "abriría el pago 005"),
        ("rejected", "edit", "edit-rejected"),
        ("approved", "nothing", "aprobado"),
    ],
)
def test_what_the_month_file_would_do_now_is_said(
    serve: Serve, secop: Secop, month: Path, state: Any, decision: str, said: str
) -> None:
    there = (Payment(payment_id="005", state=state, value="3.500.000"),) if state else ()
    portal = serve(contracts=(Contract(payments=(*sample_payments(), *there)),))

    ran = secop("status", month, "--json")

    assert ran.report["month"]["decision"] == decision
    assert said in ran.report["month"]["said"]
    assert writes(portal) == []


def test_all_reads_every_contract_also_of_two_entities_with_one_number(serve: Serve, secop: Secop) -> None:
    stated: tuple[tuple[str, PaymentState, str], ...] = (
        ("Alcaldía de Ejemplo", "paid", "1.000.000"),
        ("Gobernación de Ejemplo", "rejected", "2.000.000"),
    )
    same = tuple(
        Contract(number="CPS-7-2026", entity=entity, payments=(Payment(payment_id="001", state=state, value=value),))
        for entity, state, value in stated
    )
    portal = serve(contracts=(Contract(payments=sample_payments()), *same), filler_contracts=3)

    ran = secop("status", "--all", "--rejected", "--json")

    assert ran.exit_code == 1, ran.said
    read = {(one["number"], one["entity"]): one for one in ran.report["contracts"]}
    assert len(read) == 6
    for entity in ("Alcaldía de Ejemplo", "Gobernación de Ejemplo"):
        held = portal.payments("CPS-7-2026", entity)
        assert [one["value"] for one in read["CPS-7-2026", entity]["payments"]] == [
            held[0]["fields"]["total_value"].removesuffix(",00 COP").replace(".", "")
        ]
    assert writes(portal) == []


def test_all_says_of_each_contract_it_could_not_read_why_also_in_the_receipt(serve: Serve, secop: Secop) -> None:
    twice = Contract(number="CPS-7-2026", payments=sample_payments())
    serve(contracts=(Contract(payments=sample_payments()), twice, twice), filler_contracts=0)

    ran = secop("status", "--all", "--json")

    assert (ran.exit_code, ran.report["error"]["code"]) == (3, "contract_ambiguous"), ran.said
    assert "Son de la misma entidad" in ran.report["error"]["remedy"]
    assert [(one["number"], one["error"] is None) for one in ran.report["contracts"]] == [
        (NUMBER, True),
        ("CPS-7-2026", False),
        ("CPS-7-2026", False),
    ]
    page = (Path(ran.report["receipt"]) / "receipt.html").read_text(encoding="utf-8")
    assert page.count("No se pudo leer: ") == 2
    assert "no muestra pagos" not in page


def test_a_contract_whose_open_press_can_t_be_settled_stands_once(
    serve: Serve, secop: Secop, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(contracts=(Contract(payments=sample_payments()),), filler_contracts=0)

    def fail(*_: object) -> None:
        raise UnknownPageError("not_known", "Esto no se conoce.", "Mire.")

    monkeypatch.setattr("secop_bot.workflows.status._settle", fail)
    (contract,) = secop("status", "--all", "--json").report["contracts"]

    assert (contract["error"]["code"], contract["payments"]) == ("not_known", [])


def test_a_contract_must_be_named_somewhere(serve: Serve, secop: Secop) -> None:
    portal = serve()

    unsaid = secop("status", "--json")
    assert (unsaid.exit_code, unsaid.report["error"]["code"]) == (3, "no_contract")
    assert "--all" in unsaid.report["error"]["remedy"]
    assert portal.record == []

    assert secop("status", "--json", contract=NUMBER).report["contracts"][0]["number"] == NUMBER


def test_a_press_whose_end_was_not_seen_is_settled_by_looking(serve: Serve, secop: Secop, month: Path) -> None:
    from secop_bot.mock import Fault

    portal = serve(faults={"confirm": Fault(after=True)})
    lost = secop("submit", month, "--json", timeout=5)
    assert lost.exit_code == 7, lost.said
    portal.adjust(faults={"step": Fault(kind="odd_state", times=None)})
    early = secop("status", month, "--json")
    assert early.report["month"]["said"] == "nada todavía: se oprimió Confirmar, y no se ha visto en qué quedó."
    portal.adjust(faults={})

    looked = secop("status", month, "--json")

    assert "Ya se sabe: el pago está guardado, sin enviar" in looked.said
    assert writes(portal) == ["create"]
    sent = secop("submit", month, "--json", "--send", "--yes")
    assert sent.report["outcome"] == "sent", sent.said


# --- Open data


def published(payment_id: str, state: str, **more: object) -> dict[str, object]:
    return {
        "id_del_contrato": NUMBER,
        "id_de_pago": payment_id,
        "numero_de_factura": f"Pago {payment_id}",
        "estado": state,
        "valor_total": "3500000",
        "fecha_de_recepcion": "2026-10-05T00:00:00.000",
        "nombre_entidad": "ALCALDÍA DE EJEMPLO",
        **more,
    }


@pytest.fixture
def ask(secop: Secop) -> Callable[..., Ran]:
    def run(server: Socrata, *more: str | Path) -> Ran:
        return secop("status", "--public", "--json", *more, contract=NUMBER, open_data_url=server.address)

    return run


def test_two_thousand_five_hundred_published_rows_are_read_without_a_browser(
    ask: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secop_bot.workflows.visiting.open_browser", None)
    rows = [published(f"{n:04}", "Pagado") for n in range(1, 2501)]
    with Socrata(rows, [busy("0"), FAILS]) as server:
        ran = ask(server)

    assert ran.exit_code == 0, ran.said
    payments = ran.report["contracts"][0]["payments"]
    assert [one["payment_id"] for one in payments] == [f"{n:04}" for n in range(1, 2501)]
    assert payments[0]["meaning"] == "paid"
    assert payments[0]["dates"] == {"recepción": "2026-10-05"}
    assert len(server.asked) == 5


@pytest.mark.parametrize("trouble", [[FAILS] * 9, [DROPS] * 9, [HTML] * 9, [busy("3600")] * 9])
def test_open_data_that_is_down_says_when_to_come_back(
    ask: Callable[..., Ran], trouble: list[Trouble], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    with Socrata([published("001", "Pagado")], trouble) as server:
        ran = ask(server)

    assert (ran.exit_code, ran.report["outcome"]) == (6, "failed"), ran.said
    assert ran.report["error"]["remedy"]


def test_odd_rows_are_shown_with_what_is_odd(ask: Callable[..., Ran]) -> None:
    rows = [published("001", "Pagado"), published("002", "Aprobado", valor_total="mucho"), published("", ""), "?"]
    with Socrata(rows) as server:
        ran = ask(server)

    payments = ran.report["contracts"][0]["payments"]
    assert len(payments) == 4
    assert payments[0]["oddities"] == []
    assert all(one["oddities"] for one in payments[1:])
    assert "mucho" in ran.said


def test_a_rejected_payment_is_told_to_cron_and_what_changed_is_said(ask: Callable[..., Ran]) -> None:
    with Socrata([published("001", "Enviado Por Proveedor")]) as server:
        assert ask(server, "--rejected").exit_code == 0
    with Socrata([published("001", "Rechazado")]) as server:
        ran = ask(server, "--rejected")

    assert ran.exit_code == 1
    assert [(one["before"]["meaning"], one["now"]["meaning"]) for one in ran.report["changes"]] == [
        ("sent", "rejected")
    ]
    assert "datos abiertos" in ran.said


def test_open_data_behind_the_portal_is_no_news(serve: Serve, secop: Secop, ask: Callable[..., Ran]) -> None:
    portal: MockPortal = serve()
    portal.change(NUMBER, "004", state="approved", state_text=None)
    assert secop("status", "--contract", NUMBER).exit_code == 0

    with Socrata([published("004", "Enviado Por Proveedor")]) as server:
        assert ask(server).report["changes"] == []
    with Socrata([published("004", "Pagado")]) as server:
        (change,) = ask(server).report["changes"]
    assert (change["before"]["meaning"], change["now"]["meaning"]) == ("approved", "paid")


def test_public_all_reads_the_contracts_this_computer_knows(
    serve: Serve, secop: Secop, ask: Callable[..., Ran]
) -> None:
    with Socrata([published("001", "Pagado")]) as server:
        unknown = ask(server, "--all")
    assert (unknown.exit_code, unknown.report["error"]["code"]) == (3, "no_known_contracts")

    serve()
    assert secop("status", "--contract", NUMBER).exit_code == 0
    with Socrata([published("001", "Pagado")]) as server:
        ran = ask(server, "--all")
    assert [one["number"] for one in ran.report["contracts"]] == [NUMBER]


def test_what_open_data_says_can_t_command_the_terminal(ask: Callable[..., Ran]) -> None:
    with Socrata([published("001", "\x1b[2JPagado\x07")]) as server:
        ran = ask(server)

    assert "\x1b" not in ran.err
    assert "\x07" not in ran.err


def test_an_app_token_is_sent_and_never_shown(secop: Secop) -> None:
    with Socrata([published("001", "Pagado")], [says('{"message": "no"}', 403)]) as server:
        ran = secop(
            "status", "--public", "--json", contract=NUMBER, open_data_url=server.address, app_token="ficha-secreta-1"
        )
    assert ran.exit_code == 5, ran.said
    assert server.asked[0].headers["X-App-Token"] == "ficha-secreta-1"
    assert "ficha-secreta-1" not in ran.out + ran.err


@pytest.mark.parametrize(
    "arguments",
    [("--all", "--contract", "1"), ("--public", "--headed"), ("--entity", "X"), ("mes.yaml", "--contract", "1")],
)
def test_what_does_not_go_together_is_a_usage_error(secop: Secop, arguments: tuple[str, ...]) -> None:
    assert secop("status", *arguments).exit_code == 2


def test_the_month_s_own_evidences_do_not_matter(serve: Serve, secop: Secop, month: Path, edit: Edit) -> None:
    serve()
    edit(month, "pago: 5", "pago: 5\nevidencias: no está/")

    assert secop("status", month).exit_code == 0


def test_half_a_character_in_open_data_is_no_crash(ask: Callable[..., Ran]) -> None:
    with Socrata([], [says('[{"id_del_contrato": "' + NUMBER + r'", "id_de_pago": "1\u001b[/b]\ud800"}]')]) as server:
        ran = ask(server)

    assert ran.exit_code == 0, ran.said
    assert len(ran.report["contracts"][0]["payments"]) == 1
    assert "\x1b" not in ran.err


def test_a_contract_that_open_data_can_t_give_hides_no_other(
    serve: Serve, secop: Secop, ask: Callable[..., Ran]
) -> None:
    other = Contract(number="CO1.PCCNTR.2", entity="Gobernación de Ejemplo")
    serve(contracts=(Contract(payments=sample_payments()), other), filler_contracts=0)
    assert secop("status", "--all").exit_code == 0

    with Socrata([published("001", "Pagado")], [says('{"message": "no"}', 403)]) as server:
        ran = ask(server, "--all")

    assert (ran.exit_code, ran.report["error"]["code"]) == (5, ran.report["contracts"][0]["error"]["code"])
    assert len(ran.report["contracts"]) == 2
    assert (ran.report["contracts"][1]["error"], ran.report["contracts"][1]["payments"]) == (None, [])


def test_open_data_says_that_it_is_and_that_silence_means_nothing(secop: Secop, home: Path) -> None:
    with Socrata([]) as server:
        ran = secop("status", "--public", contract=NUMBER, open_data_url=server.address)

    assert ran.exit_code == 0
    assert "Datos abiertos" in ran.said
    assert "no quiere decir que no los haya" in ran.said
    assert NUMBER not in (home / "states.json").read_text(encoding="utf-8")

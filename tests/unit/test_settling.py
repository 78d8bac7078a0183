"""A press whose end was not seen is settled by what the portal shows, and the broken run's receipt says so."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from secop_bot import memory
from secop_bot.clock import now, show_moment
from secop_bot.errors import UnknownOutcomeError
from secop_bot.filing.rows import PaymentRow, RowAction
from secop_bot.journal import FORM, NAME, read_journal, unread
from secop_bot.memory import SLOWEST_PORTAL, Commit, PaymentMemory, where_it_stands
from secop_bot.progress import Silent
from secop_bot.receipt import DATA, LOOKS, PAGE, Receipt, looks_of, open_receipt, payment_place, runs_of
from secop_bot.receipt_ending import close_broken
from secop_bot.receipts import find_receipts, verify
from secop_bot.report import Outcome, Report
from secop_bot.settling import End, said_of_late, settle, settle_loading
from secop_bot.story import form_json, tell

CONTRACT, ENTITY = "CO1.PCCNTR.1", "Alcaldía"
SAVED = frozenset({RowAction.BORRAR, RowAction.REGISTRO, RowAction.ENVIAR})
PLANNED = frozenset({RowAction.REGISTRO})
OUT = frozenset({RowAction.DETALLE})


def row(offers: frozenset[RowAction], state: str = "", payment_id: str = "005") -> PaymentRow:
    return PaymentRow(payment_id, "Pago 005", Decimal(1), state, offers)


class Computer:
    """Runs of one payment, one after the other."""

    def __init__(self, receipts: Path) -> None:
        self.receipts = receipts

    def begin(self) -> Receipt:
        return open_receipt(
            self.receipts,
            payment_place(CONTRACT, "2026-10", 5),
            command="submit",
            dry_run=False,
            send=True,
            yes=True,
            portal="127.0.0.1",
            period="2026-10",
            payment=5,
            source="octubre.yaml",
        )

    def look(self) -> Receipt:
        return open_receipt(self.receipts, LOOKS, command="status", source=None)

    def remember(self, receipt: Receipt) -> PaymentMemory:
        past = runs_of(self.receipts, CONTRACT, 5)
        return PaymentMemory(receipt.journal, past, CONTRACT, ENTITY, 5, looks_of(self.receipts))

    def broken(self, commit: Commit, **detail: object) -> Receipt:
        """Leave a run that died after a press."""
        receipt = self.begin()
        receipt.step(str(commit))
        receipt.note("se oprimió")
        self.remember(receipt).begin(commit, **detail)
        return receipt


UNSEEN = "la vez anterior se oprimió {} y no se vio en qué quedó. "


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = now() + SLOWEST_PORTAL + timedelta(seconds=1)
    monkeypatch.setattr(memory, "now", lambda: moment)


@pytest.mark.parametrize(
    ("commit", "rows", "end"),
    [
        (Commit.CONFIRMAR, [], End.LOOK),
        (Commit.CONFIRMAR, [row(PLANNED)], End.LOOK),
        (Commit.CONFIRMAR, [row(OUT, "Enviado a la Entidad Estatal")], End.UNTOLD),
        (Commit.CONFIRMAR, [row(SAVED), row(SAVED)], End.LOOK),
        (Commit.CONFIRMAR, [row(SAVED, payment_id="006")], End.LOOK),
        (Commit.ENVIAR, [row(SAVED)], End.LOOK),
        (Commit.ENVIAR, [], End.LOOK),
        *(
            (Commit.ENVIAR, [row(OUT, state)], End.SENT)
            for state in ("Enviado a la Entidad Estatal", "En aprobación", "Aceptada", "Rechazada", "Pagado")
        ),
        *((commit, [row(OUT, "Registrado")], End.LOOK) for commit in (Commit.CONFIRMAR, Commit.ENVIAR)),
        (Commit.ENVIAR, [row(frozenset(), "EnLimbo")], End.LOOK),
    ],
)
def test_what_the_table_shows_settles_a_press(
    computer: Computer, commit: Commit, rows: list[PaymentRow], end: End
) -> None:
    computer.broken(commit)

    settled = settle(computer.remember(computer.begin()), 5, rows)

    assert settled is not None
    assert settled.end is end
    assert settled.said.startswith("Pago 5: ")
    assert settled.said.endswith(".")
    again = settle(computer.remember(computer.begin()), 5, rows)
    assert (again is None) == (end is not End.LOOK), "what is settled is written down, and nothing else is"


@pytest.mark.parametrize("detail", [{"was_saved": True}, {}], ids=["saved before", "an older journal"])
def test_a_press_over_a_saved_payment_shows_in_no_row(
    computer: Computer, detail: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    died = computer.broken(Commit.CONFIRMAR, **detail)

    settled = settle(computer.remember(computer.begin()), 5, [row(SAVED)])
    assert settled is not None
    assert settled.end is End.LOOK
    assert "llegó el" not in settled.said
    assert ("no dice si llegó" in settled.said) == bool(detail)

    moment = now() + SLOWEST_PORTAL + timedelta(seconds=1)
    monkeypatch.setattr(memory, "now", lambda: moment)
    settled = settle(computer.remember(computer.begin()), 5, [row(SAVED)])
    assert settled is not None
    assert settled.end is End.UNTOLD
    assert "No se sabe si llegó" in settled.said
    close_broken(settled, Silent())
    assert "No se supo si llegó a SECOP II" in (died.folder / PAGE).read_text(encoding="utf-8")
    assert settle(computer.remember(computer.begin()), 5, [row(SAVED)]) is None


def test_a_press_over_a_saved_payment_is_not_said_to_have_come_because_it_is_sent(computer: Computer) -> None:
    computer.broken(Commit.CONFIRMAR, was_saved=True)

    settled = settle(computer.remember(computer.begin()), 5, [row(OUT, "Enviado a la Entidad Estatal")])

    assert settled is not None
    assert settled.end is End.UNTOLD
    assert "No se sabe si llegó" in settled.said


def test_a_press_that_made_a_new_payment_has_come_where_it_is_sent(computer: Computer) -> None:
    computer.broken(Commit.CONFIRMAR, was_saved=False)

    settled = settle(computer.remember(computer.begin()), 5, [row(OUT, "Enviado a la Entidad Estatal")])

    assert settled is not None
    assert settled.end is End.SENT


def test_a_press_that_made_the_payment_a_saved_one_came(computer: Computer) -> None:
    computer.broken(Commit.CONFIRMAR, was_saved=False)

    settled = settle(computer.remember(computer.begin()), 5, [row(SAVED)])

    assert settled is not None
    assert settled.end is End.SAVED
    assert settle(computer.remember(computer.begin()), 5, [row(SAVED)]) is None


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("commit", "rows", "end"),
    [
        (Commit.ENVIAR, [row(OUT, "Registrado")], End.UNTOLD),
        (Commit.CONFIRMAR, [row(OUT, "Pagado", "004")], End.ABSENT),
        (Commit.CONFIRMAR, [], End.LOOK),
        (Commit.CONFIRMAR, [row(OUT, "Pagado", "004"), row(SAVED, payment_id="5 de 2026")], End.LOOK),
        (Commit.CONFIRMAR, [row(PLANNED)], End.ABSENT),
        (Commit.ENVIAR, [row(SAVED)], End.ABSENT),
        (Commit.ENVIAR, [row(frozenset(), "EnLimbo")], End.LOOK),
        (Commit.ENVIAR, [row(SAVED), row(SAVED)], End.LOOK),
    ],
)
def test_after_a_generous_time_what_is_not_there_did_not_come(
    computer: Computer, commit: Commit, rows: list[PaymentRow], end: End
) -> None:
    computer.broken(commit)

    settled = settle(computer.remember(computer.begin()), 5, rows)

    assert settled is not None
    assert settled.end is end
    assert ("mire usted" in settled.said) == (end is End.LOOK)


def test_an_upload_is_settled_by_the_names_of_the_documents(computer: Computer) -> None:
    computer.broken(Commit.CARGAR, name="E.zip", sha256="1", before=1)

    assert settle_loading(computer.remember(computer.begin()), 5, ["E.zip"]).end is End.LOOK  # type: ignore[union-attr] # open
    settled = settle_loading(computer.remember(computer.begin()), 5, ["E.zip", "E.zip", "otro.zip"])
    assert settled is not None
    assert settled.end is End.LOADED
    assert settled.said == "Pago 5: las evidencias que no se sabía si cargaron sí están en SECOP II."
    later = computer.remember(computer.begin())
    assert settle_loading(later, 5, ["E.zip"]) is None
    assert later.loaded("E.zip") == "1", "what came late is what was loaded last"


def test_what_a_look_has_settled_stays_so_whatever_the_portal_shows_later(computer: Computer) -> None:
    died = computer.broken(Commit.ENVIAR)
    settled = settle(computer.remember(computer.look()), 5, [row(OUT, "Enviado a la Entidad Estatal")])
    assert settled is not None
    assert settled.end is End.SENT

    for again in (computer.look(), computer.begin()):
        remembered = computer.remember(again)
        assert settle(remembered, 5, [row(SAVED)]) is None, "opened by hand meanwhile"

    remembered.begin(Commit.ENVIAR)
    pressed = computer.remember(computer.begin()).open_commit(Commit.ENVIAR)
    assert pressed is not None, "that end was of another press"
    assert pressed.run != died.folder


def test_an_upload_that_a_look_has_settled_is_what_was_loaded(computer: Computer) -> None:
    computer.broken(Commit.CARGAR, name="E.zip", sha256="0", before=0)
    computer.remember(computer.begin()).end(Commit.CARGAR, name="E.zip", sha256="0")
    computer.broken(Commit.CARGAR, name="E.zip", sha256="1", before=1)

    assert settle_loading(computer.remember(computer.look()), 5, ["E.zip", "E.zip"]) is not None

    later = computer.remember(computer.begin())
    assert later.open_commit(Commit.CARGAR) is None
    assert later.loaded("E.zip") == "1"


def test_a_payment_without_an_open_press_has_nothing_to_settle(computer: Computer) -> None:
    receipt = computer.begin()
    remembered = computer.remember(receipt)
    remembered.begin(Commit.CONFIRMAR)
    remembered.end(Commit.CONFIRMAR, came="saved", attached={})

    assert settle(computer.remember(computer.begin()), 5, []) is None
    assert settle_loading(computer.remember(computer.begin()), 5, []) is None


def test_nothing_is_begun_twice_in_one_run(computer: Computer) -> None:
    remembered = computer.remember(computer.begin())
    remembered.begin(Commit.ENVIAR)
    remembered.end(Commit.ENVIAR)

    with pytest.raises(UnknownOutcomeError, match="no lo oprime dos veces"):
        remembered.begin(Commit.ENVIAR)
    assert computer.remember(computer.begin()).open_commit(Commit.ENVIAR) is None


# --- The broken run's receipt


def test_the_receipt_of_a_run_that_died_gets_its_end(computer: Computer) -> None:
    died = computer.begin()
    field = {
        "field": "notas",
        "label": "Notas",
        "meant": "Sin novedad",
        "shown": "",
        "same": False,
        "origin": "archivo",
    }
    died.journal.write(FORM, **{**form_json(Report()), "payment_id": "005", "fields": [field]})
    died.step("Confirmar")
    computer.remember(died).begin(Commit.CONFIRMAR, was_saved=False)
    assert not (died.folder / PAGE).exists()

    settled = settle(computer.remember(computer.begin()), 5, [row(SAVED)])
    assert settled is not None
    close_broken(settled, Silent())

    page = (died.folder / PAGE).read_text(encoding="utf-8")
    assert "Guardado en SECOP II, sin enviar; se supo después" in page
    assert settled.said in page
    assert "Confirmar" in page
    assert "Sin novedad" in page, "what was meant and read is told too"
    assert verify(died.folder).problems == ()
    kept = next(one for one in find_receipts(computer.receipts) if one.folder == died.folder)
    assert (kept.command, kept.contract, kept.outcome) == ("submit", CONTRACT, "saved")
    assert read_journal(died.folder / NAME).entries[-1].event == "intent", "its journal stays as it wrote it"


def test_a_receipt_that_was_tampered_with_is_not_vouched_for_anew(computer: Computer) -> None:
    died = computer.broken(Commit.ENVIAR)
    died.finish(_told())
    data = json.loads((died.folder / DATA).read_text(encoding="utf-8"))
    (died.folder / DATA).write_text(json.dumps({**data, "state": "Pagado"}), encoding="utf-8")
    before = sorted((path.name, path.read_bytes()) for path in died.folder.iterdir())

    settled = settle(computer.remember(computer.begin()), 5, [row(OUT, "Enviado a la Entidad Estatal")])
    assert settled is not None
    close_broken(settled, Silent())

    assert sorted((path.name, path.read_bytes()) for path in died.folder.iterdir()) == before


def test_an_end_that_is_still_open_closes_nothing(computer: Computer) -> None:
    died = computer.broken(Commit.ENVIAR)

    settled = settle(computer.remember(computer.begin()), 5, [row(SAVED)])
    assert settled is not None
    close_broken(settled, Silent())

    assert not (died.folder / PAGE).exists()


def _told() -> dict[str, object]:
    return tell(Report(outcome=Outcome.UNKNOWN), None, 7)


# --- What can't be read, and what is said


def test_a_damaged_journal_is_told_until_a_later_run_has_come_to_its_end(computer: Computer) -> None:
    damaged = computer.begin()
    with (damaged.folder / NAME).open("ab") as file:
        file.write(b'{"at": "2026-')
    assert [run.folder for run in unread(list(runs_of(computer.receipts, CONTRACT, 5)))] == [damaged.folder]

    computer.begin()
    assert unread(list(runs_of(computer.receipts, CONTRACT, 5))) != []

    computer.begin().finish(_told())
    assert unread(list(runs_of(computer.receipts, CONTRACT, 5))) == []


@pytest.mark.parametrize(
    ("presses", "said"),
    [
        ({}, "y no se guardó ni se envió nada"),
        ({"Confirmar": None}, "después de oprimir Confirmar, y no se vio en qué quedó"),
        ({"Confirmar": {"came": "saved"}}, "y el pago ya estaba guardado, sin enviar"),
        ({"Confirmar": {"came": "refused"}}, "y no se guardó ni se envió nada"),
        ({"Confirmar": {"came": "saved"}, "Enviar": None}, "después de oprimir Enviar, y no se vio en qué quedó"),
        ({"Confirmar": {"came": "saved"}, "Enviar": {"came": "sent"}}, "y el pago ya se había enviado"),
        ({"Editar": {}}, "y el pago quedó abierto para corregir, sin guardar nada"),
        (
            {"Cargar nuevo": {}},
            "y las evidencias ya estaban cargadas; en esta ejecución el pago no se guardó ni se envió",
        ),
        ({"Cargar nuevo": {"came": "refused"}}, "y no se guardó ni se envió nada"),
    ],
)
def test_an_interruption_says_where_things_stand(presses: dict[str, dict[str, object] | None], said: str) -> None:
    assert where_it_stands(presses) == said


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("rows", "end", "said"),
    [
        ([row(OUT, "Pagado")], End.SENT, "; el pago ya salió a la entidad."),
        ([row(SAVED)], End.ABSENT, "; si oprimió Enviar, Plan de pagos no lo muestra, y ya pasó el tiempo"),
        ([row(SAVED), row(SAVED)], End.LOOK, "; no se puede comprobar si oprimió algo: mire usted Plan de pagos"),
    ],
)
def test_a_press_that_nobody_knows_of_is_not_told_as_one(
    computer: Computer, rows: list[PaymentRow], end: End, said: str
) -> None:
    done = computer.begin()
    remembered = computer.remember(done)
    remembered.begin(Commit.CONFIRMAR, was_saved=False)
    remembered.end(Commit.CONFIRMAR, came="saved", attached={})
    done.finish(_told())
    with (done.folder / NAME).open("ab") as file:
        file.write(b'{"at": "2026-')
    page = (done.folder / PAGE).read_bytes()

    settled = settle(computer.remember(computer.begin()), 5, rows)

    assert settled is not None
    assert settled.end is end
    assert f"Pago 5: lo que el bot anotó una vez anterior no se lee completo{said}" in settled.said
    close_broken(settled, Silent())
    assert (done.folder / PAGE).read_bytes() == page


def test_the_time_of_an_open_press_is_its_own(computer: Computer) -> None:
    computer.broken(Commit.CONFIRMAR)

    pressed = computer.remember(computer.begin()).open_commit(Commit.CONFIRMAR)

    assert pressed is not None
    assert abs(pressed.until - SLOWEST_PORTAL - datetime.now().astimezone()) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [row(OUT, "Pagado")],
            f"Pago 5: {UNSEEN.format('Enviar')}Ya se sabe: el pago salió a la entidad.",
        ),
        ([row(SAVED)], "Pago 5: se oprimió Enviar y Plan de pagos todavía no lo muestra. Puede llegar hasta las "),
    ],
)
def test_what_is_said_of_a_press_is_plain(computer: Computer, rows: list[PaymentRow], said: str) -> None:
    computer.broken(Commit.ENVIAR)
    later = computer.begin()

    settled = settle(computer.remember(later), 5, rows)

    assert settled is not None
    assert settled.said.startswith(said)
    assert ("mientras tanto, no lo haga a mano" in settled.said) == settled.is_open
    ends = [entry.data["came"] for entry in read_journal(later.folder / NAME).entries if entry.event == "end"]
    assert ends == ([] if settled.is_open else ["sent"])


def test_a_damaged_journal_may_have_held_an_upload_of_any_name(computer: Computer) -> None:
    broken = computer.broken(Commit.CARGAR, name="a.zip", before=0)
    (broken.folder / NAME).write_text("esto no es un diario\n", encoding="utf-8")
    memory = computer.remember(computer.begin())

    settled = settle_loading(memory, 5, ["None", "XXXX"])

    assert settled is not None
    assert settled.end is End.LOOK
    assert "si oprimió Cargar nuevo, puede llegar hasta" in settled.said


def _said(computer: Computer, rows: list[PaymentRow]) -> str:
    """What is said of the last press, with the moment until which it may come as a mark."""
    remembered = computer.remember(computer.begin())
    pressed = remembered.open_commit(Commit.CONFIRMAR, Commit.ENVIAR)
    settled = settle(remembered, 5, rows)
    assert pressed
    assert settled
    return settled.said.replace(show_moment(pressed.until), "‹hora›").removeprefix("Pago 5: ")


UNREAD = "lo que el bot anotó una vez anterior no se lee completo; "
TILL = "puede llegar hasta las ‹hora›: ejecute otra vez después; mientras tanto, no lo haga a mano."
UNTOLD = (
    "No se sabe si llegó. Si el pago sigue guardado, el mismo comando compara lo que quedó con su archivo antes de"
    " seguir; si ya salió a la entidad, lo muestra su Detalle."
)


@pytest.mark.parametrize(
    ("commit", "detail", "rows", "said"),
    [
        (
            Commit.CONFIRMAR,
            {"was_saved": False},
            [row(SAVED)],
            UNSEEN.format("Confirmar") + "Ya se sabe: el pago está guardado, sin enviar.",
        ),
        (
            Commit.CONFIRMAR,
            {"was_saved": True},
            [row(OUT, "Pagado")],
            UNSEEN.format("Confirmar") + UNTOLD,
        ),
        (
            Commit.CONFIRMAR,
            {"was_saved": True},
            [row(SAVED)],
            f"se oprimió Confirmar y Plan de pagos no dice si llegó. P{TILL[1:]}",
        ),
        (
            Commit.ENVIAR,
            {},
            [row(SAVED)],
            f"se oprimió Enviar y Plan de pagos todavía no lo muestra. P{TILL[1:]}",
        ),
        (
            Commit.ENVIAR,
            {"guessed": True},
            [row(SAVED)],
            f"{UNREAD}si oprimió Enviar, {TILL}",
        ),
    ],
)
def test_each_sentence_is_whole(
    computer: Computer, commit: Commit, detail: dict[str, bool], rows: list[PaymentRow], said: str
) -> None:
    computer.broken(commit, **detail)

    assert _said(computer, rows) == said


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("detail", "rows", "said"),
    [
        (
            {},
            [row(SAVED)],
            UNSEEN.format("Enviar") + "No llegó: SECOP II no lo muestra, y ya pasó el tiempo en que podía llegar.",
        ),
        (
            {},
            [row(SAVED), row(SAVED)],
            (
                "la vez anterior se oprimió Enviar, y no se puede comprobar en qué quedó: mire usted Plan de pagos en"
                " SECOP II y, si hay algo que no entiende, pregunte a su supervisor antes de seguir."
            ),
        ),
        (
            {"guessed": True},
            [row(SAVED)],
            f"{UNREAD}si oprimió Enviar, Plan de pagos no lo muestra, y ya pasó el tiempo en que podía llegar.",
        ),
        (
            {"guessed": True},
            [row(SAVED), row(SAVED)],
            f"{UNREAD}no se puede comprobar si oprimió algo: mire usted Plan de pagos en SECOP II antes de seguir.",
        ),
        ({"guessed": True}, [row(OUT, "Pagado")], f"{UNREAD}el pago ya salió a la entidad."),
        (
            {"guessed": True},
            [row(OUT, "Registrado")],
            f"{UNREAD}si oprimió Enviar, no se sabe si llegó; mire su Detalle en SECOP II.",
        ),
        ({}, [row(OUT, "Registrado")], UNSEEN.format("Enviar") + UNTOLD),
    ],
)
def test_each_sentence_is_whole_after_a_generous_time(
    computer: Computer, detail: dict[str, bool], rows: list[PaymentRow], said: str
) -> None:
    computer.broken(Commit.ENVIAR, **detail)

    assert _said(computer, rows) == said


@pytest.mark.usefixtures("later")
def test_an_upload_that_nobody_knows_of_is_no_file(computer: Computer) -> None:
    computer.broken(Commit.CARGAR, guessed=True)

    settled = settle_loading(computer.remember(computer.begin()), 5, ["E.zip"])

    assert settled is not None
    assert settled.said == (
        f"Pago 5: {UNREAD}si cargó evidencias, no se sabe cuáles; se busca el nombre de las de este mes."
    )


@pytest.mark.parametrize(
    ("detail", "whether"),
    [({}, "se oprimió"), ({"guessed": True}, "puede que se haya oprimido")],
)
def test_a_press_that_may_come_though_the_payment_is_out_is_told(
    computer: Computer, detail: dict[str, bool], whether: str
) -> None:
    computer.broken(Commit.ENVIAR, **detail)
    remembered = computer.remember(computer.begin())
    settle(remembered, 5, [row(OUT, "Pagado")])

    late = remembered.may_still_come()

    assert late is not None
    assert said_of_late(5, late) == (
        f"Pago 5: la vez anterior {whether} Enviar, y puede llegar todavía, hasta las {show_moment(late.until)}:"
        " ejecute otra vez después; mientras tanto, no lo haga a mano."
    )


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(("payment", "end"), [(1, End.ABSENT), (2, End.LOOK)])
def test_an_empty_table_is_one_only_before_the_first_payment(tmp_path: Path, payment: int, end: End) -> None:
    def remember() -> PaymentMemory:
        receipt = open_receipt(tmp_path, payment_place(CONTRACT, "2026-10", payment))
        return PaymentMemory(receipt.journal, runs_of(tmp_path, CONTRACT, payment), CONTRACT, ENTITY, payment, [])

    remember().begin(Commit.CONFIRMAR, was_saved=False)

    settled = settle(remember(), payment, [])

    assert settled is not None
    assert settled.end is end


@pytest.mark.usefixtures("later")
def test_an_upload_that_never_came_is_not_what_was_loaded(computer: Computer) -> None:
    computer.broken(Commit.CARGAR, name="E.zip", sha256="1", before=0)

    settled = settle_loading(computer.remember(computer.begin()), 5, [])

    assert settled is not None
    assert settled.end is End.ABSENT
    assert computer.remember(computer.begin()).loaded("E.zip") is None

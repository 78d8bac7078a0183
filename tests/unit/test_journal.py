"""The journal's own lines, as they stand on the disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from secop_bot.errors import InputError, UnknownOutcomeError
from secop_bot.journal import NAME, Journal, PastRun, as_bytes, read_journal, unread
from secop_bot.memory import Commit, PaymentMemory

UNWRITABLE = "Libere espacio en el disco y ejecute otra vez el mismo comando: el bot mira primero qué quedó."


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / NAME).read_text(encoding="utf-8").splitlines()]


def test_each_line_stands_as_it_was_meant_in_letters_people_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path, number=3, command="submit")
    journal.write("note", text="Año", of=[1, None, "dos"])

    assert journal.folder == tmp_path
    first, second = lines(tmp_path)
    assert {key: first[key] for key in ("event", "version", "number", "command")} == {
        "event": "run",
        "version": 1,
        "number": 3,
        "command": "submit",
    }
    assert second["text"] == "Año"
    assert second["of"] == [1, None, "dos"]
    assert "Año".encode() in (tmp_path / NAME).read_bytes()
    with pytest.raises(FileExistsError):
        Journal(tmp_path)


def test_a_secret_is_covered_in_every_text_and_nothing_else_is(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert journal.hidden("clave") == "clave"
    journal.hide("clave")

    told = {"a": "mi clave", "b": ["clave", ("x", "clave!")], "c": 5}

    assert journal.hidden(told) == {"a": "mi ●●●●", "b": ["●●●●", ["x", "●●●●!"]], "c": 5}
    journal.write("note", **told)
    assert "clave" not in (tmp_path / NAME).read_text(encoding="utf-8")


def test_half_a_character_of_a_page_is_marked() -> None:
    assert as_bytes("a\ud800ñ") == "a?ñ".encode()


def test_what_was_pressed_and_how_it_ended_is_known_to_the_run(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write("end", commit="Enviar", came="sent")
    assert (journal.presses, journal.pending) == ({}, False)

    journal.write("intent", commit="Confirmar")
    assert [journal.pending] == [True]
    journal.write("end", commit="Confirmar", came="saved")
    assert journal.presses == {"Confirmar": {"commit": "Confirmar", "came": "saved"}}
    assert [journal.pending] == [False]

    with pytest.raises(UnknownOutcomeError) as twice:
        journal.write("intent", commit="Confirmar")
    assert twice.value.code == "pressed_once"
    assert twice.value.message == "En esta ejecución ya se oprimió Confirmar, y el bot no lo oprime dos veces."
    assert twice.value.remedy == "Ejecute otra vez el mismo comando: el bot mira primero qué quedó."


@pytest.mark.parametrize(("pressed", "kind"), [(False, InputError), (True, UnknownOutcomeError)])
def test_a_disk_that_takes_no_line_is_told(tmp_path: Path, pressed: bool, kind: type[InputError]) -> None:  # noqa: FBT001 - a parameter of the test
    journal = Journal(tmp_path)
    if pressed:
        journal.write("intent", commit="Confirmar")
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).mkdir()

    with pytest.raises(kind) as stopped:
        journal.write("note", text="x")

    assert stopped.value.code == "journal_unwritable"
    assert stopped.value.message.startswith(f"No se puede escribir en {tmp_path / NAME}: ")
    assert "None" not in stopped.value.message
    assert stopped.value.remedy == UNWRITABLE


def test_a_run_that_never_wrote_is_damaged_and_has_no_number(tmp_path: Path) -> None:
    run = read_journal(tmp_path / "none" / NAME)

    assert (run.entries, run.number, run.ended) == ((), 0, False)
    assert run.damaged is not None
    assert read_journal(Journal(tmp_path).folder / NAME).damaged is None


def test_only_what_is_damaged_behind_the_last_good_end_is_told(tmp_path: Path) -> None:
    def run(name: str, *, good: bool) -> PastRun:
        (tmp_path / name).mkdir()
        journal = Journal(tmp_path / name)
        if good:
            journal.write("outcome", outcome="saved")
        else:
            with (tmp_path / name / NAME).open("ab") as file:
                file.write(b"{")
        return read_journal(tmp_path / name / NAME)

    runs = [run("1", good=False), run("2", good=False), run("3", good=True), run("4", good=False)]

    assert [one.folder.name for one in unread(runs)] == ["4"]
    assert [one.folder.name for one in unread(runs[:2])] == ["1", "2"]
    assert unread(runs[:3]) == []


def test_the_memory_writes_whose_payment_a_press_is_and_knows_its_own(tmp_path: Path) -> None:
    remembered = PaymentMemory(Journal(tmp_path), [], "C", "E", 5, [])
    assert not remembered.has_open(Commit.CARGAR)
    assert remembered.loaded("E.zip") is None
    assert not remembered.has_pressed(Commit.CARGAR)

    remembered.begin(Commit.CARGAR, name="E.zip", sha256="1", before=0)
    assert remembered.has_open(Commit.CARGAR)
    assert not remembered.has_open(Commit.ENVIAR)
    remembered.end(Commit.CARGAR, name="E.zip", sha256="1")

    assert not remembered.has_open(Commit.CARGAR)
    assert remembered.loaded("E.zip") == "1"
    assert remembered.loaded("otro.zip") is None
    assert remembered.has_pressed(Commit.CARGAR)
    assert not remembered.has_pressed(Commit.ENVIAR)
    intent = lines(tmp_path)[1]
    assert {key: intent[key] for key in ("contract", "entity", "payment", "commit", "before")} == {
        "contract": "C",
        "entity": "E",
        "payment": 5,
        "commit": "Cargar nuevo",
        "before": 0,
    }
    assert PaymentMemory(another_journal(tmp_path), [read_journal(tmp_path / NAME)], "C", "E", 5, []).attached() == {}


def another_journal(folder: Path) -> Journal:
    (folder / "later").mkdir()
    return Journal(folder / "later")

"""How a run ended: what it has pressed is told with every error, and no exit code says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from secop_bot import printing, receipt_page
from secop_bot.commands.reporting import Reported
from secop_bot.errors import InputError, RefusedError, SecopBotError, UnknownPageError, UnreachableError
from secop_bot.journal import END, INTENT
from secop_bot.memory import Commit
from secop_bot.receipt import open_receipt
from secop_bot.report import Outcome
from secop_bot.screen import Screen
from secop_bot.settling import End


@pytest.fixture
def reported(tmp_path: Path) -> Reported:
    """A run with a receipt."""
    reported = Reported(Screen(to_stderr=True))
    reported.receipt = open_receipt(tmp_path, "C/2026-10-pago-5", command="submit", payment=5)
    return reported


def press(reported: Reported, commit: Commit, came: str) -> None:
    assert reported.receipt
    reported.receipt.journal.write(INTENT, commit=commit.value)
    reported.receipt.journal.write(END, commit=commit.value, came=came)


def end_with(reported: Reported, error: SecopBotError) -> SecopBotError:
    def act() -> NoReturn:
        raise error

    reported.run(act)
    assert reported.failure
    return reported.failure


@pytest.mark.parametrize("kind", [UnreachableError, UnknownPageError])
def test_an_error_after_a_save_says_that_the_payment_is_saved(reported: Reported, kind: type[SecopBotError]) -> None:
    press(reported, Commit.CONFIRMAR, "saved")

    told = end_with(reported, kind("code", "No hubo respuesta.", "Repita."))

    assert told.message == "La ejecución paró y el pago ya estaba guardado, sin enviar. No hubo respuesta."
    assert (reported.exit_code, reported.report.outcome) == (kind.exit_code, Outcome.FAILED)


def test_an_error_that_says_so_itself_is_told_as_it_is(reported: Reported) -> None:
    press(reported, Commit.CONFIRMAR, "saved")
    error = UnreachableError("code", "El pago quedó guardado, pero no hubo respuesta.", "Repita.")
    error.says_where_it_stands = True

    assert end_with(reported, error).message == error.message


def test_a_payment_that_was_sent_is_never_told_as_refused(reported: Reported) -> None:
    press(reported, Commit.CONFIRMAR, "saved")
    press(reported, Commit.ENVIAR, "sent")

    told = end_with(reported, InputError("journal_unwritable", "No se puede escribir.", "Libere espacio."))

    assert isinstance(told, RefusedError)
    assert "el pago ya se había enviado" in told.message
    assert (reported.exit_code, reported.report.outcome) == (5, Outcome.SENT)


def test_before_any_press_an_error_is_told_as_it_is(reported: Reported) -> None:
    error = InputError("no_username", "Falta el usuario.", "Póngalo.")

    assert end_with(reported, error) is error
    assert (reported.exit_code, reported.report.outcome) == (3, Outcome.FAILED)


def test_every_end_has_its_words_on_the_receipt_and_in_the_list() -> None:
    ends = {*(one.value for one in Outcome), *(one.value for one in End if one is not End.LOOK)}

    assert {*receipt_page._OUTCOMES, *receipt_page._SETTLED} == ends  # noqa: SLF001 - that no word is missing
    assert set(printing._OUTCOMES) == ends  # noqa: SLF001 - the same

"""The upload window, as recorded: a file counts as attached when its row says so."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import BrowserContext

from secop_bot.errors import RefusedError, SecopBotError, UnknownPageError
from secop_bot.portal.payment_form import PaymentForm
from secop_bot.portal.upload import upload
from tests.pages.conftest import PATIENCE_S, Show, doubled, in_turn, replaced, visible_button, without
from tests.recording.fixture import FIXTURES, Fixture
from tests.recording.form_states import DOCUMENTS
from tests.recording.replay import Edit, Replay

IN_VAIN_S = 2  # long enough for the window to open
CLOSES = replaced('value="Cerrar" onclick=""', 'value="Cerrar" onclick="window.close()"')


class Attach(Protocol):
    """Presses Anexar over a recorded window, and returns what must be read from it."""

    def __call__(self, name: str, edit: Edit = ..., *, timeout: float = ...) -> dict[str, str]: ...


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The files whose rows were recorded."""
    for name in DOCUMENTS:
        (tmp_path / name).write_bytes(b"%PDF-1.4\n")
    return [tmp_path / name for name in DOCUMENTS]


@pytest.fixture
def attach(show: Show, replay: Replay, context: BrowserContext, files: list[Path]) -> Attach:
    """Press Anexar in the form; what opens is the recorded window."""

    def attach_by(name: str, edit: Edit = CLOSES, *, timeout: float = PATIENCE_S) -> dict[str, str]:
        window = Fixture.read(FIXTURES / name)
        address = replay.add(window, edit)
        opens = replaced('value="Anexar" onclick=""', f'value="Anexar" onclick="window.open(\'{address}\')"')
        shown = show("form-new", opens, timeout=timeout)
        upload(shown.visit, PaymentForm.opened(shown.visit).attach_button(), files)
        assert len(context.pages) == 1, "the window is closed"
        files_recorded: dict[str, str] = window.expected["files"]
        return files_recorded

    return attach_by


def test_the_upload_ends_when_every_row_says_attached(attach: Attach) -> None:
    assert attach("upload-attached") == dict.fromkeys(DOCUMENTS, "success")


def test_a_row_may_say_it_by_its_words_alone(attach: Attach) -> None:
    assert attach("upload-attached", in_turn(replaced('processed="success"', ""), CLOSES))


def test_the_window_is_known_by_its_words_where_the_ids_are_others(attach: Attach) -> None:
    renamed = in_turn(replaced("btnUploadFilesButtonBottom", "a"), replaced("btnCancelBottomButtom", "b"), CLOSES)

    assert attach("upload-attached", renamed)


def test_a_file_that_failed_is_named_with_what_the_portal_says(attach: Attach) -> None:
    failed = [
        name for name, how in Fixture.read(FIXTURES / "upload-failed").expected["files"].items() if how == "error"
    ]

    with pytest.raises(RefusedError) as refused:
        attach("upload-failed")

    assert [name for name in DOCUMENTS if name in refused.value.message] == failed
    assert "Error al anexar el documento" in refused.value.message


def test_files_that_get_no_row_are_named(attach: Attach) -> None:
    assert Fixture.read(FIXTURES / "upload-empty").expected["files"] == {}

    with pytest.raises(RefusedError) as refused:
        attach("upload-empty", timeout=IN_VAIN_S)

    assert all(name in refused.value.message for name in DOCUMENTS)


def test_a_row_that_is_not_done_is_not_attached(attach: Attach) -> None:
    pending = in_turn(
        replaced('processed="success"', 'processed="processing"'), replaced("Documento anexo", "Procesando…")
    )

    with pytest.raises(SecopBotError) as slow:
        attach("upload-attached", in_turn(pending, CLOSES), timeout=IN_VAIN_S)

    assert (slow.value.code, slow.value.exit_code) == ("upload_slow", 6)


def test_the_row_of_a_longer_name_is_not_the_files_own(attach: Attach) -> None:
    with pytest.raises(RefusedError, match=r"no mostró: arl\.pdf\."):
        attach("upload-attached", in_turn(replaced(">arl.pdf<", ">otro arl.pdf<"), CLOSES), timeout=IN_VAIN_S)


@pytest.mark.parametrize("label", ["Anexar", "Cerrar"])
def test_a_window_without_its_button_is_an_unknown_page(attach: Attach, label: str) -> None:
    with pytest.raises(UnknownPageError, match=f"En «Ventana de anexar» no se encontró «{label}»"):
        attach("upload-attached", without(visible_button(label)))


@pytest.mark.parametrize("label", ["Anexar", "Cerrar"])
def test_a_button_that_stands_twice_is_not_guessed(attach: Attach, label: str) -> None:
    with pytest.raises(UnknownPageError, match=f"«{label}» puede ser dos cosas"):
        attach("upload-attached", doubled(visible_button(label)))


@pytest.mark.quick
@pytest.mark.parametrize("said", ["Borrar", "Enviar"])
@pytest.mark.parametrize("label", ["Anexar", "Cerrar"])
def test_a_known_id_that_leads_to_another_button_presses_nothing(
    attach: Attach, context: BrowserContext, label: str, said: str
) -> None:
    wrong = replaced(f'value="{label}" onclick=""', f'value="{said}" onclick="document.title = \'pressed\'"')

    with pytest.raises(UnknownPageError) as stopped:
        attach("upload-attached", wrong)

    assert stopped.value.code == {"Borrar": "forbidden_button", "Enviar": "commit_button"}[said]
    assert context.pages[-1].title() != "pressed"

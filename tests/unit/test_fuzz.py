"""Whatever stands in a file or on a page, only the documented errors come out, soon, and without much memory."""

from __future__ import annotations

import json
import os
import sys
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secop_bot.filing.filing import Filing, payment_number, prepare
from secop_bot.filing.money import format_pesos, parse_pesos, read_pesos
from secop_bot.filing.problems import FlawError, MonthFileError
from secop_bot.filing.row_text import text_state
from secop_bot.filing.rows import PaymentRow, RowAction, public_state, row_state
from secop_bot.journal import read_journal
from secop_bot.known_states import KnownStates
from secop_bot.open_data.rows import read_row, status_published
from secop_bot.portal.dates import read_date
from secop_bot.portal.sitemap import KNOWN
from secop_bot.portal.validation import classify
from secop_bot.portal.wording import button_pattern, nearest, text_pattern
from secop_bot.receipts import find_receipts, read_story, verify
from tests.unit.month_desk import MONTH, TODAY, Desk

MOST_MB, MOST_S = 60, 5
hard = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_SIGNS = "0123456789.,:;-–/ \n\t\r«»'\"&*!|>%@`{}[]#?ñÑáé\u00a0\u200b\ufeff\U0001f600aeiouCO"
texts = st.text(st.sampled_from(_SIGNS) | st.characters(codec=None, exclude_categories=[]), max_size=60)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
KEYS = [line.partition(":")[0] for line in MONTH.splitlines() if line[:1].isalpha()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk.furnished(tmp_path)


def read(path: Path, content: bytes, today: date = TODAY) -> Filing | MonthFileError:
    """Read a month file as the command does; anything but the documented error leaves."""
    path.write_bytes(content)
    found: Filing | MonthFileError
    try:
        found = prepare(path, today)
    except MonthFileError as error:
        found = error
    assert isinstance(found, Filing) or (found.message and found.remedy)
    return found


# --- The month file


@hard
@given(content=st.binary(max_size=400) | texts.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_month_or_an_error_in_spanish(desk: Desk, content: bytes) -> None:
    read(desk.folder / "mes.yaml", content)


@hard
@given(data=st.data())
def test_a_month_that_was_tampered_with_is_one_or_an_error(desk: Desk, data: st.DataObject) -> None:
    lines = MONTH.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "double", "swap", "value", "cut"])):
            case "drop" if len(lines) > 1:
                del lines[place]
            case "double":
                lines.insert(place, lines[place])
            case "swap":
                lines[0], lines[place] = lines[place], lines[0]
            case "value":
                key = lines[place].partition(":")[0]
                lines[place] = f"{key}: {data.draw(texts)}\n"
            case _:
                lines[place] = lines[place][: data.draw(st.integers(0, len(lines[place])))]
    read(desk.folder / "mes.yaml", "".join(lines).encode("utf-8", "surrogatepass"))


@hard
@given(month=st.dictionaries(st.sampled_from(KEYS) | texts, values, max_size=8))
def test_any_structure_is_a_month_or_an_error(desk: Desk, month: dict[str, object]) -> None:
    read(desk.folder / "mes.yaml", json.dumps(month).encode())


_BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    "content",
    [
        _BOMB,
        MONTH + "otra: *nada\n",
        "&a [*a]\n",
        "? " * 20_000,
        "[" * 100_000,
        "{a: " * 30_000,
        "- " * 60_000,
        "'" * 200_000,
        f"valor: {'9' * 60_000}\n",
        f"contrato: {'x' * 60_000}\n",
        f"valor: 0x{'f' * 60_000}\n",
        "x" * 50_000_000,
        "<<: [{a: 1}, {b: 2}]\n" + MONTH,
        "!!python/object/apply:os.system ['true']\n",
        "%YAML 9.9\n---\n" + MONTH,
        MONTH + "---\n" + MONTH,
        MONTH + "\x00",
        "valor: 1e999999999\n" + MONTH,
        "periodo: 999999999-13\n",
    ],
    ids=lambda content: f"{content[:12]!r}-{len(content)}",
)
def test_a_file_made_to_hurt_is_refused_soon_and_without_much_memory(desk: Desk, content: str) -> None:
    path = desk.folder / "mes.yaml"
    path.write_text(content, encoding="utf-8")
    tracemalloc.start()
    began = process_time()
    try:
        with pytest.raises(MonthFileError):
            prepare(path, TODAY)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < MOST_MB * 1024 * 1024
    assert process_time() - began < MOST_S


@pytest.mark.skipif(sys.platform == "win32", reason="such files are of POSIX")
def test_what_is_no_file_is_refused(desk: Desk) -> None:
    pipe = desk.folder / "tubo.yaml"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), desk.folder, desk.folder / "no.yaml", desk.folder / ("x" * 300)):
        with pytest.raises(MonthFileError):
            prepare(path, TODAY)


@hard
@given(content=st.binary(max_size=300))
def test_a_document_of_any_bytes_is_a_document_or_a_flaw(desk: Desk, content: bytes) -> None:
    (desk.folder / "docs" / "planilla.pdf").write_bytes(content)

    read(desk.folder / "mes.yaml", MONTH.encode())


# --- What this program wrote, and somebody else's hand or a torn disk has changed


@hard
@given(content=st.binary(max_size=300), line=values)
def test_a_journal_of_any_bytes_is_read_as_far_as_it_goes(tmp_path: Path, content: bytes, line: object) -> None:
    known = b'{"at": "2026-11-03T10:00:00-05:00", "event": "intent", "commit": "Confirmar"}\n'
    for torn in (b"", json.dumps(line).encode() + b"\n", b'{"at": 5, "event": {}}\n'):
        path = tmp_path / "journal.jsonl"
        path.write_bytes(torn + known + content)
        run = read_journal(path)
        assert any(entry.data.get("commit") == "Confirmar" for entry in run.entries), "a press was passed over"
        assert run.damaged or not torn.startswith(b'{"at": 5')


@hard
@given(content=st.binary(max_size=200), story=values)
def test_receipts_and_states_of_any_bytes_are_read_or_passed_over(
    tmp_path: Path, content: bytes, story: object
) -> None:
    folder = tmp_path / "receipts" / "C" / "2026-10-pago-5" / "2026-11-04T10-00-00"
    folder.mkdir(parents=True, exist_ok=True)
    for written in (content, json.dumps(story).encode()):
        for name in ("receipt.json", "manifest.sha256", "journal.jsonl"):
            (folder / name).write_bytes(written)
        find_receipts(tmp_path / "receipts")
        verify(folder)
        assert isinstance(read_story(folder), dict)
        (tmp_path / "states.json").write_bytes(written)
        KnownStates(tmp_path / "states.json")


# --- What a page says

READERS: list[Callable[[str], object]] = [
    read_pesos,
    read_date,
    text_state,
    public_state,
    payment_number,
    lambda text: classify(KNOWN, text),
    lambda text: nearest(["Confirmar"], [text]),
    lambda text: text_pattern([text]).search(text),
    lambda text: button_pattern([text]).search(text),
]


@settings(hard, max_examples=400)
@given(text=texts)
def test_a_text_of_a_page_is_read_or_is_nothing(text: str) -> None:
    for reader in READERS:
        reader(text)
    row = PaymentRow(text, text, read_pesos(text), text, frozenset({RowAction.DETALLE}))
    row_state(row)
    assert str(row)


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "1." * 50_000, "(" * 50_000, " " * 100_000, "a-" * 50_000, "ñ\u0301" * 30_000]
)
def test_a_very_long_text_is_read_soon(text: str) -> None:
    began = process_time()
    for reader in READERS[:7]:
        reader(text)

    assert process_time() - began < MOST_S


@settings(hard, max_examples=300)
@given(text=texts)
def test_an_amount_is_read_as_it_is_written_or_refused(text: str) -> None:
    try:
        amount = parse_pesos(text)
    except FlawError:
        return
    assert parse_pesos(format_pesos(amount)) == amount


@hard
@given(row=values)
def test_a_published_row_of_any_shape_is_read(row: object) -> None:
    status_published(read_row(row))

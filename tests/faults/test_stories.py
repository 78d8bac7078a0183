"""Where a story stands: told apart by all that the next run can go by, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from secop_bot.journal import END, INTENT, OUTCOME
from secop_bot.memory import Commit, PaymentMemory
from secop_bot.receipt import open_receipt, payment_place
from tests.faults import stories
from tests.faults.conftest import Begin
from tests.faults.stories import NUMBER, Story, assert_journal_agrees, assert_next_run_files_it


def _write(story: Story, *events: str) -> None:
    journal = open_receipt(story.home / "receipts", payment_place(NUMBER, "2026-10", 5)).journal
    for event in events:
        journal.write(event, commit="Confirmar")


def _tear(story: Story) -> None:
    _write(story, "step")
    torn = max(story.home.rglob("journal.jsonl"))
    torn.write_bytes(torn.read_bytes()[:-9])


def _lose_the_session(story: Story) -> None:
    (kept,) = (story.home / "session").iterdir()
    kept.unlink()


pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda story: story.portal.change(NUMBER, "004", state="rejected"), id="a payment's state"),
        pytest.param(lambda story: story.portal.change(NUMBER, "004", fields={"notes": "x"}), id="a payment's value"),
        pytest.param(lambda story: _write(story, INTENT), id="a press"),
        pytest.param(lambda story: _write(story, INTENT, END), id="a press that ended"),
        pytest.param(lambda story: _write(story, OUTCOME), id="a run that ended"),
        pytest.param(_tear, id="a torn journal"),
        pytest.param(_lose_the_session, id="no kept session"),
    ],
)
def test_what_the_next_run_goes_by_makes_another_place(act: Callable[[Story], object], begin: Begin) -> None:
    story = begin("planned")
    places = {story.stands()}
    _write(story)
    places.add(story.stands())

    act(story)

    assert len(places | {story.stands()}) == 3


def test_what_is_written_for_people_makes_none(begin: Begin) -> None:
    story = begin("planned")
    receipt = open_receipt(story.home / "receipts", payment_place(NUMBER, "2026-10", 5))
    before = story.stands()

    receipt.step("Registrar el pago 005")
    receipt.note("El portal está lento.")

    assert story.stands() == before


def test_a_second_run_is_left_out_only_where_one_was_seen_to_its_end(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = begin("planned")
    ran: list[str] = []
    monkeypatch.setattr(Story, "run_to_the_end", lambda _: ran.append("ran"))
    for check in ("assert_nothing_forbidden", "assert_journal_agrees"):
        monkeypatch.setattr(stories, check, lambda _: None)

    monkeypatch.setattr(stories, "assert_filed_once", lambda _: pytest.fail("not filed"))
    with pytest.raises(pytest.fail.Exception):
        assert_next_run_files_it(story)
    monkeypatch.setattr(stories, "assert_filed_once", lambda _: None)

    assert assert_next_run_files_it(story) is True
    assert assert_next_run_files_it(story) is False
    story.portal.change(NUMBER, "005", state="rejected")
    assert assert_next_run_files_it(story) is True
    assert len(ran) == 3


def _claim(came: str | None) -> Callable[[PaymentMemory, Commit], None]:
    end = PaymentMemory.end

    def claim(memory: PaymentMemory, commit: Commit, **detail: object) -> None:
        end(memory, commit, **{**detail, "came": came})

    return claim


@pytest.mark.parametrize(
    ("lie", "untrue"),
    [
        (("secop_bot.memory.PaymentMemory.end", _claim("refused")), "Confirmar ended as refused"),
        (("secop_bot.memory.PaymentMemory.begin", lambda *_, **__: None), "Confirmar reached the portal without"),
        (("secop_bot.errors.RefusedError.exit_code", 3), "exit 3, and the portal received"),
    ],
    ids=["refused", "no intent", "exit 3"],
)
def test_a_run_whose_journal_or_exit_code_is_untrue_is_caught(
    lie: tuple[str, object], untrue: str, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = begin("corrected")
    if untrue.startswith("exit"):
        story.portal.adjust(changed_on_save={"total_value": "1,00 COP"})
    with monkeypatch.context() as lying:
        lying.setattr(*lie)
        story.run()

    assert any(untrue in told for told in story.untrue), story.untrue
    with pytest.raises(AssertionError):
        assert_journal_agrees(story)

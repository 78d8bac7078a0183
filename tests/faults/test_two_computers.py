"""Two computers that file one month at once: neither knows of the other, and the portal takes both."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Ran, Secop
from tests.faults.conftest import Begin
from tests.faults.stories import NUMBER


def test_a_month_that_is_filed_twice_at_once_is_told_and_never_sent(
    begin: Begin, secop_process: Secop, tmp_path: Path
) -> None:
    story = begin("new")
    other: list[Ran] = []
    story.when(
        "Confirmar",
        lambda: other.append(secop_process("submit", story.month, "--json", home=tmp_path / "other")),
    )

    ran = story.run()

    assert other[0].report["outcome"] == "saved", other[0].said
    assert [one["payment_id"] for one in story.portal.payments(NUMBER)][-2:] == ["005", "006"]
    assert (ran.exit_code, ran.report["error"]["code"]) == (5, "two_rows_fit"), ran.said
    assert "Pago 005" in ran.report["error"]["message"]
    assert story.portal.requests.count("confirm") == 2, "one of each computer"
    assert (story.portal.events("send"), story.portal.events("delete")) == ([], [])
    again = story.run()
    assert (again.exit_code, again.report["error"]["code"]) == (5, "two_rows_fit"), again.said

"""The terminal's lines, read beside the browser."""

from __future__ import annotations

from io import StringIO

from secop_bot.terminal_lines import TerminalLines


def test_lines_come_in_order_and_an_end_of_input_is_an_empty_answer() -> None:
    lines = TerminalLines(StringIO("\nfin\ns\n"))

    assert [lines.wait() for _ in range(4)] == ["", "fin", "s", ""]
    assert lines() is None

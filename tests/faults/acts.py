"""The acts of a run, named by the step they stand in: what is pressed, typed, and written down around a press."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

from secop_bot.journal import END, INTENT, Journal
from secop_bot.portal import upload
from secop_bot.portal.visit import Visit
from secop_bot.receipt import Receipt

When = Literal["before", "after"]
Told = Callable[[str, int, When], None]
Set = Callable[[Any, str, Any], None]


def watch(tell: Told, replace: Set) -> None:
    """Call ``tell`` before and after every act with its step and its number in it; ``replace`` sets an attribute."""
    step = ""
    counted: Counter[str] = Counter()

    def act(do: Callable[..., Any], is_act: Callable[..., bool] = lambda *_: True) -> Callable[..., Any]:
        def done(*given: Any, **named: Any) -> Any:
            if not is_act(*given):
                return do(*given, **named)
            counted[step] += 1
            here = step, counted[step]
            tell(*here, "before")
            result = do(*given, **named)
            tell(*here, "after")
            return result

        return done

    begin = Receipt.step

    def step_begins(receipt: Receipt, title: str) -> None:
        nonlocal step
        step = title
        begin(receipt, title)

    replace(Receipt, "step", step_begins)
    replace(Visit, "press", act(Visit.press))
    replace(Visit, "type_text", act(Visit.type_text))
    replace(upload, "_press", act(upload._press))  # noqa: SLF001 - a press in the upload's own window
    replace(Journal, "write", act(Journal.write, lambda _journal, event: event in {INTENT, END}))

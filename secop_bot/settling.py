"""A press whose end was not seen, settled by what the portal shows now: by reading, never by pressing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from secop_bot.clock import show_moment
from secop_bot.filing.filing import payment_number
from secop_bot.filing.rows import RowState, row_state
from secop_bot.memory import PAYMENT_COMMITS, Commit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from secop_bot.filing.rows import PaymentRow
    from secop_bot.memory import OpenCommit, PaymentMemory

_SENT = {
    RowState.SENT,
    RowState.IN_REVIEW,
    RowState.APPROVED,
    RowState.REJECTED,
    RowState.PAID,
}


class End(StrEnum):
    """How a press turned out, as far as the portal shows it."""

    SENT = "sent"
    SAVED = "saved"
    LOADED = "loaded"
    ABSENT = "absent"
    UNTOLD = "untold"
    """No row can tell whether it came: it was made over a payment that was saved before, or the row says too little."""
    LOOK = "look"
    """Not to be seen, and it may still come through: somebody must look."""


@dataclass(frozen=True)
class Settlement:
    """A press of an earlier run and how it turned out; ``said`` is Spanish, for the contractor."""

    pressed: OpenCommit
    end: End
    said: str

    @property
    def is_open(self) -> bool:
        """Whether nothing may be pressed yet."""
        return self.end is End.LOOK


def settle(memory: PaymentMemory, payment: int, rows: Sequence[PaymentRow]) -> Settlement | None:
    """Settle the payment's last Confirmar or Enviar by Plan de pagos; None if its end is known.

    A Confirmar that was made over a saved payment (``was_saved`` in its intent; also where that is not known) shows in
    no row, and no press in one that offers Detalle alone, in words not known: it is LOOK until it can no longer come
    through. Rows that can't be this payment's alone may hide it: then a
    press is not said to be absent.

    The end is written down unless it is LOOK.
    """
    pressed = memory.open_commit(*PAYMENT_COMMITS)
    if pressed is None:
        return None
    ours = [row for row in rows if payment_number(row.payment_id) == payment]
    unread = (not rows and payment > 1) or any(payment_number(row.payment_id) is None for row in rows)
    return _written(memory, payment, pressed, _end_by_row(pressed, ours) if ours or not unread else End.LOOK)


def settle_loading(memory: PaymentMemory, payment: int, names: Sequence[str]) -> Settlement | None:
    """Settle the payment's last upload of evidences by the names of the execution documents; None if its end is known.

    The end is written down unless it is LOOK.
    """
    pressed = memory.open_commit(Commit.CARGAR)
    if pressed is None:
        return None
    there = names.count(str(pressed.detail.get("name", "")))
    came = there > int(str(pressed.detail.get("before", 0)))
    return _written(memory, payment, pressed, End.LOADED if came else _not_seen(pressed))


def _end_by_row(pressed: OpenCommit, ours: list[PaymentRow]) -> End:
    states = [row_state(row) for row in ours]
    over_saved = pressed.commit is Commit.CONFIRMAR and pressed.detail.get("was_saved") is not False
    if len(states) == 1 and states[0] in _SENT:
        return End.UNTOLD if over_saved else End.SENT
    if states == [RowState.OUT_OF_HANDS]:  # only Detalle, in words not known: shut with its contract, perhaps
        return End.UNTOLD if pressed.is_over else End.LOOK
    if states == [RowState.SAVED] and pressed.commit is Commit.CONFIRMAR:
        if not over_saved:
            return End.SAVED
        return End.UNTOLD if pressed.is_over else End.LOOK
    if len(states) > 1 or states == [RowState.UNKNOWN]:
        return End.LOOK
    return _not_seen(pressed)


def _not_seen(pressed: OpenCommit) -> End:
    return End.ABSENT if pressed.is_over else End.LOOK


def _written(memory: PaymentMemory, payment: int, pressed: OpenCommit, end: End) -> Settlement:
    settlement = Settlement(pressed, end, _said(payment, pressed, end))
    if not settlement.is_open:
        memory.settle(pressed, came=end.value)
    return settlement


def _said(payment: int, pressed: OpenCommit, end: End) -> str:
    if pressed.is_guessed:
        return _said_of_a_guess(payment, pressed, end)
    match end:
        case End.LOOK:
            return _to_look_at(payment, pressed)
        case End.LOADED:
            return f"Pago {payment}: las evidencias que no se sabía si cargaron sí están en SECOP II."
        case End.SENT:
            turned_out = "Ya se sabe: el pago salió a la entidad."
        case End.SAVED:
            turned_out = "Ya se sabe: el pago está guardado, sin enviar."
        case End.UNTOLD:
            turned_out = (
                "No se sabe si llegó. Si el pago sigue guardado, el mismo comando compara lo que quedó con su archivo"
                " antes de seguir; si ya salió a la entidad, lo muestra su Detalle."
            )
        case End.ABSENT:
            turned_out = "No llegó: SECOP II no lo muestra, y ya pasó el tiempo en que podía llegar."
    return f"Pago {payment}: la vez anterior se oprimió {pressed.commit} y no se vio en qué quedó. {turned_out}"


def said_of_late(payment: int, pressed: OpenCommit) -> str:
    """Say that a press may come through yet, though the payment has left our hands."""
    was = "puede que se haya oprimido" if pressed.is_guessed else "se oprimió"
    return (
        f"Pago {payment}: la vez anterior {was} {pressed.commit}, y puede llegar todavía, hasta las"
        f" {show_moment(pressed.until)}: ejecute otra vez después; mientras tanto, no lo haga a mano."
    )


def _said_of_a_guess(payment: int, pressed: OpenCommit, end: End) -> str:
    """Say how it stands after a run whose journal can't be read whole: nobody knows whether it pressed anything."""
    where = _WHERE[pressed.commit]
    match end:
        case End.LOOK if pressed.is_over:
            turned_out = f"no se puede comprobar si oprimió algo: mire usted {where} en SECOP II antes de seguir."
        case End.LOOK:
            turned_out = (
                f"si oprimió {pressed.commit}, puede llegar hasta las {show_moment(pressed.until)}: ejecute otra vez"
                " después; mientras tanto, no lo haga a mano."
            )
        case End.SENT:
            turned_out = "el pago ya salió a la entidad."
        case End.UNTOLD:
            turned_out = f"si oprimió {pressed.commit}, no se sabe si llegó; mire su Detalle en SECOP II."
        case _ if pressed.commit is Commit.CARGAR:
            turned_out = "si cargó evidencias, no se sabe cuáles; se busca el nombre de las de este mes."
        case _:
            turned_out = f"si oprimió {pressed.commit}, {where} no lo muestra, y ya pasó el tiempo en que podía llegar."
    return f"Pago {payment}: lo que el bot anotó una vez anterior no se lee completo; {turned_out}"


_WHERE = {
    Commit.CONFIRMAR: "Plan de pagos",
    Commit.ENVIAR: "Plan de pagos",
    Commit.CARGAR: "la tabla de documentos de ejecución",
}
"""Where a press shows."""


def _to_look_at(payment: int, pressed: OpenCommit) -> str:
    where = _WHERE[pressed.commit]
    if pressed.is_over:
        return (
            f"Pago {payment}: la vez anterior se oprimió {pressed.commit}, y no se puede comprobar en qué quedó: mire"
            f" usted {where} en SECOP II y, si hay algo que no entiende, pregunte a su supervisor antes de seguir."
        )
    shows = "no dice si llegó" if pressed.detail.get("was_saved") else "todavía no lo muestra"
    return (
        f"Pago {payment}: se oprimió {pressed.commit} y {where} {shows}."
        f" Puede llegar hasta las {show_moment(pressed.until)}: ejecute otra vez después;"
        " mientras tanto, no lo haga a mano."
    )

"""The last known state of each payment, so that a later look can say what changed. One JSON file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from secop_bot.clock import now
from secop_bot.filing.filing import payment_number
from secop_bot.filing.rows import RowState
from secop_bot.filing.text import folded
from secop_bot.journal import as_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from secop_bot.filing.payment_status import PaymentStatus

_STAGES = (
    RowState.PLANNED,
    RowState.SAVED,
    RowState.SENT,
    RowState.IN_REVIEW,
    RowState.REJECTED,
    RowState.APPROVED,
    RowState.PAID,
)


class Source(StrEnum):
    """Where a state was read."""

    PORTAL = "portal"
    OPEN_DATA = "open_data"


@dataclass(frozen=True)
class KnownState:
    """A state as it was last seen: its text, its meaning, when and where."""

    state: str
    meaning: RowState
    seen: datetime
    source: Source


@dataclass(frozen=True)
class Change:
    """A payment whose state is not the one last known."""

    contract: str
    payment_id: str
    before: KnownState
    now: KnownState


class KnownStates:
    """The file of last known states. A damaged one is as good as none: nothing can be said to have changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._contracts: dict[str, dict[str, Any]] = {}
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(found, dict) and all(isinstance(one, dict) for one in found.values()):
                self._contracts = found
        except (OSError, ValueError):
            pass

    def contracts(self) -> list[tuple[str, str]]:
        """Return number and entity of every contract that was ever read."""
        return [(str(one.get("number", "")), str(one.get("entity", ""))) for one in self._contracts.values()]

    def update(self, number: str, entity: str, payments: Sequence[PaymentStatus], source: Source) -> list[Change]:
        """Remember the payments of a contract and return what changed since they were last read.

        Open data that is behind what the portal itself has shown, or still says what it said before that, is no news
        and does not take its place; nor do payments whose ID stands twice.
        """
        if not payments and source is Source.OPEN_DATA:  # also what a mistyped number gives
            return []
        contract = self._contracts.setdefault(_key(number, entity), {"number": number, "entity": entity})
        if not isinstance(contract.get("payments"), dict):
            contract["payments"] = {}
        known = contract["payments"]
        times = Counter(_payment_key(payment.payment_id) for payment in payments)
        changes = []
        for payment in payments:
            key = _payment_key(payment.payment_id)
            if times[key] > 1:
                continue
            fresh = KnownState(payment.state, payment.meaning, now(), source)
            kept = known.get(key)
            before = _read(kept)
            published = kept.get("published") if isinstance(kept, dict) else None
            if source is Source.OPEN_DATA:
                old_news = before and before.source is Source.PORTAL and published == fresh.meaning.value
                published = fresh.meaning.value
                if before and isinstance(kept, dict) and (old_news or _is_behind(fresh, before)):
                    kept["published"] = published
                    continue
            if before and before.meaning is not fresh.meaning:
                changes.append(Change(number, payment.payment_id, before, fresh))
            known[key] = {
                "state": fresh.state,
                "meaning": fresh.meaning.value,
                "seen": fresh.seen.isoformat(timespec="seconds"),
                "source": fresh.source.value,
                "published": published,
            }
        return changes

    def save(self) -> None:
        """Write the file. Raises OSError."""
        fresh = self._path.with_suffix(".new")
        text = json.dumps(self._contracts, ensure_ascii=False, indent=2) + "\n"
        fresh.write_bytes(as_bytes(text))
        fresh.replace(self._path)


def _is_behind(fresh: KnownState, before: KnownState) -> bool:
    return (
        before.source is Source.PORTAL
        and fresh.meaning in _STAGES
        and before.meaning in _STAGES
        and _STAGES.index(fresh.meaning) < _STAGES.index(before.meaning)
    )


def _read(found: Any) -> KnownState | None:
    try:
        return KnownState(
            str(found["state"]),
            RowState(found["meaning"]),
            datetime.fromisoformat(found["seen"]),
            Source(found["source"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _key(number: str, entity: str) -> str:
    """Tell contracts apart: a CO1.PCCNTR number is one contract's alone, an entity's own may be another's too."""
    alone = folded(number).startswith("co1.")
    return folded(number) if alone else f"{folded(number)} | {folded(entity)}"


def _payment_key(payment_id: str) -> str:
    number = payment_number(payment_id)
    return folded(payment_id) if number is None else str(number)

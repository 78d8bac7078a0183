"""What this computer knows of a payment and the portal does not show: a commit without its end, and the files attached.

One small JSON file a payment. The portal outranks it: it only ever makes a run look first, or attach anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from secop_bot.clock import COLOMBIA

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SLOWEST_PORTAL = timedelta(minutes=30)
"""How long a commit without its end may still come through; generous, since a second payment is worse than a wait."""


class Commit(StrEnum):
    """A press that changes the portal."""

    CONFIRMAR = "Confirmar"
    ENVIAR = "Enviar"


@dataclass(frozen=True)
class OpenCommit:
    """A press whose end was not seen. ``until`` is when it can no longer come through."""

    commit: Commit
    until: datetime


class PaymentMemory:
    """The memory of one payment of one contract, in ``folder``."""

    def __init__(self, folder: Path, contract: str, entity: str, payment: int) -> None:
        key = hashlib.sha256(f"{contract}\n{entity}".encode()).hexdigest()[:8]
        self._path = folder / f"{re.sub(r'[^A-Za-z0-9.-]', '_', contract)}-{key}-{payment:03d}.json"

    def attached(self) -> Mapping[str, str]:
        """Return name and SHA-256 of the files this computer saw saved with the payment."""
        found = self._read().get("attached")
        return found if isinstance(found, dict) else {}

    def open_commit(self) -> OpenCommit | None:
        """Return the press whose end was not seen and may still come through, or None."""
        found = self._read().get("open")
        if not isinstance(found, dict):
            return None
        try:
            pressed = OpenCommit(Commit(found["commit"]), datetime.fromisoformat(found["at"]) + SLOWEST_PORTAL)
            return pressed if datetime.now(COLOMBIA) < pressed.until else None
        except (KeyError, ValueError, TypeError):
            return None

    def begin(self, commit: Commit) -> None:
        """Write down a press before it is made. What a Confirmar leaves attached is not known until its end."""
        attached = {} if commit is Commit.CONFIRMAR else self.attached()
        self._write({"open": {"commit": commit, "at": datetime.now(COLOMBIA).isoformat()}, "attached": attached})

    def end(self, attached: Mapping[str, str] | None = None) -> None:
        """Write down that the end was seen, and, after a save, what is attached."""
        self._write({"attached": dict(self.attached() if attached is None else attached)})

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):  # damaged: as if a Confirmar had been pressed when it was last written
            with contextlib.suppress(OSError):
                written = datetime.fromtimestamp(self._path.stat().st_mtime, COLOMBIA)
                return {"open": {"commit": Commit.CONFIRMAR, "at": written.isoformat()}}
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, content: Mapping[str, Any]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

"""One run at a time for each account: two could create the same payment. A process that dies holds nothing."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from secop_bot.clock import now, show_moment
from secop_bot.errors import InputError, RefusedError
from secop_bot.journal import as_bytes
from secop_bot.portal.fence import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from secop_bot.settings import Settings


@contextmanager
def one_at_a_time(settings: Settings, username: str, doing: str) -> Iterator[None]:
    """Hold the account while the block runs; ``doing`` is what a second run is told of this one ("submit mes.yaml").

    Raises RefusedError (exit 5) naming who holds it and since when, and InputError (exit 3) where the lock's file
    can't be written.
    """
    lock = _place(settings, username)
    holder = lock.with_suffix(".holder.json")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = FileLock(lock, timeout=0)
        held.acquire()
    except Timeout as error:
        raise _held_by(holder) from error
    except OSError as error:
        raise InputError(
            "home_unwritable",
            f"No se puede escribir en {lock.parent}: {error.strerror or error}.",
            "Revise esa carpeta y sus permisos, o indique otra en SECOP_BOT_HOME; no se hizo nada.",
        ) from error
    try:
        told = {"pid": os.getpid(), "doing": doing, "since": now().isoformat(timespec="seconds")}
        with suppress(OSError):  # it only helps to say who; the lock is held all the same
            holder.write_bytes(as_bytes(json.dumps(told, ensure_ascii=False)))
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        held.release()


def _place(settings: Settings, username: str) -> Path:
    key = f"{host_of(settings.portal_url)}\n{username.casefold()}"
    return settings.home / "session" / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.lock"


def _held_by(holder: Path) -> RefusedError:
    who, since, whom = "", "en este momento", "Espere a que termine"
    with suppress(OSError, ValueError, KeyError, TypeError):  # one just beginning has not said yet who it is
        told = json.loads(holder.read_text(encoding="utf-8"))
        since = f"desde las {show_moment(datetime.fromisoformat(told['since']))}"
        who = f" («secop-bot {told['doing']}», proceso {told['pid']})"
        whom = f"Espere a que termine (o ciérrela, si quedó colgada: proceso {told['pid']})"
    return RefusedError(
        "another_run",
        f"Otra ejecución del bot{who} está usando esta cuenta {since}.",
        f"{whom} y vuelva a ejecutar.",
    )

"""The session: kept from one run to the next, and the browser context that has it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error as PlaywrightError

from secop_bot.portal.fence import fence_in, host_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from secop_bot.settings import Settings

_ONE_REQUEST_A_CONNECTION = {"Connection": "close"}
"""Chromium sends a request once more by itself, a POST too, where a connection that was used before breaks off without
an answer (``HttpNetworkTransaction::ShouldResendRequest``): Confirmar would arrive twice, and nobody be told.
On a connection of its own a request is sent once."""
SCREEN: dict[str, Any] = {
    "locale": "es-CO",
    "timezone_id": "America/Bogota",
    "viewport": {"width": 1366, "height": 900},
}
"""What the portal is looked at with: Colombia's words and time, in the window of a common laptop."""
_OWNER_ONLY = 0o600


def kept_session(settings: Settings, username: str) -> Path:
    """Return where the session of this user at this portal is kept."""
    key = "\n".join([settings.portal_url, username, settings.company or ""])
    return settings.home / "session" / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"


def new_context(browser: Browser, settings: Settings, username: str) -> BrowserContext:
    """Open a browser context with the kept session, fenced in to the portal's hosts."""
    kept = kept_session(settings, username)
    state: dict[str, object] | None = None
    if kept.exists():
        with contextlib.suppress(OSError, ValueError):  # a damaged one is as good as none: we log in anew
            state = json.loads(kept.read_text(encoding="utf-8"))
    how = {**SCREEN, "extra_http_headers": _ONE_REQUEST_A_CONNECTION}
    try:
        context = browser.new_context(storage_state=state, **how)  # type: ignore[arg-type] # checked by Playwright
    except PlaywrightError:
        context = browser.new_context(**how)
    fence_in(context, host_of(settings.portal_url))
    return context


def keep_session(context: BrowserContext, settings: Settings, username: str) -> None:
    """Write the cookies to a file only its user can read."""
    kept = kept_session(settings, username)
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = kept.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w", encoding="utf-8") as file:
        json.dump(context.storage_state(), file)
    fresh.replace(kept)

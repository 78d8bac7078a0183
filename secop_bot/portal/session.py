"""The session: kept from one run to the next, its browser context, and the fence around the portal's hosts."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error as PlaywrightError

from secop_bot.portal import login
from secop_bot.settings import LOOPBACK

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Route

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


def is_portal_host(host: str, portal_host: str) -> bool:
    """Return whether ``host`` belongs to the portal: itself, a sister of its domain, or loopback with loopback."""
    if portal_host in LOOPBACK:
        return host in LOOPBACK
    return host == portal_host or host.endswith(f".{_domain(portal_host)}")


def _domain(portal_host: str) -> str:
    return ".".join(portal_host.split(".")[-3:])  # secop.gov.co


def is_portal_address(address: str, portal_host: str) -> bool:
    """Return whether an address is the portal's, and encrypted unless it is on loopback."""
    host = login.host_of(address)
    safe = address.startswith("https:") or host in LOOPBACK
    return safe and is_portal_host(host, portal_host)


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
    fence_in(context, login.host_of(settings.portal_url))
    return context


def fence_in(context: BrowserContext, portal_host: str) -> None:
    """Let no window leave the portal's hosts; what a page loads into itself is its own affair."""

    def stop_navigation(route: Route) -> None:
        request = route.request
        if is_portal_address(request.url, portal_host) or not request.is_navigation_request():
            route.fallback()
            return
        try:
            inside_a_page = request.frame.parent_frame is not None
        except PlaywrightError:  # a window just opening has no frame yet
            inside_a_page = False
        if inside_a_page:
            route.fallback()
        else:
            route.abort("blockedbyclient")

    context.route(perhaps_foreign(portal_host), stop_navigation)


def perhaps_foreign(portal_host: str) -> re.Pattern[str]:
    """Match every address that is not plainly the portal's own: the browser's driver sorts those out by itself.

    The pattern is read by JavaScript, so it keeps to what both languages know.
    """
    if portal_host in LOOPBACK:
        plainly = rf"s?://(?:{'|'.join(re.escape(host) for host in sorted(LOOPBACK - {'::1'}))})"
    else:
        plainly = rf"s://(?:{re.escape(portal_host)}|(?:[a-z0-9-]+\.)+{re.escape(_domain(portal_host))})"
    return re.compile(rf"^http(?!{plainly}(?::\d+)?[/?#])")


def keep_session(context: BrowserContext, settings: Settings, username: str) -> None:
    """Write the cookies to a file only its user can read."""
    kept = kept_session(settings, username)
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = kept.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w", encoding="utf-8") as file:
        json.dump(context.storage_state(), file)
    fresh.replace(kept)

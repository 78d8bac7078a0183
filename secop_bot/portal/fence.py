"""The fence around the portal's hosts: which addresses are its own, and no window beyond them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError

from secop_bot.settings import LOOPBACK

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route


def host_of(address: str) -> str:
    """Return an address's host name."""
    return urlsplit(address).hostname or ""


def is_portal_host(host: str, portal_host: str) -> bool:
    """Return whether ``host`` belongs to the portal: itself, a sister of its domain, or loopback with loopback."""
    if portal_host in LOOPBACK:
        return host in LOOPBACK
    return host == portal_host or host.endswith(f".{_domain(portal_host)}")


def _domain(portal_host: str) -> str:
    return ".".join(portal_host.split(".")[-3:])  # secop.gov.co


def is_portal_address(address: str, portal_host: str) -> bool:
    """Return whether an address is the portal's, and encrypted unless it is on loopback."""
    host = host_of(address)
    safe = address.startswith("https:") or host in LOOPBACK
    return safe and is_portal_host(host, portal_host)


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

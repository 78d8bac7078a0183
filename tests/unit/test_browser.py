"""A browser is found where it is, and fetched in the one order that serves a bare machine."""

from __future__ import annotations

import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import InputError
from secop_bot.portal.browser import Candidate, candidates, fetch_browser, launch
from secop_bot.portal.fence import is_portal_host, perhaps_foreign
from secop_bot.portal.session import new_context
from secop_bot.settings import Settings


class Nothing:
    """A Playwright on a machine without a browser."""

    def __init__(self) -> None:
        self.tried: list[dict[str, Any]] = []
        self.chromium = self

    def launch(self, **how: Any) -> None:
        self.tried.append(how)
        raise PlaywrightError(f"Chromium distribution {how['channel']!r} is not found at /opt")


def test_a_configured_browser_is_the_only_one_tried(tmp_path: Path) -> None:
    assert candidates("chrome", headless=True) == [Candidate(channel="chrome")]
    assert candidates("/opt/chrome", headless=True) == [Candidate(path="/opt/chrome")]
    assert candidates(str(tmp_path), headless=True) == [Candidate(path=str(tmp_path))]


def test_chrome_edge_chromium_and_playwrights_own_are_tried_in_this_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name.startswith("chromium") else None)
    monkeypatch.setattr("secop_bot.portal.browser._usual_chromium_places", list)

    shell = Candidate(path="/usr/bin/chromium-headless-shell")
    chromium = [Candidate(path="/usr/bin/chromium"), Candidate(path="/usr/bin/chromium-browser")]
    channels = [Candidate(channel="chrome"), Candidate(channel="msedge")]
    assert candidates(None, headless=True) == [*channels, shell, *chromium, Candidate()]
    assert candidates(None, headless=False) == [*channels, *chromium, Candidate()], "the shell has no window"


def test_a_machine_without_a_browser_is_told_from_one_whose_browser_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = Nothing()
    assert launch(nothing, None, headless=True) is None  # type: ignore[arg-type]  # a stand-in
    assert len(nothing.tried) >= 3
    assert all("--disable-http2" in how["args"] for how in nothing.tried), "there no request has its own connection"

    def broken(**how: Any) -> None:
        raise PlaywrightError("BrowserType.launch: it crashed\nand a long log")

    monkeypatch.setattr(nothing, "launch", broken)
    with pytest.raises(InputError, match="it crashed"):
        launch(nothing, None, headless=True)  # type: ignore[arg-type]  # a stand-in


@pytest.mark.parametrize(("headless", "package"), [(True, "chromium-headless-shell"), (False, "chromium")])
def test_where_playwright_cannot_download_debian_serves_its_root(
    monkeypatch: pytest.MonkeyPatch, *, headless: bool, package: str
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 1 if "playwright" in command else 0)

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    told: list[str] = []

    fetch_browser(headless=headless, tell=told.append)

    assert ran[0][1:] == ["-m", "playwright", "install", "chromium"]
    assert ran[-1][:2] == ["apt-get", "install"]
    assert ran[-1][-1] == package
    assert len(told) == 2


def test_a_user_who_is_not_root_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)

    with pytest.raises(InputError, match="No hay un navegador"):
        fetch_browser(headless=True, tell=lambda _: None)
    assert len(ran) == 1


@pytest.mark.parametrize(
    ("host", "portal", "inside"),
    [
        ("www.secop.gov.co", "community.secop.gov.co", True),
        ("community.secop.gov.co", "community.secop.gov.co", True),
        ("secop.gov.co.example.com", "community.secop.gov.co", False),
        ("evilsecop.gov.co", "community.secop.gov.co", False),
        ("localhost", "127.0.0.1", True),
        ("127.0.0.1.example.com", "127.0.0.1", False),
        ("www.secop.gov.co", "127.0.0.1", False),
        ("127.0.0.1", "community.secop.gov.co", False),
    ],
)
def test_the_fence_holds_the_portals_hosts_and_no_others(host: str, portal: str, *, inside: bool) -> None:
    assert is_portal_host(host, portal) is inside


@pytest.mark.parametrize(
    ("address", "portal", "asked"),
    [
        ("https://community.secop.gov.co/STS/Users/Login/Index", "community.secop.gov.co", False),
        ("https://community.secop.gov.co:443/a", "community.secop.gov.co", False),
        ("https://community.secop.gov.co?a=1", "community.secop.gov.co", False),
        ("https://www.secop.gov.co/CO1Marketplace/", "community.secop.gov.co", False),
        ("http://127.0.0.1:5000/a", "127.0.0.1", False),
        ("http://localhost:5000/a", "127.0.0.1", False),
        ("data:text/html,a", "community.secop.gov.co", False),
        ("http://community.secop.gov.co/", "community.secop.gov.co", True),
        ("https://community.secop.gov.co.example.com/", "community.secop.gov.co", True),
        ("https://community.secop.gov.co:80@example.com/", "community.secop.gov.co", True),
        ("https://communityxsecop.gov.co/", "community.secop.gov.co", True),
        ("https://evilsecop.gov.co/", "community.secop.gov.co", True),
        ("https://example.com/.secop.gov.co/", "community.secop.gov.co", True),
        ("https://example.com?a.secop.gov.co/", "community.secop.gov.co", True),
        ("http://www.secop.gov.co/", "community.secop.gov.co", True),
        ("https://example.com/?https://community.secop.gov.co/", "community.secop.gov.co", True),
        ("http://127.0.0.1.example.com/", "127.0.0.1", True),
        ("http://localhost.example.com/", "127.0.0.1", True),
        ("http://localhost:80@example.com/", "127.0.0.1", True),
    ],
)
def test_only_what_is_plainly_the_portals_own_is_let_through_unasked(address: str, portal: str, *, asked: bool) -> None:
    assert bool(perhaps_foreign(portal).search(address)) is asked


class _BreaksOff(BaseHTTPRequestHandler):
    """A server that keeps connections, as the portal's does and the mock does not, and breaks off at each POST."""

    protocol_version = "HTTP/1.1"
    posted: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.posted.append(self.path)
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def test_what_breaks_off_without_an_answer_is_sent_once(browser: Browser, home: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _BreaksOff) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,)).start()
        address = f"http://127.0.0.1:{server.server_port}/"

        def sent(context: BrowserContext) -> int:
            _BreaksOff.posted.clear()
            page = context.new_page()
            page.goto(address)
            page.evaluate("fetch('confirm', {method: 'POST', body: '{}'}).catch(() => null)")
            context.close()
            return len(_BreaksOff.posted)

        try:
            assert sent(browser.new_context()) == 2, "a browser by itself asks once more, on a new connection"
            assert sent(new_context(browser, Settings(portal_url=address, home=home), "usuario")) == 1
        finally:
            server.shutdown()

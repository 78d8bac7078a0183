"""Runs a portal: in a thread for the demo and tests, or in the foreground for ``secop-bot mock``."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any, Self

from werkzeug.serving import WSGIRequestHandler, make_server

from secop_bot.mock.app import create_app
from secop_bot.mock.scenario import Scenario
from secop_bot.mock.world import EXTENSION, World

if TYPE_CHECKING:
    from types import TracebackType


HOST = "127.0.0.1"
LOGIN_PATH = "/STS/Users/Login/Index"


class _Silent(WSGIRequestHandler):
    """A request handler without a log."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's own name
        """Say nothing."""


class MockPortal:
    """A mock SECOP II on loopback: ``with MockPortal(Scenario(...)) as portal: … portal.url``."""

    def __init__(self, scenario: Scenario | None = None, *, port: int = 0) -> None:
        """Prepare a portal on ``port`` (0: a free one); raises OSError when the port is taken."""
        app = create_app(scenario or Scenario())
        found = app.extensions[EXTENSION]
        assert isinstance(found, World)  # noqa: S101 - put there by create_app alone
        self._world = found
        with socket.create_server((HOST, port)) as listening:  # werkzeug itself would end the process
            self._server = make_server(HOST, port, app, threaded=True, request_handler=_Silent, fd=listening.fileno())
        self._thread = threading.Thread(target=self._run, name="mock-secop", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        self._server.serve_forever(poll_interval=0.02)  # how long stopping may wait for its turn

    def stop(self) -> None:
        """Stop at once, also while an answer is delayed or hangs."""
        self._world.trouble.stopping.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The login page's address, where a visit begins."""
        return f"http://{HOST}:{self._server.port}{LOGIN_PATH}"

    @property
    def scenario(self) -> Scenario:
        """The scenario as it stands now."""
        return self._world.scenario

    @property
    def record(self) -> list[dict[str, Any]]:
        """Everything the portal received, in order."""
        return self._world.record.entries()

    @property
    def requests(self) -> list[str]:
        """The routes that were asked, in order; see ``fault.ROUTES``."""
        return list(self._world.trouble.requests)

    @property
    def struck(self) -> list[tuple[str, str]]:
        """The faults that really hit a request: route and kind."""
        return list(self._world.trouble.struck)

    def forget(self) -> None:
        """Begin the record anew; what the portal holds stays."""
        self._world.trouble.forget()
        self._world.record.forget()

    def events(self, *events: str) -> list[dict[str, Any]]:
        """Give the entries of the named events, in order."""
        return self._world.record.entries(*events)

    def payments(self, contract: str, entity: str | None = None) -> list[dict[str, Any]]:
        """Give the payments of a contract as the portal holds them now; raises KeyError."""
        with self._world.lock:
            return [payment.told() for payment in self._world.store.by_number(contract, entity).payments]

    def execution_documents(self, contract: str, entity: str | None = None) -> list[dict[str, Any]]:
        """Give the execution documents of a contract; raises KeyError."""
        with self._world.lock:
            found = self._world.store.by_number(contract, entity)
            return [document.told() for document in found.execution_documents]

    def change(self, contract: str, payment_id: str, *, entity: str | None = None, **changes: Any) -> None:
        """Do what the entity or the platform does meanwhile, such as ``state="rejected", reason="…"``.

        The names are those of LivePayment; ``fields`` is merged into what is there. Raises KeyError.
        """
        with self._world.lock:
            self._world.store.by_number(contract, entity).payment(payment_id).change(changes)

    def adjust(self, **changes: Any) -> None:
        """Let the portal behave otherwise from now on: any field of the scenario but what it began with."""
        self._world.adjust(**changes)

    def expire_sessions(self) -> None:
        """Let every open session run out now."""
        with self._world.lock:
            self._world.sessions.expire_all()


def serve_forever(portal: MockPortal) -> None:
    """Serve a prepared portal until KeyboardInterrupt, so that its address can be told first."""
    with portal:
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return

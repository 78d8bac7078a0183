"""A server on loopback that answers like a Socrata resource, and misbehaves when told to."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from flask import Flask, Response, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.soql import MalformedError, select

HOST = "127.0.0.1"
PATH = "/resource/uymx-8p3j.json"


@dataclass(frozen=True)
class Trouble:
    """What happens to one request instead of the right answer."""

    status: int = 500
    body: str = "<html><body>Something went wrong</body></html>"
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    """The connection is cut, half-way through the answer."""
    hang: bool = False
    """Nothing comes until the server stops."""
    drip: bool = False
    """The answer comes a byte at a time, and never ends."""


RIGHT = None
"""In a row of troubles: this request is answered as it should be."""
FAILS = Trouble()
DROPS = Trouble(drop=True)
HANGS = Trouble(hang=True)
DRIPS = Trouble(drip=True)
HTML = Trouble(status=200, body="<html><body>Ingrese a la red</body></html>")


def busy(retry_after: str | None = None) -> Trouble:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Trouble(429, '{"code":"429","error":true,"message":"Too many requests"}', headers)


def says(body: str, status: int = 200, **headers: str) -> Trouble:
    """Answer with this body, whatever is asked."""
    return Trouble(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass(frozen=True)
class Asked:
    """One request as it was received."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's own name
        pass


class Socrata:
    """``with Socrata(rows, [busy("2"), FAILS]) as server: … server.address … server.asked``.

    Each request meets the next trouble, and once they are used up the right answer. ``rows`` may hold anything
    that JSON can say: what is no object matches every query, as a broken source would have it.
    """

    def __init__(self, rows: Iterable[object] = (), troubles: Sequence[Trouble | None] = ()) -> None:
        self._rows = list(rows)
        self._troubles = deque(troubles)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.asked: list[Asked] = []
        app = Flask(__name__)
        app.add_url_rule("/<path:path>", view_func=self._answer)
        with socket.create_server((HOST, 0)) as listening:
            self._server = make_server(HOST, 0, app, threaded=True, request_handler=_Silent, fd=listening.fileno())
        self._thread = threading.Thread(target=self._run, name="socrata", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self._server.port}{PATH}"

    def _run(self) -> None:
        self._server.serve_forever(poll_interval=0.02)

    def _answer(self, path: str) -> Response:
        with self._lock:
            self.asked.append(Asked(f"/{path}", request.args.to_dict(), dict(request.headers)))
            trouble = self._troubles.popleft() if self._troubles else None
        if trouble is not None:
            return self._misbehave(trouble)
        if f"/{path}" != PATH:
            return _error(404, "dataset.missing", "Not found")
        try:
            return jsonify(select(self._rows, request.args.to_dict()))
        except MalformedError as error:
            return _error(400, error.code, str(error))

    def _misbehave(self, trouble: Trouble) -> Response:
        if trouble.hang:
            self._stopping.wait()
        if trouble.drop:
            connection: socket.socket = request.environ["werkzeug.socket"]
            connection.sendall(
                b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n[{"id_'
            )
            connection.shutdown(socket.SHUT_RDWR)
        if trouble.drip:
            return Response(self._drip(), mimetype="application/json")
        kind = "text/html" if trouble.body.startswith("<") else "application/json"
        return Response(trouble.body, trouble.status, trouble.headers, mimetype=kind)

    def _drip(self) -> Iterator[bytes]:
        while not self._stopping.wait(0.02):
            yield b" "


def _error(status: int, code: str, message: str) -> Response:
    answer = jsonify({"code": code, "error": True, "message": message})
    answer.status_code = status
    return answer

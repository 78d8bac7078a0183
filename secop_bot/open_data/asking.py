"""Asks a Socrata server: within bounds of time, patient while it is busy, and never led to another host."""

from __future__ import annotations

import re
from contextlib import closing
from importlib.metadata import version
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Self

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from secop_bot.errors import InputError, UnreachableError
from secop_bot.filing.text import quoted
from secop_bot.open_data.answers import TryAgainError, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

_ATTEMPTS = 5
_PATIENCE_S = 120
"""How long one question is tried in all. A server that asks for a longer pause is left in peace until then."""
_CONNECT_S = 10
_HOPS = 3
_DAY_S = 24 * 60 * 60
_TOKEN = re.compile(r"[!-~]+")
_backoff = wait_exponential_jitter(initial=1, max=30, jitter=1)


class Desk:
    """Where questions are asked: ``with Desk(address, …) as desk: desk.ask({"$limit": "10"})``."""

    def __init__(
        self,
        address: str,
        *,
        app_token: str | None,
        timeout: float,
        note: Callable[[str], None],
        sleep: Callable[[float], None],
    ) -> None:
        """Ask nothing yet; raises InputError (exit 3) for a token, an address or a proxy that can't be used."""
        self._timeout = timeout
        self._note = note
        self._address = _address(address)
        self._client = _client(app_token, timeout)
        self._attempts = Retrying(
            retry=retry_if_exception_type(TryAgainError),
            wait=_pause,
            stop=stop_after_attempt(_ATTEMPTS) | stop_before_delay(_PATIENCE_S),
            sleep=sleep,
            before_sleep=self._tell,
            reraise=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, query: Mapping[str, str]) -> bytes:
        """Return the body of the answer to ``address?query``, as it came.

        Transport errors, 202, 429 and 5xx are tried again, five times in all and for two minutes at most; Retry-After
        is obeyed. Raises UnreachableError (exit 6), RefusedError (exit 5), UnknownPageError (exit 8).
        """
        try:
            return self._attempts(self._answer, query)
        except TryAgainError as error:
            raise UnreachableError(
                "open_data_down",
                f"No se pudieron leer los datos abiertos: {error.why}.",
                f"Vuelva a intentar {_later(error.pause)}; o mire sus pagos en SECOP II, sin --public.",
            ) from error

    def _tell(self, state: RetryCallState) -> None:
        self._note(
            f"Datos abiertos: {_reason(state).why}. Se pregunta otra vez en {ceil(state.upcoming_sleep)} s"
            f" (intento {state.attempt_number + 1} de {_ATTEMPTS})."
        )

    def _answer(self, query: Mapping[str, str]) -> bytes:
        """Ask once, following redirects within the host."""
        request = self._client.build_request("GET", self._address, params=dict(query))
        deadline = monotonic() + self._timeout
        try:
            for _ in range(_HOPS + 1):
                with closing(self._client.send(request, stream=True)) as response:
                    if response.next_request is None:
                        return read_answer(response, deadline)
                    request = _same_host(request, response.next_request)
        except httpx.TimeoutException as error:
            raise TryAgainError("no respondió a tiempo") from error
        except httpx.RequestError as error:
            raise TryAgainError("no hay conexión, o se cortó") from error
        raise _led_away(request)


def _address(address: str) -> httpx.URL:
    try:
        return httpx.URL(address)
    except httpx.InvalidURL:
        raise InputError(
            "open_data_url_wrong",
            f"open_data_url no es una dirección: {quoted(address)}.",
            "Corríjala, o quítela para usar la de datos.gov.co.",
        ) from None


def _client(app_token: str | None, timeout: float) -> httpx.Client:
    headers = {"Accept": "application/json", "User-Agent": f"secop-bot/{version('secop-bot')}"}
    if app_token:
        if not _TOKEN.fullmatch(app_token):
            raise InputError(
                "app_token_wrong",
                "El app_token tiene espacios u otros caracteres que no puede tener.",
                "Cópielo otra vez de datos.gov.co, o quítelo: la consulta también funciona sin él.",
            )
        headers["X-App-Token"] = app_token
    try:
        return httpx.Client(headers=headers, timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_S)))
    except (ImportError, ValueError):  # what it says may hold the proxy's password
        raise InputError(
            "proxy_wrong",
            "El proxy configurado en este computador no se puede usar: solo los que empiezan por http:// o https://.",
            "Corrija o quite las variables HTTP_PROXY, HTTPS_PROXY y ALL_PROXY, y vuelva a intentar.",
        ) from None


def _reason(state: RetryCallState) -> TryAgainError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, TryAgainError)  # noqa: S101 - nothing else is tried again
    return error


def _pause(state: RetryCallState) -> float:
    """Wait longer each time, and never less than the server asks."""
    return max(_reason(state).pause, _backoff(state))


def _later(pause: float) -> str:
    """Say when to come back: not before the server's own time."""
    if pause > _DAY_S:
        return "otro día"
    return f"en {ceil(pause / 60)} minutos" if pause >= _PATIENCE_S else "en unos minutos"


def _same_host(before: httpx.Request, after: httpx.Request) -> httpx.Request:
    """Return a redirect that stays on the host and does not give up encryption."""
    here, there = before.url, after.url
    if (here.host, here.port) == (there.host, there.port) and there.scheme in {here.scheme, "https"}:
        return after
    raise _led_away(after)


def _led_away(request: httpx.Request) -> UnreachableError:
    return UnreachableError(
        "open_data_down",
        f"Datos abiertos mandó a otra dirección ({quoted(request.url.host)}), y no se siguió.",
        "Revise su conexión (una red que pide ingresar hace esto) y open_data_url.",
    )

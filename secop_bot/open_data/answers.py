"""What an answer of a Socrata server comes to: its body, a refusal, or that it has to be tried again."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any

from secop_bot.errors import RefusedError, UnknownPageError
from secop_bot.filing.text import quoted

if TYPE_CHECKING:
    import httpx

_LARGEST = 32 * 1024**2
"""Bytes of one answer; a page of 1,000 payments has about two million."""


class TryAgainError(Exception):
    """There is no answer now: ``why`` in Spanish, and how many seconds the server asks to wait, if it does."""

    def __init__(self, why: str, pause: float = 0) -> None:
        super().__init__(why)
        self.why = why
        self.pause = pause


def read_answer(response: httpx.Response, deadline: float) -> bytes:
    """Return the body of an answer that is one; ``deadline`` is a moment of ``time.monotonic``.

    Raises TryAgainError for 202, 429, 5xx and an answer that does not end in time, RefusedError (exit 5) for any
    other 4xx, and UnknownPageError (exit 8) for an answer larger than any page can be.
    """
    body = _body(response, deadline)
    status = response.status_code
    if response.is_server_error:
        raise TryAgainError(f"el servicio falla (respondió {status})", _retry_after(response))
    if status in {HTTPStatus.ACCEPTED, HTTPStatus.TOO_MANY_REQUESTS}:
        raise TryAgainError(f"pide esperar (respondió {status})", _retry_after(response))
    if response.is_client_error:
        said = _message(body)
        raise RefusedError(
            "open_data_refused",
            f"Datos abiertos no aceptó la consulta (respondió {status})" + (f": {quoted(said)}." if said else "."),
            "Revise el contrato, la entidad, app_token y open_data_url; si están bien, avise en el proyecto.",
        )
    return body


def _body(response: httpx.Response, deadline: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _LARGEST:
            raise UnknownPageError(
                "open_data_unexpected",
                f"La respuesta de datos abiertos pasa de {_LARGEST // 1024**2} MB, y no se lee.",
                "Revise open_data_url; si está bien, avise en el proyecto con este mensaje.",
            )
        if monotonic() > deadline:
            raise TryAgainError("no terminó de responder a tiempo")
    return bytes(body)


def _message(body: bytes) -> str:
    """Return what a refusal says in ``message``; "" where it does not."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    said: Any = told.get("message") if isinstance(told, dict) else None
    return said if isinstance(said, str) else ""


def _retry_after(response: httpx.Response) -> float:
    """Return the seconds of Retry-After, also where it names a moment (RFC 9110 §10.2.3); 0 if it says nothing."""
    asked = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return float(asked)
    try:
        moment = parsedate_to_datetime(asked)
    except (ValueError, OverflowError):
        return 0
    if moment.tzinfo is None:  # "-0000": the time is UTC, the place unknown
        moment = moment.replace(tzinfo=UTC)
    return max(0, (moment - datetime.now(UTC)).total_seconds())

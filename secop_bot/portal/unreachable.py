"""What is said of a portal that does not answer, answers with an error, or has forgotten who is there (exit 6)."""

from __future__ import annotations

from secop_bot.errors import UnreachableError

TRY_LATER = (
    "Vuelva a intentar más tarde; si su conexión es lenta, escriba timeout = 120 en config.toml"
    " (secop-bot doctor dice dónde está)."
)
"""What to do where an answer took too long."""


def too_slow(timeout: float) -> UnreachableError:
    """Say that the portal did not answer within ``timeout`` seconds."""
    return UnreachableError(
        "portal_slow",
        f"SECOP II no respondió en {timeout:g} segundos.",
        TRY_LATER,
    )


def failed(fault: str) -> UnreachableError:
    """Say that the portal answered with an error: ``error 500``."""
    return UnreachableError(
        "portal_error",
        f"SECOP II falló al responder ({fault}).",
        "Vuelva a intentar en unos minutos; el bot mira primero qué quedó.",
    )


def session_expired() -> UnreachableError:
    """Say that the session has run out."""
    return UnreachableError(
        "session_expired",
        "La sesión de SECOP II se venció a mitad de camino.",
        "Vuelva a ejecutar el mismo comando: el bot entra otra vez y mira primero qué quedó.",
    )


def connection_lost() -> UnreachableError:
    """Say that the connection broke."""
    return UnreachableError(
        "portal_unreachable",
        "Se perdió la conexión con SECOP II.",
        "Revise su conexión a internet y vuelva a ejecutar; el bot mira primero qué quedó.",
    )

"""User and password: from the environment, the system's keyring, or the person at the terminal. Never a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from secop_bot.errors import InputError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from secop_bot.settings import Settings


class Asker(Protocol):
    """A person at a terminal."""

    def ask(self, question: str) -> str:
        """Return what the person types."""

    def ask_secret(self, question: str) -> str:
        """Return what the person types, without showing it."""

    def agrees(self, question: str) -> bool:
        """Return whether the person says yes."""

    def tell(self, text: str) -> None:
        """Say something on the side."""


@dataclass(frozen=True)
class Credentials:
    """Who logs in; the password shows itself only to ``get_secret_value``."""

    username: str
    password: SecretStr


def keyring_service(portal_url: str) -> str:
    """Name the keyring entry by the portal's host, so that no password reaches another portal."""
    return f"secop-bot {urlsplit(portal_url).hostname}"


def find_credentials(settings: Settings, asker: Asker | None) -> Credentials:
    """Return the user and password for the configured portal.

    ``asker`` is None where nobody can be asked; then what is missing raises InputError (exit 3).
    """
    from pydantic import SecretStr

    username = settings.username or (asker.ask("Usuario de SECOP II") if asker else None)
    if not username:
        raise InputError(
            "no_username",
            "Falta el usuario de SECOP II.",
            'Escríbalo en config.toml (secop-bot doctor dice dónde está): username = "su usuario"; o póngalo en'
            " SECOP_BOT_USERNAME.",
        )
    if settings.password:
        return Credentials(username, settings.password)
    service = keyring_service(settings.portal_url)
    kept, trouble = _from_keyring(service, username)
    if kept:
        return Credentials(username, SecretStr(kept))
    if asker is None:
        raise trouble or InputError(
            "no_password",
            f"No hay contraseña guardada para {username}.",
            "Ejecute secop-bot submit con su archivo del mes en una terminal: la pide y ofrece guardarla en el llavero"
            " del sistema.",
        )
    if trouble:
        asker.tell(f"{trouble.message} {trouble.remedy}")
    password = asker.ask_secret(f"Contraseña de SECOP II de {username} (no se ve mientras la escribe)")
    if not password:
        raise InputError("no_password", "No se escribió ninguna contraseña.", "Vuelva a intentar.")
    if not trouble and asker.agrees(
        "¿Guardarla en el llavero del sistema (en Windows, el Administrador de credenciales)?"
    ):
        _keep(service, username, password, asker)
    return Credentials(username, SecretStr(password))


def forget_refused(credentials: Credentials, portal_url: str) -> bool:
    """Take a password that the portal refused off the keyring, and return whether it was there.

    Typed once more by each run, it would lock the account; the next run at a terminal asks for the new one.
    """
    import keyring
    from keyring.errors import KeyringError

    service = keyring_service(portal_url)
    try:
        if keyring.get_password(service, credentials.username) != credentials.password.get_secret_value():
            return False
        keyring.delete_password(service, credentials.username)
    except KeyringError:
        return False
    return True


def _from_keyring(service: str, username: str) -> tuple[str | None, InputError | None]:
    """Return the kept password, or why the keyring can't be asked."""
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        return keyring.get_password(service, username), None
    except NoKeyringError:
        return None, InputError(
            "no_keyring",
            "Este computador no tiene un llavero donde guardar contraseñas.",
            "En Linux instale y abra GNOME Keyring o KWallet; en un servidor, ponga la contraseña en"
            " SECOP_BOT_PASSWORD.",
        )
    except KeyringError as error:
        return None, InputError(
            "keyring_locked",
            f"El llavero del sistema no respondió ({type(error).__name__}).",
            "Desbloquéelo e intente otra vez, o ponga la contraseña en SECOP_BOT_PASSWORD.",
        )


def _keep(service: str, username: str, password: str, asker: Asker) -> None:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(service, username, password)
    except KeyringError as error:
        asker.tell(f"No se pudo guardar en el llavero ({type(error).__name__}). Se usará solo esta vez.")
    else:
        asker.tell("Guardada en el llavero del sistema.")

"""The settings: command line, then ``SECOP_BOT_…`` in the environment, then ``config.toml``, then defaults."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from secop_bot.errors import InputError

LIVE_LOGIN = "https://community.secop.gov.co/STS/Users/Login/Index"
PUBLIC_PAYMENTS = "https://www.datos.gov.co/resource/uymx-8p3j.json"
"""The payments of all contracts, as SECOP II publishes them on datos.gov.co."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ENVIRONMENT_PREFIX = "SECOP_BOT_"


def home_folder() -> Path:
    """Return ``SECOP_BOT_HOME``, or this platform's folder for a user's data.

    Raises InputError (exit 3) for a folder that is another one from another place: there a run would find neither
    journals nor the lock of the others.
    """
    named = os.environ.get(ENVIRONMENT_PREFIX + "HOME")
    if not named:
        return user_data_path("secop-bot", appauthor=False)
    try:
        return _whole(Path(named))
    except ValueError as error:
        raise InputError(
            "settings_wrong",
            f"La configuración tiene un error: {ENVIRONMENT_PREFIX}HOME: {error}.",
            "Corrija ese valor y vuelva a intentar.",
        ) from None


def _whole(folder: Path) -> Path:
    try:
        folder = folder.expanduser()
    except RuntimeError:
        raise ValueError(f"no se sabe qué carpeta es {folder}; escriba la ruta completa") from None
    if not folder.is_absolute():
        raise ValueError(f"escriba la ruta completa; {folder} sería otra carpeta en cada lugar desde donde se ejecute")
    return folder


class Settings(BaseSettings):
    """What a user can set; see the table in the README."""

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT_PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    home: Path = Field(default_factory=home_folder)
    portal_url: str = LIVE_LOGIN
    """Where the journey begins; opened as it is. Other addresses are never built, only followed."""
    username: str | None = None
    password: SecretStr | None = None
    """From the environment only; otherwise the system's keyring has it."""
    company: str | None = None
    """The company as the portal lists it, for accounts with several."""
    browser: str | None = None
    """A path or a Playwright channel (``chrome``, ``msedge``); default: what is installed."""
    headless: bool | None = None
    """None: as the command thinks best."""
    timeout: float = Field(default=60, gt=0, le=3600)
    """Seconds a single wait may last."""
    retry_timeout: float = Field(default=180, ge=0, le=3600)
    """Seconds in which a visit that the portal broke off is begun anew; 0: never. Nothing is pressed twice by that."""
    person_timeout: float = Field(default=600, gt=0, le=3600)
    """Seconds to wait for a person at a captcha or a verification code."""
    max_document_mb: float | None = Field(default=None, gt=0)
    """A larger document gets a warning; the portal's own limit is not known."""
    contract: str | None = None
    """The contract that ``status``, ``doctor`` and ``record`` look at when none is named: CO1.PCCNTR.n, or the
    entity's own number."""
    entity: str | None = None
    """The entity of ``contract``; needed where that is the entity's own number."""
    open_data_url: str = PUBLIC_PAYMENTS
    """Where ``status --public`` asks: a Socrata resource."""
    app_token: SecretStr | None = None
    """Of datos.gov.co; without one it answers too, but fewer questions an hour."""
    site: dict[str, dict[str, str | list[str]]] = Field(default_factory=dict)
    """The portal's words as the user corrects them; see ``portal/site_overrides.py``."""

    def contract_meant(self, asked: str | None, entity: str | None) -> tuple[str | None, str | None]:
        """Return the contract and the entity that were asked for, or else the configured ones."""
        return (asked, entity) if asked else (self.contract, self.entity)

    @field_validator("home")
    @classmethod
    def _same_from_everywhere(cls, folder: Path) -> Path:
        return _whole(folder)

    @field_validator("portal_url", "open_data_url")
    @classmethod
    def _safe_address(cls, address: str) -> str:
        parts = urlsplit(address)
        if not parts.hostname or parts.scheme not in {"http", "https"}:
            raise ValueError("debe ser una dirección que empiece por https://")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("http sin cifrar solo se acepta en este mismo computador; use https://")
        return address

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave out the sources nobody here uses, and add ``config.toml``."""
        del dotenv_settings, file_secret_settings
        home = Path(init_settings().get("home") or home_folder())
        return init_settings, env_settings, InitSettingsSource(settings_cls, _written(home / "config.toml"))


def load_settings(**given: Any) -> Settings:
    """Read the settings; a ``given`` value that is not None outranks all others.

    Raises InputError (exit 3) naming the key and where it stands.
    """
    given = {key: value for key, value in given.items() if value is not None}
    home = Path(given.get("home") or home_folder())
    config = home / "config.toml"
    _refuse_what_is_not_for_a_file(config)
    try:
        return Settings(**given)
    except ValidationError as error:
        raise _as_input_error(error, given, config) from None
    except SettingsError:  # SECOP_BOT_SITE is the one variable that holds a table
        raise InputError(
            "settings_wrong",
            f"La configuración tiene un error: {ENVIRONMENT_PREFIX}SITE: debe ser JSON.",
            "Escriba esos textos mejor en la sección [site] de config.toml.",
        ) from None


def _written(config: Path) -> dict[str, Any]:
    """Read ``config.toml``, also as Windows' editors save it, with a byte order mark; empty where there is none."""
    return tomllib.loads(config.read_text(encoding="utf-8-sig")) if config.exists() else {}


def _refuse_what_is_not_for_a_file(config: Path) -> None:
    """Stop on a configuration that can't be read, or that holds a password or its own place."""
    try:
        written = _written(config)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            "config_unreadable",
            f"No se puede leer la configuración {config}: {error}.",
            "Corrija el archivo (formato TOML, guardado como UTF-8) y vuelva a intentar.",
        ) from None
    if "home" in written:
        raise InputError(
            "settings_wrong",
            f"La configuración {config} dice «home», y desde ella no se puede cambiar la carpeta en que está.",
            f"Borre esa línea; para usar otra carpeta ponga su ruta completa en {ENVIRONMENT_PREFIX}HOME.",
        )
    if "password" in written:
        raise InputError(
            "password_in_file",
            f"La configuración {config} contiene una contraseña, y las contraseñas no se guardan en archivos.",
            "Borre la línea «password», cambie la contraseña en SECOP II y déjela en el llavero del sistema:"
            " secop-bot submit la pide y ofrece guardarla allí.",
        )


_SPANISH = {
    "extra_forbidden": "este ajuste no existe",
    "bool_parsing": "debe ser true o false",
    "float_parsing": "debe ser un número",
    "string_type": "debe ser un texto entre comillas",
    "greater_than": "debe ser mayor que cero",
    "greater_than_equal": "no puede ser negativo",
    "less_than_equal": "es demasiado grande",
}


def _as_input_error(error: ValidationError, given: dict[str, Any], config: Path) -> InputError:
    """Say in Spanish which keys are wrong and where they come from."""
    problems = []
    for detail in error.errors(include_url=False, include_context=True):
        key = str(detail["loc"][0]) if detail["loc"] else "?"
        variable = ENVIRONMENT_PREFIX + key.upper()
        if key in given:
            place = "línea de comandos"
        elif variable in os.environ:
            place = variable
        else:
            place = f"{config}, {key}"
        reason = _SPANISH.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
        problems.append(f"{place}: {reason}")
    return InputError(
        "settings_wrong",
        "La configuración tiene un error: " + "; ".join(problems) + ".",
        "Corrija ese valor y vuelva a intentar.",
    )

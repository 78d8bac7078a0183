"""``doctor``: whether this computer has what the bot needs; each finding with its remedy, in Spanish."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from secop_bot.clock import now
from secop_bot.errors import InputError, SecopBotError
from secop_bot.filing.text import weight

if TYPE_CHECKING:
    from pathlib import Path

    from secop_bot.settings import Settings

_ENOUGH_DISK = 200_000_000
_LITTLE_DISK = 20_000_000
_BOGOTA = timedelta(hours=-5)
_OLDEST_CLOCK = datetime(2026, 1, 1).astimezone()
_STALE_SESSION = timedelta(hours=12)


class Verdict(StrEnum):
    """How good a finding is."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``remedy`` is "" where there is nothing to do."""

    what: str
    verdict: Verdict
    said: str
    remedy: str = ""


def check_configuration(home: Path) -> tuple[Finding, Settings | None]:
    """Read the settings and the corrections of the site map."""
    from secop_bot.portal.site_overrides import corrections, site_of
    from secop_bot.settings import load_settings

    file = home / "config.toml"
    try:
        settings = load_settings()
        site = site_of(settings.site)
    except InputError as error:
        return Finding("Configuración", Verdict.BAD, error.message, error.remedy), None
    said = f"{file}" if file.exists() else f"no hay {file}; se usan los valores de siempre"
    if changed := corrections(site):
        said += ". Textos corregidos por usted: " + "; ".join(
            f"{name} = {', '.join(f'«{text}»' for text in texts)}" for name, texts in changed.items()
        )
    return Finding("Configuración", Verdict.GOOD, said), settings


def check_browser(settings: Settings) -> Finding:
    """Start the browser once, and close it."""
    from secop_bot.portal.browser import has_screen, try_out

    try:
        said = try_out(settings.browser)
    except SecopBotError as error:
        return Finding("Navegador", Verdict.BAD, error.message, error.remedy)
    if said is None:
        return Finding(
            "Navegador",
            Verdict.BAD,
            "no hay uno instalado que el bot pueda usar",
            "Instale Google Chrome, Microsoft Edge o Chromium; o ejecute secop-bot demo, que descarga uno.",
        )
    if not has_screen():
        return Finding(
            "Navegador",
            Verdict.WARNING,
            f"{said}; aquí no hay pantalla",
            "Sin pantalla no se puede ver el ensayo ni resolver un captcha; úselo en un computador con escritorio.",
        )
    return Finding("Navegador", Verdict.GOOD, said)


def check_password(settings: Settings) -> Finding:
    """Look where the password is, without reading more than whether it is there."""
    import keyring

    from secop_bot.credentials import find_credentials

    what = "Usuario y contraseña"
    if settings.password:
        return Finding(what, Verdict.GOOD, "la contraseña está en SECOP_BOT_PASSWORD, no en el llavero")
    backend = keyring.get_keyring().name
    try:
        find_credentials(settings, None)
    except InputError as error:
        if error.code in {"no_username", "no_password"}:
            said = f"{error.message} El llavero es {backend}."
            return Finding(what, Verdict.WARNING, said, error.remedy)
        return Finding(what, Verdict.BAD, error.message, error.remedy)
    return Finding(what, Verdict.GOOD, f"la contraseña está en el llavero ({backend})")


def check_clock() -> Finding:
    """Compare the clock and its zone with what the portal counts in. No network is asked."""
    here = datetime.now().astimezone()
    zone = f"{here:%Y-%m-%d %H:%M}, {here.tzname()} (UTC{here:%z})"
    if here < _OLDEST_CLOCK:
        return Finding(
            "Reloj", Verdict.BAD, f"la fecha no puede ser: {zone}", "Ponga el reloj en hora y vuelva a intentar."
        )
    if here.utcoffset() != _BOGOTA:
        return Finding(
            "Reloj",
            Verdict.WARNING,
            f"{zone}; no es la hora de Colombia",
            f"El bot cuenta los días en hora de Bogotá ({now():%Y-%m-%d %H:%M}). Si esa hora no es la de ahora en"
            " Colombia, corrija el reloj o la zona horaria.",
        )
    return Finding("Reloj", Verdict.GOOD, zone)


def check_disk(home: Path) -> Finding:
    """Look whether the bot's folder can be written, and how much room there is."""
    from secop_bot.home import prepare_home

    what = "Carpeta y disco"
    try:
        prepare_home(home)
        probe = home / f".doctor-{os.getpid()}"
        probe.write_bytes(b"\n")
        probe.unlink()
        free = shutil.disk_usage(home).free
    except InputError as error:
        return Finding(what, Verdict.BAD, error.message, error.remedy)
    except OSError as error:
        said = f"no se puede escribir en {home}: {error.strerror or error}"
        return Finding(what, Verdict.BAD, said, "Revise los permisos, o indique otra carpeta en SECOP_BOT_HOME.")
    said = f"{home}, {weight(free)} libres"
    if free < _ENOUGH_DISK:
        verdict = Verdict.BAD if free < _LITTLE_DISK else Verdict.WARNING
        return Finding(what, verdict, said, "Libere espacio: cada recibo con sus imágenes pesa cerca de 1 MB.")
    return Finding(what, Verdict.GOOD, said)


def check_session(settings: Settings) -> Finding:
    """Look whether a session of the portal is kept, and how old it is. The portal is not asked."""
    from secop_bot.portal.session import kept_session

    what = "Sesión"
    if not settings.username:
        return Finding(what, Verdict.GOOD, "sin usuario configurado no se busca una sesión guardada")
    kept = kept_session(settings, settings.username)
    if not kept.exists():
        return Finding(what, Verdict.GOOD, "no hay una guardada: la próxima vez se entra con usuario y contraseña")
    age = now() - datetime.fromtimestamp(kept.stat().st_mtime).astimezone()
    if age > _STALE_SESSION:
        return Finding(what, Verdict.GOOD, "la guardada ya es vieja y seguramente venció; el bot entra de nuevo solo")
    return Finding(what, Verdict.GOOD, f"hay una guardada de hace {int(age.total_seconds() // 60)} min")

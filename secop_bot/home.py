"""``SECOP_BOT_HOME``: what stands in it, and a page in it that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from secop_bot.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

_README = """\
LÉAME: la carpeta de secop-bot
==============================

config.toml   Sus ajustes, si los escribió. Se puede corregir con cualquier editor. Nunca lleva contraseñas:
              esas viven en el llavero del sistema.

receipts/     Sus recibos: una carpeta por contrato, dentro una por pago (2026-10-pago-5) y dentro una por cada vez
              que el bot fue al portal. Abra receipt.html para ver o imprimir qué se hizo, con imágenes.
              GUÁRDELOS: son su prueba, y el bot los lee para no repetir un pago y para saber qué PDF anexó. Los de
              meses ya pagados se pueden borrar o mover; los de un pago sin pagar, no.
              «consultas» tiene las veces en que solo miró (status, doctor, record); se puede borrar cuando no quede
              ningún pago por aclarar.

states.json   El último estado conocido de cada pago, para decirle qué cambió. Se puede borrar: la próxima consulta
              lo vuelve a escribir, sin decir qué cambió.

session/      La sesión del portal, para no pedir la contraseña cada vez. Se puede borrar cuando el bot no corra;
              la próxima vez entra de nuevo. No la comparta: quien la tenga podría entrar como usted.

traces/       Solo con --trace: lo que el navegador mostró, paso a paso, para quien arregle el bot. Tiene sus páginas y
              su sesión: no la publique. Se puede borrar.

doctor.txt    El último informe de secop-bot doctor, sin datos suyos. Se puede borrar.

error.txt     Solo si el bot falló por un error propio: dónde falló, sin datos suyos. Se puede borrar.

Revise sus recibos con:  secop-bot receipts --verify
"""


@dataclass(frozen=True)
class Home:
    """The folder and the places in it."""

    folder: Path

    @property
    def receipts(self) -> Path:
        """Where the receipts stand; see ``receipt.py``."""
        return self.folder / "receipts"

    def traces_if(self, wanted: bool) -> Path | None:  # noqa: FBT001 - the flag of the command line, as it is
        """Return where traces go, where they are ``wanted``."""
        return self.folder / "traces" if wanted else None

    @property
    def states(self) -> Path:
        """The last known states; see ``known_states.py``."""
        return self.folder / "states.json"


def prepare_home(folder: Path) -> Home:
    """Make the folder and its README. Raises InputError (exit 3) where that can't be."""
    readme = folder / "README.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not readme.exists() or readme.read_bytes() != _README.encode():
            readme.write_bytes(_README.encode())
    except OSError as error:
        raise InputError(
            "home_unwritable",
            f"No se puede escribir en la carpeta del bot, {folder}: {error}.",
            "Libere espacio o revise los permisos, o indique otra carpeta en SECOP_BOT_HOME; no se hizo nada.",
        ) from error
    return Home(folder)

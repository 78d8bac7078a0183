"""A trace of a visit for whoever mends the bot: Playwright's own, from behind the login on, so without the password."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext

    from secop_bot.progress import Progress


@contextmanager
def tracing(context: BrowserContext, folder: Path | None, progress: Progress) -> Iterator[None]:
    """Trace what is done in the block into a new ZIP in ``folder``; None: do not.

    It holds the pages as they were and the session's cookies, so it is for its owner alone.
    """
    if folder is None:
        yield
        return
    context.tracing.start(screenshots=True, snapshots=True)
    try:
        yield
    finally:
        trace = folder / f"{now():%Y-%m-%dT%H-%M-%S-%f}.zip"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            context.tracing.stop(path=trace)
            progress.warn(f"La traza quedó en {trace}: muestra sus páginas y su sesión; no la publique.")
        except (PlaywrightError, OSError) as error:
            progress.warn(f"No se pudo guardar la traza: {str(error).splitlines()[0]}")

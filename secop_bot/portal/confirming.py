"""Confirmar: pressed once, and its outcome as the portal shows it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import RefusedError, SecopBotError, UnknownOutcomeError, UnknownPageError
from secop_bot.filing.text import lines_of
from secop_bot.portal import locate, sitemap
from secop_bot.portal.notice import find_notice, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from secop_bot.portal.payment_form import PaymentForm
    from secop_bot.portal.sitemap import Site
    from secop_bot.portal.visit import Visit

_LAST_WORD_S = 2


def confirm(visit: Visit, form: PaymentForm, begin: Callable[[], None]) -> None:
    """Press Confirmar once and wait until the form has closed. ``begin`` is called just before the press.

    Raises RefusedError (exit 5) with the portal's own words when it keeps the form open and they are a no, and
    UnknownOutcomeError (exit 7) when the answer can't be read, or says anything else over a form that stays.
    """
    button = locate.button(form.root, visit.site.confirm)
    if button is None:
        raise visit.not_found(form.name, visit.site.confirm)
    before = set(_words(visit, form))
    stood = standing(visit)
    told_before = len(visit.dialogs.seen)
    form.pin()
    visit.wait_until_free()
    begin()
    mark = visit.press(button, commit=True)
    heard: list[tuple[str, float]] = []

    def outcome() -> str | None:
        """Return "" for a form that closed, or what the portal says about one that stays."""
        if fault := visit.traffic.fault_since(mark):
            raise unknown_save(f"SECOP II falló al responder ({fault})")
        if visit.busy() or not visit.traffic.answered_since(mark):
            return None
        if form.is_gone():
            return ""
        new = [line for line in _words(visit, form) if line not in before]
        said = "; ".join([*visit.dialogs.seen[told_before:], *dict.fromkeys(new)])
        if not heard or heard[0][0] != said:
            heard[:] = [(said, monotonic())]
        # A word of success may stand for a moment before the window closes.
        return said or None if monotonic() - heard[0][1] >= _LAST_WORD_S else None

    try:
        said = visit.until(outcome, lambda: unknown_save("no se pudo leer en qué quedó"))
        if says_yes(visit.site, said) and _closes_behind_its_box(visit, form, stood):
            return
    except (PlaywrightError, UnknownPageError) as error:
        raise unknown_save("la página dejó de responder como se esperaba") from error
    if said:
        raise _told_over_a_form_that_stays(visit, said)


def says_yes(site: Site, said: str) -> bool:
    """Return whether an answer to Confirmar says that the form is saved, and nothing beside it."""
    return bool(site.saved.search(said)) and not any(
        words.search(said) for words in (site.denied, site.not_taken, site.not_done_yet)
    )


def says_no(site: Site, said: str) -> bool:
    """Return whether an answer to Confirmar says that the form is not taken, and nothing that may be a yes."""
    if site.saved.search(site.denied.sub("", said)):
        return False
    return bool(site.denied.search(said) or (site.not_taken.search(said) and not site.not_done_yet.search(said)))


def _closes_behind_its_box(visit: Visit, form: PaymentForm, stood: Container[str]) -> bool:
    """Close the box that says yes, as a person does, and return whether the form's window then closes too."""
    box = find_notice(visit, stood)
    if box is None or not says_yes(visit.site, box[1]):
        return False
    visit.progress.note(f"Se cerró un aviso: «{box[1]}»")
    visit.settle(visit.press(box[0]))
    return bool(visit.within(_LAST_WORD_S, lambda: form.is_gone() or None))


def _told_over_a_form_that_stays(visit: Visit, said: str) -> SecopBotError:
    """Return the portal's no, where its words are one; after any other words the payment may be saved, or come late."""
    if not says_no(visit.site, said):
        return unknown_save(f"SECOP II dijo «{said}» y la ventana no se cerró")
    return RefusedError(
        "save_refused",
        f"SECOP II no aceptó el formulario: «{said}».",
        "Corrija el archivo del mes según lo que dice el portal y vuelva a ejecutar.",
    )


def unknown_save(why: str) -> UnknownOutcomeError:
    """Say that Confirmar was pressed and nobody knows how it ended."""
    return UnknownOutcomeError(
        "save_unknown",
        f"Se oprimió Confirmar, pero {why}.",
        "Ejecute otra vez el mismo comando: el bot mira primero qué quedó guardado.",
    )


def _words(visit: Visit, form: PaymentForm) -> list[str]:
    """Return what the form says, and the message boxes over it, line by line; nothing of what is gone.

    A form that has put its Confirmar away is still at work: what it says then is not its answer.
    """
    stays = [form.root] if locate.button(form.root, visit.site.confirm) else []
    boxes = [root.locator(sitemap.MESSAGE_BOX).filter(visible=True) for root in visit.roots()]
    # All at once: a text waited for would never come from a window that closes meanwhile.
    texts = [text for part in (*stays, *boxes) for text in part.all_inner_texts()]
    return lines_of("\n".join(texts))

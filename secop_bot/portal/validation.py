"""Validar: the portal asks another service about the planilla or the CUFE, and that service has its moods."""

from __future__ import annotations

import re
from enum import Enum, auto
from time import monotonic
from typing import TYPE_CHECKING

from tenacity import RetryError, Retrying, retry_if_result, stop_after_attempt, wait_exponential

from secop_bot.errors import RefusedError, UnknownPageError, UnreachableError
from secop_bot.filing.fields import Field
from secop_bot.filing.text import lines_of
from secop_bot.portal.notice import find_notice, standing
from secop_bot.portal.pinned import PinnedText

if TYPE_CHECKING:
    from secop_bot.portal.payment_form import PaymentForm
    from secop_bot.portal.sitemap import Site
    from secop_bot.portal.visit import Visit

_LETTER = re.compile(r"[^\W\d_]")
_ATTEMPTS = 4
_FIRST_PAUSE_S = 1
_LONGEST_PAUSE_S = 15
_TRANSLATION_S = 5
_MESSAGE_S = 1
_TO_CHECK = {
    Field.CUFE: "Copie el CUFE otra vez, completo, de su factura electrónica, y mire que la DIAN ya la tenga",
    Field.PLANILLA_NUMERO: "Revise el número y la fecha con su planilla",
}
_DRAWN_S = 3
"""How long after the portal's answer its words may still be the old ones."""


class Answer(Enum):
    """What the service said."""

    VALID = auto()
    NOT_VISIBLE = auto()
    DOWN = auto()
    OTHER = auto()


def classify(site: Site, words: str) -> Answer:
    """Tell what the service said; only "Consulta exitosa" is known to be a yes, all else counts as no."""
    if site.not_visible.search(words):
        return Answer.NOT_VISIBLE
    if site.service_down.search(words):
        return Answer.DOWN
    return Answer.VALID if site.validated.search(words) else Answer.OTHER


def is_valid(site: Site, words: str) -> bool:
    """Return whether the words around the field say "Consulta exitosa" and nothing against it."""
    return classify(site, words) is Answer.VALID


def validate(visit: Visit, form: PaymentForm, field: Field, *, changed: bool, when_again: str) -> None:
    """Press Validar until the service says "Consulta exitosa".

    ``changed`` says that what is validated was written in this run: then an answer that stood there before the
    press is not this one's, unless it was written anew since.

    A service that is down is asked again, four times in all, a little later each time. Raises UnreachableError
    (exit 6) when it stays down, RefusedError (exit 5) when the planilla is not visible yet (``when_again`` says on
    which day to try, in Spanish) and for any other answer, with its words.
    """
    attempts = Retrying(
        retry=retry_if_result(lambda asked: asked[0] is Answer.DOWN),
        stop=stop_after_attempt(_ATTEMPTS),
        wait=wait_exponential(multiplier=_FIRST_PAUSE_S, max=_LONGEST_PAUSE_S),
        sleep=visit.pause,
        before_sleep=lambda state: visit.progress.note(
            f"El servicio no respondió bien (intento {state.attempt_number} de {_ATTEMPTS}); se pregunta otra vez."
        ),
    )
    try:
        answer, words = attempts(_ask, visit, form, field, changed=changed)
    except RetryError as error:
        _, words = error.last_attempt.result()
        raise UnreachableError(
            "validation_down",
            f"El servicio que valida «{field.label}» no está disponible: «{words}».",
            "No se confirmó nada. Vuelva a intentar en una hora.",
        ) from error
    match answer:
        case Answer.VALID:
            return
        case Answer.NOT_VISIBLE if field is not Field.CUFE:
            raise RefusedError(
                "planilla_not_visible",
                f"«{field.label}» todavía no aparece en la consulta: «{words}».",
                "No se confirmó nada. Revise primero que el número y la fecha de pago sean los de su planilla; si lo"
                f" son, suele verse de 2 a 4 días hábiles después del pago. Intente {when_again}.",
            )
        case _:
            raise RefusedError(
                "validation_refused",
                f"La validación de «{field.label}» no dijo «Consulta exitosa» sino: «{words}».",
                f"{_TO_CHECK[field]}; no se confirmó nada.",
            )


def _ask(visit: Visit, form: PaymentForm, field: Field, *, changed: bool) -> tuple[Answer, str]:
    """Press Validar once and return the answer with the words that are new on the screen."""
    part = visit.until(lambda: form.validated_part(field), lambda: visit.not_found(form.name, visit.site.validate))
    before = lines_of(form.validation_words(field, part))
    # The good answer that stands there is held, to know later whether it was written anew.
    stood_good = changed and is_valid(visit.site, "; ".join(before))
    earlier = PinnedText(part, visit.site.validated) if stood_good else None
    told = len(visit.dialogs.seen)
    passed_over = standing(visit)
    mark = form.press_validate(field, part)
    came: list[float] = []

    def answered() -> tuple[Answer, str] | None:
        fault = visit.traffic.fault_since(mark)
        if not fault and (not visit.traffic.answered_since(mark) or visit.busy()):
            came.clear()
            return None
        came[:] = came or [monotonic()]
        # Both are asked before the words are read: what is drawn while they are read is no part of them.
        early = monotonic() < came[0] + _DRAWN_S
        earlier_stood = earlier is not None and earlier.stands()
        now = lines_of(form.validation_words(field))
        # A line without a letter is a figure that the portal filled in beside its answer.
        new = [*visit.dialogs.seen[told:], *(line for line in now if line not in before and _LETTER.search(line))]
        if message := find_notice(visit, passed_over):
            new.append(message[1])
        if fault:
            return Answer.DOWN, "; ".join([fault, *new])
        stale = early or (earlier_stood and is_valid(visit.site, "; ".join(now)))
        if not new and (stale or not visit.traffic.begun_since(mark)):
            return None
        # The same words as before are this answer too, once the portal was asked and has had time to draw it.
        words = "; ".join(new or now)
        return classify(visit.site, words), words

    def understood() -> tuple[Answer, str] | None:
        seen = answered()
        return None if seen is None or seen[0] is Answer.OTHER else seen

    # A state may stand in code for a moment before it is translated; after that it counts as it is.
    known = visit.within(min(_TRANSLATION_S, visit.timeout), understood)
    seen = known or visit.until(answered, lambda: visit.too_slow() if visit.is_waiting() else _silent(field))
    visit.acknowledge_fault()
    if message := visit.within(_MESSAGE_S if seen[0] is Answer.DOWN else 0, lambda: find_notice(visit, passed_over)):
        visit.press(message[0])
    return seen


def _silent(field: Field) -> UnknownPageError:
    return UnknownPageError(
        "validation_silent",
        f"Se oprimió Validar en «{field.label}» y la página no respondió nada.",
        "No se confirmó nada. Vuelva a ejecutar; si se repite, mire en el recibo qué muestra la página.",
    )

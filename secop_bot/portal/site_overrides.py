"""``[site]`` of ``config.toml``: the portal's words as a user corrects them, without waiting for a release.

Six tables, each with names from ``Site``; a text, or a list of texts any of which will do::

    [site.labels]
    confirm = ["Confirmar", "Guardar"]   # what the button says; stands in place of what is known
    [site.ids]
    confirm = "btnGuardar"               # the end of the element's id; tried before the label
    [site.sections]
    planilla_fecha_pago = "Seguridad social"  # the title of its part, where the same label stands twice
    [site.texts]
    validated = "Consulta satisfactoria" # words that an answer contains
    [site.states]
    sent = "Radicado ante la entidad"    # the whole text of a payment's state
    [site.press]
    confirm = "keyboard"                 # a button that answers to the keyboard alone
"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from secop_bot.errors import InputError
from secop_bot.filing.row_text import TextState
from secop_bot.filing.text import folded
from secop_bot.portal.sitemap import FORBIDDEN_BUTTON, KNOWN, Site
from secop_bot.portal.wording import phrase_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STATES = {
    "sent": TextState.SENT,
    "in_review": TextState.IN_REVIEW,
    "approved": TextState.APPROVED,
    "rejected": TextState.REJECTED,
    "paid": TextState.PAID,
}
_PARTS = {"labels": "texts", "ids": "ids", "sections": "sections"}
_ID = re.compile(r"[\w:.-]+")
_KEYBOARD = "keyboard"
_COMMITTING = {"confirm": "Confirmar", "row_enviar": "Enviar"}
_ALSO_SAYS_YES = "send_yes"
"""The yes of the portal's own question before sending may well say Confirmar or Enviar."""


def site_of(overrides: Mapping[str, Mapping[str, str | list[str]]]) -> Site:
    """Return the known site map with a user's corrections.

    Raises InputError (exit 3) that names each unknown key with its nearest, each unusable value, and each text that
    would let one button be taken for Borrar, Confirmar or Enviar.
    """
    reading = _Reading()
    for table, entries in overrides.items():
        known = reading.names.get(table)
        if known is None:
            tables = _listed(f"[site.{one}]" for one in reading.names)
            reading.wrong.append(f"[site.{table}] no existe; hay {tables}")
            continue
        for name, given in entries.items():
            texts = (given,) if isinstance(given, str) else tuple(given)
            if name not in known:
                reading.wrong.append(_unknown(table, name, known))
            elif not texts or not all(text.strip() for text in texts):
                reading.wrong.append(f"[site.{table}] {name}: falta el texto")
            else:
                reading.take(table, name, texts)
    site = reading.site()
    wrong = reading.wrong + _unsafe(site)
    if wrong:
        raise InputError(
            "site_wrong",
            f"La sección [site] de config.toml tiene errores: {'; '.join(wrong)}.",
            "Corríjala, o bórrela para usar los textos que trae el bot; secop-bot doctor los muestra. No se hizo nada.",
        )
    return site


class _Reading:
    """The corrections read so far, and what is wrong with them."""

    def __init__(self) -> None:
        self._labels = KNOWN.labels()
        self.names = {
            **{part: frozenset(self._labels) for part in _PARTS},
            "texts": frozenset(KNOWN.wordings()),
            "states": frozenset(STATES),
            "press": frozenset(self._labels),
        }
        self.wrong: list[str] = []
        self._patterns: dict[str, Any] = {}
        self._states: dict[TextState, tuple[str, ...]] = {}
        self._keyboard: set[str] = set()

    def take(self, table: str, name: str, texts: tuple[str, ...]) -> None:
        """Take one correction whose name is known."""
        match table:
            case "texts":
                self._patterns[name] = phrase_pattern(texts)
            case "states":
                self._states[STATES[name]] = texts
            case "press" if texts != (_KEYBOARD,):
                self.wrong.append(f'[site.press] {name}: solo puede decir "{_KEYBOARD}"')
            case "press":
                self._keyboard.add(name)
            case "ids" if not all(_ID.fullmatch(text) for text in texts):
                self.wrong.append(f"[site.ids] {name}: un id lleva solo letras, números y los signos _ - : .")
            case _:
                self._labels[name] = replace(self._labels[name], **{_PARTS[table]: texts})

    def site(self) -> Site:
        """Give the site map with all of them."""
        corrected = KNOWN.with_labels(self._labels)
        return replace(corrected, states=self._states, keyboard=frozenset(self._keyboard), **self._patterns)


def corrections(site: Site) -> dict[str, tuple[str, ...]]:
    """Return what a site says otherwise than the known one: ``labels.confirm`` -> its texts."""
    known = KNOWN.labels()
    told = {}
    for name, label in site.labels().items():
        for table, part in _PARTS.items():
            if getattr(label, part) != getattr(known[name], part):
                told[f"{table}.{name}"] = getattr(label, part)
    patterns = KNOWN.wordings()
    told |= {f"texts.{name}": (p.pattern,) for name, p in site.wordings().items() if p != patterns[name]}
    told |= {f"press.{name}": (_KEYBOARD,) for name in sorted(site.keyboard)}
    return told | {f"states.{name}": site.states[state] for name, state in STATES.items() if state in site.states}


def _unsafe(site: Site) -> list[str]:
    """Say which texts would let a press of one control be the press of Borrar, Confirmar or Enviar."""
    found = []
    labels = site.labels()
    for name, label in labels.items():
        if any(FORBIDDEN_BUTTON.search(text) for text in label.texts):
            found.append(f"[site.labels] {name}: «Borrar» nunca se oprime")
        ours = {folded(text) for text in label.texts}
        found += [
            f"[site.labels] {name}: «{said}» es el texto de {title}, y solo puede ser el suyo"
            for committing, title in _COMMITTING.items()
            for said in labels[committing].texts
            if name not in {committing, _ALSO_SAYS_YES} and folded(said) in ours
        ]
    return found


def _unknown(table: str, name: str, known: Iterable[str]) -> str:
    like = difflib.get_close_matches(name, list(known), n=3)
    return f"[site.{table}] {name}: no existe" + (f"; ¿quiso decir {_listed(like)}?" if like else "")


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)

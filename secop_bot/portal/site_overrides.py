"""``[site]`` of ``config.toml``: the portal's words as a user corrects them, without waiting for a release.

Five tables, each with names from ``Site``; a text, or a list of texts any of which will do::

    [site.labels]
    confirm = ["Confirmar", "Guardar"]   # what the button says; stands in place of what is known
    [site.ids]
    confirm = "btnGuardar"               # the end of the element's id; tried before the label
    [site.sections]
    planilla_fecha = "Seguridad social"  # the title of its part, where the same label stands twice
    [site.texts]
    validated = "Consulta satisfactoria" # words that an answer contains
    [site.states]
    sent = "Radicado ante la entidad"    # the whole text of a payment's state
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

    from secop_bot.portal.sitemap import Label

STATES = {
    "sent": TextState.SENT,
    "in_review": TextState.IN_REVIEW,
    "approved": TextState.APPROVED,
    "rejected": TextState.REJECTED,
    "paid": TextState.PAID,
}
_PARTS = {"labels": "texts", "ids": "ids", "sections": "sections"}
_ID = re.compile(r"[\w:.-]+")
_COMMITTING = {"confirm": "Confirmar", "row_enviar": "Enviar"}
_ALSO_SAYS_YES = "send_yes"
"""The yes of the portal's own question before sending may well say Confirmar or Enviar."""


def site_of(overrides: Mapping[str, Mapping[str, str | list[str]]]) -> Site:
    """Return the known site map with a user's corrections.

    Raises InputError (exit 3) that names each unknown key with its nearest, each unusable value, and each text that
    would let one button be taken for Borrar, Confirmar or Enviar.
    """
    wrong: list[str] = []
    labels, wordings = KNOWN.labels(), KNOWN.wordings()
    names = {**{part: frozenset(labels) for part in _PARTS}, "texts": frozenset(wordings), "states": frozenset(STATES)}
    changed: dict[str, Label] = {}
    patterns: dict[str, Any] = {}
    states: dict[TextState, tuple[str, ...]] = {}
    for table, entries in overrides.items():
        known = names.get(table, frozenset())
        if not known:
            wrong.append(f"[site.{table}] no existe; hay {_listed(f'[site.{one}]' for one in names)}")
            continue
        for name, given in entries.items():
            texts = (given,) if isinstance(given, str) else tuple(given)
            if name not in known:
                wrong.append(_unknown(table, name, known))
            elif not texts or not all(text.strip() for text in texts):
                wrong.append(f"[site.{table}] {name}: falta el texto")
            elif table == "texts":
                patterns[name] = phrase_pattern(texts)
            elif table == "states":
                states[STATES[name]] = texts
            elif table == "ids" and not all(_ID.fullmatch(text) for text in texts):
                wrong.append(f"[site.ids] {name}: un id lleva solo letras, números y los signos _ - : .")
            else:
                changed[name] = replace(changed.get(name, labels[name]), **{_PARTS[table]: texts})
    site = replace(KNOWN.with_labels(changed), states=states, **patterns)
    wrong += _unsafe(site)
    if wrong:
        raise InputError(
            "site_wrong",
            f"La sección [site] de config.toml tiene errores: {'; '.join(wrong)}.",
            "Corríjala, o bórrela para usar los textos que trae el bot; secop-bot doctor los muestra. No se hizo nada.",
        )
    return site


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

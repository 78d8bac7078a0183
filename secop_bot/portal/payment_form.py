"""The payment form: its fields read and written, its documents, its two validations, and Cancelar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from secop_bot.errors import RefusedError, SecopBotError
from secop_bot.filing.comparison import FormReading
from secop_bot.filing.fields import Field, Value
from secop_bot.filing.money import read_pesos
from secop_bot.filing.text import collapsed
from secop_bot.portal import locate
from secop_bot.portal.asking import ask
from secop_bot.portal.dates import read_date, type_date
from secop_bot.portal.pinned import Held, Pinned, marked
from secop_bot.portal.tables import file_names
from secop_bot.portal.validation import is_valid

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from secop_bot.portal.locate import Finder
    from secop_bot.portal.sitemap import Label
    from secop_bot.portal.visit import Visit

_DATES = {Field.FECHA_EMISION, Field.FECHA_VENCIMIENTO, Field.FECHA_RECEPCION, Field.PLANILLA_FECHA}
_MONEY = {Field.VALOR_NETO, Field.VALOR_TOTAL}
# What a section says, boxes included: its printed text and what stands in its visible boxes. One that was drawn anew
# since it was found has neither lines nor boxes to see, and gives null.
WORDS = """e => !e.isConnected ? null :
  [e.innerText, ...[...e.querySelectorAll('input:not([type=button]):not([type=submit]), select')]
  .filter(box => box.getClientRects().length).map(box => box.value)].join('\\n')"""


@dataclass(frozen=True)
class _Window:
    """The part of a page that is the form, and what it is known by: its ID de pago and its Número de factura."""

    root: Locator
    marks: tuple[Locator, Locator]


class PaymentForm:
    """One payment open for registration, wherever its window stands: a frame, a dialog or the page."""

    name = "Formulario del pago"

    def __init__(self, visit: Visit, window: _Window) -> None:
        self._visit = visit
        self._held = Held(window.root, self._find_anew)
        self._site = visit.site
        self._pins = Pinned(window.marks)

    @property
    def root(self) -> Locator:
        """The part of the page that is the form."""
        return self._held.root

    @classmethod
    def opened(cls, visit: Visit) -> PaymentForm:
        """Wait for the form's window: the smallest part with Confirmar, an ID de pago and its fields."""

        def missing() -> SecopBotError:
            """Name the first of the form's marks that no document on the screen shows."""
            marks = (
                (visit.site.confirm, locate.button),
                (visit.site.payment_id, locate.text),
                (visit.site.form[Field.NUMERO_FACTURA], locate.field),
            )
            absent = [label for label, find in marks if not any(find(root, label) for root in visit.roots())]
            return visit.not_found(cls.name, absent[0] if absent else visit.site.payment_id)

        def opened() -> PaymentForm | None:
            window = cls._find(visit)
            return cls(visit, window) if window else None

        form = visit.until(opened, missing)
        visit.wait_until_free()
        return form

    def _find_anew(self) -> Locator | None:
        window = self._find(self._visit)
        return window.root if window else None

    @classmethod
    def _find(cls, visit: Visit) -> _Window | None:
        marks: list[tuple[Locator, Locator]] = []

        def whole(part: Locator, payment_id: Label) -> Locator | None:
            printed = locate.text(part, payment_id)
            box = printed and locate.field(part, visit.site.form[Field.NUMERO_FACTURA])
            marks[:] = [(printed, box)] if printed and box else []
            return box

        for root in visit.roots():
            confirm = locate.button(root, visit.site.confirm)
            if confirm and (part := locate.section(confirm, visit.site.payment_id, whole)):
                return _Window(marked(part, root), marks[0])
        return None

    # --- Reading

    def read(self) -> FormReading:
        """Read all that the form shows now. A field that is not shown is left out."""
        self._visit.wait_until_free()
        labels = {name: label for name, label in self._site.form.items() if name is not Field.OBLIGADO}
        boxes = self._held.seek(lambda root: locate.fields(root, labels) or None) or {}
        pair = self._radios()
        fields: dict[Field, Value | None] = {Field.OBLIGADO: _chosen(pair)} if pair else {}
        fields |= {name: read_value(name, box.text) for name, box in boxes.items()}
        planilla, cufe = (
            self._answer(name, boxes[name].control) if name in boxes else ""
            for name in (Field.PLANILLA_NUMERO, Field.CUFE)
        )
        return FormReading(self.payment_id(), fields, tuple(self.documents()), planilla, cufe)

    def payment_id(self) -> str:
        """Return the ID de pago exactly as the form prints it."""

        def read() -> str | None:
            words = self._pins.first(WORDS)
            if words is None:
                place = self._seek(locate.text, self._site.payment_id)
                if place is None:
                    raise self._visit.not_found(self.name, self._site.payment_id)
                words = ask(place, WORDS)
            return words

        return collapsed(self._visit.until(read, self._visit.too_slow))

    def documents(self) -> list[str]:
        """Return the names of the attached files, as listed under Documentación."""
        return file_names(self._documentation())

    # --- Writing

    def control(self, name: Field, value: Value) -> Locator | None:
        """Return where ``value`` goes: a field's box, or its Sí or No; None where the form does not show it."""
        if name is not Field.OBLIGADO:
            return self._box(name)
        pair = self._radios()
        return pair and pair[0 if value else 1]

    def write(self, name: Field, value: Value) -> Value | None:
        """Put ``value`` in a field as a person does, leave it, and return what the form then shows."""
        if name is Field.OBLIGADO:
            return self._choose(bool(value))
        box = self._need(name)
        if isinstance(value, date) and box.get_attribute("type") == "date":
            self._visit.set_day(box, value.isoformat())
        else:
            self._visit.type_text(box, _fit_for(box, _typed(value)))
        return read_value(name, self._need(name).input_value())

    def _choose(self, yes: bool) -> bool | None:  # noqa: FBT001 - the question is a yes or no
        pair = self._radios()
        if pair is None:
            raise self._visit.not_found(self.name, self._site.form[Field.OBLIGADO])
        self._visit.follow(pair[0] if yes else pair[1])
        return _chosen(self._radios() or pair)

    def attach_button(self) -> Locator:
        """Return the Anexar of Documentación."""
        anexar = locate.button(self._documentation(), self._site.attach)
        if anexar is None:
            raise self._visit.not_found(self.name, self._site.attach)
        return anexar

    def detach(self, name: str) -> None:
        """Take an attached document off. Raises RefusedError (exit 5) where the form offers no way."""
        place = self._documentation().get_by_text(name, exact=True).filter(visible=True)
        around = place.locator("xpath=ancestor::*[self::tr or self::li or self::div][1]")
        remove = locate.button(around, self._site.detach) if place.count() == 1 else None
        if remove is None:
            raise RefusedError(
                "cannot_detach",
                f"El documento «{name}» está anexo, no corresponde a su archivo, y no se encontró cómo quitarlo.",
                "Quítelo a mano en el portal (Registro → Documentación) y vuelva a ejecutar.",
            )
        self._visit.follow(remove)
        self._visit.until(
            lambda: True if name not in self.documents() else None,
            lambda: self._visit.not_found(self.name, self._site.documentation),
        )

    # --- Validations

    def validated_part(self, name: Field) -> Locator | None:
        """Return what stands around a validated field (planilla, CUFE): its boxes, its Validar, and the answer."""
        box = self._box(name)
        return box and self._around(box)

    def validation_words(self, name: Field, part: Locator | None = None) -> str:
        """Return what stands around a validated field: heads, boxes and the answer's text.

        ``part`` is the one of ``validated_part``, where that was found a moment ago. While it is drawn anew it is
        waited for: read as nothing, it would make an old answer a new one.
        """
        known = [part] if part else []

        def read() -> str | None:
            here = known.pop() if known else self.validated_part(name)
            words: str | None = ask(here, WORDS) if here else None
            return words

        return self._visit.until(read, lambda: self._visit.not_found(self.name, self._site.validate))

    def _answer(self, name: Field, box: Locator) -> str:
        """Return the words of a good answer alone, and otherwise all that stands around the field."""
        part = self._around(box)
        words = self.validation_words(name, part) if part else ""
        good = self._site.validated.search(words) if is_valid(self._site, words) else None
        return good[0] if good else words

    def press_validate(self, name: Field, part: Locator | None = None) -> int:
        """Press the Validar beside this field and return a mark in the traffic; ``part`` as in ``validation_words``."""
        button = locate.button(part, self._site.validate) if part else self.validate_button(name)
        if button is None:
            raise self._visit.not_found(self.name, self._site.validate)
        return self._visit.press(button)

    def validate_button(self, name: Field) -> Locator | None:
        """Return the Validar beside this field, or None."""
        part = self.validated_part(name)
        return locate.button(part, self._site.validate) if part else None

    # --- Leaving

    def pin(self) -> None:
        """Know the form from now on by the elements that stand now: parts of it are drawn anew as it is filled."""
        if not self._pins.are_seen():
            self._pins = Pinned(
                (
                    locate.text(self.root, self._site.payment_id),
                    locate.field(self.root, self._site.form[Field.NUMERO_FACTURA]),
                )
            )

    def is_gone(self) -> bool:
        """Return whether the form's window has closed: what was in it is seen no more, nor drawn anew."""
        return not self._pins.is_seen() and not self._held.is_found_anew()

    def cancel(self) -> None:
        """Leave by Cancelar; nothing is saved."""
        self._visit.guide.point_at(
            lambda: self._seek(locate.button, self._site.cancel),
            "Se oprime Cancelar",
            "así el formulario se cierra sin guardar",
        )
        button = self._seek(locate.button, self._site.cancel)
        if button is None:
            raise self._visit.not_found(self.name, self._site.cancel)
        self._visit.follow(button)
        self._visit.until(lambda: self.is_gone() or None, self._visit.too_slow)

    # --- Finding

    def _seek(self, find: Finder, label: Label) -> Locator | None:
        return self._held.seek(lambda root: find(root, label))

    def _box(self, name: Field) -> Locator | None:
        return self._seek(locate.field, self._site.form[name])

    def _need(self, name: Field) -> Locator:
        return self._visit.until(
            lambda: self._box(name), lambda: self._visit.not_found(self.name, self._site.form[name])
        )

    def _radios(self) -> tuple[Locator, Locator] | None:
        """Return the Sí and the No of Obligado a facturar electrónicamente."""
        question, answers = self._site.form[Field.OBLIGADO], (self._site.yes, self._site.no)
        return self._held.seek(lambda root: locate.radios(root, question, answers))

    def _documentation(self) -> Locator:
        title = self._seek(locate.heading, self._site.documentation)
        part = title and locate.section(title, self._site.attach)
        if part is None:
            raise self._visit.not_found(self.name, self._site.attach if title else self._site.documentation)
        return part

    def _around(self, box: Locator) -> Locator | None:
        return locate.section(box, self._site.validate)


def _chosen(pair: tuple[Locator, Locator]) -> bool | None:
    yes, no = (radio.is_checked() for radio in pair)
    return yes if yes or no else None


def _typed(value: Value) -> str:
    """Return the keys a person would press for a value: 03/11/2026, 3500000,50."""
    match value:
        case date():
            return type_date(value)
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case _:
            return str(value)


def _fit_for(box: Locator, text: str) -> str:
    """Return a text as it can be typed there: Tab would leave the box, Enter press Confirmar in a box of one line."""
    takes_lines = ask(box, "e => e.tagName === 'TEXTAREA'")
    return re.sub(r"[^\S\n]" if takes_lines else r"\s", " ", text)


def read_value(name: Field, shown: str) -> Value | None:
    """Return what a field's text says: a day, pesos or the text itself; None for a day or an amount it does not say."""
    if name in _DATES:
        return read_date(shown)
    if name in _MONEY:
        return read_pesos(shown)
    return shown.strip()

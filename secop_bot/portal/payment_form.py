"""The payment form: its fields read and written, its documents, its two validations, Confirmar and Cancelar."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from time import monotonic
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import RefusedError, SecopBotError, UnknownOutcomeError, UnknownPageError
from secop_bot.filing.comparison import FormReading
from secop_bot.filing.fields import Field, Value
from secop_bot.filing.money import read_pesos
from secop_bot.portal import locate, sitemap
from secop_bot.portal.dates import read_date, type_date

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle, Locator

    from secop_bot.portal.visit import Visit

_INVOICE_NUMBER = sitemap.FORM_FIELDS[Field.NUMERO_FACTURA]
_DATES = {Field.FECHA_EMISION, Field.FECHA_VENCIMIENTO, Field.FECHA_RECEPCION, Field.PLANILLA_FECHA}
_LAST_WORD_S = 2
_MONEY = {Field.VALOR_NETO, Field.VALOR_TOTAL}
_FILE_NAME = re.compile(r"^(\S.*\.[A-Za-z0-9]{2,5})(?:\s+\(.*\))?$")
# What a section says, boxes included: its printed text and what stands in its visible boxes.
_WORDS = """e => [e.innerText, ...[...e.querySelectorAll('input:not([type=button]):not([type=submit]), select')]
  .filter(box => box.getClientRects().length).map(box => box.value)].join('\\n')"""


class PaymentForm:
    """One payment open for registration, wherever its window stands: a frame, a dialog or the page."""

    name = "Formulario del pago"

    def __init__(self, visit: Visit, root: Locator) -> None:
        self._visit = visit
        self.root = root
        marks = (locate.text(root, sitemap.PAYMENT_ID), locate.field(root, _INVOICE_NUMBER))
        self._pins = [mark.element_handle() for mark in marks if mark]

    @classmethod
    def opened(cls, visit: Visit) -> PaymentForm:
        """Wait for the form's window: the smallest part with Confirmar, an ID de pago and its fields."""

        def missing() -> SecopBotError:
            """Name the first of the form's marks that no document on the screen shows."""
            marks = (
                (sitemap.CONFIRM, locate.button),
                (sitemap.PAYMENT_ID, locate.text),
                (_INVOICE_NUMBER, locate.field),
            )
            absent = [label for label, find in marks if not any(find(root, label) for root in visit.roots())]
            return visit.not_found(cls.name, absent[0] if absent else sitemap.PAYMENT_ID)

        form = visit.until(lambda: cls._find(visit), missing)
        visit.wait_until_free()
        return form

    @classmethod
    def _find(cls, visit: Visit) -> PaymentForm | None:
        def whole(part: Locator) -> Locator | None:
            return locate.text(part, sitemap.PAYMENT_ID) and locate.field(part, _INVOICE_NUMBER)

        for root in visit.roots():
            confirm = locate.button(root, sitemap.CONFIRM)
            if confirm and (part := locate.section(confirm, whole)):
                return cls(visit, part)
        return None

    # --- Reading

    def read(self) -> FormReading:
        """Read all that the form shows now. A field that is not shown is left out."""
        self._visit.wait_until_free()
        fields: dict[Field, Value | None] = {}
        for name in sitemap.FORM_FIELDS:
            if name is Field.OBLIGADO:
                if pair := self._radios():
                    fields[name] = _chosen(pair)
            elif box := self._box(name):
                fields[name] = _value(name, box.input_value())
        return FormReading(
            payment_id=self.payment_id(),
            fields=fields,
            documents=tuple(self.documents()),
            planilla_state=self.validation_words(Field.PLANILLA_NUMERO),
            cufe_state=self.validation_words(Field.CUFE),
        )

    def payment_id(self) -> str:
        """Return the ID de pago exactly as the form prints it."""
        place = locate.text(self.root, sitemap.PAYMENT_ID)
        if place is None:
            raise self._visit.not_found(self.name, sitemap.PAYMENT_ID)
        words: str = place.evaluate(_WORDS)
        return " ".join(words.split())

    def asks_planilla(self) -> bool:
        """Return whether the form shows the planilla's number."""
        return self._box(Field.PLANILLA_NUMERO) is not None

    def documents(self) -> list[str]:
        """Return the names of the attached files, as listed under Documentación."""
        lines = re.split(r"[\n\t]", self._documentation().inner_text())
        found = (_FILE_NAME.match(line.strip()) for line in lines)
        return [match[1] for match in found if match]

    # --- Writing

    def write(self, name: Field, value: Value) -> Value | None:
        """Put ``value`` in a field as a person does, leave it, and return what the form then shows."""
        if name is Field.OBLIGADO:
            return self._choose(bool(value))
        box = self._need(name)
        self._visit.type_text(box, _typed(value))
        return _value(name, self._need(name).input_value())

    def _choose(self, yes: bool) -> bool | None:  # noqa: FBT001 - the question is a yes or no
        pair = self._radios()
        if pair is None:
            raise self._visit.not_found(self.name, sitemap.FORM_FIELDS[Field.OBLIGADO])
        self._visit.follow(pair[0] if yes else pair[1])
        return _chosen(self._radios() or pair)

    def attach_button(self) -> Locator:
        """Return the Anexar of Documentación."""
        anexar = locate.button(self._documentation(), sitemap.ATTACH)
        if anexar is None:
            raise self._visit.not_found(self.name, sitemap.ATTACH)
        return anexar

    def detach(self, name: str) -> None:
        """Take an attached document off. Raises RefusedError (exit 5) where the form offers no way."""
        place = self._documentation().get_by_text(name, exact=True).filter(visible=True)
        around = place.locator("xpath=ancestor::*[self::tr or self::li or self::div][1]")
        remove = locate.button(around, sitemap.DETACH) if place.count() == 1 else None
        if remove is None:
            raise RefusedError(
                "cannot_detach",
                f"El documento «{name}» está anexo, no corresponde a su archivo, y no se encontró cómo quitarlo.",
                "Quítelo a mano en el portal (Registro → Documentación) y vuelva a ejecutar.",
            )
        self._visit.follow(remove)
        self._visit.until(
            lambda: True if name not in self.documents() else None,
            lambda: self._visit.not_found(self.name, sitemap.DOCUMENTATION),
        )

    # --- Validations

    def validation_words(self, name: Field) -> str:
        """Return what stands around a validated field (planilla, CUFE): heads, boxes and the answer's text."""
        section = self._validated_section(name)
        if section is None:
            return ""
        words: str = section.evaluate(_WORDS)
        return words

    def press_validate(self, name: Field) -> int:
        """Press the Validar beside this field and return a mark in the traffic."""
        section = self._validated_section(name)
        button = locate.button(section, sitemap.VALIDATE) if section else None
        if button is None:
            raise self._visit.not_found(self.name, sitemap.VALIDATE)
        return self._visit.press(button)

    # --- Leaving

    def confirm(self) -> None:
        """Press Confirmar once and wait until the form has closed.

        Raises RefusedError (exit 5) with the portal's own words when it keeps the form open, and
        UnknownOutcomeError (exit 7) when the answer can't be read.
        """
        button = locate.button(self.root, sitemap.CONFIRM)
        if button is None:
            raise self._visit.not_found(self.name, sitemap.CONFIRM)
        before = set(self._own_words())
        told_before = len(self._visit.dialogs.seen)
        mark = self._visit.press(button)
        heard: list[tuple[str, float]] = []

        def outcome() -> str | None:
            """Return "" for a form that closed, or what the portal says about one that stays."""
            if fault := self._visit.traffic.fault_since(mark):
                raise _unknown_save(f"SECOP II falló al responder ({fault})")
            if self._visit.busy() or not self._visit.traffic.answered_since(mark):
                return None
            if self.is_gone():
                return ""
            new = [line for line in self._own_words() if line not in before]
            said = "; ".join([*self._visit.dialogs.seen[told_before:], *dict.fromkeys(new)])
            if not heard or heard[0][0] != said:
                heard[:] = [(said, monotonic())]
            # A word of success may stand for a moment before the window closes.
            return said or None if monotonic() - heard[0][1] >= _LAST_WORD_S else None

        try:
            said = self._visit.until(outcome, lambda: _unknown_save("no se pudo leer en qué quedó"))
        except (PlaywrightError, UnknownPageError) as error:
            raise _unknown_save("la página dejó de responder como se esperaba") from error
        if said:
            raise RefusedError(
                "save_refused",
                f"SECOP II no aceptó el formulario: «{said}».",
                "Corrija el archivo del mes según lo que dice el portal y vuelva a ejecutar.",
            )

    def is_gone(self) -> bool:
        """Return whether the form's window has closed: what was in it is seen no more, nor drawn anew."""
        return not any(_is_seen(part) for part in self._pins) and self._find(self._visit) is None

    def _own_words(self) -> list[str]:
        """Return what the form says, and the message boxes over it, line by line."""
        boxes = [
            box.inner_text()
            for root in self._visit.roots()
            for box in root.locator(sitemap.MESSAGE_BOX).filter(visible=True).all()
        ]
        own = self.root.inner_text() if self.root.count() else ""
        lines = "\n".join([own, *boxes]).splitlines()
        return [" ".join(line.split()) for line in lines if line.strip()]

    def cancel(self) -> None:
        """Leave by Cancelar; nothing is saved."""
        button = locate.button(self.root, sitemap.CANCEL)
        if button is None:
            raise self._visit.not_found(self.name, sitemap.CANCEL)
        self._visit.follow(button)
        self._visit.until(lambda: self.is_gone() or None, self._visit.too_slow)

    # --- Finding

    def _box(self, name: Field) -> Locator | None:
        return locate.field(self.root, sitemap.FORM_FIELDS[name])

    def _need(self, name: Field) -> Locator:
        return self._visit.until(
            lambda: self._box(name), lambda: self._visit.not_found(self.name, sitemap.FORM_FIELDS[name])
        )

    def _radios(self) -> tuple[Locator, Locator] | None:
        """Return the Sí and the No of Obligado a facturar electrónicamente."""
        place = locate.text(self.root, sitemap.FORM_FIELDS[Field.OBLIGADO])
        if place is None:
            return None
        yes = locate.field(place, sitemap.YES, locate.RADIOS)
        no = locate.field(place, sitemap.NO, locate.RADIOS)
        return (yes, no) if yes and no else None

    def _documentation(self) -> Locator:
        title = locate.heading(self.root, sitemap.DOCUMENTATION)
        part = title and locate.section(title, lambda around: locate.button(around, sitemap.ATTACH))
        if part is None:
            raise self._visit.not_found(self.name, sitemap.DOCUMENTATION)
        return part

    def _validated_section(self, name: Field) -> Locator | None:
        box = self._box(name)
        return box and locate.section(box, lambda around: locate.button(around, sitemap.VALIDATE))


def _is_seen(part: ElementHandle) -> bool:
    try:
        return part.is_visible()
    except PlaywrightError:  # its document is gone
        return False


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


def _value(name: Field, shown: str) -> Value | None:
    if name in _DATES:
        return read_date(shown)
    if name in _MONEY:
        return read_pesos(shown)
    return shown.strip()


def _unknown_save(why: str) -> UnknownOutcomeError:
    return UnknownOutcomeError(
        "save_unknown",
        f"Se oprimió Confirmar, pero {why}.",
        "Ejecute otra vez el mismo comando: el bot mira primero qué quedó guardado.",
    )

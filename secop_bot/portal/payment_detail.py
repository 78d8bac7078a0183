"""The window behind a payment's Detalle: what was sent, why it was rejected, and Editar, which unlocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.filing.comparison import FormReading
from secop_bot.filing.fields import Field, Value
from secop_bot.filing.rows import RowAction
from secop_bot.filing.text import lines_of
from secop_bot.portal import locate
from secop_bot.portal.asking import ask
from secop_bot.portal.payment_form import WORDS, read_value
from secop_bot.portal.pinned import Held, Pinned, marked
from secop_bot.portal.tables import file_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import ElementHandle, Locator

    from secop_bot.portal.locate import Finder
    from secop_bot.portal.sitemap import Label
    from secop_bot.portal.visit import Visit


class PaymentDetail:
    """A rejected payment as Detalle shows it, to be read; its values are printed, or stand in boxes that are shut."""

    name = "Detalle del pago"

    def __init__(self, visit: Visit, root: Locator) -> None:
        self._visit = visit
        self._held = Held(root, lambda: self._find(visit))
        self._edit = visit.site.row_actions[RowAction.EDITAR]
        self._reason: ElementHandle | None = None
        self._pins = Pinned((locate.text(root, visit.site.payment_id), locate.button(root, self._edit)))

    @classmethod
    def opened(cls, visit: Visit) -> PaymentDetail:
        """Wait for the window: the smallest part with Editar, an ID de pago and the form's fields."""

        def opened() -> PaymentDetail | None:
            root = cls._find(visit)
            return cls(visit, root) if root else None

        detail = visit.until(opened, lambda: visit.not_found(cls.name, visit.site.row_actions[RowAction.EDITAR]))
        visit.wait_until_free()
        return detail

    @classmethod
    def _find(cls, visit: Visit) -> Locator | None:
        site = visit.site

        def whole(part: Locator, payment_id: Label) -> Locator | None:
            marks = (payment_id, site.form[Field.NUMERO_FACTURA], site.form[Field.FECHA_EMISION])
            return part if all(locate.heading(part, mark) for mark in marks) else None

        for root in visit.roots():
            edit = locate.button(root, site.row_actions[RowAction.EDITAR])
            if edit and (part := locate.section(edit, site.payment_id, whole)):
                return marked(part, root)
        return None

    # --- Reading

    def read(self) -> FormReading:
        """Read what the window shows. A field that it does not show is left out."""
        fields: dict[Field, Value | None] = {}
        for name, label in self._visit.site.form.items():
            said = self._said(label)
            if said is not None:
                fields[name] = _yes_or_no(said) if name is Field.OBLIGADO else read_value(name, said)
        payment_id = self._said(self._visit.site.payment_id)
        if payment_id is None:
            raise self._visit.not_found(self.name, self._visit.site.payment_id)
        return FormReading(payment_id, fields, tuple(self.documents()), planilla_state="", cufe_state="")

    def documents(self) -> list[str]:
        """Return the names of the attached files, as listed under Documentación."""
        title = self._title(self._visit.site.documentation)
        place = title and locate.beside(title, self._visit.site.documentation)
        if title is None or place is None:
            raise self._visit.not_found(self.name, self._visit.site.documentation)
        return file_names(place)

    def reason(self) -> str:
        """Return why the entity rejected the payment, in its words; "" where the window does not say it."""
        place = self._reason_place()
        return _words(place) if place else ""

    def _reason_place(self) -> Locator | None:
        title = self._seek(locate.heading, self._visit.site.reason)
        return title and locate.beside(title, self._visit.site.reason)

    def _said(self, label: Label) -> str | None:
        """Return what is printed for a label, or stands in its box: beside it, or below it if it heads a column."""
        title = self._title(label)
        if title is None:
            return None
        labels = [text for known in self._visit.site.form.values() for text in known.texts]
        if locate.heads_column(title, labels):
            below = locate.below_heads(title).filter(visible=True)
            place = below.first if below.count() else None
        else:
            place = locate.beside(title, label)
        return _words(place) if place else None

    def _title(self, label: Label) -> Locator | None:
        """Return where a label stands; what the entity wrote as its reason may read like one, and is none."""
        titles = self._held.seek(lambda root: locate.headings(root, label) or None) or ()
        return next((title for title in titles if not self._is_in_reason(title)), None)

    def _is_in_reason(self, title: Locator) -> bool:
        if not self._reason or not ask(self._reason, "e => e.isConnected"):
            place = self._reason_place()
            self._reason = place.element_handle() if place else None
        return bool(ask(title, "(e, reason) => !!reason && reason.contains(e)", self._reason))

    # --- Leaving

    def close(self) -> None:
        """Leave by Cerrar; nothing is changed."""
        button = self._seek(locate.button, self._visit.site.cancel)
        if button is None:
            raise self._visit.not_found(self.name, self._visit.site.cancel)
        self._visit.follow(button)
        self._visit.until(lambda: self._is_gone() or None, self._visit.too_slow)

    def edit(self, begin: Callable[[], None]) -> None:
        """Press Editar once, which unlocks the payment and closes the window.

        ``begin`` is called just before the press. Raises UnreachableError (exit 6) when the window's end can't be seen.
        """
        button = self._seek(locate.button, self._edit)
        if button is None:
            raise self._visit.not_found(self.name, self._edit)
        self._visit.wait_until_free()
        if refusal := self._visit.refusal(button):
            raise refusal
        begin()
        self._visit.follow(button)
        self._visit.until(lambda: self._is_gone() or None, self._visit.too_slow)

    def _is_gone(self) -> bool:
        return not self._pins.is_seen() and not self._held.is_found_anew()

    def _seek(self, find: Finder, label: Label) -> Locator | None:
        return self._held.seek(lambda root: find(root, label))


def _words(place: Locator) -> str:
    words: str = ask(place, WORDS) or ""
    return "\n".join(lines_of(words))


def _yes_or_no(said: str) -> bool | None:
    answer = locate.folded(said)
    return {"si": True, "no": False}.get(answer)

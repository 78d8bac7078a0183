"""The login page, the choice of a company, what the header then says, and whose an address is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from secop_bot.errors import InputError, PersonNeededError, UnknownPageError
from secop_bot.filing.text import collapsed
from secop_bot.portal import locate, sitemap
from secop_bot.portal.asking import ask
from secop_bot.portal.ways import to_header

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from secop_bot.credentials import Credentials
    from secop_bot.portal.visit import Visit


class LoginPage:
    """Where user and password are typed."""

    name = "Ingreso"

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def is_here(self) -> bool:
        """Return whether a password is asked for."""
        return any(root.locator(sitemap.PASSWORD_BOX).filter(visible=True).count() for root in self._visit.roots())

    def asks_user(self) -> bool:
        """Return whether a user is asked for too; a password alone is asked for when it must be changed."""
        return any(locate.field(root, self._visit.site.username) for root in self._visit.roots())

    def asks_captcha(self) -> bool:
        """Return whether a captcha is shown: one that is known, or a box more than user and password."""
        for root in self._visit.roots():
            if root.locator(sitemap.CAPTCHA).filter(visible=True).count():
                return True
            if locate.field(root, self._visit.site.captcha):
                return True
            password = root.locator(sitemap.PASSWORD_BOX).filter(visible=True)
            if password.count() == 1 and self._asks_more(password):
                return True
        return False

    def _asks_more(self, password: Locator) -> bool:
        """Return whether the part that holds password and button has another box than the user's."""
        part = locate.section(password, self._visit.site.login)
        return part is not None and part.locator(sitemap.TEXT_INPUT).filter(visible=True).count() > 1

    def fill(self, credentials: Credentials, portal_url: str) -> None:
        """Type user and password, and nothing more. Raises UnknownPageError away from the portal's own origin."""
        user = self._need(self._visit.site.username, locate.BOXES)
        password = self._need(self._visit.site.password, sitemap.PASSWORD_BOX)
        where: str = ask(password, "e => e.ownerDocument.location.origin")
        parts = urlsplit(portal_url)
        if where != f"{parts.scheme}://{parts.netloc}":
            raise UnknownPageError(
                "foreign_login",
                f"La página que pide la contraseña es de {where}, no de {parts.scheme}://{parts.netloc}.",
                "No se escribió nada. Revise SECOP_BOT_PORTAL_URL.",
            )
        user.fill(credentials.username)
        password.fill(credentials.password.get_secret_value())

    def enter(self) -> None:
        """Press the login button, once, and wait for the portal's answer."""
        for root in self._visit.roots():
            if entrance := locate.button(root, self._visit.site.login):
                self._visit.settle(self._visit.press(entrance))
                return
        raise locate.missing(self.name, self._visit.site.login)

    def refusal(self) -> str | None:
        """Return the error the page shows, or None. Hidden errors are always in the page and do not count."""
        for root in self._visit.roots():
            for error in root.locator(sitemap.LOGIN_ERROR).filter(visible=True).all():
                if said := collapsed(error.inner_text()):
                    return said
        return self._visit.dialogs.seen[-1] if self._visit.dialogs.seen else None

    def _need(self, label: sitemap.Label, kind: str) -> Locator:
        box = locate.one_in(self._visit.roots(), label, lambda root, label: locate.field(root, label, kind))
        if box is None:
            raise locate.missing(self.name, label)
        return box


class CompanyPage:
    """Where an account with several companies chooses one."""

    name = "Elegir compañía"

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def _select(self) -> Locator | None:
        return locate.field(self._visit.page.locator("html"), self._visit.site.company, locate.SELECTS)

    def is_here(self) -> bool:
        """Return whether a company must be chosen: the list and the button that goes on are there."""
        return self._select() is not None and self._button() is not None

    def companies(self) -> list[str]:
        """Return the companies as the list names them, without its "Seleccione…", which stands for none."""
        return [text.strip() for text in self._choice().locator("option:not([value=''])").all_inner_texts()]

    def _choice(self) -> Locator:
        choice = self._select()
        if choice is None:
            raise locate.missing(self.name, self._visit.site.company)
        return choice

    def choose(self, company: str | None) -> None:
        """Choose the company by the name the portal lists. Raises InputError (exit 3) with the list."""
        options = self.companies()
        fits = [text for text in options if company and locate.folded(text) == locate.folded(company)]
        if len(fits) != 1:
            listed = ", ".join(text for text in options if text)
            raise InputError(
                "company_unknown",
                f"La cuenta tiene varias compañías: {listed}."
                if not company
                else f"«{company}» no está entre las compañías de la cuenta: {listed}.",
                'Escriba la que cobra en config.toml (secop-bot doctor dice dónde está): company = "…".',
            )
        self._choice().select_option(label=fits[0])
        enter = self._button()
        if enter is None:
            raise locate.missing(self.name, self._visit.site.company_enter)
        self._visit.follow(enter)

    def _button(self) -> Locator | None:
        return locate.button(self._visit.page.locator("html"), self._visit.site.company_enter)


def account_in_header(visit: Visit) -> str | None:
    """Return whose account the header names, or None where it names none."""
    place = _in_header(visit, visit.site.account_in_header)
    if place is None:
        return None
    named = place.get_attribute("title") or place.get_attribute("alt") or place.inner_text()
    first, *_ = named.strip().splitlines() or [""]
    return collapsed(first) or None


def _in_header(visit: Visit, label: sitemap.Label) -> Locator | None:
    """Return what the header shows under a confirmed id, or under a name that says what it is."""
    for way in to_header(visit.page.locator("html"), label):
        found = way.found.filter(visible=True)
        if found.count() == 1:
            return found
    return None


def company_in_header(visit: Visit) -> str | None:
    """Return the company the header shows as chosen, or None where it shows none."""
    header = _in_header(visit, visit.site.company_in_header)
    if header is None:
        return None
    chosen: str = ask(header, "e => e.selectedOptions ? e.selectedOptions[0]?.text ?? '' : e.innerText")
    return collapsed(chosen) or None


def check_company(visit: Visit, company: str | None) -> None:
    """Compare the header's company with the configured one. Raises PersonNeededError where they differ."""
    shown = company_in_header(visit)
    if shown and company and locate.folded(shown) != locate.folded(company):
        raise PersonNeededError(
            "other_company",
            f"El portal está en la compañía «{shown}» y usted configuró «{company}».",
            "Corrija «company» en config.toml (o SECOP_BOT_COMPANY), o entre al portal y cambie de compañía.",
        )

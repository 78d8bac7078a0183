"""The page objects at a recorded page: which of them know it, what they read, and what they miss."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error as PlaywrightError

from secop_bot.errors import SecopBotError
from secop_bot.filing.fields import Field
from secop_bot.filing.rows import RowAction
from secop_bot.portal import locate, sitemap, upload
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.contracts import START, ContractsPage
from secop_bot.portal.execution_documents import ExecutionDocuments
from secop_bot.portal.login import CompanyPage, LoginPage
from secop_bot.portal.notice import find_notice
from secop_bot.portal.payment_detail import PaymentDetail
from secop_bot.portal.payment_form import PaymentForm
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.session import SCREEN
from secop_bot.portal.sitemap import KNOWN
from secop_bot.portal.tables import file_names
from secop_bot.portal.visit import Visit
from secop_bot.progress import Silent
from secop_bot.recording.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from secop_bot.filing.comparison import FormReading
    from secop_bot.portal.sitemap import Label, Site
    from secop_bot.recording.page import RecordedPage

_PATIENCE_S = 3
_ACTION_S = 10
_ENOUGH_FIELDS = 2
NOTICE = "Aviso"
CODE = "Código de verificación"
# Something that one of the other page objects would have to know: boxes, a window, a table of data.
_MORE_THAN_A_MENU = """html => [...html.querySelectorAll('iframe, input[type=text], input:not([type]), textarea')]
  .some(e => e.getClientRects().length) || [...html.querySelectorAll('table')]
  .some(t => t.getClientRects().length && t.rows.length > 1 && [...t.rows].every(r => r.cells.length > 2))"""


@dataclass
class PageReading:
    """What the page objects make of one page. ``missing`` names a page and a label that it lacks."""

    read: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def known(self) -> bool:
        """Whether a page object knows the page, and all that know it could read it."""
        return bool(self.read) and not self.errors

    def as_json(self) -> dict[str, Any]:
        """Give it as data."""
        return asdict(self)


def read_recorded(browser: Browser, page: RecordedPage, site: Site = KNOWN) -> PageReading:
    """Show a recorded page without a server and let every page object look at it, by the words of ``site``."""
    context = browser.new_context(**SCREEN)
    try:
        replay, screen = Replay(context), context.new_page()
        screen.goto(replay.serve(page))
        visit = Visit(screen, _PATIENCE_S, Silent(), site=site)
        context.set_default_timeout(_ACTION_S * 1000)
        return _Reader(visit).read()
    finally:
        context.close()


class _Reader:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._site = visit.site
        self._reading = PageReading()
        # Nothing answers here to the press that closes a notice.
        visit.let_notices_stand()

    def read(self) -> PageReading:
        """Ask every page object, then whether the page is nothing but the portal's menu."""
        ask: list[tuple[str, Callable[[], bool], Callable[[], dict[str, Any]]]] = [
            (LoginPage.name, LoginPage(self._visit).is_here, self._login),
            (CompanyPage.name, CompanyPage(self._visit).is_here, self._company),
            (ContractsPage.name, lambda: self._titled(self._site.contracts_title), self._contracts),
            (ContractPage.name, lambda: self._offers(self._site.execution_step), self._contract),
            (ExecutionDocuments.name, lambda: self._titled(self._site.execution_documents), self._documents),
            (PaymentPlan.name, lambda: self._titled(self._site.payment_plan), self._plan),
            (PaymentForm.name, self._has_fields, self._form),
            (PaymentDetail.name, lambda: self._offers(self._site.row_actions[RowAction.EDITAR]), self._detail),
            (upload.NAME, self._takes_files, self._upload),
            (NOTICE, lambda: find_notice(self._visit) is not None, dict),
        ]
        for name, is_here, read in ask:
            self._ask(name, is_here, read)
        if not self._reading.read and not self._reading.errors:
            self._ask(CODE, self._asks_code, dict)
            self._ask(START, self._is_home, dict)
        return self._reading

    def _ask(self, name: str, is_here: Callable[[], bool], read: Callable[[], dict[str, Any]]) -> None:
        try:
            if is_here():
                self._reading.read[name] = read()
        except SecopBotError as error:
            self._reading.errors.append(f"{name}: {error.message}")
        except PlaywrightError as error:
            self._reading.errors.append(f"{name}: {error.message.splitlines()[0][:200]}")

    # --- What each reads

    def _login(self) -> dict[str, Any]:
        page = LoginPage(self._visit)
        if not page.asks_user():
            self._miss(page.name, self._site.username)
        if not self._offers(self._site.login):
            self._miss(page.name, self._site.login)
        return {"captcha": page.asks_captcha(), "refusal": page.refusal()}

    def _company(self) -> dict[str, Any]:
        if not self._offers(self._site.company_enter):
            self._miss(CompanyPage.name, self._site.company_enter)
        return {"companies": CompanyPage(self._visit).companies()}

    def _contracts(self) -> dict[str, Any]:
        listed = ContractsPage(self._visit).listed()
        return {
            "contracts": [
                {
                    "number": one.number,
                    "entity": one.entity,
                    "signed": one.signed and one.signed.isoformat(),
                    "state": one.state,
                }
                for one in listed
            ]
        }

    def _contract(self) -> dict[str, Any]:
        return {"step": self._site.execution_step.texts[0]}

    def _plan(self) -> dict[str, Any]:
        rows = PaymentPlan(self._visit).rows_shown()
        if not rows:
            self._miss(PaymentPlan.name, self._site.row_id)
        return {
            "rows": [
                {
                    "payment_id": row.payment_id,
                    "invoice_number": row.invoice_number,
                    "value": None if row.value is None else str(row.value),
                    "state": row.state,
                    "dates": {name: day.isoformat() for name, day in row.dates.items()},
                    "offers": sorted(row.offers),
                }
                for row in rows
            ],
            "create": self._offers(self._site.create),
        }

    def _documents(self) -> dict[str, Any]:
        return {"documents": ExecutionDocuments(self._visit).names_now()}

    def _form(self) -> dict[str, Any]:
        reading = PaymentForm.opened(self._visit).read()
        return self._fields(PaymentForm.name, reading)

    def _detail(self) -> dict[str, Any]:
        detail = PaymentDetail.opened(self._visit)
        reason = detail.reason()
        if not reason:
            self._miss(detail.name, self._site.reason)
        return {**self._fields(detail.name, detail.read()), "reason": reason}

    def _fields(self, page: str, reading: FormReading) -> dict[str, Any]:
        for name, label in self._site.form.items():
            if name is Field.CUFE and not reading.fields.get(Field.OBLIGADO):
                continue  # asked only of those who must invoice electronically
            if name not in reading.fields:
                self._miss(page, label)
        return {
            "payment_id": reading.payment_id,
            "fields": {name.value: _plain(value) for name, value in reading.fields.items()},
            "documents": list(reading.documents),
            "planilla": bool(self._site.validated.search(reading.planilla_state)),
            "cufe": bool(self._site.validated.search(reading.cufe_state)),
        }

    def _upload(self) -> dict[str, Any]:
        return {"files": [name for root in self._visit.roots() for name in file_names(root)]}

    # --- Signs

    def _titled(self, label: Label) -> bool:
        return any(locate.heading(root, label) for root in self._visit.roots())

    def _offers(self, label: Label) -> bool:
        return any(locate.button(root, label) for root in self._visit.roots())

    def _has_fields(self) -> bool:
        """Return whether a page has several of the form's boxes, whatever else of the form it lacks."""
        found = (
            label
            for label in self._site.form.values()
            if any(locate.field(root, label) for root in self._visit.roots())
        )
        return len(list(found)) >= _ENOUGH_FIELDS

    def _takes_files(self) -> bool:
        page = self._visit.page
        return page.locator(sitemap.FILE_INPUT).count() > 0 and self._offers(self._site.upload_attach)

    def _asks_code(self) -> bool:
        found = (root.get_by_text(self._site.verification).filter(visible=True) for root in self._visit.roots())
        return any(one.count() for one in found)

    def _is_home(self) -> bool:
        more = any(root.evaluate(_MORE_THAN_A_MENU) for root in self._visit.roots())
        return not more and self._offers(self._site.my_processes)

    def _miss(self, page: str, label: Label) -> None:
        self._reading.missing.append(f"{page}: «{label.texts[0]}»")


def _plain(value: object) -> object:
    """Give a value as JSON takes it."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value


def differences(expected: dict[str, Any], reading: PageReading) -> list[str]:
    """Name what is read otherwise than it was; nothing where nothing is expected."""
    now = reading.as_json()
    return [
        f"{part}: {name}"
        for part in ("read", "missing", "errors")
        if part in expected and expected[part] != now[part]
        for name in _changed(expected[part], now[part])
    ]


def _changed(before: Any, now: Any) -> list[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        return [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return [str(one) for one in [*before, *now] if (one in before) != (one in now)]

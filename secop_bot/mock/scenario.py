"""What a mock portal is like: one frozen dataclass, also as JSON, every field with its friendly default."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations of from_json at run time
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal

from secop_bot.mock.fault import Fault, unreachable

PaymentState = Literal["planned", "draft", "saved", "sent", "under_approval", "approved", "rejected", "paid"]
Skin = Literal["vortal", "modern"]
SendQuestion = Literal["native", "box", "none"]
ContractState = Literal["InExecution", "Signed", "Modified", "UnderModification", "Closed", "Terminated"]

_SEND_HABITS: dict[Skin, SendQuestion] = {"vortal": "box", "modern": "native"}


class ScenarioError(ValueError):
    """A scenario that can't be: an unknown key, a wrong type, a route that does not exist."""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A payment that stands in Plan de pagos before the visit begins."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    payment_id: str
    state: PaymentState = "approved"
    invoice_number: str = ""
    value: str = ""  # net and total, as Colombians write money
    fields: Mapping[str, str] = field(default_factory=dict)  # any box by its key, see boxes.py
    documents: tuple[str, ...] = ()  # names; the contents are made up
    planilla_status: str = ""  # what the planilla's state cell says; needs planilla_number and planilla_date
    reason: str = ""  # why the entity rejected it
    state_text: str | None = None  # words printed instead of the state's own
    actions: tuple[str, ...] | None = None  # what the row offers instead of what its state allows


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A contract of the supplier."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    number: str = "CO1.PCCNTR.8263723"  # as "Número del Contrato" prints it
    sales_id: str = ""  # the address's CO1.SLCNTR.n, another number; invented when empty
    listed_id: str = ""  # as "Id del contrato" prints it; the sales_id when empty
    entity: str = "Alcaldía de Ejemplo"
    entity_type: str = "Centralizada"
    company: str = ""  # in whose list it stands; empty: in every company's
    signed: date = date(2026, 1, 15)
    ends: date = date(2026, 12, 31)
    value: str = "42.000.000"
    state: ContractState = "InExecution"
    payments: tuple[Payment, ...] = ()
    execution_documents: tuple[str, ...] = ()  # names
    in_first_tab: bool = True  # False: only "Todos" shows it
    pending_modification: bool = False  # a step "Modificación pendiente" stands first
    allows_create: bool = True  # whether "Crear" stands below the table


def sample_payments() -> tuple[Payment, ...]:
    """Give four earlier payments, 001 to 004, none of which can be changed any more."""
    states: tuple[PaymentState, ...] = ("paid", "paid", "approved", "sent")
    return tuple(
        Payment(
            payment_id=f"{n:03}",
            state=state,
            invoice_number=f"Pago {n:03}",
            value="3.500.000",
            fields={
                "electronic": "no",
                "issue_date": f"01/{n + 6:02}/2026",
                "due_date": f"{30 if n + 6 == 9 else 31}/{n + 6:02}/2026",  # noqa: PLR2004 - September
                "reception_date": f"03/{n + 6:02}/2026",
                "filing_number": f"{n:03}",
                "planilla_number": f"94123450{n:02}",
                "planilla_date": f"02/{n + 6:02}/2026",
            },
            planilla_status="Consulta exitosa",
            documents=("cuenta de cobro.pdf", "informe de actividades.pdf", "planilla.pdf", "arl.pdf"),
        )
        for n, state in enumerate(states, start=1)
    )


def sample_contracts() -> tuple[Contract, ...]:
    """Give the one contract of the friendly portal."""
    return (Contract(payments=sample_payments()),)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """How the portal is and behaves. The defaults are a friendly, quick portal."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    skin: Skin = "vortal"  # what the pages are made of: VORTAL's tables and ids, or modern semantic HTML
    seed: int | None = None  # fixes the invented ids; None: other ids at every start
    today: date | None = None  # the portal's day; None: the clock's

    # Signing in
    username: str = "contratista"
    password: str = "Clave-Segura-2026"  # noqa: S105 - the mock's own, invented
    account: str = "Laura Ejemplo Rojas"  # the name in the header
    companies: tuple[str, ...] = ()  # two or more: the choice page and the header's selector
    login_button: str = "Entrar"  # "Iniciar sesión" is the other wording heard of
    login_refusal: Literal["text", "alert"] = "text"  # how a wrong password is told
    lock_after: int = 3  # wrong passwords before the account is locked
    captcha: str = ""  # the text captcha's solution; empty: no captcha
    recaptcha: bool = False  # a box "No soy un robot" that must be ticked
    verification_code: str = ""  # asked after the password when not empty
    password_change: bool = False  # a new password is asked after the login
    notice: str = ""  # text of a notice that covers a page
    notice_page: Literal["landing", "contract_list", "contract"] = "landing"
    notice_delay: float = 0.3  # seconds until it comes
    notice_button: str = "Entendido"
    plain_clients_refused: bool = False  # 403 for whatever does not call itself a browser

    # The list of contracts
    contracts: tuple[Contract, ...] = field(default_factory=sample_contracts)
    filler_contracts: int = 3  # how many others stand in the list
    ours: Literal["first", "last"] = "first"  # before or behind the fillers
    tabs: bool = True  # whether the list has tabs; the first hides some contracts
    page_size: int = 5
    relative_end_dates: bool = True  # "38 días para terminar" before the end's date

    # Plan de pagos and its form
    create_makes_row: bool = False  # opening Crear already leaves a draft row
    first_new_id: int | None = None  # the first new payment's ID; None: the highest plus one
    plan_page_size: int | None = None  # rows of Plan de pagos before "Ver más"; None: it shows them all
    value_as_input: bool = False  # the table's value stands in a read-only box
    planilla: Literal["by_date", "always", "never"] = "by_date"  # whether the form shows the section
    planilla_required: bool = True  # whether Confirmar insists on its validation
    planilla_answers: tuple[str, ...] = ("success",)  # one per Validar: success, not_visible, down,
    # server_error, or the very text shown; the last repeats
    planilla_by_number: Mapping[str, str] = field(default_factory=dict)  # a number's answer outranks these
    cufe_answers: tuple[str, ...] = ("success",)  # the same for the electronic invoice
    confirm_refusals: tuple[str, ...] = ()  # one per Confirmar: the first is refused with the first text, …
    saved_box: str = ""  # text of a box after Confirmar that must be closed before the form closes
    send_question: SendQuestion | None = None  # None: the skin's own habit
    send_button: str = "Confirmar"  # the yes of the box; also heard of: Aceptar, Sí, Enviar
    send_outcome: Literal["ok", "stays", "refused"] = "ok"  # stays: nothing happens, and nothing is said
    unlocked_keeps_state: bool = False  # after Editar the row still says "Rechazada"
    changed_on_commit: Mapping[str, str] = field(default_factory=dict)  # box -> what the server makes of it
    changed_on_save: Mapping[str, str] = field(default_factory=dict)  # box -> what Confirmar stores instead
    invoice_label: Literal["Número de factura", "Número de la factura"] = "Número de factura"
    form_columns: Literal[1, 2] = 1  # pairs of label and box in a row
    date_boxes: Literal["day", "minute"] = "day"  # what a date box reads after focus left it
    commit_every_box: bool = False  # text boxes too are sent when focus leaves them
    rebuild: Literal["never", "keeps_text", "loses_text"] = "keeps_text"  # the form after a box was sent;
    # loses_text sends every box, and what is being typed meanwhile is gone
    renamed: Mapping[str, str] = field(default_factory=dict)  # a text of the pages -> what they say instead
    keyboard_only: tuple[str, ...] = ()  # buttons, by text, that do not answer to the mouse

    # Files
    upload_style: Literal["window", "chooser", "input"] = "window"  # of the form's Anexar
    upload_delay: float = 0.2  # seconds until a file is processed
    upload_failures: tuple[str, ...] = ()  # patterns of names that fail, "*.zip"

    # Slowness and trouble; all in seconds
    page_latency: float = 0.02
    ajax_latency: float = 0.03
    translate_delay: float = 0.15  # until a state printed as a code reads in Spanish
    table_rebuilt_after: float = 0.0  # Plan de pagos is drawn once more by itself; 0: it is not
    session_expires_after: int | None = None  # requests after signing in
    sessions_that_expire: int = 1  # how many sessions that happens to
    expiry_look: Literal["login", "empty_list"] = "login"
    faults: Mapping[str, Fault] = field(default_factory=dict)  # route (see fault.py) -> what goes wrong

    def __post_init__(self) -> None:
        """Refuse a fault that would never strike."""
        if told := unreachable(self.faults):
            raise ScenarioError("; ".join(told))

    @property
    def asks_before_sending(self) -> SendQuestion:
        """How Enviar asks whether it is meant."""
        return self.send_question or _SEND_HABITS[self.skin]

    @classmethod
    def from_json(cls, text: str | bytes) -> Scenario:
        """Read a scenario; keys left out keep their defaults, unknown ones raise ScenarioError."""
        from pydantic import TypeAdapter, ValidationError

        try:
            return TypeAdapter(cls).validate_json(text)
        except ValidationError as error:
            raise ScenarioError(_told(error.errors())) from error


def _told(errors: list[Any]) -> str:
    lines = []
    for error in errors:
        where = ".".join(str(part) for part in error["loc"]) or "the scenario"
        unknown = error["type"] in {"unexpected_keyword_argument", "extra_forbidden"}
        lines.append(f"{where}: {'unknown key' if unknown else error['msg']}")
    return "; ".join(lines)

"""``status``: where each payment stands, by the portal or by open data, and what changed since the last look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, assert_never

from secop_bot.clock import today
from secop_bot.commands.reporting import Reported, write_json
from secop_bot.errors import InputError, SecopBotError
from secop_bot.filing.copied import looks_copied
from secop_bot.filing.decision import Create, Done, Edit, Refuse, Register, Resume, decide
from secop_bot.filing.filing import prepare
from secop_bot.filing.rows import RowState
from secop_bot.home import Home, prepare_home
from secop_bot.known_states import Change, KnownStates, Source
from secop_bot.memory import PAYMENT_COMMITS
from secop_bot.printing import print_changes, print_payments
from secop_bot.screen import Screen, has_person
from secop_bot.settings import Settings, load_settings
from secop_bot.story import change_json, contract_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from secop_bot.filing.decision import Decision
    from secop_bot.filing.filing import Filing
    from secop_bot.filing.rows import PaymentRow
    from secop_bot.memory import PaymentMemory
    from secop_bot.portal.visit import Visit

_REJECTED = 1


@dataclass(frozen=True)
class Asked:
    """What was asked for; ``contract``, or the month file's, outranks the configured one."""

    month: Path | None = None
    contract: str | None = None
    entity: str | None = None
    every: bool = False
    rejected: bool = False
    public: bool = False
    headless: bool | None = None
    trace: bool = False


def run_status(asked: Asked, *, as_json: bool) -> int:
    """Read the payments, show them, and say what changed. Exit code 1 is ``--rejected`` with something rejected."""
    look = _Look(asked, Screen(to_stderr=as_json))
    look.reported.run(look.at_open_data if asked.public else look.at_portal)
    look.show()
    look.reported.tell(lambda: None)
    if as_json:
        write_json(look.as_json())
    return look.reported.exit_code


class _Look:
    def __init__(self, asked: Asked, screen: Screen) -> None:
        self._asked = asked
        self._screen = screen
        self.reported = Reported(screen)
        self._changes: list[Change] = []
        self._month: dict[str, str] | None = None

    # --- Reading

    def at_portal(self) -> int:
        """Read Plan de pagos of the contract, or of all of them."""
        from secop_bot.credentials import find_credentials
        from secop_bot.portal.fence import host_of
        from secop_bot.receipt import open_look
        from secop_bot.report import Outcome
        from secop_bot.workflows.commits import memories_of
        from secop_bot.workflows.status import read_all, read_contract
        from secop_bot.workflows.visiting import Watching, open_portal

        settings = load_settings()
        filing = self._filing()
        wanted = None if self._asked.every else self._wanted(settings, filing)
        at_terminal = has_person()
        credentials = find_credentials(settings, self._screen if at_terminal else None)
        home = prepare_home(settings.home)
        watching = Watching.chosen(
            headless=settings.headless if self._asked.headless is None else self._asked.headless,
            slow_mo=0,
            dry_run=False,
            traces=home.traces_if(self._asked.trace),
        )
        receipt = self.reported.receipt = open_look(
            home.receipts, "status", host_of(settings.portal_url), self._asked.month.name if self._asked.month else None
        )
        report = self.reported.report

        def read(visit: Visit) -> None:
            report.contracts.clear()
            if wanted is None:
                read_all(visit, home.receipts, receipt, report)
            else:
                rows = read_contract(visit, *wanted, home.receipts, receipt, report)
                if filing:
                    contract = report.contracts[-1]
                    memories = memories_of(home.receipts, receipt.journal, contract.number, contract.entity)
                    self._month = _would_do(filing, rows, memories)

        with (
            self._screen,
            open_portal(settings, credentials, watching, self._screen, receipt) as portal,
        ):
            portal.carry(read)
        report.outcome = Outcome.NOTHING_TO_DO
        return self._remember(home, Source.PORTAL)

    def at_open_data(self) -> int:
        """Read what is published of the contract, or of all that this computer knows. No login, no browser."""
        from secop_bot.open_data import read_public_payments
        from secop_bot.open_data.rows import status_published
        from secop_bot.report import Outcome, ReadContract

        settings = load_settings()
        home = prepare_home(settings.home)
        wanted = self._known(home) if self._asked.every else [self._wanted(settings, self._filing())]
        token = settings.app_token
        with self._screen:
            for number, entity in wanted:
                self._screen.step(f"Leer los datos abiertos del contrato {number}")
                try:
                    payments = read_public_payments(
                        number,
                        entity or None,
                        address=settings.open_data_url,
                        app_token=token.get_secret_value() if token else None,
                        timeout=settings.timeout,
                        note=self._screen.note,
                    )
                except SecopBotError as error:
                    if not self._asked.every:
                        raise
                    self.reported.report.contracts.append(ReadContract(number, entity or "", "", error=error))
                    continue
                named = entity or next((payment.entity for payment in payments if payment.entity), "")
                read = tuple(status_published(payment) for payment in payments)
                self.reported.report.contracts.append(ReadContract(number, named, "", read))
        self.reported.report.outcome = Outcome.NOTHING_TO_DO
        return self._remember(home, Source.OPEN_DATA)

    def _filing(self) -> Filing | None:
        if self._asked.month is None:
            return None
        filing = prepare(self._asked.month, today(), evidence=False)
        self.reported.report.filing = filing
        self.reported.report.fields = {}  # nothing of it is compared
        return filing

    def _wanted(self, settings: Settings, filing: Filing | None) -> tuple[str, str | None]:
        if filing:
            return filing.contract, filing.entity
        contract, entity = settings.contract_meant(self._asked.contract, self._asked.entity)
        if contract:
            return contract, entity
        raise InputError(
            "no_contract",
            "No se sabe de qué contrato: no se indicó ninguno y no hay uno configurado.",
            "Ejecute secop-bot status octubre.yaml, o --contract CO1.PCCNTR.…, o --all para verlos todos.",
        )

    def _known(self, home: Home) -> list[tuple[str, str | None]]:
        known: list[tuple[str, str | None]] = [*KnownStates(home.states).contracts()]
        if known:
            return known
        raise InputError(
            "no_known_contracts",
            "Este computador todavía no conoce ningún contrato suyo.",
            "Ejecute una vez secop-bot status --all (entra al portal), o indique uno con --contract.",
        )

    def _remember(self, home: Home, source: Source) -> int:
        """Keep the states, note what changed, and return the exit code; raises what kept a contract from being read."""
        contracts = self.reported.report.contracts
        states = KnownStates(home.states)
        for contract in contracts:
            if contract.error is None:
                self._changes += states.update(contract.number, contract.entity, contract.payments, source)
        try:
            states.save()
        except OSError as error:
            self._screen.warn(f"No se pudo guardar lo visto, para decir luego qué cambió: {error.strerror or error}.")
        if failed := next((contract.error for contract in contracts if contract.error), None):
            raise failed  # told after what was read
        rejected = any(one.meaning is RowState.REJECTED for contract in contracts for one in contract.payments)
        return _REJECTED if self._asked.rejected and rejected else 0

    # --- Telling

    def show(self) -> None:
        """Show a table a contract, the changes, and what the month file would do."""
        if self._asked.public and self.reported.report.contracts:
            self._screen.tell("Datos abiertos (datos.gov.co): pueden ir atrasados. Para lo de hoy, sin --public.")
        for contract in self.reported.report.contracts:
            print_payments(self._screen.console, contract, public=self._asked.public)
        print_changes(self._screen.console, self._changes)
        if self._month and self._asked.month:
            self._screen.tell(f"Con {self._asked.month.name}, ahora: {self._month['said']}")

    def as_json(self) -> dict[str, Any]:
        """Give what every command gives, and the contracts, the changes, the month file's decision."""
        return self.reported.as_json(
            contracts=[contract_json(contract) for contract in self.reported.report.contracts],
            changes=[change_json(change) for change in self._changes],
            month=self._month,
        )


def _would_do(filing: Filing, rows: list[PaymentRow], memories: Mapping[int, PaymentMemory]) -> dict[str, str]:
    mine = memories.get(filing.payment)
    if mine and (pressed := mine.open_commit(*PAYMENT_COMMITS)):
        was_made = "pudo oprimirse" if pressed.is_guessed else "se oprimió"
        said = f"nada todavía: {was_made} {pressed.commit}, y no se ha visto en qué quedó."
        return {"decision": "refuse", "said": said}
    filed = {payment: memory.period() for payment, memory in memories.items()}
    decided = decide(filing, rows)
    decision = looks_copied(filing, decided, rows, filed) or decided
    name, said = _said(filing, decision)
    return {"decision": name, "said": said}


def _said(filing: Filing, decision: Decision) -> tuple[str, str]:
    match decision:
        case Create():
            return "create", f"submit crearía el pago {filing.payment}."
        case Register(row):
            return "register", f"submit registraría el pago {row.payment_id}, que la entidad planeó."
        case Resume(row):
            return "resume", f"submit abriría el pago {row.payment_id}, ya guardado, y corregiría lo que difiera."
        case Edit(row):
            return "edit", f"edit-rejected mostraría por qué rechazaron el pago {row.payment_id} y lo corregiría."
        case Done(row, state):
            return "nothing", f"nada: el pago {row.payment_id} está {state.in_spanish}."
        case Refuse(_, message, remedy):
            return "refuse", f"nada. {message} {remedy}"
        case _:
            assert_never(decision)

"""Runs that are broken on purpose: how each begins, what a second run must make of it, and what must never happen."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

import httpx
import pytest
from filelock import FileLock

from secop_bot import memory
from secop_bot.clock import now, today
from secop_bot.journal import END, INTENT, NAME, read_journal
from secop_bot.memory import SLOWEST_PORTAL
from secop_bot.mock import Contract, Fault, MockPortal, Payment
from secop_bot.mock.scenario import sample_payments
from secop_bot.portal.session import kept_session
from secop_bot.receipt import Receipt, runs_of
from secop_bot.sample import write_sample
from secop_bot.settings import Settings
from tests.conftest import Ran, Secop, Serve
from tests.journeys.conftest import payment, sha256_of
from tests.journeys.test_submit import meant_fields

StoryName = Literal["new", "planned", "corrected", "saved", "rejected", "sent"]
_DOES = {
    "Confirmar": ("create", "save"),
    "Cargar nuevo": ("execution_document",),
    "Editar": ("edit_unlock",),
}
"""What the portal notes of a press that came; of Enviar it notes a refused one too."""
ZIP_FOLDER = "evidencias"
NUMBER = "CO1.PCCNTR.8263723"
BEFORE = [payment.payment_id for payment in sample_payments() if payment.state == "sent"]
"""What was sent before any story began."""
_QUICK: dict[str, Any] = {
    "page_latency": 0.0,
    "ajax_latency": 0.0,
    "translate_delay": 0.02,
    "upload_delay": 0.0,
    "notice_delay": 0.0,
}
_LOGS_IN = {"sent"}
"""The stories whose own steps begin at the login, where a company is chosen; the others begin with a session that an
earlier run has kept."""
COMPANY = "Laura Ejemplo Rojas"
_COMPANIES = ("Ejemplo y Asociados S.A.S.", COMPANY)
_SENDS = {"new", "saved", "sent"}
"""The stories of one who consents to Enviar; the others stop before it."""
_ELECTRONIC = {"planned"}
"""The stories of one who owes an electronic invoice."""
_CUFE = "ab12" * 24
_INVOICE = {"electronic": "si", "invoice_number": "FV-12", "cufe": _CUFE}
_LEFT_TO_TYPE = {"total_value", "planilla_date"}
"""The boxes that the entity has left empty in the payment it planned."""
_NOT_OURS = "orden_de_pago.pdf"
"""A file that hangs on the planned payment under a name of ours; nobody knows what is in it."""
_HAS_EVIDENCE = {"saved", "sent"}
_EARLIER_RUN = {"corrected", "saved", "rejected", "sent"}
"""The stories in which a run of this computer has saved the payment before."""


@dataclass
class Story:
    """One payment on its way: the month, the portal it stands at, and the command that brings it to its end."""

    name: StoryName
    portal: MockPortal
    month: Path
    home: Path
    secop: Secop
    patch: pytest.MonkeyPatch
    ended_well: Path | None
    runs: list[Ran] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    """What a run wrote or said of its presses that is not what the portal received."""
    _received: dict[str, dict[str, int]] = field(default_factory=dict)
    _counted: dict[str, int] = field(default_factory=dict)
    _pressed_in: dict[str, str] = field(default_factory=dict)
    """The last run that began each press: a browser may let one through after its run has ended."""

    @property
    def command(self) -> tuple[str | Path, ...]:
        """What a contractor runs, with consent to send where the story goes so far."""
        what = "edit-rejected" if self.name == "rejected" else "submit"
        return (what, self.month, "--json", *(("--send", "--yes") if self.sends else ()))

    @property
    def sends(self) -> bool:
        """Whether the contractor consents to Enviar."""
        return self.name in _SENDS

    def run(self, **settings: object) -> Ran:
        """Run the command once; note what reached the portal more than once in it, and what is untrue of it."""
        before, received = len(self.portal.requests), self._receipts_at_portal()
        self._note_late({press: times - self._counted.get(press, times) for press, times in received.items()})
        ran = self.secop(*self.command, **{"timeout": 4, "company": COMPANY, **settings})
        asked = self.portal.requests[before:]
        self.twice += [route for route in ("confirm", "send", "unlock") if asked.count(route) > 1]
        self.runs.append(ran)
        now_there = self._counted = self._receipts_at_portal()
        self._judge(ran, {press: now_there[press] - received[press] for press in now_there})
        return ran

    def _receipts_at_portal(self) -> dict[str, int]:
        """Count what the portal has received of each press, and done."""
        sent = [entry for entry in self.portal.events("send") if entry["outcome"] == "ok"]
        return {"Enviar": len(sent), **{press: len(self.portal.events(*does)) for press, does in _DOES.items()}}

    def _judge(self, ran: Ran, received: dict[str, int]) -> None:
        """Hold what the run wrote and said against what the portal has ``received`` of each press while it ran."""
        if ran.exit_code == 3 and any(received.values()):
            self.untrue.append(f"exit 3, and the portal received {received}")
        if not ran.report["receipt"]:
            return
        folder = Path(ran.report["receipt"])
        entries = read_journal(folder / NAME).entries
        begun = {entry.data["commit"] for entry in entries if entry.event == INTENT}
        self._received[folder.name] = {press: times for press, times in received.items() if press in begun}
        self._note_late({press: times for press, times in received.items() if press not in begun})
        self._pressed_in |= dict.fromkeys(begun, folder.name)
        for entry in entries:
            if entry.event == END:
                self._judge_end(entry.data, self._received.get(entry.data.get("settles", folder.name)))

    def _note_late(self, received: Mapping[str, int]) -> None:
        """Count what reached the portal outside of the run that pressed it, once at most, as that run's."""
        for press, times in received.items():
            ours = self._received.get(self._pressed_in.get(press, ""), {})
            if times and press not in ours:
                self.untrue.append(f"{press} reached the portal without an intent")
            elif times:
                ours[press] += times
        self.untrue += [
            f"{press} reached the portal {times} times by one intent"
            for run in self._received.values()
            for press, times in run.items()
            if times > 1
        ]

    def _judge_end(self, end: Mapping[str, Any], received: Mapping[str, int] | None) -> None:
        came = end.get("came", "done")
        if (
            received is None or end["commit"] not in received or came == "untold"
        ):  # a run before this story's portal; or said not to be known
            return
        if (came in {"refused", "absent"}) == bool(received[end["commit"]]):
            self.untrue.append(f"{end['commit']} ended as {came}, and the portal received {received}")

    def stands(self) -> str:
        """Return a checksum of all that the next run can go by: what the portal holds, and what this computer has kept.

        Of earlier runs a run reads the presses and their ends, their month, whether a journal is whole and came to its
        end, and whether a session is kept; what else stands in a receipt is for people.
        """
        runs = runs_of(self.home / "receipts", NUMBER, 5)
        kept = [path for path in self.home.rglob("*") if path.is_file() and "receipts" not in path.parts]
        there = {
            "story": [self.name, self.portal.scenario.skin],
            "payments": self.portal.payments(NUMBER),
            "evidences": self.portal.execution_documents(NUMBER),
            "logins": len(self.portal.events("login")),
            "files": sorted(path.parent.name + path.suffix for path in kept),  # a session is named after its portal
            "runs": [
                [run.ended, bool(run.damaged), run.about.get("period")]
                + [[one.event, one.data] for one in run.entries if one.event in {INTENT, END}]
                for run in runs
            ],
        }
        return hashlib.sha256(json.dumps(there, sort_keys=True).encode()).hexdigest()

    def run_to_the_end(self) -> Ran:
        """Run once more without a fault; where a press may still come through, again after that time."""
        self.portal.adjust(faults={})
        ran = self.run(timeout=20)
        if ran.exit_code == 7 and ran.report["error"]["code"] in {"commit_open", "evidence_open"}:
            later = now() + SLOWEST_PORTAL + timedelta(minutes=1)
            with self.patch.context() as clock:
                clock.setattr(memory, "now", lambda: later)
                ran = self.run(timeout=20)
        return ran

    @contextmanager
    def at_steps(self, faults: Mapping[str, Mapping[str, Fault]]) -> Iterator[None]:
        """Put the ``faults`` of a step (route -> fault) on the portal the moment a run of the block begins it."""
        begin = Receipt.step
        left = dict(faults)

        def step_begins(receipt: Receipt, title: str) -> None:
            for step in [step for step in left if title.startswith(step)]:
                self.portal.adjust(faults=left.pop(step))
            begin(receipt, title)

        with self.patch.context() as patched:
            patched.setattr(Receipt, "step", step_begins)
            yield

    def when(self, step: str, act: Callable[[], object]) -> None:
        """Do something the first time that a run begins this step."""
        begin = Receipt.step
        left = [act]

        def step_begins(receipt: Receipt, title: str) -> None:
            begin(receipt, title)
            if left and title.startswith(step):
                left.pop()()

        self.patch.setattr(Receipt, "step", step_begins)

    def walk(self, faults: Mapping[str, Mapping[str, Fault]]) -> list[tuple[str, list[str]]]:
        """Run once to a good end, with ``faults`` that cost none, and return the steps, each with what it asked."""
        steps: list[tuple[str, int]] = []

        def step_begins(receipt: Receipt, title: str) -> None:
            steps.append((title, len(self.portal.requests)))
            begin(receipt, title)

        with self.patch.context() as patched, self.at_steps(faults):
            begin = Receipt.step
            patched.setattr(Receipt, "step", step_begins)
            assert self.run(timeout=20).exit_code == 0, self.runs[-1].said
        asked, ends = self.portal.requests, [first for _, first in steps[1:]]
        return [(title, asked[first:last]) for (title, first), last in zip(steps, [*ends, len(asked)], strict=True)]

    def open_presses(self) -> set[str]:
        """What the journals of this payment's runs say was begun and not seen to end."""
        begun: set[str] = set()
        for path in sorted((self.home / "receipts").glob("*/*-pago-5/*/journal.jsonl")):
            for entry in read_journal(path).entries:
                if entry.event == INTENT:
                    begun.add(entry.data["commit"])
                elif entry.event == END:
                    begun.discard(entry.data["commit"])
        return begun


def assert_nothing_forbidden(story: Story) -> None:
    """Borrar never; no press twice in a run; Enviar once and with consent at most; every end with its remedy."""
    assert story.portal.events("delete") == []
    assert story.twice == [], "a press reached the portal twice in one run"
    sent = [entry for entry in story.portal.events("send") if entry["outcome"] == "ok"]
    assert len(sent) <= 1
    assert story.sends or story.portal.events("send") == []
    for ran in story.runs:
        error = ran.report["error"]
        assert (error is None) == (ran.exit_code == 0), ran.said
        if error:
            assert ran.exit_code in {3, 4, 5, 6, 7, 8}, ran.said
            assert error["code"] != "internal_error", ran.said
            assert error["message"], ran.said
            assert error["remedy"], ran.said
        assert (ran.exit_code == 7) == (ran.report["outcome"] == "unknown"), ran.said


def assert_journal_agrees(story: Story) -> None:
    """Each end that was written is what the portal received; after the last run nothing is open unless it says so."""
    assert story.untrue == []
    last = story.runs[-1]
    if last.exit_code != 7:
        assert story.open_presses() <= {"Editar"}, last.said
    told = last.report
    if told["outcome"] in {"sent", "already_sent"}:
        assert payment(story.portal)["state"] == "sent"


def assert_filed_once(story: Story) -> None:
    """One payment, with the right values and documents, sent where that was meant; the evidences loaded once."""
    ran = story.runs[-1]
    assert ran.exit_code == 0, ran.said
    held = payment(story.portal)
    assert held["state"] == ("sent" if story.sends else "saved"), ran.said
    expected = _meant(story.name)
    assert {key: held["fields"].get(key) for key in expected} == expected
    names = sha256_of(story.month.parent / "documentos")
    assert sorted(one["name"] for one in held["documents"]) == sorted(names)
    if story.name in {"new", "planned"}:  # the others begin with documents that the mock made up
        assert {one["name"]: one["sha256"] for one in held["documents"]} == names
    assert len(story.portal.payments(NUMBER)) == 5
    if story.name in _HAS_EVIDENCE - {"sent"}:
        loaded = [one["name"] for one in story.portal.execution_documents(NUMBER)]
        assert len(loaded) == 1, loaded


def assert_next_run_files_it(story: Story) -> bool:
    """Run once more, without a fault: the payment is filed. Returns whether there was a run to see.

    Many faults leave a story where others have left it. All that the next run can go by is the same there, so one run
    from each such place is seen to its end; ``--every-second-run`` sees them all.
    """
    seen = story.ended_well / story.stands() if story.ended_well else None
    if seen and seen.exists():
        return False
    story.run_to_the_end()
    assert_nothing_forbidden(story)
    assert_journal_agrees(story)
    assert_filed_once(story)
    if seen:
        seen.touch()
    return True


class Stories:
    """Begins stories; what a story must remember of earlier runs is made once and copied.

    Both folders are shared by all workers. ``ended_well`` has a file for each place from which a run has filed the
    payment; None: every second run is seen.
    """

    def __init__(self, kept: Path, ended_well: Path | None) -> None:
        self._kept = kept
        self._ended_well = ended_well

    def begin(self, name: StoryName, serve: Serve, secop: Secop, home: Path, patch: pytest.MonkeyPatch) -> Story:
        """Stand at the beginning of a story."""
        patch.setattr("secop_bot.portal.visit._STEADY_S", 0.08)
        patch.setattr("secop_bot.portal.visit._LOOKS_WHILE_STEADY", 2)
        patch.setattr("secop_bot.workflows.visiting._FIRST_PAUSE_S", 0.01)
        patch.setattr("secop_bot.portal.camera.VisitCamera.picture", lambda _: None)
        folder = home.parent / "mes"
        if name in _EARLIER_RUN:
            done = self._kept / "saved"
            with FileLock(self._kept / "saved.lock"):
                if not done.exists():
                    self._save_one(done, serve, secop, home)
            shutil.copytree(done / "home", home)
            shutil.copytree(done / "mes", folder)
            contracts = _contracts(name, json.loads((done / "held.json").read_text(encoding="utf-8")))
        else:
            folder.mkdir()
            write_sample(folder, today())
            contracts = _contracts(name, None)
        month = folder / "mes.yaml"
        if name in _HAS_EVIDENCE:
            _add_evidence(month)
        if name in _ELECTRONIC:
            with month.open("a", encoding="utf-8") as file:
                file.write(f"\nfactura: {{numero: FV-12, cufe: {_CUFE}}}\n")
        portal = serve(contracts=contracts, companies=_COMPANIES if name in _LOGS_IN else (), **_QUICK)
        if name not in _LOGS_IN:
            _log_in(portal, home)
        return Story(name, portal, month, home, secop, patch, self._ended_well)

    def _save_one(self, done: Path, serve: Serve, secop: Secop, home: Path) -> None:
        folder = home.parent / "antes"
        folder.mkdir()
        month = write_sample(folder, today())
        portal = serve(**_QUICK)
        ran = secop("submit", month, "--json")
        assert ran.report["outcome"] == "saved", ran.said
        done.mkdir(parents=True)
        (done / "held.json").write_text(json.dumps(payment(portal)), encoding="utf-8")
        home.rename(done / "home")
        shutil.rmtree(done / "home" / "session")
        folder.rename(done / "mes")


def _meant(name: StoryName) -> dict[str, str]:
    return {**meant_fields(), **(_INVOICE if name in _ELECTRONIC else {})}


def _add_evidence(month: Path) -> None:
    folder = month.parent / ZIP_FOLDER
    folder.mkdir()
    (folder / "acta.txt").write_text("acta", encoding="utf-8")
    with month.open("a", encoding="utf-8") as file:
        file.write(f"\nevidencias: {ZIP_FOLDER}/\n")


def _log_in(portal: MockPortal, home: Path) -> None:
    """Keep a session, as a run does that has logged in."""
    user = portal.scenario.username
    asked = urljoin(portal.url, "LoginAuthenticate")
    with httpx.Client(verify=False) as client:  # noqa: S501 - loopback; reading all certificates takes its time
        client.post(asked, json={"user": user, "password": portal.scenario.password}).raise_for_status()
        cookies = [
            {"name": one.name, "value": one.value, "domain": one.domain, "path": one.path} for one in client.cookies.jar
        ]
    kept = kept_session(Settings(portal_url=portal.url, home=home, company=COMPANY), user)
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps({"cookies": cookies, "origins": []}), encoding="utf-8")
    portal.forget()


def _contracts(name: StoryName, held: dict[str, Any] | None) -> tuple[Contract, ...]:
    if name == "new":
        return (Contract(payments=sample_payments()),)
    if held is None:
        fields = {key: text for key, text in _meant(name).items() if key not in _LEFT_TO_TYPE}
        planned = Payment(payment_id="005", state="planned", fields=fields, documents=(_NOT_OURS,))
        return (Contract(payments=(*sample_payments(), planned)),)
    ours = Payment(
        payment_id="005",
        state="saved",
        fields={key: text for key, text in held["fields"].items() if text},
        documents=tuple(one["name"] for one in held["documents"]),
        planilla_status="Consulta exitosa",
    )
    wrong = {**ours.fields, "total_value": "3.600.000"}
    if name == "sent":
        ours = replace(ours, state="sent")
    if name == "corrected":
        ours = replace(ours, fields=wrong)
    if name == "rejected":
        ours = replace(ours, state="rejected", reason="El valor.", fields=wrong)
    return (Contract(payments=(*sample_payments(), ours)),)

"""The evidences of a month: packed as one ZIP and loaded into the contract's execution documents, once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from secop_bot.errors import InputError, RefusedError, UnknownOutcomeError, UnknownPageError
from secop_bot.filing.problems import FlawError
from secop_bot.filing.text import as_typed
from secop_bot.memory import Commit
from secop_bot.portal.contract import ContractPage
from secop_bot.portal.execution_documents import ExecutionDocuments
from secop_bot.report import Loaded
from secop_bot.settling import End, settle_loading
from secop_bot.workflows.commits import tell_settled, unknown_while_open

if TYPE_CHECKING:
    from secop_bot.filing.evidence import Evidence, PackedEvidence
    from secop_bot.filing.filing import Filing
    from secop_bot.memory import PaymentMemory
    from secop_bot.portal.visit import Visit
    from secop_bot.report import Report

_LOADED = "Se cargó; ya aparece en SECOP II."
_REFRESH_S = 10
"""How long the table may show the documents as they were before the upload."""


def load_evidences(
    visit: Visit, filing: Filing, evidence: Evidence, memory: PaymentMemory, report: Report, *, again: bool = False
) -> bool:
    """Load the ZIP unless it is there, or ``again``; return whether it was loaded now. ``report`` is told.

    Raises UnknownOutcomeError (exit 7) where an upload was begun, by this run or an earlier one, and its end was
    not seen.
    """
    visit.progress.step("Cargar las evidencias")
    count = len(evidence.members)
    visit.progress.note(f"{evidence.name}: {count} archivo{'' if count == 1 else 's'}")
    documents = ExecutionDocuments(visit)
    names = documents.names()
    if evidence.name not in names:  # a list that is drawn late reads as one without it
        ContractPage(visit).open_execution()
        names = documents.names()
    there = names.count(evidence.name)
    settled = settle_loading(memory, filing.payment, names)
    if settled and settled.is_open:
        raise UnknownOutcomeError(
            "evidence_open",
            settled.said,
            f"No se cargó nada ahora. Para ver en qué va: {as_typed('secop-bot', 'status', filing.source)}",
        )
    tell_settled(visit, settled)
    if there and (sha256 := memory.loaded_now(evidence.name)):  # and the visit was begun anew since
        report.loaded = Loaded(evidence, sha256, _LOADED)
        return True
    came_late = settled is not None and settled.end is End.LOADED
    if there == 0:
        _refuse_if_known(filing, evidence, memory, again=again)
    if there == 0 or (again and not came_late):
        packed = _load(visit, documents, evidence, memory, there)
        report.loaded = Loaded(evidence, packed.sha256, _LOADED)
        return True
    said = "Ya estaba cargado con ese nombre; no se cargó otra vez."
    if _has_changed(evidence, memory):
        said += " Sus evidencias cambiaron desde entonces: con «secop-bot evidence … --again» se cargan de nuevo."
        visit.progress.warn(f"{evidence.name}: {said}")
    report.loaded = Loaded(evidence, None, said)
    return False


def _refuse_if_known(filing: Filing, evidence: Evidence, memory: PaymentMemory, *, again: bool) -> None:
    """Stop where this computer has seen the ZIP loaded, and the portal does not show it any more."""
    if memory.loaded(evidence.name) and not again:
        raise RefusedError(
            "evidence_gone",
            f"Este computador ya cargó {evidence.name} y SECOP II no lo muestra ahora; no se cargó otra vez.",
            "Mire en SECOP II los documentos de ejecución. Si de verdad no está, cárguelo de nuevo:"
            f" {as_typed('secop-bot', 'evidence', filing.source, '--again')}",
        )


def _has_changed(evidence: Evidence, memory: PaymentMemory) -> bool:
    """Return whether what this computer loaded under this name is known to be something else than what is there now."""
    known = memory.loaded(evidence.name)
    if known is None:
        return False
    with TemporaryDirectory(prefix="secop-bot-", ignore_cleanup_errors=True) as folder:
        return _packed(evidence, Path(folder)).sha256 != known


def _packed(evidence: Evidence, folder: Path) -> PackedEvidence:
    try:
        return evidence.pack(folder)
    except FlawError as flaw:
        raise InputError("evidence_unusable", flaw.message, flaw.remedy) from flaw


def warn_if_missing(visit: Visit, evidence: Evidence, month: Path) -> None:
    """Tell that the evidences of a payment out of our hands are not there, and how to load them by themselves."""
    try:
        missing = evidence.name not in ExecutionDocuments(visit).names()
    except UnknownPageError as error:  # a look on the side: what was found of the payment stands
        visit.progress.warn(f"No se pudo ver si las evidencias están cargadas: {error.message}")
        return
    if missing:
        visit.progress.warn(
            f"Las evidencias ({evidence.name}) no están cargadas."
            f" Para cargarlas: {as_typed('secop-bot', 'evidence', month)}"
        )


def _load(
    visit: Visit, documents: ExecutionDocuments, evidence: Evidence, memory: PaymentMemory, there: int
) -> PackedEvidence:
    with TemporaryDirectory(prefix="secop-bot-", ignore_cleanup_errors=True) as folder:
        packed = _packed(evidence, Path(folder))

        def begin() -> None:
            memory.begin(Commit.CARGAR, name=packed.name, sha256=packed.sha256, before=there)

        unseen = f"Se empezó a cargar {packed.name} y no se pudo leer en qué quedó."
        with unknown_while_open(memory, Commit.CARGAR, lambda why: _unknown_load(f"{unseen} {why}")):
            try:
                documents.load(packed.path, begin)
                _wait_for_name(visit, documents, packed.name, there)
            except RefusedError:
                if memory.has_open(Commit.CARGAR):
                    memory.end(Commit.CARGAR, came="refused")
                raise
        memory.end(Commit.CARGAR, name=packed.name, sha256=packed.sha256)
    return packed


def _wait_for_name(visit: Visit, documents: ExecutionDocuments, name: str, there: int) -> None:
    """Read the ZIP's name back from the table; the step is opened anew if the table is not drawn by itself."""

    def listed() -> bool | None:
        return documents.names_now().count(name) > there or None

    if visit.within(min(_REFRESH_S, visit.timeout), listed):
        return
    ContractPage(visit).open_execution()
    if documents.names().count(name) <= there:
        raise _unknown_load(f"Se subió {name}, y la tabla de documentos de ejecución todavía no lo muestra.")


def _unknown_load(why: str) -> UnknownOutcomeError:
    return UnknownOutcomeError(
        "evidence_unknown", why, "Ejecute otra vez el mismo comando: el bot mira primero si quedó cargado."
    )

"""The guide's letter i: which documents go with a payment, each inspected, in their fixed order."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from secop_bot.filing.documents import KINDS, Document, inspect_document
from secop_bot.filing.problems import FlawError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from secop_bot.filing.ledger import Ledger
    from secop_bot.filing.month import DocumentosDraft
    from secop_bot.filing.yaml_tree import Loc


def resolve_documents(ledger: Ledger) -> tuple[Document, ...]:
    """Inspect every document of the file; what is missing, unusable or named twice is a problem."""
    given = ledger.draft.documentos
    if given is None:
        return ()
    _check_required(ledger)
    documents: list[Document] = []
    places: dict[str, str] = {}
    for kind, loc, written in _given(given):
        try:
            document = inspect_document(kind, ledger.reading.path.parent / written)
        except FlawError as flaw:
            ledger.error(loc, flaw.message, flaw.remedy)
            continue
        same_name = unicodedata.normalize("NFC", document.name).casefold()
        if same_name in places:
            ledger.error(
                loc,
                f"{document.name} se llama igual que el documento de {places[same_name]}.",
                "Cámbiele el nombre a uno: el portal los distingue solo por el nombre.",
            )
            continue
        places[same_name] = KINDS[kind].lower()
        documents.append(document)
    return tuple(documents)


def _check_required(ledger: Ledger) -> None:
    payment = ledger.draft.pago
    required = ledger.profile.required_documents if payment is None else ledger.profile.required_with(payment)
    for kind in required:
        optional_at_times = payment is None and kind in ledger.profile.not_with_first_payment
        if not optional_at_times and not ledger.filled("documentos", kind):
            ledger.error(
                ("documentos", kind),
                f"Falta un documento obligatorio: {KINDS[kind].lower()} ({ledger.profile.rule('i')}).",
                f"Escriba debajo de documentos «{kind}: documentos/{kind}.pdf», con su ruta.",
            )


def _given(documents: DocumentosDraft) -> Iterator[tuple[str, Loc, str]]:
    for kind in KINDS:
        match getattr(documents, kind):
            case str(path):
                yield kind, ("documentos", kind), path
            case tuple(paths):
                for index, path in enumerate(paths):
                    if path is not None:
                        yield kind, ("documentos", kind, index), path

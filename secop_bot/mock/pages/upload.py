"""The separate window that takes files, for the form's documents and the execution documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, jsonify, render_template, request

from secop_bot.mock.mishap import has_struck
from secop_bot.mock.pages.access import require_session
from secop_bot.mock.pages.contract import called_contract, told
from secop_bot.mock.pages.payment import called_draft
from secop_bot.mock.store import Document
from secop_bot.mock.world import world

if TYPE_CHECKING:
    from secop_bot.mock.draft import Draft
    from secop_bot.mock.store import LiveContract
    from secop_bot.mock.uploads import UploadWindow

pages = Blueprint("upload", __name__, url_prefix="/CO1ContractsManagement/Tendering/DocumentAlternateUpload")


def _for_form(draft: Draft) -> UploadWindow:
    record = world().record

    def attach(document: Document) -> None:
        draft.documents.append(document)
        record.add("attach", payment_id=draft.payment_id, **document.told())

    def failed(document: Document) -> None:
        record.add("attach_failed", payment_id=draft.payment_id, **document.told())

    return world().uploads.begin(draft.token, attach, failed)


def _for_contract(contract: LiveContract) -> UploadWindow:
    record = world().record

    def attach(document: Document) -> None:
        contract.execution_documents.append(document)
        record.add("execution_document", **told(contract), **document.told())

    def failed(document: Document) -> None:
        record.add("execution_document_failed", **told(contract), **document.told())

    return world().uploads.begin(contract.sales_id, attach, failed)


@pages.get("/Index")
def upload_window() -> str:
    """Open the window for a form's documents."""
    require_session()
    with world().lock:
        return render_template("upload.html", window=_for_form(called_draft()))


@pages.get("/ExecutionDocuments")
def upload_execution_window() -> str:
    """Open the window for a contract's execution documents."""
    require_session()
    with world().lock:
        return render_template("upload.html", window=_for_contract(called_contract()))


def _called_window() -> UploadWindow:
    portal = world()
    if token := request.args.get("window"):
        try:
            return portal.uploads.find(token)
        except KeyError:
            abort(404)
    return _for_form(called_draft())  # a file input of the form itself


@pages.post("/Upload")
def upload() -> Response:
    """Take one file."""
    require_session()
    portal, sent = world(), request.files.get("file")
    if sent is None:
        abort(400)
    document = Document.of(sent.filename or "", sent.read())
    with portal.lock:
        window = _called_window()
        window.arrive(document, portal.scenario, fails=has_struck("fails"))
        return jsonify(window=window.token)


@pages.post("/Status")
def upload_status() -> Response:
    """Say how far each file is."""
    require_session()
    with world().lock:
        window = _called_window()
        window.settle()
        return jsonify(files=[arrival.progress for arrival in window.arrivals])


@pages.post("/Close")
def upload_close() -> Response:
    """Close the window; what is not processed by now is lost."""
    require_session()
    portal = world()
    with portal.lock:
        for document in _called_window().close():
            portal.record.add("upload_lost", **document.told())
    return jsonify(ok=True)

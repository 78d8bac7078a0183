"""The list "Administración de contratos"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, render_template, request

from secop_bot.mock.pages.access import require_session
from secop_bot.mock.world import world

if TYPE_CHECKING:
    from secop_bot.mock.sessions import Session
    from secop_bot.mock.store import LiveContract

pages = Blueprint("contracts", __name__, url_prefix="/CO1ContractsManagement/Tendering/SalesContractManagement")


@pages.get("/Index")
def contract_list() -> str:
    """Show the page; its rows come by ajax."""
    session, portal = require_session(), world()
    portal.record.add("list_page")
    return render_template("contracts.html", session=session)


@pages.post("/Rows")
def contract_rows() -> Response:
    """Give the next rows of a tab."""
    session, portal, sent = require_session(), world(), request.get_json()
    first = int(sent.get("first", 0))
    with portal.lock:
        found = _listed(session, tab=str(sent.get("tab", "")))
        shown = found[first : first + portal.scenario.page_size]
        html = render_template("_contract_rows.html", contracts=shown, first=first)
    return jsonify(html=html, shown=first + len(shown), count=len(found))


def _listed(session: Session, *, tab: str) -> list[LiveContract]:
    portal = world()
    everything = tab == "all" or not portal.scenario.tabs
    return [
        contract
        for contract in portal.store.contracts
        if (everything or contract.spec.in_first_tab) and contract.spec.company in {"", session.company}
    ]

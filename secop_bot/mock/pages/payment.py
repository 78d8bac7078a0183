"""The payment's form in its modal window: boxes, Validar, Confirmar, Cancelar, Editar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from secop_bot.mock.boxes import BOXES, DATA_BOXES, PLANILLA_BOXES
from secop_bot.mock.draft import CUFE, PLANILLA, Draft, Mode, problems
from secop_bot.mock.formats import parse_date
from secop_bot.mock.mishap import OTHER_VALUE, has_struck
from secop_bot.mock.pages.access import require_session
from secop_bot.mock.pages.contract import called_contract, called_payment, told
from secop_bot.mock.store import Check, LivePayment
from secop_bot.mock.world import close_windows, world

if TYPE_CHECKING:
    from secop_bot.mock.world import World

pages = Blueprint("payment", __name__, url_prefix="/CO1ContractsManagement/Tendering/SalesContractPayment")

_WORDS = {
    "success": "Consulta exitosa",
    "not_visible": "No se encontró información para la planilla indicada",
    "down": "Servicio no disponible, intente más tarde",
}
_CUFE_WORDS = {**_WORDS, "not_visible": "El CUFE no se encontró en la DIAN"}
_MODES: dict[str, Mode] = {"create": "create", "register": "register", "view": "view"}


@pages.get("/Edit")
def payment_form() -> str:
    """Open the form of a new payment, of a row, or a row's Detalle."""
    require_session()
    portal, found = world(), called_contract()
    mode = _MODES.get(request.args.get("mode", ""))
    with portal.lock:
        payment = None if mode == "create" else called_payment(found)
        if mode is None or not _may_open(payment, mode) or (found.frozen and mode != "view"):
            abort(403)
        draft = portal.open_form(found, payment, mode)
        portal.record.add("open_form", **told(found), payment_id=draft.payment_id, mode=mode)
        return render_template("payment_form.html", draft=draft, **_boxes(draft))


def _may_open(payment: LivePayment | None, mode: Mode) -> bool:
    action = {"create": "", "register": "Registro", "view": "Detalle"}[mode]
    return payment is None or action in payment.actions


def _boxes(draft: Draft) -> dict[str, Any]:
    data = [box for box in DATA_BOXES if box.key != "cufe" or draft.electronic]
    box_ids = {
        world().names.inside("form", box.prefix, box.key) + choice: {"key": box.key, "kind": box.kind}
        for box in BOXES.values()
        for choice in (("_0", "_1") if box.kind == "choice" else ("",))
    }
    return {"data_boxes": data, "planilla_boxes": PLANILLA_BOXES, "box_ids": box_ids}


def called_draft() -> Draft:
    """Give the form a request speaks of, or answer 404."""
    sent: dict[str, Any] = request.get_json(silent=True) or {}
    try:
        return world().draft(sent.get("form") or request.args.get("form", ""))
    except KeyError:
        abort(404)


def _sections(draft: Draft, *wanted: str) -> dict[str, str]:
    return {name: render_template(f"_form_{name}.html", draft=draft, **_boxes(draft)) for name in wanted}


def _take(portal: World, draft: Draft, key: str, text: str) -> None:
    draft.commit(key, text, portal.scenario)
    if has_struck("changed"):
        draft.values.update(OTHER_VALUE)
    portal.record.add(
        "field_committed",
        payment_id=draft.payment_id,
        field=key,
        received=text,
        value=draft.values[key],
    )


def _take_texts(portal: World, draft: Draft) -> None:
    """Take the text boxes that travel with a request; the others count only once focus left them."""
    for key, text in request.get_json().get("texts", {}).items():
        if key in BOXES and BOXES[key].kind in {"text", "notes"} and text != draft.values.get(key, ""):
            _take(portal, draft, key, text)


@pages.post("/Commit")
def commit() -> Response:
    """Take a box that focus has left, and draw its part of the form again."""
    require_session()
    portal, draft, sent = world(), called_draft(), request.get_json()
    key = sent["field"]
    if key not in BOXES:
        abort(400)
    with portal.lock:
        _take(portal, draft, key, str(sent["value"]))
        part = "planilla" if key.startswith("planilla") else "data"
        return jsonify(sections=_sections(draft, part))


@pages.post("/ValidatePlanilla")
def validate_planilla() -> Response:
    """Ask the planilla service."""
    require_session()
    portal, draft = world(), called_draft()
    with portal.lock:
        _take_texts(portal, draft)
        number, day = (draft.values.get(key, "") for key in ("planilla_number", "planilla_date"))
        if not PLANILLA.fullmatch(number) or not parse_date(day):
            draft.planilla = Check(number, day, "Debe indicar el número de planilla y la fecha de pago")
            return jsonify(sections=_sections(draft, "planilla"))
        answer = portal.scenario.planilla_by_number.get(number)
        answer = answer or portal.next_answer("planilla", portal.scenario.planilla_answers)
        portal.record.add("validate_planilla", payment_id=draft.payment_id, number=number, date=day, answer=answer)
        if answer == "server_error":
            abort(500)
        paid = parse_date(day)
        good = answer == "success" and paid is not None
        draft.planilla = Check(
            number,
            day,
            _WORDS.get(answer, answer),
            operator="Aportes en Línea" if good else "",
            period=f"{paid:%m/%Y}" if good and paid else "",
        )
        return jsonify(sections=_sections(draft, "planilla"))


@pages.post("/ValidateCufe")
def validate_cufe() -> Response:
    """Ask the tax office for an electronic invoice."""
    require_session()
    portal, draft = world(), called_draft()
    with portal.lock:
        _take_texts(portal, draft)
        number = draft.values.get("cufe", "")
        if not CUFE.fullmatch(number):
            draft.cufe = Check(number, "", "El CUFE debe tener 96 caracteres hexadecimales")
            return jsonify(sections=_sections(draft, "data"))
        answer = portal.next_answer("cufe", portal.scenario.cufe_answers)
        portal.record.add("validate_cufe", payment_id=draft.payment_id, cufe=number, answer=answer)
        if answer == "server_error":
            abort(500)
        draft.cufe = Check(number, "", _CUFE_WORDS.get(answer, answer))
        return jsonify(sections=_sections(draft, "data"))


@pages.post("/Documents")
def documents() -> Response:
    """Give the attached documents again."""
    require_session()
    draft = called_draft()
    with world().lock:
        if request.get_json().get("closed"):
            close_windows(draft.token)
        return jsonify(sections=_sections(draft, "documents"))


@pages.post("/Detach")
def detach() -> Response:
    """Take a document off again."""
    require_session()
    portal, draft = world(), called_draft()
    place = int(request.get_json()["index"])
    with portal.lock:
        if not 0 <= place < len(draft.documents):
            abort(404)
        document = draft.documents.pop(place)
        portal.record.add("detach", payment_id=draft.payment_id, **document.told())
        return jsonify(sections=_sections(draft, "documents"))


@pages.post("/Confirm")
def confirm() -> Response:
    """Check the form, and save it."""
    require_session()
    portal, draft = world(), called_draft()
    if draft.mode == "view":
        abort(403)
    with portal.lock:
        _take_texts(portal, draft)
        found = problems(draft, portal.scenario)
        if not found and (refusal := portal.next_refusal()):
            found = [refusal]
        if found:
            portal.record.add("confirm_refused", **told(draft.contract), payment_id=draft.payment_id, errors=found)
            return jsonify(errors=found)
        _save(portal, draft)
        box = portal.scenario.saved_box
        return jsonify(ok=True, said=box) if box else jsonify(ok=True)


def _save(portal: World, draft: Draft) -> None:
    payment, rows = draft.payment, draft.contract.payments
    if payment is None:
        if any(row.payment_id == draft.payment_id for row in rows):
            draft.payment_id = portal.store.next_payment_id(draft.contract)
        payment = draft.payment = LivePayment(draft.payment_id, "saved")
        rows.append(payment)
    event = "create" if draft.mode == "create" and not draft.confirmed else "save"
    payment.state, payment.state_text, payment.offered = "saved", None, None
    changed = OTHER_VALUE if has_struck("changed") else portal.scenario.changed_on_save
    payment.fields = {**draft.values, **changed}
    payment.received = dict(draft.received)
    payment.documents = list(draft.documents)
    payment.planilla, payment.cufe = draft.planilla_check, draft.cufe_check
    draft.confirmed = True
    portal.record.add(event, **told(draft.contract), payment_id=draft.payment_id, **payment.contents())


@pages.post("/Cancel")
def cancel() -> Response:
    """Leave the form, forgetting what was not confirmed."""
    require_session()
    portal, draft = world(), called_draft()
    with portal.lock:
        portal.close_form(draft)
        event = "close" if draft.mode == "view" else "cancel"
        portal.record.add(event, **told(draft.contract), payment_id=draft.payment_id)
    return jsonify(ok=True)


@pages.post("/Unlock")
def unlock() -> Response:
    """Open a rejected payment to changes (Editar); nothing else happens."""
    require_session()
    portal, draft = world(), called_draft()
    payment = draft.payment
    with portal.lock:
        if payment is None or payment.state != "rejected":
            abort(403)
        keeps = portal.scenario.unlocked_keeps_state
        payment.state, payment.offered = "saved", None
        payment.state_text = "Rejected" if keeps else None
        portal.close_form(draft)
        portal.record.add("edit_unlock", **told(draft.contract), payment_id=payment.payment_id)
    return jsonify(ok=True)

"""The guide's letters a, b, e, f, h and j: invoice, value, notes, radicado and planilla."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.filing.fields import Field, show
from secop_bot.filing.text import collapsed, quoted
from secop_bot.filing.values import Persona

if TYPE_CHECKING:
    from secop_bot.filing.ledger import Ledger


def resolve_letters(ledger: Ledger) -> None:
    """Resolve every field that is no date, as far as what it depends on is known."""
    _resolve_electronic_invoice(ledger)
    _resolve_invoice_number(ledger)
    _resolve_amounts(ledger)
    _resolve_notes(ledger)
    _resolve_radicado(ledger)
    _resolve_planilla(ledger)


def _persona(ledger: Ledger) -> Persona:
    return ledger.draft.persona or Persona.NATURAL


def _resolve_electronic_invoice(ledger: Ledger) -> None:
    factura = ledger.draft.factura
    if factura is None:
        ledger.ruled(Field.OBLIGADO, value=False, origin=ledger.profile.origin("a"))
        return
    ledger.written(Field.OBLIGADO, True, "factura")  # noqa: FBT003  # the value of a Sí / No field
    if factura.cufe is not None:
        ledger.written(Field.CUFE, factura.cufe, "factura", "cufe")


def _resolve_invoice_number(ledger: Ledger) -> None:
    draft = ledger.draft
    electronic = draft.factura.numero if draft.factura else None
    places = ((draft.numero_factura, ("numero_factura",)), (electronic, ("factura", "numero")))
    given = [(collapsed(number), loc) for number, loc in places if number is not None]
    natural = _persona(ledger) is Persona.NATURAL
    if not given:
        if natural and draft.pago is not None:
            number = ledger.profile.invoice_number(draft.pago)
            ledger.ruled(Field.NUMERO_FACTURA, number, ledger.profile.origin("b"))
        elif not natural and not ledger.filled("factura") and not ledger.filled("numero_factura"):
            ledger.error(
                ("numero_factura",),
                f"Falta el número de la factura de la persona jurídica ({ledger.profile.rule('b')}).",
                "Escriba «numero_factura: FV-12», o «factura:» con su numero y su cufe si es electrónica.",
            )
        return
    number, loc = given[0]
    ledger.written(Field.NUMERO_FACTURA, number, *loc)
    if len({number for number, _ in given}) > 1:
        ledger.error(
            loc,
            f"El número de factura es {quoted(number)} aquí y {quoted(given[1][0])} en factura.numero.",
            "Deje el mismo en ambos, o quite numero_factura.",
        )
    if natural and draft.pago is not None and number != (ruled := ledger.profile.invoice_number(draft.pago)):
        ledger.departs("b", f"El número de factura es {quoted(number)}", quoted(ruled), *loc)


def _resolve_amounts(ledger: Ledger) -> None:
    draft, natural = ledger.draft, _persona(ledger) is Persona.NATURAL
    has_net, has_total = ledger.filled("valor_neto"), ledger.filled("valor_total")
    if ledger.filled("valor"):
        if has_net or has_total:
            ledger.error(
                ("valor",),
                "El archivo trae «valor» y también «valor_neto» o «valor_total».",
                "Deje solo «valor», o solo los otros dos.",
            )
        elif not natural:
            ledger.error(
                ("valor",),
                f"Una persona jurídica distingue el valor sin IVA y con IVA ({ledger.profile.rule('e')}).",
                "Escriba valor_neto (sin IVA) y valor_total (con IVA) en vez de valor.",
            )
        elif draft.valor is not None:
            origin = f"{ledger.profile.origin('e')} ({_line_of(ledger, 'valor')})"
            ledger.ruled(Field.VALOR_NETO, draft.valor, origin)
            ledger.ruled(Field.VALOR_TOTAL, draft.valor, origin)
    elif has_net and has_total:
        _take_net_and_total(ledger, natural=natural)
    elif has_net or has_total:
        present, missing = ("valor_neto", "valor_total") if has_net else ("valor_total", "valor_neto")
        ledger.error(
            (missing,),
            f"El archivo trae «{present}» y le falta «{missing}».",
            "Escriba los dos, o solo «valor» si son iguales.",
        )
    elif natural:
        ledger.error(("valor",), "Falta el valor que cobra.", "Escriba «valor: 3.500.000».")
    else:
        ledger.error(
            ("valor_neto",),
            "Faltan los valores que cobra.",
            "Escriba valor_neto (sin IVA) y valor_total (con IVA).",
        )


def _take_net_and_total(ledger: Ledger, *, natural: bool) -> None:
    net, total = ledger.draft.valor_neto, ledger.draft.valor_total
    if net is not None:
        ledger.written(Field.VALOR_NETO, net, "valor_neto")
    if total is not None:
        ledger.written(Field.VALOR_TOTAL, total, "valor_total")
    if net is None or total is None or net == total:
        return
    if natural:
        said = f"El valor neto es {show(net)} y el total {show(total)}"
        ledger.departs("e", said, "el mismo valor cobrado en ambos", "valor_neto")
    elif total < net:
        ledger.error(
            ("valor_total",),
            f"El valor total, {show(total)}, es menor que el neto, {show(net)} ({ledger.profile.rule('e')}).",
            "Escriba el neto sin IVA y el total con IVA.",
        )


def _resolve_notes(ledger: Ledger) -> None:
    if ledger.draft.notas is None:
        ledger.ruled(Field.NOTAS, "", ledger.profile.origin("f"))
    else:
        ledger.written(Field.NOTAS, ledger.draft.notas, "notas")


def _resolve_radicado(ledger: Ledger) -> None:
    given, payment = ledger.draft.numero_radicacion, ledger.draft.pago
    if given is not None:
        ledger.written(Field.NUMERO_RADICACION, given, "numero_radicacion")
    if payment is None:
        return
    ruled = ledger.profile.radicado(payment)
    if given is None:
        ledger.ruled(Field.NUMERO_RADICACION, ruled, ledger.profile.origin("h"))
    elif given != ruled:
        said = f"El número de radicación es {quoted(given)}"
        ledger.departs("h", said, f"el ID del pago, {quoted(ruled)}", "numero_radicacion")


def _resolve_planilla(ledger: Ledger) -> None:
    planilla = ledger.draft.planilla
    if not ledger.filled("planilla"):
        if _persona(ledger) is Persona.JURIDICA:  # the portal asks natural persons for it
            return
        since = show(ledger.profile.planilla_since)
        ledger.warn(
            ("planilla",),
            "No está la planilla: SECOP II la pide a los contratos firmados desde el "
            f"{since} ({ledger.profile.rule('j')}).",
            "Si el suyo es uno de ellos, escriba «planilla:» y debajo numero y fecha_pago.",
        )
        return
    if planilla is None:
        return
    if planilla.numero is not None:
        ledger.written(Field.PLANILLA_NUMERO, planilla.numero, "planilla", "numero")
    if planilla.fecha_pago is not None:
        ledger.written(Field.PLANILLA_FECHA, planilla.fecha_pago, "planilla", "fecha_pago")
        if planilla.fecha_pago > ledger.today:
            ledger.error(
                ("planilla", "fecha_pago"),
                f"La fecha de pago de la planilla, {show(planilla.fecha_pago)}, está en el futuro.",
                "Escriba el día en que la pagó.",
            )


def _line_of(ledger: Ledger, key: str) -> str:
    return f"{key}, línea {ledger.reading.lines.get((key,))} de {ledger.reading.path.name}"

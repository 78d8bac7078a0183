"""What an answer to Confirmar says: a yes, a no, or nothing that settles it."""

from __future__ import annotations

import pytest

from secop_bot.portal.confirming import says_no, says_yes
from secop_bot.portal.sitemap import KNOWN


@pytest.mark.parametrize(
    "said",
    [
        "La información se guardó con éxito",
        "La factura fue guardada correctamente.",
        "Los cambios han sido guardados",
        "Operación realizada correctamente",
        "Registro exitoso. Factura guardada exitosamente.",
        "La factura se guardó con éxito. Puede cerrar esta ventana.",
        "Datos guardados con éxito. No es necesario hacer nada más.",
    ],
)
def test_a_yes_is_a_yes(said: str) -> None:
    assert (says_yes(KNOWN, said), says_no(KNOWN, said)) == (True, False)


@pytest.mark.parametrize(
    "said",
    [
        "El campo Número de factura es obligatorio",
        "Debe validar el número de planilla de pago de seguridad social",
        "El Valor neto debe ser mayor que cero",
        "El valor del campo Fecha de emisión no es válido",
        "El formato de la fecha es incorrecto",
        "Ya existe una factura con ese número",
        "Seleccione una fecha",
        "Formato no permitido",
        "El Valor total supera el saldo pendiente del contrato",
        "El valor total excede el saldo del proceso",
        "La fecha no puede ser del mes en curso",
        "La solicitud no pudo ser procesada",
        "La factura no fue aceptada",
        "No fue posible guardar la información:; Falta algo.",
        "No se pudo guardar. Intente más tarde.",
        "No se guardaron los cambios",
        "Los cambios no fueron guardados",
        "Los datos no han sido guardados",
        "No se han guardado los datos",
        "Periodo cerrado.",
        "Fecha de vencimiento inválida. Formato esperado: dd/mm/aaaa",
        "El valor total no es el esperado",
        "Error: la factura no se registra porque el número es inválido",
        "Faltan documentos obligatorios. Anéxelos en la ventana de documentación",
    ],
)
def test_a_no_is_a_no(said: str) -> None:
    assert (says_yes(KNOWN, said), says_no(KNOWN, said)) == (False, True)


@pytest.mark.parametrize(
    "said",
    [
        "Su solicitud está en proceso.",
        "Guardado correctamente. Si falta algún documento, la entidad lo rechazará.",
        "Error inesperado. Intente más tarde.",
        "¿Desea guardar los cambios?",
        "Radicado 2026-114",
        "El pago ha sido registrado. Para que la entidad lo reciba debe enviarlo.",
        "La factura ya se encuentra registrada",
        "Espere mientras se guarda; faltan 2 documentos",
        "Debe esperar mientras se guarda la factura",
        "No puede cerrar esta ventana: se está registrando el pago",
        "El pago se está guardando; la ventana será cerrada automáticamente",
        "Guardando… no es necesario volver a oprimir Confirmar",
        "No es necesario volver a oprimir Confirmar",
        "Faltan unos segundos para terminar",
        "Su sesión será cerrada en 5 minutos por inactividad",
    ],
)
def test_any_other_words_settle_nothing(said: str) -> None:
    assert (says_yes(KNOWN, said), says_no(KNOWN, said)) == (False, False)

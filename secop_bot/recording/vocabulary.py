"""The words that a recording may keep: those of the site map, and the small talk of any such page."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from secop_bot.filing.text import collapsed, folded
from secop_bot.portal.sitemap import KNOWN
from secop_bot.portal.wording import text_pattern

if TYPE_CHECKING:
    from secop_bot.portal.sitemap import Label

WORD = re.compile(r"[^\W\d_]+")
_LONG = 160
_WORDING = 80

# Of no person and no entity: forms of speech, states, units, what public guides quote of the portal's menus.
_COMMON = """
a al ante con contra cuando de del desde e el en entre es esta este fue ha hasta hay la las le lo los mas mis no o
para pero por que se segun si sin sobre su sus tras u un una uno y ya i ii iii abierto acciones actividades activo
administracion aceptada aceptado acta ajuste alertas am anexar anexo anio anulado aportes aprobacion aprobada aprobado
archivo asunto autenticado ayuda bajo balance bienes bienvenida bienvenido bogota borrador buscar busqueda cancelada
cancelado captcha cargar categoria centralizada cerrado cerrar cerro codigo colombia compania compra condiciones
confirmado consulta contrasena contratacion contrato contratos correo creado crear cuenta cufe cop datos descargar
descentralizada descripcion detalle dia dias dinero disponible documento documentos dos economia editar eficiente
ejecucion ejecutado electronica electronicamente electronico eliminado empresa empresas enviado entidad entidades
entrega entregado error escritorio estado estatal estatales estimada evidencias exitosa exitoso factura facturacion
fecha fechas filtro final finalizado finalizacion firma firmado formulario general guardado guardar hora horas id
idioma incumplimientos informacion informe iniciado inicio integral iva kb lima linea lugar mb mensaje mensajes mes
meses mesa minutos modificacion modificaciones modificado mostrando moneda ninguno nit nombre notificaciones nuevo
nueva numero objeto obligatorio oferta ofertas opciones oportunidades orden pagada pagado pagar pago pagos pagina
pendiente pendientes perfil periodo persona pila pdf planilla plan planes pm porcentaje previsto prevista presupuestal
privacidad proceso procesos producto progreso proveedor proveedores quito real recepcion rechazada rechazado recibida
recibido referencia registrada registrado registro rows saldo salud secop seguridad seleccione servicio servicios
sesion siguiente social solicitud subastas supervisor tabla tamano terminado terminar termino terminos tipo todas
todos total usuario usted utc validacion validado valor vencimiento vencido ver vigente vigentes zip enero febrero
marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miercoles jueves viernes
sabado domingo
"""


@cache
def known_words() -> frozenset[str]:
    """Return the words that say nothing of anybody, without accents and case."""
    told = " ".join([_COMMON, *(text for label in KNOWN.labels().values() for text in label.texts)])
    return frozenset(WORD.findall(folded(told)))


@cache
def _label_pattern() -> re.Pattern[str]:
    return text_pattern(dict.fromkeys(text for label in KNOWN.labels().values() for text in label.texts))


def is_label(text: str) -> bool:
    """Return whether a text is a label of the site map, and no more."""
    return bool(text.strip()) and len(text) < _LONG and bool(_label_pattern().search(collapsed(text)))


def is_about(label: str, known: Label) -> bool:
    """Return whether a label on the page is one of the site map's."""
    return bool(text_pattern(known.texts).search(label))


def is_wording(text: str) -> bool:
    """Return whether a text is an answer of the portal's own: a validation's, an upload's."""
    answers = (
        KNOWN.validated,
        KNOWN.not_visible,
        KNOWN.service_down,
        KNOWN.uploaded,
        KNOWN.upload_failed,
    )
    return len(text) <= _WORDING and any(answer.search(text) for answer in answers) and is_plain(text, _WORDING)


def says_nothing(text: str) -> bool:
    """Return whether all words of a text are known ones."""
    return all(word in known_words() for word in WORD.findall(folded(text)))


def is_plain(text: str, longest: int) -> bool:
    """Return whether a text reads like a page's own: known words, or short and without anything that may be a name.

    The portal writes its labels like sentences, so a capital inside one begins a name, unless the word is known.
    """
    if says_nothing(text):
        return len(text) <= _LONG
    if len(text) > longest:
        return False
    for sentence in re.split(r"[.:;!?¡¿>|·(]\s*|\s[-–—]\s", text):
        words = WORD.findall(sentence)
        for place, word in enumerate(words):
            unknown = folded(word) not in known_words()
            shouted = len(word) > 1 and word.isupper()
            if unknown and (shouted or (place and word[0].isupper())):
                return False
    return True

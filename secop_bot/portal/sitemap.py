"""The words and confirmed ids of SECOP II, in one place: labels, buttons, states, wordings.

Texts come from the contractors' guide and other public guides; an id stands here only where public code that runs
against the portal uses it. An id is a hint, matched by its end, and never the only way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from secop_bot.filing.fields import Field
from secop_bot.filing.rows import RowAction


@dataclass(frozen=True)
class Label:
    """One control as people see it: its ``texts`` (any of them), and the confirmed ``ids`` if there are any."""

    texts: tuple[str, ...]
    ids: tuple[str, ...] = ()


BUSY = ".blockUI, .vortal-preloader"
"""What covers the page during every ajax call."""

COMMITS = re.compile(r"^(confirmar|enviar|s[ií]|crear|registro|editar|borrar|eliminar)$", re.IGNORECASE)
"""What the one button of a notice never says: such a box asks for something."""

FORBIDDEN_BUTTON = re.compile(r"\bborrar\b", re.IGNORECASE)

# --- Log in
USERNAME = Label(("Nombre de usuario", "Usuario"), ("txtUserName",))
PASSWORD = Label(("Contraseña",), ("txtPassword",))
LOGIN = Label(("Entrar", "Iniciar sesión", "Ingresar"), ("btnLoginButton",))
PASSWORD_BOX = "input[type=password]"  # noqa: S105 - a selector
LOGIN_ERROR = "[class*='error-text'], [id*='Failure']"
_SHOWN = ":not([src*='size=invisible'])"  # the badge of an invisible one asks for nothing
CAPTCHA = f"[id$='txttxtCaptcha'], iframe[src*='recaptcha']{_SHOWN}, iframe[title*='reCAPTCHA' i]{_SHOWN}"
VERIFICATION = re.compile(r"c[oó]digo de (verificaci[oó]n|seguridad)", re.IGNORECASE)
COMPANY_CHOICE = "[id$='seldpCompany']"
COMPANY = Label(("Compañía", "Empresa", "Proveedor"), ("seldpCompany",))
COMPANY_ENTER = Label(("Entrar", "Continuar"), ("btnButton1",))
COMPANY_IN_HEADER = "[id$='companiesSelector']"
ACCOUNT_IN_HEADER = "[id$='userImage']"
NOTICE_CLOSE = "[id$='btnAcknowledgeGen']"

# --- The list of contracts
MY_PROCESSES = Label(("Mis procesos",))
MY_CONTRACTS = Label(("Mis contratos",))
CONTRACTS_TITLE = Label(("Administración de contratos",))
ALL_CONTRACTS = Label(("Todos",), ("lnkLinkTopAll",))
MORE = Label(("Ver más",))
DETAIL = Label((RowAction.DETALLE.value,))
LIST_NUMBER = Label(("Número del Contrato",), ("ContractNameCol",))
LIST_ENTITY = Label(("Entidad Estatal",), ("ContractBuyerNameCol",))
LIST_SIGNED = Label(("Fecha de firma",))
LIST_STATE = Label(("Estado",), ("ContractStateCol",))

# --- The contract
EXECUTION_STEP = Label(("Ejecución del Contrato",))
PAYMENT_PLAN = Label(("Plan de pagos",))
CREATE = Label(("Crear",))
ROW_ID = Label(("ID de pago", "ID del pago", "Id de pago", "Pago"), ("spnPaymentIdSpan_",))
ROW_INVOICE = Label(("Número de factura", "Número de la factura", "Factura"), ("spnInvoiceNrSpan_",))
ROW_VALUE = Label(("Valor total", "Valor total de la factura", "Valor"), ("cbxInvoiceTotalValueBox_",))
ROW_STATE = Label(("Estado",), ("spnInvoiceStateSpan_",))
ROW_DATES = {
    "emisión": Label(("Fecha de emisión", "Emitida el")),
    "recepción": Label(("Recibida el", "Fecha de recepción", "Fecha de recepción original")),
    "vencimiento": Label(("Fecha de vencimiento", "Vence el")),
    "pago": Label(("Fecha de pago", "Pagada el")),
}
"""Dates that Plan de pagos may show; whether the real one does is not known."""
ROW_ACTIONS: dict[RowAction, Label] = {
    action: Label((action.value,)) for action in RowAction if action is not RowAction.BORRAR
}
STATE_CODE = re.compile(r"[A-Z][a-z]+([A-Z][a-z]+)+|[A-Z][a-z]+(ed|ing)|Paid|Draft")
"""A state as first printed, before a script translates it."""

EDIT = Label((RowAction.EDITAR.value,))
REASON = Label(
    (
        "Motivo del rechazo",
        "Motivo de rechazo",
        "Motivo",
        "Razón del rechazo",
        "Razón de rechazo",
        "Justificación",
        "Justificación del rechazo",
        "Observaciones",
        "Comentarios",
    )
)
EXECUTION_DOCUMENTS = Label(("Documentos de ejecución del contrato", "Documentos de ejecución"))
EXECUTION_DOCUMENT_NAME = "[id*='lblExecutionFileName_']"
UPLOAD_NEW = Label(("Cargar nuevo",), ("btnUploadContractExecutionDocument",))

# --- The payment form
PAYMENT_ID = Label(("ID de pago", "ID del pago"))
FORM_FIELDS = {
    Field.OBLIGADO: Label(("Obligado a facturar electrónicamente", "¿Obligado a facturar electrónicamente?")),
    Field.CUFE: Label(("CUFE", "Código CUFE")),
    Field.NUMERO_FACTURA: Label(("Número de factura", "Número de la factura")),
    Field.FECHA_EMISION: Label(("Fecha de emisión",)),
    Field.FECHA_VENCIMIENTO: Label(("Fecha de vencimiento",)),
    Field.VALOR_NETO: Label(("Valor neto",)),
    Field.VALOR_TOTAL: Label(("Valor total",)),
    Field.NOTAS: Label(("Notas",)),
    Field.FECHA_RECEPCION: Label(("Fecha de recepción original",)),
    Field.NUMERO_RADICACION: Label(("Número de radicación",)),
    Field.PLANILLA_NUMERO: Label(("Número de planilla",)),
    Field.PLANILLA_FECHA: Label(("Fecha de pago",)),
}
YES = Label(("Sí",))
NO = Label(("No",))
DOCUMENTATION = Label(("Documentación",))
ATTACH = Label(("Anexar",))
DETACH = Label(("Eliminar", "Quitar", "Remover"))
VALIDATE = Label(("Validar",))
CONFIRM = Label(("Confirmar",))
CANCEL = Label(("Cancelar", "Cerrar"))

VALIDATED = re.compile(r"consulta\s+exitosa", re.IGNORECASE)
NOT_VISIBLE = re.compile(r"no\s+(se\s+)?(encontr|registra|coincide|existe)", re.IGNORECASE)
SERVICE_DOWN = re.compile(
    r"error|no\s+disponible|intente\s+(de\s+nuevo\s+)?m[aá]s\s+tarde|fuera\s+de\s+servicio", re.IGNORECASE
)

# --- The upload window
FILE_INPUT = "input[type=file]"
UPLOAD_ATTACH = Label(("Anexar",), ("btnUploadFilesButtonBottom",))
UPLOAD_CLOSE = Label(("Cerrar",), ("btnCancelBottomButtom",))
UPLOADED = re.compile(r"documento\s+anexo", re.IGNORECASE)
UPLOAD_FAILED = re.compile(r"error|fall[oó]|rechazad|no\s+permitid", re.IGNORECASE)

# --- Sending
ABOUT_SENDING = re.compile(r"env[ií]", re.IGNORECASE)
MESSAGE_BOX = (
    "dialog, [role=dialog], [role=alertdialog], [id*=mdbox i], [class*=dialog i], [class*=modal i], [class*=popup i]"
)
SEND_YES = Label(("Confirmar", "Aceptar", "Sí", "Enviar"))

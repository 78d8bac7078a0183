"""The words and confirmed ids of SECOP II, in one place: labels, buttons, states, wordings.

Texts come from the contractors' guide and other public guides; an id stands here only where public code that runs
against the portal uses it. An id is a hint, matched by its end, and never the only way.

A user corrects any of it in ``config.toml`` without waiting for a release; see ``site_overrides.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - a dataclass resolves its own annotations
from dataclasses import dataclass, field, fields, replace
from typing import Any

from secop_bot.filing.fields import Field
from secop_bot.filing.row_text import TextState  # noqa: TC001 - the same
from secop_bot.filing.rows import RowAction
from secop_bot.filing.text import folded


@dataclass(frozen=True)
class Label:
    """One control as people see it: its ``texts`` (any of them), and the confirmed ``ids`` if there are any.

    ``sections`` are titles of the part it stands in; they decide where the same label stands in two parts.
    """

    texts: tuple[str, ...]
    ids: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


BUSY = ".blockUI, .vortal-preloader, [aria-busy=true]"
"""What covers the page during every ajax call."""

COMMITS = re.compile(
    r"^(confirmar|enviar|s[ií]|crear|registro|editar|borrar|eliminar|aprobar|firmar|radicar|publicar)$", re.IGNORECASE
)
"""What the one button of a notice never says: such a box asks for something."""

CHOSEN_STEP = "[class*=LeftMenuButtonOn], [aria-current=step]"
"""What marks the step of a contract that is open."""

FORBIDDEN_BUTTON = re.compile(r"\bborrar\b", re.IGNORECASE)

TEXT_INPUT = "input:not([type]), input[type=text]"
PASSWORD_BOX = "input[type=password]"  # noqa: S105 - a selector
LOGIN_ERROR = "[class*='error-text'], [id*='Failure'], [role=alert]"
_SHOWN = ":not([src*='size=invisible'])"  # the badge of an invisible one asks for nothing
CAPTCHA = f"iframe[src*='recaptcha']{_SHOWN}, iframe[title*='reCAPTCHA' i]{_SHOWN}"
STATE_CODE = re.compile(r"[A-Z][a-z]+([A-Z][a-z]+)+|[A-Z][a-z]+(ed|ing)|Paid|Draft")
"""A state as first printed, before a script translates it."""
FILE_INPUT = "input[type=file]"
MESSAGE_BOX = (
    "dialog, [role=dialog], [role=alertdialog], [id*=mdbox i], [class*=dialog i], [class*=modal i], [class*=popup i]"
)


def _form_fields() -> Mapping[Field, Label]:
    return {
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


def _row_dates() -> Mapping[str, Label]:
    return {
        "emisión": Label(("Fecha de emisión", "Emitida el")),
        "recepción": Label(("Recibida el", "Fecha de recepción", "Fecha de recepción original")),
        "vencimiento": Label(("Fecha de vencimiento", "Vence el")),
        "pago": Label(("Fecha de pago", "Pagada el")),
    }


def _row_actions() -> Mapping[RowAction, Label]:
    return {action: Label((action.value,)) for action in RowAction if action is not RowAction.BORRAR}


def name_of(field: Field) -> str:
    """Return a form field's name in ``config.toml``, where a dot would divide it: ``planilla_numero``."""
    return field.value.replace(".", "_")


@dataclass(frozen=True)
class Site:
    """The portal's words: a ``Label`` for each control and title, a pattern for each wording that is understood."""

    # --- Log in
    username: Label = Label(("Nombre de usuario", "Usuario"), ("txtUserName",))
    password: Label = Label(("Contraseña",), ("txtPassword",))
    login: Label = Label(("Entrar", "Iniciar sesión", "Ingresar"), ("btnLoginButton",))
    captcha: Label = Label(
        ("Texto de la imagen", "Código de la imagen", "Texto de verificación", "Captcha"), ("txttxtCaptcha",)
    )
    verification: re.Pattern[str] = re.compile(r"c[oó]digo de (verificaci[oó]n|seguridad)", re.IGNORECASE)
    company: Label = Label(
        (
            "Compañía",
            "Empresa",
            "Proveedor",
            "Seleccione la compañía",
            "Seleccione la empresa",
            "Seleccione la empresa con la que desea ingresar",
        ),
        ("seldpCompany",),
    )
    company_enter: Label = Label(("Entrar", "Continuar"), ("btnButton1",))
    company_in_header: Label = Label(("Compañía", "Empresa", "Cambiar de empresa"), ("companiesSelector",))
    account_in_header: Label = Label(("Mi cuenta", "Cuenta", "Usuario"), ("userImage",))
    notice_close: Label = Label((), ("btnAcknowledgeGen",))

    # --- The list of contracts
    my_processes: Label = Label(("Mis procesos",))
    my_contracts: Label = Label(("Mis contratos",))
    contracts_title: Label = Label(("Administración de contratos",))
    all_contracts: Label = Label(("Todos",), ("lnkLinkTopAll",))
    more: Label = Label(("Ver más",))
    contract_detail: Label = Label((RowAction.DETALLE.value,))
    list_number: Label = Label(("Número del Contrato",), ("ContractNameCol",))
    list_entity: Label = Label(("Entidad Estatal",), ("ContractBuyerNameCol",))
    list_signed: Label = Label(("Fecha de firma",))
    list_state: Label = Label(("Estado",), ("ContractStateCol",))

    # --- The contract
    in_execution: re.Pattern[str] = re.compile(r"en\s+ejecuci[oó]n|InExecution", re.IGNORECASE)
    in_modification: re.Pattern[str] = re.compile(r"modificaci[oó]n|UnderModification", re.IGNORECASE)
    execution_step: Label = Label(("Ejecución del Contrato",))
    payment_plan: Label = Label(("Plan de pagos",))
    create: Label = Label(("Crear",))
    row_id: Label = Label(("ID de pago", "ID del pago", "Id de pago", "Pago"), ("spnPaymentIdSpan_",))
    row_invoice: Label = Label(
        ("Número de factura", "Número de la factura", "Núm. de factura", "No. de factura", "N.º de factura", "Factura"),
        ("spnInvoiceNrSpan_",),
    )
    row_value: Label = Label(
        ("Valor total", "Valor total de la factura", "Valor total a pagar", "Valor a pagar", "Valor"),
        ("cbxInvoiceTotalValueBox_",),
    )
    row_state: Label = Label(("Estado", "Estado del pago", "Estado de la factura"), ("spnInvoiceStateSpan_",))
    row_dates: Mapping[str, Label] = field(default_factory=_row_dates)
    """Dates that Plan de pagos may show; whether the real one does is not known."""
    row_actions: Mapping[RowAction, Label] = field(default_factory=_row_actions)
    states: Mapping[TextState, tuple[str, ...]] = field(default_factory=dict)
    """What a user says that the text of a payment's state means; all else is read by ``row_text.py``."""
    keyboard: frozenset[str] = frozenset()
    """Names of the buttons that a user says answer to the keyboard alone."""
    reason: Label = Label(
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
    execution_documents: Label = Label(("Documentos de ejecución del contrato", "Documentos de ejecución"))
    execution_document_name: Label = Label((), ("lblExecutionFileName_",))
    upload_new: Label = Label(("Cargar nuevo",), ("btnUploadContractExecutionDocument",))

    # --- The payment form
    payment_id: Label = Label(("ID de pago", "ID del pago"))
    form: Mapping[Field, Label] = field(default_factory=_form_fields)
    yes: Label = Label(("Sí",))
    no: Label = Label(("No",))
    documentation: Label = Label(("Documentación",))
    attach: Label = Label(("Anexar",))
    detach: Label = Label(("Eliminar", "Quitar", "Remover"))
    validate: Label = Label(("Validar",))
    confirm: Label = Label(("Confirmar",))
    cancel: Label = Label(("Cancelar", "Cerrar"))
    validated: re.Pattern[str] = re.compile(r"consulta\s+exitosa", re.IGNORECASE)
    not_visible: re.Pattern[str] = re.compile(r"no\s+(se\s+)?(encontr|registra|coincide|existe)", re.IGNORECASE)
    service_down: re.Pattern[str] = re.compile(
        r"error|no\s+disponible|intente\s+(de\s+nuevo\s+)?m[aá]s\s+tarde|fuera\s+de\s+servicio", re.IGNORECASE
    )

    denied: re.Pattern[str] = re.compile(
        r"no\s+(fue(ron)?|han?\s+sido|es|son|qued(ó|o|aron)|pud(o|ieron)\s+ser)"
        r"\s+(posible|guardad|enviad|registrad|aceptad|procesad)[oa]?s?"
        r"|no\s+se\s+(han?\s+(podido|guardado|enviado|registrado)|pud(o|ieron)"
        r"|(guard|envi|registr)(ó|o|aron)|puede\s+(guardar|enviar|registrar|confirmar))|imposible",
        re.IGNORECASE,
    )
    """What an answer to Confirmar or Enviar says that is a no."""
    not_taken: re.Pattern[str] = re.compile(
        r"error|inv[aá]lid|incorrect|obligatori|requerid|deben?\s+(?!envi)|supera|excede|faltan?\b|cerrad|vencid"
        r"|ya\s+existe|seleccione|ingrese|diligencie"
        r"|no\s+(es(?!\s+necesari)|son|est[aá]n?|puede|se\s+permit|permitid|corresponde|coincide|cumple|existe)",
        re.IGNORECASE,
    )
    """What a form says that does not take what stands in it: a no to Confirmar, and of no meaning after Enviar."""
    saved: re.Pattern[str] = re.compile(
        r"guardad|\bguard[oó]\b|(realiz|actualiz)ad[oa]s?\s+correctamente|con\s+[eé]xito|exitosa", re.IGNORECASE
    )
    """What an answer to Confirmar says that is a yes."""
    not_done_yet: re.Pattern[str] = re.compile(
        r"en\s+(proceso|tr[aá]mite|cola)|proces(ando|ar[aá])\b|\besper(e|ar|ando)\b|un\s+momento|m[aá]s\s+tarde"
        r"|\bmientras\s+se\b|(guard|registr|envi)ando\b|unos\s+(segundos|minutos)"
        r"|sesi[oó]n\s+(ser[aá]|se\s+cerrar|va\s+a|expir|caduc|vence)",
        re.IGNORECASE,
    )
    """What an answer says that is neither: the portal may still do it, or speaks of something else."""

    # --- The upload window
    upload_attach: Label = Label(("Anexar",), ("btnUploadFilesButtonBottom",))
    upload_close: Label = Label(("Cerrar",), ("btnCancelBottomButtom",))
    uploaded: re.Pattern[str] = re.compile(r"documento\s+anexo", re.IGNORECASE)
    upload_failed: re.Pattern[str] = re.compile(r"error|fall[oó]|rechazad|no\s+permitid", re.IGNORECASE)

    # --- Sending
    about_sending: re.Pattern[str] = re.compile(r"env[ií]", re.IGNORECASE)
    send_yes: Label = Label(("Confirmar", "Aceptar", "Sí", "Enviar"))

    def labels(self) -> dict[str, Label]:
        """Give every label by its name in ``config.toml``: ``confirm``, ``numero_factura``, ``row_enviar``."""
        single = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            **{name: label for name, label in single.items() if isinstance(label, Label)},
            **{f"row_date_{folded(name)}": label for name, label in self.row_dates.items()},
            **{f"row_{action.value.lower()}": label for action, label in self.row_actions.items()},
            **{name_of(one): label for one, label in self.form.items()},
        }

    def wordings(self) -> dict[str, re.Pattern[str]]:
        """Give every wording by its name."""
        single = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: pattern for name, pattern in single.items() if isinstance(pattern, re.Pattern)}

    def with_labels(self, changed: Mapping[str, Label]) -> Site:
        """Give the same site with other labels, by the names that ``labels`` gives."""
        single: dict[str, Any] = {name: label for name, label in changed.items() if hasattr(self, name)}
        return replace(
            self,
            **single,
            row_dates={name: changed.get(f"row_date_{folded(name)}", old) for name, old in self.row_dates.items()},
            row_actions={one: changed.get(f"row_{one.value.lower()}", old) for one, old in self.row_actions.items()},
            form={one: changed.get(name_of(one), old) for one, old in self.form.items()},
        )


KNOWN = Site()
"""The words as they are known, without any correction."""

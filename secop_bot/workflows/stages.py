"""The steps that a command will take at the portal, as far as the month file tells beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secop_bot.workflows.form_filling import VALIDATED

if TYPE_CHECKING:
    from secop_bot.filing.filing import Filing
    from secop_bot.itinerary import Stage

_TO_THE_TABLE: tuple[Stage, ...] = (("Entrar a SECOP II",), ("Buscar el contrato",), ("Leer el Plan de pagos",))
_REASON: Stage = ("Leer por qué fue rechazado",)
_OPEN: Stage = ("Crear el pago", "Registrar", "Abrir el pago")
_LEAVE = "Salir con Cancelar"
_LOAD: Stage = ("Cargar las evidencias",)


def stages_of(command: str, filing: Filing, *, dry_run: bool, sends: bool) -> tuple[Stage, ...]:
    """Return the steps of ``submit``, ``edit-rejected`` or ``evidence`` with this filing, by how their titles begin."""
    if command == "evidence":
        return (*_TO_THE_TABLE, _LOAD)
    if command == "edit-rejected":
        if dry_run:
            return (*_TO_THE_TABLE, _REASON)
        return (*_TO_THE_TABLE, _REASON, ("Editar",), *_from_the_form(filing, dry_run=False, sends=sends))
    return (*_TO_THE_TABLE, *_from_the_form(filing, dry_run=dry_run, sends=sends))


def stages_of_a_form(filing: Filing, *, dry_run: bool, sends: bool) -> tuple[Stage, ...]:
    """Return the steps where nothing stands between Plan de pagos and the payment's form."""
    return (*_TO_THE_TABLE, *_from_the_form(filing, dry_run=dry_run, sends=sends))


def _from_the_form(filing: Filing, *, dry_run: bool, sends: bool) -> tuple[Stage, ...]:
    validations = [(f"Validar {field.label}",) for field in VALIDATED if field in filing.fields]
    filled: tuple[Stage, ...] = (_OPEN, ("Llenar los campos",), ("Anexar los documentos",), *validations)
    if dry_run:
        return (*filled, (_LEAVE,))
    after = ((_LOAD,) if filing.evidence else ()) + ((("Enviar",),) if sends else ())
    return (*filled, ("Confirmar", _LEAVE), ("Releer lo guardado",), *after)

"""The cells of the fault matrix: every step of every story, every route it asks, every fault that reaches it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from secop_bot.mock.fault import REACH, Fault, FaultKind
from tests.faults.stories import StoryName

STEPS: dict[StoryName, dict[str, tuple[str, ...]]] = {
    "sent": {
        "Entrar a SECOP II": (
            "login",
            "login_authenticate",
            "company",
            "choose_information",
            "sign_in",
            "landing",
        ),
        "Buscar el contrato": ("contract_list", "contract_rows", "contract", "step"),
    },
    "saved": {
        "Leer el Plan de pagos": ("step",),
        "Abrir el pago 005": ("payment_form",),
        "Salir con Cancelar": ("cancel", "payment_plan"),
        "Cargar las evidencias": (
            "step",
            "upload_execution_window",
            "upload",
            "upload_status",
            "upload_close",
            "execution_documents",
        ),
        "Enviar": ("send", "payment_plan"),
    },
    "new": {
        "Crear el pago": ("payment_form",),
        "Confirmar": ("confirm", "payment_plan"),
    },
    "corrected": {
        "Confirmar": ("confirm",),
        "Releer lo guardado": ("payment_form", "cancel", "payment_plan"),
    },
    "planned": {
        "Registrar el pago 005": ("payment_form",),
        "Llenar los campos": ("commit",),
        "Anexar los documentos": ("detach", "upload_window", "upload", "upload_status", "upload_close", "documents"),
        "Validar Número de planilla": ("validate_planilla",),
        "Validar CUFE": ("validate_cufe",),
    },
    "rejected": {
        "Leer por qué": ("payment_form",),
        "Editar": ("unlock", "payment_plan"),
        "Registrar otra vez": ("payment_form",),
    },
}
"""What each story's own steps ask; the steps it shares with another stand there.

Confirmar has its answer in two: over a saved payment no row tells whether it came.
"""
UNASKED = {
    "delete": "Borrar is never pressed",
    "logout": "the session is kept for the next run",
    "switch_company": "the company is chosen at the login",
    **dict.fromkeys(
        ("recaptcha", "verification", "verify_code", "password_change", "change_password"),
        "a person's: a run without a window ends there (exit 4)",
    ),
}
"""The routes that no run asks by itself, and why."""
HARMLESS = ("very slow", "alert", "question", "late state")
"""What a person would wait for, or click away: the run goes on."""

_SLOW_S = 1.5
_FAULTS: dict[str, Fault] = {
    "500": Fault(),
    "503": Fault(kind="maintenance"),
    "dropped before": Fault(kind="drop"),
    "dropped after": Fault(kind="drop", after=True),
    "no answer after": Fault(kind="hang", after=True),
    "very slow": Fault(kind="slow", delay=_SLOW_S),
    "login page": Fault(kind="login"),
    "empty list": Fault(kind="empty_list"),
    "endless overlay": Fault(kind="overlay"),
    "window blocked": Fault(kind="blocked"),
    "file fails": Fault(kind="fails"),
    "twin row": Fault(kind="twin"),
    "value changed": Fault(kind="changed"),
    "state never seen": Fault(kind="odd_state"),
    "alert": Fault(kind="dialog"),
    "question": Fault(kind="dialog", text="¿Desea recibir novedades?"),
    "late state": Fault(kind="late_state", delay=_SLOW_S),
}


@dataclass(frozen=True)
class Cell:
    """One fault on the first request of a route in a step of a story."""

    story: StoryName
    step: str
    route: str
    name: str

    @property
    def fault(self) -> Fault:
        """What goes wrong."""
        return _FAULTS[self.name]

    @property
    def kind(self) -> FaultKind:
        """Its kind."""
        return self.fault.kind

    def __str__(self) -> str:
        """For the test's name."""
        return f"{self.story}-{self.step}-{self.route}-{self.name}".replace(" ", "_")


CELLS = [
    Cell(story, step, route, name)
    for story, steps in STEPS.items()
    for step, routes in steps.items()
    for route in routes
    for name, fault in _FAULTS.items()
    if route in REACH[fault.kind]
]
BREAKING = [cell for cell in CELLS if cell.name not in HARMLESS]
QUICK = {Cell("new", "Confirmar", "confirm", "dropped after")}
"""The cell that stands for the others in the README's test command: a payment saved, and its answer lost."""
DRAWN = random.Random(5).sample(BREAKING, 12)  # noqa: S311 - drawn, always the same
"""The part that is run on the second skin too."""

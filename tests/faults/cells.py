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

Confirmar has its answer in two: over a saved payment no row tells whether it came. Left out, since they walk the same
code from the same form: Confirmar of a planned or a rejected payment, Enviar of those that are not saved yet,
``evidence`` by itself; and what presses nothing: ``status``, the dry run, the second reading before a typed ENVIAR.
"""
_BEHIND_A_PRESS = frozenset(
    {"Confirmar", "Releer lo guardado", "Editar", "Registrar otra vez", "Cargar las evidencias", "Enviar"}
)
"""The steps in which something is pressed or has been: there a run may begin anew, and must press nothing again."""
_AHEAD_OF_THE_PRESS = {("Cargar las evidencias", route) for route in ("step", "upload_execution_window")}
"""What is asked in one of these steps while nothing has been pressed in the whole run."""
_MET_LATER = {"empty list", "state never seen"}
"""What takes from Plan de pagos only what is read there after the evidences have been loaded."""
BEGINS_ANEW = {"retry_timeout": 60}
"""The settings of such a run; elsewhere the first fault ends it."""
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

_LOST = frozenset({0, 6}), frozenset({0, 7})
_ENDS = {
    **dict.fromkeys(("500", "503", "dropped before", "dropped after", "no answer after", "endless overlay"), _LOST),
    "login page": (frozenset({0, 4, 5, 6, 8}), frozenset({0, 7, 8})),
    "empty list": (frozenset({0, 5, 6}), frozenset({0, 7, 8})),
    "window blocked": (frozenset({4}), frozenset({4})),
    "file fails": (frozenset({5}), frozenset({5})),
    "value changed": (frozenset({5}), frozenset({5})),
    "twin row": (frozenset({0, 3, 5}), frozenset({0, 5})),
    "state never seen": (frozenset({0, 5}), frozenset({0, 7, 8})),
}
"""The exit codes of a run that meets a fault before any press, and behind one.

A login page in place of an answer reads as a refused login (4), as documents that do not come (5), or as a page without
its controls (8) where the answer was to be a page; a twin that was saved before Crear opens its form, as an ID de pago
that disagrees (3). In the step of the evidences a table that has lost its rows offers no Enviar (8).
"""


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

    @property
    def is_behind_a_press(self) -> bool:
        """Whether something may have been pressed when the fault strikes."""
        ahead = (self.step, self.route) in _AHEAD_OF_THE_PRESS and self.name not in _MET_LATER
        return self.step in _BEHIND_A_PRESS and not ahead

    @property
    def ends(self) -> frozenset[int]:
        """The exit codes that the README has for a run that meets it: behind a press what was lost is unknown."""
        before, behind = _ENDS[self.name]
        return behind if self.is_behind_a_press else before

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
MILD = {
    f"{story}-{name}": cells
    for story in STEPS
    for name in HARMLESS
    if (cells := [cell for cell in CELLS if (cell.story, cell.name) == (story, name)])
}
"""What strikes all routes of a story that it reaches, in one run."""
QUICK = {Cell("new", "Confirmar", "confirm", "dropped after")}
"""The cell that stands for the others in the README's test command: a payment saved, and its answer lost."""
DRAWN = random.Random(5).sample(BREAKING, 8)  # noqa: S311 - drawn, always the same
"""The part that is run on the second skin too."""

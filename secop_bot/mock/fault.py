"""What can go wrong with a request of the portal: each kind of fault, and the routes it can be put on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

FaultKind = Literal[
    "error",  # an answer with ``status``
    "maintenance",  # 503 and the page that says so
    "drop",  # the connection is closed without an answer
    "hang",  # no answer until the portal stops
    "slow",  # a good answer, ``delay`` seconds late
    "login",  # the login page in place of the answer
    "empty_list",  # a good answer with nothing in its tables: what an expired session looks like
    "overlay",  # a good answer, and the page's busy cover never goes away
    "blocked",  # the upload window closes by itself
    "fails",  # the file is not taken
    "twin",  # before the request is handled, a second terminal has saved a row for the same payment
    "changed",  # the server stores another total value
    "odd_state",  # the newest payment says a state never seen, and offers nothing known
    "dialog",  # a good answer, and a native dialog out of nowhere: ``text``, a question if it ends in "?"
    "late_state",  # a good answer whose states are translated ``delay`` seconds late
]

# Every route of the mock that a fault can be put on. A test holds this set against the application.
ROUTES = frozenset(
    {
        *("login", "login_authenticate", "recaptcha", "company", "choose_information"),
        *("verification", "verify_code", "password_change", "change_password"),
        *("sign_in", "landing", "switch_company", "logout"),
        *("contract_list", "contract_rows", "contract", "step", "payment_plan"),
        *("send", "delete", "execution_documents"),
        *("payment_form", "commit", "validate_planilla", "validate_cufe", "documents", "detach"),
        *("confirm", "cancel", "unlock"),
        *("upload_window", "upload_execution_window", "upload", "upload_status", "upload_close"),
    }
)
_PAGES = frozenset({"landing", "contract_list", "contract", "payment_form"})
_ASKED_BY_SCRIPTS = frozenset(
    {
        *("contract_rows", "step", "payment_plan", "send", "execution_documents"),
        *("commit", "validate_planilla", "validate_cufe", "documents", "detach", "confirm", "cancel", "unlock"),
    }
)
_WITH_STATES = frozenset({"contract_rows", "step", "payment_plan"})
_UPLOAD_WINDOWS = frozenset({"upload_window", "upload_execution_window"})

# A twin comes before the write: what is saved later is another payment's. A cover is of pages that have one by
# themselves, and a dialog of those on which something is pressed; the upload windows close by themselves.
REACH: Mapping[FaultKind, frozenset[str]] = {
    **dict.fromkeys(("error", "maintenance", "drop", "hang", "slow", "login"), ROUTES),
    "empty_list": frozenset({"contract_list", "contract_rows", "step", "payment_plan"}),
    "overlay": _PAGES | _ASKED_BY_SCRIPTS,
    "blocked": _UPLOAD_WINDOWS,
    "fails": frozenset({"upload"}),
    "twin": frozenset({"step", "payment_form", "confirm"}),
    "changed": frozenset({"commit", "confirm"}),
    "odd_state": frozenset({"step", "payment_plan"}),
    "dialog": _PAGES | _ASKED_BY_SCRIPTS | {"login"},
    "late_state": _WITH_STATES,
}
LOSES_THE_ANSWER = frozenset({"error", "maintenance", "drop", "hang"})
"""The kinds that leave no good answer: ``after`` says that the portal did what was asked all the same."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong on a route."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    kind: FaultKind = "error"
    status: int = 500  # of an error
    times: int | None = 1  # how many requests it hits; None: all
    skip: int = 0  # how many go through first
    delay: float = 0.0  # seconds, of what comes late
    text: str = "El sistema se reiniciará en 10 minutos."  # of a dialog
    after: bool = False  # the portal does what was asked, and only its answer is lost


def unreachable(faults: Mapping[str, Fault]) -> list[str]:
    """Say what can never strike: a route that does not exist, or a kind that does not reach it."""
    told = [f"no such route: {route}" for route in sorted(set(faults) - ROUTES)]
    told += [
        f"{fault.kind} can't be put on {route} (only on {', '.join(sorted(REACH[fault.kind]))})"
        for route, fault in sorted(faults.items())
        if route in ROUTES and route not in REACH[fault.kind]
    ]
    return told


assert set(REACH) == set(get_args(FaultKind))  # noqa: S101 - a kind without a reach would never strike

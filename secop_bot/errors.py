"""Everything that can stop a run: what happened, what to do next, and the exit code.

One class for each exit code of the README's table; the ``code`` names the case for programs.
Messages and remedies are Spanish sentences for the contractor.
"""

from __future__ import annotations


class SecopBotError(Exception):
    """The root: a Spanish ``message``, a ``remedy`` (what to do next) and a ``code`` for programs.

    ``says_where_it_stands``: the message already tells what the run has saved or sent.
    """

    exit_code = 1
    says_where_it_stands = False

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


class InputError(SecopBotError):
    """The month file, its documents, the configuration or this computer do not allow the run."""

    exit_code = 3


class PersonNeededError(SecopBotError):
    """Something only a person may do: a captcha, a code, a refused login, consent."""

    exit_code = 4


class RefusedError(SecopBotError):
    """The portal's state or its answer does not allow what was asked."""

    exit_code = 5


class UnreachableError(SecopBotError):
    """The portal or its planilla service can't be reached, answers with an error, or is too slow."""

    exit_code = 6


class UnknownOutcomeError(SecopBotError):
    """A commit was pressed and its outcome could not be read: look before acting again."""

    exit_code = 7


class UnknownPageError(SecopBotError):
    """A page is not as it is known; it names the page and the label that was looked for."""

    exit_code = 8


class StoppedByPersonError(SecopBotError):
    """The person who watches a dry run wants no more of it."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__(
            "stopped",
            "Usted detuvo el ensayo; no se guardó nada.",
            "Cuando quiera verlo completo, ejecute otra vez el mismo comando.",
        )


class StoppedError(SecopBotError):
    """A person interrupted the run; ``where`` says where things stand at the portal."""

    exit_code = 130

    def __init__(self, where: str) -> None:
        super().__init__(
            "interrupted",
            f"La ejecución se interrumpió, {where}.",
            "Ejecute otra vez el mismo comando: el bot mira primero qué quedó.",
        )

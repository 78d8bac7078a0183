"""Who is signed in: one session behind several cookies, one for each application's path."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from secop_bot.mock.scenario import Scenario

Stage = Literal["verification", "password_change", "company", "done"]

APPLICATIONS = {"sts": "/STS", "market": "/CO1Marketplace", "contracts": "/CO1ContractsManagement"}
COOKIE = "FedAuth"


@dataclass
class Session:
    """One person's visit."""

    company: str
    stages: list[Stage]  # still to pass
    expires_after: int | None
    cookies: dict[str, str] = field(default_factory=dict)  # application -> value
    requests: int = 0
    expired: bool = False
    noticed: bool = False

    def serves(self) -> bool:
        """Count a request, and say whether the visitor is signed in for it."""
        self.requests += 1
        if self.expires_after is not None and self.requests > self.expires_after:
            self.expired = True
        return not self.stages and not self.expired

    def take_notice(self) -> bool:
        """Say whether the notice is still to be shown, and take it as shown."""
        due, self.noticed = not self.noticed, True
        return due


class Sessions:
    """All visits, the one-time tickets between hosts, and the wrong passwords so far."""

    def __init__(self) -> None:
        self._sessions: list[Session] = []
        self._tickets: dict[str, Session] = {}
        self.failures = 0

    def begin(self, scenario: Scenario) -> Session:
        """Open a session for whoever gave the right password."""
        stages: list[Stage] = []
        if scenario.verification_code:
            stages.append("verification")
        if scenario.password_change:
            stages.append("password_change")
        if len(scenario.companies) > 1:
            stages.append("company")
        expires = len(self._sessions) < scenario.sessions_that_expire
        session = Session(
            company=scenario.companies[0] if scenario.companies else "",
            stages=stages,
            expires_after=scenario.session_expires_after if expires else None,
            cookies={application: secrets.token_urlsafe(24) for application in APPLICATIONS},
        )
        self._sessions.append(session)
        return session

    def find(self, application: str, cookie: str | None) -> Session | None:
        """Give the session of an application's cookie, also an expired one."""
        for session in self._sessions:
            if cookie and session.cookies[application] == cookie:
                return session
        return None

    def ticket(self, session: Session) -> str:
        """Issue a ticket with which the other host recognises the session, once."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = session
        return ticket

    def redeem(self, ticket: str) -> Session | None:
        """Take a ticket."""
        return self._tickets.pop(ticket, None)

    def end(self, session: Session) -> None:
        """Forget a session, as after logging out."""
        self._sessions.remove(session)

    def expire_all(self) -> None:
        """Let every open session run out."""
        for session in self._sessions:
            session.expired = True

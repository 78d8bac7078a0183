"""``doctor``: what this computer has, and with ``--portal`` what the bot finds on the live pages."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secop_bot.checkup import (
    Finding,
    Verdict,
    check_browser,
    check_clock,
    check_configuration,
    check_disk,
    check_password,
    check_session,
)
from secop_bot.clock import today
from secop_bot.commands.reporting import Reported, write_json
from secop_bot.errors import InputError
from secop_bot.printing import print_findings, print_sightings
from secop_bot.screen import Screen, has_person
from secop_bot.settings import home_folder

if TYPE_CHECKING:
    from secop_bot.portal.inventory import Sighting
    from secop_bot.settings import Settings
    from secop_bot.workflows.survey import Survey

_WRONG_HERE = 3
_PAGE_UNKNOWN = 8
REPORT = "doctor.txt"
_CALLED = {"missing": "NO SE ENCONTRÓ", "ambiguous": "HAY VARIOS"}


@dataclass(frozen=True)
class Examined:
    """What was asked for on the command line."""

    portal: bool = False
    open_form: bool = False
    contract: str | None = None
    entity: str | None = None
    headless: bool | None = None


def run_doctor(asked: Examined, *, as_json: bool) -> int:
    """Look at the computer, and at the portal if asked; print, write the report, return the exit code."""
    screen = Screen(to_stderr=as_json)
    home, homeless = _home()
    configured, settings = check_configuration(home) if home else (homeless, None)
    findings = [configured, check_clock(), *([check_disk(home)] if home else [])]
    if settings:
        findings += [check_browser(settings), check_password(settings), check_session(settings)]
    print_findings(screen.console, findings)
    wrong = any(finding.verdict is Verdict.BAD for finding in findings)
    reported = Reported(screen)
    found: Survey | None = None
    if asked.portal and settings and not wrong:
        found = _at_portal(asked, settings, reported, screen)
    exit_code = _exit_code(reported, found, wrong=wrong)
    report = _write_report(home, findings, found, settings) if home else None
    if found:
        print_sightings(screen.console, found)
    reported.tell(lambda: None)
    warned = any(finding.verdict is Verdict.WARNING for finding in findings)
    _say(screen, asked, found, exit_code, report, warned=warned)
    if as_json:
        write_json(
            {
                "findings": [
                    {"what": one.what, "verdict": one.verdict, "said": one.said, "remedy": one.remedy}
                    for one in findings
                ],
                "controls": [_control_json(sighting) for sighting in (found.sightings if found else ())],
                "not_looked_at": found.passed_over if found else {},
                "report": str(report) if report else None,
                **reported.as_json(),
            }
        )
    return exit_code


def _home() -> tuple[Path | None, Finding]:
    """Return the bot's folder, or None and what is wrong with the one that is named."""
    try:
        return home_folder(), Finding("Configuración", Verdict.GOOD, "")
    except InputError as error:
        return None, Finding("Configuración", Verdict.BAD, error.message, error.remedy)


def _at_portal(asked: Examined, settings: Settings, reported: Reported, screen: Screen) -> Survey:
    from secop_bot.credentials import find_credentials
    from secop_bot.home import prepare_home
    from secop_bot.portal.browser import has_screen
    from secop_bot.portal.fence import host_of
    from secop_bot.receipt import open_look
    from secop_bot.report import Outcome
    from secop_bot.workflows.survey import Survey, survey
    from secop_bot.workflows.visiting import Watching, open_portal

    found = Survey()

    def act() -> None:
        at_terminal = has_person()
        credentials = find_credentials(settings, screen if at_terminal else None)
        headless = settings.headless if asked.headless is None else asked.headless
        watching = Watching(headless=not has_screen() if headless is None else headless, slow_mo=0)
        receipt = reported.receipt = open_look(
            prepare_home(settings.home).receipts, "doctor", host_of(settings.portal_url)
        )
        found.personal |= {credentials.username, credentials.password.get_secret_value()}
        contract, entity = settings.contract_meant(asked.contract, asked.entity)
        with (
            screen,
            open_portal(settings, credentials, watching, screen, receipt, on_arrival=found.arrive) as portal,
            portal.visit() as visit,
        ):
            survey(visit, found, contract, entity, open_form=asked.open_form)
        reported.report.outcome = Outcome.NOTHING_TO_DO

    reported.run(act)
    found.end(reported.failure)
    return found


def _exit_code(reported: Reported, found: Survey | None, *, wrong: bool) -> int:
    if wrong:
        return _WRONG_HERE
    if reported.failure:
        return reported.exit_code
    return _PAGE_UNKNOWN if found and found.troubles else 0


def _say(
    screen: Screen, asked: Examined, found: Survey | None, exit_code: int, report: Path | None, *, warned: bool
) -> None:
    if found and found.troubles:
        one = found.troubles[0]
        if one.trouble == "ambiguous":
            table, text = "sections", "el título de la parte de la página en que está"
        else:
            table, text = "labels", one.nearest[0] if one.nearest else "el texto que muestra la página"
        screen.tell("Para corregirlo sin esperar otra versión, escriba en config.toml, por ejemplo:")
        screen.tell(f'\n  [site.{table}]\n  {one.entry.name} = "{text}"\n')
        screen.tell("Después repita secop-bot doctor --portal.")
    elif exit_code == 0:
        screen.success("Nada impide trabajar; mire los avisos (⚠)." if warned else "Todo lo que se revisó está bien.")
        if not asked.portal:
            screen.tell("  Para revisar también las páginas de SECOP II, sin escribir nada: secop-bot doctor --portal")
    if report and found:
        screen.tell(f"  Informe sin datos personales, para enviar a quien ayude: {report}")


def _write_report(home: Path, findings: list[Finding], found: Survey | None, settings: Settings | None) -> Path | None:
    """Write what was found, without what tells who looked; None where the folder can't be written."""
    lines = [
        f"secop-bot {version('secop-bot')} · doctor · {today():%d/%m/%Y}",
        f"{platform.system()} {platform.release()} · Python {platform.python_version()}",
        "",
        *(f"[{one.verdict.value}] {one.what}: {one.said}" for one in findings),
    ]
    if found:
        for page in dict.fromkeys(sighting.page for sighting in found.sightings):
            lines += ["", page, *(_line(one) for one in found.sightings if one.page == page)]
        lines += ["", *(f"No se miró «{page}»: {why}." for page, why in found.passed_over.items())]
        if found.stopped:
            lines += ["", f"Se detuvo: {found.stopped.code}: {found.stopped.message}"]
    personal = {str(Path.home()), *(found.personal if found else ())}
    if settings:
        personal |= {text for text in (settings.username, settings.company, settings.contract, settings.entity) if text}
    text = "\n".join(lines) + "\n"
    for told in sorted(personal, key=len, reverse=True):
        if told:
            text = re.sub(re.escape(told), "‹…›", text, flags=re.IGNORECASE)
    report = home / REPORT
    try:
        report.write_text(text, encoding="utf-8", newline="\n")
    except OSError:
        return None
    return report


def _line(sighting: Sighting) -> str:
    name, texts = sighting.entry.name, " / ".join(sighting.label.texts or sighting.label.ids)
    if sighting.count:
        said = f"{sighting.count} por {sighting.way} en {sighting.document}"
    else:
        said = "no está" + (f"; parecidos: {' / '.join(sighting.nearest)}" if sighting.nearest else "")
    flag = f"{_CALLED[sighting.trouble]} · " if sighting.trouble else ""
    return f"  {flag}{name} «{texts}»: {said}"


def _control_json(sighting: Sighting) -> dict[str, Any]:
    return {
        "page": sighting.page,
        "name": sighting.entry.name,
        "texts": list(sighting.label.texts),
        "trouble": sighting.trouble or None,
        "count": sighting.count,
        "way": sighting.way or None,
        "document": sighting.document or None,
        "nearest": list(sighting.nearest),
    }

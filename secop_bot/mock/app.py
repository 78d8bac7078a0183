"""Builds the Flask application of one portal."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, request
from jinja2 import BytecodeCache, StrictUndefined

from secop_bot.mock.formats import NOON, iso_day, long_date, money, parse_date, parse_money, size
from secop_bot.mock.mishap import spoil, strike
from secop_bot.mock.pages import contract, contracts, landing, login, mock_api, payment, upload
from secop_bot.mock.world import EXTENSION, World, world

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from jinja2.bccache import Bucket

    from secop_bot.mock.scenario import Scenario


class _Compiled(BytecodeCache):
    """Keeps compiled templates from one portal of this process to the next: tests start many."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template that was compiled before."""
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def create_app(scenario: Scenario) -> Flask:
    """Build the portal of this scenario."""
    skin = scenario.skin
    app = Flask(
        __name__,
        static_url_path="/static",
        static_folder=f"static/{skin}",
        template_folder=f"templates/{skin}",
    )
    portal = World(scenario)
    app.extensions[EXTENSION] = portal
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.bytecode_cache = _COMPILED
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(long_date=long_date, box_date=_box_date, iso_day=iso_day, size=size, money=_money)
    app.context_processor(lambda: {"ids": portal.names, "scenario": portal.scenario, "today": portal.today()})
    for module in (login, landing, contracts, contract, payment, upload, mock_api):
        app.register_blueprint(module.pages)
    app.before_request(_before)
    app.after_request(_after)
    return app


def _box_date(text: str) -> str:
    """Print a date box's text in the portal's long form."""
    moment = parse_date(text)
    return long_date(moment.date(), moment.time() if moment.hour else NOON) if moment else ""


def _money(text: str) -> str:
    return money(parse_money(text) or Decimal(0))


def _route() -> str:
    return (request.endpoint or "").rpartition(".")[2]


def _of_the_portal() -> bool:
    return not request.path.startswith(("/static/", "/__mock__/"))


def is_ajax() -> bool:
    """Whether a script of the page asks, and not the browser for a page."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _before() -> ResponseReturnValue | None:
    if not _of_the_portal():
        return None
    portal = world()
    if portal.scenario.plain_clients_refused and "Mozilla" not in request.headers.get("User-Agent", ""):
        abort(403)
    portal.trouble.delay(ajax=is_ajax())
    fault = portal.trouble.strikes(_route())
    return strike(fault, ajax=is_ajax()) if fault else None


def _after(response: Response) -> Response:
    if response.direct_passthrough:
        _read_whole(response)
    response.headers["Cache-Control"] = "no-store"
    if _of_the_portal() and world().scenario.renamed:
        _rename(response)
    return spoil(response)


def _read_whole(response: Response) -> None:
    """Read the file that is the answer, and close it: werkzeug leaves it open where its reader has broken off."""
    response.direct_passthrough = False
    whole = response.get_data()
    response.close()
    response.set_data(whole)


def _rename(response: Response) -> None:
    """Put other texts in a page or in the answer to a script, where letters beyond ASCII are escaped."""
    text = response.get_data(as_text=True)
    for old, new in world().scenario.renamed.items():
        text = text.replace(old, new).replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])
    response.set_data(text)

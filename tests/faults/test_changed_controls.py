"""Each control of a whole run, changed on the mock's own pages: the run ends, names it, and writes nothing more."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext

from secop_bot.filing.fields import Field
from secop_bot.portal.sitemap import KNOWN, Label, name_of
from secop_bot.portal.wording import button_pattern, text_pattern
from tests.conftest import CHANGED_CONTROLS, Prove
from tests.faults.conftest import Begin, Bend
from tests.faults.stories import StoryName, assert_nothing_forbidden
from tests.journeys.conftest import writes

# Changes everything that says one of the words, or the box beside or below a cell that does, as soon as it is drawn.
CHANGE = r"""(() => {
  const {words, change, at, is_box} = %s;
  if (!new RegExp(at).test(location.pathname)) return;
  const said = new RegExp(words, 'i');
  const done = new WeakSet();
  const isSaid = e => said.test((e.value || e.innerText || '').trim());
  const BOX = 'input:not([type=hidden], [type=button]), select, textarea';
  const boxOf = cell => cell.parentElement.querySelector(BOX)
    ?? cell.parentElement.nextElementSibling?.cells[cell.cellIndex]?.querySelector(BOX);
  const changes = {
    removed: e => e.remove(),
    hidden: e => { e.style.setProperty('display', 'none', 'important'); },
    doubled: e => { const twin = e.cloneNode(true); done.add(twin); e.after(twin); },
    renamed: (e, label) => {
      e.removeAttribute('id');
      if (label.matches('input')) label.value = 'Zuzunaga'; else label.textContent = 'Zuzunaga';
    },
  };
  const look = () => {
    const labels = is_box ? 'td, th' : 'a, button, input[type=button], input[type=submit], [onclick]';
    for (const label of [...document.querySelectorAll(labels)].filter(isSaid)) {
      const control = is_box ? boxOf(label) : label;
      if (!control || done.has(control) || !control.getClientRects().length) continue;
      done.add(control);
      changes[change](control, label);
      window.__changed?.();
    }
  };
  const watch = () => { look(); new MutationObserver(look).observe(
    document, {subtree: true, childList: true, attributes: true, attributeFilter: ['style', 'class', 'value']}); };
  if (document.documentElement) watch(); else addEventListener('DOMContentLoaded', watch);
})()"""
CHANGES = ("removed", "hidden", "doubled", "renamed")
CONTRACT = "CO1.PCCNTR.8263723"
PLAN, FORM, UPLOAD = "SalesContractEdit", "SalesContractPayment/Edit", "DocumentAlternateUpload/Index"
CHOICE, ANYWHERE = "SelectCompany", ""
SERVED = {FORM, UPLOAD}
"""Pages in a window or a frame of their own may be drawn without what a context runs in every document: the change is
put into their answer."""


@dataclass(frozen=True)
class Control:
    """What is changed, the story whose run meets it, and on which pages (a part of the address).

    With a ``step`` it changes only when that step begins: before, the row would be read as another one.
    """

    name: str
    story: StoryName
    at: str = ANYWHERE
    step: str = ""

    @property
    def label(self) -> Label:
        """How the bot knows it."""
        return KNOWN.labels()[self.name]

    def script(self, change: str) -> str:
        """Change it, now and whenever it is drawn again."""
        is_box = self.name in {"username", "password", "company", *(name_of(field) for field in KNOWN.form)}
        words = (text_pattern if is_box else button_pattern)(self.label.texts).pattern
        return CHANGE % json.dumps({"words": words, "change": change, "at": self.at, "is_box": is_box})

    def __str__(self) -> str:
        """For the test's name."""
        return self.name


CONTROLS = [
    Control("username", "sent"),
    Control("password", "sent"),
    Control("login", "sent"),
    Control("company", "sent", CHOICE),
    Control("company_enter", "sent", CHOICE),
    Control("my_processes", "sent"),
    Control("my_contracts", "sent"),
    Control("contract_detail", "sent"),
    Control("execution_step", "saved", PLAN),
    Control("create", "new"),
    Control("row_registro", "planned", step="Registrar el pago 005"),
    *(Control(name_of(field), "planned", FORM) for field in KNOWN.form if field is not Field.OBLIGADO),
    Control("detach", "planned", FORM),
    Control("attach", "planned", FORM),
    Control("upload_attach", "planned", UPLOAD),
    Control("upload_close", "planned", UPLOAD),
    Control("validate", "planned", FORM),
    Control("confirm", "planned", FORM),
    Control("row_detalle", "rejected", PLAN),
    Control("row_editar", "rejected", FORM),
    Control("cancel", "saved", FORM),
    Control("upload_new", "saved"),
    Control("row_enviar", "saved", step="Enviar"),
]
LEFT_OUT = {
    name_of(Field.OBLIGADO): "a pair of radio buttons, no box: pages/test_changed_portal.py",
    **dict.fromkeys(("yes", "no"), "the two of that pair: pages/test_locate_radios.py"),
    "payment_id": "printed, no box: pages/test_changed_portal.py",
    **dict.fromkeys(("payment_plan", "documentation", "execution_documents"), "titles: pages/test_changed_portal.py"),
    "send_yes": "stands behind Enviar, where whatever is changed is an unknown outcome: pages/test_sending.py",
    "contracts_title": "a title: pages/test_contracts.py",
    **dict.fromkeys(
        ("list_number", "list_entity", "list_signed", "list_state"), "read as a table: pages/test_contracts.py"
    ),
    **dict.fromkeys(("row_id", "row_invoice", "row_value", "row_state"), "read as a table: pages/test_payment_plan.py"),
    **dict.fromkeys(
        ("row_date_emision", "row_date_recepcion", "row_date_vencimiento", "row_date_pago"), "read, and may be missing"
    ),
    **dict.fromkeys(("account_in_header", "company_in_header"), "read, and may be missing"),
    **dict.fromkeys(
        ("all_contracts", "more"), "may be missing; then the list is read as it is: pages/test_contracts.py"
    ),
    "reason": "read, and may be missing: pages/test_payment_detail.py",
    "captcha": "a person's; the bot only sees that it is there: pages/test_access.py",
    **dict.fromkeys(("notice_close", "execution_document_name"), "known by an id, without any words"),
}
"""Why a control of the site map is not among ``CONTROLS``."""
OTHERWISE = {
    **{("username", change): (4, "password_change") for change in CHANGES},
    ("username", "doubled"): (4, "captcha"),
    **{("password", change): (4, "page_unknown") for change in ("removed", "hidden")},
    **{
        (name, change): (4, "page_unknown")
        for name in ("company", "company_enter", "my_processes")
        for change in CHANGES
        if change != "doubled"
    },
    **{("detach", change): (5, "cannot_detach") for change in CHANGES if change != "doubled"},
}
"""Exit code and error of what does not end with 8. On the way in a page is known by these controls, and another page is
a person's; a document that can't be taken off is named."""
BEFORE_SENDING = ["execution_document"]
"""What a run of the story has written before it comes to Enviar."""


@pytest.mark.quick
def test_every_control_of_the_site_map_is_changed_or_has_its_reason() -> None:
    changed = {control.name for control in CONTROLS}
    assert changed | LEFT_OUT.keys() == KNOWN.labels().keys()
    assert changed & LEFT_OUT.keys() == set()


@pytest.mark.parametrize(
    ("control", "change"),
    [
        # Each control by two of the four changes, in turns; on recorded pages each is seen changed in all ways.
        pytest.param(control, change, marks=[pytest.mark.whole] if (place + turn) % 2 else [], id=f"{control}-{change}")
        for place, control in enumerate(CONTROLS)
        for turn, change in enumerate(CHANGES)
    ],
)
def test_a_control_that_changed_ends_the_run_and_nothing_is_written_after_it(
    control: Control, change: str, begin: Begin, bend: Bend, record_property: Prove
) -> None:
    story = begin(control.story)
    if control.name == "notas":  # without notes in the month's file nothing is missed
        with story.month.open("a", encoding="utf-8") as month:
            month.write("notas: Octubre\n")
    changed: list[str] = []
    contexts: list[BrowserContext] = []
    bend.context(contexts.append)
    bend.context(
        lambda context: context.expose_binding("__changed", lambda source: changed.append(source["frame"].url))
    )
    if control.step:
        story.when(control.step, lambda: contexts[-1].pages[0].evaluate(control.script(change)))
    elif control.at in SERVED:
        bend.text(control.at, "<head>", f"<head><script>{control.script(change)}</script>")
    else:
        bend.script(control.script(change))
    before = story.portal.payments(CONTRACT)

    ran = story.run(timeout=2.5)

    error = ran.report["error"]
    assert changed or control.at in SERVED, "nothing was changed"
    if (control.name, change) in OTHERWISE:
        assert (ran.exit_code, error["code"]) == OTHERWISE[control.name, change], ran.said
    else:
        assert ran.exit_code == 8, ran.said
        assert any(f"«{text}»" in error["message"] for text in control.label.texts), error["message"]
        assert "en «" in error["message"].lower(), error["message"]
    assert writes(story.portal) == (BEFORE_SENDING if control.name == "row_enviar" else [])
    assert story.portal.payments(CONTRACT) == before
    assert_nothing_forbidden(story)
    record_property(CHANGED_CONTROLS, 1)


@pytest.mark.parametrize(
    ("name", "story", "code", "written"),
    [("row_registro", "planned", "row_unknown", []), ("row_enviar", "saved", "save_unknown", ["save"])],
)
def test_a_row_that_offers_something_else_from_the_start_is_never_sent(
    name: str, story: StoryName, code: str, written: list[str], begin: Begin, bend: Bend
) -> None:
    told = begin(story)
    bend.script(Control(name, story).script("renamed"))

    ran = told.run(timeout=2.5)

    assert ran.report["error"]["code"] == code, ran.said
    assert writes(told.portal) == written
    assert_nothing_forbidden(told)

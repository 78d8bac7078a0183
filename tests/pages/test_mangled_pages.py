"""Recorded pages mangled at random: each is read or refused with a documented error, soon, and nothing is pressed."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import pytest

from secop_bot.errors import SecopBotError
from secop_bot.portal.contracts import ContractsPage
from secop_bot.portal.execution_documents import ExecutionDocuments
from secop_bot.portal.payment_detail import PaymentDetail
from secop_bot.portal.payment_form import PaymentForm
from secop_bot.portal.payment_plan import PaymentPlan
from secop_bot.portal.visit import Visit
from tests.pages.conftest import Show, clicked, note_clicks

pytestmark = pytest.mark.long
PATIENCE_S = 0.6
MOST_S = 30
"""Far above what a reading takes: only what never ends, or grows with the square of a text, is longer."""


def _read_detail(visit: Visit) -> object:
    detail = PaymentDetail.opened(visit)
    return detail.reason(), detail.read()


READERS: dict[str, Callable[[Visit], object]] = {
    "contracts-all": lambda visit: ContractsPage(visit).listed(),
    "plan-saved": lambda visit: PaymentPlan(visit).rows(),
    "execution-documents": lambda visit: ExecutionDocuments(visit).names(),
    "detail-rejected": _read_detail,
    "form-new": lambda visit: PaymentForm.opened(visit).read(),
    "form-electronic": lambda visit: PaymentForm.opened(visit).read(),
}
SEEDS = range(12)
MANGLE = r"""(html, seed) => {
  let state = seed + 1;
  const draw = most => { state = (state * 48271) % 2147483647; return state % most; };
  const texts = ['', '\u202e5 ogaP', '00/00/0000', '31/11/2026', '-1', '9'.repeat(400), '1.2.3,4,5', '<b>Confirmar</b>',
    'ID de pago', 'Valor total', 'Número de factura:', '\u200b', '\ud83d\ude00', 'Confirmar', 'x '.repeat(50000)];
  for (let change = 0; change <= seed % 4 * 8; change += 1) {
    const all = [...html.querySelectorAll('body *:not(script, style)')];
    if (all.length < 2) return;
    const one = all[draw(all.length)], other = all[draw(all.length)], text = texts[draw(texts.length)];
    switch (draw(7)) {
      case 0: one.remove(); break;
      case 1: one.after(one.cloneNode(true)); break;
      case 2: if (!one.contains(other) && !other.contains(one)) one.append(other); break;
      case 3: if (one.children.length) one.prepend(text); else one.textContent = text; break;
      case 4: one.removeAttribute([...one.attributes][0]?.name ?? 'id'); break;
      case 5: if ('value' in one) one.value = text; else one.title = text; break;
      case 6: one.style.display = 'none'; break;
    }
  }
}"""


def _refusal(read: Callable[[Visit], object], visit: Visit) -> SecopBotError | None:
    """Return the documented error that a reading ends in, or None; any other is the test's failure."""
    try:
        read(visit)
    except SecopBotError as error:
        return error
    return None


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", READERS)
def test_a_mangled_page_is_read_or_refused_and_nothing_is_pressed(show: Show, name: str, seed: int) -> None:
    visit = show(name, timeout=PATIENCE_S).visit
    note_clicks(visit)
    for root in reversed(visit.roots()):  # a frame may go with what is around it
        root.evaluate(MANGLE, seed)
    began = monotonic()

    refused = _refusal(READERS[name], visit)

    assert refused is None or (refused.message and refused.remedy)
    assert monotonic() - began < MOST_S
    assert clicked(visit) == []

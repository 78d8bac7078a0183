"""Layouts by kinds of control: each is found among neighbours laid out the same, and no neighbour in its stead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from secop_bot.errors import UnknownPageError
from secop_bot.portal import locate
from secop_bot.portal.sitemap import Label
from tests.pages.layouts import (
    BARE,
    BOXES,
    COLUMNS,
    IT,
    KINDS,
    LAYOUTS,
    NAMED,
    PRINTED,
    TABLES,
    TEXT,
    TWIN,
    Entry,
    Kind,
)

EMISSION = Label(("Fecha de emisión",))
SAID = EMISSION.texts[0]
HIDDEN = ("display:none", "visibility:hidden", "height:0;overflow:hidden")

NOT_FOUND = {("label-after-in-its-box", kind) for kind in ("money", "select", "msdropdown")}
"""Cells that are not found: the label stands after its control, and other words are in the same box."""
NO_SENSE = {("placeholder", kind.name) for kind in KINDS if kind.name not in {"text", "date", "money", "notes"}}
"""No such control has a placeholder."""
CELLS = [(layout, kind) for layout in LAYOUTS for kind in KINDS if (layout, kind.name) not in NOT_FOUND | NO_SENSE]
"""Of what is to be filled in."""
PRINTED_CELLS = [
    (layout, PRINTED)
    for layout in [*TABLES, "column-heads-th", "column-heads-in-thead", *BOXES]
    if layout not in {"wrapped", "fieldset", "label-after-in-its-box"}
]
"""Of values that are printed."""


def named(cells: list[tuple[str, Kind]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("layout", "kind"), cells, ids=[f"{one}-{kind.name}" for one, kind in cells])


@pytest.fixture(scope="module")
def html(browser: Browser) -> Iterator[Locator]:
    """One page for the whole table: what is set anew is the content alone."""
    with browser.new_context() as context:
        yield context.new_page().locator("html")


def look(html: Locator, content: str, kind: Kind) -> Locator | None:
    html.page.set_content(content)
    return locate.text(html, EMISSION) if kind is PRINTED else locate.field(html, EMISSION, kind.asked)


def whose(found: Locator | None) -> str | None:
    """Return what ``data-it`` says of the control, or of the one value that is printed in a place."""
    if found is None:
        return None
    said: list[str] = found.evaluate("e => [e, ...e.querySelectorAll('*')].map(one => one.dataset.it).filter(Boolean)")
    return ", ".join(said)


def among_neighbours(layout: str, kind: Kind, *asked: Entry) -> str:
    """Draw what is asked for after one neighbour, and another after each."""
    after = [Entry(label, kind, value="888") for label in ("Ciudad", "Fecha de vencimiento")]
    pairs = [entry for pair in zip(asked, after, strict=False) for entry in pair]
    return LAYOUTS[layout]([Entry("Número de póliza", kind, value="777"), *pairs])


@named(CELLS + PRINTED_CELLS)
def test_it_is_found_and_its_hidden_twins_change_nothing(html: Locator, layout: str, kind: Kind) -> None:
    there = among_neighbours(layout, kind, Entry(SAID, kind, IT, "005"))
    twin = among_neighbours(layout, kind, Entry(SAID, kind, TWIN, "006"))
    twins = "".join(f'<div style="{style}">{twin}</div>' for style in HIDDEN)

    assert whose(look(html, there, kind)) == IT
    assert whose(look(html, twins + there + twins, kind)) == IT
    assert look(html, twins, kind) is None


@named(CELLS + PRINTED_CELLS)
def test_two_of_it_are_an_error_that_names_both(html: Locator, layout: str, kind: Kind) -> None:
    twice = among_neighbours(layout, kind, Entry(SAID, kind, IT, "005"), Entry(SAID, kind, TWIN, "006"))

    with pytest.raises(UnknownPageError, match="«Fecha de emisión» puede ser dos cosas") as stopped:
        look(html, twice, kind)

    assert (stopped.value.code, stopped.value.exit_code) == ("control_ambiguous", 8)
    if kind is not PRINTED:  # the place where a value is printed may be the whole cell, which has no mark
        assert f'data-it="{IT}"' in stopped.value.message
        assert f'data-it="{TWIN}"' in stopped.value.message


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("there", ["", "<b>3/11/2026</b>", "Aceptada"], ids=["nothing", "a-day", "a-word"])
def test_a_label_without_a_control_takes_no_neighbours(html: Locator, layout: str, there: str) -> None:
    for kind in (TEXT, KINDS[5]):
        label = Entry(SAID, None, value=there)
        one, other = (Entry(neighbour, kind) for neighbour in ("Ciudad", "Notas"))

        for entries in ([one, label, other], [label, one, other], [one, other, label]):
            assert whose(look(html, LAYOUTS[layout](entries), kind)) is None, [entry.label for entry in entries]


@pytest.mark.parametrize(("layout", "kind"), sorted(NOT_FOUND))
def test_what_is_not_found_is_not_guessed_either(html: Locator, layout: str, kind: str) -> None:
    drawn = next(one for one in KINDS if one.name == kind)

    assert look(html, among_neighbours(layout, drawn, Entry(SAID, drawn, IT)), drawn) is None


def test_the_table_is_as_large_as_it_should_be() -> None:
    assert len(CELLS) > 250
    assert {layout for layout, _ in CELLS} == NAMED.keys() | TABLES.keys() | COLUMNS.keys() | BOXES.keys() | BARE.keys()

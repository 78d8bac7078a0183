"""A control by its visible label, over the layouts that the portal is known or likely to have."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from secop_bot.errors import UnknownPageError
from secop_bot.portal import locate
from secop_bot.portal.sitemap import Label
from secop_bot.portal.visit import Visit
from secop_bot.progress import Silent

EMISSION = Label(("Fecha de emisión",))
SAVE = Label(("Confirmar",))
ID = Label(("ID de pago",))
HERE = 'data-it="yes"'


def html_of(page: Page, html: str) -> Locator:
    page.set_content(html)
    return page.locator("html")


def is_it(found: Locator | None) -> bool:
    return found is not None and found.get_attribute("data-it") == "yes"


# --- Fields


@pytest.mark.parametrize(
    "told",
    [
        "Fecha de emisión",
        "Fecha de emisión:",
        "Fecha de emisión *",
        "* Fecha de emisión",
        "Fecha de emisión*:",
        "Fecha de emisión (obligatorio)",
        "Fecha de emisión: (Obligatoria) *",
        "FECHA DE EMISIÓN",
        "Fecha de emision",
        "  Fecha   de\n emisión  ",
    ],
)
def test_a_label_may_be_written_in_many_ways(page: Page, told: str) -> None:
    found = locate.field(html_of(page, f"<table><tr><td>{told}</td><td><input {HERE}></td></tr></table>"), EMISSION)

    assert is_it(found)


def test_what_stands_in_a_box_is_no_part_of_the_label_around_it(page: Page) -> None:
    html = f'<label>Fecha <input {HERE} value="03/11/2026"> de emisión</label>'

    assert is_it(locate.field(html_of(page, html), EMISSION))


@pytest.mark.parametrize(
    "told",
    [
        "Fecha de emisión de la póliza",
        "Primera fecha de emisión",
        "Fecha de remisión",
        "Fecha de emisión y vencimiento",
        "Fecha",
        "",
    ],
)
def test_a_label_that_only_resembles_is_not_taken(page: Page, told: str) -> None:
    found = locate.field(html_of(page, f"<table><tr><td>{told}</td><td><input></td></tr></table>"), EMISSION)

    assert found is None


def test_a_hidden_box_beside_the_label_is_not_its_control(page: Page) -> None:
    boxes = f'<input type="hidden"><input style="display:none"><input {HERE}><input type="button" value="x">'

    assert is_it(
        locate.field(html_of(page, f"<table><tr><td>Fecha de emisión</td><td>{boxes}</td></tr></table>"), EMISSION)
    )


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param("<table><tr>{}<td>3/11/2026</td></tr>{}</table>", id="printed"),
        pytest.param("<table><tr>{}<td></td></tr>{}</table>", id="empty"),
        pytest.param("<table><tr><td>Otro</td>{}</tr>{}</table>", id="last-cell"),
    ],
)
def test_the_control_of_the_next_row_is_not_that_of_a_label_without_one(page: Page, layout: str) -> None:
    html = html_of(page, layout.format("<td>Fecha de emisión</td>", "<tr><td>Notas</td><td></td><td><input></td></tr>"))

    assert locate.field(html, EMISSION) is None


def test_the_control_of_the_next_line_is_not_that_of_a_label_without_one(page: Page) -> None:
    line = "<div><span>{}</span>{}</div>"
    html = html_of(page, line.format("Fecha de emisión", "<b>3/11/2026</b>") + line.format("Notas", "<input>"))

    assert locate.field(html, EMISSION) is None


def test_a_column_is_counted_over_cells_that_span_several(page: Page) -> None:
    heads = "<tr><td colspan=2>Operador</td><td>Fecha de emisión</td></tr>"
    row = f"<tr><td><input></td><td><input></td><td><input {HERE}></td></tr>"

    assert is_it(locate.field(html_of(page, f"<table>{heads}{row}</table>"), EMISSION))


def test_a_label_alone_is_no_field(page: Page) -> None:
    assert (
        locate.field(html_of(page, "<table><tr><td>Fecha de emisión</td><td>3/11/2026</td></tr></table>"), EMISSION)
        is None
    )


@pytest.mark.parametrize(
    "layout",
    [
        "<table>{0}{0}</table>",
        "<table><tr><td>Fecha de emisión</td><td><input id=one><input id=two></td></tr></table>",
        "<label>Fecha de emisión <input></label><label>Fecha de emisión <input></label>",
        "<table><tr><td>Fecha de emisión</td></tr><tr><td><input></td></tr><tr><td><input></td></tr></table>",
    ],
)
def test_two_fields_are_an_error_that_names_both(page: Page, layout: str) -> None:
    html = html_of(page, layout.format("<tr><td>Fecha de emisión</td><td><input></td></tr>"))

    with pytest.raises(UnknownPageError, match=r"«Fecha de emisión».*<input.*<input") as stopped:
        locate.field(html, EMISSION)

    assert (stopped.value.code, stopped.value.exit_code) == ("control_ambiguous", 8)


def test_what_was_typed_is_not_in_the_error(page: Page) -> None:
    box = '<input value="clave-secreta">'
    html = html_of(page, f"<table><tr><td>Fecha de emisión</td><td>{box}{box}</td></tr></table>")

    with pytest.raises(UnknownPageError) as stopped:
        locate.field(html, EMISSION)

    assert "clave-secreta" not in stopped.value.message


def test_a_confirmed_id_is_matched_by_its_end_and_outranks_the_label(page: Page) -> None:
    known = Label(("Fecha de emisión",), ("dtmbEmision_txt",))
    labelled = "<table><tr><td>Fecha de emisión</td><td><input></td></tr></table>"

    assert is_it(locate.field(html_of(page, f'{labelled}<input id="Parte7_dtmbEmision_txt" {HERE}>'), known))


def test_a_confirmed_id_that_is_gone_leaves_the_label(page: Page) -> None:
    known = Label(("Fecha de emisión",), ("dtmbEmision_txt",))
    hidden = '<input id="dtmbEmision_txt" style="display:none">'

    html = html_of(page, f"{hidden}<table><tr><td>Fecha de emisión</td><td><input {HERE}></td></tr></table>")

    assert is_it(locate.field(html, known))


# --- Buttons


@pytest.mark.parametrize("wanted", ["Crear", "Enviar"])
def test_a_button_that_only_begins_so_is_not_taken(page: Page, wanted: str) -> None:
    others = "".join(f'<input type="button" value="{wanted} {more}">' for more in ("plan", "todo", "plan de pagos"))

    assert locate.button(html_of(page, others), Label((wanted,))) is None


# --- Printed texts


@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td>ID de pago:</td><td><span>005</span></td><td>Otro</td><td>9</td></tr></table>",
        "<table><tr><td><b>ID de pago</b></td><td>005</td></tr></table>",
        "<p><span>ID de pago</span><span>005</span></p>",
        "<div><p><b>ID DE PAGO *</b></p><p>005</p></div>",
    ],
)
def test_a_printed_value_is_found_by_its_label(page: Page, layout: str) -> None:
    found = locate.text(html_of(page, layout), ID)

    assert found is not None
    assert found.inner_text() == "005"


def test_a_label_that_is_printed_twice_is_not_guessed(page: Page) -> None:
    html = html_of(page, "<table>" + "<tr><td>ID de pago</td><td>005</td></tr>" * 2 + "</table>")

    with pytest.raises(UnknownPageError, match="«ID de pago» puede ser dos cosas"):
        locate.text(html, ID)


def test_a_value_without_its_label_is_not_found(page: Page) -> None:
    assert locate.text(html_of(page, "<table><tr><td>ID</td><td>005</td></tr></table>"), ID) is None


# --- Several documents


def test_a_control_is_found_in_the_frame_where_it_stands(page: Page) -> None:
    inner = f"<table><tr><td>Fecha de emisión</td><td><input {HERE}></td></tr></table>"
    page.set_content(f"<h1>Otra cosa</h1><iframe srcdoc='{inner}'></iframe><iframe srcdoc='<p>Nada</p>'></iframe>")

    assert is_it(Visit(page, 1, Silent()).find("Formulario", EMISSION, locate.field))


def test_a_control_in_two_frames_is_not_guessed(page: Page) -> None:
    inner = "<button>Confirmar</button>"
    page.set_content(f"<iframe srcdoc='{inner}'></iframe><iframe srcdoc='{inner}'></iframe>")
    page.frame_locator("iframe >> nth=1").locator("button").wait_for()

    with pytest.raises(UnknownPageError, match="«Confirmar» puede ser dos cosas"):
        Visit(page, 1, Silent()).find("Formulario", SAVE, locate.button)


def test_a_control_that_is_nowhere_is_an_unknown_page_named_with_its_label(page: Page) -> None:
    page.set_content("<iframe srcdoc='<p>Nada</p>'></iframe>")

    with pytest.raises(UnknownPageError, match="En «Formulario» no se encontró «Confirmar»") as stopped:
        Visit(page, 0.1, Silent()).find("Formulario", SAVE, locate.button)

    assert stopped.value.exit_code == 8


def test_a_frame_that_is_hidden_shows_no_control(page: Page) -> None:
    page.set_content("<iframe style='display:none' srcdoc='<button>Confirmar</button>'></iframe>")

    assert locate.one_in(Visit(page, 1, Silent()).roots(), SAVE, locate.button) is None


def test_a_control_is_found_in_a_frame_within_a_frame(page: Page) -> None:
    page.set_content("<iframe></iframe>")
    page.frames[1].set_content("<p>Marco</p><iframe></iframe>")
    page.frames[2].set_content(f"<p>Fecha de emisión</p><input {HERE}>")

    assert is_it(Visit(page, 1, Silent()).find("Formulario", EMISSION, locate.field))


def test_a_control_is_found_in_a_window_that_the_page_opened(page: Page) -> None:
    page.set_content("<p>Fecha</p>")
    with page.expect_popup() as opened:
        page.evaluate("() => { window.open('about:blank') }")
    opened.value.set_content(f"<p>Fecha de emisión</p><input {HERE}>")

    assert is_it(Visit(page, 1, Silent()).find("Formulario", EMISSION, locate.field))


def test_an_open_dialog_decides_over_the_page_behind_it(page: Page) -> None:
    line = "<p><span>Fecha de emisión</span><input {}></p>"
    html = html_of(page, f"{line.format('')}<dialog>{line.format(HERE)}</dialog>")
    page.evaluate("() => document.querySelector('dialog').showModal()")

    assert is_it(locate.field(html, EMISSION))


@pytest.mark.parametrize("wanted", ["Planilla", "Factura"])
def test_the_section_decides_where_a_label_stands_in_two(page: Page, wanted: str) -> None:
    part = "<section><h3>{0}</h3><p><span>Fecha de pago</span><input data-it={0}></p></section>"
    html = html_of(page, part.format("Factura") + part.format("Planilla"))

    found = locate.field(html, Label(("Fecha de pago",), sections=(wanted,)))

    assert found is not None
    assert found.get_attribute("data-it") == wanted


# --- Parts of a page


def test_the_part_around_a_control_is_the_smallest_that_has_the_other(page: Page) -> None:
    part = f"<section {HERE}><p><input id=box></p><button>Confirmar</button></section>"
    html = html_of(page, f"<main>{part}<section><button>Confirmar</button></section></main>")

    assert is_it(locate.section(html.locator("#box"), SAVE))


def test_there_may_be_no_such_part(page: Page) -> None:
    html = html_of(page, "<main><input id=box></main>")

    assert locate.section(html.locator("#box"), SAVE) is None


def test_a_title_may_repeat_and_the_first_visible_one_counts(page: Page) -> None:
    html = html_of(page, f"<p hidden>Confirmar</p><h2 {HERE}>Confirmar</h2><h2>Confirmar</h2>")

    assert is_it(locate.heading(html, SAVE))

"""A control by its visible label, over the layouts that the portal is known or likely to have."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from secop_bot.errors import UnknownPageError
from secop_bot.portal import locate
from secop_bot.portal.sitemap import Label
from secop_bot.portal.visit import Visit
from secop_bot.progress import Silent

NUMBER = Label(("Número de factura", "Número de la factura"))
EMISSION = Label(("Fecha de emisión",))
SAVE = Label(("Confirmar",))
ID = Label(("ID de pago",))
HERE = 'data-it="yes"'
OTHER = '<td class="Label">Otro</td><td class="Field"><input></td>'


def html_of(page: Page, html: str) -> Locator:
    page.set_content(html)
    return page.locator("html")


def is_it(found: Locator | None) -> bool:
    return found is not None and found.get_attribute("data-it") == "yes"


# --- Fields


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param(f'<label for="a">{{}}</label><p><input><input id="a" {HERE}></p>', id="label-for"),
        pytest.param(f"<label>{{}} <input {HERE}></label><input>", id="wrapped"),
        pytest.param(f'<input><input aria-label="{{}}" {HERE}>', id="aria-label"),
        pytest.param(f'<i id="a">{{}}</i><input><input aria-labelledby="a" {HERE}>', id="aria-labelledby"),
        pytest.param(f"<table><tr><td>{{}}</td><td><input {HERE}></td>{OTHER}</tr></table>", id="neighbouring-cell"),
        pytest.param(
            f"<table><tr><td><span>{{}}</span></td><td><div><input {HERE}></div></td></tr><tr>{OTHER}</tr></table>",
            id="neighbouring-cell-nested",
        ),
        pytest.param(
            f"<table><tr>{OTHER}<td>{{}}</td><td><textarea {HERE}></textarea></td></tr></table>", id="second-pair"
        ),
        pytest.param(
            "<table><tr><td>Operador</td><td>{}</td><td>Estado</td></tr>"
            f"<tr><td><input></td><td><input {HERE}></td><td><input></td></tr></table>",
            id="column-head",
        ),
        pytest.param(
            "<table><thead><tr><th>Operador</th><th>{}</th></tr></thead>"
            f"<tbody><tr><td><input></td><td><input {HERE}></td></tr></tbody></table>",
            id="column-head-in-thead",
        ),
        pytest.param(f"<div><span>{{}}</span><input {HERE}></div><div><input></div>", id="element-after"),
        pytest.param(f"<div><span>{{}}</span><p><input {HERE}></p></div>", id="inside-element-after"),
        pytest.param(f"<div><div><b>{{}}</b></div><div><select {HERE}></select></div></div>", id="after-the-parent"),
    ],
)
@pytest.mark.parametrize("told", ["Número de factura", "NUMERO DE LA FACTURA * (obligatorio):"])
def test_a_field_is_found_by_its_label(page: Page, layout: str, told: str) -> None:
    assert is_it(locate.field(html_of(page, layout.format(told)), NUMBER))


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


@pytest.mark.parametrize("hidden", ['style="display:none"', "hidden", 'style="visibility:hidden"'])
def test_the_hidden_twin_of_a_field_is_not_taken(page: Page, hidden: str) -> None:
    twin = f"<tr {hidden}><td>Fecha de emisión</td><td><input></td></tr>"
    real = f"<tr><td>Fecha de emisión</td><td><input {HERE}></td></tr>"

    assert is_it(locate.field(html_of(page, f"<table>{twin}{real}{twin}</table>"), EMISSION))


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


@pytest.mark.parametrize(
    "layout",
    [
        "<input type=radio id=a {yes}><label for=a>Sí</label><input type=radio id=b {no}><label for=b>No</label>",
        "<label><input type=radio name=r {yes}> Sí</label><label><input type=radio name=r {no}> No</label>",
        "<label>Sí <input type=radio name=r {yes}></label><label>No <input type=radio name=r {no}></label>",
        "<span>Si</span><input type=radio name=r {yes}><span>No</span><input type=radio name=r {no}>",
    ],
)
@pytest.mark.parametrize("wanted", ["Sí", "No"])
def test_a_radio_is_found_by_its_own_word(page: Page, layout: str, wanted: str) -> None:
    here = {"yes": HERE if wanted == "Sí" else "", "no": HERE if wanted == "No" else ""}

    assert is_it(locate.field(html_of(page, layout.format(**here)), Label((wanted,)), locate.RADIOS))


# --- Buttons


@pytest.mark.parametrize(
    "thing",
    [
        pytest.param(f'<input type="button" value="Confirmar" {HERE}>', id="value"),
        pytest.param(f'<input type="submit" value="confirmar" {HERE}>', id="submit"),
        pytest.param(f'<input type="button" value="" title="Confirmar" {HERE}>', id="title"),
        pytest.param(f'<input type="image" alt="Confirmar" {HERE}>', id="image"),
        pytest.param(f"<button {HERE}> Confirmar </button>", id="button"),
        pytest.param(f"<button {HERE}><b>CONFIRMAR</b></button>", id="nested"),
        pytest.param(f'<a href="#" {HERE}>Confirmar</a>', id="link"),
        pytest.param(f"<a {HERE}>Confirmar</a>", id="link-without-address"),
        pytest.param(f'<a {HERE} title="Confirmar"><img width="16" height="16"></a>', id="link-by-title"),
        pytest.param(f'<div onclick="" {HERE}>Confirmar</div>', id="div-with-handler"),
        pytest.param(f'<span role="button" {HERE}>Confirmar</span>', id="role"),
        pytest.param(f'<div role="tab" {HERE}>Confirmar</div>', id="tab"),
        pytest.param(f'<div role="menuitem" {HERE}>Confirmar</div>', id="menu-item"),
        pytest.param(f"<div {HERE}>Confirmar</div>", id="plain-text"),
    ],
)
def test_a_thing_to_press_is_found_by_what_it_says(page: Page, thing: str) -> None:
    others = (
        '<input type="button" value="Confirmar y enviar"><button>No confirmar</button><p>Al confirmar se guarda</p>'
    )

    assert is_it(locate.button(html_of(page, f"{others}<p>{thing}</p>"), SAVE))


@pytest.mark.parametrize(
    "hide", ['<div style="display:none">{}</div>', "<div hidden>{}</div>", "<template>{}</template>"]
)
def test_the_hidden_twin_of_a_button_is_not_taken(page: Page, hide: str) -> None:
    twin = hide.format('<input type="button" value="Confirmar">')

    assert is_it(locate.button(html_of(page, f'{twin}<input type="button" value="Confirmar" {HERE}>{twin}'), SAVE))
    assert locate.button(html_of(page, twin), SAVE) is None


@pytest.mark.parametrize("wanted", ["Crear", "Enviar"])
def test_a_button_that_only_begins_so_is_not_taken(page: Page, wanted: str) -> None:
    others = "".join(f'<input type="button" value="{wanted} {more}">' for more in ("plan", "todo", "plan de pagos"))

    assert locate.button(html_of(page, others), Label((wanted,))) is None


@pytest.mark.parametrize(
    "twice",
    [
        '<button id="one">Confirmar</button><button id="two">Confirmar</button>',
        '<button id="one">Confirmar</button><input type="button" id="two" value="CONFIRMAR">',
        '<a id="one">Confirmar</a><a id="two">Confirmar</a>',
        '<div onclick="" id="one">Confirmar</div><div onclick="" id="two">Confirmar</div>',
    ],
)
def test_two_buttons_are_an_error_that_names_both(page: Page, twice: str) -> None:
    html = html_of(page, twice)

    with pytest.raises(UnknownPageError, match=r'«Confirmar».*id="one".*id="two"') as stopped:
        locate.button(html, SAVE)

    assert stopped.value.code == "control_ambiguous"


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


# --- Parts of a page


def test_the_part_around_a_control_is_the_smallest_that_has_the_other(page: Page) -> None:
    part = f"<section {HERE}><p><input id=box></p><button>Confirmar</button></section>"
    html = html_of(page, f"<main>{part}<section><button>Confirmar</button></section></main>")

    assert is_it(locate.section(html.locator("#box"), lambda around: locate.button(around, SAVE)))


def test_there_may_be_no_such_part(page: Page) -> None:
    html = html_of(page, "<main><input id=box></main>")

    assert locate.section(html.locator("#box"), lambda around: locate.button(around, SAVE)) is None


def test_a_title_may_repeat_and_the_first_visible_one_counts(page: Page) -> None:
    html = html_of(page, f"<p hidden>Confirmar</p><h2 {HERE}>Confirmar</h2><h2>Confirmar</h2>")

    assert is_it(locate.heading(html, SAVE))

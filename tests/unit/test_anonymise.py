"""What a recording keeps of a page, and what it never does."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from secop_bot.errors import InputError
from secop_bot.recording.anonymise import Anonymiser
from secop_bot.recording.leaks import refuse_leaks
from secop_bot.recording.stand_ins import Kind
from secop_bot.recording.tree import parse, serialise

NAMES = {"María Peña Cortés": Kind.PERSON, "Obras Cortés S.A.S.": Kind.COMPANY, "Gobernación de Villa": Kind.ENTITY}


def clean(body: str, known: dict[str, Kind] | None = None) -> str:
    """The body of one anonymous document."""
    html = f"<!DOCTYPE html><html><head></head><body>{body}</body></html>"
    document = Anonymiser([html], known or {}).documents()[0]
    return document.partition("<body>")[2].partition("</body>")[0]


def field(label: str, value: str) -> str:
    return f'<table class="Form"><tr><td class="Label">{label}</td><td class="Field">{value}</td></tr></table>'


def value_of(html: str) -> str:
    return html.partition('class="Field">')[2].partition("</td>")[0]


# --- What stays


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Plan de pagos</h1>",
        '<input type="button" value="Enviar">',
        "<label>Nro. de soporte del aporte:</label>",
        '<table><tr class="gridHeader"><td>Consecutivo interno</td><td>Estado</td></tr></table>',
        "<span>¿Está seguro de que desea enviar el pago a la Entidad Estatal?</span>",
        "<p>Fecha: 3/07/2026 12:00:00 PM ((UTC-05:00) Bogotá, Lima, Quito)</p>",
        '<dialog open=""><button>Aceptar</button></dialog>',
        '<div style="display:none">Cerrar sesión</div>',
        '<iframe id="win_iframe" src="frame-1.html"></iframe>',
    ],
)
def test_the_portals_own_words_and_its_structure_stay(body: str) -> None:
    assert clean(body) == body


@pytest.mark.parametrize(
    "value", ["005", "Pago 005", "3/11/2026", "31 de octubre de 2026", "Sí", "43,0 KB", "Rechazada"]
)
def test_values_of_nobody_stay(value: str) -> None:
    assert value_of(clean(field("Dato:", value))) == value


def test_the_wording_of_an_unknown_state_and_of_a_validation_stay() -> None:
    state = "Devuelta para ajustes"
    assert value_of(clean(field("Estado:", state))) == state
    grid = (
        '<table><tr class="gridHeader"><td>Operador</td><td>Resultado</td></tr><tr><td>x</td><td>{}</td></tr></table>'
    )
    said = "No se encontró la planilla"
    assert said in clean(grid.format(said))


# --- What is replaced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.412.345.678", "9.000.000.001"),
        ("9412345678", "9000000001"),
        ("900.123.456-7", "900.000.000-1"),
        ("310 555 1234", "900 000 0001"),
        ("$ 3.500.000,00", "$ 9.000.001,00"),
        ("3.517.219,45 COP", "9.000.001,50 COP"),
        ("CO1.PCCNTR.8263723", "CO1.PCCNTR.9000001"),
        ("laura@correo.gov.co", "persona1@ejemplo.invalid"),
        ("Cuenta de Laura (2).PDF", "documento-1.pdf"),
        ("https://www.secop.gov.co/x?mkey=abc", "https://ejemplo.invalid/1"),
        ("ab12" * 24, "a" * 95 + "b"),
        ("6f9619ff-8b86-d011-b42d-00c04fc964ff", "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaab"),
        ("Prestar servicios de apoyo a la gestión", "Texto 1"),
    ],
)
def test_a_value_gets_a_stand_in_of_its_shape(text: str, expected: str) -> None:
    assert value_of(clean(field("Dato:", text))) == expected


def test_equal_amounts_stay_equal_and_others_do_not() -> None:
    html = clean("".join(field("Valor:", one) for one in ("3.500.000,00 COP", "$ 3.500.000", "3500000", "3.500.001")))
    first, second, third, other = re.findall(r"9[.0-9]*", html)
    assert first == second
    assert first.replace(".", "") == third
    assert other != first


def test_a_name_has_the_same_stand_in_wherever_and_however_it_is_written() -> None:
    html = clean(
        '<h1>Bienvenida, MARIA PEÑA CORTES</h1><a title="maría peña  cortés">Ver</a>'
        + field("Entidad:", "Gobernación de Villa")
        + "<span>Doña Peña, de Obras Cortés S.A.S.</span>",
        NAMES,
    )
    assert html.count("Persona 1") == 3
    assert "Empresa 1" in html
    assert "Entidad 1" in html
    assert not re.search("pe[ñn]a|cort|obras|villa", html, re.IGNORECASE)


def test_what_a_label_calls_an_entity_or_a_person_is_replaced_on_every_page() -> None:
    pages = [
        f"<body>{field('Entidad Estatal:', 'Alcaldía de Cota')}{field('Supervisor:', 'Ana Gil Ruiz')}</body>",
        "<html><body><p>Alcaldía de Cota y Ana Gil Ruiz</p></body></html>",
    ]
    assert "<p>Entidad 1 y Persona 1</p>" in Anonymiser(pages, {}).documents()[1]


@pytest.mark.parametrize(
    "body",
    [
        "<textarea>falta la zarzuela</textarea>",
        field("Motivo del rechazo:", "<div>falta la zarzuela</div>"),
        field("Notas:", "falta la zarzuela"),
        field("Concepto interno:", "falta la zarzuela"),
        "<b>Observaciones</b> <span>falta la zarzuela</span>",
        '<input type="text" value="falta la zarzuela">',
        "<div>Aviso: falta la zarzuela</div>",
        "<span>Hola, Zarzuela</span>",
        "<!-- falta la zarzuela --><script>var zarzuela = 1</script><style>.zarzuela{}</style>",
        '<p data-x="zarzuela" onmouseover="zarzuela()" style="background:url(zarzuela.png)">Ayuda</p>',
        '<input type="hidden" value="zarzuela"><input type="password" value="zarzuela">',
        '<select><option value="zarzuela">Zarzuela Ltda.</option></select>',
        "<svg><text>zarzuela</text></svg><noscript>zarzuela</noscript><template>zarzuela</template>",
        '<img src="zarzuela.png"><a href="/zarzuela?x=zarzuela" onclick="zarzuela()">Ver</a>',
    ],
)
def test_what_is_not_known_to_be_the_portals_own_does_not_stay(body: str) -> None:
    assert "zarzuela" not in clean(body).casefold()


def test_identifiers_lose_long_numbers_alike_and_keep_the_rest() -> None:
    html = clean(
        '<label for="row_8263723_txt">Notas</label><input type="checkbox" id="row_8263723_txt" class="Box-text">'
        '<table id="grdContractExecutionDocument_tbl" aria-label="Documentos"></table>'
    )
    assert 'for="row_9000001_txt"' in html
    assert 'id="row_9000001_txt" class="Box-text"' in html
    assert 'id="grdContractExecutionDocument_tbl"' in html
    assert "8263723" not in html


def test_a_login_page_keeps_nothing_that_was_typed() -> None:
    html = clean('<input type="text" id="txtUserName" value="005"><input type="password" value="005">')
    assert "005" not in html


def test_a_stand_in_is_never_another_original() -> None:
    html = clean(field("Valor:", "9.000.001") + field("Valor:", "7.000.000"))
    assert "9.000.001" not in html
    assert len(set(re.findall(r"9\.000\.\d{3}", html))) == 2


# --- Whatever the page


_words = (
    st.text("abcdeñáéíóú ABCÑ", min_size=6, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: len(text) > 5)
)
_secrets = st.one_of(_words, st.from_regex(r"\A[1-9]\d{5,11}\Z"), st.from_regex(r"\ACO1\.PCCNTR\.[1-9]\d{6}\Z"))
_holders = st.sampled_from(
    [
        "<p>{}</p>",
        "<td>{}</td>",
        '<input type="text" value="{}">',
        '<input type="button" value="{}">',
        '<a title="{0}" href="{0}">{0}</a>',
        "<option>Sí {}</option>",
        '<div id="x {0}" class="{0}" aria-label="{0}" data-a="{0}">x{0}x</div>',
        "<table><tr><td>Notas:</td><td>{}</td></tr></table>",
        "<label>{}</label>",
    ]
)


@given(st.lists(_secrets, min_size=1, max_size=4), st.lists(_holders, min_size=1, max_size=4))
def test_no_known_string_survives_or_nothing_is_written(secrets: list[str], holders: list[str]) -> None:
    body = "".join(holder.format(escape(secret)) for holder in holders for secret in secrets)
    anonymiser = Anonymiser([f"<html><body>{body}</body></html>"], dict.fromkeys(secrets, Kind.TEXT))

    (html,) = anonymiser.documents()

    try:
        refuse_leaks({"page.html": html}, anonymiser.known, anonymiser.stand_ins.issued, None)
    except InputError:
        event("refused")
        return
    event("written")
    for stand_in in sorted(anonymiser.stand_ins.issued, key=len, reverse=True):
        html = html.replace(stand_in, "\0")
    for secret in secrets:
        assert secret not in html


@given(st.lists(_secrets, min_size=1, max_size=3), st.lists(_holders, min_size=1, max_size=3))
def test_the_same_visit_gives_the_same_bytes(secrets: list[str], holders: list[str]) -> None:
    body = "".join(holder.format(escape(secret)) for holder in holders for secret in secrets)
    page = f"<html><body>{body}</body></html>"
    known = dict.fromkeys(secrets, Kind.TEXT)

    first, second = (Anonymiser([page, page], known).documents() for _ in range(2))

    assert first == second
    assert first[0] == first[1]


@given(st.lists(st.sampled_from(["3.500.000", "9.412.345.678", "ana@b.co", "Texto libre de alguien", "acta.pdf"])))
def test_what_is_anonymous_already_keeps_its_shape(values: list[str]) -> None:
    page = f"<html><body>{''.join(field('Dato:', one) for one in values)}</body></html>"

    once = Anonymiser([page], {}).documents()
    again = Anonymiser(once, {}).documents()

    def shape(text: str) -> str:
        return re.sub(r"\d+", lambda match: "0" * len(match[0]), text)

    assert [shape(one) for one in again] == [shape(one) for one in once]


# --- The last look


@pytest.mark.parametrize(
    "left",
    ["maria  peña cortés", "Mar&iacute;a Pe&ntilde;a Cort&eacute;s", "<b>María </b><i>Peña Cortés</i>", "x@correo.co",
     "9412345678", "3.500.000", "CO1.PCCNTR.8263723", "Clave-1", "Clave&#45;1"],
)  # fmt: skip
def test_the_last_look_refuses_what_is_left_without_repeating_it(left: str) -> None:
    with pytest.raises(InputError) as refused:
        refuse_leaks({"01/page.html": f"<html><p>{left}</p></html>"}, NAMES, {"9.000.001"}, "Clave-1")
    assert refused.value.exit_code == 3
    assert "01/page.html" in refused.value.message
    assert left not in refused.value.message


def test_the_last_look_lets_stand_ins_and_dates_pass() -> None:
    refuse_leaks(
        {"a.html": "<p>9.000.001,00 Persona 1 3/07/2026 2026-11-23</p>"}, NAMES, {"9.000.001", "Persona 1"}, "x!"
    )


def test_a_document_is_written_as_it_was_read() -> None:
    html = '<!DOCTYPE html>\n<html lang="es"><body><p a="&quot;1&quot; &amp; 2">x &lt; y&nbsp;z<br></p></body></html>\n'
    assert serialise(parse(html)) == html

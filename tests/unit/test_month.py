from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secop_bot.filing.calendar import Period
from secop_bot.filing.month import MonthFile, read_draft
from secop_bot.filing.problems import MonthFileError, Problem, Severity
from secop_bot.filing.values import Persona
from tests.unit.month_desk import CUFE, MONTH, changed, without

if TYPE_CHECKING:
    from pathlib import Path

ANY_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
KNOWN_KEYS = [*MonthFile.model_fields, "numero", "cufe", "fecha_pago", "otros", "cuenta_de_cobro", "pagos"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["2026-10", "005", CUFE, "3.500.000", "2026-11-04", "natural", "guia", "0412345678"]),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KNOWN_KEYS), st.text(max_size=8)), inner, max_size=8),
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mes.yaml"


def read_month(path: Path) -> MonthFile:
    reading = read_draft(path)
    if reading.month is None:
        raise MonthFileError(path, reading.problems)
    return reading.month


def read(path: Path, text: str) -> MonthFile:
    path.write_text(text, encoding="utf-8")
    return read_month(path)


def problems(path: Path, content: str | bytes) -> tuple[Problem, ...]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(MonthFileError) as caught:
        read_month(path)
    assert all(one.severity is Severity.ERROR for one in caught.value.problems)
    return caught.value.problems


def problem(path: Path, content: str | bytes) -> Problem:
    (only,) = problems(path, content)
    assert only.message.endswith(".")
    assert only.remedy.endswith((".", "?"))
    return only


def test_a_month_file_is_read_as_written(path: Path) -> None:
    month = read(path, MONTH)
    assert month.contrato == "CO1.PCCNTR.8263723"
    assert month.periodo == Period(2026, 10)
    assert month.pago == 5
    assert month.valor == Decimal(3500000)
    assert month.planilla is not None
    assert (month.planilla.numero, month.planilla.fecha_pago) == ("0412345678", date(2026, 11, 3))
    assert month.documentos.orden_de_pago == "docs/orden.pdf"
    assert month.persona is None


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_quotes_change_nothing(path: Path, quote: str) -> None:
    lines = (line.partition(": ") for line in MONTH.splitlines())
    quoted = "\n".join(f"{key}: {quote}{value}{quote}" if colon else key for key, colon, value in lines)
    assert read(path, quoted) == read(path, MONTH)


def test_json_is_a_month_file_too(path: Path) -> None:
    plain = {
        "contrato": "CO1.PCCNTR.8263723",
        "entidad": "Alcaldía de Ejemplo 😀",
        "periodo": "2026-10",
        "pago": 5,
        "valor": 3500000,
        "planilla": {"numero": "0412345678", "fecha_pago": "2026-11-03"},
        "documentos": {"otros": ["docs/a.pdf"]},
        "factura": None,
    }
    month = read(path, json.dumps(plain, indent="\t"))
    assert month.entidad == "Alcaldía de Ejemplo 😀"
    assert month.valor == Decimal(3500000)
    assert month.documentos.otros == ("docs/a.pdf",)


@pytest.mark.parametrize("empty", ["", " ~", " null", " # nada"])
def test_an_empty_value_is_an_absent_one(path: Path, empty: str) -> None:
    extra = "".join(f"{key}:{empty}\n" for key in ("notas", "factura", "evidencias", "valor_neto", "persona"))
    assert read(path, MONTH + extra) == read(path, MONTH)


def test_quoted_nothing_is_no_absence(path: Path) -> None:
    assert read(path, MONTH + 'notas: ""\n').notas == ""
    assert problem(path, MONTH + 'entidad: ""\n').message == "Está vacío."


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + MONTH.replace("\n", "\r\n").encode())
    assert read_month(path).pago == 5


def test_all_kinds_of_value_are_read(path: Path) -> None:
    month = read(
        path,
        changed(("valor: 3.500.000", "valor_neto: 1.000\nvalor_total: $ 1.190,50 COP"))
        + f"persona: Jurídica\nperfil: guia\nfactura: {{numero: FV-12, cufe: {CUFE.upper()}}}\n"
        "notas: |\n  Una línea.\n  Otra: «con signos».\nfecha_recepcion: 2026-11-05\n",
    )
    assert month.persona is Persona.JURIDICA
    assert (month.valor_neto, month.valor_total) == (Decimal(1000), Decimal("1190.50"))
    assert month.factura is not None
    assert month.factura.cufe == CUFE
    assert month.notas == "Una línea.\nOtra: «con signos»."
    assert month.fecha_recepcion == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("line", "key", "said"),
    [
        ("valor: 3,500,000", "valor", "3.500.000"),
        ("valor: 3500.50", "valor", "3500,50"),
        ("valor: [3]", "valor", "un solo dato"),
        ("pago: 0", "pago", "de 1 a 999"),
        ("pago: 1000", "pago", "de 1 a 999"),
        ("pago: 5.0", "pago", "de 1 a 999"),
        ("pago: true", "pago", "de 1 a 999"),
        ("pago: 99999999999999999999", "pago", "de 1 a 999"),
        ("periodo: octubre", "periodo", "2026-10"),
        ("periodo: 2026-10-01", "periodo", "2026-10"),
        ("fecha_emision: 04/11/2026", "fecha_emision", "2026-11-04"),
        ("fecha_emision: 2026-02-30", "fecha_emision", "no existe"),
        ("fecha_emision: 2026-11-04T00:00:00", "fecha_emision", "2026-11-04"),
        ("fecha_emision: 0206-11-04", "fecha_emision", "2026-11-04"),
        ("persona: empresa", "persona", "natural o juridica"),
        ("perfil: sena", "perfil", "guia"),
        ("contrato: {a: b}", "contrato", "un solo dato"),
        ("documentos: docs/", "documentos", "grupo"),
        ("evidencias: [a]", "evidencias", "un solo dato"),
        ("planilla: 123456", "planilla", "grupo"),
        ("entidad: |\n  una\n  dos", "entidad", "una sola línea"),
        ('evidencias: "docs\\tabla"', "evidencias", "comillas simples"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_the_right_form(path: Path, line: str, key: str, said: str) -> None:
    found = problem(path, f"{line}\n{without(key)}")
    assert (found.key, found.line, found.file) == (key, 1, path)
    assert said in f"{found.message} {found.remedy}"


@pytest.mark.parametrize(
    ("numero", "said"),
    [
        ("12345", "menos de 6"),
        ("94-12345678", "solo dígitos"),
        ("9412 345678", "solo dígitos"),
        ("٤٥٦٧٨٩٠", "solo dígitos"),
    ],
)
def test_a_planilla_has_six_digits_or_more(path: Path, numero: str, said: str) -> None:
    found = problem(path, changed(("0412345678", numero)))
    assert (found.key, found.line) == ("planilla.numero", 6)
    assert said in found.message
    assert str(found).startswith("mes.yaml:6 · planilla.numero: ")
    assert "\n" not in str(found)


@pytest.mark.parametrize("cufe", [CUFE[:-1], CUFE + "0", CUFE[:-1] + "g", "x"])
def test_a_cufe_has_96_hexadecimal_digits(path: Path, cufe: str) -> None:
    found = problem(path, MONTH + f"factura:\n  numero: FV-12\n  cufe: {cufe}\n")
    assert (found.key, found.line) == ("factura.cufe", 16)
    assert "96" in found.message


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        (changed(("contrato: CO1.PCCNTR.8263723\n", "")), "contrato", None),
        (changed(("pago: 5\n", "pago:\n")), "pago", 3),
        (changed(("  fecha_pago: 2026-11-03\n", "")), "planilla.fecha_pago", 5),
        (MONTH + "factura: {numero: FV-1}\n", "factura.cufe", 14),
        (MONTH[: MONTH.index("documentos")], "documentos", None),
        (MONTH[: MONTH.index("documentos")] + "documentos:\n", "documentos", 8),
    ],
)
def test_a_missing_key_is_told_with_an_example(path: Path, text: str, key: str, line: int | None) -> None:
    found = problem(path, text)
    assert (found.key, found.line, found.message) == (key, line, "Falta este dato.")
    assert key.rpartition(".")[2] in found.remedy


@pytest.mark.parametrize(
    ("line", "key", "near"),
    [
        ("perido: 2026-10", "perido", "«periodo»"),
        ("Notas: hola", "Notas", "«notas»"),
        ("zzz:", "zzz", "contrato, entidad"),
        ("planilla.numero: 1", "planilla.numero", ""),
        ("path: x", "path", ""),
    ],
)
def test_an_unknown_key_is_refused_and_the_nearest_named(path: Path, line: str, key: str, near: str) -> None:
    found = problem(path, MONTH + f"{line}\n")
    assert (found.key, found.line) == (key, 14)
    assert "no se conoce" in found.message
    assert near in found.remedy


def test_an_unknown_key_within_a_group_is_refused(path: Path) -> None:
    found = problem(path, changed(("  numero:", "  valor: 3\n  numero:")))
    assert (found.key, found.line) == ("planilla.valor", 6)
    assert found.remedy == "Quítelo; los datos de este grupo son: numero, fecha_pago."


def test_a_key_given_twice_is_refused(path: Path) -> None:
    found = problem(path, MONTH + "pago: 6\n")
    assert (found.key, found.line) == ("pago", 14)
    assert "línea 3" in found.message


def test_others_must_be_a_list_of_paths(path: Path) -> None:
    found = problem(path, MONTH + "  otros: docs/a.pdf\n")
    assert (found.key, found.line) == ("documentos.otros", 14)
    assert "lista" in found.message
    found = problem(path, MONTH + "  otros:\n    - docs/a.pdf\n    - [b]\n")
    assert (found.key, found.line) == ("documentos.otros[2]", 16)


def test_all_problems_are_told_at_once_by_line(path: Path) -> None:
    found = problems(path, changed(("pago: 5", "pago: x"), ("3.500.000", "3,500")) + "nota: a\nnotas: b\nnotas: c\n")
    assert [(one.key, one.line) for one in found] == [
        ("pago", 3),
        ("valor", 4),
        ("nota", 14),
        ("notas", 16),
    ]


def test_the_error_says_how_many_and_exits_3(path: Path) -> None:
    path.write_text("pago: x\nperiodo: y\n", encoding="utf-8")
    with pytest.raises(MonthFileError) as caught:
        read_month(path)
    assert caught.value.exit_code == 3
    assert caught.value.message == "Hay 4 errores en mes.yaml."
    assert [one.key for one in caught.value.problems] == ["pago", "periodo", "contrato", "documentos"]


def test_a_single_error_is_the_message(path: Path) -> None:
    path.write_text(changed(("pago: 5", "pago: x")), encoding="utf-8")
    with pytest.raises(MonthFileError) as caught:
        read_month(path)
    assert caught.value.message == "Hay 1 error en mes.yaml: pago: «x» no es un número de pago."
    assert caught.value.remedy == "Escriba un entero de 1 a 999, por ejemplo 5."


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", None, "vacío"),
        (b" \n\n", None, "vacío"),
        (b"# solo un comentario\n", None, "ningún dato"),
        (b"hola\n", 1, "nombre: dato"),
        (b"- a\n- b\n", 1, "nombre: dato"),
        (b"null\n", 1, "nombre: dato"),
        (MONTH.encode() + b"---\npago: 6\n", 14, "varios documentos"),
        (b"a: &x [1]\nb: *x\n", 1, "«*» o «&»"),
        (b"a: *x\n", 1, "«*» o «&»"),
        (b"&a a: 1\n", 1, "«*» o «&»"),
        (b"*a : 1\n", 1, "«*» o «&»"),
        (b"pago: 5\nvalor: !!float 3\n", 2, "etiqueta"),
        (b"!x {pago: 5}\n", 1, "etiqueta"),
        (b"pago:\n\t- 5\n", 2, "tabulador"),
        (b"pago: 5\n periodo: 2026-10\n", 2, "alineada"),
        (b"pago: 5\nnotas: 'abierta\nvalor: 3\n", 2, "comillas"),
        (b"pago: 5\nnotas: [a\nvalor: 3\n", 3, "corchete"),
        (b'otros: "C:\\Users\\ana.pdf"\n', 1, "comillas dobles"),
        (b'otros: "\\e[31m"\n', 1, "invisibles"),
        ("contrato: CO1\u200b\n".encode(), 1, "invisibles"),
        (b"? [a]\n: b\n", 1, "debe estar el nombre"),
        (b"pago: 5\nnotas: @hola\n", 2, "signo"),
        (b"pago: 5\nnotas: Mar\xeda\n", 2, "UTF-8"),
        ("pago: 5".encode("utf-16"), None, "UTF-16"),
        (b"pago: 5\nnotas: \x00\n", 2, "control"),
        (b"a:\n" + b"".join(b" " * n + b"- \n" for n in range(1, 40)), None, ""),
        (b"a: " + b"[" * 100 + b"]" * 100, 1, "niveles"),
        (b"x: 1\n" * 60_000, None, "256 KiB"),
        (b"".join(b"k%d: 1\n" % n for n in range(5000)), None, "demasiados datos"),
    ],
)
def test_a_file_that_is_no_month_is_told_in_one_sentence(
    path: Path, content: bytes, line: int | None, said: str
) -> None:
    found = problem(path, content)
    assert said in f"{found.message} {found.remedy}"
    if line is not None:
        assert found.line == line
    assert found.file == path


def test_a_missing_file_and_a_folder_are_told(path: Path) -> None:
    for wrong, said in ((path, "No existe"), (path.parent, "carpeta"), (path.parent / "\0", "No se puede leer")):
        with pytest.raises(MonthFileError) as caught:
            read_month(wrong)
        assert said in caught.value.message
    with pytest.raises(MonthFileError):
        read_month(path.parent / ("x" * 5000))


@pytest.mark.parametrize(
    "content",
    [
        "a: " + "[" * 200_000,
        "- " * 120_000,
        "{" * 200_000,
        "? " * 120_000,
        "a: " + "x " * 120_000,
        "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)),
        "x" * 200_000 + ": 1",
        "!" * 200_000,
        "".join(f"clave{n}: 1\n" for n in range(900)),
    ],
    ids=lambda content: content[:6],
)
def test_a_bomb_is_refused_quickly(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    began = time.perf_counter()
    with pytest.raises(MonthFileError) as caught:
        read_month(path)
    assert time.perf_counter() - began < 5
    assert all(len(str(one)) < 1000 for one in caught.value.problems)


@ANY_FILE
@given(content=st.binary(max_size=400))
def test_any_bytes_give_a_month_or_its_problems(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(MonthFileError):
        read_month(path)


@ANY_FILE
@given(content=st.text(st.sampled_from("ab:-?[]{}#&*!|>'\"%@`,~ \n\t\\0x5.<="), max_size=60))
def test_any_writing_gives_a_month_or_its_problems(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MonthFileError):
        read_month(path)


@ANY_FILE
@given(tree=TREES)
def test_any_structure_gives_a_month_or_its_problems(path: Path, tree: object) -> None:
    path.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(MonthFileError) as caught:
        read_month(path)
    for one in caught.value.problems:
        assert str(one).isprintable()


@ANY_FILE
@given(key=st.sampled_from([*MonthFile.model_fields]), value=TREES)
def test_any_value_of_a_key_gives_a_month_or_its_problems(path: Path, key: str, value: object) -> None:
    found: tuple[Problem, ...] = ()
    try:
        read(path, without(key) + f"{key}: {json.dumps(value)}\n")
    except MonthFileError as error:
        found = error.problems or (Problem(Severity.ERROR, "\n", ""),)
    assert all(str(one).isprintable() for one in found)

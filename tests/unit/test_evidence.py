from __future__ import annotations

import hashlib
import os
import shutil
import socket
import stat
import struct
import sys
import tempfile
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secop_bot.filing.calendar import Period
from secop_bot.filing.evidence import Evidence, inspect_evidence
from secop_bot.filing.evidence_member import MAX_BYTES, MAX_FILES
from secop_bot.filing.problems import FlawError

OCTOBER = Period(2026, 10)
FILES = {"acta.pdf": b"acta", "fotos/café.jpg": b"foto" * 1000, "fotos/Zeta.txt": b"", "año/ñ/plan.xlsx": b"plan"}
NAMES = tuple(sorted(FILES))

on_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names and files")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are bytes, and is strict")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "evidencias", FILES)


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def look(path: Path) -> Evidence:
    return inspect_evidence(path, OCTOBER)


def refused(act: Callable[[], object]) -> FlawError:
    with pytest.raises(FlawError) as caught:
        act()
    for said in (caught.value.message, caught.value.remedy):
        assert said.endswith(".")
        assert said.isprintable()
    return caught.value


def flaw(path: Path) -> FlawError:
    return refused(lambda: look(path))


def contents(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


# --- What is found


def test_a_folder_is_described_by_its_files(folder: Path) -> None:
    evidence = look(folder)
    assert (evidence.source, evidence.members) == (folder, NAMES)
    assert evidence.size == sum(map(len, FILES.values()))


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (Period(2026, 10), "EVIDENCIAS_OCTUBRE_2026.zip"),
        (Period(2027, 1), "EVIDENCIAS_ENERO_2027.zip"),
        (Period(2026, 9), "EVIDENCIAS_SEPTIEMBRE_2026.zip"),
    ],
)
def test_the_zip_is_named_by_the_month_charged_for(folder: Path, tmp_path: Path, period: Period, name: str) -> None:
    evidence = inspect_evidence(folder, period)
    packed = evidence.pack(tmp_path / "salida")
    assert (evidence.name, packed.name, packed.path) == (name, name, tmp_path / "salida" / name)


def test_a_zip_is_described_as_the_folder_it_was_made_from(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "mias.ZIP", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (folder, *folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent).as_posix())
    evidence = look(tmp_path / "mias.ZIP")
    assert evidence.members == tuple(f"evidencias/{name}" for name in NAMES)
    assert evidence.size == look(folder).size


HIDDEN = (
    ".DS_Store",
    ".oculta/visible.txt",
    "__MACOSX/._acta.pdf",
    "fotos/Thumbs.db",
    "THUMBS.DB",
    "Desktop.ini",
    "~$informe.docx",
    "fotos/.git/config",
)


def test_what_is_hidden_is_left_out_of_a_folder(folder: Path) -> None:
    fill(folder, dict.fromkeys(HIDDEN, b"x"))
    assert look(folder).members == NAMES


def test_what_is_hidden_is_left_out_of_a_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {**FILES, **dict.fromkeys(HIDDEN, b"x")})
    with zipfile.ZipFile(path, "a") as archive:
        by_attribute = zipfile.ZipInfo("oculto-en-windows.txt")
        by_attribute.external_attr = stat.FILE_ATTRIBUTE_HIDDEN
        archive.writestr(by_attribute, b"x")
    assert look(path).members == NAMES


@on_posix
def test_what_is_hidden_is_not_even_looked_at(folder: Path) -> None:
    (folder / ".enlace").symlink_to("/no/existe")
    os.mkfifo(folder / ".tubo")
    (folder / "~$a:b").write_bytes(b"x")
    assert look(folder).members == NAMES


@pytest.mark.skipif(os.name != "nt", reason="the attribute is of Windows")
def test_what_windows_hides_is_left_out(folder: Path) -> None:
    import subprocess

    (folder / "oculto.txt").write_bytes(b"x")
    subprocess.run(["attrib", "+h", str(folder / "oculto.txt")], check=True)
    assert look(folder).members == NAMES


# --- Nothing to pack


def test_what_is_not_there_or_is_neither_a_folder_nor_a_zip_is_refused(tmp_path: Path) -> None:
    assert "No existe" in flaw(tmp_path / "no").message
    assert "«/»" in flaw(tmp_path / "docs\\evidencias").remedy
    for name in ("informe.pdf", "evidencias.rar"):
        (tmp_path / name).write_bytes(b"PK")
        assert "no es una carpeta ni un ZIP" in flaw(tmp_path / name).message
    assert "ni un ZIP" in flaw(zipped(tmp_path / "un-word.docx", FILES)).message
    assert "No se puede leer" in flaw(tmp_path / ("x" * 5000)).message


@pytest.mark.parametrize("files", [{}, {".oculto": b"x"}, {"__MACOSX/a": b"x"}])
def test_without_a_visible_file_there_are_no_evidences(tmp_path: Path, files: dict[str, bytes]) -> None:
    (tmp_path / "e" / "vacia").mkdir(parents=True)
    assert "ningún archivo" in flaw(fill(tmp_path / "e", files)).message
    assert "ningún archivo" in flaw(zipped(tmp_path / "e.zip", {"vacia/": b"", **files})).message


# --- What can't be read


@pytest.fixture
def others_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that is looked at as a user whom permissions bind, which they do not bind root."""
    if os.name == "nt":
        pytest.skip("chmod takes no reading away on Windows; the rule is the same code there")
    if os.geteuid() != 0:
        yield fill(tmp_path / "evidencias", FILES)
        return
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = fill(Path(place) / "evidencias", FILES)
        os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(0)


@pytest.mark.parametrize("name", ["acta.pdf", "fotos"])
def test_a_file_or_folder_that_can_not_be_read_is_named(others_folder: Path, name: str) -> None:
    look(others_folder)
    with as_owner():
        mode = (others_folder / name).stat().st_mode
        (others_folder / name).chmod(0)
    try:
        found = flaw(others_folder)
    finally:
        with as_owner():
            (others_folder / name).chmod(mode)
    assert "No se puede leer" in found.message
    assert f"«{name}" in found.message


def test_a_zip_that_can_not_be_read_is_not_said_to_be_damaged(others_folder: Path) -> None:
    path = others_folder.parent / "e.zip"
    with as_owner():
        zipped(path, FILES).chmod(0)
    assert "No se puede leer" in flaw(path).message


class as_owner:  # noqa: N801  # used as a word
    """Root again, where the test runs as root."""

    def __enter__(self) -> None:
        self.euid = os.geteuid()
        with suppress(PermissionError):
            os.seteuid(0)

    def __exit__(self, *_: object) -> None:
        os.seteuid(self.euid)


@on_posix
def test_what_is_no_file_is_refused_without_being_opened(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(folder / "tubo.pdf")
    assert "«tubo.pdf» no es un archivo" in flaw(folder).message
    (folder / "tubo.pdf").unlink()
    os.mkfifo(tmp_path / "tubo.zip")
    assert "ni un ZIP" in flaw(tmp_path / "tubo.zip").message
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{short}/enchufe")  # a socket's path must be short
        assert "«enchufe» no es un archivo" in flaw(Path(short)).message


# --- Links


@on_posix
def test_links_within_the_folder_are_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "copia.pdf").symlink_to("acta.pdf")
    (folder / "album").symlink_to(folder / "fotos")
    (tmp_path / "por-aqui").symlink_to(folder)
    packed = look(tmp_path / "por-aqui").pack(tmp_path / "salida")
    assert contents(packed.path) == {
        **FILES,
        "copia.pdf": FILES["acta.pdf"],
        "album/café.jpg": FILES["fotos/café.jpg"],
        "album/Zeta.txt": b"",
    }


@on_posix
@pytest.mark.parametrize("target", ["../fuera.txt", "../evidencias-de-otro", "..", "/"])
def test_a_link_that_leaves_the_folder_is_refused(folder: Path, target: str) -> None:
    (folder.parent / "fuera.txt").write_bytes(b"secreto")
    (folder.parent / "evidencias-de-otro").mkdir()
    (folder / "fotos" / "enlace").symlink_to(Path(os.path.normpath(folder / target)))
    assert "«fotos/enlace» es un enlace que sale" in flaw(folder).message


@on_posix
def test_a_broken_link_is_refused(folder: Path) -> None:
    (folder / "enlace").symlink_to("no-hay")
    assert "«enlace» es un enlace roto" in flaw(folder).message


@on_posix
@pytest.mark.parametrize("links", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "."}, {"fotos/a": "../fotos"}])
def test_a_circle_of_links_is_refused(folder: Path, links: dict[str, str]) -> None:
    for name, target in links.items():
        (folder / name).symlink_to(target)
    assert "en círculo" in flaw(folder).message


@on_posix
def test_two_folders_that_lead_into_each_other_are_refused(folder: Path) -> None:
    (folder / "fotos" / "x").symlink_to("../año")
    (folder / "año" / "x").symlink_to("../fotos")
    assert "en círculo" in flaw(folder).message


@on_posix
def test_links_that_multiply_come_to_an_end(tmp_path: Path) -> None:
    for level in range(40):
        fill(tmp_path / "e", {f"{level}/.x": b""})
        (tmp_path / "e" / str(level) / "a").symlink_to(f"../{level + 1}")
        (tmp_path / "e" / str(level) / "b").symlink_to(f"../{level + 1}")
    fill(tmp_path / "e", {"40/fin.txt": b"x"})
    assert str(MAX_FILES) in flaw(tmp_path / "e").message


# --- Names


@on_linux
@pytest.mark.parametrize("name", [b"informaci\xf3n.pdf", b"a\xf1o/x.txt"])
def test_a_name_in_latin_1_is_refused(folder: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    found = flaw(folder)
    assert "UTF-8" in found.message
    assert "\N{REPLACEMENT CHARACTER}" in found.message
    assert "nombre" in found.remedy


def test_a_zip_with_names_of_an_unknown_alphabet_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"informaci\u00f3n.pdf": b"x", "otro.txt": b"y"})
    path.write_bytes(without_utf8_flag(path.read_bytes()))
    found = flaw(path)
    assert "UTF-8" in found.message
    assert "carpeta" in found.remedy


def test_a_zip_with_a_name_that_only_says_to_be_utf_8_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"informaci\u00f3n.pdf": b"x"})
    path.write_bytes(path.read_bytes().replace("ó".encode(), b"\xf3\xf3"))
    assert "UTF-8" in flaw(path).message


def without_utf8_flag(archive: bytes) -> bytes:
    data = bytearray(archive)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = data.find(signature)
        while found >= 0:
            (flags,) = struct.unpack_from("<H", data, found + at)
            struct.pack_into("<H", data, found + at, flags & ~0x800)
            found = data.find(signature, found + 4)
    return bytes(data)


BAD_NAMES = [
    ("a:b.txt", "«:»"),
    ("a*b", "«*»"),
    ("cómo?.txt", "«?»"),
    ('"x".txt', '«"»'),
    ("a<b", "«<»"),
    ("a>b", "«>»"),
    ("a|b", "«|»"),
    ("a\\b.txt", "«\\»"),
    ("a\nb.txt", "carácter de control"),
    ("punto.", "punto"),
    ("espacio ", "espacio"),
    ("punto./x.txt", "punto"),
    ("con", "reserva"),
    ("Aux.pdf", "reserva"),
    ("nul.tar.gz", "reserva"),
    ("COM1.txt", "reserva"),
    ("fotos/LPT9", "reserva"),
    ("com¹", "reserva"),
    ("prn .txt", "reserva"),
]


@on_posix
@pytest.mark.parametrize(("name", "said"), BAD_NAMES)
def test_a_name_that_windows_can_not_have_is_refused(folder: Path, name: str, said: str) -> None:
    assert said in flaw(fill(folder, {name: b"x"})).message


@pytest.mark.parametrize(("name", "said"), BAD_NAMES)
def test_a_name_in_a_zip_that_windows_can_not_have_is_refused(tmp_path: Path, name: str, said: str) -> None:
    assert said in flaw(zipped(tmp_path / "e.zip", {"bueno.txt": b"", name: b"x"})).message


@pytest.mark.parametrize(
    "name", ["consola.txt", "COM10", "lpt", "v1.2.pdf", "a b.txt", "año (1)/ñandú_#&%'.txt", "日本"]
)
def test_other_names_are_good(tmp_path: Path, name: str) -> None:
    assert look(fill(tmp_path / "e", {name: b"x"})).members == (name,)


CLASHES = [
    ("Foto.jpg", "foto.JPG"),
    ("CAF\u00c9.txt", "caf\u00e9.txt"),
    ("caf\u00e9.txt", "cafe\u0301.txt"),
    ("fotos/a", "Fotos/A"),
    ("fotos", "FOTOS/a.jpg"),
]


@on_linux
@pytest.mark.parametrize(("one", "other"), CLASHES)
def test_two_names_that_windows_takes_for_one_are_refused(tmp_path: Path, one: str, other: str) -> None:
    message = flaw(fill(tmp_path / "e", {one: b"1", other: b"2"})).message
    assert "se perdería uno" in message
    assert unicodedata.normalize("NFC", one) in message


@pytest.mark.parametrize(("one", "other"), CLASHES)
def test_two_names_in_a_zip_that_windows_takes_for_one_are_refused(tmp_path: Path, one: str, other: str) -> None:
    assert "se perdería uno" in flaw(zipped(tmp_path / "e.zip", {one: b"1", other: b"2"})).message


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_twice_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"a.txt": b"1"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a.txt", b"2")
    assert "se perdería uno" in flaw(path).message


@on_linux
def test_folders_that_differ_by_case_alone_are_one_and_lose_nothing(tmp_path: Path) -> None:
    assert look(fill(tmp_path / "e", {"Fotos/a": b"", "fotos/b": b""})).members == ("Fotos/a", "fotos/b")


# --- A ZIP's own tricks


@pytest.mark.parametrize("name", ["/etc/passwd", "../x.txt", "a/../../x", "..", "C:/x", "\\x", "..\\x", ".", "C:\\x"])
def test_a_name_that_leads_out_of_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    assert "no queda dentro" in flaw(zipped(tmp_path / "e.zip", {"a": b"", name: b"x"})).message


def test_a_name_in_a_zip_is_read_to_its_end(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"a.txtX.exe": b"x"})
    path.write_bytes(path.read_bytes().replace(b"a.txtX.exe", b"a.txt\0.exe"))
    assert "carácter de control" in flaw(path).message


def test_a_dot_or_a_doubled_slash_leads_nowhere(tmp_path: Path) -> None:
    assert look(zipped(tmp_path / "e.zip", {"./a.txt": b"x", "b//c.txt": b"y"})).members == ("a.txt", "b/c.txt")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_in_a_zip_is_refused(tmp_path: Path, kind: int) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        entry = zipfile.ZipInfo("enlace")
        entry.external_attr = (kind | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "«enlace»" in flaw(tmp_path / "e.zip").message


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"a.txt": b"x"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "cifrado" in flaw(path).message


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_an_unusual_way_is_refused(tmp_path: Path, method: int) -> None:
    assert "poco común" in flaw(zipped(tmp_path / "e.zip", {"a.txt": b"x" * 999}, method)).message


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    content = zipped(tmp_path / "e.zip", {"a.txt": b"x" * 999}, zipfile.ZIP_STORED).read_bytes()
    (tmp_path / "e.zip").write_bytes(content.replace(b"xxxx", b"xxyx", 1))
    assert "«a.txt» está dañado" in flaw(tmp_path / "e.zip").message
    for broken in (b"", b"Rar!\x1a\x07", content[: len(content) // 2]):
        (tmp_path / "e.zip").write_bytes(broken)
        assert "«e.zip» está dañado" in flaw(tmp_path / "e.zip").message


def declaring(path: Path, name: bytes, size: int) -> Path:
    """Let the directory of a ZIP say that a file has so many bytes."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rindex(name) - 46 + 24, size)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("size", [0, 998, 1000])
def test_a_zip_that_lies_about_a_size_is_refused(tmp_path: Path, size: int, method: int) -> None:
    path = zipped(tmp_path / "e.zip", {"a.txt": b"x" * 999}, method)
    assert "«a.txt» está dañado" in flaw(declaring(path, b"a.txt", size)).message


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"a.txt": b"x", "b.txt": b"y"})
    for name in (b"a.txt", b"b.txt"):
        declaring(path, name, MAX_BYTES // 2 + 1)
    assert "2 GB" in flaw(path).message


@on_linux
def test_a_folder_over_the_bound_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "video.mp4").open("wb") as file:
        file.truncate(MAX_BYTES)  # a hole: it takes no space on the disk
    assert "2 GB" in flaw(folder).message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_damage_anywhere_is_refused_or_packed_as_inspected(tmp_path: Path, data: st.DataObject) -> None:
    path = zipped(tmp_path / "e.zip", FILES)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with suppress(FlawError):
        evidence = look(path)
        packed = contents(evidence.pack(tmp_path / "salida").path)
        assert (tuple(packed), sum(map(len, packed.values()))) == (evidence.members, evidence.size)


# --- The ZIP


def test_the_zip_holds_every_file_and_is_described(folder: Path, tmp_path: Path) -> None:
    packed = look(folder).pack(tmp_path / "nueva" / "salida")
    assert contents(packed.path) == FILES
    content = packed.path.read_bytes()
    assert (packed.size, packed.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert list(packed.path.parent.iterdir()) == [packed.path]


def test_every_entry_looks_the_same(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(look(folder).pack(tmp_path).path) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == list(NAMES)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr >> 16, entry.compress_type) for entry in entries} == {
        (3, stat.S_IFREG | 0o644, zipfile.ZIP_STORED)
    }


def test_the_same_files_give_the_same_bytes_on_any_day_in_any_order_from_any_place(
    folder: Path, tmp_path: Path
) -> None:
    before = look(folder).pack(tmp_path / "antes").path.read_bytes()
    again = fill(tmp_path / "otra" / "carpeta", dict(reversed(FILES.items())))
    for path in again.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
        path.chmod(0o755)
    (again / ".DS_Store").write_bytes(b"x")
    (again / "vacia").mkdir()
    mine = zipped(tmp_path / "mio.zip", dict(reversed(FILES.items())))
    assert look(again).pack(tmp_path / "despues").path.read_bytes() == before
    assert look(mine).pack(tmp_path / "del-zip").path.read_bytes() == before
    assert look(folder).pack(tmp_path / "antes").path.read_bytes() == before


def test_these_files_give_these_bytes_on_every_system_and_python(folder: Path, tmp_path: Path) -> None:
    assert look(folder).pack(tmp_path).sha256 == "78d50350288a5fe0d91faabea95c7028e09cd2f488124d5853cceac08ae08a60"


def test_other_contents_give_other_bytes(folder: Path, tmp_path: Path) -> None:
    before = look(folder).pack(tmp_path).sha256
    (folder / "acta.pdf").write_bytes(b"ACTA")
    assert look(folder).pack(tmp_path).sha256 != before


@on_linux
def test_names_are_packed_in_one_unicode_form(tmp_path: Path) -> None:
    composed = look(fill(tmp_path / "nfc", {"caf\u00e9.txt": b"x"})).pack(tmp_path / "1").path
    decomposed = look(fill(tmp_path / "nfd", {"cafe\u0301.txt": b"x"})).pack(tmp_path / "2").path
    assert composed.read_bytes() == decomposed.read_bytes()
    assert list(contents(decomposed)) == ["caf\u00e9.txt"]


def test_a_packed_zip_packs_into_itself(folder: Path, tmp_path: Path) -> None:
    first = look(folder).pack(tmp_path / "1")
    assert look(first.path).pack(tmp_path / "2").sha256 == first.sha256


def test_large_files_are_not_held_in_memory(tmp_path: Path) -> None:
    size = 64 * 1024 * 1024
    large = fill(tmp_path / "e", {"video.mp4": b""})
    with (large / "video.mp4").open("wb") as file:
        file.truncate(size)
    zipped_large = tmp_path / "e.zip"
    with zipfile.ZipFile(zipped_large, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(large / "video.mp4", "video.mp4")
    for source in (large, zipped_large):
        tracemalloc.start()
        try:
            packed = look(source).pack(tmp_path / "salida")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert packed.size > size
        assert peak < size // 4


# --- What changes between the look and the packing


def spoil_content(folder: Path) -> None:
    status = (folder / "acta.pdf").stat()
    (folder / "acta.pdf").write_bytes(b"ATCA")
    os.utime(folder / "acta.pdf", ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(lambda folder: (folder / "acta.pdf").unlink(), "«acta.pdf» cambió", id="vanished"),
        pytest.param(lambda folder: (folder / "acta.pdf").write_bytes(b"acta 2"), "«acta.pdf» cambió", id="grown"),
        pytest.param(spoil_content, "«acta.pdf» cambió", id="as long and as old as before"),
        pytest.param(lambda folder: (folder / "nuevo").write_bytes(b""), "«nuevo» cambió", id="come to it"),
        pytest.param(shutil.rmtree, "No existe", id="all gone"),
    ],
)
def test_evidences_that_changed_since_are_not_packed(
    folder: Path, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    evidence = look(folder)
    spoil(folder)
    assert said in refused(lambda: evidence.pack(tmp_path / "salida")).message
    assert list((tmp_path / "salida").iterdir()) == []


@pytest.mark.skipif(
    not Path("/proc/sys/kernel/random/uuid").exists(), reason="only Linux has such a file, of 0 bytes until it is read"
)
def test_a_file_that_has_more_than_it_was_said_to_have_is_not_taken() -> None:
    assert "cambió" in flaw(Path("/proc/sys/kernel/random")).message


def test_a_zip_that_was_replaced_since_is_not_packed(tmp_path: Path) -> None:
    evidence = look(zipped(tmp_path / "e.zip", FILES))
    zipped(tmp_path / "e.zip", {**FILES, "acta.pdf": b"otra"})
    assert "«acta.pdf» cambió" in refused(lambda: evidence.pack(tmp_path / "salida")).message


def test_a_failed_packing_leaves_the_zip_of_before(folder: Path, tmp_path: Path) -> None:
    evidence = look(folder)
    packed = evidence.pack(tmp_path / "salida")
    (folder / "acta.pdf").unlink()
    refused(lambda: evidence.pack(tmp_path / "salida"))
    assert contents(packed.path) == FILES


def test_the_contractors_own_zip_is_never_written_over(tmp_path: Path) -> None:
    mine = zipped(tmp_path / "EVIDENCIAS_OCTUBRE_2026.zip", FILES)
    before = mine.read_bytes()
    assert "las mismas evidencias" in refused(lambda: look(mine).pack(tmp_path)).message
    assert mine.read_bytes() == before


def test_the_zip_is_not_put_among_the_evidences(folder: Path) -> None:
    for place in (folder, folder / "fotos"):
        assert "las mismas evidencias" in refused(lambda place=place: look(folder).pack(place)).message  # type: ignore[misc]
    assert look(folder).members == NAMES


def test_a_place_that_can_not_be_written_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "archivo").write_bytes(b"")
    assert "No se puede escribir" in refused(lambda: look(folder).pack(tmp_path / "archivo")).message


@on_posix
def test_a_disk_that_is_full_is_said_and_nothing_is_left(folder: Path, tmp_path: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        found = refused(lambda: look(folder).pack(tmp_path / "salida"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "No se puede escribir" in found.message
    assert list((tmp_path / "salida").iterdir()) == []

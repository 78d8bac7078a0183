"""What takes the place of something personal: of its shape, the same for the same, never by chance another's."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING

from secop_bot.filing.text import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LETTERS = "abcdef"  # of hexadecimal digits, so that a code stays one


class Kind(StrEnum):
    """What was replaced, as a person is told."""

    PERSON = "persona"
    USER = "usuario"
    COMPANY = "empresa"
    ENTITY = "entidad"
    CONTRACT = "contrato"
    EMAIL = "correo"
    NUMBER = "número"
    FILE = "archivo"
    CODE = "código"
    ADDRESS = "dirección"
    TEXT = "texto"


class StandIns:
    """Gives each original its stand-in; ``occurs`` says whether a text stands anywhere in the originals."""

    def __init__(self, occurs: Callable[[str], bool]) -> None:
        self._occurs = occurs
        self._given: dict[tuple[Kind, str], str] = {}
        self._counts: Counter[Kind] = Counter()
        self.replaced: dict[tuple[Kind, str], str] = {}
        """Every original as it was written, and what stands there now."""
        self.uses: Counter[Kind] = Counter()
        self.issued: set[str] = set()

    def give(self, kind: Kind, original: str) -> str:
        """Return the stand-in of an original; accents, case and spaces aside, equal ones get the same."""
        match kind:
            case Kind.NUMBER:
                stand_in = self._number(original)
            case Kind.CODE:
                stand_in = self._code(original)
            case Kind.CONTRACT if original.upper().startswith("CO1."):
                head, _, digits = original.rpartition(".")
                stand_in = f"{head}.{self._digits(digits)}"
            case _:
                stand_in = self._named(kind, original)
        self.note(kind, original, stand_in)
        return stand_in

    def note(self, kind: Kind, original: str, stand_in: str) -> None:
        """Remember that an original was replaced."""
        self.uses[kind] += 1
        self.replaced[kind, original] = stand_in
        self.issued.add(stand_in)

    def _named(self, kind: Kind, original: str) -> str:
        return self._once(kind, folded(original), self._names(kind, original))

    def _names(self, kind: Kind, original: str) -> Iterator[str]:
        for _ in count():
            self._counts[kind] += 1
            number = self._counts[kind]
            match kind:
                case Kind.EMAIL:
                    yield f"persona{number}@ejemplo.invalid"
                case Kind.FILE:
                    yield f"documento-{number}.{original.rpartition('.')[2].lower()}"
                case Kind.ADDRESS:
                    yield f"https://ejemplo.invalid/{number}"
                case _:
                    yield f"{kind.capitalize()} {number}"

    def _number(self, original: str) -> str:
        """Lay other digits into the same grouping; of an amount, cents that are not zero become 50."""
        cents = re.search(r"(?<=[\d])([.,])(\d{2})$", original)
        whole = original[: cents.start()] if cents else original
        if cents and len(re.findall(r"\d", whole)) + 2 < len(re.findall(r"\d", original)):
            return original
        digits = iter(self._digits("".join(re.findall(r"\d", whole))))
        laid = re.sub(r"\d", lambda _: next(digits), whole)
        return laid + (cents[1] + ("00" if cents[2] == "00" else "50") if cents else "")

    def _digits(self, digits: str) -> str:
        length = len(digits)
        first = 9 * 10 ** (length - 1)
        return self._once(Kind.NUMBER, digits, (str(first + n) for n in count(1) if len(str(first + n)) == length))

    def _code(self, original: str) -> str:
        bare = re.sub(r"[\W_]", "", original)
        letters = iter(self._once(Kind.CODE, bare.casefold(), _codes(len(bare))))
        return re.sub(r"[^\W_]", lambda _: next(letters), original)

    def _once(self, kind: Kind, key: str, candidates: Iterator[str]) -> str:
        if (kind, key) not in self._given:
            taken = set(self._given.values())
            self._given[kind, key] = next(one for one in candidates if one not in taken and not self._occurs(one))
        return self._given[kind, key]


def _codes(length: int) -> Iterator[str]:
    for n in count(1):
        code, rest = "", n
        while rest:
            rest, letter = divmod(rest, len(_LETTERS))
            code = _LETTERS[letter] + code
        yield code.rjust(length, "a")[-length:]

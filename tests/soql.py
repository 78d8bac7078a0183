"""The little of SoQL that the tests' Socrata server understands; all else it refuses, as Socrata does."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

COLUMNS = frozenset({"id_del_contrato", "referencia_contrato", "nombre_entidad"})
MOST = 50_000
"""The largest ``$limit``; the default is 1,000."""


class MalformedError(Exception):
    """A query that Socrata would refuse: its code and its message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def select(rows: Sequence[object], query: dict[str, str]) -> list[object]:
    """Give the rows a query asks for; raises MalformedError where Socrata answers 400."""
    unknown = sorted(set(query) - {"$where", "$order", "$limit", "$offset"})
    if unknown:
        raise MalformedError("query.soql.no-such-column", f"No such column: {unknown[0]}")
    if query.get("$order", ":id") != ":id":
        raise MalformedError("query.soql.no-such-column", f"No such column: {query['$order']}")
    limit, offset = _whole(query, "$limit", 1000), _whole(query, "$offset", 0)
    condition = _Clause(query["$where"]).conditions() if "$where" in query else []
    fits = [row for row in rows if not isinstance(row, dict) or all(_holds(row, *pair) for pair in condition)]
    # Without an order, the rows of two pages need not belong together.
    ordered = fits if "$order" in query else fits[::-1]
    return ordered[offset : offset + min(limit, MOST)]


def _whole(query: dict[str, str], name: str, default: int) -> int:
    given = query.get(name, str(default))
    if not given.isdecimal():
        raise MalformedError("query.soql.bad-parse", f"Invalid {name}: {given}")
    return int(given)


@dataclass(frozen=True)
class _Value:
    """A column or a text of a clause, perhaps in capitals."""

    text: str
    column: bool = False
    upper: bool = False

    def of(self, row: dict[str, Any]) -> str | None:
        found = row.get(self.text) if self.column else self.text
        if not isinstance(found, str):
            return None
        return found.upper() if self.upper else found


def _holds(row: dict[str, Any], left: _Value, right: _Value) -> bool:
    return left.of(row) is not None and left.of(row) == right.of(row)


class _Clause:
    """``column = 'text' AND upper(column) = upper('it''s')``: all of SoQL that is understood here."""

    _TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<sign>[()=]))")

    def __init__(self, text: str) -> None:
        self._clause = text
        self._tokens: deque[tuple[str, str]] = deque()
        at, end = 0, len(text.rstrip())
        while at < end:
            found = self._TOKEN.match(text, at)
            if found is None or found.lastgroup is None:
                raise self._malformed(at)
            self._tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()

    def conditions(self) -> list[tuple[_Value, _Value]]:
        found = [self._condition()]
        while self._tokens:
            if self._next()[1].upper() != "AND":
                raise self._malformed()
            found.append(self._condition())
        return found

    def _condition(self) -> tuple[_Value, _Value]:
        left = self._value()
        self._expect("=")
        return left, self._value()

    def _value(self, *, upper: bool = False) -> _Value:
        kind, token = self._next()
        if kind == "text":
            return _Value(token[1:-1].replace("''", "'"), upper=upper)
        if kind == "name" and token.lower() == "upper":
            self._expect("(")
            value = self._value(upper=True)
            self._expect(")")
            return value
        if kind != "name":
            raise self._malformed()
        if token.lower() not in COLUMNS:
            raise MalformedError("query.soql.no-such-column", f"No such column: {token}")
        return _Value(token.lower(), column=True, upper=upper)

    def _expect(self, sign: str) -> None:
        if self._next() != ("sign", sign):
            raise self._malformed()

    def _next(self) -> tuple[str, str]:
        if not self._tokens:
            raise self._malformed(len(self._clause))
        return self._tokens.popleft()

    def _malformed(self, at: int = 0) -> MalformedError:
        return MalformedError(
            "query.compiler.malformed",
            f'Could not parse SoQL query "select * where {self._clause}" at line 1 character {at + 16}',
        )

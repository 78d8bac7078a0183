"""What the mock's own record must say of a month that was filed as its file says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from secop_bot.mock import MockPortal
from secop_bot.mock.scenario import Skin

Edit = Callable[[Path, str, str], None]
WRITES = ("create", "save", "send", "delete", "edit_unlock", "execution_document")


def sha256_of(folder: Path) -> dict[str, str]:
    """Name and SHA-256 of every PDF in a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.pdf"))}


def writes(portal: MockPortal) -> list[str]:
    """The events that change something, in order."""
    return [entry["event"] for entry in portal.events(*WRITES)]


def payment(portal: MockPortal, payment_id: str = "005", contract: str = "CO1.PCCNTR.8263723") -> dict[str, Any]:
    """The one payment with this ID, as the portal holds it."""
    found = [one for one in portal.payments(contract) if one["payment_id"] == payment_id]
    assert len(found) == 1, f"{len(found)} payments {payment_id}"
    return found[0]


def assert_holds(held: dict[str, Any], fields: dict[str, str], documents: dict[str, str]) -> None:
    """The portal holds exactly these values and files."""
    assert {key: held["fields"].get(key) for key in fields} == fields
    assert {one["name"]: one["sha256"] for one in held["documents"]} == documents
    assert len(held["documents"]) == len(documents)


@pytest.fixture(params=["vortal", "modern"])
def skin(request: pytest.FixtureRequest) -> Skin:
    """Both dresses of the mock: no journey may hang on an id or a layout."""
    dress: Skin = request.param
    return dress


@pytest.fixture
def edit() -> Edit:
    """Change a text in a month file; it must be there."""

    def change(path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change

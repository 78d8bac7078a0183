"""The two skins of the mock portal have nothing in common but what a person reads."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from secop_bot import mock
from secop_bot.mock import Scenario
from tests.unit.mock_markup import all_markup, names_of
from tests.unit.test_mock_portal import KNOWN_IDS
from tests.unit.test_mock_visitor import GOOD, with_payment

EVERYTHING = Scenario(
    contracts=with_payment(state="rejected", documents=("a.pdf",), fields=GOOD),
    companies=("Una S.A.S.", "Otra S.A.S."),
    captcha="K7RW2",
    recaptcha=True,
    verification_code="123456",
    password_change=True,
    notice="Aviso",
    upload_style="input",
    value_as_input=True,
)
HABITS = re.compile(r"(?:txt|txa|cbx|nbx|dtmb|rdbg|sel|spn|lbl|lnk|btn|grd|mdbox|fle|div|td)[A-Z]|_(?:txt|tbl|iframe)$")


def static(skin: str, kind: str) -> str:
    folder = Path(mock.__file__).parent / "static" / skin
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob(f"*.{kind}")))


def test_no_id_class_or_name_is_common_to_both_skins() -> None:
    old, new = (names_of(all_markup(replace(EVERYTHING, skin=skin))) for skin in ("vortal", "modern"))

    for kind in ("id", "class", "name"):
        assert old[kind], kind
        assert new[kind], kind
        assert not old[kind] & new[kind], kind
    assert len(old["id"]) > 100
    assert len(new["id"]) > 30
    assert not [name for name in new["id"] | new["name"] if HABITS.search(name) or KNOWN_IDS.fullmatch(name)]


def test_no_class_of_the_styles_is_common_and_no_script_knows_the_other_skin() -> None:
    old, new = (set(re.findall(r"\.([A-Za-z][\w-]*)", static(skin, "css"))) for skin in ("vortal", "modern"))

    assert "blockOverlay" in old
    assert "sc-busy" in new
    assert not old & new
    everything = static("modern", "js") + all_markup(replace(EVERYTHING, skin="modern"))
    assert not KNOWN_IDS.search(everything)
    assert not re.search(r"blockUI|vortal|gridLine|LeftMenuButton|processed=|error-text|Failure\b", everything)


def test_the_modern_skin_is_semantic() -> None:
    markup = all_markup(replace(EVERYTHING, skin="modern"))

    assert "<iframe" not in markup.replace('<iframe title="reCAPTCHA"', "")
    assert "onclick" not in markup
    pointed = re.findall(r'(?:for|aria-labelledby|aria-controls|aria-describedby)="([^"]+)"', markup)
    assert set(pointed) <= names_of(markup)["id"]

"""The Sí and the No of a question: ways to stand beside it by ways to word the two, and never another question's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator

from secop_bot.errors import UnknownPageError
from secop_bot.portal import locate
from secop_bot.portal.sitemap import Label

QUESTION = Label(("Obligado a facturar electrónicamente",))
ANSWERS = (Label(("Sí",)), Label(("No",)))
_numbers = count(1)

PLACES = {
    "fieldset": "<fieldset><legend>{q}</legend>{a}</fieldset>",
    "radiogroup": '<div role="radiogroup" aria-label="{q}">{a}</div>',
    "radiogroup-labelledby": '<p id="q{n}">{q}</p><div role="radiogroup" aria-labelledby="q{n}">{a}</div>',
    "cell-beside": "<table><tr><td>{q}</td><td>{a}</td></tr></table>",
    "definition": "<dl><dt>{q}</dt><dd>{a}</dd></dl>",
    "sibling": "<div><span>{q}</span><span>{a}</span></div>",
    "two-boxes": "<div><p>{q}</p><div>{a}</div></div>",
    "same-box": "<div><span>{q}</span> {a}</div>",
}
RADIO = '<input type="radio" name="r{n}" id="{i}" data-it="{it}">'
WORDINGS = {
    "label-for": RADIO + '<label for="{i}">{w}</label>',
    "wrapped-before": "<label>{w} " + RADIO + "</label>",
    "wrapped-after": "<label>" + RADIO + " {w}</label>",
    "words-after": RADIO + " {w} ",
    "words-before": "{w} " + RADIO,
    "spans-after": RADIO + "<span>{w}</span>",
    "role": '<div role="radio" aria-checked="false" tabindex="0" data-it="{it}">{w}</div>',
}


def question(place: str, wording: str, said: str, it: str, words: tuple[str, str] = ("Sí", "No")) -> str:
    """Draw a question; its radios' ``data-it`` is ``it`` and the word."""
    number = str(next(_numbers))
    drawn = "".join(
        WORDINGS[wording].replace("{i}", f"{number}{word}").replace("{it}", f"{it} {word}").replace("{w}", word)
        for word in words
    )
    return PLACES[place].replace("{q}", said).replace("{a}", drawn).replace("{n}", number).replace("{n}", number)


@pytest.fixture(scope="module")
def html(browser: Browser) -> Iterator[Locator]:
    with browser.new_context() as context:
        yield context.new_page().locator("html")


def look(html: Locator, content: str) -> list[str | None] | None:
    html.page.set_content(content)
    pair = locate.radios(html, QUESTION, ANSWERS)
    return pair and [radio.get_attribute("data-it") for radio in pair]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("words", [("Sí", "No"), ("No", "Si")], ids=["yes-first", "no-first"])
def test_the_pair_of_this_very_question_is_found(
    html: Locator, place: str, wording: str, words: tuple[str, str]
) -> None:
    others = [question(place, wording, said, "other") for said in ("¿Es consorcio?", "¿Paga IVA?")]
    yes, no = sorted(words, key=lambda word: word == "No")

    found = look(html, others[0] + question(place, wording, QUESTION.texts[0], "it", words) + others[1])

    assert found == [f"it {yes}", f"it {no}"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("wording", WORDINGS)
def test_a_question_that_stands_twice_is_not_guessed(html: Locator, place: str, wording: str) -> None:
    with pytest.raises(UnknownPageError, match="puede ser dos cosas") as stopped:
        look(html, "".join(question(place, wording, QUESTION.texts[0], it) for it in ("one", "two")))

    assert "one" in stopped.value.message
    assert "two" in stopped.value.message


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("words", [(), ("Sí",)], ids=["none", "one"])
def test_a_question_without_its_pair_takes_no_others(
    html: Locator, place: str, wording: str, words: tuple[str, ...]
) -> None:
    lacking = question(place, wording, QUESTION.texts[0], "it", words)  # type: ignore[arg-type] # too few, on purpose
    other = question(place, wording, "¿Es consorcio?", "other")

    assert look(html, lacking + other) is None
    assert look(html, other + lacking) is None

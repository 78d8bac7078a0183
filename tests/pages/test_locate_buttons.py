"""Forms of things to press by texts: each is found among others that only resemble it, and two are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from secop_bot.errors import UnknownPageError
from secop_bot.portal import locate
from secop_bot.portal.sitemap import Label

FORMS = {
    "input-value": '<input type="button" value="{}" {it}>',
    "submit": '<input type="submit" value="{}" {it}>',
    "input-title": '<input type="button" value="" title="{}" {it}>',
    "input-image": '<input type="image" alt="{}" {it}>',
    "button": "<button {it}> {} </button>",
    "button-nested": "<button {it}><span><b>{}</b></span></button>",
    "button-title": '<button title="{}" {it}><img width="16" height="16"></button>',
    "button-aria-label": '<button aria-label="{}" {it}><i>×</i></button>',
    "button-image-alt": '<button {it}><img alt="{}" width="16" height="16"></button>',
    "button-svg-title": '<button {it}><svg width="16" height="16"><title>{}</title><rect/></svg></button>',
    "link": '<a href="#" {it}>{}</a>',
    "link-svg-title": '<a {it}><svg width="16" height="16"><title>{}</title><rect/></svg></a>',
    "link-without-address": "<a {it}>{}</a>",
    "link-title": '<a title="{}" {it}><img width="16" height="16"></a>',
    "link-image-alt": '<a {it}><img alt="{}" width="16" height="16"></a>',
    "div-onclick": '<div onclick="" {it}>{}</div>',
    "div-listener": '<div class="listens" {it}>{}</div>',
    "cell-onclick": '<table><tr><td onclick="" {it}>{}</td></tr></table>',
    "role-button": '<span role="button" {it}>{}</span>',
    "role-tab": '<div role="tab" {it}>{}</div>',
    "role-menuitem": '<li role="menuitem" {it}>{}</li>',
    "summary": "<details><summary {it}>{}</summary></details>",
    "clickable-in-clickable": '<div onclick=""><a {it}>{}</a></div>',
    "label-of-a-file-input": '<label class="Button" {it}>{}<input type="file" style="display:none"></label>',
    "arrow": "<a {it}>{} »</a>",
}
TEXTS = {"Confirmar": "Confirmar", "Ver más": "VER MAS"}
HIDDEN = ("display:none", "visibility:hidden", "height:0;overflow:hidden")


def drawn(form: str, text: str, it: str = "other") -> str:
    return FORMS[form].replace("{it}", f'data-it="{it}"').replace("{}", text)


@pytest.fixture(scope="module")
def html(browser: Browser) -> Iterator[Locator]:
    with browser.new_context() as context:
        yield context.new_page().locator("html")


def look(html: Locator, text: str, content: str) -> str | None:
    html.page.set_content(content)
    html.page.evaluate(
        "() => document.querySelectorAll('.listens').forEach(e => e.addEventListener('click', () => {}))"
    )
    found = locate.button(html, Label((text,)))
    it: str | None = found.evaluate("e => e.closest('[data-it]')?.dataset.it") if found else None
    return it


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", TEXTS)
def test_it_is_found_among_others_and_not_its_hidden_twins(html: Locator, form: str, text: str) -> None:
    others = "".join(drawn(form, like) for like in (f"{text} y enviar", f"No {text.lower()}", "Otro"))
    twins = "".join(f'<div style="{style}">{drawn(form, text)}</div>' for style in HIDDEN)

    assert look(html, text, others + drawn(form, TEXTS[text], "yes") + others) == "yes"
    assert look(html, text, twins + others + drawn(form, TEXTS[text], "yes") + twins) == "yes"
    assert look(html, text, twins + others) is None


@pytest.mark.parametrize("form", FORMS)
def test_two_of_it_are_not_guessed(html: Locator, form: str) -> None:
    with pytest.raises(UnknownPageError, match="«Confirmar» puede ser dos cosas") as stopped:
        look(html, "Confirmar", drawn(form, "Confirmar", "yes") + drawn(form, "Confirmar", "twin"))

    assert stopped.value.code == "control_ambiguous"

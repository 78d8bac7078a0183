"""What a person saw is seen again in the replay: windows in windows, dialogs, and what style sheets hide."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from secop_bot.recording.page import RecordedPage, take
from secop_bot.recording.replay import HOST, Replay

ADDRESS = "https://portal.invalid/a/page"
PAGES = {
    "/a/page": """<style>.off { display: none } .clear { visibility: hidden }</style>
      <p class="off">apagado</p><p class="clear">transparente</p><p>visto</p>
      <dialog id="d"><p>pregunta</p></dialog><dialog><p>cerrado</p></dialog>
      <input type="password" id="p"><input type="text" id="clave2"><input id="x">
      <iframe src="/a/one"></iframe><iframe srcdoc="<p>suelto</p>"></iframe>""",
    "/a/one": "<p>primera</p><iframe src='/b/two'></iframe>",
    "/b/two": "<p>segunda</p>",
}


def open_live(page: Page) -> None:
    def answer(route: object) -> None:
        path = route.request.url.removeprefix("https://portal.invalid")  # type: ignore[attr-defined] # a Route
        route.fulfill(content_type="text/html; charset=utf-8", body=PAGES[path])  # type: ignore[attr-defined] # the same

    page.route("https://portal.invalid/**", answer)
    page.goto(ADDRESS)
    page.locator("#d").evaluate("e => e.showModal()")
    page.evaluate("() => { p.value = clave2.value = 'secreta'; x.value = 'escrito' }")


def test_frames_in_frames_dialogs_and_hidden_parts_are_as_they_were(page: Page, browser: Browser) -> None:
    open_live(page)

    main, *frames = take(page)

    assert len(frames) == 3
    context = browser.new_context()
    replay, again = Replay(context), context.new_page()
    recorded = RecordedPage("x", main, tuple(frames), {}, {"address": "/a/page"})
    again.goto(replay.serve(recorded))
    texts = " ".join(frame.locator("body").inner_text() for frame in again.frames)
    assert sorted(texts.split()) == ["pregunta", "primera", "segunda", "suelto", "visto"]
    assert again.locator("#x").input_value() == "escrito"
    assert replay.unrecorded == []
    assert again.url == f"https://{HOST}/a/page"
    context.close()


def test_what_was_typed_as_a_password_is_never_taken(page: Page) -> None:
    open_live(page)

    assert all("secreta" not in html for html in take(page))

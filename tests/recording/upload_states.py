"""The separate window that takes the documents of a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.recording.form_states import DOCUMENTS
from tests.recording.states import Expected, state

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

    from tests.recording.walk import Walk

_FILES: list[FilePayload] = [
    {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + b"%" * 1024 * size}
    for size, name in enumerate(DOCUMENTS, start=1)
]


@state("upload-empty")
def empty(walk: Walk) -> Expected:
    _open(walk)
    return {"files": {}}


@state("upload-attached")
@state("upload-failed", upload_failures=("orden*",))
def attached(walk: Walk) -> Expected:
    _open(walk)
    walk.screen.locator("input[type=file]").set_input_files(_FILES)
    walk.screen.locator("#btnUploadFilesButtonBottom").click()
    walk.screen.wait_for_function(
        "() => document.querySelectorAll('[processed=success], [processed=error]').length == 5"
    )
    outcome = {"attach": "success", "attach_failed": "error"}
    return {"files": {entry["name"]: outcome[entry["event"]] for entry in walk.portal.events(*outcome)}}


def _open(walk: Walk) -> None:
    form = walk.open_plan().create()
    with walk.page.context.expect_page() as opened:
        walk.visit.press(form.attach_button())
    walk.screen = opened.value
    walk.screen.locator("#divAddFilesButton").wait_for()

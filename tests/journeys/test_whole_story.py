"""A contractor's month with every command as a process of its own, against the mock as another."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from secop_bot.mock import Scenario
from tests.conftest import Secop
from tests.journeys.conftest import WRITES, sha256_of
from tests.journeys.test_evidence import ZIP_NAME
from tests.journeys.test_submit import NUMBER

REASON = "El valor <i>no</i> corresponde."


@contextmanager
def mock_process(environment: dict[str, str]) -> Iterator[str]:
    """Serve the mock by its command; give the address where a visit begins."""
    process = subprocess.Popen(
        [sys.executable, "-m", "secop_bot", "mock"], env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        assert process.stdout
        said = process.stdout.readline()
        found = re.search(r"http\S+", said)
        assert found, said
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=10)


def asked(portal: str, path: str, *, post: bool = False, **query: str) -> Any:
    host = urlsplit(portal)
    address = f"{host.scheme}://{host.netloc}/__mock__/{path}?{urlencode({'contract': NUMBER, **query})}"
    with urlopen(Request(address, method="POST" if post else "GET"), timeout=10) as answer:  # noqa: S310 - loopback
        return json.load(answer)


def test_from_a_month_file_to_a_corrected_payment(
    secop_process: Secop, environment: dict[str, str], month: Path
) -> None:
    evidences = month.parent / "evidencias"
    evidences.mkdir()
    (evidences / "acta.txt").write_text("Se hizo.", encoding="utf-8")
    text = month.read_text(encoding="utf-8") + "evidencias: evidencias\n"
    month.write_text(text.replace("valor: 3.500.000", "valor: 3.400.000"), encoding="utf-8")
    scenario = Scenario()
    with mock_process(environment) as portal:
        environment |= {
            "SECOP_BOT_PORTAL_URL": portal,
            "SECOP_BOT_USERNAME": scenario.username,
            "SECOP_BOT_PASSWORD": scenario.password,
        }

        assert secop_process("check", month).exit_code == 0
        sent = secop_process("submit", month, "--no-evidence", "--send", "--yes", "--json")
        assert sent.report["outcome"] == "sent", sent.said

        asked(portal, "change", post=True, payment="005", state="rejected", reason=REASON)
        looked = secop_process("status", month, "--rejected", "--json")
        assert looked.exit_code == 1, looked.said
        assert looked.report["month"]["decision"] == "edit"
        assert looked.report["changes"][0]["now"]["meaning"] == "rejected"

        month.write_text(text, encoding="utf-8")
        corrected = secop_process("edit-rejected", month, "--send", "--yes", "--json")
        assert (corrected.exit_code, corrected.report["outcome"]) == (0, "sent"), corrected.said
        assert REASON in corrected.said

        loaded = secop_process("evidence", month, "--json")
        assert (loaded.exit_code, loaded.report["evidence"]["name"]) == (0, ZIP_NAME), loaded.said

        receipts = secop_process("receipts", "--verify", "--json")
        assert (receipts.exit_code, len(receipts.report["receipts"])) == (0, 4), receipts.said

        record = [entry["event"] for entry in asked(portal, "record") if entry["event"] in WRITES]
        assert record == ["create", "send", "edit_unlock", "save", "send", "execution_document"]
        held = asked(portal, "payments")[-1]
        assert (held["payment_id"], held["state"], held["fields"]["total_value"]) == ("005", "sent", "3.500.000,00 COP")
        assert {one["name"]: one["sha256"] for one in held["documents"]} == sha256_of(month.parent / "documentos")
        assert [one["name"] for one in asked(portal, "documents")] == [ZIP_NAME]

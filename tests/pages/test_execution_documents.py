"""Documentos de ejecución del contrato, as recorded: which names stand there, and Cargar nuevo."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from secop_bot.errors import SecopBotError, UnknownPageError
from secop_bot.portal.execution_documents import ExecutionDocuments
from tests.pages.conftest import SHORT_S, Show, doubled, replaced, visible_button, without

CARGAR = visible_button("Cargar nuevo")


def test_the_names_are_what_the_portal_holds(show: Show) -> None:
    shown = show("execution-documents")

    assert ExecutionDocuments(shown.visit).names() == shown.expected["names"]


def test_the_names_are_found_without_the_confirmed_ids(show: Show) -> None:
    shown = show("execution-documents", replaced("lblExecutionFileName_", "lblOtherName_"))

    assert ExecutionDocuments(shown.visit).names() == shown.expected["names"]


def test_the_size_behind_a_name_is_no_part_of_it(show: Show) -> None:
    shown = show(
        "execution-documents", lambda html: re.sub(r"(lblExecutionFileName_[^>]*>)([^<]+)<", r"\1\2 (12 MB)<", html)
    )

    assert ExecutionDocuments(shown.visit).names() == shown.expected["names"]


def test_no_documents_is_an_empty_list(show: Show) -> None:
    shown = show("plan-finished")

    assert ExecutionDocuments(shown.visit).names() == []


def test_the_rest_behind_ver_mas_is_read_too(show: Show) -> None:
    more = """<div><a id="more" onclick="
      const row = document.querySelector('[id*=lblExecutionFileName_0]').closest('tr').cloneNode(true);
      row.querySelector('span').textContent = 'acta final.pdf';
      document.querySelector('#grdContractExecutionDocument_tbl tbody').append(row); this.remove()">Ver más</a></div>"""
    shown = show("execution-documents", lambda html: re.sub(CARGAR, lambda match: more + match[0], html))

    assert ExecutionDocuments(shown.visit).names() == [*shown.expected["names"], "acta final.pdf"]


def test_the_ver_mas_of_plan_de_pagos_is_left_alone(show: Show) -> None:
    more = '<div><a onclick="document.body.remove()">Ver más</a></div>'
    shown = show("execution-documents", lambda html: re.sub(visible_button("Crear"), lambda it: more + it[0], html))

    assert ExecutionDocuments(shown.visit).names() == shown.expected["names"]


def test_a_list_that_has_no_end_is_given_up(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secop_bot.portal.more._MOST_PRESSES", 3)
    monkeypatch.setattr("secop_bot.portal.visit._STEADY_S", 0.05)
    more = """<div><a onclick="
      const row = document.querySelector('[id*=lblExecutionFileName_0]').closest('tr');
      row.after(row.cloneNode(true))">Ver más</a></div>"""
    shown = show("execution-documents", lambda html: re.sub(CARGAR, lambda match: more + match[0], html))

    with pytest.raises(UnknownPageError, match="no termina"):
        ExecutionDocuments(shown.visit).names()


@pytest.mark.parametrize("name", ["contract", "landing"])
def test_another_page_is_not_taken_for_it(show: Show, name: str) -> None:
    shown = show(name, timeout=SHORT_S)

    with pytest.raises(UnknownPageError, match="Documentos de ejecución"):
        ExecutionDocuments(shown.visit).names()


@pytest.mark.parametrize("change", [without(CARGAR), doubled(CARGAR), replaced("Cargar nuevo", "Borrar")])
def test_without_one_cargar_nuevo_nothing_is_loaded(show: Show, change: object, tmp_path: object) -> None:
    assert callable(change)
    shown = show("execution-documents", change, timeout=SHORT_S)
    begun: list[bool] = []

    with pytest.raises(SecopBotError):
        ExecutionDocuments(shown.visit).load(Path(__file__), lambda: begun.append(True))

    assert begun == []

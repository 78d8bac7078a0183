"""Settings: command line, environment, config.toml, default, in this order; errors name the key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from secop_bot.errors import InputError
from secop_bot.settings import LIVE_LOGIN, PUBLIC_PAYMENTS, home_folder, load_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SECOP_BOT_HOME", str(tmp_path))
    for name in [name for name in os.environ if name.startswith("SECOP_BOT_") and name != "SECOP_BOT_HOME"]:
        monkeypatch.delenv(name)
    return tmp_path


def test_each_source_outranks_the_one_after_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().timeout == 60
    (home / "config.toml").write_text("timeout = 30\n", encoding="utf-8")
    assert load_settings().timeout == 30
    monkeypatch.setenv("SECOP_BOT_TIMEOUT", "20")
    assert load_settings().timeout == 20
    assert load_settings(timeout=10).timeout == 10


def test_the_live_portal_and_the_live_open_data_are_the_defaults() -> None:
    assert load_settings().portal_url == LIVE_LOGIN
    assert load_settings().open_data_url == PUBLIC_PAYMENTS


def test_the_home_is_the_same_folder_from_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOP_BOT_HOME", "~/contratos")

    assert load_settings().home == home_folder() == Path.home() / "contratos"


@pytest.mark.parametrize("folder", ["contratos", "./contratos", "~nobody-of-this-name/contratos"])
def test_a_home_that_would_be_another_one_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    monkeypatch.setenv("SECOP_BOT_HOME", folder)

    with pytest.raises(InputError, match=r"SECOP_BOT_HOME: .*la ruta completa") as stopped:
        load_settings()

    assert stopped.value.exit_code == 3


def test_a_byte_order_mark_changes_nothing(home: Path) -> None:
    (home / "config.toml").write_text("timeout = 30\n", encoding="utf-8-sig")

    assert load_settings().timeout == 30


def test_a_table_that_is_no_json_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOP_BOT_SITE", "[site.labels]")

    with pytest.raises(InputError, match="SECOP_BOT_SITE") as stopped:
        load_settings()

    assert stopped.value.exit_code == 3


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOP_BOT_COMPANY", "")

    assert load_settings().company is None


@pytest.mark.parametrize("key", ["portal_url", "open_data_url"])
@pytest.mark.parametrize("address", ["http://127.0.0.1:8000/", "http://localhost/x", "https://secop.example.com/"])
def test_plain_http_is_for_loopback_alone(address: str, key: str) -> None:
    assert getattr(load_settings(**{key: address}), key) == address


@pytest.mark.parametrize("key", ["portal_url", "open_data_url"])
@pytest.mark.parametrize(
    "address", ["http://secop.example.com/", "http://127.0.0.1.example.com/", "secop", "file:///x"]
)
def test_an_address_that_is_not_safe_is_refused(address: str, key: str) -> None:
    with pytest.raises(InputError) as stopped:
        load_settings(**{key: address})

    assert stopped.value.exit_code == 3
    assert "https" in stopped.value.message


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("timeout = ", "TOML"),
        ("tiempo = 3\n", "tiempo: este ajuste no existe"),
        ("timeout = 0\n", "timeout: debe ser mayor que cero"),
        ('headless = "a veces"\n', "headless: debe ser true o false"),
        ("contract = 7\n", "contract: debe ser un texto"),
        ("app_token = 7\n", "app_token: debe ser un texto"),
        ("username = 7\n", "username: debe ser un texto"),
        ('password = "x"\n', "contraseña"),
        ('home = "/otra"\n', "SECOP_BOT_HOME"),
    ],
)
def test_a_configuration_that_is_wrong_names_its_key(home: Path, written: str, told: str) -> None:
    (home / "config.toml").write_text(written, encoding="utf-8")

    with pytest.raises(InputError) as stopped:
        load_settings()

    assert told in stopped.value.message + stopped.value.remedy


def test_the_contract_of_status_can_be_configured(home: Path) -> None:
    (home / "config.toml").write_text('contract = "CPS-12-2026"\nentity = "Alcaldía"\n', encoding="utf-8")
    assert (load_settings().contract, load_settings().entity) == ("CPS-12-2026", "Alcaldía")


@pytest.mark.parametrize("name", ["PASSWORD", "APP_TOKEN"])
def test_a_secret_shows_itself_nowhere(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"SECOP_BOT_{name}", "centinela")

    settings = load_settings()

    assert "centinela" not in repr(settings) + str(settings) + settings.model_dump_json()

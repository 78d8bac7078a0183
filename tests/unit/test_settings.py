"""Settings: command line, environment, config.toml, default, in this order; errors name the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from secop_bot.errors import InputError
from secop_bot.settings import LIVE_LOGIN, load_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SECOP_BOT_HOME", str(tmp_path))
    for name in ("TIMEOUT", "PORTAL_URL", "USERNAME", "PASSWORD", "COMPANY", "BROWSER", "HEADLESS"):
        monkeypatch.delenv(f"SECOP_BOT_{name}", raising=False)
    return tmp_path


def test_each_source_outranks_the_one_after_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().timeout == 60
    (home / "config.toml").write_text("timeout = 30\n", encoding="utf-8")
    assert load_settings().timeout == 30
    monkeypatch.setenv("SECOP_BOT_TIMEOUT", "20")
    assert load_settings().timeout == 20
    assert load_settings(timeout=10).timeout == 10


def test_the_live_portal_is_the_default() -> None:
    assert load_settings().portal_url == LIVE_LOGIN


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOP_BOT_COMPANY", "")

    assert load_settings().company is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000/", "http://localhost/x", "https://secop.example.com/"])
def test_plain_http_is_for_loopback_alone(address: str) -> None:
    assert load_settings(portal_url=address).portal_url == address


@pytest.mark.parametrize(
    "address", ["http://secop.example.com/", "http://127.0.0.1.example.com/", "secop", "file:///x"]
)
def test_an_address_that_is_not_safe_is_refused(address: str) -> None:
    with pytest.raises(InputError) as stopped:
        load_settings(portal_url=address)

    assert stopped.value.exit_code == 3
    assert "https" in stopped.value.message


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("timeout = ", "TOML"),
        ("tiempo = 3\n", "tiempo: esta clave no existe"),
        ("timeout = 0\n", "timeout: debe ser mayor que cero"),
        ('headless = "a veces"\n', "headless: debe ser true o false"),
        ("username = 7\n", "username: debe ser un texto"),
        ('password = "x"\n', "contraseña"),
    ],
)
def test_a_configuration_that_is_wrong_names_its_key(home: Path, written: str, told: str) -> None:
    (home / "config.toml").write_text(written, encoding="utf-8")

    with pytest.raises(InputError) as stopped:
        load_settings()

    assert told in stopped.value.message + stopped.value.remedy


def test_a_password_shows_itself_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOP_BOT_PASSWORD", "centinela")

    settings = load_settings()

    assert "centinela" not in repr(settings) + str(settings) + settings.model_dump_json()

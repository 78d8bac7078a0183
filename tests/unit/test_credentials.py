"""User and password come from the environment, the keyring, or the person; never from or to a file."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked
from pydantic import SecretStr

from secop_bot.credentials import Credentials, find_credentials, forget_refused, keyring_service
from secop_bot.errors import InputError
from secop_bot.settings import Settings
from tests.conftest import KeptKeyring


class Locked(KeptKeyring):
    """A keyring nobody unlocked."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked


class Person:
    """A person who answers what is written here."""

    def __init__(self, *, password: str = "tecleada", keeps: bool = False) -> None:
        self.password = password
        self.keeps = keeps
        self.heard: list[str] = []

    def ask(self, question: str) -> str:
        self.heard.append(question)
        return "laura"

    def ask_secret(self, question: str) -> str:
        self.heard.append(question)
        return self.password

    def agrees(self, question: str) -> bool:
        self.heard.append(question)
        return self.keeps

    def tell(self, text: str) -> None:
        self.heard.append(text)


def settings(tmp_path: Path, **given: object) -> Settings:
    return Settings(home=tmp_path, **{"portal_url": "https://portal.example.com/x", **given})  # type: ignore[arg-type]  # checked by pydantic


def test_the_environment_outranks_the_keyring(keyring_of_ours: KeptKeyring, tmp_path: Path) -> None:
    keyring_of_ours.set_password("secop-bot portal.example.com", "laura", "del llavero")

    found = find_credentials(settings(tmp_path, username="laura", password="del ambiente"), None)

    assert found.password.get_secret_value() == "del ambiente"


def test_the_keyring_serves_only_the_portal_it_was_filled_for(keyring_of_ours: KeptKeyring, tmp_path: Path) -> None:
    keyring_of_ours.set_password(keyring_service("https://portal.example.com/x"), "laura", "del llavero")

    here = find_credentials(settings(tmp_path, username="laura"), None)
    assert here.password.get_secret_value() == "del llavero"

    with pytest.raises(InputError, match="laura"):
        find_credentials(settings(tmp_path, username="laura", portal_url="http://127.0.0.1/"), None)


@pytest.mark.parametrize("keeps", [True, False])
def test_what_is_asked_is_kept_in_the_keyring_only_if_the_person_agrees(
    keyring_of_ours: KeptKeyring, tmp_path: Path, *, keeps: bool
) -> None:
    found = find_credentials(settings(tmp_path), Person(keeps=keeps))

    assert (found.username, found.password.get_secret_value()) == ("laura", "tecleada")
    assert list(keyring_of_ours.kept.values()) == (["tecleada"] if keeps else [])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_no_keyring_is_told_with_a_remedy_and_never_replaced_by_a_file(
    keyring_of_ours: KeptKeyring, tmp_path: Path
) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]  # the same
    with pytest.raises(InputError) as stopped:
        find_credentials(settings(tmp_path, username="laura"), None)
    assert stopped.value.code == "no_keyring"
    assert "SECOP_BOT_PASSWORD" in stopped.value.remedy

    person = Person(keeps=True)
    found = find_credentials(settings(tmp_path, username="laura"), person)
    assert found.password.get_secret_value() == "tecleada"
    assert any("llavero" in heard for heard in person.heard)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_locked_keyring_is_told(keyring_of_ours: KeptKeyring, tmp_path: Path) -> None:
    keyring.set_keyring(Locked())

    with pytest.raises(InputError) as stopped:
        find_credentials(settings(tmp_path, username="laura"), None)

    assert stopped.value.code == "keyring_locked"


def test_an_empty_password_is_not_typed_into_the_portal(keyring_of_ours: KeptKeyring, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ninguna contraseña"):
        find_credentials(settings(tmp_path), Person(password=""))


def test_a_password_is_not_in_the_credentials_as_printed(keyring_of_ours: KeptKeyring, tmp_path: Path) -> None:
    assert "tecleada" not in repr(find_credentials(settings(tmp_path), Person()))


def refused(password: str) -> Credentials:
    return Credentials("laura", SecretStr(password))


def test_a_kept_password_that_the_portal_refused_is_not_typed_again(keyring_of_ours: KeptKeyring) -> None:
    service = keyring_service("https://community.secop.gov.co/STS")
    keyring_of_ours.kept = {(service, "laura"): "vieja", (service, "pedro"): "vieja"}

    assert forget_refused(refused("vieja"), "https://community.secop.gov.co/STS")

    assert keyring_of_ours.kept == {(service, "pedro"): "vieja"}


def test_a_refused_password_that_was_never_kept_takes_none_off_the_keyring(keyring_of_ours: KeptKeyring) -> None:
    service = keyring_service("https://community.secop.gov.co/STS")
    keyring_of_ours.kept = {(service, "laura"): "buena"}

    assert not forget_refused(refused("tecleada"), "https://community.secop.gov.co/STS")

    assert keyring_of_ours.kept == {(service, "laura"): "buena"}


@pytest.mark.usefixtures("keyring_of_ours")
@pytest.mark.parametrize("backend", [Locked, NoKeyring])
def test_a_keyring_that_can_t_be_asked_is_left_alone(backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())

    assert not forget_refused(refused("vieja"), "https://community.secop.gov.co/STS")

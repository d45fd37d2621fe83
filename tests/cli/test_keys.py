"""`tallystick keys`: keys stay encrypted, passwords come from a file or a prompt."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from chain.keystores import LIGHT_WORK, StoredKey, load_key, store_key
from chain.signing import Key
from tests.cli.commands import refused, tallystick

PASSWORD = "correct horse battery staple"


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    file.chmod(0o600)
    return file


@pytest.fixture
def stored(tmp_path: Path) -> StoredKey:
    """A key that costs little work to open."""
    return store_key(tmp_path / "keys", "yongxing", Key.new(), PASSWORD, LIGHT_WORK)


@pytest.mark.parametrize("name", ["../escape", "a/b", "", " ", "-x", "a" * 65, "名"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, password_file: Path, name: str) -> None:
    ran = tallystick(
        "keys", "new", "--keystores", tmp_path / "keys", "--password-file", password_file, "--", name
    )
    assert "name" in refused(ran)
    assert not list(tmp_path.rglob("*.json"))


def test_without_terminal_and_without_file_no_key_is_made(tmp_path: Path) -> None:
    line = refused(tallystick("keys", "new", "a", "--keystores", tmp_path / "keys", stdin=f"{PASSWORD}\n"))
    assert "TALLYSTICK_KEYSTORE_PASSWORD_FILE" in line


def test_an_empty_password_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    refused(tallystick("keys", "new", "a", "--keystores", tmp_path, "--password-file", tmp_path / "empty"))


def test_a_password_file_that_is_missing_or_binary_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name in ("missing", "binary", "."):
        refused(tallystick("keys", "new", "a", "--keystores", tmp_path, "--password-file", tmp_path / name))


def test_a_password_on_the_command_line_is_no_option(tmp_path: Path) -> None:
    refused(tallystick("keys", "new", "a", "--keystores", tmp_path, "--password", PASSWORD))


def test_a_name_that_is_taken_is_refused_and_the_key_stays(stored: StoredKey, password_file: Path) -> None:
    before = stored.path.read_bytes()
    folder = stored.path.parent
    refused(tallystick("keys", "new", "yongxing", "--keystores", folder, "--password-file", password_file))
    assert stored.path.read_bytes() == before


def test_a_wrong_password_is_named_as_such(stored: StoredKey, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong")
    ran = tallystick(
        "keys",
        "show",
        "yongxing",
        "--check",
        "--keystores",
        stored.path.parent,
        "--password-file",
        tmp_path / "wrong",
    )
    assert "wrong password" in ran.err
    assert ran.code == 2
    assert ran.out == ""


def test_an_unknown_key_is_refused_with_those_that_are_there(stored: StoredKey) -> None:
    assert "yongxing" in refused(tallystick("keys", "show", "nobody", "--keystores", stored.path.parent))


def test_a_new_key_is_encrypted_for_its_owner_alone_and_opens_with_the_password(
    tmp_path: Path, password_file: Path
) -> None:
    folder = tmp_path / "keys"
    ran = tallystick(
        "keys", "new", "yongxing", "--keystores", folder, "--json",
        variables={"TALLYSTICK_KEYSTORE_PASSWORD_FILE": str(password_file)},
    )  # fmt: skip
    assert ran.code == 0, ran.err
    file = Path(ran.facts["file"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_key(file, PASSWORD).address == ran.facts["address"]
    assert PASSWORD not in ran.out + ran.err + file.read_text()


def test_keys_are_listed_and_shown_without_their_secret(stored: StoredKey, password_file: Path) -> None:
    folder = stored.path.parent
    listed = tallystick("keys", "list", "--keystores", folder, "--json")
    assert listed.facts["keys"] == [{"name": "yongxing", "address": stored.address}]
    shown = tallystick(
        "keys", "show", stored.address, "--check", "--keystores", folder, "--password-file", password_file
    )
    assert shown.code == 0
    assert stored.address in shown.out
    assert load_key(stored.path, PASSWORD).reveal().hex() not in shown.out + shown.err


def test_an_empty_folder_lists_no_keys(tmp_path: Path) -> None:
    assert tallystick("keys", "list", "--keystores", tmp_path / "none", "--json").facts["keys"] == []


def test_others_who_can_read_the_password_file_are_warned_of(stored: StoredKey, tmp_path: Path) -> None:
    (tmp_path / "open").write_text(PASSWORD)
    (tmp_path / "open").chmod(0o644)
    ran = tallystick(
        "keys",
        "show",
        "yongxing",
        "--check",
        "--keystores",
        stored.path.parent,
        "--password-file",
        tmp_path / "open",
    )
    assert ran.code == 0
    assert "chmod 600" in ran.err

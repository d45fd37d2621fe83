"""Keystores give their key to the right password alone, to their owner alone, and within limits of work."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from chain.keystores import (
    LIGHT_WORK,
    KeystoreError,
    list_keystores,
    load_key,
    load_named_key,
    new_keystore,
    store_key,
)
from chain.signing import Key
from tests.chain.shared import shared_json

SECRET = bytes(range(1, 33))


def _with(path: Path, **changes: Any) -> Path:
    whole = json.loads(path.read_text())
    for name, value in changes.items():
        if name in whole["crypto"]["kdfparams"]:
            whole["crypto"]["kdfparams"][name] = value
        else:
            whole[name] = value
    other = path.with_name("changed.json")
    other.write_text(json.dumps(whole))
    return other


def test_a_wrong_password_is_refused_without_a_word_on_the_key(tmp_path: Path) -> None:
    stored = store_key(tmp_path, "supplier", Key(SECRET), "right", LIGHT_WORK)
    with pytest.raises(KeystoreError, match="wrong password") as caught:
        load_key(stored.path, "wrong")
    assert SECRET.hex() not in str(caught.value) and caught.value.__cause__ is None


@pytest.mark.parametrize(
    "changes", [{"n": 1 << 40}, {"p": 1 << 20}, {"r": 1 << 20}, {"dklen": 1 << 30}, {"n": "x"}, {"n": -1}]
)
def test_a_keystore_that_asks_for_too_much_work_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    stored = store_key(tmp_path, "supplier", Key(SECRET), "right", LIGHT_WORK)
    with pytest.raises(KeystoreError):
        load_key(_with(stored.path, **changes), "right")


def test_a_keystore_that_holds_another_key_than_it_says_is_refused(tmp_path: Path) -> None:
    stored = store_key(tmp_path, "supplier", Key(SECRET), "right", LIGHT_WORK)
    with pytest.raises(KeystoreError, match="another key"):
        load_key(_with(stored.path, address="11" * 20), "right")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": 3}', '{"version": 4, "crypto": {}}'])
def test_what_is_no_keystore_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(KeystoreError):
        load_key(path, "x")
    assert list_keystores(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "x" * 65])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeystoreError, match="name"):
        new_keystore(tmp_path, name, "right", LIGHT_WORK)


def test_a_keystore_is_never_overwritten_and_needs_a_password(tmp_path: Path) -> None:
    new_keystore(tmp_path, "buyer", "right", LIGHT_WORK)
    with pytest.raises(KeystoreError, match="already"):
        new_keystore(tmp_path, "buyer", "right", LIGHT_WORK)
    with pytest.raises(KeystoreError, match="password"):
        new_keystore(tmp_path, "other", "", LIGHT_WORK)


def test_a_stored_key_comes_back_by_name_and_by_address(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    stored = store_key(folder, "supplier", Key(SECRET), "päss 词", LIGHT_WORK)
    assert stat.S_IMODE(stored.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert SECRET.hex() not in stored.path.read_text()
    assert list_keystores(folder) == [stored]
    for name in ("supplier", stored.address):
        assert load_named_key(folder, name, "päss 词").reveal() == SECRET
    with pytest.raises(KeystoreError, match="no keystore carrier"):
        load_named_key(folder, "carrier", "x")


def test_keystores_of_other_tools_open(tmp_path: Path) -> None:
    for name, case in shared_json("e2_ethereum_tests/KeyStoreTests/basic_tests.json").items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(case["json"]))
        assert load_key(path, case["password"]).reveal().hex() == case["priv"], name

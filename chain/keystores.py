"""Encrypted keystores (Web3 Secret Storage, version 3): a file a key, in a folder of one's own.

Source of the rule: ethereum.org, Web3 Secret Storage Definition. New files use scrypt; files of other tools
(scrypt or PBKDF2) are read, within limits on the work that they may ask for.
"""

# ruff: noqa: PLR2004  (lengths and limits of the protocol read better as numbers)
from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from Crypto.Protocol.KDF import scrypt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from chain.encoding import HexError, address_bytes, keccak256, to_hex
from chain.signing import Key

STRONG_WORK: Final = 1 << 18
"""scrypt's n: about a second and 256 MiB a file, as wallets use it."""

LIGHT_WORK: Final = 1 << 12
"""For demonstrations and tests alone: keys that protect nothing."""

MAX_FILE_BYTES: Final = 65_536
MAX_SCRYPT_BYTES: Final = 1 << 30
MAX_SCRYPT_P: Final = 16
MAX_PBKDF2_ROUNDS: Final = 10_000_000
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class KeystoreError(Exception):
    """A keystore is missing, unreadable, asks for too much work, or the password is wrong."""


@dataclass(frozen=True)
class StoredKey:
    """One keystore file: its name, the address it says it holds (lower-case 0x-hex) and where it lies."""

    name: str
    address: str
    path: Path


def new_keystore(folder: Path, name: str, password: str, work: int = STRONG_WORK) -> StoredKey:
    """Make a fresh key and store it as `name`, readable by its owner only. Errors: KeystoreError."""
    return store_key(folder, name, Key.new(), password, work)


def store_key(folder: Path, name: str, key: Key, password: str, work: int = STRONG_WORK) -> StoredKey:
    """Encrypt a key into a new file; never overwrites. Errors: KeystoreError."""
    if not _NAME.fullmatch(name):
        raise KeystoreError("a keystore's name has 1 to 64 letters, digits, dots, dashes and underscores")
    if not password:
        raise KeystoreError("a keystore needs a password")
    whole = _encrypt(key, password, work)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeystoreError(f"there is a keystore {name} already") from None
    with os.fdopen(handle, "w") as file:
        json.dump(whole, file)
        file.flush()
        os.fsync(file.fileno())
    return StoredKey(name, key.address, path)


def list_keystores(folder: Path) -> list[StoredKey]:
    """The keystores in a folder by name; files that are none are left out. Nothing is decrypted."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            whole = _read(path)
            found.append(StoredKey(path.stem, _address(whole), path))
        except KeystoreError:
            continue
    return found


def load_key(path: Path, password: str) -> Key:
    """Decrypt a keystore. Errors: KeystoreError; it never says anything of the key itself."""
    whole = _read(path)
    try:
        key = Key(_decrypt(whole, password))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise KeystoreError(f"{path.name}: unreadable") from None
    except KeystoreError as error:
        raise KeystoreError(f"{path.name}: {error}") from None
    if "address" in whole and _address(whole) != key.address:
        raise KeystoreError(f"{path.name}: holds another key than it says")
    return key


def load_named_key(folder: Path, name: str, password: str) -> Key:
    """Decrypt the keystore `name` of a folder, or the one that holds the address `name`."""
    for stored in list_keystores(folder):
        if name == stored.name or name.lower() == stored.address:
            return load_key(stored.path, password)
    raise KeystoreError(f"no keystore {name} in {folder}")


def _read(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise KeystoreError(f"{path.name}: too large for a keystore")
        whole = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise KeystoreError(f"{path.name}: unreadable ({type(error).__name__})") from None
    if not isinstance(whole, dict) or whole.get("version") != 3:
        raise KeystoreError(f"{path.name}: not a keystore of version 3")
    return {key.lower(): value for key, value in whole.items()}


def _address(whole: Mapping[str, Any]) -> str:
    text = str(whole.get("address", ""))
    try:
        return to_hex(address_bytes(text if text.startswith("0x") else "0x" + text))
    except HexError:
        raise KeystoreError("a keystore without its address") from None


def _encrypt(key: Key, password: str, work: int) -> dict[str, Any]:
    salt, start = secrets.token_bytes(32), secrets.token_bytes(16)
    params = {"dklen": 32, "n": work, "r": 8, "p": 1, "salt": salt.hex()}
    derived = _derive({"kdf": "scrypt", "kdfparams": params}, password)
    sealed = _cipher(derived[:16], start).encryptor().update(key.reveal())
    return {
        "version": 3,
        "id": str(uuid.uuid4()),
        "address": key.address[2:],
        "crypto": {
            "cipher": "aes-128-ctr",
            "cipherparams": {"iv": start.hex()},
            "ciphertext": sealed.hex(),
            "kdf": "scrypt",
            "kdfparams": params,
            "mac": keccak256(derived[16:] + sealed).hex(),
        },
    }


def _decrypt(whole: Mapping[str, Any], password: str) -> bytes:
    """The secret. Errors: KeystoreError, and what Python raises on reading texts that are none."""
    crypto = {str(name).lower(): value for name, value in whole["crypto"].items()}
    if crypto["cipher"] != "aes-128-ctr":
        raise KeystoreError("a cipher that is not known")
    sealed = bytes.fromhex(crypto["ciphertext"])
    derived = _derive(crypto, password)
    if not hmac.compare_digest(keccak256(derived[16:] + sealed), bytes.fromhex(crypto["mac"])):
        raise KeystoreError("wrong password")
    start = bytes.fromhex(crypto["cipherparams"]["iv"])
    return _cipher(derived[:16], start.rjust(16, b"\0")).decryptor().update(sealed)


def _derive(crypto: Mapping[str, Any], password: str) -> bytes:
    """32 bytes from the password; refuses what would keep the machine busy for hours or eat its memory."""
    params = {str(name).lower(): value for name, value in crypto["kdfparams"].items()}
    salt, length = bytes.fromhex(params["salt"]), int(params["dklen"])
    if length != 32:
        raise KeystoreError("a derived key of another length than 32")
    if crypto["kdf"] == "scrypt":
        n, r, p = int(params["n"]), int(params["r"]), int(params["p"])
        if not (n > 1 and r > 0 and 0 < p <= MAX_SCRYPT_P and 128 * n * r <= MAX_SCRYPT_BYTES):
            raise KeystoreError("asks for more work than a keystore may")
        # hashlib's scrypt refuses parameters that other wallets have used (n = 2^18 with r = 1)
        return scrypt(password.encode(), salt, 32, n, r, p)  # type: ignore[arg-type, return-value]
    if crypto["kdf"] == "pbkdf2" and params["prf"] == "hmac-sha256":
        rounds = int(params["c"])
        if not 0 < rounds <= MAX_PBKDF2_ROUNDS:
            raise KeystoreError("asks for more work than a keystore may")
        return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds, 32)
    raise KeystoreError("a key derivation that is not known")


def _cipher(key: bytes, start: bytes) -> Cipher[modes.CTR]:
    return Cipher(algorithms.AES(key), modes.CTR(start))

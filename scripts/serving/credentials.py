"""Keys of a development stack: made once in its data folder, readable by their owner only, never printed.

The operator, the bank and the fingerprint service of a real network are other people on other machines: these
keys are for a chain of one's own. Their password lies beside them (mode 0600), so the keystores protect
against a glance, not against whoever can read the folder.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chain.keystores import LIGHT_WORK, KeystoreError, load_key, store_key
from chain.signing import Key
from scripts.serving.faults import ServingError

SECRET_BYTES: Final = 32
PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600


@dataclass(frozen=True)
class Credentials:
    """Keys of the development operator, bank, fingerprint service and deployer; secrets of the documents."""

    operator: Key
    bank: Key
    fingerprint_service: Key
    deployer: Key
    master_key: bytes
    consortium_key: bytes

    def __repr__(self) -> str:
        return f"Credentials(operator={self.operator.address}, bank={self.bank.address})"


def credentials_in(folder: Path) -> Credentials:
    """Read the credentials in `folder`, making those that are missing. Errors: ServingError."""
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        password = _secret(folder / "password").hex()
        return Credentials(
            operator=_key(folder, "operator", password),
            bank=_key(folder, "bank", password),
            fingerprint_service=_key(folder, "fingerprint-service", password),
            deployer=_key(folder, "deployer", password),
            master_key=_secret(folder / "master-key"),
            consortium_key=_secret(folder / "consortium-key"),
        )
    except (OSError, KeystoreError) as error:
        raise ServingError(f"the development keys in {folder} cannot be used: {error}") from None


def _key(folder: Path, name: str, password: str) -> Key:
    path = folder / f"{name}.json"
    if path.exists():
        return load_key(path, password)
    key = Key.new()
    store_key(folder, name, key, password, LIGHT_WORK)
    return key


def _secret(path: Path) -> bytes:
    """32 bytes kept as hex. A file that was cut short is named, never replaced: documents depend on it."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        try:
            found = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except ValueError:
            found = b""
        if len(found) != SECRET_BYTES:
            raise ServingError(f"{path} does not hold {SECRET_BYTES} bytes in hex: restore it") from None
        return found
    fresh = secrets.token_bytes(SECRET_BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return fresh

"""What the service must be told: environment variables `TALLYSTICK_…` over a TOML file over defaults.

Secrets are SecretStr: neither repr, nor a log line, nor `masked()` shows them.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

PREFIX: Final = "TALLYSTICK_"
CONFIG_VARIABLE: Final = "TALLYSTICK_CONFIG"
_ADDRESS: Final = r"^0x[0-9a-f]{40}$"
KEY_BYTES: Final = 32
_MASK: Final = "********"


class SettingsError(ValueError):
    """A setting is missing, unknown or unreadable; the message names it and never shows its value."""


class UnderwriterSettings(BaseModel):
    """A financier's own signer beside this service: its underwriter's keystore (Web3 Secret Storage)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    financier: str = Field(pattern=_ADDRESS)
    keystore: Path
    password: SecretStr


class Settings(BaseModel):
    """Everything that `create_app` needs; sizes in bytes, times in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    database_url: SecretStr
    rpc_url: SecretStr
    deployment: Path
    domain: str = Field(default="localhost:8000", min_length=1, max_length=255)
    uri: str = Field(default="http://localhost:8000", min_length=1, max_length=2048)
    master_key: SecretStr = SecretStr("")
    consortium_key: SecretStr = SecretStr("")
    fingerprint_key: SecretStr = SecretStr("")
    operators: tuple[str, ...] = ()
    underwriters: tuple[UnderwriterSettings, ...] = ()
    session_seconds: int = Field(default=8 * 3600, ge=60, le=30 * 86_400)
    nonce_seconds: int = Field(default=300, ge=10, le=3600)
    body_limit: int = Field(default=10 * 1024 * 1024, ge=1024, le=64 * 1024 * 1024)
    json_limit: int = Field(default=1024 * 1024, ge=1024)
    transaction_limit: int = Field(default=128 * 1024, ge=1024)
    request_seconds: float = Field(default=60.0, gt=0)
    body_seconds: float = Field(default=20.0, gt=0)
    rate_per_minute: int = Field(default=1200, ge=1)
    rate_burst: int = Field(default=200, ge=1)
    finality_blocks: int = Field(default=12, ge=0)
    lag_blocks: int = Field(default=20, ge=0)
    outbox_seconds: float = Field(default=2.0, ge=0)
    pool_size: int = Field(default=10, ge=1, le=100)

    @field_validator("operators")
    @classmethod
    def _lower_addresses(cls, accounts: tuple[str, ...]) -> tuple[str, ...]:
        for account in accounts:
            if not re.fullmatch("0x[0-9a-fA-F]{40}", account):
                raise ValueError("an operator is a 0x address of 20 bytes")
        return tuple(account.lower() for account in accounts)

    @field_validator("master_key", "consortium_key", "fingerprint_key")
    @classmethod
    def _thirty_two_bytes(cls, key: SecretStr) -> SecretStr:
        text = key.get_secret_value().removeprefix("0x")
        if text:
            try:
                length = len(bytes.fromhex(text))
            except ValueError:
                raise ValueError("a key is hex") from None
            if length != KEY_BYTES:
                raise ValueError("a key has 32 bytes")
        return key

    def masked(self) -> dict[str, Any]:
        """Every setting for printing, secrets masked; addresses keep their host."""
        shown: dict[str, Any] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name in ("database_url", "rpc_url"):
                shown[name] = mask_url(value.get_secret_value())
            elif isinstance(value, SecretStr):
                shown[name] = _MASK if value.get_secret_value() else ""
            elif name == "underwriters":
                shown[name] = [
                    {"financier": each.financier, "keystore": str(each.keystore), "password": _MASK}
                    for each in value
                ]
            else:
                shown[name] = str(value) if isinstance(value, Path) else value
        return shown


def mask_url(url: str) -> str:
    """The address without its password, and without path and query of an RPC address that may carry a key."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return _MASK
    user = f"{parts.username}:{_MASK}@" if parts.username else ""
    path = (
        parts.path
        if parts.scheme.startswith("postgresql")
        else (f"/{_MASK}" if parts.path.strip("/") else "")
    )
    return urlunsplit((parts.scheme, f"{user}{host}{port}", path, "", ""))


def load(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Settings from `file` (else the one that TALLYSTICK_CONFIG names) and the environment over it.

    Lists in the environment are comma-separated; `underwriters` come from the file alone.
    Errors: SettingsError.
    """
    variables = os.environ if environ is None else environ
    path = file or (Path(variables[CONFIG_VARIABLE]) if variables.get(CONFIG_VARIABLE) else None)
    chosen: dict[str, Any] = {}
    if path is not None:
        try:
            chosen = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"{path}: {error}") from error
    for name in Settings.model_fields:
        value = variables.get(PREFIX + name.upper())
        if value is None or name == "underwriters":
            continue
        chosen[name] = (
            [each.strip() for each in value.split(",") if each.strip()] if name == "operators" else value
        )
    return build(chosen)


def build(chosen: Mapping[str, Any]) -> Settings:
    """Checked settings from plain values. Errors: SettingsError, naming the setting and never its value."""
    try:
        return Settings.model_validate(dict(chosen))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise SettingsError(faults) from None

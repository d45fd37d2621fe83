"""Rows of who is signed in. Tokens and keys are stored as their SHA-256 only."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from api.database import AppTable, moment, now


class Nonce(AppTable, table=True):
    """A number that one sign-in may use once before it expires."""

    __tablename__ = "nonces"

    nonce: str = Field(primary_key=True, max_length=64)
    expires_at: datetime = moment(index=True)
    used_at: datetime | None = moment(default=None, nullable=True)


class SignedIn(AppTable, table=True):
    """A session: whoever shows the token is the account until it expires or signs out."""

    __tablename__ = "sessions"

    token_hash: bytes = Field(primary_key=True)
    account: str = Field(max_length=42, index=True)
    created_at: datetime = moment(default_factory=now)
    expires_at: datetime = moment(index=True)
    ended_at: datetime | None = moment(default=None, nullable=True)


class ApiKey(AppTable, table=True):
    """A key for a machine of the account; shown once."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True, max_length=32)
    key_hash: bytes = Field(unique=True)
    account: str = Field(max_length=42, index=True)
    label: str = Field(max_length=80)
    created_at: datetime = moment(default_factory=now)
    expires_at: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)

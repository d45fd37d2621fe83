"""Rows of what was sent: the outbox of signed transactions, and answers that may be asked for again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from api.database import AppTable, moment, now


class Outgoing(AppTable, table=True):
    """A transaction that a party signed and we relayed; it becomes an order or a payment only when indexed.

    state: pending, mined, final, failed (mined and refused by the contract), replaced (its nonce was used by
    another). `resent` counts how often it had to be sent again because a reorg or a restart had lost it.
    """

    __tablename__ = "outbox"

    hash: str = Field(primary_key=True, max_length=66)
    raw: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sender: str = Field(max_length=42, index=True)
    recipient: str = Field(max_length=42)
    nonce: int = Field(sa_column=Column(BigInteger, nullable=False))
    submitted_by: str = Field(max_length=42)
    meaning: str = Field(max_length=2000)
    state: str = Field(max_length=16, index=True)
    block_number: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    block_hash: str | None = Field(default=None, max_length=66)
    error: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB, nullable=True))
    gas_used: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    resent: int = Field(default=0)
    settled: bool = Field(default=False, index=True)
    created_at: datetime = moment(default_factory=now)
    sent_at: datetime = moment(default_factory=now)


class Answered(AppTable, table=True):
    """The answer given under an Idempotency-Key, so that asking again does nothing twice."""

    __tablename__ = "idempotency_keys"

    account: str = Field(primary_key=True, max_length=42)
    key: str = Field(primary_key=True, max_length=128)
    request_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    status: int
    answer: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = moment(default_factory=now, index=True)

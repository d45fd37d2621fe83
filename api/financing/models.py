"""Rows of decisions and what was offered on them; kept whole, so that any decision can be replayed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from api.database import AppTable, moment, now


class Decision(AppTable, table=True):
    """A pure call of finance: canonical inputs and output, and the block that the inputs were read at.

    kind: terms or purchase; outcome: offer or refusal.
    """

    __tablename__ = "decisions"

    id: str = Field(primary_key=True, max_length=66)
    kind: str = Field(max_length=16)
    outcome: str = Field(max_length=16)
    asked_by: str = Field(max_length=42, index=True)
    financier: str = Field(max_length=42, index=True)
    block_number: int = Field(sa_column=Column(BigInteger, nullable=False))
    block_hash: str = Field(max_length=66)
    decided_for: int = Field(sa_column=Column(BigInteger, nullable=False))
    policy_version: str = Field(max_length=80)
    snapshot: str = Field(sa_column=Column(Text, nullable=False))
    policy: str = Field(sa_column=Column(Text, nullable=False))
    output: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = moment(default_factory=now)


class Offer(AppTable, table=True):
    """Terms or a purchase quote, whole, with its EIP-712 digest; unsigned until the financier's signer
    signs.
    """

    __tablename__ = "offers"

    id: str = Field(primary_key=True, max_length=66)
    decision_id: str = Field(max_length=66, index=True)
    kind: str = Field(max_length=16)
    financier: str = Field(max_length=42, index=True)
    supplier: str = Field(max_length=42, index=True)
    cash_id: int
    order_id: str | None = Field(default=None, max_length=66)
    receivable_id: str | None = Field(default=None, max_length=66)
    message: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    disclosure: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    digest: str = Field(max_length=66)
    signer: str = Field(max_length=42)
    signature: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    valid_until: int = Field(sa_column=Column(BigInteger, nullable=False))
    created_at: datetime = moment(default_factory=now)

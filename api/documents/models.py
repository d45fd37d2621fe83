"""Rows of stored documents: sealed contents beside what is on chain or keyed anyway."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from api.database import AppTable, moment, now


class StoredDocument(AppTable, table=True):
    """A document, sealed. `wrapped_key` null: erased, nobody can read it again.

    Entities are the directory's keyed hashes; `fingerprint` is the keyed identity, `root` the commitment.
    """

    __tablename__ = "documents"

    id: str = Field(primary_key=True, max_length=66)
    owner: str = Field(max_length=42, index=True)
    owner_entity: str = Field(max_length=30)
    buyer_entity: str = Field(max_length=30, index=True)
    seller_entity: str = Field(max_length=30, index=True)
    kind: str = Field(max_length=32)
    fingerprint: str = Field(max_length=66, index=True)
    root: str = Field(max_length=66, index=True)
    master_key_id: str = Field(max_length=64)
    wrapped_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    wrap_nonce: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    nonce: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    ciphertext: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    uploaded_at: datetime = moment(default_factory=now, index=True)
    erased_at: datetime | None = moment(default=None, nullable=True)

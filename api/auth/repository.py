"""Queries of sign-in: nonces, sessions, keys, and the caller's row of the directory."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from api.auth.models import ApiKey, Nonce, SignedIn
from api.database import table_of
from indexer.models.parties import Participant

NONCES, SESSIONS, KEYS = table_of(Nonce), table_of(SignedIn), table_of(ApiKey)


def add_nonce(session: Session, nonce: str, expires_at: datetime, now: datetime) -> None:
    """Store a nonce and forget those long expired."""
    session.execute(delete(NONCES).where(NONCES.c.expires_at < now))
    session.add(Nonce(nonce=nonce, expires_at=expires_at))


def use_nonce(session: Session, nonce: str, now: datetime) -> bool:
    """Mark an unexpired nonce as used; False when it is unknown, expired or was used before."""
    result = session.execute(
        update(NONCES)
        .where(NONCES.c.nonce == nonce, NONCES.c.used_at.is_(None), NONCES.c.expires_at > now)
        .values(used_at=now)
    )
    return cast(CursorResult[Any], result).rowcount == 1


def session_account(session: Session, token_hash: bytes, now: datetime) -> str | None:
    """The account of a live session."""
    found = session.execute(
        select(SESSIONS.c.account).where(
            SESSIONS.c.token_hash == token_hash, SESSIONS.c.ended_at.is_(None), SESSIONS.c.expires_at > now
        )
    )
    return found.scalar_one_or_none()


def key_account(session: Session, key_hash: bytes, now: datetime) -> str | None:
    """The account of a live API key."""
    found = session.execute(
        select(KEYS.c.account).where(
            KEYS.c.key_hash == key_hash, KEYS.c.ended_at.is_(None), KEYS.c.expires_at > now
        )
    )
    return found.scalar_one_or_none()


def end_session(session: Session, token_hash: bytes, now: datetime) -> None:
    """Sign out."""
    session.execute(update(SESSIONS).where(SESSIONS.c.token_hash == token_hash).values(ended_at=now))


def keys_of(session: Session, account: str, limit: int) -> list[ApiKey]:
    """The account's keys, newest first."""
    found = session.scalars(
        select(ApiKey).where(KEYS.c.account == account).order_by(KEYS.c.created_at.desc()).limit(limit)
    )
    return list(found)


def end_key(session: Session, account: str, key_id: str, now: datetime) -> bool:
    """End one of the account's keys; False when it has none of this id."""
    result = session.execute(
        update(KEYS).where(KEYS.c.id == key_id, KEYS.c.account == account).values(ended_at=now)
    )
    return cast(CursorResult[Any], result).rowcount == 1


def participant(session: Session, account: str) -> Participant | None:
    """The account's row of the directory."""
    return session.get(Participant, account)

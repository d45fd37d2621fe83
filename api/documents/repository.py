"""Queries of stored documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.database import table_of
from api.documents.models import StoredDocument
from api.mirror import ORDERS, PARTICIPANTS, RECEIVABLES
from api.pages import after_time
from indexer.models.trade import Order, Receivable

DOCUMENTS = table_of(StoredDocument)
MAX_OF_A_PAIR = 400


def of_party(session: Session, document_id: str, entity_id: str) -> StoredDocument | None:
    """A document that the entity is a party to or has uploaded."""
    return session.scalars(
        select(StoredDocument).where(
            DOCUMENTS.c.id == document_id,
            or_(
                DOCUMENTS.c.owner_entity == entity_id,
                DOCUMENTS.c.buyer_entity == entity_id,
                DOCUMENTS.c.seller_entity == entity_id,
            ),
        )
    ).first()


def page_of(session: Session, entity_id: str, cursor: str | None, limit: int) -> Sequence[StoredDocument]:
    """Documents that the entity is a party to, newest first, one more than `limit`."""
    return session.scalars(
        select(StoredDocument)
        .where(
            or_(DOCUMENTS.c.buyer_entity == entity_id, DOCUMENTS.c.seller_entity == entity_id),
            *after_time(cursor, DOCUMENTS.c.uploaded_at, DOCUMENTS.c.id),
        )
        .order_by(DOCUMENTS.c.uploaded_at.desc(), DOCUMENTS.c.id.desc())
        .limit(limit + 1)
    ).all()


def between(session: Session, buyer_entity: str, seller_entity: str) -> Sequence[StoredDocument]:
    """Readable documents of one pair of parties, oldest first, the newest MAX_OF_A_PAIR of them."""
    newest = session.scalars(
        select(StoredDocument)
        .where(
            DOCUMENTS.c.buyer_entity == buyer_entity,
            DOCUMENTS.c.seller_entity == seller_entity,
            DOCUMENTS.c.wrapped_key.is_not(None),
        )
        .order_by(DOCUMENTS.c.uploaded_at.desc(), DOCUMENTS.c.id.desc())
        .limit(MAX_OF_A_PAIR)
    ).all()
    return list(reversed(newest))


def with_fingerprint(
    session: Session, fingerprint: str, kind: str, seller_entity: str
) -> Sequence[StoredDocument]:
    """Readable documents of this identity issued by the seller."""
    return session.scalars(
        select(StoredDocument).where(
            DOCUMENTS.c.fingerprint == fingerprint,
            DOCUMENTS.c.kind == kind,
            DOCUMENTS.c.seller_entity == seller_entity,
            DOCUMENTS.c.wrapped_key.is_not(None),
        )
    ).all()


def committed(session: Session, root: str) -> StoredDocument | None:
    """The document with this commitment."""
    return session.scalars(
        select(StoredDocument).where(DOCUMENTS.c.root == root).order_by(DOCUMENTS.c.uploaded_at)
    ).first()


def erase(session: Session, row: StoredDocument, at: datetime) -> None:
    """Delete the document's key: erasure."""
    row.wrapped_key = None
    row.wrap_nonce = b""
    row.erased_at = at
    session.add(row)


def order_placed(session: Session, fingerprint: str, buyer_entity: str) -> Order | None:
    """The newest order on chain of this identity by an account of the buyer."""
    accounts = select(PARTICIPANTS.c.account).where(PARTICIPANTS.c.entity_id == buyer_entity)
    return session.scalars(
        select(Order)
        .where(ORDERS.c.fingerprint == fingerprint, ORDERS.c.buyer.in_(accounts))
        .order_by(ORDERS.c.n.desc(), ORDERS.c.placed_block.desc())
    ).first()


def receivable_proposed(session: Session, fingerprint: str, order_id: str) -> Receivable | None:
    """The newest receivable on chain of this invoice under the order."""
    return session.scalars(
        select(Receivable)
        .where(RECEIVABLES.c.fingerprint == fingerprint, RECEIVABLES.c.order_id == order_id)
        .order_by(RECEIVABLES.c.proposed_block.desc(), RECEIVABLES.c.n.desc())
    ).first()


def of_side(session: Session, buyer_entity: str, seller_entity: str) -> Sequence[StoredDocument]:
    """Readable documents of one side with anybody, oldest first; the side that is named counts."""
    condition = (
        DOCUMENTS.c.buyer_entity == buyer_entity
        if buyer_entity
        else DOCUMENTS.c.seller_entity == seller_entity
    )
    newest = session.scalars(
        select(StoredDocument)
        .where(condition, DOCUMENTS.c.wrapped_key.is_not(None))
        .order_by(DOCUMENTS.c.uploaded_at.desc(), DOCUMENTS.c.id.desc())
        .limit(MAX_OF_A_PAIR)
    ).all()
    return list(reversed(newest))

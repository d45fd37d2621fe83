"""Queries of receivables and their holders."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.auth.roles import Caller
from api.financing.repository import OFFERS
from api.mirror import HOLDINGS, RECEIVABLES, visible_receivables
from api.pages import after
from indexer.models.trade import Holding, Receivable

MAX_HOLDERS = 1_000


def visible(caller: Caller) -> ColumnElement[bool]:
    """Receivables that the caller is a party to, holds, finances, or was asked to buy."""
    offered = RECEIVABLES.c.receivable_id.in_(
        select(OFFERS.c.receivable_id).where(
            OFFERS.c.financier == caller.account, OFFERS.c.receivable_id.is_not(None)
        )
    )
    return visible_receivables(caller, offered)


def one(session: Session, caller: Caller, receivable_id: str) -> Receivable | None:
    """A receivable that the caller may see."""
    return session.scalars(
        select(Receivable).where(RECEIVABLES.c.receivable_id == receivable_id, visible(caller))
    ).first()


def page(
    session: Session, caller: Caller, filters: list[ColumnElement[bool]], cursor: str | None, limit: int
) -> Sequence[Receivable]:
    """Receivables that the caller may see, newest first, one more than `limit`."""
    return session.scalars(
        select(Receivable)
        .where(
            visible(caller),
            *filters,
            *after(cursor, RECEIVABLES.c.proposed_block, RECEIVABLES.c.receivable_id),
        )
        .order_by(RECEIVABLES.c.proposed_block.desc(), RECEIVABLES.c.receivable_id.desc())
        .limit(limit + 1)
    ).all()


def holders(session: Session, receivable_id: str, only: str | None) -> Sequence[Holding]:
    """Slots with units or a claim; those of one account where `only` names it."""
    conditions = [HOLDINGS.c.receivable_id == receivable_id, (HOLDINGS.c.units > 0) | (HOLDINGS.c.claim > 0)]
    if only is not None:
        conditions.append(HOLDINGS.c.holder == only)
    return session.scalars(
        select(Holding).where(*conditions).order_by(HOLDINGS.c.holder).limit(MAX_HOLDERS)
    ).all()


def holding(session: Session, receivable_id: str, holder: str) -> Holding | None:
    """One slot; None where it was never touched."""
    return session.get(Holding, (receivable_id, holder))

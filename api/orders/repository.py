"""Queries of orders."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.auth.roles import Caller
from api.financing.repository import OFFERS
from api.mirror import ORDERS, visible_orders
from api.pages import after
from indexer.models.trade import Order


def visible(caller: Caller) -> ColumnElement[bool]:
    """Orders that the caller is a party to, finances, or was asked to finance."""
    offered = ORDERS.c.order_id.in_(select(OFFERS.c.order_id).where(OFFERS.c.financier == caller.account))
    return visible_orders(caller, offered)


def one(session: Session, caller: Caller, order_id: str) -> Order | None:
    """An order that the caller may see."""
    return session.scalars(select(Order).where(ORDERS.c.order_id == order_id, visible(caller))).first()


def page(
    session: Session,
    caller: Caller,
    filters: list[ColumnElement[bool]],
    cursor: str | None,
    limit: int,
) -> Sequence[Order]:
    """Orders that the caller may see, newest first, one more than `limit`."""
    return session.scalars(
        select(Order)
        .where(visible(caller), *filters, *after(cursor, ORDERS.c.placed_block, ORDERS.c.order_id))
        .order_by(ORDERS.c.placed_block.desc(), ORDERS.c.order_id.desc())
        .limit(limit + 1)
    ).all()

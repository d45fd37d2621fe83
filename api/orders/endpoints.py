"""Orders over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from sqlalchemy import ColumnElement

from api import timeline
from api.auth.dependencies import InCaller, InSnapshot
from api.context import InContext
from api.mirror import ORDERS, token_of_currency, tokens
from api.orders import repository
from api.pages import Cursor, Limit, Page, pack
from api.problems import NotFound
from api.scalars import Address, Amount, Currency, Schema, Time
from api.timeline import EventShown
from indexer.models.trade import Order

router = APIRouter(prefix="/v1/orders", tags=["orders"])
OrderId = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$")]
State = Literal["PLACED", "ACCEPTED", "REJECTED", "CANCELLED"]


class AmendmentShown(Schema):
    """What an order would become."""

    version: int
    amount: Amount
    deliver_by: Time
    root: str | None

    @classmethod
    def of(cls, row: Order) -> AmendmentShown | None:
        """From the mirror's row; None where no change waits."""
        if row.amendment_version == 0:
            return None
        return cls(
            version=row.amendment_version,
            amount=row.amendment_amount,
            deliver_by=row.amendment_deliver_by,
            root=row.amendment_root,
        )


class OrderShown(Schema):
    """An order with its facts: cumulative totals in minor units of its currency.

    `amendment`: the buyer's change that waits for the supplier.
    """

    order_id: str
    buyer: str
    supplier: str
    attestor: str | None
    currency: str
    amount: Amount
    deliver_by: Time
    payment_term_days: int
    late_bps: int
    state: str
    version: int
    pledged: bool
    cancelled: Amount
    shipped: Amount
    attested: Amount
    received: Amount
    returned: Amount
    proposed: Amount
    confirmed: Amount
    disputed_by_buyer: Amount
    disputed_by_supplier: Amount
    fingerprint: str
    root: str
    n: int
    placed_block: int
    placed_at: Time
    accepted_at: Time | None
    amendment: AmendmentShown | None

    @classmethod
    def of(cls, row: Order, currency: str) -> OrderShown:
        """From the mirror's row."""
        plain = {
            name: getattr(row, name)
            for name in cls.model_fields
            if name not in ("currency", "attestor", "amendment")
        }
        attestor = None if int(row.attestor, 16) == 0 else row.attestor
        return cls(**plain, currency=currency, attestor=attestor, amendment=AmendmentShown.of(row))


@router.get("")
def list_orders(
    session: InSnapshot,
    caller: InCaller,
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
    state: Annotated[State | None, Query(description="only of this state")] = None,
    counterparty: Annotated[Address | None, Query(description="only with this account")] = None,
    currency: Annotated[Currency | None, Query(description="only in this currency")] = None,
    pledged: Annotated[bool | None, Query(description="only pledged, or only not pledged")] = None,
) -> Page[OrderShown]:
    """Orders that you are a party to, attest, finance or were asked to finance, newest first."""
    filters: list[ColumnElement[bool]] = []
    if state is not None:
        filters.append(ORDERS.c.state == state)
    if counterparty is not None:
        filters.append((ORDERS.c.buyer == counterparty) | (ORDERS.c.supplier == counterparty))
    if currency is not None:
        filters.append(ORDERS.c.cash_id == token_of_currency(session, currency).cash_id)
    if pledged is not None:
        filters.append(ORDERS.c.pledged == pledged)
    rows = list(repository.page(session, caller, filters, cursor, limit))
    more = pack(rows[limit - 1].placed_block, rows[limit - 1].order_id) if len(rows) > limit else None
    listed = tokens(session)
    return Page(items=[OrderShown.of(row, listed[row.cash_id].currency) for row in rows[:limit]], next=more)


@router.get("/{order_id}")
def show_order(session: InSnapshot, caller: InCaller, order_id: OrderId) -> OrderShown:
    """An order with its facts."""
    row = _order(session, caller, order_id)
    return OrderShown.of(row, tokens(session)[row.cash_id].currency)


@router.get("/{order_id}/timeline")
def show_timeline(
    context: InContext,
    session: InSnapshot,
    caller: InCaller,
    order_id: OrderId,
    *,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[EventShown]:
    """What the chain said about the order, its loan account and its receivables, oldest first."""
    _order(session, caller, order_id)
    events, more = timeline.told(session, [timeline.about_order(order_id)], cursor, limit)
    return Page(items=timeline.shown(context.deployment, events), next=more)


def _order(session: InSnapshot, caller: InCaller, order_id: str) -> Order:
    row = repository.one(session, caller, order_id)
    if row is None:
        raise NotFound("no order with this id is visible to you", code="order_unknown")
    return row

"""Receivables over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from sqlalchemy import ColumnElement

from api import timeline
from api.auth.dependencies import InCaller, InSnapshot
from api.auth.roles import Caller
from api.context import InContext
from api.events.visibility import visible
from api.mirror import RECEIVABLES, head, tokens
from api.pages import Cursor, Limit, Page, pack
from api.problems import NotFound
from api.receivables import repository
from api.receivables.owing import money_in, owed_at, redeemable
from api.scalars import Amount, Hex32, Schema, Time
from api.timeline import EventShown
from indexer.models.trade import Receivable

router = APIRouter(prefix="/v1/receivables", tags=["receivables"])
ReceivableId = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$")]
State = Literal["PROPOSED", "CONFIRMED", "WITHDRAWN", "REJECTED", "SETTLED", "VOIDED"]


class ReceivableShown(Schema):
    """A receivable; `paid` is face paid in, `outstanding` units not extinguished.

    `owed` is what is left to pay at the mirror's block, `lateOwed` the part of it that is late interest;
    `moneyIn` what a quote for units names; `overdue`: flagged, so that the buyer confirms nothing until it
    has paid.
    """

    receivable_id: str
    order_id: str
    buyer: str
    supplier: str
    currency: str
    face: Amount
    gross: Amount
    maturity: Time
    state: str
    outstanding: Amount
    paid: Amount
    owed: Amount
    late_owed: Amount
    late_paid: Amount
    money_in: Amount
    overdue: bool
    void_by_buyer: bool
    void_by_supplier: bool
    late_bps: int
    fingerprint: str
    root: str
    occupancy_key: str
    proposed_block: int
    proposed_at: Time
    confirmed_at: Time | None
    settled_at: Time | None

    @classmethod
    def of(cls, row: Receivable, currency: str, now: int) -> ReceivableShown:
        """From the mirror's row, at a block's time."""
        apart = ("currency", "owed", "late_owed", "money_in")
        plain = {name: getattr(row, name) for name in cls.model_fields if name not in apart}
        owed = owed_at(row, now)
        total = owed.face + owed.late
        return cls(**plain, currency=currency, owed=total, late_owed=owed.late, money_in=money_in(row))


class HolderShown(Schema):
    """A holder: its units, and what it could redeem now."""

    holder: str
    units: Amount
    redeemable: Amount
    custody: bool


@router.get("")
def list_receivables(
    session: InSnapshot,
    caller: InCaller,
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
    state: Annotated[State | None, Query(description="only of this state")] = None,
    order_id: Annotated[Hex32 | None, Query(alias="orderId", description="only of this order")] = None,
    unpaid: Annotated[
        Literal["matured", "flagged"] | None,
        Query(description="only those unpaid past maturity that nobody has flagged yet; or those flagged"),
    ] = None,
) -> Page[ReceivableShown]:
    """Receivables that you owe, issued, hold, finance or were asked to buy, newest first."""
    filters: list[ColumnElement[bool]] = []
    if state is not None:
        filters.append(RECEIVABLES.c.state == state)
    if order_id is not None:
        filters.append(RECEIVABLES.c.order_id == order_id)
    now = head(session).timestamp
    if unpaid == "matured":
        filters += [RECEIVABLES.c.state == "CONFIRMED", RECEIVABLES.c.maturity < now, ~RECEIVABLES.c.overdue]
    elif unpaid == "flagged":
        filters.append(RECEIVABLES.c.overdue)
    rows = list(repository.page(session, caller, filters, cursor, limit))
    more = pack(rows[limit - 1].proposed_block, rows[limit - 1].receivable_id) if len(rows) > limit else None
    listed = tokens(session)
    return Page(
        items=[ReceivableShown.of(row, listed[row.cash_id].currency, now) for row in rows[:limit]], next=more
    )


@router.get("/{receivable_id}")
def show_receivable(session: InSnapshot, caller: InCaller, receivable_id: ReceivableId) -> ReceivableShown:
    """A receivable."""
    row = _receivable(session, caller, receivable_id)
    return ReceivableShown.of(row, tokens(session)[row.cash_id].currency, head(session).timestamp)


@router.get("/{receivable_id}/holders")
def show_holders(
    context: InContext, session: InSnapshot, caller: InCaller, receivable_id: ReceivableId
) -> list[HolderShown]:
    """Who holds the receivable. Its parties and auditors see all holders, anybody else sees itself."""
    row = _receivable(session, caller, receivable_id)
    rows = repository.holders(session, receivable_id, _only(caller, row))
    collateral = context.deployment.address("Collateral")
    contract = context.deployment.address("Receivables")
    gathered = repository.holding(session, receivable_id, contract)
    return [
        HolderShown(
            holder=each.holder,
            units=each.units,
            redeemable=redeemable(each, row, gathered.claim if gathered else 0),
            custody=each.holder == collateral,
        )
        for each in rows
        if each.holder != contract
    ]


@router.get("/{receivable_id}/timeline")
def show_timeline(
    context: InContext,
    session: InSnapshot,
    caller: InCaller,
    receivable_id: ReceivableId,
    *,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[EventShown]:
    """What the chain said about the receivable, oldest first; to a mere holder not who else holds."""
    _receivable(session, caller, receivable_id)
    conditions = [timeline.about_receivable(receivable_id), visible(caller)]
    events, more = timeline.told(session, conditions, cursor, limit)
    return Page(items=timeline.shown(context.deployment, events), next=more)


def _only(caller: Caller, row: Receivable) -> str | None:
    """A mere holder does not learn who else holds."""
    if caller.sees_all_records or caller.account in (row.buyer, row.supplier):
        return None
    return caller.account


def _receivable(session: InSnapshot, caller: Caller, receivable_id: str) -> Receivable:
    row = repository.one(session, caller, receivable_id)
    if row is None:
        raise NotFound("no receivable with this id is visible to you", code="receivable_unknown")
    return row

"""Receivables over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from sqlalchemy import ColumnElement

from api import timeline
from api.auth.dependencies import InCaller, InSnapshot
from api.auth.roles import Caller
from api.context import InContext
from api.mirror import RECEIVABLES, tokens
from api.pages import Cursor, Limit, Page, pack
from api.problems import NotFound
from api.receivables import repository
from api.scalars import Amount, Hex32, Schema, Time
from api.timeline import EventShown
from finance.holders import Holding as Held
from finance.holders import touch
from finance.units import ClaimUnits, MinorUnits, floor_div
from indexer.models.trade import Holding, Receivable

router = APIRouter(prefix="/v1/receivables", tags=["receivables"])
ReceivableId = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$")]
State = Literal["PROPOSED", "CONFIRMED", "WITHDRAWN", "REJECTED", "SETTLED"]


class ReceivableShown(Schema):
    """A receivable; `paid` is face paid in, `outstanding` units not extinguished, `owed` what is left
    to pay.
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
    late_bps: int
    fingerprint: str
    root: str
    occupancy_key: str
    proposed_block: int
    proposed_at: Time
    confirmed_at: Time | None
    settled_at: Time | None

    @classmethod
    def of(cls, row: Receivable, currency: str) -> ReceivableShown:
        """From the mirror's row."""
        plain = {name: getattr(row, name) for name in cls.model_fields if name not in ("currency", "owed")}
        owed = row.outstanding - row.paid if row.state == "CONFIRMED" else 0
        return cls(**plain, currency=currency, owed=owed)


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
) -> Page[ReceivableShown]:
    """Receivables that you owe, issued, hold, finance or were asked to buy, newest first."""
    filters: list[ColumnElement[bool]] = []
    if state is not None:
        filters.append(RECEIVABLES.c.state == state)
    if order_id is not None:
        filters.append(RECEIVABLES.c.order_id == order_id)
    rows = list(repository.page(session, caller, filters, cursor, limit))
    more = pack(rows[limit - 1].proposed_block, rows[limit - 1].receivable_id) if len(rows) > limit else None
    listed = tokens(session)
    return Page(
        items=[ReceivableShown.of(row, listed[row.cash_id].currency) for row in rows[:limit]], next=more
    )


@router.get("/{receivable_id}")
def show_receivable(session: InSnapshot, caller: InCaller, receivable_id: ReceivableId) -> ReceivableShown:
    """A receivable."""
    row = _receivable(session, caller, receivable_id)
    return ReceivableShown.of(row, tokens(session)[row.cash_id].currency)


@router.get("/{receivable_id}/holders")
def show_holders(
    context: InContext, session: InSnapshot, caller: InCaller, receivable_id: ReceivableId
) -> list[HolderShown]:
    """Who holds the receivable. Its parties and auditors see all holders, anybody else sees itself."""
    row = _receivable(session, caller, receivable_id)
    rows = repository.holders(session, receivable_id, _only(caller, row))
    collateral = context.deployment.address("Collateral")
    return [
        HolderShown(
            holder=each.holder,
            units=each.units,
            redeemable=_redeemable(each, row),
            custody=each.holder == collateral,
        )
        for each in rows
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
    """What the chain said about the receivable, oldest first."""
    _receivable(session, caller, receivable_id)
    events, more = timeline.told(session, timeline.about_receivable(receivable_id), cursor, limit)
    return Page(items=timeline.shown(context.deployment, events), next=more)


def _only(caller: Caller, row: Receivable) -> str | None:
    """A mere holder does not learn who else holds."""
    if caller.sees_all_records or caller.account in (row.buyer, row.supplier):
        return None
    return caller.account


def _redeemable(row: Holding, receivable: Receivable) -> int:
    if receivable.outstanding == 0:
        return 0
    held = Held(MinorUnits(row.units), MinorUnits(row.seen), ClaimUnits(row.claim))
    return floor_div(touch(held, MinorUnits(receivable.paid)).claim, receivable.outstanding)


def _receivable(session: InSnapshot, caller: Caller, receivable_id: str) -> Receivable:
    row = repository.one(session, caller, receivable_id)
    if row is None:
        raise NotFound("no receivable with this id is visible to you", code="receivable_unknown")
    return row

"""The directory over HTTP; a supplier sees its buyers' conduct."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.dependencies import InCaller, InSnapshot
from api.auth.roles import Caller, Role, role_names
from api.financing.snapshots import conduct
from api.mirror import ORDERS, PARTICIPANTS, Head, head, participant, tokens
from api.pages import Cursor, Limit, Page, after, pack
from api.problems import NotFound
from api.scalars import Amount, Schema, Time
from indexer.models.base import table_of
from indexer.models.credit import Line
from indexer.models.parties import CashBalance, CashHeld, Participant

router = APIRouter(prefix="/v1/participants", tags=["participants"])
LINES = table_of(Line)


class ParticipantShown(Schema):
    """An admitted account. Lapsed is judged at the mirror's block; a buyer with overdue payables confirms
    nothing.
    """

    account: str
    entity_id: str
    group_id: str
    roles: list[str]
    valid_until: Time
    suspended: bool
    lapsed: bool
    overdue_payables: int
    profile: str
    encryption_key: str


class ConductShown(Schema):
    """How a buyer has paid: counts, whole days, basis points of face."""

    paid_count: int
    history_days: int
    mean_days_late: int
    disputed_bps: int
    returned_bps: int
    dilution_12m_bps: int
    overdue: bool


class CashShown(Schema):
    """Cash that an account holds, and what is held for it."""

    currency: str
    balance: Amount
    held: Amount


class ParticipantDetail(ParticipantShown):
    """An account with a buyer's conduct (for its suppliers, financiers and itself) and its cash (for
    itself).
    """

    conduct: ConductShown | None
    cash: list[CashShown] | None


@router.get("")
def list_participants(
    session: InSnapshot,
    caller: InCaller,  # noqa: ARG001  (one must be signed in)
    cursor: Cursor = None,
    limit: Limit = 50,
    role: Annotated[
        str | None, Query(pattern="^(buyer|supplier|financier|guarantor|attestor|bank|auditor)$")
    ] = None,
) -> Page[ParticipantShown]:
    """Everybody who is admitted, newest first."""
    at = head(session)
    statement = select(Participant).where(*after(cursor, PARTICIPANTS.c.admitted_at, PARTICIPANTS.c.account))
    if role is not None:
        statement = statement.where(PARTICIPANTS.c.roles.bitwise_and(int(Role[role.upper()])) != 0)
    rows: Sequence[Participant] = session.scalars(
        statement.order_by(PARTICIPANTS.c.admitted_at.desc(), PARTICIPANTS.c.account.desc()).limit(limit + 1)
    ).all()
    more = pack(rows[limit - 1].admitted_at, rows[limit - 1].account) if len(rows) > limit else None
    return Page(items=[_shown(row, at) for row in rows[:limit]], next=more)


@router.get("/{address}")
def show_participant(
    session: InSnapshot,
    caller: InCaller,
    address: Annotated[str, Path(pattern="^0x[0-9a-fA-F]{40}$")],
) -> ParticipantDetail:
    """An account; a supplier sees how its buyer pays, everybody sees its own cash."""
    account = address.lower()
    row = participant(session, account)
    if row is None:
        raise NotFound("no such account is admitted", code="participant_unknown")
    at = head(session)
    shown = None
    if row.roles & Role.BUYER and _may_see_conduct(session, caller, account):
        found = conduct(session, account, at)
        shown = ConductShown(**{name: getattr(found, name) for name in ConductShown.model_fields})
    cash = _cash(session, account) if caller.account == account else None
    return ParticipantDetail(**dict(_shown(row, at)), conduct=shown, cash=cash)


def _may_see_conduct(session: Session, caller: Caller, buyer: str) -> bool:
    if caller.account == buyer or caller.sees_all_records:
        return True
    if caller.has(Role.FINANCIER):
        lends = select(LINES.c.buyer).where(LINES.c.financier == caller.account, LINES.c.buyer == buyer)
        return session.execute(lends.limit(1)).first() is not None
    statement = select(ORDERS.c.order_id).where(ORDERS.c.buyer == buyer, ORDERS.c.supplier == caller.account)
    return session.execute(statement.limit(1)).first() is not None


def _cash(session: Session, account: str) -> list[CashShown]:
    found = []
    for cash_id, token in sorted(tokens(session).items()):
        balance = session.get(CashBalance, (cash_id, account))
        held = session.get(CashHeld, (cash_id, account))
        found.append(
            CashShown(
                currency=token.currency,
                balance=balance.balance if balance else 0,
                held=held.amount if held else 0,
            )
        )
    return found


def _shown(row: Participant, at: Head) -> ParticipantShown:
    return ParticipantShown(
        account=row.account,
        entity_id=row.entity_id,
        group_id=str(row.group_id),
        roles=role_names(row.roles),
        valid_until=row.valid_until,
        suspended=row.suspended,
        lapsed=at.timestamp > row.valid_until,
        overdue_payables=row.overdue,
        profile=row.profile,
        encryption_key=row.encryption_key,
    )

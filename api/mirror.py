"""Reading the mirror: tokens by currency, the block that it stands at, and who may see what.

Only what several rooms need; each room's own queries are in its repository.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from api.auth.roles import Caller, Role
from api.problems import Invalid, Unavailable
from indexer.models.base import table_of
from indexer.models.credit import Facility, LoanAccount, Mandate
from indexer.models.ledger import Block, Checkpoint
from indexer.models.parties import CashToken, Participant
from indexer.models.trade import Holding, Order, Receivable
from indexer.queries.reading import MirrorNotReady, as_of

ORDERS, RECEIVABLES, HOLDINGS = table_of(Order), table_of(Receivable), table_of(Holding)
FACILITIES = table_of(Facility)
ACCOUNTS, MANDATES, TOKENS = table_of(LoanAccount), table_of(Mandate), table_of(CashToken)
BLOCKS, CHECKPOINT, PARTICIPANTS = table_of(Block), table_of(Checkpoint), table_of(Participant)


@dataclass(frozen=True)
class Head:
    """The block that the mirror stands at; its time is that of every figure that changes by time alone."""

    number: int
    hash: str
    timestamp: int


def head(session: Session) -> Head:
    """Where the mirror stands. Errors: Unavailable while it is empty."""
    try:
        return Head(*as_of(session.connection()))
    except MirrorNotReady:
        raise Unavailable("the mirror is empty: start the indexer", code="mirror_empty") from None


def tokens(session: Session) -> dict[int, CashToken]:
    """All listed cash tokens by number."""
    return {row.cash_id: row for row in session.scalars(select(CashToken))}


def token_of_currency(session: Session, currency: str) -> CashToken:
    """The cash token of a currency. Errors: Invalid (no token of it)."""
    row = session.scalars(
        select(CashToken).where(TOKENS.c.currency == currency).order_by(TOKENS.c.cash_id)
    ).first()
    if row is None:
        raise Invalid(f"no cash token of currency {currency} is listed", code="currency_unknown")
    return row


def token_of_id(session: Session, cash_id: int) -> CashToken:
    """The cash token with this number. Errors: Unavailable: the mirror is not whole."""
    row = session.get(CashToken, cash_id)
    if row is None:
        raise Unavailable(f"cash token {cash_id} is not mirrored yet", code="mirror_behind")
    return row


def participant(session: Session, account: str) -> Participant | None:
    """An account's row of the directory."""
    return session.get(Participant, account)


def visible_orders(caller: Caller, offered: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Orders that the caller may see: as a party or attestor, as the financier of their pledge, or all.

    `offered` adds what has been offered to a financier.
    """
    if caller.sees_all_records:
        return true()
    me = caller.account
    pledged = select(ACCOUNTS.c.order_id).where(ACCOUNTS.c.financier == me)
    conditions = [
        ORDERS.c.buyer == me,
        ORDERS.c.supplier == me,
        ORDERS.c.attestor == me,
        ORDERS.c.order_id.in_(pledged),
    ]
    if offered is not None:
        conditions.append(offered)
    return or_(*conditions)


def visible_receivables(caller: Caller, offered: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Receivables that the caller may see: as a party or holder, as the financier of the order, or all."""
    if caller.sees_all_records:
        return true()
    me = caller.account
    held = select(HOLDINGS.c.receivable_id).where(HOLDINGS.c.holder == me)
    pledged = select(ACCOUNTS.c.order_id).where(ACCOUNTS.c.financier == me)
    conditions = [
        RECEIVABLES.c.buyer == me,
        RECEIVABLES.c.supplier == me,
        RECEIVABLES.c.receivable_id.in_(held),
        RECEIVABLES.c.order_id.in_(pledged),
    ]
    if offered is not None:
        conditions.append(offered)
    return or_(*conditions)


def visible_facilities(caller: Caller) -> ColumnElement[bool]:
    """Facilities that the caller may see: its own, those that it underwrites, or all.

    A guarantor is asked to cover by whoever gives it the id, which nobody guesses.
    """
    if caller.sees_all_records or caller.has(Role.GUARANTOR):
        return true()
    me = caller.account
    underwritten = (
        select(MANDATES.c.financier)
        .where(
            MANDATES.c.underwriter == me,
            MANDATES.c.financier == FACILITIES.c.financier,
            MANDATES.c.cash_id == FACILITIES.c.cash_id,
        )
        .exists()
    )
    return or_(FACILITIES.c.supplier == me, FACILITIES.c.financier == me, underwritten)

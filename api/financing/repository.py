"""Queries of financing: what a snapshot is made from, as the mirror has it at one block."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.database import table_of as app_table
from api.financing.models import Decision, Offer
from api.mirror import ORDERS, PARTICIPANTS, RECEIVABLES
from api.pages import after_time
from chain.encoding import from_hex, keccak256, to_hex
from indexer.models.base import table_of
from indexer.models.credit import (
    Facility,
    FacilityIdentity,
    FacilityTerms,
    Line,
    LoanAccount,
    Mandate,
    ReliedAttestor,
)
from indexer.models.parties import Participant
from indexer.models.trade import Holding, Order, Receivable

FACILITIES, ACCOUNTS, LINES = table_of(Facility), table_of(LoanAccount), table_of(Line)
MANDATES = table_of(Mandate)
OFFERS, DECISIONS = app_table(Offer), app_table(Decision)
ZERO_ADDRESS = "0x" + "00" * 20
MAX_ORDERS = 500
MAX_RECORDS = 5_000


def participants(session: Session, accounts: Sequence[str]) -> dict[str, Participant]:
    """Rows of the directory by account."""
    rows = session.scalars(select(Participant).where(PARTICIPANTS.c.account.in_(set(accounts))))
    return {row.account: row for row in rows}


def facilities_of(session: Session, supplier: str, financier: str | None) -> Sequence[Facility]:
    """The supplier's facilities, with one financier where named."""
    statement = select(Facility).where(FACILITIES.c.supplier == supplier)
    if financier is not None:
        statement = statement.where(FACILITIES.c.financier == financier)
    return session.scalars(statement.order_by(FACILITIES.c.no)).all()


def facility_of(session: Session, financier: str, supplier: str, cash_id: int) -> Facility | None:
    """The one facility of financier, supplier and cash."""
    return session.scalars(
        select(Facility).where(
            FACILITIES.c.financier == financier,
            FACILITIES.c.supplier == supplier,
            FACILITIES.c.cash_id == cash_id,
        )
    ).first()


def pledged_under(session: Session, facility_id: str) -> Sequence[tuple[LoanAccount, Order]]:
    """Accounts of a facility that are pledged, with their orders."""
    rows = session.execute(
        select(LoanAccount, Order)
        .join(Order, ORDERS.c.order_id == ACCOUNTS.c.order_id)
        .where(ACCOUNTS.c.facility_id == facility_id, ACCOUNTS.c.pledged)
        .order_by(ORDERS.c.placed_block, ORDERS.c.order_id)
        .limit(MAX_ORDERS)
    )
    return [(account, order) for account, order in rows]


def unpledged_orders(session: Session, supplier: str) -> Sequence[Order]:
    """Accepted orders of the supplier that are not pledged, newest first."""
    return session.scalars(
        select(Order)
        .where(ORDERS.c.supplier == supplier, ORDERS.c.state == "ACCEPTED", ~ORDERS.c.pledged)
        .order_by(ORDERS.c.placed_block.desc(), ORDERS.c.order_id)
        .limit(MAX_ORDERS)
    ).all()


def terms_row(session: Session, facility_id: str, version: int) -> FacilityTerms | None:
    """One accepted version of a facility's terms."""
    return session.get(FacilityTerms, (facility_id, version))


def mandate_of(session: Session, financier: str, cash_id: int) -> Mandate | None:
    """The financier's mandate in a cash; None where there is none or it was revoked."""
    row = session.get(Mandate, (financier, cash_id))
    return None if row is None or row.underwriter == ZERO_ADDRESS else row


def line_of(session: Session, financier: str, cash_id: int, buyer: str) -> Line | None:
    """The financier's line for a buyer."""
    return session.get(Line, (financier, cash_id, buyer))


def lines_of(session: Session, financier: str, cash_id: int) -> Sequence[Line]:
    """All lines of a financier in a cash."""
    return session.scalars(
        select(Line).where(LINES.c.financier == financier, LINES.c.cash_id == cash_id)
    ).all()


def financiers_for(session: Session, cash_id: int, buyer: str) -> Sequence[str]:
    """Financiers with a mandate in the cash and a line for the buyer."""
    return session.scalars(
        select(MANDATES.c.financier)
        .join(LINES, (LINES.c.financier == MANDATES.c.financier) & (LINES.c.cash_id == MANDATES.c.cash_id))
        .where(
            MANDATES.c.cash_id == cash_id,
            MANDATES.c.underwriter != ZERO_ADDRESS,
            LINES.c.buyer == buyer,
            LINES.c.cap > 0,
        )
        .order_by(MANDATES.c.financier)
    ).all()


def relies_on(session: Session, financier: str, attestor: str) -> bool:
    """Whether the financier relies on the attestor's evidence."""
    row = session.get(ReliedAttestor, (financier, attestor))
    return row is not None and row.relied_on


def trade_of_buyer(session: Session, buyer: str) -> Sequence[tuple[Receivable, Order]]:
    """The buyer's confirmed receivables with their orders, newest first."""
    rows = session.execute(
        select(Receivable, Order)
        .join(Order, ORDERS.c.order_id == RECEIVABLES.c.order_id)
        .where(RECEIVABLES.c.buyer == buyer, RECEIVABLES.c.state.in_(("CONFIRMED", "SETTLED")))
        .order_by(RECEIVABLES.c.confirmed_at.desc(), RECEIVABLES.c.receivable_id)
        .limit(MAX_RECORDS)
    )
    return [(receivable, order) for receivable, order in rows]


def holding_of(session: Session, receivable_id: str, holder: str) -> Holding | None:
    """A holder's slot."""
    return session.get(Holding, (receivable_id, holder))


def offers_page(session: Session, account: str, cursor: str | None, limit: int) -> Sequence[Offer]:
    """Offers that the account made or was made, newest first, one more than `limit`."""
    return session.scalars(
        select(Offer)
        .where(
            or_(OFFERS.c.supplier == account, OFFERS.c.financier == account, OFFERS.c.signer == account),
            *after_time(cursor, OFFERS.c.created_at, OFFERS.c.id),
        )
        .order_by(OFFERS.c.created_at.desc(), OFFERS.c.id.desc())
        .limit(limit + 1)
    ).all()


def min_version_of(session: Session, financier: str, supplier: str, cash: str) -> int:
    """The least version of terms that the financier still lets this supplier accept; 0 for any.

    The facility's id is hash(financier, supplier, cash), whether or not there is one yet.
    """
    parties = b"".join(from_hex(each, "account", 20).rjust(32, b"\0") for each in (financier, supplier, cash))
    row = session.get(FacilityIdentity, to_hex(keccak256(parties)))
    return row.min_version if row is not None else 0


def account_under(session: Session, order_id: str, facility: Facility | None) -> LoanAccount | None:
    """The order's loan account where it is pledged to this facility."""
    row = session.get(LoanAccount, order_id)
    if row is None or facility is None or not row.pledged or row.facility_id != facility.facility_id:
        return None
    return row


def pledged_to(session: Session, order_id: str) -> str | None:
    """The financier that the order is pledged to; None where it is not pledged."""
    row = session.get(LoanAccount, order_id)
    return row.financier if row is not None and row.pledged else None

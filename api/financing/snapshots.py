"""Rows of the mirror → the pure values that finance judges. Nothing is computed here that finance
computes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from api.financing import repository
from api.mirror import Head
from finance.account import LoanAccount, grace_ends_at
from finance.borrowing_base import FacilityUse, Line, PledgedOrder
from finance.conduct import Conduct, TradeRecord, conduct_of
from finance.stages import OrderFacts
from finance.terms import Mandate, Terms
from finance.units import (
    DAY,
    AccountId,
    Bps,
    Days,
    InterestUnits,
    MinorUnits,
    OrderId,
    Seconds,
    Timestamp,
)
from indexer.models import credit as mirror
from indexer.models.parties import Participant
from indexer.models.trade import Order, Receivable

_LANE: Final = 0xFFFF
ZERO_ADDRESS: Final = "0x" + "00" * 20
ZERO_ID: Final = "0x" + "00" * 32


@dataclass(frozen=True)
class Standing:
    """What suspensions and affiliation say of the parties of an order and its financier."""

    buyer_suspended: bool
    supplier_suspended: bool
    affiliates: bool
    buyer_lapsed: bool
    supplier_lapsed: bool
    buyer_valid_until: Timestamp
    supplier_valid_until: Timestamp


def standing_of(
    people: dict[str, Participant], buyer: str, supplier: str, financier: str, now: int
) -> Standing:
    """The standing of three accounts, as IParticipants.standing and `requireActive` judge them."""
    rows = [people.get(account) for account in (buyer, supplier, financier)]
    known = [row for row in rows if row is not None]
    affiliates = any(
        one.entity_id == two.entity_id or (one.group_id and one.group_id == two.group_id)
        for at, one in enumerate(known)
        for two in known[at + 1 :]
    )
    buyer_row, supplier_row = rows[0], rows[1]
    buyer_until = buyer_row.valid_until if buyer_row else 0
    supplier_until = supplier_row.valid_until if supplier_row else 0
    return Standing(
        buyer_suspended=buyer_row is None or buyer_row.suspended,
        supplier_suspended=supplier_row is None or supplier_row.suspended,
        affiliates=affiliates,
        buyer_lapsed=now > buyer_until,
        supplier_lapsed=now > supplier_until,
        buyer_valid_until=Timestamp(buyer_until),
        supplier_valid_until=Timestamp(supplier_until),
    )


def order_facts(
    order: Order,
    account: mirror.LoanAccount | None,
    standing: Standing,
    *,
    relied_on: bool,
    stale_days: int,
    now: int,
) -> OrderFacts:
    """An order's facts with what its eligibility depends on (finance.md, Two vectors of an order)."""
    custody = account.custody if account else 0
    return OrderFacts(
        amount=MinorUnits(order.amount),
        deliver_by=Timestamp(account.deliver_by if account and account.version else order.deliver_by),
        payment_term_seconds=Seconds(order.payment_term_days * DAY),
        stale_seconds=Seconds(stale_days * DAY),
        accepted=order.state == "ACCEPTED",
        cancelled=MinorUnits(order.cancelled),
        shipped=MinorUnits(order.shipped),
        attested=MinorUnits(order.attested),
        received=MinorUnits(order.received),
        returned=MinorUnits(order.returned),
        confirmed=MinorUnits(order.confirmed),
        custody_unpaid=MinorUnits(custody),
        custody_matured_unpaid=custody_matured(account, now),
        disputed_by_buyer=MinorUnits(order.disputed_by_buyer),
        disputed_by_supplier=MinorUnits(order.disputed_by_supplier),
        attestor_relied_on=relied_on,
        buyer_suspended=standing.buyer_suspended,
        supplier_suspended=standing.supplier_suspended,
        affiliates=standing.affiliates,
    )


def custody_matured(account: mirror.LoanAccount | None, now: int) -> bool:
    """Whether the earliest open receivable in custody is past its maturity (day numbers, lowest lane
    first).
    """
    if account is None or account.custody == 0:
        return False
    return now > (account.custody_maturities & _LANE) * DAY


def account_of(row: mirror.LoanAccount, terms: mirror.FacilityTerms) -> LoanAccount:
    """The loan account as stored at its last sync, with the schedule that it follows."""
    grace = grace_ends_at(Timestamp(row.due_at), Days(terms.grace_days)) if row.due_at else None
    return LoanAccount(
        accrued_to=Timestamp(row.accrued_at),
        rate_bps=Bps(row.rate_bps),
        penalty_bps=Bps(terms.penalty_bps),
        fee_bps=Bps(terms.fee_bps),
        grace_ends=grace,
        defaulted_at=Timestamp(row.defaulted_at) if row.defaulted_at else None,
        principal=MinorUnits(row.principal),
        subrogated=MinorUnits(row.subrogated),
        interest_units=InterestUnits(row.interest),
        penalty_units=InterestUnits(row.penalty),
    )


def terms_of(row: mirror.FacilityTerms, facility: mirror.Facility, cash: str) -> Terms:
    """Accepted terms as finance has them."""
    return Terms(
        financier=AccountId(facility.financier),
        supplier=AccountId(facility.supplier),
        cash=AccountId(cash),
        cap=MinorUnits(row.cap),
        advance_bps=(
            Bps(row.advance_bps_0),
            Bps(row.advance_bps_1),
            Bps(row.advance_bps_2),
            Bps(row.advance_bps_3),
        ),
        rate_bps=(Bps(row.rate_bps_0), Bps(row.rate_bps_1), Bps(row.rate_bps_2), Bps(row.rate_bps_3)),
        penalty_bps=Bps(row.penalty_bps),
        fee_bps=Bps(row.fee_bps),
        grace_days=Days(row.grace_days),
        cure_days=Days(row.cure_days),
        stale_days=Days(row.stale_days),
        max_tenor_days=Days(row.max_tenor_days),
        policy_hash=row.policy_hash,
        version=row.version,
        accept_by=Timestamp(row.accept_by),
        draw_until=Timestamp(row.draw_until),
    )


def mandate_of(row: mirror.Mandate | None, cash: str) -> Mandate | None:
    """A mandate as finance has it."""
    if row is None:
        return None
    return Mandate(
        financier=AccountId(row.financier),
        cash=AccountId(cash),
        fee_to=AccountId(row.fee_to),
        valid_until=Timestamp(row.valid_until),
        max_cap=MinorUnits(row.max_cap),
        max_total=MinorUnits(row.max_total),
        floor_rate_bps=Bps(row.floor_rate_bps),
        max_advance_bps=(
            Bps(row.max_advance_bps_0),
            Bps(row.max_advance_bps_1),
            Bps(row.max_advance_bps_2),
            Bps(row.max_advance_bps_3),
        ),
        max_fee_bps=Bps(row.max_fee_bps),
        max_penalty_bps=Bps(row.max_penalty_bps),
        max_tenor_days=Days(row.max_tenor_days),
        min_yield_bps=Bps(row.min_yield_bps),
        purchase_budget=MinorUnits(row.purchase_budget),
        used=MinorUnits(row.used),
    )


def line_of(row: mirror.Line | None) -> Line | None:
    """A line as finance has it."""
    return None if row is None else Line(AccountId(row.buyer), MinorUnits(row.cap), MinorUnits(row.used))


def use_of(row: mirror.Facility) -> FacilityUse:
    """A facility's use as finance has it."""
    return FacilityUse(
        MinorUnits(row.cap),
        MinorUnits(row.used),
        row.version,
        frozen=row.frozen_by_financier or row.frozen_by_underwriter,
        defaults=row.defaults,
        sweeping=row.sweep_order != ZERO_ID,
    )


def conduct(session: Session, buyer: str, head: Head) -> Conduct:
    """A buyer's conduct from its confirmed receivables; what an order lost counts with its first one."""
    records: list[TradeRecord] = []
    overdue = False
    counted: set[str] = set()
    for row, order in repository.trade_of_buyer(session, buyer):
        first = order.order_id not in counted
        counted.add(order.order_id)
        overdue = overdue or (row.settled_at is None and row.maturity < head.timestamp)
        records.append(_record(row, order, first))
    return conduct_of(tuple(records), Timestamp(head.timestamp), overdue=overdue)


def _record(row: Receivable, order: Order, first: bool) -> TradeRecord:
    return TradeRecord(
        face=MinorUnits(row.face),
        recorded_at=Timestamp(row.confirmed_at or row.proposed_at),
        maturity=Timestamp(row.maturity),
        paid_at=None if row.settled_at is None else Timestamp(row.settled_at),
        disputed=MinorUnits(order.disputed_by_buyer if first else 0),
        returned=MinorUnits(order.returned if first else 0),
    )


def pledged_order(
    session: Session,
    people: dict[str, Participant],
    account: mirror.LoanAccount,
    order: Order,
    facility: mirror.Facility,
    *,
    cash: str,
    head: Head,
) -> PledgedOrder | None:
    """A pledged order for the borrowing base: its account's own terms, the newest while nothing is owed."""
    row = repository.terms_row(session, facility.facility_id, account.version or facility.version)
    if row is None:
        return None
    standing = standing_of(people, order.buyer, order.supplier, facility.financier, head.timestamp)
    relied_on = order.attestor != ZERO_ADDRESS and repository.relies_on(
        session, facility.financier, order.attestor
    )
    return PledgedOrder(
        order_id=OrderId(order.order_id),
        buyer=AccountId(order.buyer),
        order=order_facts(
            order, account, standing, relied_on=relied_on, stale_days=row.stale_days, now=head.timestamp
        ),
        account=account_of(account, row),
        terms=terms_of(row, facility, cash),
        due_at=Timestamp(account.due_at) if account.due_at else None,
        buyer_lapsed=standing.buyer_lapsed,
    )

"""What a supplier can draw: the borrowing base of its facilities, and what unpledged orders would bring."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.financing import repository, snapshots
from api.mirror import Head, token_of_id
from finance.borrowing_base import BorrowingBase, PledgedOrder, borrowing_base
from finance.conduct import Conduct
from finance.decision import Offer, Refusal, decide
from finance.policy import Policy
from finance.snapshot import Party, Snapshot
from finance.units import AccountId, MinorUnits, OrderId, Timestamp
from indexer.models.credit import Facility
from indexer.models.trade import Order


@dataclass(frozen=True)
class FacilityBase:
    """A facility and its borrowing base at the mirror's block."""

    facility: Facility
    currency: str
    base: BorrowingBase


@dataclass(frozen=True)
class Prospect:
    """An accepted order that is not pledged: what a financier would decide on it now."""

    order: Order
    currency: str
    financier: str
    decision: Offer | Refusal


def facility_base(session: Session, facility: Facility, head: Head) -> FacilityBase:
    """The borrowing base of one facility at the mirror's block."""
    token = token_of_id(session, facility.cash_id)
    rows = repository.pledged_under(session, facility.facility_id)
    accounts = {facility.supplier, facility.financier} | {order.buyer for _, order in rows}
    people = repository.participants(session, sorted(accounts))
    orders: list[PledgedOrder] = []
    for account, order in rows:
        found = snapshots.pledged_order(session, people, account, order, facility, cash=token.cash, head=head)
        if found is not None:
            orders.append(found)
    lines = repository.lines_of(session, facility.financier, facility.cash_id)
    mandate = repository.mandate_of(session, facility.financier, facility.cash_id)
    supplier = people.get(facility.supplier)
    base = borrowing_base(
        tuple(orders),
        snapshots.use_of(facility),
        tuple(line for line in map(snapshots.line_of, lines) if line is not None),
        snapshots.mandate_of(mandate, token.cash),
        Timestamp(head.timestamp),
        supplier_lapsed=supplier is None or head.timestamp > supplier.valid_until,
    )
    return FacilityBase(facility, token.currency, base)


def snapshot_of(
    session: Session,
    order: Order,
    financier: str,
    head: Head,
    *,
    requested: int | None = None,
    conduct: Conduct | None = None,
) -> Snapshot:
    """Everything that `decide` looks at for one order and one financier, at the mirror's block."""
    token = token_of_id(session, order.cash_id)
    people = repository.participants(session, [order.buyer, order.supplier, financier])
    standing = snapshots.standing_of(people, order.buyer, order.supplier, financier, head.timestamp)
    facility = repository.facility_of(session, financier, order.supplier, order.cash_id)
    account = repository.account_under(session, order.order_id, facility)
    terms = None
    if account is not None and facility is not None:
        terms = repository.terms_row(session, facility.facility_id, account.version or facility.version)
    relied_on = order.attestor != snapshots.ZERO_ADDRESS and repository.relies_on(
        session, financier, order.attestor
    )
    return Snapshot(
        order_id=OrderId(order.order_id),
        currency=token.currency,
        cash=AccountId(token.cash),
        financier=AccountId(financier),
        supplier=Party(AccountId(order.supplier), standing.supplier_valid_until),
        buyer=Party(AccountId(order.buyer), standing.buyer_valid_until),
        order=snapshots.order_facts(
            order, account, standing, relied_on=relied_on, stale_days=0, now=head.timestamp
        ),
        conduct=conduct or snapshots.conduct(session, order.buyer, head),
        mandate=snapshots.mandate_of(repository.mandate_of(session, financier, order.cash_id), token.cash),
        line=snapshots.line_of(repository.line_of(session, financier, order.cash_id, order.buyer)),
        facility=None if facility is None else snapshots.use_of(facility),
        account=snapshots.account_of(account, terms) if account is not None and terms is not None else None,
        due_at=Timestamp(account.due_at) if account is not None and account.due_at else None,
        requested=None if requested is None else MinorUnits(requested),
        min_version=repository.min_version_of(session, financier, order.supplier, token.cash),
    )


def prospects(session: Session, supplier: str, policy: Policy, head: Head) -> list[Prospect]:
    """Decisions on the supplier's accepted, unpledged orders by each financier with a line for the buyer."""
    found: list[Prospect] = []
    conducts: dict[str, Conduct] = {}
    for order in repository.unpledged_orders(session, supplier):
        if order.buyer not in conducts:
            conducts[order.buyer] = snapshots.conduct(session, order.buyer, head)
        for name in repository.financiers_for(session, order.cash_id, order.buyer):
            snapshot = snapshot_of(session, order, name, head, conduct=conducts[order.buyer])
            decision = decide(snapshot, policy, Timestamp(head.timestamp))
            found.append(Prospect(order, snapshot.currency, name, decision))
    return found

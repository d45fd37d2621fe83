"""Borrowing base of a supplier: what it can still draw, why not more, and what unlocks more.

Source: finance.md, "Borrowing base of a supplier"; model.md, Loans (draw conditions).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from finance.account import LoanAccount, sync
from finance.capacity import capacity
from finance.eligibility import losses
from finance.milestones import Unlock, unlocks
from finance.price import rate_of
from finance.reasons import Reason, ReasonCode, reason
from finance.stages import OrderFacts, Stages
from finance.terms import Mandate, Terms
from finance.units import DAY, AccountId, Bps, MinorUnits, OrderId, Seconds, Timestamp


@dataclass(frozen=True, slots=True)
class Line:
    """A financier's bound for one buyer: cap and principal counted on it, minor units."""

    buyer: AccountId
    cap: MinorUnits
    used: MinorUnits = MinorUnits(0)


@dataclass(frozen=True, slots=True)
class FacilityUse:
    """A supplier's facility: cap and principal counted on it (minor units), newest version, freeze.

    `defaults`: accounts in default now; `sweeping`: a troubled account takes what the others leave.
    """

    cap: MinorUnits
    used: MinorUnits = MinorUnits(0)
    version: int = 1
    frozen: bool = False
    defaults: int = 0
    sweeping: bool = False


@dataclass(frozen=True, slots=True)
class PledgedOrder:
    """A pledged order with its account. `terms` are those of the account's first draw, the newest before any.

    `due_at` is None before the first draw. The order's stale time is taken from the terms.
    """

    order_id: OrderId
    buyer: AccountId
    order: OrderFacts
    account: LoanAccount
    terms: Terms
    due_at: Timestamp | None = None
    buyer_lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """A limit on what can be drawn: whose, its size, what is used and left of it, and what was wanted from
    it.

    It binds where less is left than wanted. Minor units.
    """

    code: ReasonCode
    subject: str
    limit: MinorUnits
    used: MinorUnits
    room: MinorUnits
    wanted: MinorUnits

    @property
    def binds(self) -> bool:
        """Whether less is left than wanted."""
        return self.room < self.wanted


@dataclass(frozen=True, slots=True)
class OrderBase:
    """Where one pledged order stands at `now`; money in minor units, rate in bps a year.

    `headroom` is max(0, capacity − principal), 0 where `blocks` stop any draw; `available` is what of it
    could be drawn on this order alone. Accrued interest and penalty are apart, and so is what a guarantor
    has paid (`subrogated`): they do not use capacity.
    """

    order_id: OrderId
    buyer: AccountId
    facts: Stages
    eligible: Stages
    capacity: MinorUnits
    principal: MinorUnits
    rate_bps: Bps
    headroom: MinorUnits
    available: MinorUnits
    over_advanced: MinorUnits
    owed_interest: MinorUnits
    owed_penalty: MinorUnits
    subrogated: MinorUnits
    due_at: Timestamp | None
    defaulted_at: Timestamp | None
    blocks: tuple[Reason, ...]
    losses: tuple[Reason, ...]
    binding: tuple[Constraint, ...]
    unlocks: tuple[Unlock, ...]


@dataclass(frozen=True, slots=True)
class BorrowingBase:
    """All pledged orders of one facility and what can be drawn on them together, minor units.

    `blocks` stop every draw; `notices` stop none, and say what else will happen to the facility's money.
    """

    orders: tuple[OrderBase, ...]
    headroom: MinorUnits
    available: MinorUnits
    binding: tuple[Constraint, ...]
    blocks: tuple[Reason, ...]
    principal: MinorUnits
    owed_interest: MinorUnits
    owed_penalty: MinorUnits
    notices: tuple[Reason, ...] = ()


def constraint(
    code: ReasonCode, subject: str, limit: MinorUnits, used: MinorUnits, wanted: MinorUnits
) -> Constraint:
    """A limit with what is left of it; what is used above a lowered limit leaves nothing."""
    return Constraint(code, subject, limit, used, MinorUnits(max(0, limit - used)), wanted)


def borrowing_base(
    orders: tuple[PledgedOrder, ...],
    facility: FacilityUse,
    lines: tuple[Line, ...],
    mandate: Mandate | None,
    now: Timestamp,
    *,
    supplier_lapsed: bool = False,
) -> BorrowingBase:
    """What a supplier can still draw at `now`, with every binding constraint.

    Σ over orders max(0, capacity − principal), bounded by each buyer's line, then the facility's cap, then
    the mandate's total. Draws on one order use all three: the parts shown by order are each for that order
    alone.
    """
    shared = _blocks_of_all(facility, mandate, now, supplier_lapsed)
    stands = [_stand(pledged, lines, shared, now) for pledged in orders]
    by_buyer: defaultdict[AccountId, int] = defaultdict(int)
    for stand in stands:
        by_buyer[stand.buyer] += stand.headroom
    limits: list[Constraint] = []
    within_lines = 0
    for buyer, wanted in by_buyer.items():
        line = _line_of(lines, buyer)
        limit = constraint(ReasonCode.LINE, buyer, line.cap, line.used, MinorUnits(wanted))
        limits.append(limit)
        within_lines += min(wanted, limit.room)
    headroom = MinorUnits(sum(stand.headroom for stand in stands))
    common = _common_limits(facility, mandate, headroom)
    available = MinorUnits(min(within_lines, *(limit.room for limit in common)))
    return BorrowingBase(
        orders=tuple(_narrowed(stand, lines, facility, mandate) for stand in stands),
        headroom=headroom,
        available=available,
        binding=tuple(limit for limit in (*limits, *common) if limit.binds),
        blocks=shared,
        principal=MinorUnits(sum(stand.principal for stand in stands)),
        owed_interest=MinorUnits(sum(stand.owed_interest for stand in stands)),
        owed_penalty=MinorUnits(sum(stand.owed_penalty for stand in stands)),
        notices=(reason(ReasonCode.SWEEP),) if facility.sweeping else (),
    )


def _common_limits(
    facility: FacilityUse, mandate: Mandate | None, wanted: MinorUnits
) -> tuple[Constraint, Constraint]:
    total, used = (mandate.max_total, mandate.used) if mandate else (MinorUnits(0), MinorUnits(0))
    return (
        constraint(ReasonCode.FACILITY_CAP, "facility", facility.cap, facility.used, wanted),
        constraint(ReasonCode.MANDATE_TOTAL, mandate.financier if mandate else "", total, used, wanted),
    )


def _blocks_of_all(
    facility: FacilityUse, mandate: Mandate | None, now: Timestamp, supplier_lapsed: bool
) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if supplier_lapsed:
        found.append(reason(ReasonCode.SUPPLIER_LAPSED))
    if facility.frozen:
        found.append(reason(ReasonCode.FACILITY_FROZEN))
    if facility.defaults:
        found.append(reason(ReasonCode.FACILITY_IN_DEFAULT, defaults=facility.defaults))
    if mandate is None:
        found.append(reason(ReasonCode.MANDATE_MISSING))
    elif now > mandate.valid_until:
        found.append(reason(ReasonCode.MANDATE_EXPIRED, valid_until=mandate.valid_until, now=now))
    return tuple(found)


def _line_of(lines: tuple[Line, ...], buyer: AccountId) -> Line:
    """The buyer's line; a buyer without one finances nothing."""
    return next((line for line in lines if line.buyer == buyer), Line(buyer, MinorUnits(0)))


def _blocks_of_order(pledged: PledgedOrder, order: OrderFacts, over: int, now: Timestamp) -> list[Reason]:
    found: list[Reason] = []
    if pledged.buyer_lapsed:
        found.append(reason(ReasonCode.BUYER_LAPSED))
    if order.supplier_suspended:
        found.append(reason(ReasonCode.SUPPLIER_SUSPENDED))
    if now > pledged.terms.draw_until:
        found.append(reason(ReasonCode.DRAWING_ENDED, draw_until=pledged.terms.draw_until, now=now))
    if pledged.due_at is not None and now >= pledged.due_at:
        found.append(reason(ReasonCode.PAST_DUE, due_at=pledged.due_at, now=now))
    if pledged.account.defaulted_at is not None:
        found.append(reason(ReasonCode.DEFAULTED, defaulted_at=pledged.account.defaulted_at))
    if order.custody_matured_unpaid:
        found.append(reason(ReasonCode.CUSTODY_MATURED, amount=order.custody_unpaid))
    if over:
        found.append(reason(ReasonCode.OVER_ADVANCED, principal=pledged.account.principal, excess=over))
    return found


def _stand(
    pledged: PledgedOrder, lines: tuple[Line, ...], shared: tuple[Reason, ...], now: Timestamp
) -> OrderBase:
    """One order before the limits that it shares with others."""
    terms = pledged.terms
    order = replace(pledged.order, stale_seconds=Seconds(terms.stale_days * DAY))
    account = sync(pledged.account, now)
    eligible = order.eligible(now)
    may_owe = capacity(eligible, terms.advance_bps)
    over = max(0, account.principal - may_owe)
    blocks = _blocks_of_order(pledged, order, over, now)
    if not any(line.buyer == pledged.buyer for line in lines):
        blocks.append(reason(ReasonCode.LINE_MISSING))
    headroom = 0 if blocks or shared else may_owe - account.principal
    return OrderBase(
        order_id=pledged.order_id,
        buyer=pledged.buyer,
        facts=order.facts(),
        eligible=eligible,
        capacity=may_owe,
        principal=account.principal,
        rate_bps=rate_of(order.facts(), terms.advance_bps, terms.rate_bps, account.principal),
        headroom=MinorUnits(headroom),
        available=MinorUnits(headroom),
        over_advanced=MinorUnits(over),
        owed_interest=account.owed_interest,
        owed_penalty=account.owed_penalty,
        subrogated=account.subrogated,
        due_at=pledged.due_at,
        defaulted_at=account.defaulted_at,
        blocks=tuple(blocks),
        losses=losses(order, now),
        binding=(),
        unlocks=unlocks(
            pledged.order_id, order, terms.advance_bps, terms.rate_bps, principal=account.principal, now=now
        ),
    )


def _narrowed(
    stand: OrderBase, lines: tuple[Line, ...], facility: FacilityUse, mandate: Mandate | None
) -> OrderBase:
    """The order with the limits that would bind if it alone were drawn."""
    line = _line_of(lines, stand.buyer)
    limits = (
        constraint(ReasonCode.LINE, stand.buyer, line.cap, line.used, stand.headroom),
        *_common_limits(facility, mandate, stand.headroom),
    )
    available = MinorUnits(min(stand.headroom, *(limit.room for limit in limits)))
    return replace(stand, available=available, binding=tuple(limit for limit in limits if limit.binds))

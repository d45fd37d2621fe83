"""`decide_purchase`: a price by yield for units of a confirmed receivable, or a refusal with reasons.

Source: finance.md, "Sale price of a receivable"; model.md, Market (PurchaseQuote, mandated underwriter).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from finance import sale
from finance.decision import Refusal
from finance.disclosure import annual_rate, effective_rate
from finance.policy import GradeRule, Policy, check_policy, policy_hash
from finance.pricing import PriceComponents, grade_of, price_of
from finance.reasons import Clause, Reason, ReasonCode, reason
from finance.snapshot import PurchaseSnapshot
from finance.terms import Mandate
from finance.units import (
    BPS,
    DAY,
    AccountId,
    Bps,
    Days,
    MinorUnits,
    ReceivableId,
    Timestamp,
    ceil_div,
    floor_div,
)


@dataclass(frozen=True, slots=True)
class PurchaseOffer:
    """What a PurchaseQuote is signed from, with its disclosure.

    Money in minor units: `price` for `units` whose unpaid face is `unpaid_face`; `discount` is the seller's
    whole cost. `yield_bps` on `basis` days a year for `days`; APR and EAR as fractions of 1, to 1e-6. Void
    as soon as the receivable's money in is no longer `money_in`.
    """

    decided_at: Timestamp
    policy_hash: str
    grade: str
    receivable_id: ReceivableId
    buyer_of_units: AccountId
    seller: AccountId
    currency: str
    units: MinorUnits
    unpaid_face: MinorUnits
    price: MinorUnits
    discount: MinorUnits
    money_in: MinorUnits
    maturity: Timestamp
    valid_until: Timestamp
    days: Days
    basis: int
    yield_bps: Bps
    components: PriceComponents
    apr: Decimal
    ear: Decimal
    clauses: tuple[Clause, ...]
    reasons: tuple[Reason, ...]


def unpaid_face_of(units: MinorUnits, outstanding: MinorUnits, paid_face: MinorUnits) -> MinorUnits:
    """The unpaid face of some units: units − floor(units · paid / outstanding), as the contract counts it."""
    if outstanding == 0:
        return MinorUnits(0)
    return MinorUnits(max(0, units - floor_div(units * paid_face, outstanding)))


def decide_purchase(snapshot: PurchaseSnapshot, policy: Policy, now: Timestamp) -> PurchaseOffer | Refusal:
    """Offer to buy, or refuse to. Errors: PolicyInconsistent; never for facts."""
    check_policy(policy)
    receivable = snapshot.receivable
    units = receivable.free_units if snapshot.units is None else snapshot.units
    days = Days(ceil_div(max(0, receivable.maturity - now), DAY))
    refusals = (
        *_refusals_by_standing(snapshot, now),
        *_refusals_by_receivable(snapshot, policy, units, days),
    )
    rule = grade_of(snapshot.conduct, policy)
    if rule is None:
        refusals += (reason(ReasonCode.BUYER_CONDUCT, mean_days_late=snapshot.conduct.mean_days_late),)
    if refusals or rule is None or snapshot.mandate is None:
        return Refusal(now, policy_hash(policy), refusals)
    return _purchase(snapshot, snapshot.mandate, rule, policy=policy, units=units, days=days, now=now)


def _purchase(
    snapshot: PurchaseSnapshot,
    mandate: Mandate,
    rule: GradeRule,
    *,
    policy: Policy,
    units: MinorUnits,
    days: Days,
    now: Timestamp,
) -> PurchaseOffer | Refusal:
    receivable = snapshot.receivable
    face = unpaid_face_of(units, receivable.outstanding, receivable.paid_face)
    spread = policy.purchase_spread_bps
    components = price_of(rule, policy, days, mandate.min_yield_bps, (spread, spread, spread, spread))
    yield_bps = components.rate_bps[3]
    basis = cast(sale.Basis, policy.purchase_basis)
    try:
        price = sale.to_yield(face, yield_bps, days, basis)
    except sale.PriceNotPositive:
        return _refuse(policy, now, reason(ReasonCode.PRICE_NOT_POSITIVE, unpaid_face=face, units=units))
    if price > mandate.purchase_budget:
        figures = {"price": price, "budget": mandate.purchase_budget}
        return _refuse(policy, now, reason(ReasonCode.PURCHASE_BUDGET, **figures))
    discount = MinorUnits(face - price)
    without_floor = price_of(rule, policy, days, Bps(0), components.stage_spread_bps)
    return PurchaseOffer(
        decided_at=now,
        policy_hash=policy_hash(policy),
        grade=rule.grade,
        receivable_id=receivable.receivable_id,
        buyer_of_units=snapshot.financier,
        seller=snapshot.seller.account,
        currency=snapshot.currency,
        units=units,
        unpaid_face=face,
        price=price,
        discount=discount,
        money_in=receivable.money_in,
        maturity=receivable.maturity,
        valid_until=Timestamp(
            min(now + policy.purchase_valid_days * DAY, mandate.valid_until, receivable.maturity - 1)
        ),
        days=days,
        basis=basis,
        yield_bps=yield_bps,
        components=components,
        apr=annual_rate(discount, price, days),
        ear=effective_rate(discount, price, days),
        clauses=(Clause.WITHOUT_RECOURSE,),
        reasons=_raised(without_floor.rate_bps[3], yield_bps),
    )


def _raised(wanted_bps: Bps, yield_bps: Bps) -> tuple[Reason, ...]:
    """The mandate's least yield as a reason, where it raised the price of money."""
    if wanted_bps == yield_bps:
        return ()
    return (reason(ReasonCode.RATE_FLOOR, wanted_bps=wanted_bps, floor_bps=yield_bps),)


def _refuse(policy: Policy, now: Timestamp, *reasons: Reason) -> Refusal:
    return Refusal(now, policy_hash(policy), reasons)


def _refusals_by_standing(snapshot: PurchaseSnapshot, now: Timestamp) -> tuple[Reason, ...]:
    """Parties that may not trade, an overdue obligor, a financier that allows no purchase."""
    receivable, mandate = snapshot.receivable, snapshot.mandate
    found: list[Reason] = []
    if now > snapshot.seller.valid_until:
        found.append(reason(ReasonCode.SUPPLIER_LAPSED, valid_until=snapshot.seller.valid_until, now=now))
    if receivable.seller_suspended:
        found.append(reason(ReasonCode.SUPPLIER_SUSPENDED))
    if receivable.obligor_suspended:
        found.append(reason(ReasonCode.BUYER_SUSPENDED))
    if receivable.affiliates:
        found.append(reason(ReasonCode.AFFILIATES))
    if snapshot.conduct.overdue:
        found.append(reason(ReasonCode.BUYER_OVERDUE))
    if mandate is None:
        found.append(reason(ReasonCode.MANDATE_MISSING))
    elif now > mandate.valid_until:
        found.append(reason(ReasonCode.MANDATE_EXPIRED, valid_until=mandate.valid_until, now=now))
    elif mandate.min_yield_bps > BPS:
        found.append(reason(ReasonCode.MANDATE_NARROW, min_yield_bps=mandate.min_yield_bps))
    if snapshot.line is None:
        found.append(reason(ReasonCode.LINE_MISSING))
    return tuple(found)


def _refusals_by_receivable(
    snapshot: PurchaseSnapshot, policy: Policy, units: MinorUnits, days: Days
) -> tuple[Reason, ...]:
    """A maturity that the policy does not buy, units that are not there."""
    receivable = snapshot.receivable
    found: list[Reason] = []
    if days < max(1, policy.min_purchase_days):
        found.append(reason(ReasonCode.RECEIVABLE_MATURED, days=days, min_days=policy.min_purchase_days))
    if days > policy.max_purchase_days:
        found.append(reason(ReasonCode.RECEIVABLE_TOO_LONG, days=days, max_days=policy.max_purchase_days))
    if units == 0 or units > receivable.free_units:
        found.append(reason(ReasonCode.UNITS, asked=units, free_units=receivable.free_units))
    return tuple(found)

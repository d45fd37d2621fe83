"""`decide`: a snapshot, a policy and a moment give an offer, or a refusal with reasons. Pure and replayable.

Source: product.md ("3-1-0"), model.md (draw conditions), finance.md (disclosure, borrowing base), house.md (a
financing decision is a recorded pure call).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from finance.borrowing_base import Constraint, Line, constraint
from finance.canonical import NotCanonical, from_canonical_json, type_named
from finance.capacity import capacity
from finance.conduct import Conduct
from finance.disclosure import NetNotPositive
from finance.eligibility import losses
from finance.milestones import Unlock, unlocks
from finance.policy import GradeRule, Policy, check_policy, policy_hash
from finance.pricing import PriceComponents, grade_of, propose_terms, tenor_wanted
from finance.quote import DrawQuote, quote_draw
from finance.reasons import Reason, ReasonCode, reason
from finance.snapshot import Snapshot
from finance.terms import MAX_SHORT_DAYS, Mandate, Terms, check_terms
from finance.units import BPS, DAY, MinorUnits, Seconds, Timestamp, floor_div


@dataclass(frozen=True, slots=True)
class Offer:
    """Terms ready for the underwriter's signature, and the disclosure of the first draw under them.

    `limits` are all limits with their room (minor units); `bound` names those that set the amount.
    `reasons` say what shaped terms and amount.
    """

    decided_at: Timestamp
    policy_hash: str
    grade: str
    terms: Terms
    price: PriceComponents
    limits: tuple[Constraint, ...]
    bound: tuple[ReasonCode, ...]
    reasons: tuple[Reason, ...]
    first_draw: DrawQuote


@dataclass(frozen=True, slots=True)
class Refusal:
    """No offer: every reason with its numbers, what would change each (`Reason.change`), and what unlocks."""

    decided_at: Timestamp
    policy_hash: str
    reasons: tuple[Reason, ...]
    unlocks: tuple[Unlock, ...] = ()


def decide(snapshot: Snapshot, policy: Policy, now: Timestamp) -> Offer | Refusal:
    """Offer or refuse to finance one order at `now`. The same inputs always give the same answer.

    Errors: PolicyInconsistent for a policy that contradicts itself; never for facts.
    """
    check_policy(policy)
    refusals = (*_refusals_by_standing(snapshot, now), *_refusals_by_account(snapshot, now))
    refusals += _refusals_by_financier(snapshot, policy, now)
    rule = grade_of(snapshot.conduct, policy)
    if rule is None:
        refusals += (_conduct_reason(snapshot.conduct, policy),)
    if tenor_wanted(snapshot, now) < policy.min_tenor_days:
        refusals += (
            reason(
                ReasonCode.TENOR_TOO_SHORT,
                days=tenor_wanted(snapshot, now),
                min_days=policy.min_tenor_days,
            ),
        )
    mandate, line = snapshot.mandate, snapshot.line
    if refusals or mandate is None or line is None or rule is None:
        return Refusal(now, policy_hash(policy), refusals)
    return _offer(snapshot, mandate, line, rule, policy=policy, now=now)


def decision_from_json(text: str) -> Offer | Refusal:
    """A stored decision read back from its canonical JSON. Errors: NotCanonical."""
    match type_named(text):
        case "Offer":
            return from_canonical_json(Offer, text)
        case "Refusal":
            return from_canonical_json(Refusal, text)
        case other:
            raise NotCanonical(where="decision", found=other)


def _offer(
    snapshot: Snapshot, mandate: Mandate, line: Line, rule: GradeRule, *, policy: Policy, now: Timestamp
) -> Offer | Refusal:
    terms, price, shaped = propose_terms(snapshot, mandate, rule, policy, now)
    # The order is judged by the stale time of the terms that are offered.
    order = replace(snapshot.order, stale_seconds=Seconds(terms.stale_days * DAY))
    snapshot = replace(snapshot, order=order)
    may_owe = capacity(order.eligible(now), terms.advance_bps)
    if snapshot.principal > may_owe:
        over = reason(ReasonCode.OVER_ADVANCED, principal=snapshot.principal, capacity=may_owe)
        return _refuse(snapshot, terms, (over, *losses(order, now)), policy, now)
    limits = _limits(snapshot, terms, mandate, line, may_owe=may_owe, policy=policy)
    available = MinorUnits(min(limit.room for limit in limits))
    amount = available if snapshot.requested is None else MinorUnits(min(available, snapshot.requested))
    bound = _bound(limits, snapshot.requested, available)
    if amount == 0 or amount < policy.min_draw:
        little = _too_little(snapshot, limits, amount, policy, now)
        return _refuse(snapshot, terms, (*little, *shaped), policy, now)
    if snapshot.requested is not None and snapshot.requested > available:
        figures = {"requested": snapshot.requested, "available": available}
        shaped += (reason(ReasonCode.REQUEST_ABOVE_AVAILABLE, **figures),)
    if snapshot.facility is not None and snapshot.facility.sweeping:
        shaped += (reason(ReasonCode.SWEEP),)
    if snapshot.principal:
        shaped += (reason(ReasonCode.ACCOUNT_KEEPS_TERMS, principal=snapshot.principal),)
    shaped += _short_record(snapshot.conduct, rule, policy)
    check_terms(terms, mandate)
    try:
        first_draw = quote_draw(snapshot, terms, mandate, amount, policy=policy, now=now)
    except NetNotPositive:
        none_left = reason(ReasonCode.NET_NOT_POSITIVE, amount=amount, fee_bps=terms.fee_bps)
        return _refuse(snapshot, terms, (none_left,), policy, now)
    return Offer(
        decided_at=now,
        policy_hash=terms.policy_hash,
        grade=rule.grade,
        terms=terms,
        price=price,
        limits=limits,
        bound=bound,
        reasons=(*shaped, *losses(order, now)),
        first_draw=first_draw,
    )


def _limits(
    snapshot: Snapshot, terms: Terms, mandate: Mandate, line: Line, *, may_owe: MinorUnits, policy: Policy
) -> tuple[Constraint, ...]:
    """Every limit of the draw; concentration lowers the line to a share of the mandate's total."""
    left = MinorUnits(may_owe - snapshot.principal)
    wanted = left if snapshot.requested is None else snapshot.requested
    used = snapshot.facility.used if snapshot.facility else MinorUnits(0)
    share = MinorUnits(floor_div(mandate.max_total * policy.concentration_bps, BPS))
    order_id, buyer, financier = snapshot.order_id, snapshot.buyer.account, snapshot.financier
    return (
        constraint(ReasonCode.CAPACITY, order_id, may_owe, snapshot.principal, wanted),
        constraint(ReasonCode.FACILITY_CAP, snapshot.supplier.account, terms.cap, used, wanted),
        constraint(ReasonCode.LINE, buyer, line.cap, line.used, wanted),
        constraint(ReasonCode.CONCENTRATION, buyer, share, line.used, wanted),
        constraint(ReasonCode.MANDATE_TOTAL, financier, mandate.max_total, mandate.used, wanted),
    )


def _bound(
    limits: tuple[Constraint, ...], requested: MinorUnits | None, available: MinorUnits
) -> tuple[ReasonCode, ...]:
    if requested is not None and requested < available:
        return (ReasonCode.REQUEST,)
    return tuple(limit.code for limit in limits if limit.room == available)


def _too_little(
    snapshot: Snapshot, limits: tuple[Constraint, ...], amount: MinorUnits, policy: Policy, now: Timestamp
) -> tuple[Reason, ...]:
    """Why nothing, or less than the smallest draw, is left: each limit whose room is that small."""
    found: list[Reason] = []
    for limit in limits:
        if limit.code is ReasonCode.CAPACITY and limit.limit == 0:
            found.append(reason(ReasonCode.NO_CAPACITY, order_amount=snapshot.order.amount))
        elif limit.room == 0 or limit.room < policy.min_draw:
            found.append(reason(limit.code, limit=limit.limit, used=limit.used, room=limit.room))
    if amount or not found:
        found.insert(0, reason(ReasonCode.BELOW_MINIMUM, amount=amount, minimum=policy.min_draw))
    return (*found, *losses(snapshot.order, now))


def _refuse(
    snapshot: Snapshot, terms: Terms, reasons: tuple[Reason, ...], policy: Policy, now: Timestamp
) -> Refusal:
    more = unlocks(
        snapshot.order_id,
        snapshot.order,
        terms.advance_bps,
        terms.rate_bps,
        principal=snapshot.principal,
        now=now,
    )
    return Refusal(now, policy_hash(policy), reasons, more)


def _refusals_by_standing(snapshot: Snapshot, now: Timestamp) -> tuple[Reason, ...]:
    """Parties not active, affiliates, an overdue buyer, an order that is not accepted."""
    order = snapshot.order
    found: list[Reason] = []
    if now > snapshot.supplier.valid_until:
        found.append(reason(ReasonCode.SUPPLIER_LAPSED, valid_until=snapshot.supplier.valid_until, now=now))
    if now > snapshot.buyer.valid_until:
        found.append(reason(ReasonCode.BUYER_LAPSED, valid_until=snapshot.buyer.valid_until, now=now))
    if order.supplier_suspended:
        found.append(reason(ReasonCode.SUPPLIER_SUSPENDED))
    if order.buyer_suspended:
        found.append(reason(ReasonCode.BUYER_SUSPENDED))
    if order.affiliates:
        found.append(reason(ReasonCode.AFFILIATES))
    if snapshot.conduct.overdue:
        found.append(reason(ReasonCode.BUYER_OVERDUE))
    if not order.accepted:
        found.append(reason(ReasonCode.ORDER_NOT_ACCEPTED, order_amount=order.amount))
    return tuple(found)


def _refusals_by_account(snapshot: Snapshot, now: Timestamp) -> tuple[Reason, ...]:
    """An account that may not draw: past due, in default, a matured receivable in custody."""
    found: list[Reason] = []
    if snapshot.order.custody_matured_unpaid:
        found.append(reason(ReasonCode.CUSTODY_MATURED, amount=snapshot.order.custody_unpaid))
    if snapshot.due_at is not None and now >= snapshot.due_at:
        found.append(reason(ReasonCode.PAST_DUE, due_at=snapshot.due_at, now=now))
    if snapshot.account is not None and snapshot.account.defaulted_at is not None:
        found.append(reason(ReasonCode.DEFAULTED, defaulted_at=snapshot.account.defaulted_at))
    return tuple(found)


def _refusals_by_financier(snapshot: Snapshot, policy: Policy, now: Timestamp) -> tuple[Reason, ...]:
    """What the financier does not allow: no mandate or line, a mandate that fits no terms, a freeze."""
    found: list[Reason] = []
    mandate = snapshot.mandate
    if mandate is None:
        found.append(reason(ReasonCode.MANDATE_MISSING))
    elif now > mandate.valid_until:
        found.append(reason(ReasonCode.MANDATE_EXPIRED, valid_until=mandate.valid_until, now=now))
    elif (
        mandate.max_tenor_days < max(1, policy.min_tenor_days)
        or mandate.floor_rate_bps > BPS
        or min(mandate.max_cap, policy.max_cap) <= 0
    ):
        figures = {"max_tenor_days": mandate.max_tenor_days, "floor_rate_bps": mandate.floor_rate_bps}
        found.append(reason(ReasonCode.MANDATE_NARROW, **figures, max_cap=mandate.max_cap))
    if snapshot.line is None:
        found.append(reason(ReasonCode.LINE_MISSING))
    facility = snapshot.facility
    if facility is not None and facility.frozen:
        found.append(reason(ReasonCode.FACILITY_FROZEN))
    if facility is not None and facility.defaults:
        found.append(reason(ReasonCode.FACILITY_IN_DEFAULT, defaults=facility.defaults))
    if facility is not None and facility.version >= MAX_SHORT_DAYS:
        found.append(reason(ReasonCode.VERSIONS_USED_UP, version=facility.version))
    return tuple(found)


def _short_record(conduct: Conduct, rule: GradeRule, policy: Policy) -> tuple[Reason, ...]:
    """The grade that the buyer's behaviour would earn with a longer record, where that is a better one."""
    longest = max(each.min_history_days for each in policy.grades)
    most = max(each.min_paid_count for each in policy.grades)
    earned = grade_of(replace(conduct, paid_count=most, history_days=longest), policy)
    if earned is None or earned == rule:
        return ()
    return (
        reason(
            ReasonCode.BUYER_NEW,
            paid_count=conduct.paid_count,
            needs_count=earned.min_paid_count,
            history_days=conduct.history_days,
            needs_days=earned.min_history_days,
        ),
    )


def _conduct_reason(conduct: Conduct, policy: Policy) -> Reason:
    """The buyer's numbers beside those of the most lenient grade."""
    lenient = policy.grades[-1]
    return reason(
        ReasonCode.BUYER_CONDUCT,
        mean_days_late=conduct.mean_days_late,
        max_mean_days_late=lenient.max_mean_days_late,
        disputed_bps=conduct.disputed_bps,
        max_disputed_bps=lenient.max_disputed_bps,
        paid_count=conduct.paid_count,
        history_days=conduct.history_days,
    )

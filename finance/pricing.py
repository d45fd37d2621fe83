"""From conduct, tenor and policy to a grade, a price and terms that the mandate allows.

Source: finance.md, "Borrowing base" (advances cut by dilution), model.md, Facilities (schedule and ceilings).
"""

from __future__ import annotations

from dataclasses import dataclass

from finance.conduct import Conduct
from finance.policy import GradeRule, Policy, policy_hash
from finance.reasons import Reason, ReasonCode, reason
from finance.snapshot import Snapshot
from finance.stages import Schedule
from finance.terms import MAX_SHORT_DAYS, Mandate, Terms, highest_payable_advance
from finance.units import BPS, DAY, Bps, Days, MinorUnits, Timestamp, ceil_div

_TENOR_STEP_DAYS = 30


@dataclass(frozen=True, slots=True)
class PriceComponents:
    """How a price came about, bps a year: base + grade + tenor + stage, at least the floor (`rate_bps`)."""

    base_bps: Bps
    grade_spread_bps: Bps
    tenor_days: Days
    tenor_spread_bps: Bps
    stage_spread_bps: Schedule
    floor_bps: Bps
    rate_bps: Schedule


def grade_of(conduct: Conduct, policy: Policy) -> GradeRule | None:
    """The first grade of the policy that the buyer's conduct meets; None where it meets none."""
    for rule in policy.grades:
        if (
            conduct.paid_count >= rule.min_paid_count
            and conduct.history_days >= rule.min_history_days
            and conduct.mean_days_late <= rule.max_mean_days_late
            and conduct.disputed_bps <= rule.max_disputed_bps
        ):
            return rule
    return None


def price_of(
    rule: GradeRule, policy: Policy, tenor_days: Days, floor_bps: Bps, stage_spread_bps: Schedule
) -> PriceComponents:
    """The price of each stage; a price above 10,000 bps a year is 10,000."""
    beyond = max(0, tenor_days - policy.tenor_free_days)
    tenor_spread = Bps(ceil_div(beyond, _TENOR_STEP_DAYS) * policy.tenor_spread_bps)
    same = policy.base_bps + rule.spread_bps + tenor_spread
    r0, r1, r2, r3 = (Bps(min(BPS, max(floor_bps, same + spread))) for spread in stage_spread_bps)
    return PriceComponents(
        base_bps=policy.base_bps,
        grade_spread_bps=rule.spread_bps,
        tenor_days=tenor_days,
        tenor_spread_bps=tenor_spread,
        stage_spread_bps=stage_spread_bps,
        floor_bps=floor_bps,
        rate_bps=(r0, r1, r2, r3),
    )


def advances_of(
    policy: Policy, mandate: Mandate, conduct: Conduct, rate_0: Bps, days: Days
) -> tuple[Schedule, tuple[Reason, ...]]:
    """Advance rates with the reasons that lowered them.

    Each is cut by the dilution beyond the tolerance, by the mandate's ceilings and by what the face
    can pay over `days`; lowered where needed so that they do not fall from stage 0 to 3.
    """
    found: list[Reason] = []
    dilution = max(0, conduct.dilution_12m_bps - policy.dilution_tolerance_bps)
    if dilution:
        figures = {
            "dilution_12m_bps": conduct.dilution_12m_bps,
            "tolerance_bps": policy.dilution_tolerance_bps,
        }
        found.append(reason(ReasonCode.DILUTION, **figures, cut_bps=dilution))
    payable = highest_payable_advance(rate_0, days)
    ceiling = BPS
    safest_first: list[Bps] = []
    for stage in (3, 2, 1, 0):
        wanted = max(0, policy.advance_bps[stage] - dilution)
        if wanted > mandate.max_advance_bps[stage]:
            highest = mandate.max_advance_bps[stage]
            found.append(reason(ReasonCode.ADVANCE_CEILING, stage=stage, wanted_bps=wanted, max_bps=highest))
        if wanted > payable:
            found.append(
                reason(ReasonCode.FACE_PAYS_INTEREST, stage=stage, wanted_bps=wanted, max_bps=payable)
            )
        ceiling = min(ceiling, wanted, mandate.max_advance_bps[stage], payable)
        safest_first.append(Bps(ceiling))
    a3, a2, a1, a0 = safest_first
    return (a0, a1, a2, a3), tuple(found)


def tenor_wanted(snapshot: Snapshot, now: Timestamp) -> Days:
    """Days until the buyer is expected to pay by the order's own dates, rounded up; 0 where that is past."""
    pays_at = snapshot.order.deliver_by + snapshot.order.payment_term_seconds
    return Days(ceil_div(max(0, pays_at - now), DAY))


def propose_terms(
    snapshot: Snapshot, mandate: Mandate, rule: GradeRule, policy: Policy, now: Timestamp
) -> tuple[Terms, PriceComponents, tuple[Reason, ...]]:
    """Terms for the supplier within the mandate, how they were priced, and what shaped them."""
    found: list[Reason] = []
    max_tenor = Days(min(policy.max_tenor_days, mandate.max_tenor_days))
    if max_tenor < policy.max_tenor_days:
        found.append(reason(ReasonCode.TENOR_CEILING, wanted_days=policy.max_tenor_days, max_days=max_tenor))
    wanted = tenor_wanted(snapshot, now)
    if wanted > max_tenor:
        found.append(reason(ReasonCode.DUE_BEFORE_PAYMENT, payment_days=wanted, max_days=max_tenor))
    price = price_of(
        rule, policy, Days(min(wanted, max_tenor)), mandate.floor_rate_bps, policy.stage_spread_bps
    )
    without_floor = price_of(rule, policy, price.tenor_days, Bps(0), policy.stage_spread_bps)
    if price.rate_bps != without_floor.rate_bps:
        found.append(
            reason(
                ReasonCode.RATE_FLOOR, wanted_bps=without_floor.rate_bps[3], floor_bps=mandate.floor_rate_bps
            )
        )
    advances, cuts = advances_of(
        policy, mandate, snapshot.conduct, price.rate_bps[0], Days(max_tenor + policy.grace_days)
    )
    terms = Terms(
        financier=snapshot.financier,
        supplier=snapshot.supplier.account,
        cash=snapshot.cash,
        cap=MinorUnits(min(policy.max_cap, mandate.max_cap)),
        advance_bps=advances,
        rate_bps=price.rate_bps,
        penalty_bps=Bps(min(policy.penalty_bps, mandate.max_penalty_bps)),
        fee_bps=Bps(min(policy.fee_bps, mandate.max_fee_bps)),
        grace_days=policy.grace_days,
        cure_days=policy.cure_days,
        stale_days=policy.stale_days,
        max_tenor_days=max_tenor,
        policy_hash=policy_hash(policy),
        version=_next_version(snapshot),
        accept_by=Timestamp(min(now + policy.accept_days * DAY, mandate.valid_until)),
        draw_until=Timestamp(min(now + policy.draw_days * DAY, mandate.valid_until)),
    )
    return terms, price, (*found, *cuts)


def _next_version(snapshot: Snapshot) -> int:
    """One above the facility's newest, and not below what the financier still lets be accepted."""
    next_ = snapshot.facility.version + 1 if snapshot.facility else 1
    return min(MAX_SHORT_DAYS, max(next_, snapshot.min_version))

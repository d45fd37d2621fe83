"""The policy that a decision follows: a versioned value, hashed, stored beside every decision that it made.

The first policy is a table of rules. Its numbers are judgement, not arithmetic: a financier replaces them.
"""

from __future__ import annotations

from dataclasses import dataclass

from finance.canonical import canonical_hash
from finance.stages import Schedule
from finance.terms import MAX_LONG_DAYS, MAX_SHORT_DAYS
from finance.units import BPS, Bps, Days, FinanceError, MinorUnits


class PolicyInconsistent(FinanceError):
    """A policy contradicts itself."""


@dataclass(frozen=True, slots=True)
class GradeRule:
    """A grade of buyer conduct: what it asks for and what it adds to the price.

    The first that is met is taken.
    """

    grade: str
    min_paid_count: int
    min_history_days: Days
    max_mean_days_late: Days
    max_disputed_bps: Bps
    spread_bps: Bps


_ADVANCES: Schedule = (Bps(3_000), Bps(5_000), Bps(7_500), Bps(9_000))
_SPREADS: Schedule = (Bps(480), Bps(330), Bps(150), Bps(0))
_GRADES = (
    GradeRule("A", 24, Days(365), Days(2), Bps(100), Bps(0)),
    GradeRule("B", 12, Days(180), Days(5), Bps(300), Bps(60)),
    GradeRule("C", 3, Days(60), Days(8), Bps(600), Bps(150)),
    GradeRule("N", 0, Days(0), Days(10), Bps(800), Bps(240)),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that `decide` may weigh, beside the facts.

    Rates in bps a year, advances in bps of value by stage (0 accepted … 3 confirmed), money in minor units.
    The price of a stage is base + grade spread + tenor spread + stage spread; the tenor spread is
    `tenor_spread_bps` for each started 30 days beyond `tenor_free_days`. `transit_days` and `confirm_days`
    are the expected times from attested shipment to delivery, and from receipt to confirmation (the price
    path). `concentration_bps` is the share of the mandate's total that one buyer may use.
    """

    name: str = "tallystick-rules"
    version: int = 1
    grades: tuple[GradeRule, ...] = _GRADES
    advance_bps: Schedule = _ADVANCES
    base_bps: Bps = Bps(420)
    stage_spread_bps: Schedule = _SPREADS
    tenor_free_days: Days = Days(90)
    tenor_spread_bps: Bps = Bps(15)
    fee_bps: Bps = Bps(20)
    penalty_bps: Bps = Bps(600)
    grace_days: Days = Days(10)
    cure_days: Days = Days(10)
    stale_days: Days = Days(30)
    max_tenor_days: Days = Days(270)
    min_tenor_days: Days = Days(3)
    max_cap: MinorUnits = MinorUnits(50_000_000_00)
    min_draw: MinorUnits = MinorUnits(1_00)
    dilution_tolerance_bps: Bps = Bps(300)
    concentration_bps: Bps = Bps(4_000)
    accept_days: Days = Days(7)
    draw_days: Days = Days(180)
    transit_days: Days = Days(5)
    confirm_days: Days = Days(5)
    purchase_spread_bps: Bps = Bps(0)
    purchase_basis: int = 365
    purchase_valid_days: Days = Days(2)
    min_purchase_days: Days = Days(3)
    max_purchase_days: Days = Days(365)


def policy_hash(policy: Policy) -> str:
    """0x and the SHA-256 of the policy's canonical JSON: the policyHash of terms."""
    return canonical_hash(policy)


def check_policy(policy: Policy) -> None:
    """Refuse a policy that could not give acceptable terms. Errors: PolicyInconsistent with the numbers."""
    _check_ranges(policy)
    for stage in range(1, 4):
        if policy.advance_bps[stage] < policy.advance_bps[stage - 1]:
            raise PolicyInconsistent(rule="advances do not fall", stage=stage)
        if policy.stage_spread_bps[stage] > policy.stage_spread_bps[stage - 1]:
            raise PolicyInconsistent(rule="spreads do not rise", stage=stage)
    if not policy.grades:
        raise PolicyInconsistent(rule="there is a grade")
    for rule in policy.grades:
        if rule.max_mean_days_late > policy.grace_days:
            # Else the expected interest would leave out a penalty that is expected too.
            raise PolicyInconsistent(
                rule="grace covers the lateness of every grade",
                days_late=rule.max_mean_days_late,
                grace_days=policy.grace_days,
            )
    if policy.purchase_basis not in (360, 365):
        raise PolicyInconsistent(rule="basis is 360 or 365", basis=policy.purchase_basis)


_SHARES = (
    "base_bps",
    "tenor_spread_bps",
    "penalty_bps",
    "dilution_tolerance_bps",
    "concentration_bps",
    "purchase_spread_bps",
)


def _check_ranges(policy: Policy) -> None:
    places: list[tuple[str, int, int]] = [
        ("grace_days", policy.grace_days, MAX_SHORT_DAYS),
        ("cure_days", policy.cure_days, MAX_SHORT_DAYS),
        ("stale_days", policy.stale_days, MAX_LONG_DAYS),
        ("max_tenor_days", policy.max_tenor_days, MAX_LONG_DAYS),
        ("fee_bps", policy.fee_bps, BPS - 1),
    ]
    places += [(name, getattr(policy, name), BPS) for name in _SHARES]
    places += [("advance_bps", bps, BPS) for bps in policy.advance_bps]
    places += [("stage_spread_bps", bps, BPS) for bps in policy.stage_spread_bps]
    places += [("spread_bps", rule.spread_bps, BPS) for rule in policy.grades]
    for name, number, highest in places:
        if not 0 <= number <= highest:
            raise PolicyInconsistent(rule=f"{name} in range", number=number, highest=highest)

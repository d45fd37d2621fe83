"""The disclosure of one draw before it is signed. Source: finance.md, "Disclosure on every quote"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from finance import disclosure
from finance.account import first_due_at, grace_ends_at
from finance.accrual import accrue
from finance.milestones import Milestone, Unlock, ahead, unlocks
from finance.policy import Policy
from finance.price import rate_of
from finance.reasons import Clause
from finance.snapshot import Snapshot
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
    ceil_div,
)

DRAW_CLAUSES = (
    Clause.RECOURSE_TO_SUPPLIER,
    Clause.REPAY_ANY_TIME,
    Clause.PENALTY_AFTER_GRACE,
    Clause.SWEEP_OF_SISTER_ORDERS,
)


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee in minor units and who gets it."""

    name: str
    amount: MinorUnits
    payee: AccountId


@dataclass(frozen=True, slots=True)
class PathStep:
    """A stretch of the expected price path: what begins it (None: the draw), Unix seconds, bps a year."""

    begins_with: Milestone | None
    starts_at: Timestamp
    ends_at: Timestamp
    rate_bps: Bps


@dataclass(frozen=True, slots=True)
class DrawQuote:
    """What the supplier is told before it signs a draw.

    Money in minor units. `interest` is what this draw adds to the account's interest if it is repaid at
    `expected_at` and the milestones come as in `path`; `days` are those of APR and EAR (fractions of 1, to
    1e-6).
    """

    order_id: OrderId
    currency: str
    amount: MinorUnits
    net: MinorUnits
    fees: tuple[Fee, ...]
    principal_after: MinorUnits
    rate_bps: Bps
    path: tuple[PathStep, ...]
    interest: MinorUnits
    interest_to: AccountId
    expected_at: Timestamp
    days: Days
    apr: Decimal
    ear: Decimal
    due_at: Timestamp
    grace_ends: Timestamp
    penalty_bps: Bps
    clauses: tuple[Clause, ...]
    unlocks: tuple[Unlock, ...]


def expected_path(
    order: OrderFacts,
    terms: Terms,
    principal: MinorUnits,
    policy: Policy,
    *,
    now: Timestamp,
    until: Timestamp,
) -> tuple[PathStep, ...]:
    """The rate of the account from `now` until `until` if the milestones come when they are expected.

    Attested `transit_days` before delivery, received when due, confirmed `confirm_days` later; a milestone
    that is late already is expected a day after the one before it.
    """
    expected = {
        Milestone.ACCEPTANCE: now,
        Milestone.ATTESTED_SHIPMENT: order.deliver_by - policy.transit_days * DAY,
        Milestone.RECEIPT: order.deliver_by,
        Milestone.CONFIRMATION: order.deliver_by + policy.confirm_days * DAY,
    }
    steps: list[PathStep] = []
    begins: Milestone | None = None
    starts, standing = now, order
    for milestone, reached in ahead(order):
        at = Timestamp(max(starts + DAY, expected[milestone]))
        if at >= until:
            break
        steps.append(PathStep(begins, starts, at, _rate(standing, terms, principal)))
        begins, starts, standing = milestone, at, reached
    steps.append(PathStep(begins, starts, until, _rate(standing, terms, principal)))
    return tuple(steps)


def path_interest(path: tuple[PathStep, ...], principal: MinorUnits) -> InterestUnits:
    """Interest units of a principal along a path: exact, rounded by nobody yet."""
    units = InterestUnits(0)
    for step in path:
        units = accrue(units, principal, step.rate_bps, Seconds(step.ends_at - step.starts_at))
    return units


def quote_draw(
    snapshot: Snapshot, terms: Terms, mandate: Mandate, amount: MinorUnits, *, policy: Policy, now: Timestamp
) -> DrawQuote:
    """Disclose a draw of `amount` under `terms`. Errors: NetNotPositive.

    The interest is the account's with the draw less the account's without it, so a later draw carries its
    own cost.
    """
    order = snapshot.order
    pays_at = Timestamp(order.deliver_by + order.payment_term_seconds)
    due_at = snapshot.due_at
    if due_at is None:
        due_at = first_due_at(order.deliver_by, order.payment_term_seconds, now, terms.max_tenor_days)
    # A buyer who pays late makes the loan longer; a loan due before the buyer pays is repaid by the supplier.
    late = snapshot.conduct.mean_days_late * DAY if due_at >= pays_at else 0
    expected_at = Timestamp(max(now + DAY, min(due_at, pays_at) + late))
    days = Days(ceil_div(expected_at - now, DAY))
    before, after = snapshot.principal, MinorUnits(snapshot.principal + amount)
    path = expected_path(order, terms, after, policy, now=now, until=expected_at)
    without = expected_path(order, terms, before, policy, now=now, until=expected_at)
    added = InterestUnits(path_interest(path, after) - path_interest(without, before))
    cost = disclosure.cost_of_path(amount, terms.fee_bps, added, days)
    return DrawQuote(
        order_id=snapshot.order_id,
        currency=snapshot.currency,
        amount=amount,
        net=cost.net,
        fees=(Fee("draw_fee", cost.fee, mandate.fee_to),),
        principal_after=after,
        rate_bps=path[0].rate_bps,
        path=path,
        interest=cost.interest,
        interest_to=snapshot.financier,
        expected_at=expected_at,
        days=days,
        apr=cost.apr,
        ear=cost.ear,
        due_at=due_at,
        grace_ends=grace_ends_at(due_at, terms.grace_days),
        penalty_bps=terms.penalty_bps,
        clauses=DRAW_CLAUSES,
        unlocks=unlocks(
            snapshot.order_id, order, terms.advance_bps, terms.rate_bps, principal=after, now=now
        ),
    )


def _rate(order: OrderFacts, terms: Terms, principal: MinorUnits) -> Bps:
    return rate_of(order.facts(), terms.advance_bps, terms.rate_bps, principal)

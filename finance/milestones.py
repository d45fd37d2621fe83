"""What unlocks more: the milestones that an order still has before it, and what each adds.

Source: finance.md, "Disclosure" ("when the buyer records receipt: +¥12,300 at 5.1 %").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Self

from finance.capacity import capacity
from finance.price import rate_of
from finance.stages import OrderFacts, Schedule
from finance.units import Bps, MinorUnits, OrderId, Timestamp


class Milestone(Enum):
    """A step forward of an order: stable code, and the clause of a sentence."""

    clause: str

    def __new__(cls, code: str, clause: str) -> Self:
        member = object.__new__(cls)
        member._value_ = code
        member.clause = clause
        return member

    ACCEPTANCE = ("acceptance", "when the supplier accepts the order")
    ATTESTED_SHIPMENT = ("attested_shipment", "when the attestor attests the shipment")
    RECEIPT = ("receipt", "when the buyer records receipt")
    CONFIRMATION = ("confirmation", "when the buyer confirms the invoice")


@dataclass(frozen=True, slots=True)
class Unlock:
    """A milestone ahead: capacity that it adds to the milestone before, and what the account then costs.

    `adds` and `capacity_after` in minor units; `rate_bps_after` is the rate of the present principal then, or
    of a fully drawn account where nothing is drawn.
    """

    order_id: OrderId
    milestone: Milestone
    adds: MinorUnits
    capacity_after: MinorUnits
    rate_bps_after: Bps

    @property
    def sentence(self) -> str:
        """ "when the buyer records receipt: +1230000 at 510 bps" (minor units)."""
        return f"{self.milestone.clause}: +{self.adds} at {self.rate_bps_after} bps"


def reach(order: OrderFacts, milestone: Milestone) -> OrderFacts:
    """The order as if the milestone were reached in full; unchanged where it is already."""
    live = order.live
    match milestone:
        case Milestone.ACCEPTANCE:
            return replace(order, accepted=True)
        case Milestone.ATTESTED_SHIPMENT:
            return replace(order, shipped=max(order.shipped, live), attested=max(order.attested, live))
        case Milestone.RECEIPT:
            return replace(order, received=max(order.received, live))
        case Milestone.CONFIRMATION:
            received = order.facts().received
            return replace(
                order,
                confirmed=MinorUnits(order.confirmed + received),
                custody_unpaid=MinorUnits(order.custody_unpaid + received),
            )


def ahead(order: OrderFacts) -> tuple[tuple[Milestone, OrderFacts], ...]:
    """The milestones that would still change the order, each with the order after it, one upon the other.

    An attested shipment is left out where the financier relies on no attestor of the order: it would count
    nothing.
    """
    steps: list[tuple[Milestone, OrderFacts]] = []
    for milestone in Milestone:
        if milestone is Milestone.ATTESTED_SHIPMENT and not order.attestor_relied_on:
            continue
        reached = reach(order, milestone)
        if (reached.accepted, reached.facts()) != (order.accepted, order.facts()):
            steps.append((milestone, reached))
            order = reached
    return tuple(steps)


def unlocks(
    order_id: OrderId,
    order: OrderFacts,
    advance_bps: Schedule,
    rate_bps: Schedule,
    *,
    principal: MinorUnits,
    now: Timestamp,
) -> tuple[Unlock, ...]:
    """What each milestone ahead adds if it happened at `now`; a milestone that adds nothing is not named."""
    found: list[Unlock] = []
    before = capacity(order.eligible(now), advance_bps)
    for milestone, reached in ahead(order):
        after = capacity(reached.eligible(now), advance_bps)
        if after > before:
            rate = rate_of(reached.facts(), advance_bps, rate_bps, principal or after)
            found.append(Unlock(order_id, milestone, MinorUnits(after - before), after, rate))
        before = after
    return tuple(found)

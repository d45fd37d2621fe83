"""What the borrowing base answers."""

from __future__ import annotations

from typing import Literal

from api.financing.limits import FacilityBase, Prospect
from api.financing.parts import ConstraintShown, HeadShown, ReasonShown, StagesShown, UnlockShown
from api.scalars import Amount, Schema, Time
from finance.borrowing_base import OrderBase
from finance.decision import Offer as Decided


class OrderLimit(Schema):
    """Where one pledged order stands."""

    order_id: str
    buyer: str
    facts: StagesShown
    eligible: StagesShown
    capacity: Amount
    principal: Amount
    rate_bps: int
    headroom: Amount
    available: Amount
    over_advanced: Amount
    owed_interest: Amount
    owed_penalty: Amount
    subrogated: Amount
    due_at: Time | None
    defaulted_at: Time | None
    blocks: list[ReasonShown]
    losses: list[ReasonShown]
    binding: list[ConstraintShown]
    unlocks: list[UnlockShown]

    @classmethod
    def of(cls, base: OrderBase, currency: str) -> OrderLimit:
        """From finance's."""
        return cls(
            order_id=base.order_id,
            buyer=base.buyer,
            facts=StagesShown.of(base.facts),
            eligible=StagesShown.of(base.eligible),
            capacity=base.capacity,
            principal=base.principal,
            rate_bps=base.rate_bps,
            headroom=base.headroom,
            available=base.available,
            over_advanced=base.over_advanced,
            owed_interest=base.owed_interest,
            owed_penalty=base.owed_penalty,
            subrogated=base.subrogated,
            due_at=base.due_at,
            defaulted_at=base.defaulted_at,
            blocks=[ReasonShown.of(each) for each in base.blocks],
            losses=[ReasonShown.of(each) for each in base.losses],
            binding=[ConstraintShown.of(each) for each in base.binding],
            unlocks=[UnlockShown.of(each, currency) for each in base.unlocks],
        )


class FacilityLimit(Schema):
    """A facility: what can be drawn under it, and what binds.

    `blocks` stop every draw. `notices` stop none: `sweepOrder` is the troubled order that what the others
    leave pays first.
    """

    facility_id: str
    financier: str
    currency: str
    version: int
    cap: Amount
    used: Amount
    principal: Amount
    owed_interest: Amount
    owed_penalty: Amount
    headroom: Amount
    available: Amount
    frozen_by_financier: bool
    frozen_by_underwriter: bool
    defaults: int
    sweep_order: str | None
    blocks: list[ReasonShown]
    notices: list[ReasonShown]
    binding: list[ConstraintShown]
    orders: list[OrderLimit]

    @classmethod
    def of(cls, found: FacilityBase) -> FacilityLimit:
        """From the service's."""
        base = found.base
        return cls(
            facility_id=found.facility.facility_id,
            financier=found.facility.financier,
            currency=found.currency,
            version=found.facility.version,
            cap=found.facility.cap,
            used=found.facility.used,
            principal=base.principal,
            owed_interest=base.owed_interest,
            owed_penalty=base.owed_penalty,
            headroom=base.headroom,
            available=base.available,
            frozen_by_financier=found.facility.frozen_by_financier,
            frozen_by_underwriter=found.facility.frozen_by_underwriter,
            defaults=found.facility.defaults,
            sweep_order=found.facility.sweep_order if int(found.facility.sweep_order, 16) else None,
            blocks=[ReasonShown.of(each) for each in base.blocks],
            notices=[ReasonShown.of(each) for each in base.notices],
            binding=[ConstraintShown.of(each) for each in base.binding],
            orders=[OrderLimit.of(each, found.currency) for each in base.orders],
        )


class ProspectShown(Schema):
    """An accepted order that is not pledged: what this financier would lend on it now."""

    order_id: str
    buyer: str
    financier: str
    currency: str
    outcome: Literal["offer", "refusal"]
    available: Amount
    rate_bps: int | None
    limits: list[ConstraintShown]
    reasons: list[ReasonShown]
    unlocks: list[UnlockShown]

    @classmethod
    def of(cls, found: Prospect) -> ProspectShown:
        """From the service's."""
        decision = found.decision
        offered = isinstance(decision, Decided)
        return cls(
            order_id=found.order.order_id,
            buyer=found.order.buyer,
            financier=found.financier,
            currency=found.currency,
            outcome="offer" if offered else "refusal",
            available=decision.first_draw.amount if isinstance(decision, Decided) else 0,
            rate_bps=decision.first_draw.rate_bps if isinstance(decision, Decided) else None,
            limits=[ConstraintShown.of(each) for each in decision.limits]
            if isinstance(decision, Decided)
            else [],
            reasons=[ReasonShown.of(each) for each in decision.reasons],
            unlocks=[
                UnlockShown.of(each, found.currency)
                for each in (
                    decision.first_draw.unlocks if isinstance(decision, Decided) else decision.unlocks
                )
            ],
        )


class Total(Schema):
    """What can be drawn in one currency over all facilities."""

    currency: str
    available: Amount
    principal: Amount


class LimitShown(Schema):
    """What a supplier can draw: by facility and pledged order, and what its other orders would bring."""

    supplier: str
    as_of: HeadShown
    totals: list[Total]
    facilities: list[FacilityLimit]
    prospects: list[ProspectShown]

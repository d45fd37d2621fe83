"""Two vectors of an order: facts f (for the price) and eligible s (for the capacity).

Source: finance.md, "Two vectors of an order". Stages: 0 accepted, 1 in transit with evidence, 2 received,
3 confirmed. Facts change by recorded events only; eligibility also by time, standing, disputes and lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from finance.units import Bps, MinorUnits, NegativeQuantity, Seconds, Timestamp, check_amount


class Stages(NamedTuple):
    """Minor units at each of the four stages, least safe first."""

    accepted: MinorUnits
    in_transit: MinorUnits
    received: MinorUnits
    confirmed: MinorUnits


NOTHING = Stages(MinorUnits(0), MinorUnits(0), MinorUnits(0), MinorUnits(0))

Schedule = tuple[Bps, Bps, Bps, Bps]
"""A number of basis points for each stage, stage 0 first: advance rates, or rates a year."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the chain recorded of one order, with what its eligibility depends on.

    Amounts in minor units, cumulative (milestones give totals); times in Unix seconds. `deliver_by` is that
    of the account's first draw where there was one, else the order's own. `attestor_relied_on` is false too
    for an order without attestor. `custody_unpaid` is the unpaid face of this order's receivables in custody.
    Errors: NegativeQuantity, AmountTooLarge.
    """

    amount: MinorUnits
    deliver_by: Timestamp
    payment_term_seconds: Seconds
    stale_seconds: Seconds
    accepted: bool = False
    cancelled: MinorUnits = MinorUnits(0)
    shipped: MinorUnits = MinorUnits(0)
    attested: MinorUnits = MinorUnits(0)
    received: MinorUnits = MinorUnits(0)
    returned: MinorUnits = MinorUnits(0)
    confirmed: MinorUnits = MinorUnits(0)
    custody_unpaid: MinorUnits = MinorUnits(0)
    custody_matured_unpaid: bool = False
    disputed_by_buyer: MinorUnits = MinorUnits(0)
    disputed_by_supplier: MinorUnits = MinorUnits(0)
    attestor_relied_on: bool = False
    buyer_suspended: bool = False
    supplier_suspended: bool = False
    affiliates: bool = False

    def __post_init__(self) -> None:
        for name in _AMOUNTS:
            check_amount(name, getattr(self, name))
        for name in ("deliver_by", "payment_term_seconds", "stale_seconds"):
            if getattr(self, name) < 0:
                raise NegativeQuantity(name=name, number=getattr(self, name))

    @property
    def live(self) -> MinorUnits:
        """What of the order still stands: 0 unless accepted."""
        return MinorUnits(max(0, self.amount - self.cancelled)) if self.accepted else MinorUnits(0)

    @property
    def disputed(self) -> MinorUnits:
        """Both parties' disputes together."""
        return MinorUnits(self.disputed_by_buyer + self.disputed_by_supplier)

    def facts(self) -> Stages:
        """f0 … f3, minor units: every unit of value counted at one stage only (INV-06)."""
        open_ = max(0, self.live - self.received)
        in_transit = min(open_, max(0, self.attested - self.received))
        received = max(0, self.received - self.returned - self.confirmed)
        return Stages(
            MinorUnits(open_ - in_transit), MinorUnits(in_transit), MinorUnits(received), self.custody_unpaid
        )

    def eligible(self, now: Timestamp) -> Stages:
        """s0 … s3 at `now`, minor units: the facts less what does not count, in the order of finance.md."""
        s0, s1, s2, s3 = (int(part) for part in self.facts())
        if not self.attestor_relied_on:
            s0, s1 = s0 + s1, 0
        if now > self.deliver_by + self.stale_seconds:
            s0 = s1 = 0
        if now > self.deliver_by + self.payment_term_seconds + self.stale_seconds:
            s2 = 0
        s0, s1, s2 = _less_disputed(s0, s1, s2, self.disputed)
        if self.custody_matured_unpaid:
            s3 = 0
        if self.supplier_suspended:
            s0 = s1 = s2 = 0
        if self.buyer_suspended or self.affiliates:
            return NOTHING
        return Stages(MinorUnits(s0), MinorUnits(s1), MinorUnits(s2), MinorUnits(s3))


_AMOUNTS = (
    "amount",
    "cancelled",
    "shipped",
    "attested",
    "received",
    "returned",
    "confirmed",
    "custody_unpaid",
    "disputed_by_buyer",
    "disputed_by_supplier",
)


def _less_disputed(s0: int, s1: int, s2: int, disputed: int) -> tuple[int, int, int]:
    """Disputes come off s2, then s1, then s0, never s3: what the buyer confirmed it can no longer dispute."""
    off2 = min(s2, disputed)
    off1 = min(s1, disputed - off2)
    off0 = min(s0, disputed - off2 - off1)
    return s0 - off0, s1 - off1, s2 - off2

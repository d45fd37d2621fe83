"""The rate of an account: what is drawn is laid on the safest value first. Source: finance.md, "Price"."""

from __future__ import annotations

from finance.capacity import cumulative
from finance.stages import Schedule, Stages
from finance.units import Bps, MinorUnits, NegativeQuantity, ceil_div


def layers(facts: Stages, advance_bps: Schedule, principal: MinorUnits) -> Stages:
    """x_0 … x_3: the principal by the stage that carries it, minor units; x_0 also holds what nothing covers.

    Facts, not eligible amounts: time, standing and disputes do not move a price. Errors: NegativeQuantity.
    """
    if principal < 0:
        raise NegativeQuantity(name="principal", number=principal)
    _, f1, f2, f3 = cumulative(facts, advance_bps)
    x3 = min(principal, f3)
    x2 = min(principal - x3, f2 - f3)
    x1 = min(principal - x3 - x2, f1 - f2)
    return Stages(MinorUnits(principal - x3 - x2 - x1), MinorUnits(x1), MinorUnits(x2), x3)


def rate_of(facts: Stages, advance_bps: Schedule, rate_bps: Schedule, principal: MinorUnits) -> Bps:
    """ceil(Σ x_i · rate_i / principal), basis points a year; rate_0 where nothing is drawn."""
    if principal == 0:
        return rate_bps[0]
    parts = layers(facts, advance_bps, principal)
    weighted = sum(part * rate for part, rate in zip(parts, rate_bps, strict=True))
    return Bps(ceil_div(weighted, principal))

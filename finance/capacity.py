"""Capacity of one pledged order. Source: finance.md, "Capacity"."""

from __future__ import annotations

from finance.stages import Schedule, Stages
from finance.units import BPS, MinorUnits, floor_div


def cumulative(
    stages: Stages, advance_bps: Schedule
) -> tuple[MinorUnits, MinorUnits, MinorUnits, MinorUnits]:
    """C_i = floor(Σ_{j≥i} s_j · advance_j / BPS), minor units, stage 0 first.

    Cumulated before rounding, from the safest stage, so that the parts C_i − C_{i+1} sum to the whole.
    """
    weighted = [value * advance for value, advance in zip(stages, advance_bps, strict=True)]
    c0, c1, c2, c3 = (MinorUnits(floor_div(sum(weighted[stage:]), BPS)) for stage in range(4))
    return c0, c1, c2, c3


def capacity(eligible: Stages, advance_bps: Schedule) -> MinorUnits:
    """What may be owed on the order at most (principal, minor units): C_0 of its eligible stages."""
    return cumulative(eligible, advance_bps)[0]

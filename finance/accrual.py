"""Accrual: exact, order-free, signed. Source: finance.md, "Accrual" and "Draw".

Interest is kept in InterestUnits (minor units · bps · seconds), so nothing is rounded while it accrues; a
payment takes whole minor units, and what it takes too much (less than one) stays as prepaid interest.
"""

from __future__ import annotations

from finance.units import (
    BPS,
    DEN,
    Bps,
    InterestUnits,
    MinorUnits,
    NegativeQuantity,
    Seconds,
    Timestamp,
    ceil_div,
)


def accrue(units: InterestUnits, principal: MinorUnits, rate_bps: Bps, elapsed: Seconds) -> InterestUnits:
    """units + principal · rate · elapsed. Errors: NegativeQuantity (time never runs back)."""
    if elapsed < 0:
        raise NegativeQuantity(name="elapsed_seconds", number=elapsed)
    return InterestUnits(units + principal * rate_bps * elapsed)


def seconds_after(start: Timestamp, since: Timestamp, until: Timestamp) -> Seconds:
    """The part of since … until that lies after `start`: the time that a penalty or late interest counts."""
    return Seconds(max(0, until - max(start, since)))


def owed(units: InterestUnits) -> MinorUnits:
    """max(0, ceil(units / DEN)), minor units: a started unit is owed whole, a credit is owed nothing."""
    return MinorUnits(ceil_div(max(0, units), DEN))


def settle(units: InterestUnits, paid: MinorUnits) -> InterestUnits:
    """Take exactly paid · DEN off. Paying what is owed leaves −DEN < units ≤ 0: prepaid interest.

    Errors: NegativeQuantity where more is paid than owed.
    """
    if paid < 0 or paid > owed(units):
        raise NegativeQuantity(name="owed_after", number=owed(units) - paid)
    return InterestUnits(units - paid * DEN)


def draw_fee(amount: MinorUnits, fee_bps: Bps) -> MinorUnits:
    """ceil(amount · fee / BPS), minor units."""
    return MinorUnits(ceil_div(amount * fee_bps, BPS))

"""A buyer's late interest on an unpaid matured payable. Source: finance.md, "Late interest of a buyer"."""

from __future__ import annotations

from finance.accrual import accrue, seconds_after
from finance.units import Bps, InterestUnits, MinorUnits, Timestamp

DEFAULT_LATE_BPS = Bps(1_825)
"""0.05 % a day, where the order names no other rate."""


def accrue_late(
    units: InterestUnits,
    unpaid_face: MinorUnits,
    late_bps: Bps,
    *,
    maturity: Timestamp,
    since: Timestamp,
    until: Timestamp,
) -> InterestUnits:
    """units + unpaidFace · lateBps · (seconds of since … until after maturity).

    Owed by `finance.accrual.owed`.
    """
    return accrue(units, unpaid_face, late_bps, seconds_after(maturity, since, until))


def split_payment(
    payment: MinorUnits, late_owed: MinorUnits, unpaid_face: MinorUnits
) -> tuple[MinorUnits, MinorUnits, MinorUnits]:
    """A payment settles late interest first, then face: answers (late, face, not taken), minor units."""
    late = min(payment, late_owed)
    face = min(payment - late, unpaid_face)
    return late, MinorUnits(face), MinorUnits(payment - late - face)

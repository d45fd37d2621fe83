"""What is owed on a receivable and what its holders may take, at a block's time, as the contract has it."""

from __future__ import annotations

from typing import NamedTuple

from finance.accrual import owed
from finance.holders import Holding as Held
from finance.holders import touch
from finance.late import accrue_late
from finance.units import Bps, ClaimUnits, InterestUnits, MinorUnits, Timestamp, floor_div
from indexer.models.trade import Holding, Receivable


class Owed(NamedTuple):
    """Minor units: unpaid face, and late interest."""

    face: int
    late: int


def owed_at(row: Receivable, now: int) -> Owed:
    """What the obligor owes at `now` (Unix seconds), as IReceivables.owed; it is late from maturity on."""
    if row.state != "CONFIRMED":
        return Owed(0, 0)
    face = row.outstanding - row.paid
    since = row.late_accrued_at or row.maturity
    units = accrue_late(
        InterestUnits(row.late_units),
        MinorUnits(face),
        Bps(row.late_bps),
        maturity=Timestamp(row.maturity),
        since=Timestamp(since),
        until=Timestamp(max(now, since)),
    )
    return Owed(face, owed(units))


def money_in(row: Receivable) -> int:
    """Face and late interest paid so far, as IReceivables.moneyIn: what a quote names."""
    return row.paid + row.late_paid


def redeemable(holding: Holding, row: Receivable, gathered: int) -> int:
    """Minor units that a redemption would hand over, as IReceivables.redeemable.

    gathered: the claim on the contract's own slot, where the fractions of a settled receivable wait.
    """
    if row.outstanding == 0:
        return 0
    held = Held(MinorUnits(holding.units), MinorUnits(holding.seen), ClaimUnits(holding.claim))
    claim = touch(held, MinorUnits(money_in(row))).claim
    amount = floor_div(claim, row.outstanding)
    fraction = claim - amount * row.outstanding
    completes = row.state == "SETTLED" and fraction != 0 and fraction + gathered >= row.outstanding
    return amount + completes

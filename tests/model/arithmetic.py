"""finance.md's arithmetic once more, in integers: stages, capacity, price, accrual, waterfall, cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BPS: Final = 10_000
YEAR: Final = 31_536_000
DEN: Final = BPS * YEAR
DAY: Final = 86_400
MAX_AMOUNT: Final = 2**56 - 1
MAX_TOTAL: Final = 2**64 - 1

Four = tuple[int, int, int, int]


def ceil_div(a: int, b: int) -> int:
    """Smallest integer that is not below a / b."""
    return -(-a // b)


def owed(units: int) -> int:
    """Minor units owed of signed interest units (finance.md, Accrual)."""
    return max(0, ceil_div(units, DEN))


@dataclass(frozen=True)
class Doubt:
    """What takes eligibility from facts (finance.md, Two vectors of an order, rules 1 to 5)."""

    evidence_counts: bool
    stale: bool
    stale_received: bool
    disputed: int
    custody_overdue: bool
    supplier_suspended: bool
    nothing_counts: bool


def eligible(facts: Four, doubt: Doubt) -> Four:
    """s of f."""
    s = list(facts)
    if not doubt.evidence_counts:
        s[0], s[1] = s[0] + s[1], 0
    if doubt.stale:
        s[0] = s[1] = 0
    if doubt.stale_received:
        s[2] = 0
    rest = doubt.disputed
    for stage in (2, 1, 0):
        taken = min(rest, s[stage])
        s[stage] -= taken
        rest -= taken
    if doubt.custody_overdue:
        s[3] = 0
    if doubt.supplier_suspended:
        s[:3] = [0, 0, 0]
    return (0, 0, 0, 0) if doubt.nothing_counts else (s[0], s[1], s[2], s[3])


def cumulative(values: Four, advances: Sequence[int]) -> list[int]:
    """C_i = floor(Σ_{j≥i} v_j·advance_j / BPS)."""
    return [sum(values[j] * advances[j] for j in range(i, 4)) // BPS for i in range(4)]


def price(principal: int, facts: Four, advances: Sequence[int], rates: Sequence[int]) -> int:
    """Basis points a year: what is drawn is laid on the safest value first (finance.md, Price)."""
    if principal == 0:
        return rates[0]
    f = [*cumulative(facts, advances), 0]
    rest, weighted = principal, 0
    for stage in (3, 2, 1):
        x = min(rest, f[stage] - f[stage + 1])
        weighted += x * rates[stage]
        rest -= x
    return ceil_div(weighted + rest * rates[0], principal)


@dataclass(frozen=True)
class Parts:
    """One payment as the waterfall lays it, minor units."""

    penalty: int
    interest: int
    principal: int
    subrogated: int
    residual: int


def waterfall(amount: int, penalty: int, interest: int, principal: int, subrogated: int) -> Parts:
    """penalty → interest → principal and subrogated claim in proportion → residual."""
    to_penalty = min(amount, penalty)
    to_interest = min(amount - to_penalty, interest)
    x = min(amount - to_penalty - to_interest, principal + subrogated)
    to_guarantor = x * subrogated // (principal + subrogated) if x else 0
    return Parts(
        to_penalty, to_interest, x - to_guarantor, to_guarantor, amount - to_penalty - to_interest - x
    )


def unpaid_face(units: int, paid: int, outstanding: int) -> int:
    """Unpaid face of some of the units: units − floor(units × paid / outstanding)."""
    return units - units * paid // outstanding if outstanding else 0


def yield_price(face: int, rate: int, days: int) -> int:
    """Highest price that yields `rate` on a basis of 365 days (finance.md, Sale price)."""
    return face * BPS * 365 // (BPS * 365 + rate * days)

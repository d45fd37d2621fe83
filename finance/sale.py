"""Sale price of a confirmed receivable. Source: finance.md, "Sale price of a receivable"."""

from __future__ import annotations

from typing import Literal

from finance.units import (
    BPS,
    Bps,
    Days,
    FinanceError,
    MinorUnits,
    NegativeQuantity,
    ceil_div,
    check_amount,
    floor_div,
)

Basis = Literal[360, 365]
"""Days of the year that the rate is quoted for."""


class PriceNotPositive(FinanceError):
    """Nothing is left of the face after the discount."""


def straight(face: MinorUnits, rate_bps: Bps, days: Days, basis: Basis) -> MinorUnits:
    """Straight discount: face − ceil(face · r · d / (BPS · B)), minor units. Errors: PriceNotPositive."""
    _check(face, rate_bps, days)
    discount = ceil_div(face * rate_bps * days, BPS * basis)
    return _positive(face - discount, face, rate_bps, days)


def to_yield(face: MinorUnits, rate_bps: Bps, days: Days, basis: Basis) -> MinorUnits:
    """Price that yields the rate: floor(face · BPS · B / (BPS · B + r · d)), minor units.

    Errors: PriceNotPositive.
    """
    _check(face, rate_bps, days)
    price = floor_div(face * BPS * basis, BPS * basis + rate_bps * days)
    return _positive(price, face, rate_bps, days)


def _check(face: MinorUnits, rate_bps: Bps, days: Days) -> None:
    check_amount("face", face)
    for name, number in (("rate_bps", rate_bps), ("days", days)):
        if number < 0:
            raise NegativeQuantity(name=name, number=number)


def _positive(price: int, face: MinorUnits, rate_bps: Bps, days: Days) -> MinorUnits:
    if price <= 0:
        raise PriceNotPositive(price=price, face=face, rate_bps=rate_bps, days=days)
    return MinorUnits(price)

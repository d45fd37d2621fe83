"""What a quote tells before it is signed: fee, net, interest, APR, EAR. Source: finance.md, "Disclosure".

APR and EAR are decimals to 1e-6, half-even; everything else is whole minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

from finance.accrual import accrue, draw_fee, owed
from finance.units import (
    DAY,
    DAYS_OF_YEAR,
    Bps,
    Days,
    FinanceError,
    InterestUnits,
    MinorUnits,
    Seconds,
    check_amount,
)

_MICRO = Decimal("0.000001")
_GUARD_DIGITS = 40


class NetNotPositive(FinanceError):
    """The fee takes all of the draw."""


class NoTime(FinanceError):
    """A yearly rate needs at least one day."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one draw: amount, fee, net proceeds and interest in minor units.

    APR and EAR as fractions of 1.
    """

    amount: MinorUnits
    fee: MinorUnits
    net: MinorUnits
    interest: MinorUnits
    days: Days
    apr: Decimal
    ear: Decimal


def cost_of_draw(amount: MinorUnits, fee_bps: Bps, rate_bps: Bps, days: Days) -> Cost:
    """Cost of a draw at one rate for whole days.

    Errors: NetNotPositive, NoTime, NegativeQuantity, AmountTooLarge.
    """
    return cost_of_path(
        amount, fee_bps, accrue(InterestUnits(0), amount, rate_bps, Seconds(days * DAY)), days
    )


def cost_of_path(amount: MinorUnits, fee_bps: Bps, interest_units: InterestUnits, days: Days) -> Cost:
    """Cost of a draw whose interest was accrued along a path of rates (INV-10b: rounded once, at the end)."""
    check_amount("amount", amount)
    fee = draw_fee(amount, fee_bps)
    net = MinorUnits(amount - fee)
    if net <= 0:
        raise NetNotPositive(amount=amount, fee=fee, net=net)
    interest = owed(interest_units)
    cost = MinorUnits(fee + interest)
    return Cost(
        amount, fee, net, interest, days, annual_rate(cost, net, days), effective_rate(cost, net, days)
    )


def annual_rate(cost: MinorUnits, net: MinorUnits, days: Days) -> Decimal:
    """APR = cost / net × 365 / days, to 1e-6 half-even (exact rational rounding).

    Errors: NetNotPositive, NoTime.
    """
    _check(cost, net, days)
    micro = round(Fraction(cost * DAYS_OF_YEAR * 1_000_000, net * days))
    with localcontext() as context:
        context.prec = len(str(micro)) + 8
        return Decimal(micro).scaleb(-6)


def effective_rate(cost: MinorUnits, net: MinorUnits, days: Days) -> Decimal:
    """EAR = (1 + cost / net)^(365 / days) − 1, to 1e-6 half-even. Errors: NetNotPositive, NoTime."""
    _check(cost, net, days)
    with localcontext() as context:
        # Enough digits for the whole part of the power, and guard digits below the sixth place.
        context.prec = len(str(1 + cost // net)) * (DAYS_OF_YEAR // days + 1) + _GUARD_DIGITS
        context.rounding = ROUND_HALF_EVEN
        growth = 1 + Decimal(cost) / Decimal(net)
        return (growth ** (Decimal(DAYS_OF_YEAR) / Decimal(days)) - 1).quantize(_MICRO)


def _check(cost: MinorUnits, net: MinorUnits, days: Days) -> None:
    if net <= 0:
        raise NetNotPositive(cost=cost, net=net)
    if days <= 0:
        raise NoTime(days=days)

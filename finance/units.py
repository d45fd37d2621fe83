"""Units, limits and named rounding. Source: finance.md, first paragraph; model.md, first paragraph."""

from __future__ import annotations

from typing import NewType

MinorUnits = NewType("MinorUnits", int)
"""Money in the minor unit of its currency (fen, cent)."""
Bps = NewType("Bps", int)
"""Basis points: of a value for advances and fees, a year for rates."""
Seconds = NewType("Seconds", int)
"""A length of time in seconds."""
Timestamp = NewType("Timestamp", int)
"""Unix time in seconds."""
Days = NewType("Days", int)
"""A length of time in days of 86,400 seconds."""
InterestUnits = NewType("InterestUnits", int)
"""Signed money · basis points · seconds: DEN of them are one minor unit. Negative means prepaid."""
ClaimUnits = NewType("ClaimUnits", int)
"""Minor unit × units outstanding: the numerator of a holder's claim."""
Quantity = NewType("Quantity", int)
"""A number of any unit, named where it stands (figures of a reason)."""

AccountId = NewType("AccountId", str)
"""An account of a party on chain, or of a cash token."""
OrderId = NewType("OrderId", str)
"""Identity of an order, as the chain gives it."""
ReceivableId = NewType("ReceivableId", str)
"""Identity of a receivable, as the chain gives it."""

DAY = Seconds(86_400)
YEAR = Seconds(31_536_000)
BPS = 10_000
DEN = BPS * YEAR
DAYS_OF_YEAR = 365

MAX_ORDER_AMOUNT = MinorUnits(2**56 - 1)
"""The largest amount of an order, and so of a receivable, a principal, a draw."""
MAX_TOTAL = MinorUnits(2**64 - 1)
"""The largest cap, line or mandate."""
INTEREST_LIMIT = 2**103
"""Interest and penalty stay strictly inside ±INTEREST_LIMIT (an int104): MAX_ORDER_AMOUNT at 10,000 bps for
100 years is below 2^101, so the contract's int112 never overflows.
"""


class FinanceError(ValueError):
    """A named refusal of the arithmetic; `facts` are the numbers that made it."""

    def __init__(self, **facts: int | str) -> None:
        self.facts = facts
        super().__init__(
            f"{type(self).__name__}({', '.join(f'{name}={fact}' for name, fact in facts.items())})"
        )


class NegativeQuantity(FinanceError):
    """A quantity that cannot be negative is."""


class ZeroDivisor(FinanceError):
    """A divisor is zero or negative."""


class AmountTooLarge(FinanceError):
    """An amount of money is above MAX_ORDER_AMOUNT."""


class BpsTooLarge(FinanceError):
    """A share or rate is above 10,000 basis points."""


def ceil_div(numerator: int, divisor: int) -> int:
    """Round the quotient up.

    Both in any unit; NegativeQuantity or ZeroDivisor where the sign is a mistake.
    """
    _check_quotient(numerator, divisor)
    return -(-numerator // divisor)


def floor_div(numerator: int, divisor: int) -> int:
    """Round the quotient down.

    Both in any unit; NegativeQuantity or ZeroDivisor where the sign is a mistake.
    """
    _check_quotient(numerator, divisor)
    return numerator // divisor


def check_amount(name: str, amount: int) -> None:
    """Refuse an amount of money outside 0 … MAX_ORDER_AMOUNT (minor units)."""
    if amount < 0:
        raise NegativeQuantity(name=name, number=amount)
    if amount > MAX_ORDER_AMOUNT:
        raise AmountTooLarge(name=name, number=amount, limit=MAX_ORDER_AMOUNT)


def check_bps(name: str, bps: int) -> None:
    """Refuse a share or rate outside 0 … 10,000 basis points."""
    if bps < 0:
        raise NegativeQuantity(name=name, number=bps)
    if bps > BPS:
        raise BpsTooLarge(name=name, number=bps, limit=BPS)


def _check_quotient(numerator: int, divisor: int) -> None:
    if numerator < 0:
        raise NegativeQuantity(name="numerator", number=numerator)
    if divisor <= 0:
        raise ZeroDivisor(divisor=divisor)

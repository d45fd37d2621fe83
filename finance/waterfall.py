"""The way of a payment: penalty → interest → principal and subrogated claim in proportion → residual.

Source: finance.md, "Waterfall". The sweep of a troubled sister account takes its part of `residual` where the
payment is made: the split of one account does not depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from finance.units import MinorUnits, NegativeQuantity, floor_div


@dataclass(frozen=True, slots=True)
class Parts:
    """Where a payment went, minor units; the parts sum to the payment (INV-07)."""

    penalty: MinorUnits
    interest: MinorUnits
    subrogated: MinorUnits
    principal: MinorUnits
    residual: MinorUnits

    @property
    def total(self) -> MinorUnits:
        """The payment that was split."""
        return MinorUnits(self.penalty + self.interest + self.subrogated + self.principal + self.residual)


def split(
    payment: MinorUnits,
    *,
    penalty: MinorUnits,
    interest: MinorUnits,
    principal: MinorUnits,
    subrogated: MinorUnits,
) -> Parts:
    """Split a payment over what is owed, all in minor units.

    The guarantor's part is floor(x · g / (p + g)) of what goes to principal p and subrogated claim g; the
    rest is the financier's. Errors: NegativeQuantity.
    """
    owed = {"payment": payment, "penalty": penalty, "interest": interest, "principal": principal}
    for name, amount in (owed | {"subrogated": subrogated}).items():
        if amount < 0:
            raise NegativeQuantity(name=name, number=amount)
    to_penalty = min(payment, penalty)
    to_interest = min(payment - to_penalty, interest)
    to_capital = min(payment - to_penalty - to_interest, principal + subrogated)
    to_guarantor = floor_div(to_capital * subrogated, principal + subrogated) if to_capital else 0
    return Parts(
        penalty=MinorUnits(to_penalty),
        interest=MinorUnits(to_interest),
        subrogated=MinorUnits(to_guarantor),
        principal=MinorUnits(to_capital - to_guarantor),
        residual=MinorUnits(payment - to_penalty - to_interest - to_capital),
    )

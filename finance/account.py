"""The loan account of one pledged order as a pure state: every step takes a state and gives a new one.

Source: finance.md, "Accrual", "Draw", "Waterfall"; model.md, "Loans" (dueAt, graceEnds).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from finance import accrual, waterfall
from finance.units import (
    DAY,
    Bps,
    Days,
    FinanceError,
    InterestUnits,
    MinorUnits,
    Seconds,
    Timestamp,
    check_amount,
    check_bps,
)


class TimeRunsBack(FinanceError):
    """A step is older than the account."""


class SubrogatesTooMuch(FinanceError):
    """A guarantee pays more than the principal."""


@dataclass(frozen=True, slots=True)
class LoanAccount:
    """What is owed on one order, as of `accrued_to`.

    Money in minor units, units signed InterestUnits, rates in bps a year, times in Unix seconds. `grace_ends`
    is None until the first draw sets the due date; `defaulted_at` is None unless default was declared.
    """

    accrued_to: Timestamp
    rate_bps: Bps = Bps(0)
    penalty_bps: Bps = Bps(0)
    fee_bps: Bps = Bps(0)
    grace_ends: Timestamp | None = None
    defaulted_at: Timestamp | None = None
    principal: MinorUnits = MinorUnits(0)
    subrogated: MinorUnits = MinorUnits(0)
    interest_units: InterestUnits = InterestUnits(0)
    penalty_units: InterestUnits = InterestUnits(0)

    @property
    def owed_interest(self) -> MinorUnits:
        """Interest owed as of `accrued_to`."""
        return accrual.owed(self.interest_units)

    @property
    def owed_penalty(self) -> MinorUnits:
        """Penalty owed as of `accrued_to`."""
        return accrual.owed(self.penalty_units)

    @property
    def owed(self) -> MinorUnits:
        """All that is owed as of `accrued_to`, to the financier and the guarantor."""
        return MinorUnits(self.principal + self.subrogated + self.owed_interest + self.owed_penalty)

    @property
    def penalty_starts(self) -> Timestamp | None:
        """When the penalty begins: graceEnds or the declared default, whichever is first.

        None for neither.
        """
        starts = [at for at in (self.grace_ends, self.defaulted_at) if at is not None]
        return min(starts) if starts else None


def sync(account: LoanAccount, now: Timestamp) -> LoanAccount:
    """Accrue to `now`. Syncing often or seldom charges the same (INV-10). Errors: TimeRunsBack."""
    if now < account.accrued_to:
        raise TimeRunsBack(accrued_to=account.accrued_to, asked=now)
    elapsed = Seconds(now - account.accrued_to)
    starts = account.penalty_starts
    late = Seconds(0) if starts is None else accrual.seconds_after(starts, account.accrued_to, now)
    return replace(
        account,
        accrued_to=now,
        interest_units=accrual.accrue(account.interest_units, account.principal, account.rate_bps, elapsed),
        penalty_units=accrual.accrue(account.penalty_units, account.principal, account.penalty_bps, late),
    )


def draw(account: LoanAccount, amount: MinorUnits, now: Timestamp) -> tuple[LoanAccount, MinorUnits]:
    """Add `amount` to the principal; answers the new account and the fee that comes off the proceeds.

    The rate is set by the caller afterwards (finance.price.rate_of, then `reprice`). Errors:
    NegativeQuantity, AmountTooLarge, TimeRunsBack.
    """
    check_amount("draw", amount)
    current = sync(account, now)
    check_amount("principal", current.principal + amount)
    fee = accrual.draw_fee(amount, account.fee_bps)
    return replace(current, principal=MinorUnits(current.principal + amount)), fee


def pay(account: LoanAccount, payment: MinorUnits, now: Timestamp) -> tuple[LoanAccount, waterfall.Parts]:
    """Run a payment through the waterfall; answers the new account and where the money went.

    When nothing is owed afterwards a credit below one minor unit lapses. Errors: NegativeQuantity,
    TimeRunsBack.
    """
    current = sync(account, now)
    parts = waterfall.split(
        payment,
        penalty=current.owed_penalty,
        interest=current.owed_interest,
        principal=current.principal,
        subrogated=current.subrogated,
    )
    paid = replace(
        current,
        principal=MinorUnits(current.principal - parts.principal),
        subrogated=MinorUnits(current.subrogated - parts.subrogated),
        interest_units=accrual.settle(current.interest_units, parts.interest),
        penalty_units=accrual.settle(current.penalty_units, parts.penalty),
    )
    if paid.owed == 0:
        paid = replace(paid, interest_units=InterestUnits(0), penalty_units=InterestUnits(0))
    return paid, parts


def reprice(account: LoanAccount, rate_bps: Bps, now: Timestamp) -> LoanAccount:
    """Set the rate from `now` on; what accrued before keeps its rate. Errors: BpsTooLarge, TimeRunsBack."""
    check_bps("rate_bps", rate_bps)
    return replace(sync(account, now), rate_bps=rate_bps)


def subrogate(account: LoanAccount, amount: MinorUnits, now: Timestamp) -> LoanAccount:
    """A guarantor paid `amount` of principal and stands in its place.

    Errors: SubrogatesTooMuch, TimeRunsBack.
    """
    check_amount("subrogated", amount)
    current = sync(account, now)
    if amount > current.principal:
        raise SubrogatesTooMuch(principal=current.principal, asked=amount)
    return replace(
        current,
        principal=MinorUnits(current.principal - amount),
        subrogated=MinorUnits(current.subrogated + amount),
    )


def declare_default(account: LoanAccount, now: Timestamp) -> LoanAccount:
    """The penalty runs from `now` if grace has not ended yet; never backdated. Errors: TimeRunsBack."""
    current = sync(account, now)
    return current if current.defaulted_at is not None else replace(current, defaulted_at=now)


def first_due_at(
    deliver_by: Timestamp, payment_term: Seconds, first_draw: Timestamp, max_tenor_days: Days
) -> Timestamp:
    """dueAt as the first draw sets it: min(deliverBy + paymentTerm, firstDraw + maxTenorDays)."""
    return Timestamp(min(deliver_by + payment_term, first_draw + max_tenor_days * DAY))


def grace_ends_at(due_at: Timestamp, grace_days: Days) -> Timestamp:
    """graceEnds = dueAt + graceDays."""
    return Timestamp(due_at + grace_days * DAY)

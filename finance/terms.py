"""Terms of a facility and the financier's mandate that bounds them. Source: model.md, Facilities."""

from __future__ import annotations

from dataclasses import dataclass

from finance.stages import Schedule
from finance.units import (
    BPS,
    DAYS_OF_YEAR,
    MAX_TOTAL,
    AccountId,
    Bps,
    Days,
    FinanceError,
    MinorUnits,
    Timestamp,
    floor_div,
)

MAX_SHORT_DAYS = 255
"""Grace and cure days, and versions, fit 8 bits."""
MAX_LONG_DAYS = 65_535
"""Stale days and the longest tenor fit 16 bits."""


class TermsError(FinanceError):
    """Terms that cannot be offered or accepted."""


class AdvanceFalls(TermsError):
    """An advance rate is lower than that of the stage before."""


class RateRises(TermsError):
    """A rate is higher than that of the stage before."""


class OutOfRange(TermsError):
    """A number of the terms does not fit its place."""


class FaceCannotPay(TermsError):
    """On one stage, what is advanced with its interest over the longest tenor and grace exceeds the value."""


class AdvanceAboveMandate(TermsError):
    """An advance rate is above the mandate's ceiling."""


class RateBelowFloor(TermsError):
    """A rate is below the mandate's floor."""


class FeeAboveMandate(TermsError):
    """The fee is above the mandate's ceiling."""


class PenaltyAboveMandate(TermsError):
    """The penalty is above the mandate's ceiling."""


class TenorAboveMandate(TermsError):
    """The longest tenor is above the mandate's."""


class CapAboveMandate(TermsError):
    """The cap is above the mandate's for one supplier."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the underwriter signs and the supplier accepts (field by field the contract's Terms).

    `cap` in minor units; rates in bps a year, the fee in bps of each draw; stages 0 accepted … 3 confirmed.
    `policy_hash` is 0x and 64 hex digits. `version` rises strictly within a facility, from 1.
    """

    financier: AccountId
    supplier: AccountId
    cash: AccountId
    cap: MinorUnits
    advance_bps: Schedule
    rate_bps: Schedule
    penalty_bps: Bps
    fee_bps: Bps
    grace_days: Days
    cure_days: Days
    stale_days: Days
    max_tenor_days: Days
    policy_hash: str
    version: int
    accept_by: Timestamp
    draw_until: Timestamp


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a financier lets its underwriter sign in one cash.

    `used` is the principal counted on it (minor units).
    """

    financier: AccountId
    cash: AccountId
    fee_to: AccountId
    valid_until: Timestamp
    max_cap: MinorUnits
    max_total: MinorUnits
    floor_rate_bps: Bps
    max_advance_bps: Schedule
    max_fee_bps: Bps
    max_penalty_bps: Bps
    max_tenor_days: Days
    min_yield_bps: Bps = Bps(0)
    purchase_budget: MinorUnits = MinorUnits(0)
    used: MinorUnits = MinorUnits(0)


def face_needed(advance_bps: Bps, rate_bps: Bps, days: Days) -> int:
    """Principal and interest of an advance over `days`, in parts of BPS · BPS · 365 of the face."""
    return advance_bps * (BPS * DAYS_OF_YEAR + rate_bps * days)


def highest_payable_advance(rate_bps: Bps, days: Days) -> Bps:
    """The highest advance whose principal and interest over `days` the face can pay, rounded down."""
    return Bps(floor_div(BPS * BPS * DAYS_OF_YEAR, BPS * DAYS_OF_YEAR + rate_bps * days))


def faults_of_terms(terms: Terms) -> tuple[TermsError, ...]:
    """Everything that makes terms unacceptable by themselves.

    What is advanced on a stage, with that stage's interest until the grace of the longest tenor has ended,
    must fit into the value at that stage: the contract's Facilities_FaceCannotPay, stage by stage. (After a
    return the price may be dearer, but then value is gone too, and no rate would make the rest of it pay.)
    """
    faults: list[TermsError] = []
    for stage in range(1, 4):
        before, after = terms.advance_bps[stage - 1], terms.advance_bps[stage]
        if after < before:
            faults.append(AdvanceFalls(stage=stage, before=before, after=after))
        before, after = terms.rate_bps[stage - 1], terms.rate_bps[stage]
        if after > before:
            faults.append(RateRises(stage=stage, before=before, after=after))
    faults += _faults_of_ranges(terms)
    days = Days(terms.max_tenor_days + terms.grace_days)
    for stage, (advance, rate) in enumerate(zip(terms.advance_bps, terms.rate_bps, strict=True)):
        if face_needed(advance, rate, days) > BPS * BPS * DAYS_OF_YEAR:
            faults.append(FaceCannotPay(stage=stage, advance_bps=advance, rate_bps=rate, days=days))
    return tuple(faults)


def faults_against_mandate(terms: Terms, mandate: Mandate) -> tuple[TermsError, ...]:
    """Everything in which terms exceed the financier's mandate."""
    faults: list[TermsError] = []
    for stage, (advance, ceiling) in enumerate(zip(terms.advance_bps, mandate.max_advance_bps, strict=True)):
        if advance > ceiling:
            faults.append(AdvanceAboveMandate(stage=stage, advance_bps=advance, max_bps=ceiling))
    lowest = min(terms.rate_bps)
    if lowest < mandate.floor_rate_bps:
        faults.append(RateBelowFloor(rate_bps=lowest, floor_bps=mandate.floor_rate_bps))
    if terms.fee_bps > mandate.max_fee_bps:
        faults.append(FeeAboveMandate(fee_bps=terms.fee_bps, max_bps=mandate.max_fee_bps))
    if terms.penalty_bps > mandate.max_penalty_bps:
        faults.append(PenaltyAboveMandate(penalty_bps=terms.penalty_bps, max_bps=mandate.max_penalty_bps))
    if terms.max_tenor_days > mandate.max_tenor_days:
        faults.append(TenorAboveMandate(tenor_days=terms.max_tenor_days, max_days=mandate.max_tenor_days))
    if terms.cap > mandate.max_cap:
        faults.append(CapAboveMandate(cap=terms.cap, max_cap=mandate.max_cap))
    return tuple(faults)


def check_terms(terms: Terms, mandate: Mandate | None = None) -> None:
    """Raise the first fault of the terms, by themselves and within the mandate where one is given."""
    faults = faults_of_terms(terms)
    if mandate is not None:
        faults += faults_against_mandate(terms, mandate)
    if faults:
        raise faults[0]


def _faults_of_ranges(terms: Terms) -> list[TermsError]:
    places: list[tuple[str, int, int, int]] = [
        ("cap", terms.cap, 1, MAX_TOTAL),
        ("penalty_bps", terms.penalty_bps, 0, BPS),
        ("fee_bps", terms.fee_bps, 0, BPS - 1),
        ("grace_days", terms.grace_days, 0, MAX_SHORT_DAYS),
        ("cure_days", terms.cure_days, 0, MAX_SHORT_DAYS),
        ("stale_days", terms.stale_days, 0, MAX_LONG_DAYS),
        ("max_tenor_days", terms.max_tenor_days, 1, MAX_LONG_DAYS),
        ("version", terms.version, 1, MAX_SHORT_DAYS),
    ]
    places += [(f"advance_bps_{stage}", bps, 0, BPS) for stage, bps in enumerate(terms.advance_bps)]
    places += [(f"rate_bps_{stage}", bps, 0, BPS) for stage, bps in enumerate(terms.rate_bps)]
    return [
        OutOfRange(name=name, number=number, lowest=lowest, highest=highest)
        for name, number, lowest, highest in places
        if not lowest <= number <= highest
    ]

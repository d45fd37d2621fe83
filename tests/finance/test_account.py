"""The loan account: accrual, payments, payoff, penalty, subrogation, widths."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance import account as loans
from finance import accrual
from finance.account import LoanAccount, SubrogatesTooMuch, TimeRunsBack
from finance.units import (
    BPS,
    DAY,
    DEN,
    INTEREST_LIMIT,
    MAX_ORDER_AMOUNT,
    YEAR,
    AmountTooLarge,
    Bps,
    Days,
    InterestUnits,
    MinorUnits,
    NegativeQuantity,
    Seconds,
    Timestamp,
    ceil_div,
)
from finance.waterfall import split
from tests.finance.strategies import NOW, amounts, bps

elapsed = st.one_of(st.sampled_from([0, 1, int(YEAR), 100 * YEAR]), st.integers(0, 100 * YEAR))
money = st.one_of(st.sampled_from([0, 1, MAX_ORDER_AMOUNT]), st.integers(0, MAX_ORDER_AMOUNT)).map(MinorUnits)


def drawn(principal: int, rate_bps: int = 1_000, **more: int) -> LoanAccount:
    account = LoanAccount(NOW, rate_bps=Bps(rate_bps), principal=MinorUnits(principal))
    return replace(account, **more)  # type: ignore[arg-type]


def later(seconds: int) -> Timestamp:
    return Timestamp(NOW + seconds)


def test_a_step_older_than_the_account_is_refused() -> None:
    with pytest.raises(TimeRunsBack, match=str(NOW)):
        loans.sync(drawn(1), later(-1))
    with pytest.raises(NegativeQuantity, match="elapsed"):
        accrual.accrue(InterestUnits(0), MinorUnits(1), Bps(1), Seconds(-1))


def test_amounts_outside_their_bounds_are_refused() -> None:
    with pytest.raises(NegativeQuantity):
        loans.draw(drawn(0), MinorUnits(-1), NOW)
    with pytest.raises(AmountTooLarge):
        loans.draw(drawn(1), MAX_ORDER_AMOUNT, NOW)
    with pytest.raises(NegativeQuantity, match="payment"):
        loans.pay(drawn(1), MinorUnits(-1), NOW)
    with pytest.raises(NegativeQuantity, match="subrogated"):
        split(
            MinorUnits(1),
            penalty=MinorUnits(0),
            interest=MinorUnits(0),
            principal=MinorUnits(0),
            subrogated=MinorUnits(-1),
        )
    with pytest.raises(NegativeQuantity, match="owed_after"):
        accrual.settle(InterestUnits(DEN), MinorUnits(2))


def test_a_guarantee_pays_no_more_than_the_principal() -> None:
    with pytest.raises(SubrogatesTooMuch, match="principal=5, asked=6"):
        loans.subrogate(drawn(5), MinorUnits(6), NOW)


@given(amounts, bps, bps, st.lists(st.integers(0, 10 * YEAR), max_size=8), st.integers(0, 20 * YEAR))
def test_INV_10_syncing_often_charges_what_syncing_once_charges(
    principal: MinorUnits, rate: Bps, penalty: Bps, moments: list[int], grace: int
) -> None:
    start = drawn(principal, rate, penalty_bps=penalty, grace_ends=later(grace))
    last = later(10 * YEAR)
    often = start
    for moment in sorted(moments):
        often = loans.sync(often, later(moment))
    assert loans.sync(often, last) == loans.sync(start, last)


@given(amounts, bps, st.lists(st.tuples(st.integers(0, YEAR), money), max_size=8), elapsed)
def test_INV_10b_interest_paid_over_a_life_is_the_exact_interest_rounded_up_once(
    principal: MinorUnits, rate: Bps, payments: list[tuple[int, MinorUnits]], rest: int
) -> None:
    account, exact, paid = drawn(principal, rate), 0, 0
    for seconds, payment in payments:
        exact += account.principal * rate * seconds
        if account.owed == 0:
            break
        account, parts = loans.pay(account, payment, Timestamp(account.accrued_to + seconds))
        paid += parts.interest
        if account.owed == 0:
            break
    else:
        exact += account.principal * rate * rest
        end = Timestamp(account.accrued_to + rest)
        account, parts = loans.pay(account, loans.sync(account, end).owed, end)
        paid += parts.interest
    assert account.owed == 0
    assert paid == ceil_div(exact, DEN)


@given(money, money, money, money, money)
def test_INV_07_a_payment_is_fully_allocated_in_the_order_of_the_waterfall(
    payment: MinorUnits,
    penalty: MinorUnits,
    interest: MinorUnits,
    principal: MinorUnits,
    subrogated: MinorUnits,
) -> None:
    parts = split(payment, penalty=penalty, interest=interest, principal=principal, subrogated=subrogated)
    assert parts.total == payment
    assert min(parts.penalty, parts.interest, parts.principal, parts.subrogated, parts.residual) >= 0
    assert parts.penalty <= penalty and parts.interest <= interest
    assert parts.principal <= principal and parts.subrogated <= subrogated
    assert not parts.interest or parts.penalty == penalty
    assert not parts.principal + parts.subrogated or parts.interest == interest
    assert not parts.residual or parts.principal + parts.subrogated == principal + subrogated
    shared = parts.principal + parts.subrogated
    assert shared == 0 or parts.subrogated == shared * subrogated // (principal + subrogated)


def test_the_guarantor_s_part_is_rounded_down_and_the_rest_is_the_financier_s() -> None:
    parts = split(
        MinorUnits(10),
        penalty=MinorUnits(1),
        interest=MinorUnits(2),
        principal=MinorUnits(20),
        subrogated=MinorUnits(10),
    )
    assert (parts.penalty, parts.interest, parts.subrogated, parts.principal, parts.residual) == (
        1,
        2,
        2,
        5,
        0,
    )


def test_a_started_minor_unit_is_owed_whole_and_its_rest_is_prepaid() -> None:
    account = loans.sync(drawn(1_000_000, 1), later(1))
    assert account.owed_interest == 1
    account, parts = loans.pay(account, MinorUnits(1), later(1))
    assert parts.interest == 1
    assert account.interest_units == 1_000_000 - DEN
    assert account.owed_interest == 0
    assert loans.sync(account, later(DEN // 1_000_000)).owed_interest == 0, (
        "prepaid until its time has passed"
    )
    assert loans.sync(account, later(DEN // 1_000_000 + 1)).owed_interest == 1


def test_at_payoff_a_credit_below_one_minor_unit_lapses_and_not_before() -> None:
    account, _ = loans.pay(drawn(1_000_000, 1), MinorUnits(1), later(1))
    assert account.interest_units < 0
    account, parts = loans.pay(account, MinorUnits(1_000_001), later(1))
    assert (account.owed, account.interest_units, parts.residual) == (0, 0, 1)


def test_a_credit_stays_while_a_guarantor_is_still_owed() -> None:
    account = loans.subrogate(drawn(1_000_000, 1), MinorUnits(1_000_000), later(1))
    account, _ = loans.pay(account, MinorUnits(1), later(1))
    assert (account.principal, account.subrogated) == (0, 1_000_000)
    assert account.interest_units < 0


def test_penalty_runs_from_the_end_of_grace_and_never_before() -> None:
    account = drawn(1_000_000, 0, penalty_bps=600, grace_ends=later(100))
    assert loans.sync(account, later(100)).penalty_units == 0
    assert loans.sync(account, later(101)).penalty_units == 1_000_000 * 600
    assert loans.sync(loans.sync(account, later(150)), later(200)).penalty_units == 1_000_000 * 600 * 100


def test_a_declared_default_brings_the_penalty_forward_but_never_backdates_it() -> None:
    account = drawn(1_000_000, 0, penalty_bps=600, grace_ends=later(100))
    early = loans.declare_default(account, later(40))
    assert loans.sync(early, later(50)).penalty_units == 1_000_000 * 600 * 10
    late = loans.declare_default(account, later(140))
    assert loans.sync(late, later(150)).penalty_units == 1_000_000 * 600 * 50
    assert loans.declare_default(early, later(60)).defaulted_at == later(40), "once is enough"


def test_a_draw_costs_its_fee_rounded_up_and_leaves_older_interest_alone() -> None:
    account, fee = loans.draw(drawn(0, 1_000, fee_bps=1), MinorUnits(10_001), NOW)
    assert (account.principal, fee) == (10_001, 2)
    account, _ = loans.draw(account, MinorUnits(1), later(10))
    assert account.interest_units == 10_001 * 1_000 * 10


def test_a_new_rate_counts_from_its_moment_only() -> None:
    account = loans.reprice(drawn(100, 1_000), Bps(500), later(10))
    assert loans.sync(account, later(30)).interest_units == 100 * 1_000 * 10 + 100 * 500 * 20
    with pytest.raises(ValueError, match="rate_bps"):
        loans.reprice(account, Bps(BPS + 1), later(30))


@given(amounts, elapsed)
def test_interest_and_penalty_of_a_hundred_years_at_the_highest_rate_fit_104_bits(
    principal: MinorUnits, seconds: int
) -> None:
    account = loans.sync(drawn(principal, BPS, penalty_bps=BPS, grace_ends=NOW), later(seconds))
    for units in (account.interest_units, account.penalty_units):
        assert -INTEREST_LIMIT < units < INTEREST_LIMIT
        assert units == principal * BPS * seconds
    assert account.owed_interest == ceil_div(principal * seconds, YEAR)


def test_the_widest_account_stays_below_two_to_the_101() -> None:
    assert MAX_ORDER_AMOUNT * BPS * 100 * YEAR < 2**101 < INTEREST_LIMIT


def test_the_due_date_is_the_earlier_of_payment_and_longest_tenor() -> None:
    assert loans.first_due_at(later(30 * DAY), Seconds(60 * DAY), NOW, Days(270)) == later(90 * DAY)
    assert loans.first_due_at(later(30 * DAY), Seconds(60 * DAY), NOW, Days(45)) == later(45 * DAY)
    assert loans.grace_ends_at(later(45 * DAY), Days(10)) == later(55 * DAY)


def test_neither_interest_nor_penalty_runs_on_what_a_guarantor_is_owed() -> None:
    account = drawn(100, 1_000, penalty_bps=600, grace_ends=NOW, subrogated=900)
    after = loans.sync(account, later(10))
    assert (after.interest_units, after.penalty_units) == (100 * 1_000 * 10, 100 * 600 * 10)

"""Sale price, a buyer's late interest, and the cost of a draw."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance import disclosure, late, sale
from finance.accrual import owed
from finance.disclosure import NetNotPositive, NoTime
from finance.sale import PriceNotPositive
from finance.units import (
    BPS,
    DEN,
    MAX_ORDER_AMOUNT,
    AmountTooLarge,
    Bps,
    Days,
    InterestUnits,
    MinorUnits,
    NegativeQuantity,
    Timestamp,
    ZeroDivisor,
    ceil_div,
    check_bps,
    floor_div,
)
from tests.finance.strategies import amounts, bps

days = st.integers(0, 365).map(Days)


def test_rounding_refuses_what_only_a_mistake_makes_negative() -> None:
    for rounding in (ceil_div, floor_div):
        with pytest.raises(NegativeQuantity, match="numerator"):
            rounding(-1, 2)
        with pytest.raises(ZeroDivisor):
            rounding(1, 0)
    assert (ceil_div(1, 2), floor_div(1, 2), ceil_div(4, 2), floor_div(4, 2), ceil_div(0, 9)) == (
        1,
        0,
        2,
        2,
        0,
    )
    with pytest.raises(NegativeQuantity):
        check_bps("fee", -1)


def test_a_sale_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(PriceNotPositive, match="price=0"):
        sale.straight(MinorUnits(1), Bps(1), Days(1), 360)
    with pytest.raises(PriceNotPositive, match="price=0"):
        sale.to_yield(MinorUnits(1), Bps(1), Days(1), 365)
    with pytest.raises(PriceNotPositive):
        sale.to_yield(MinorUnits(0), Bps(0), Days(0), 365)
    with pytest.raises(PriceNotPositive, match="price=-1"):
        sale.straight(MinorUnits(100), Bps(BPS), Days(363), 360)
    with pytest.raises(NegativeQuantity, match="days"):
        sale.straight(MinorUnits(100), Bps(1), Days(-1), 360)
    with pytest.raises(AmountTooLarge):
        sale.to_yield(MinorUnits(MAX_ORDER_AMOUNT + 1), Bps(1), Days(1), 360)


@given(amounts, st.integers(0, 5_000).map(Bps), days, st.sampled_from([360, 365]))
def test_a_price_by_yield_is_the_highest_that_still_yields_the_rate(
    face: MinorUnits, rate: Bps, term: Days, basis: sale.Basis
) -> None:
    try:
        price = sale.to_yield(face, rate, term, basis)
    except PriceNotPositive:
        assert face * BPS * basis < BPS * basis + rate * term
        return
    worth = BPS * basis + rate * term
    assert price * worth <= face * BPS * basis < (price + 1) * worth
    assert 1 <= price <= face


@given(amounts, st.integers(0, 5_000).map(Bps), days)
def test_a_straight_discount_is_never_cheaper_than_one_by_yield(
    face: MinorUnits, rate: Bps, term: Days
) -> None:
    try:
        straight = sale.straight(face, rate, term, 365)
    except PriceNotPositive:
        return
    assert straight <= sale.to_yield(face, rate, term, 365)


def test_late_interest_runs_from_the_second_after_maturity() -> None:
    maturity = Timestamp(1_000)
    face, rate = MinorUnits(100), late.DEFAULT_LATE_BPS
    span = {"maturity": maturity, "since": Timestamp(0)}
    assert late.accrue_late(InterestUnits(0), face, rate, until=maturity, **span) == 0
    assert late.accrue_late(InterestUnits(0), face, rate, until=Timestamp(1_001), **span) == 100 * 1_825
    half = late.accrue_late(InterestUnits(0), face, rate, until=Timestamp(1_050), **span)
    rest = late.accrue_late(
        half, face, rate, maturity=maturity, since=Timestamp(1_050), until=Timestamp(1_100)
    )
    assert rest == 100 * 1_825 * 100
    a_year = late.accrue_late(InterestUnits(0), MinorUnits(10_000), rate, until=Timestamp(31_537_000), **span)
    assert owed(a_year) == 1_825, "0.05 % a day"


@given(amounts, amounts, amounts)
def test_INV_07_a_buyer_s_payment_settles_late_interest_first_and_is_fully_allocated(
    payment: MinorUnits, late_owed: MinorUnits, face: MinorUnits
) -> None:
    to_late, to_face, not_taken = late.split_payment(payment, late_owed, face)
    assert to_late + to_face + not_taken == payment
    assert to_late == min(payment, late_owed)
    assert not not_taken or (to_late, to_face) == (late_owed, face)


def test_a_draw_that_the_fee_takes_whole_is_refused() -> None:
    with pytest.raises(NetNotPositive, match="amount=1, fee=1, net=0"):
        disclosure.cost_of_draw(MinorUnits(1), Bps(1), Bps(0), Days(1))
    with pytest.raises(NoTime, match="days=0"):
        disclosure.cost_of_draw(MinorUnits(100), Bps(0), Bps(0), Days(0))
    with pytest.raises(NetNotPositive):
        disclosure.effective_rate(MinorUnits(1), MinorUnits(0), Days(1))


def test_rates_are_rounded_half_to_even_at_the_sixth_place() -> None:
    assert disclosure.annual_rate(MinorUnits(1), MinorUnits(2_000_000), Days(365)) == Decimal("0.000000")
    assert disclosure.annual_rate(MinorUnits(3), MinorUnits(2_000_000), Days(365)) == Decimal("0.000002")
    assert disclosure.effective_rate(MinorUnits(1), MinorUnits(2_000_000), Days(365)) == Decimal("0.000000")
    assert disclosure.effective_rate(MinorUnits(3), MinorUnits(2_000_000), Days(365)) == Decimal("0.000002")
    assert str(disclosure.annual_rate(MinorUnits(0), MinorUnits(7), Days(3))) == "0.000000"


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.sampled_from([1, 5, 73, 365]))
def test_rates_agree_with_exact_fractions(cost: int, net: int, term: int) -> None:
    apr = disclosure.annual_rate(MinorUnits(cost), MinorUnits(net), Days(term))
    ear = disclosure.effective_rate(MinorUnits(cost), MinorUnits(net), Days(term))
    half = Fraction(1, 2_000_000)
    assert abs(Fraction(apr) - Fraction(cost * 365, net * term)) <= half
    assert abs(Fraction(ear) - ((1 + Fraction(cost, net)) ** (365 // term) - 1)) <= half


@given(amounts, bps, bps, st.integers(1, 36_500).map(Days))
def test_the_parts_of_a_draw_sum_to_the_whole(amount: MinorUnits, fee: Bps, rate: Bps, term: Days) -> None:
    try:
        cost = disclosure.cost_of_draw(amount, fee, rate, term)
    except NetNotPositive:
        assert ceil_div(amount * fee, BPS) >= amount
        return
    assert cost.net + cost.fee == amount
    assert cost.interest == ceil_div(amount * rate * term * 86_400, DEN)
    assert cost.ear >= 0 and cost.apr >= 0


def test_the_largest_cost_over_one_day_still_has_a_rate() -> None:
    assert disclosure.effective_rate(MAX_ORDER_AMOUNT, MinorUnits(1), Days(1)) > Decimal(10) ** 6_000

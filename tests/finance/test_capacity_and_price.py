"""Capacity and price: parts sum to the whole, and going forward is never dearer."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from finance.capacity import capacity, cumulative
from finance.price import layers, rate_of
from finance.stages import OrderFacts, Schedule, Stages
from finance.units import BPS, MAX_ORDER_AMOUNT, Bps, MinorUnits, NegativeQuantity, Timestamp
from tests.finance.examples import order, terms
from tests.finance.strategies import NOW, advances, amounts, orders, rates, steps_forward

ADVANCE, RATES = terms().advance_bps, terms().rate_bps


def test_a_negative_principal_has_no_price() -> None:
    with pytest.raises(NegativeQuantity, match="principal"):
        rate_of(order().facts(), ADVANCE, RATES, MinorUnits(-1))


@given(orders(), advances)
def test_the_parts_of_the_capacity_sum_to_the_whole(order: OrderFacts, advance: Schedule) -> None:
    c0, c1, c2, c3 = cumulative(order.eligible(NOW), advance)
    assert (c0 - c1) + (c1 - c2) + (c2 - c3) + c3 == c0 == capacity(order.eligible(NOW), advance)
    assert c0 >= c1 >= c2 >= c3 >= 0
    assert c0 <= order.amount


def test_cumulating_before_rounding_loses_less_than_one_minor_unit() -> None:
    thirds = Stages(MinorUnits(1), MinorUnits(1), MinorUnits(1), MinorUnits(1))
    assert cumulative(thirds, (Bps(2_500), Bps(2_500), Bps(2_500), Bps(2_500))) == (1, 0, 0, 0)


@given(orders(), advances, rates, st.one_of(st.just(MinorUnits(0)), amounts))
def test_what_is_drawn_is_laid_whole_on_the_stages(
    order: OrderFacts, advance: Schedule, rate: Schedule, principal: MinorUnits
) -> None:
    parts = layers(order.facts(), advance, principal)
    assert sum(parts) == principal
    assert min(parts) >= 0
    assert rate[3] <= rate_of(order.facts(), advance, rate, principal) <= rate[0]


def test_the_safest_value_carries_the_first_of_the_principal() -> None:
    facts = Stages(MinorUnits(1_000), MinorUnits(1_000), MinorUnits(1_000), MinorUnits(1_000))
    assert layers(facts, ADVANCE, MinorUnits(900)) == (0, 0, 0, 900)
    assert layers(facts, ADVANCE, MinorUnits(1_700)) == (0, 50, 750, 900)
    assert layers(facts, ADVANCE, MinorUnits(2_600)) == (450, 500, 750, 900), "what nothing covers is stage 0"
    assert rate_of(facts, ADVANCE, RATES, MinorUnits(900)) == 420
    assert rate_of(facts, ADVANCE, RATES, MinorUnits(901)) == 421, "rounded up"
    assert rate_of(facts, ADVANCE, RATES, MinorUnits(0)) == 900


@given(steps_forward(), advances, rates, amounts)
def test_a_milestone_that_moves_forward_never_raises_the_price(
    step: tuple[OrderFacts, OrderFacts], advance: Schedule, rate: Schedule, principal: MinorUnits
) -> None:
    before, after = step
    dearer = rate_of(before.facts(), advance, rate, principal)
    assert rate_of(after.facts(), advance, rate, principal) <= dearer


@given(steps_forward(), advances)
def test_a_milestone_that_moves_forward_never_lowers_the_capacity(
    step: tuple[OrderFacts, OrderFacts], advance: Schedule
) -> None:
    before, after = step
    moment = Timestamp(before.deliver_by)
    assert capacity(after.eligible(moment), advance) >= capacity(before.eligible(moment), advance)


@given(orders(), advances, rates, amounts, amounts)
def test_a_draw_never_lowers_and_a_repayment_never_raises_the_price(
    order: OrderFacts, advance: Schedule, rate: Schedule, one: MinorUnits, other: MinorUnits
) -> None:
    less, more = sorted((one, other))
    facts = order.facts()
    assert rate_of(facts, advance, rate, less) <= rate_of(facts, advance, rate, more)


@given(advances, st.integers(0, 3))
@example((Bps(BPS),) * 4, 0)
def test_the_largest_order_at_the_highest_advance_fits(advance: Schedule, stage: int) -> None:
    facts = [MinorUnits(0)] * 4
    facts[stage] = MAX_ORDER_AMOUNT
    assert capacity(Stages(*facts), advance) <= MAX_ORDER_AMOUNT

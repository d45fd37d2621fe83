"""Facts and eligible amounts of an order, rule by rule."""

from __future__ import annotations

import pytest
from hypothesis import given

from finance.eligibility import losses
from finance.reasons import ReasonCode
from finance.stages import NOTHING, OrderFacts
from finance.units import DAY, MAX_ORDER_AMOUNT, AmountTooLarge, NegativeQuantity, Timestamp
from tests.finance.examples import AMOUNT, order
from tests.finance.strategies import NOW, orders


def test_an_amount_below_zero_or_above_56_bits_is_refused() -> None:
    with pytest.raises(NegativeQuantity, match="received"):
        order(received=-1)
    with pytest.raises(AmountTooLarge, match=str(MAX_ORDER_AMOUNT)):
        order(amount=MAX_ORDER_AMOUNT + 1)
    with pytest.raises(NegativeQuantity, match="deliver_by"):
        order(deliver_by=-1)


def test_an_order_that_is_not_accepted_counts_nothing() -> None:
    assert order(accepted=False).facts() == NOTHING


def test_value_moves_from_stage_to_stage_and_is_counted_once() -> None:
    assert order().facts() == (AMOUNT, 0, 0, 0)
    assert order(shipped=AMOUNT).facts() == (AMOUNT, 0, 0, 0), "a shipment is a claim until attested"
    assert order(shipped=AMOUNT, attested=4_000_000).facts() == (6_000_000, 4_000_000, 0, 0)
    assert order(attested=4_000_000, received=5_000_000).facts() == (5_000_000, 0, 5_000_000, 0)
    done = order(
        attested=AMOUNT, received=AMOUNT, returned=1_000_000, confirmed=8_000_000, custody_unpaid=8_000_000
    )
    assert done.facts() == (0, 0, 1_000_000, 8_000_000)
    assert order(cancelled=3_000_000).facts() == (7_000_000, 0, 0, 0)


@given(orders())
def test_INV_06_stages_and_confirmed_sum_to_what_stands_less_what_was_returned(order: OrderFacts) -> None:
    f0, f1, f2, f3 = order.facts()
    assert f0 + f1 + f2 + order.confirmed == order.amount - order.cancelled - order.returned
    assert f3 <= order.confirmed


@given(orders())
def test_INV_06_eligible_amounts_never_exceed_the_facts(order: OrderFacts) -> None:
    facts, eligible = order.facts(), order.eligible(NOW)
    assert min(eligible) >= 0
    assert all(sum(eligible[stage:]) <= sum(facts[stage:]) for stage in range(4))


@given(orders())
def test_whatever_does_not_count_is_explained_by_a_reason(order: OrderFacts) -> None:
    if order.facts() != order.eligible(NOW):
        assert losses(order, NOW)


def test_evidence_of_an_attestor_not_relied_on_counts_as_merely_ordered() -> None:
    assert order(attested=AMOUNT, attestor_relied_on=False).eligible(NOW) == (AMOUNT, 0, 0, 0)


def test_a_delivery_is_stale_from_the_second_after_its_stale_time() -> None:
    half = order(attested=2_000_000, received=1_000_000)
    last = Timestamp(half.deliver_by + half.stale_seconds)
    assert half.eligible(last) == (8_000_000, 1_000_000, 1_000_000, 0)
    assert half.eligible(Timestamp(last + 1)) == (0, 0, 1_000_000, 0)


def test_a_receipt_is_stale_a_payment_term_later() -> None:
    received = order(received=AMOUNT)
    last = Timestamp(received.deliver_by + received.payment_term_seconds + received.stale_seconds)
    assert received.eligible(last).received == AMOUNT
    assert received.eligible(Timestamp(last + 1)) == NOTHING


def test_both_disputes_come_off_received_then_transit_then_ordered_never_off_confirmed() -> None:
    shape = {
        "attested": 7_000_000,
        "received": 4_000_000,
        "confirmed": 1_000_000,
        "custody_unpaid": 1_000_000,
    }
    assert order(**shape).eligible(NOW) == (3_000_000, 3_000_000, 3_000_000, 1_000_000)
    dispute = {"disputed_by_buyer": 2_000_000, "disputed_by_supplier": 2_000_000}
    assert order(**shape, **dispute).eligible(NOW) == (3_000_000, 2_000_000, 0, 1_000_000)
    assert order(**shape, disputed_by_buyer=7_000_000).eligible(NOW) == (2_000_000, 0, 0, 1_000_000)
    assert order(**shape, disputed_by_buyer=AMOUNT).eligible(NOW) == (0, 0, 0, 1_000_000)


def test_a_dispute_after_staleness_does_not_reach_what_is_gone_already() -> None:
    stale = order(received=4_000_000, disputed_by_buyer=1_000_000)
    assert stale.eligible(Timestamp(stale.deliver_by + stale.stale_seconds + 1)) == (0, 0, 3_000_000, 0)


def test_standing_of_the_parties() -> None:
    shape = {"received": 4_000_000, "confirmed": 1_000_000, "custody_unpaid": 1_000_000}
    assert order(**shape, custody_matured_unpaid=True).eligible(NOW) == (6_000_000, 0, 3_000_000, 0)
    assert order(**shape, supplier_suspended=True).eligible(NOW) == (0, 0, 0, 1_000_000)
    assert order(**shape, buyer_suspended=True).eligible(NOW) == NOTHING
    assert order(**shape, affiliates=True).eligible(NOW) == NOTHING


def test_time_standing_and_disputes_do_not_touch_the_facts() -> None:
    plain = order(received=4_000_000)
    spoiled = order(received=4_000_000, disputed_by_buyer=1, buyer_suspended=True, affiliates=True)
    assert spoiled.facts() == plain.facts()


def test_each_loss_names_its_amount() -> None:
    late = Timestamp(order().deliver_by + 31 * DAY)
    found = losses(
        order(attested=2_000_000, disputed_by_buyer=3, received=1_000, attestor_relied_on=False), late
    )
    assert [(each.code, each.figures[0].number) for each in found] == [
        (ReasonCode.EVIDENCE_NOT_RELIED_ON, 1_999_000),
        (ReasonCode.DELIVERY_STALE, 9_999_000),
        (ReasonCode.DISPUTED, 3),
    ]

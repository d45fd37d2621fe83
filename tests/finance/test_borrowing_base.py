"""What a supplier can still draw, why not more, and what unlocks more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.account import LoanAccount
from finance.borrowing_base import BorrowingBase, FacilityUse, Line, PledgedOrder, borrowing_base
from finance.capacity import capacity
from finance.milestones import Milestone, ahead, reach, unlocks
from finance.reasons import ReasonCode
from finance.stages import OrderFacts, Schedule
from finance.units import DAY, AccountId, Bps, Days, MinorUnits, Timestamp
from tests.finance.examples import AMOUNT, FACILITY, LINE, mandate, order, pledged, terms
from tests.finance.strategies import BUYER, FINANCIER, NOW, ORDER, advances, amounts, orders, rates

OTHER = AccountId("0x" + "99" * 20)


def base(*orders: PledgedOrder, **changes: Any) -> BorrowingBase:
    given_: dict[str, Any] = {
        "facility": FACILITY,
        "lines": (LINE,),
        "mandate": mandate(),
        "now": NOW,
    } | changes
    return borrowing_base(orders, **given_)


def codes(reasons: tuple[Any, ...]) -> list[ReasonCode]:
    return [each.code for each in reasons]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"buyer_lapsed": True}, ReasonCode.BUYER_LAPSED),
        ({"order": order(supplier_suspended=True)}, ReasonCode.SUPPLIER_SUSPENDED),
        ({"terms": terms(draw_until=NOW - 1)}, ReasonCode.DRAWING_ENDED),
        ({"due_at": NOW}, ReasonCode.PAST_DUE),
        ({"account": LoanAccount(NOW, defaulted_at=NOW)}, ReasonCode.DEFAULTED),
        ({"order": order(custody_matured_unpaid=True)}, ReasonCode.CUSTODY_MATURED),
        ({"account": LoanAccount(NOW, principal=MinorUnits(3_000_001))}, ReasonCode.OVER_ADVANCED),
        ({"buyer": OTHER}, ReasonCode.LINE_MISSING),
    ],
)
def test_an_order_that_may_not_draw_has_nothing_available_and_says_why(
    changes: dict[str, Any], code: ReasonCode
) -> None:
    found = base(replace(pledged(), **changes))
    assert found.available == found.orders[0].available == found.orders[0].headroom == 0
    assert code in codes(found.orders[0].blocks)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"facility": FacilityUse(FACILITY.cap, frozen=True)}, ReasonCode.FACILITY_FROZEN),
        ({"facility": FacilityUse(FACILITY.cap, defaults=1)}, ReasonCode.FACILITY_IN_DEFAULT),
        ({"mandate": None}, ReasonCode.MANDATE_MISSING),
        ({"mandate": mandate(valid_until=NOW - 1)}, ReasonCode.MANDATE_EXPIRED),
        ({"supplier_lapsed": True}, ReasonCode.SUPPLIER_LAPSED),
    ],
)
def test_a_block_of_all_orders_leaves_nothing_to_draw(changes: dict[str, Any], code: ReasonCode) -> None:
    found = base(pledged(), **changes)
    assert found.available == found.headroom == 0
    assert code in codes(found.blocks)


def test_a_sweep_is_told_and_stops_no_draw() -> None:
    found = base(pledged(), facility=FacilityUse(FACILITY.cap, sweeping=True))
    assert codes(found.notices) == [ReasonCode.SWEEP]
    assert found.available == base(pledged()).available > 0
    assert base(pledged()).notices == ()


def test_what_a_guarantor_has_paid_is_told_apart_from_the_principal() -> None:
    account = LoanAccount(NOW, principal=MinorUnits(70), subrogated=MinorUnits(30))
    (found,) = base(pledged(account=account)).orders
    assert (found.principal, found.subrogated) == (70, 30)


def test_an_over_advanced_order_does_not_lower_what_the_others_can_draw() -> None:
    over = pledged(1, drawn=3_500_000)
    found = base(pledged(0), over)
    assert found.orders[1].over_advanced == 500_000
    assert found.available == 3_000_000


def test_without_a_binding_limit_everything_is_available_and_interest_stands_apart() -> None:
    account = LoanAccount(NOW - DAY, rate_bps=Bps(900), principal=MinorUnits(1_000_000))  # type: ignore[arg-type]
    found = base(replace(pledged(), account=account))
    assert (found.available, found.principal, found.binding) == (2_000_000, 1_000_000, ())
    assert (found.owed_interest, found.owed_penalty) == (247, 0), "900 bps of 10,000.00 for a day, rounded up"
    assert found.orders[0].rate_bps == 900


def test_the_terms_of_the_account_say_when_its_order_is_stale() -> None:
    soon = terms(stale_days=Days(0))
    moment = Timestamp(order().deliver_by + 1)
    assert base(replace(pledged(), terms=soon), now=moment).orders[0].capacity == 0
    assert base(pledged(), now=moment).orders[0].capacity == 3_000_000


def test_every_binding_constraint_is_named_with_its_numbers() -> None:
    found = base(
        pledged(0),
        pledged(1),
        facility=FacilityUse(MinorUnits(5_000_000), used=MinorUnits(1_000_000)),
        lines=(Line(BUYER, MinorUnits(4_500_000), used=MinorUnits(1_000_000)),),
        mandate=mandate(max_total=MinorUnits(2_900_000)),
    )
    assert found.headroom == 6_000_000
    assert found.available == 2_900_000
    assert [(each.code, each.room, each.wanted) for each in found.binding] == [
        (ReasonCode.LINE, 3_500_000, 6_000_000),
        (ReasonCode.FACILITY_CAP, 4_000_000, 6_000_000),
        (ReasonCode.MANDATE_TOTAL, 2_900_000, 6_000_000),
    ]
    assert [each.subject for each in found.binding] == [BUYER, "facility", FINANCIER]
    assert [each.code for each in found.orders[0].binding] == [ReasonCode.MANDATE_TOTAL]
    assert found.orders[0].available == 2_900_000


def test_a_line_binds_the_orders_of_its_own_buyer_only() -> None:
    lines = (Line(BUYER, MinorUnits(1_000_000)), Line(OTHER, MinorUnits(9_000_000)))
    found = base(pledged(0), pledged(1, buyer=OTHER), lines=lines)
    assert found.available == 1_000_000 + 3_000_000
    assert [each.subject for each in found.binding] == [BUYER]


def test_a_cap_lowered_below_its_use_leaves_nothing_and_never_less() -> None:
    found = base(pledged(), facility=FacilityUse(MinorUnits(1), used=MinorUnits(2)))
    assert (found.available, found.binding[0].room) == (0, 0)


def test_a_supplier_without_orders_can_draw_nothing() -> None:
    assert base().available == 0


@given(
    st.lists(st.tuples(orders(), st.sampled_from([BUYER, OTHER])), max_size=4),
    amounts,
    amounts,
    amounts,
    amounts,
)
def test_INV_05_the_base_never_exceeds_capacity_cap_line_or_mandate(
    picked: list[tuple[OrderFacts, AccountId]],
    cap: MinorUnits,
    line: MinorUnits,
    other: MinorUnits,
    total: MinorUnits,
) -> None:
    found = base(
        *(replace(pledged(number), order=facts, buyer=buyer) for number, (facts, buyer) in enumerate(picked)),
        facility=FacilityUse(cap),
        lines=(Line(BUYER, line), Line(OTHER, other)),
        mandate=mandate(max_total=total),
    )
    assert 0 <= found.available <= min(found.headroom, cap, total, line + other)
    assert found.headroom == sum(each.capacity for each in found.orders if not each.blocks)
    assert bool(found.binding) == (found.available < found.headroom)
    for each in found.orders:
        assert each.available <= found.available


def test_the_milestones_ahead_say_what_they_add_and_what_it_then_costs() -> None:
    found = base(pledged(drawn=3_000_000)).orders[0].unlocks
    assert [(each.milestone, each.adds, each.rate_bps_after) for each in found] == [
        (Milestone.ATTESTED_SHIPMENT, 2_000_000, 750),
        (Milestone.RECEIPT, 2_500_000, 570),
        (Milestone.CONFIRMATION, 1_500_000, 420),
    ]
    assert found[1].sentence == "when the buyer records receipt: +2500000 at 570 bps"


def test_an_order_not_yet_accepted_begins_with_its_acceptance() -> None:
    found = unlocks(
        ORDER, order(accepted=False), terms().advance_bps, terms().rate_bps, principal=MinorUnits(0), now=NOW
    )
    assert found[0].milestone is Milestone.ACCEPTANCE
    assert (found[0].adds, found[0].rate_bps_after) == (3_000_000, 900)


def test_an_order_on_which_nothing_is_drawn_is_told_the_price_of_drawing_everything() -> None:
    found = base(pledged()).orders[0].unlocks
    assert [each.rate_bps_after for each in found] == [750, 570, 420]


def test_an_attested_shipment_is_not_promised_where_nobody_is_relied_on() -> None:
    steps = [milestone for milestone, _ in ahead(order(attestor_relied_on=False))]
    assert steps == [Milestone.RECEIPT, Milestone.CONFIRMATION]


def test_a_finished_order_unlocks_nothing() -> None:
    done = reach(reach(order(), Milestone.RECEIPT), Milestone.CONFIRMATION)
    assert done.facts() == (0, 0, 0, AMOUNT)
    assert ahead(done) == ()


@given(orders(), advances, rates, st.one_of(st.just(MinorUnits(0)), amounts))
def test_what_the_milestones_add_sums_to_the_capacity_at_the_end(
    order: OrderFacts, advance: Schedule, rate: Schedule, principal: MinorUnits
) -> None:
    found = unlocks(ORDER, order, advance, rate, principal=principal, now=NOW)
    now_ = capacity(order.eligible(NOW), advance)
    for each in found:
        assert each.adds > 0
    if found and len(found) == len(ahead(order)):
        assert now_ + sum(each.adds for each in found) == found[-1].capacity_after

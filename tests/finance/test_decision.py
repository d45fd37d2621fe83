"""Decide: refusals with their numbers, then offers within every bound, disclosed and replayable."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from finance.account import LoanAccount
from finance.borrowing_base import FacilityUse, Line
from finance.canonical import NotCanonical, from_canonical_json, to_canonical_json
from finance.conduct import Conduct
from finance.decision import Offer, Refusal, decide, decision_from_json
from finance.disclosure import annual_rate
from finance.milestones import Milestone
from finance.policy import Policy, policy_hash
from finance.quote import path_interest
from finance.reasons import Clause, Reason, ReasonCode
from finance.snapshot import Party, Snapshot
from finance.terms import faults_against_mandate, faults_of_terms
from finance.units import BPS, DAY, DEN, AmountTooLarge, Bps, Days, MinorUnits, Timestamp, ceil_div
from tests.finance.examples import AMOUNT, GOOD_CONDUCT, mandate, order, snapshot
from tests.finance.strategies import BUYER, NOW, ORDER, SUPPLIER, open_policy, snapshots

POLICY = Policy()


def refused(**changes: Any) -> Refusal:
    answer = decide(snapshot(**changes), POLICY, NOW)
    assert isinstance(answer, Refusal), answer
    return answer


def offered(**changes: Any) -> Offer:
    answer = decide(snapshot(**changes), POLICY, NOW)
    assert isinstance(answer, Offer), answer
    return answer


def figures(reason: Reason) -> dict[str, int]:
    return {figure.name: figure.number for figure in reason.figures}


@pytest.mark.parametrize(
    ("changes", "code", "numbers"),
    [
        (
            {"supplier": Party(SUPPLIER, Timestamp(NOW - 1))},
            "supplier_lapsed",
            {"valid_until": NOW - 1, "now": NOW},
        ),
        ({"buyer": Party(BUYER, Timestamp(NOW - 1))}, "buyer_lapsed", {"valid_until": NOW - 1, "now": NOW}),
        ({"order": order(supplier_suspended=True)}, "supplier_suspended", {}),
        ({"order": order(buyer_suspended=True)}, "buyer_suspended", {}),
        ({"order": order(affiliates=True)}, "affiliates", {}),
        ({"order": order(accepted=False)}, "order_not_accepted", {"order_amount": AMOUNT}),
        ({"conduct": replace(GOOD_CONDUCT, overdue=True)}, "buyer_overdue", {}),
        (
            {"conduct": replace(GOOD_CONDUCT, mean_days_late=Days(11))},
            "buyer_conduct",
            {"mean_days_late": 11},
        ),
        (
            {"conduct": replace(GOOD_CONDUCT, disputed_bps=Bps(801))},
            "buyer_conduct",
            {"max_disputed_bps": 800},
        ),
        ({"mandate": None}, "mandate_missing", {}),
        ({"mandate": mandate(valid_until=NOW - 1)}, "mandate_expired", {"valid_until": NOW - 1}),
        ({"mandate": mandate(max_tenor_days=2)}, "mandate_narrow", {"max_tenor_days": 2}),
        ({"mandate": mandate(max_cap=0)}, "mandate_narrow", {"max_cap": 0}),
        ({"mandate": mandate(floor_rate_bps=BPS + 1)}, "mandate_narrow", {"floor_rate_bps": BPS + 1}),
        ({"line": None}, "line_missing", {}),
        ({"facility": FacilityUse(MinorUnits(1), frozen=True)}, "facility_frozen", {}),
        ({"facility": FacilityUse(MinorUnits(1), defaults=2)}, "facility_in_default", {"defaults": 2}),
        ({"facility": FacilityUse(MinorUnits(1), version=255)}, "versions_used_up", {"version": 255}),
        ({"order": order(deliver_by=NOW - 58 * DAY)}, "tenor_too_short", {"days": 2, "min_days": 3}),
        ({"order": order(custody_matured_unpaid=True)}, "custody_matured", {"amount": 0}),
        ({"due_at": NOW}, "past_due", {"due_at": NOW, "now": NOW}),
        ({"account": LoanAccount(NOW, defaulted_at=NOW)}, "defaulted", {"defaulted_at": NOW}),
        (
            {"account": LoanAccount(NOW, principal=MinorUnits(3_000_001))},
            "over_advanced",
            {"principal": 3_000_001, "capacity": 3_000_000},
        ),
        ({"requested": MinorUnits(99)}, "below_minimum", {"amount": 99, "minimum": 100}),
        ({"requested": MinorUnits(0)}, "below_minimum", {"amount": 0}),
        ({"line": Line(BUYER, MinorUnits(7), MinorUnits(7))}, "line", {"limit": 7, "used": 7, "room": 0}),
        ({"order": order(disputed_by_buyer=AMOUNT)}, "no_capacity", {"order_amount": AMOUNT}),
        ({"order": order(disputed_by_buyer=AMOUNT)}, "disputed", {"amount": AMOUNT}),
        ({"mandate": mandate(max_advance_bps=(0, 0, 0, 9_500))}, "advance_ceiling", {"max_bps": 0}),
    ],
)
def test_a_refusal_names_its_reason_with_the_numbers(
    changes: dict[str, Any], code: str, numbers: dict[str, int]
) -> None:
    answer = refused(**changes)
    found = [each for each in answer.reasons if each.code.value == code]
    assert any(numbers.items() <= figures(each).items() for each in found), answer.reasons
    assert all(each.sentence and each.change for each in answer.reasons)


def test_a_refusal_names_all_reasons_at_once() -> None:
    answer = refused(line=None, mandate=None, conduct=Conduct(overdue=True), order=order(accepted=False))
    assert {each.code for each in answer.reasons} == {
        ReasonCode.LINE_MISSING,
        ReasonCode.MANDATE_MISSING,
        ReasonCode.BUYER_OVERDUE,
        ReasonCode.ORDER_NOT_ACCEPTED,
    }


def test_a_refusal_for_want_of_capacity_says_what_unlocks_some() -> None:
    answer = refused(mandate=mandate(max_advance_bps=(Bps(0), Bps(0), Bps(8_000), Bps(9_500))))
    assert [each.milestone for each in answer.unlocks] == [Milestone.RECEIPT, Milestone.CONFIRMATION]
    assert answer.unlocks[0].adds == 7_500_000


def test_a_draw_whose_fee_takes_everything_is_refused() -> None:
    policy = replace(POLICY, fee_bps=Bps(1), min_draw=MinorUnits(1))
    answer = decide(snapshot(requested=MinorUnits(1)), policy, NOW)
    assert isinstance(answer, Refusal)
    assert [each.code for each in answer.reasons] == [ReasonCode.NET_NOT_POSITIVE]


def test_an_amount_that_cannot_be_is_refused_before_any_decision() -> None:
    with pytest.raises(AmountTooLarge):
        snapshot(requested=2**56)


def test_a_good_buyer_s_order_is_offered_at_the_policy_s_own_numbers() -> None:
    offer = offered()
    assert offer.grade == "A"
    assert offer.terms.advance_bps == (3_000, 5_000, 7_500, 9_000)
    assert offer.terms.rate_bps == (900, 750, 570, 420)
    assert offer.price.tenor_days == 90 and offer.price.tenor_spread_bps == 0
    assert offer.terms.version == 1
    assert offer.terms.policy_hash == offer.policy_hash == policy_hash(POLICY)
    assert offer.bound == (ReasonCode.CAPACITY,)
    assert offer.reasons == ()
    assert offer.first_draw.amount == 3_000_000


def test_the_first_draw_is_disclosed_whole() -> None:
    draw = offered(requested=MinorUnits(1_000_000)).first_draw
    assert (draw.net, draw.fees[0].amount, draw.fees[0].payee) == (998_000, 2_000, mandate().fee_to)
    assert draw.due_at == NOW + 90 * DAY and draw.grace_ends == NOW + 100 * DAY
    assert draw.expected_at == NOW + 91 * DAY, "the buyer pays a day late on average"
    assert [(step.begins_with, (step.starts_at - NOW) // DAY, step.rate_bps) for step in draw.path] == [
        (None, 0, 900),
        (Milestone.ATTESTED_SHIPMENT, 25, 750),
        (Milestone.RECEIPT, 30, 570),
        (Milestone.CONFIRMATION, 35, 420),
    ]
    assert draw.path[-1].ends_at == draw.expected_at
    exact = 1_000_000 * DAY * (900 * 25 + 750 * 5 + 570 * 5 + 420 * 56)
    assert draw.interest == ceil_div(exact, DEN)
    assert draw.apr == annual_rate(MinorUnits(2_000 + draw.interest), draw.net, Days(91))
    assert draw.ear > draw.apr > Decimal("0.06")
    assert set(draw.clauses) == {
        Clause.RECOURSE_TO_SUPPLIER,
        Clause.REPAY_ANY_TIME,
        Clause.PENALTY_AFTER_GRACE,
        Clause.SWEEP_OF_SISTER_ORDERS,
    }
    assert [each.milestone for each in draw.unlocks][1] is Milestone.RECEIPT


def test_a_later_draw_carries_its_own_interest_only() -> None:
    before = LoanAccount(NOW, principal=MinorUnits(1_000_000))
    changes: dict[str, Any] = {"due_at": Timestamp(NOW + 90 * DAY), "requested": MinorUnits(500_000)}
    offer = offered(account=before, **changes)
    whole = path_interest(offer.first_draw.path, MinorUnits(1_500_000))
    alone = offered(requested=MinorUnits(1_000_000)).first_draw
    assert offer.first_draw.principal_after == 1_500_000
    assert offer.first_draw.interest == ceil_div(
        whole - path_interest(alone.path, MinorUnits(1_000_000)), DEN
    )
    assert ReasonCode.ACCOUNT_KEEPS_TERMS in {each.code for each in offer.reasons}


def test_a_loan_due_before_the_buyer_pays_is_said_so() -> None:
    offer = offered(mandate=mandate(max_tenor_days=Days(45)))
    found = {each.code: figures(each) for each in offer.reasons}
    assert found[ReasonCode.TENOR_CEILING] == {"wanted_days": 270, "max_days": 45}
    assert found[ReasonCode.DUE_BEFORE_PAYMENT] == {"payment_days": 90, "max_days": 45}
    assert offer.first_draw.due_at == offer.first_draw.expected_at == NOW + 45 * DAY


def test_a_milestone_that_is_late_already_is_not_expected_in_the_past() -> None:
    late = order(deliver_by=Timestamp(NOW - 2 * DAY))
    starts = [(step.starts_at - NOW) // DAY for step in offered(order=late).first_draw.path]
    assert starts == [0, 1, 2, 3]


def test_worse_conduct_costs_more_and_dilution_lowers_every_advance() -> None:
    slow = offered(conduct=replace(GOOD_CONDUCT, mean_days_late=Days(5)))
    assert (slow.grade, slow.terms.rate_bps) == ("B", (960, 810, 630, 480))
    diluted = offered(conduct=replace(GOOD_CONDUCT, dilution_12m_bps=Bps(450)))
    assert diluted.terms.advance_bps == (2_850, 4_850, 7_350, 8_850), (
        "cut by the excess over the tolerance only"
    )
    assert figures(diluted.reasons[0]) == {"dilution_12m_bps": 450, "tolerance_bps": 300, "cut_bps": 150}
    assert offered(conduct=replace(GOOD_CONDUCT, dilution_12m_bps=Bps(300))).reasons == ()


def test_a_new_buyer_is_told_which_record_earns_more() -> None:
    offer = offered(conduct=Conduct())
    assert offer.grade == "N"
    assert figures(offer.reasons[0]) == {
        "paid_count": 0,
        "needs_count": 24,
        "history_days": 0,
        "needs_days": 365,
    }


def test_a_longer_tenor_costs_more() -> None:
    longer = offered(order=order(deliver_by=Timestamp(NOW + 61 * DAY)))
    assert (longer.price.tenor_days, longer.price.tenor_spread_bps) == (121, 30)
    assert longer.terms.rate_bps[3] == 450


def test_concentration_lowers_the_line() -> None:
    offer = offered(mandate=mandate(max_total=MinorUnits(5_000_000)))
    assert offer.bound == (ReasonCode.CONCENTRATION,)
    assert offer.first_draw.amount == 2_000_000, "40 % of the mandate's total"


def test_what_others_drew_counts_on_the_mandate() -> None:
    offer = offered(mandate=mandate(used=MinorUnits(9_999_000_000)))
    assert offer.bound == (ReasonCode.MANDATE_TOTAL,)
    assert offer.first_draw.amount == 1_000_000


def test_a_request_above_what_is_available_is_offered_what_there_is() -> None:
    offer = offered(requested=MinorUnits(3_000_001))
    assert offer.first_draw.amount == 3_000_000
    assert figures(offer.reasons[0]) == {"requested": 3_000_001, "available": 3_000_000}
    assert offered(requested=MinorUnits(2_999_999)).bound == (ReasonCode.REQUEST,)


def test_all_limits_that_bind_together_are_named() -> None:
    offer = offered(line=Line(BUYER, MinorUnits(3_000_000)))
    assert offer.bound == (ReasonCode.CAPACITY, ReasonCode.LINE)


def test_a_floor_of_the_mandate_raises_the_rates_that_are_below_it() -> None:
    offer = offered(mandate=mandate(floor_rate_bps=Bps(600)))
    assert offer.terms.rate_bps == (900, 750, 600, 600)
    assert ReasonCode.RATE_FLOOR in {each.code for each in offer.reasons}


def test_ceilings_that_fall_by_stage_still_give_advances_that_do_not() -> None:
    ceilings = (Bps(5_000), Bps(4_000), Bps(9_000), Bps(2_000))
    assert offered(mandate=mandate(max_advance_bps=ceilings)).terms.advance_bps == (2_000,) * 4


def test_advances_are_lowered_until_the_face_can_pay_the_dearest_interest() -> None:
    offer = offered(mandate=mandate(floor_rate_bps=Bps(3_000)))
    assert offer.terms.advance_bps == (3_000, 5_000, 7_500, 8_129), (
        "10,000 / (1 + 0.3 * 280 / 365), rounded down"
    )
    found = {each.code: figures(each) for each in offer.reasons}
    assert found[ReasonCode.FACE_PAYS_INTEREST] == {"stage": 3, "wanted_bps": 9_000, "max_bps": 8_129}


def test_terms_never_end_after_the_mandate() -> None:
    offer = offered(mandate=mandate(valid_until=Timestamp(NOW + DAY)))
    assert offer.terms.draw_until == offer.terms.accept_by == NOW + DAY


def test_a_facility_that_exists_gets_its_next_version_and_its_use_counts() -> None:
    offer = offered(facility=FacilityUse(MinorUnits(1), used=MinorUnits(999_000_000), version=4))
    assert offer.terms.version == 5
    assert offer.bound == (ReasonCode.FACILITY_CAP,)
    assert offer.first_draw.amount == 1_000_000


@given(snapshots())
def test_INV_05_an_offer_never_exceeds_the_mandate_or_any_limit(asked: Snapshot) -> None:
    answer = decide(asked, open_policy(), NOW)
    if isinstance(answer, Refusal):
        assert answer.reasons
        return
    assert asked.mandate is not None and asked.line is not None
    assert faults_of_terms(answer.terms) == ()
    assert faults_against_mandate(answer.terms, asked.mandate) == ()
    draw = answer.first_draw
    assert 0 < draw.amount <= min(limit.room for limit in answer.limits)
    assert asked.mandate.used + draw.amount <= asked.mandate.max_total
    assert asked.line.used + draw.amount <= asked.line.cap
    assert draw.amount <= (asked.requested or draw.amount)
    assert draw.principal_after <= asked.order.amount
    assert draw.net + draw.fees[0].amount == draw.amount and draw.net > 0
    assert answer.bound
    assert draw.interest >= 0 and draw.path[0].starts_at == NOW
    assert all(one.ends_at == two.starts_at for one, two in zip(draw.path, draw.path[1:], strict=False))


@given(snapshots())
def test_INV_15_the_disclosed_price_never_exceeds_the_schedule_offered(asked: Snapshot) -> None:
    answer = decide(asked, open_policy(), NOW)
    if isinstance(answer, Offer):
        rates = [step.rate_bps for step in answer.first_draw.path]
        assert answer.terms.rate_bps[3] <= rates[-1] and rates[0] <= answer.terms.rate_bps[0]
        assert rates == sorted(rates, reverse=True), "expected milestones only lower the price"


@given(snapshots())
def test_any_decision_can_be_replayed_byte_for_byte_from_what_was_stored(asked: Snapshot) -> None:
    policy = open_policy()
    stored = (
        to_canonical_json(asked),
        to_canonical_json(policy),
        to_canonical_json(decide(asked, policy, NOW)),
    )
    again = decide(from_canonical_json(Snapshot, stored[0]), from_canonical_json(Policy, stored[1]), NOW)
    assert to_canonical_json(again) == stored[2]
    assert decision_from_json(stored[2]) == again


def test_a_stored_decision_of_another_kind_is_refused() -> None:
    with pytest.raises(NotCanonical, match="Policy"):
        decision_from_json(to_canonical_json(POLICY))
    with pytest.raises(NotCanonical):
        decision_from_json("[")


def test_codes_are_stable_and_unique() -> None:
    values = [code.value for code in ReasonCode]
    assert len(values) == len(set(values))
    assert all(code.sentence.endswith(".") and code.change.endswith(".") for code in ReasonCode)
    assert {code.value: code for code in ReasonCode}["line"] is ReasonCode.LINE
    assert offered().first_draw.order_id == ORDER


@pytest.mark.parametrize(("newest", "least", "version"), [(0, 0, 1), (0, 7, 7), (4, 3, 5), (4, 9, 9)])
def test_terms_are_of_a_version_that_the_financier_still_lets_be_accepted(
    newest: int, least: int, version: int
) -> None:
    facility = FacilityUse(MinorUnits(1), version=newest) if newest else None
    assert offered(facility=facility, min_version=least).terms.version == version


def test_an_offer_beside_a_troubled_order_says_that_what_is_left_over_pays_it_first() -> None:
    offer = offered(facility=FacilityUse(MinorUnits(1), sweeping=True))
    assert ReasonCode.SWEEP in {each.code for each in offer.reasons}

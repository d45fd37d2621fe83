"""Terms within their own rules and within a mandate; a policy that contradicts itself is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance import terms as rules
from finance.policy import Policy, PolicyInconsistent, check_policy, policy_hash
from finance.units import BPS, DAYS_OF_YEAR, Bps, Days, MinorUnits
from tests.finance.examples import mandate, terms
from tests.finance.strategies import bps


@pytest.mark.parametrize(
    ("changes", "error", "numbers"),
    [
        (
            {"advance_bps": (3_000, 2_999, 7_500, 9_000)},
            rules.AdvanceFalls,
            "stage=1, before=3000, after=2999",
        ),
        ({"rate_bps": (900, 750, 570, 571)}, rules.RateRises, "stage=3, before=570, after=571"),
        (
            {"advance_bps": (0, 0, 0, 10_000)},
            rules.FaceCannotPay,
            "stage=3, advance_bps=10000, rate_bps=420, days=280",
        ),
        ({"max_tenor_days": 0}, rules.OutOfRange, "max_tenor_days, number=0"),
        ({"cap": 0}, rules.OutOfRange, "cap, number=0"),
        ({"cap": 2**64}, rules.OutOfRange, "cap"),
        ({"version": 256}, rules.OutOfRange, "version"),
        ({"grace_days": 256}, rules.OutOfRange, "grace_days"),
        ({"fee_bps": 10_000}, rules.OutOfRange, "fee_bps"),
        ({"advance_bps": (-1, 0, 0, 0)}, rules.OutOfRange, "advance_bps_0"),
    ],
)
def test_terms_that_break_a_rule_are_refused_with_its_numbers(
    changes: dict[str, Any], error: type[rules.TermsError], numbers: str
) -> None:
    with pytest.raises(error, match=numbers):
        rules.check_terms(terms(**changes))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"max_advance_bps": (2_999, 6_000, 8_000, 9_500)}, rules.AdvanceAboveMandate),
        ({"floor_rate_bps": 421}, rules.RateBelowFloor),
        ({"max_fee_bps": 19}, rules.FeeAboveMandate),
        ({"max_penalty_bps": 599}, rules.PenaltyAboveMandate),
        ({"max_tenor_days": 269}, rules.TenorAboveMandate),
        ({"max_cap": 999_999_999}, rules.CapAboveMandate),
    ],
)
def test_terms_above_the_mandate_are_refused(changes: dict[str, Any], error: type[rules.TermsError]) -> None:
    with pytest.raises(error):
        rules.check_terms(terms(), mandate(**changes))
    assert [type(each) for each in rules.faults_against_mandate(terms(), mandate(**changes))] == [error]


def test_good_terms_pass() -> None:
    rules.check_terms(terms(), mandate())
    assert rules.faults_of_terms(terms()) == ()


@given(bps, st.integers(0, 65_535).map(Days))
def test_the_highest_payable_advance_is_the_last_that_the_face_can_pay(rate: Bps, days: Days) -> None:
    face = BPS * BPS * DAYS_OF_YEAR
    highest = rules.highest_payable_advance(rate, days)
    assert rules.face_needed(highest, rate, days) <= face < rules.face_needed(Bps(highest + 1), rate, days)


@pytest.mark.parametrize(
    "changes",
    [
        {"advance_bps": (3_000, 2_999, 7_500, 9_000)},
        {"stage_spread_bps": (480, 330, 150, 151)},
        {"grades": ()},
        {"grace_days": 9},
        {"grace_days": 256},
        {"purchase_basis": 364},
        {"base_bps": -1},
        {"fee_bps": 10_000},
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(PolicyInconsistent):
        check_policy(replace(Policy(), **changes))


def test_every_change_of_a_policy_changes_its_hash() -> None:
    check_policy(Policy())
    assert policy_hash(Policy()) == policy_hash(Policy())
    assert len(bytes.fromhex(policy_hash(Policy())[2:])) == 32
    changed = [
        replace(Policy(), version=2),
        replace(Policy(), min_draw=MinorUnits(101)),
        replace(Policy(), name="x"),
    ]
    assert len({policy_hash(policy) for policy in (Policy(), *changed)}) == 4

"""Buying units of a confirmed receivable: refusals, then a price by yield within the mandate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance import sale
from finance.borrowing_base import Line
from finance.canonical import from_canonical_json, to_canonical_json
from finance.conduct import Conduct
from finance.decision import Refusal
from finance.disclosure import annual_rate
from finance.policy import Policy
from finance.purchase import PurchaseOffer, decide_purchase, unpaid_face_of
from finance.reasons import Clause, ReasonCode
from finance.snapshot import Party, PurchaseSnapshot, ReceivableFacts
from finance.units import BPS, DAY, Bps, Days, MinorUnits, ReceivableId, Timestamp
from tests.finance.examples import GOOD_CONDUCT, mandate
from tests.finance.strategies import BUYER, CASH, FINANCIER, NOW, SUPPLIER, amounts, bps

POLICY = Policy()
RECEIVABLE = ReceivableFacts(
    receivable_id=ReceivableId("0x" + "cd" * 32),
    outstanding=MinorUnits(8_000_000),
    free_units=MinorUnits(2_000_000),
    maturity=Timestamp(NOW + 60 * DAY),
)


def ask(receivable: dict[str, Any] | None = None, **changes: Any) -> PurchaseSnapshot:
    return replace(
        PurchaseSnapshot(
            currency="CNY",
            cash=CASH,
            financier=FINANCIER,
            seller=Party(SUPPLIER, Timestamp(NOW + DAY)),
            obligor=Party(BUYER, Timestamp(NOW + DAY)),
            receivable=replace(RECEIVABLE, **(receivable or {})),
            conduct=GOOD_CONDUCT,
            mandate=mandate(),
            line=Line(BUYER, MinorUnits(1)),
        ),
        **changes,
    )


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (ask(seller=Party(SUPPLIER, Timestamp(NOW - 1))), ReasonCode.SUPPLIER_LAPSED),
        (ask({"seller_suspended": True}), ReasonCode.SUPPLIER_SUSPENDED),
        (ask({"obligor_suspended": True}), ReasonCode.BUYER_SUSPENDED),
        (ask({"affiliates": True}), ReasonCode.AFFILIATES),
        (ask(conduct=replace(GOOD_CONDUCT, overdue=True)), ReasonCode.BUYER_OVERDUE),
        (ask(conduct=Conduct(mean_days_late=Days(11))), ReasonCode.BUYER_CONDUCT),
        (ask(mandate=None), ReasonCode.MANDATE_MISSING),
        (ask(mandate=mandate(valid_until=NOW - 1)), ReasonCode.MANDATE_EXPIRED),
        (ask(mandate=mandate(min_yield_bps=BPS + 1)), ReasonCode.MANDATE_NARROW),
        (ask(line=None), ReasonCode.LINE_MISSING),
        (ask({"maturity": NOW + 2 * DAY}), ReasonCode.RECEIVABLE_MATURED),
        (ask({"maturity": NOW - 1}), ReasonCode.RECEIVABLE_MATURED),
        (ask({"maturity": NOW + 365 * DAY + 1}), ReasonCode.RECEIVABLE_TOO_LONG),
        (ask(units=MinorUnits(2_000_001)), ReasonCode.UNITS),
        (ask(units=MinorUnits(0)), ReasonCode.UNITS),
        (ask(units=MinorUnits(1)), ReasonCode.PRICE_NOT_POSITIVE),
        (ask(mandate=mandate(purchase_budget=1_986_000)), ReasonCode.PURCHASE_BUDGET),
    ],
)
def test_a_purchase_is_refused_with_its_reason(asked: PurchaseSnapshot, code: ReasonCode) -> None:
    answer = decide_purchase(asked, POLICY, NOW)
    assert isinstance(answer, Refusal)
    assert code in {each.code for each in answer.reasons}


def test_units_are_bought_at_the_yield_of_the_policy_without_recourse() -> None:
    answer = decide_purchase(ask(), POLICY, NOW)
    assert isinstance(answer, PurchaseOffer)
    assert (answer.units, answer.unpaid_face, answer.days, answer.yield_bps) == (
        2_000_000,
        2_000_000,
        60,
        420,
    )
    assert answer.price == sale.to_yield(MinorUnits(2_000_000), Bps(420), Days(60), 365) == 1_986_286
    assert answer.discount == 2_000_000 - answer.price
    assert answer.apr == annual_rate(answer.discount, answer.price, Days(60))
    assert answer.clauses == (Clause.WITHOUT_RECOURSE,)
    assert answer.valid_until == NOW + 2 * DAY
    assert answer.reasons == ()
    assert from_canonical_json(PurchaseOffer, to_canonical_json(answer)) == answer


def test_the_least_yield_of_the_mandate_is_kept_and_said() -> None:
    answer = decide_purchase(ask(mandate=mandate(min_yield_bps=Bps(700))), POLICY, NOW)
    assert isinstance(answer, PurchaseOffer)
    assert answer.yield_bps == 700
    assert [each.code for each in answer.reasons] == [ReasonCode.RATE_FLOOR]


def test_a_quote_ends_before_the_receivable_matures() -> None:
    soon = ask({"maturity": Timestamp(NOW + DAY)})
    answer = decide_purchase(soon, replace(POLICY, min_purchase_days=Days(1)), NOW)
    assert isinstance(answer, PurchaseOffer)
    assert answer.valid_until == NOW + DAY - 1


def test_what_was_paid_already_is_not_bought_again() -> None:
    paid = {"paid_face": MinorUnits(2_000_001), "money_in": MinorUnits(2_000_009)}
    answer = decide_purchase(ask(paid), POLICY, NOW)
    assert isinstance(answer, PurchaseOffer)
    assert answer.unpaid_face == 1_500_000, "less a quarter of what was paid, that rounded down"
    assert answer.money_in == 2_000_009
    assert unpaid_face_of(MinorUnits(1), MinorUnits(0), MinorUnits(0)) == 0


@given(outstanding=amounts, units=amounts, paid=amounts, term=st.integers(-5, 500), least=bps, budget=amounts)
def test_a_purchase_never_exceeds_unpaid_face_yield_or_budget(
    *, outstanding: MinorUnits, units: MinorUnits, paid: MinorUnits, term: int, least: Bps, budget: MinorUnits
) -> None:
    receivable = {
        "outstanding": outstanding,
        "free_units": MinorUnits(min(units, outstanding)),
        "paid_face": MinorUnits(min(paid, outstanding)),
        "maturity": Timestamp(NOW + term * DAY),
    }
    limits = mandate(min_yield_bps=least, purchase_budget=budget)
    answer = decide_purchase(ask(receivable, mandate=limits), POLICY, NOW)
    if isinstance(answer, Refusal):
        assert answer.reasons
        return
    assert 1 <= answer.price <= min(answer.unpaid_face, budget)
    assert answer.price <= sale.to_yield(answer.unpaid_face, least, answer.days, 365)
    assert answer.price + answer.discount == answer.unpaid_face
    assert NOW < answer.valid_until < answer.maturity

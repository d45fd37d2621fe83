"""Every case of the vectors, to the unit. Solidity runs the same files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from finance import account as loans
from finance import capacity, disclosure, holders, price, sale
from finance.account import LoanAccount
from finance.stages import OrderFacts
from finance.units import Bps, InterestUnits
from finance.waterfall import Parts
from tests.finance.vectors import FOLDERS, cases


@pytest.mark.parametrize("folder", FOLDERS)
def test_stages_capacity_and_price_agree_with_every_case(folder: Path) -> None:
    for number, case in enumerate(cases(folder, "capacity")):
        recorded = dict(case["order"])
        now = recorded.pop("now")
        order = OrderFacts(**recorded)
        advance = tuple(case["advance_bps"])
        rates = tuple(case["rate_bps"])
        assert list(order.facts()) == case["facts"], number
        assert list(order.eligible(now)) == case["eligible"], number
        assert list(capacity.cumulative(order.eligible(now), advance)) == case["cumulative"], number
        assert capacity.capacity(order.eligible(now), advance) == case["capacity"], number
        for point in case["price"]:
            assert price.rate_of(order.facts(), advance, rates, point["principal"]) == point["rate_bps"], (
                number
            )


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_account_goes_through_every_step_of_every_case(folder: Path) -> None:
    for number, case in enumerate(cases(folder, "account")):
        account = LoanAccount(
            accrued_to=case["start"],
            penalty_bps=case["penalty_bps"],
            fee_bps=case["fee_bps"],
            grace_ends=case["grace_ends"],
        )
        for at, step in enumerate(case["steps"]):
            account = _take(account, step, f"case {number} step {at}")


def _take(account: LoanAccount, step: dict[str, Any], where: str) -> LoanAccount:
    match step["kind"]:
        case "draw":
            account, fee = loans.draw(account, step["amount"], step["at"])
            assert fee == step["fee"], where
        case "pay":
            account, parts = loans.pay(account, step["amount"], step["at"])
            assert parts == Parts(**step["parts"]), where
        case "rate":
            account = loans.reprice(account, Bps(step["rate_bps"]), step["at"])
        case "subrogate":
            account = loans.subrogate(account, step["amount"], step["at"])
        case "sync":
            account = loans.sync(account, step["at"])
        case unknown:
            pytest.fail(f"{where}: unknown step {unknown}")
    after = step["after"]
    assert account.owed_penalty == after["owed_penalty"], where
    assert account.owed_interest == after["owed_interest"], where
    assert account.principal == after["principal"], where
    assert account.subrogated == after["subrogated"], where
    assert account.interest_units == InterestUnits(int(after["interest_units"])), where
    assert account.penalty_units == InterestUnits(int(after["penalty_units"])), where
    return account


@pytest.mark.parametrize("folder", FOLDERS)
def test_holders_claim_what_came_in_while_they_held(folder: Path) -> None:
    for number, case in enumerate(cases(folder, "holders")):
        book = holders.mint("a", case["face"])
        for step in case["steps"]:
            if "pay" in step:
                book = holders.pay_in(book, step["pay"])
            else:
                book = holders.transfer(book, step["frm"], step["to"], step["transfer"])
        claims = {name: str(book.holding(name).claim) for name in case["claims"]}
        assert claims == case["claims"], number
        assert {name: holders.payable(book, name) for name in claims} == case["payable_floor"], number


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_receivable_sells_at_the_price_of_every_case(folder: Path) -> None:
    for number, case in enumerate(cases(folder, "sale")):
        terms = (case["face"], case["rate_bps"], case["days"], case["basis"])
        assert sale.straight(*terms) == case["straight"], number
        assert sale.to_yield(*terms) == case["to_yield"], number


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_cost_of_a_draw_is_disclosed_as_in_every_case(folder: Path) -> None:
    for number, case in enumerate(cases(folder, "disclosure")):
        cost = disclosure.cost_of_draw(case["amount"], case["fee_bps"], case["rate_bps"], case["days"])
        assert (cost.fee, cost.net, cost.interest) == (case["fee"], case["net"], case["interest"]), number
        assert (str(cost.apr), str(cost.ear)) == (case["apr"], case["ear"]), number
